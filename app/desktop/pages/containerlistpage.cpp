#include "app/desktop/pages/containerlistpage.h"

#include "app/desktop/pages/containerdelegate.h"
#include "app/desktop/pages/pagelayout.h"
#include "widgets/elements/card.h"
#include "widgets/elements/emptystate.h"
#include "widgets/elements/numberedsteps.h"
#include "widgets/elements/skeleton.h"
#include "widgets/theme/label.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QStackedWidget>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;

namespace {

/// A run that goes on is cancelled first.
bool canBeDeleted(const QModelIndex &index)
{
    return index.isValid() &&
           isTerminal(static_cast<Lifecycle>(index.data(ContainerModel::LifecycleRole).toInt()));
}

} // namespace

ContainerListPage::ContainerListPage(ContainerModel &model, QWidget *parent)
    : QWidget(parent), m_model(model), m_filter(new QLineEdit), m_node(new QComboBox), m_order(new QComboBox),
      m_view(new QListView), m_stack(new QStackedWidget)
{
    setObjectName(QStringLiteral("containersPage"));
    m_filter->setObjectName(QStringLiteral("filter"));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter containers"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(space(26));
    m_filter->addAction(theme::icon(Icon::Search, Role::Muted), QLineEdit::LeadingPosition);
    m_filterModel.setSourceModel(&model);
    m_view->setObjectName(QStringLiteral("containers"));
    m_view->setAccessibleName(tr("Containers"));
    m_view->setModel(&m_filterModel);
    m_view->setItemDelegate(new ContainerDelegate(m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setMouseTracking(true);
    m_view->setUniformItemSizes(true);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->viewport()->setAutoFillBackground(false);
    m_view->installEventFilter(this);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &QWidget::customContextMenuRequested, this, &ContainerListPage::showMenu);

    QLayout *head = makeHead();
    auto *card = new elements::Card;
    auto *inside = new QVBoxLayout(card);
    inside->setContentsMargins(margins(0.4, 0.8));
    inside->addWidget(m_stack);
    auto *skeleton = new QWidget;
    auto *bones = new QVBoxLayout(skeleton);
    auto *lines = new elements::Skeleton({60, 45, 70, 50, 65});
    lines->setLeadingDots(true);
    bones->addWidget(lines);
    bones->addStretch();
    m_stack->addWidget(skeleton);
    m_stack->addWidget(m_view);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(pageMargins());
    layout->setSpacing(space(1.4));
    layout->addLayout(head);
    layout->addWidget(card, 1);

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filterModel.setText(text);
        refresh();
    });
    connect(m_view, &QListView::clicked, this, [this](const QModelIndex &index) {
        emit opened({index.data(ContainerModel::IdRole).toString()});
    });
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&m_filterModel, signal, this, &ContainerListPage::refresh);
    connect(&m_filterModel, &QAbstractItemModel::modelReset, this, &ContainerListPage::refresh);
    connect(&m_filterModel, &QAbstractItemModel::dataChanged, this, &ContainerListPage::refresh);
    refresh();
}

// Not before it is needed: a stack asks hidden pages for their size, too, and this one has a font of its own,
// the fifth that would be loaded before the first frame.
void ContainerListPage::makeEmpty()
{
    if (m_empty)
        return;
    m_way = new elements::NumberedSteps(
        {{tr("Pick a template"), tr("It says what is installed and set up inside.")},
         {tr("Give it a name"), tr("Place, size and network, too, or what the template says.")},
         {tr("Watch it come up"), tr("Its log, and at the end its services and how to log in.")}});
    m_empty = new elements::EmptyState(Icon::Container, {}, {}, {});
    m_empty->setIllustration(m_way);
    m_stack->addWidget(m_empty);
    connect(m_empty, &elements::EmptyState::actionTriggered, this, [this] {
        if (!m_loaded)
            emit retryRequested();
        else if (m_filter->text().isEmpty() && m_node->currentIndex() <= 0)
            emit createRequested();
        else {
            m_node->setCurrentIndex(0);
            m_filter->clear();
        }
    });
    connect(m_empty, &elements::EmptyState::otherTriggered, this, &ContainerListPage::nodeRequested);
}

QLayout *ContainerListPage::makeHead()
{
    m_node->setObjectName(QStringLiteral("nodeFilter"));
    m_node->setAccessibleName(tr("Where the containers live"));
    m_node->addItem(tr("Everywhere"));
    m_order->setObjectName(QStringLiteral("order"));
    m_order->setAccessibleName(tr("Order of the list"));
    m_order->addItem(tr("Newest first"), int(ContainerFilter::Order::Newest));
    m_order->addItem(tr("By name"), int(ContainerFilter::Order::Name));
    m_order->addItem(tr("By state"), int(ContainerFilter::Order::State));
    auto *head = new QHBoxLayout;
    head->setSpacing(space(0.8));
    head->addWidget(pageTitle(tr("Containers")));
    head->addStretch();
    head->addWidget(m_node);
    head->addWidget(m_order);
    head->addWidget(m_filter, 1);
    connect(m_node, &QComboBox::currentIndexChanged, this, [this](int at) {
        m_filterModel.setNode(at <= 0 ? std::nullopt : std::optional(m_node->itemData(at).toString()));
        refresh();
    });
    connect(m_order, &QComboBox::currentIndexChanged, this, [this](int at) {
        m_filterModel.setOrder(static_cast<ContainerFilter::Order>(m_order->itemData(at).toInt()));
    });
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&m_model, signal, this, &ContainerListPage::listNodes);
    listNodes();
    return head;
}

