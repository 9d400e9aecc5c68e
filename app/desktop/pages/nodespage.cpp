#include "app/desktop/pages/nodespage.h"

#include "app/desktop/pages/dialogs.h"
#include "app/desktop/pages/nodecard.h"
#include "app/desktop/pages/pagelayout.h"
#include "widgets/elements/emptystate.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/elements/skeleton.h"
#include "widgets/theme/label.h"
#include "widgets/theme/style.h"

#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;

QString removalText(const QString &name, const QStringList &hostnames)
{
    if (hostnames.isEmpty())
        return NodesPage::tr(
                   "Slipway forgets %1: its address, its account and its secrets. Nothing changes on "
                   "the node itself, and nothing of Slipway lives there.")
            .arg(name);
    constexpr qsizetype kShown = 6;
    QString names = hostnames.mid(0, kShown).join(", "_L1);
    if (hostnames.size() > kShown)
        names += NodesPage::tr(" and %1 more").arg(hostnames.size() - kShown);
    return NodesPage::tr(
               "On it: %1. They go on running there, but from here they cannot be reached, stopped or "
               "deleted any more. Delete them first if they are to go.")
        .arg(names);
}

NodesPage::NodesPage(NodesController &controller, QWidget *parent)
    : QWidget(parent), m_controller(controller), m_add(new QPushButton(tr("Add Node"))),
      m_testAll(new QPushButton(tr("Test All"))), m_message(new elements::InlineMessage),
      m_stack(new QStackedWidget), m_empty(new elements::EmptyState(Icon::Node, {}, {}, {}))
{
    setObjectName(u"nodesPage"_s);
    m_message->setObjectName(u"nodesMessage"_s);
    m_add->setObjectName(u"addNode"_s);
    m_add->setIcon(theme::icon(Icon::Plus));
    m_testAll->setObjectName(u"testAll"_s);
    m_testAll->setIcon(theme::icon(Icon::Plug));
    auto *head = new QHBoxLayout;
    head->setContentsMargins(0, 0, space(2), 0);
    head->addWidget(pageTitle(tr("Nodes")));
    head->addStretch();
    head->addWidget(m_testAll);
    head->addWidget(m_add);
    auto *bones = new elements::Card;
    auto *inside = new QVBoxLayout(bones);
    inside->setContentsMargins(margins(1.8, 1.4));
    auto *lines = new elements::Skeleton({40, 62, 35, 55});
    lines->setLeadingDots(true);
    lines->setAccessibleName(tr("The nodes are being loaded"));
    inside->addWidget(lines);
    inside->addStretch();
    auto *emptyCard = new elements::Card;
    auto *around = new QVBoxLayout(emptyCard);
    around->addWidget(m_empty);
    auto *content = new QWidget;
    m_list = new QVBoxLayout(content);
    m_list->setContentsMargins(0, 0, scrollMargin(), space(2));
    m_list->setSpacing(space(1.2));
    m_list->addStretch(1);
    auto *scroll = new QScrollArea;
    makePageScroll(*scroll);
    scroll->setWidget(content);
    m_stack->addWidget(inset(bones));
    m_stack->addWidget(inset(emptyCard));
    m_stack->addWidget(scroll);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(headMargins()); // what scrolls goes to the edge
    layout->setSpacing(space(1.4));
    layout->addLayout(head);
    auto *said = new QVBoxLayout;
    said->setContentsMargins(0, 0, space(2), 0);
    said->addWidget(m_message);
    layout->addLayout(said);
    layout->addWidget(m_stack, 1);
    connect(m_add, &QPushButton::clicked, this, &NodesPage::addRequested);
    connect(m_testAll, &QPushButton::clicked, this, [this] {
        for (const NodeEntry &entry : m_controller.nodes())
            m_controller.startTest(entry.node.name);
    });
    connect(m_empty, &elements::EmptyState::actionTriggered, this, [this] {
        if (m_controller.state() == NodesController::State::Loaded)
            emit addRequested();
        else
            emit retryRequested();
    });
    connect(m_message, &elements::InlineMessage::actionTriggered, this, &NodesPage::retryRequested);
    connect(&m_controller, &NodesController::changed, this, &NodesPage::refresh);
    connect(&m_controller, &NodesController::testChanged, this, [this](const QString &name) {
        if (NodeCard *card = m_cards.value(name))
            card->setTest(m_controller.test(name));
    });
    connect(&m_controller, &NodesController::removalFailed, this,
            [this](const QString &name, const QString &message) {
                if (NodeCard *card = m_cards.value(name))
                    card->setRemoving(false);
                m_message->showMessage(elements::InlineMessage::Kind::Error, message);
            });
    refresh();
}

void NodesPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_controller.load();
}

void NodesPage::setUnreachable(bool unreachable)
{
    m_unreachable = unreachable;
    refresh();
}

void NodesPage::setContainers(const QList<Container> &containers)
{
    m_containers = containers;
    for (auto it = m_cards.cbegin(); it != m_cards.cend(); ++it)
        it.value()->setContainers(int(hostnamesOn(it.key()).size()));
}

QStringList NodesPage::hostnamesOn(const QString &node) const
{
    QStringList names;
    for (const Container &container : m_containers) {
        if (container.node == node && container.lifecycle != Lifecycle::Deleted)
            names.append(container.hostname);
    }
    return names;
}

NodeCard *NodesPage::cardFor(const NodeEntry &entry)
{
    const QString name = entry.node.name;
    NodeCard *&card = m_cards[name];
    if (card) {
        card->setEntry(entry);
        return card;
    }
    card = new NodeCard(entry);
    card->setTest(m_controller.test(name));
    card->setContainers(int(hostnamesOn(name).size()));
    connect(card, &NodeCard::editRequested, this, [this, name] { emit editRequested(name); });
    connect(card, &NodeCard::containersRequested, this, [this, name] { emit containersRequested(name); });
    connect(card, &NodeCard::testRequested, &m_controller, [this, name] { m_controller.startTest(name); });
    connect(card, &NodeCard::testCancelled, &m_controller, [this, name] { m_controller.cancelTest(name); });
    connect(card, &NodeCard::removeRequested, this, [this, name] { askToRemove(name); });
    return card;
}

void NodesPage::refresh()
{
    QSet<QString> there;
    for (qsizetype at = 0; at < m_controller.nodes().size(); ++at) {
        const NodeEntry &entry = m_controller.nodes().at(at);
        there.insert(entry.node.name);
        m_list->insertWidget(int(at), cardFor(entry));
    }
    for (const QString &name : m_cards.keys()) {
        if (!there.contains(name))
            delete m_cards.take(name);
    }
    const bool hasNodes = !there.isEmpty();
    m_testAll->setVisible(there.size() > 1);
    m_add->setVisible(hasNodes);
    if (hasNodes) {
        m_stack->setCurrentIndex(2);
        if (!m_controller.problem().isEmpty() && !m_unreachable)
            m_message->showMessage(elements::InlineMessage::Kind::Warning,
                                   tr("This list may be old. %1").arg(m_controller.problem()), tr("Retry"));
        else if (m_controller.problem().isEmpty() &&
                 m_message->text().startsWith(tr("This list may be old.")))
            m_message->hide();
        return;
    }
    m_message->hide();
    if (m_controller.state() == NodesController::State::Loaded)
        m_empty->set(
            Icon::Node, tr("No Proxmox VE node yet"),
            tr("Add the node on which containers are to be made: its address and an API token, and SSH for "
               "the work inside them. The test says what is missing, before anything is made."),
            tr("Add Node"));
    else if (m_unreachable)
        m_empty->set(Icon::Unplugged, tr("Not connected"),
                     tr("The nodes appear here as soon as the backend lets us in. The reason is above."),
                     tr("Retry"));
    else if (m_controller.state() == NodesController::State::Failed)
        m_empty->set(Icon::Warning, tr("The nodes could not be loaded"), m_controller.problem(), tr("Retry"));
    const bool isWaiting = !m_unreachable && (m_controller.state() == NodesController::State::Loading ||
                                              m_controller.state() == NodesController::State::Idle);
    m_stack->setCurrentIndex(isWaiting ? 0 : 1);
}

void NodesPage::askToRemove(const QString &name)
{
    const QStringList hostnames = hostnamesOn(name);
    const bool isForced = !hostnames.isEmpty();
    ConfirmDialog dialog(tr("Remove the node %1?").arg(name), removalText(name, hostnames),
                         isForced ? tr("Remove and Leave Them") : tr("Remove Node"), this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    m_message->hide();
    if (NodeCard *card = m_cards.value(name))
        card->setRemoving(true);
    m_controller.remove(name, isForced);
}

} // namespace slipway::desktop
