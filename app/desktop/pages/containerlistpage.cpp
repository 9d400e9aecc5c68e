#include "app/desktop/pages/containerlistpage.h"

#include "app/desktop/pages/containerdelegate.h"
#include "widgets/elements/card.h"
#include "widgets/elements/emptystate.h"
#include "widgets/elements/skeleton.h"
#include "widgets/theme/label.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QStackedWidget>

namespace slipway::desktop {

using namespace theme;

namespace {

/// A run that goes on is cancelled first.
bool canBeDeleted(const QModelIndex &index)
{
    return index.isValid() &&
           isTerminal(static_cast<Lifecycle>(index.data(ContainerModel::LifecycleRole).toInt()));
}

} // namespace

ContainerListPage::ContainerListPage(Kind kind, ContainerModel &model, QWidget *parent)
    : QWidget(parent), m_kind(kind), m_model(model), m_filterModel(kind == Kind::Runs),
      m_filter(new QLineEdit), m_view(new QListView), m_stack(new QStackedWidget),
      m_empty(new elements::EmptyState(Icon::Container, {}, {}, {}))
{
    const bool runs = kind == Kind::Runs;
    setObjectName(runs ? QStringLiteral("runsPage") : QStringLiteral("containersPage"));
    m_filter->setObjectName(QStringLiteral("filter"));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter containers"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(space(26));
    m_filter->addAction(theme::icon(Icon::Search, Role::Muted), QLineEdit::LeadingPosition);
    m_filterModel.setSourceModel(&model);
    m_view->setObjectName(QStringLiteral("containers"));
    m_view->setAccessibleName(runs ? tr("Runs") : tr("Containers"));
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

    auto *title = new Label(runs ? tr("Runs") : tr("Containers"), TextStyle::Title);
    auto *head = new QHBoxLayout;
    head->addWidget(title);
    head->addStretch();
    head->addWidget(m_filter, 1);
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
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_view);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(margins(2));
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
    connect(m_empty, &elements::EmptyState::actionTriggered, this, [this] {
        if (!m_loaded)
            emit retryRequested();
        else if (m_filter->text().isEmpty())
            emit createRequested();
        else
            m_filter->clear();
    });
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&m_filterModel, signal, this, &ContainerListPage::refresh);
    connect(&m_filterModel, &QAbstractItemModel::modelReset, this, &ContainerListPage::refresh);
    connect(&m_filterModel, &QAbstractItemModel::dataChanged, this, &ContainerListPage::refresh);
    refresh();
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

void ContainerListPage::setFilter(const QString &text) { m_filter->setText(text); }

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

void ContainerListPage::refresh()
{
    const bool filtered = !m_filter->text().isEmpty();
    m_filter->setVisible(filtered || m_filterModel.rowCount() > 0);
    if (!m_loaded && m_unreachable) {
        m_empty->set(Icon::Container, tr("Not connected"),
                     tr("What there is appears here as soon as the backend lets us in. The reason is above."),
                     tr("Retry"));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    if (!m_loaded) {
        m_stack->setCurrentIndex(0);
        return;
    }
    if (m_filterModel.rowCount() > 0) {
        m_stack->setCurrentWidget(m_view);
        return;
    }
    if (filtered)
        m_empty->set(Icon::Search, tr("Nothing matches"),
                     tr("No name, template, address or state contains “%1”.").arg(m_filter->text()),
                     tr("Clear filter"));
    else if (m_kind == Kind::Runs)
        m_empty->set(Icon::Runs, tr("Nothing is being created"),
                     tr("Creations that run or have failed appear here, with every line of their log."),
                     tr("New container"));
    else
        m_empty->set(
            Icon::Container, tr("No containers yet"),
            tr("Pick a template and a name, and watch the container come up: its phases, its log, and at the "
               "end its services and credentials."),
            tr("New container"));
    m_stack->setCurrentWidget(m_empty);
}

} // namespace slipway::desktop