void ContainerListPage::listNodes()
{
    QStringList nodes;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        if (!nodes.contains(m_model.at(row).node))
            nodes.append(m_model.at(row).node);
    }
    nodes.sort();
    const QVariant before = m_node->currentData();
    if (before.isValid() && !nodes.contains(before.toString()))
        m_node->setCurrentIndex(0); // what it showed is gone
    const QSignalBlocker blocker(m_node);
    while (m_node->count() > 1)
        m_node->removeItem(1);
    for (const QString &node : std::as_const(nodes))
        m_node->addItem(node.isEmpty() ? tr("This backend's host") : node, node);
    m_node->setCurrentIndex(qMax(0, before.isValid() ? m_node->findData(before) : 0));
    m_node->setVisible(nodes.size() > 1 || m_node->currentIndex() > 0);
    m_order->setVisible(m_model.rowCount() > 1);
}

void ContainerListPage::showNode(const QString &node)
{
    m_filter->clear();
    const int at = m_node->findData(node);
    m_node->setCurrentIndex(qMax(0, at));
}

QList<ContainerId> ContainerListPage::inSight() const
{
    QList<ContainerId> ids;
    if (!m_view->isVisible() || window()->isMinimized())
        return ids;
    const int bottom = m_view->viewport()->height();
    QModelIndex index = m_view->indexAt({1, 1});
    for (; index.isValid() && m_view->visualRect(index).top() < bottom;
         index = index.siblingAtRow(index.row() + 1)) {
        const Container &container = m_model.at(m_filterModel.mapToSource(index).row());
        const bool isMade =
            container.lifecycle == Lifecycle::Ready || container.lifecycle == Lifecycle::Stopped;
        if (isMade && !container.hostRef.isEmpty())
            ids.append(container.id);
    }
    return ids;
}

void ContainerListPage::setLoaded(bool loaded)
{
    m_loaded = loaded;
    refresh();
}

void ContainerListPage::setUnreachable(bool unreachable)
{
    m_unreachable = unreachable;
    refresh();
}

void ContainerListPage::focusFilter() { m_filter->setFocus(); }

bool ContainerListPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if ((key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space) &&
            m_view->currentIndex().isValid()) {
            emit opened({m_view->currentIndex().data(ContainerModel::IdRole).toString()});
            return true;
        }
        if (key == Qt::Key_Delete && canBeDeleted(m_view->currentIndex())) {
            emit deleteRequested({m_view->currentIndex().data(ContainerModel::IdRole).toString()});
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ContainerListPage::showMenu(const QPoint &at)
{
    const QModelIndex index = m_view->indexAt(at);
    if (!index.isValid())
        return;
    const ContainerId id{index.data(ContainerModel::IdRole).toString()};
    const QString name = index.data(ContainerModel::HostnameRole).toString();
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("containerMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Open"), this, [this, id] { emit opened(id); });
    menu->addAction(theme::icon(Icon::Log), tr("Show Log"), this, [this, id] { emit logRequested(id); });
    menu->addAction(theme::icon(Icon::Copy), tr("Copy Name"), this,
                    [name] { QGuiApplication::clipboard()->setText(name); });
    menu->addSeparator();
    QAction *remove = menu->addAction(theme::icon(Icon::Trash, Role::Danger), tr("Delete…"), this,
                                      [this, id] { emit deleteRequested(id); });
    remove->setObjectName(QStringLiteral("deleteRow"));
    remove->setEnabled(canBeDeleted(index));
    menu->popup(m_view->viewport()->mapToGlobal(at));
}

void ContainerListPage::setPlace(Place place)
{
    m_place = place;
    refresh();
}

QString ContainerListPage::placeText() const
{
    switch (m_place) {
    case Place::Simulated:
        return tr("So far every container is only simulated. Real ones are made on a Proxmox VE node.");
    case Place::ThisMachine:
        return tr("Made on the backend's machine, or on a Proxmox VE node.");
    case Place::Unknown:
    case Place::Nodes:
        break;
    }
    return {};
}

void ContainerListPage::refresh()
{
    const bool filtered = !m_filter->text().isEmpty() || m_node->currentIndex() > 0;
    m_filter->setVisible(filtered || m_filterModel.rowCount() > 0);
    if (!m_loaded && !m_unreachable) {
        m_stack->setCurrentIndex(0);
        return;
    }
    if (m_loaded && m_filterModel.rowCount() > 0) {
        m_stack->setCurrentWidget(m_view);
        return;
    }
    makeEmpty();
    m_way->setVisible(m_loaded && !filtered);
    if (!m_loaded)
        m_empty->set(Icon::Container, tr("Not connected"),
                     tr("What there is appears here as soon as the backend lets us in. The reason is above."),
                     tr("Retry"));
    else if (filtered)
        m_empty->set(
            Icon::Search, tr("Nothing matches"),
            m_filter->text().isEmpty()
                ? tr("Nothing of this kind lives on %1.").arg(m_node->currentText())
                : tr("No name, template, node, address or state contains “%1”.").arg(m_filter->text()),
            tr("Clear Filter"));
    else
        m_empty->set(Icon::Container, tr("No containers yet"), placeText(), tr("New Container"),
                     m_place == Place::Nodes ? QString() : tr("Add a Proxmox VE Node"));
    m_stack->setCurrentWidget(m_empty);
}

} // namespace slipway::desktop
