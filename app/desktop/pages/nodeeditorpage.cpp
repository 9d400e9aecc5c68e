#include "app/desktop/pages/nodeeditorpage.h"

#include "app/desktop/hostlookups.h"
#include "app/desktop/pages/dialogs.h"
#include "app/desktop/pages/nodeform.h"
#include "app/desktop/pages/pagelayout.h"
#include "app/desktop/pages/preflightview.h"
#include "app/desktop/pages/trustdialog.h"
#include "widgets/elements/card.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/elements/spinner.h"
#include "widgets/theme/label.h"
#include "widgets/theme/style.h"

#include <QPushButton>
#include <QScrollArea>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;

namespace {

Role roleOf(NodeTest::State state)
{
    return state == NodeTest::State::Passed   ? Role::Success
           : state == NodeTest::State::Warned ? Role::Warning
                                              : Role::Danger;
}

} // namespace

NodeEditorPage::NodeEditorPage(NodeEditorController &controller, HostLookups &lookups, QWidget *parent)
    : QWidget(parent), m_controller(controller), m_lookups(lookups), m_scroll(new QScrollArea),
      m_columns(new QBoxLayout(QBoxLayout::LeftToRight)), m_title(pageTitle({})),
      m_message(new elements::InlineMessage), m_form(new NodeForm(lookups))
{
    setObjectName(u"nodeEditor"_s);
    m_message->setObjectName(u"nodeMessage"_s);
    m_panel = makeTestPanel();
    m_columns->setContentsMargins(0, 0, 0, 0);
    m_columns->setSpacing(space(1.6));
    m_columns->addWidget(m_form, 3, Qt::AlignTop);
    m_columns->addWidget(m_panel, 2, Qt::AlignTop);
    auto *content = new QWidget;
    auto *rows = new QVBoxLayout(content);
    rows->setContentsMargins(scrolledMargins());
    rows->setSpacing(space(1.4));
    rows->addWidget(m_title);
    rows->addWidget(m_message);
    rows->addLayout(m_columns);
    rows->addStretch(1);
    makePageScroll(*m_scroll);
    m_scroll->setWidget(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_scroll, 1);
    layout->addWidget(makeBar());
    m_tick.setInterval(500);
    connect(&m_tick, &QTimer::timeout, this, &NodeEditorPage::tick);
    connectController();
    connect(m_form, &NodeForm::changed, this, [this] { m_controller.setDraft(m_form->node()); });
    connect(m_form, &NodeForm::unreadable, this, [this](const QString &message) {
        m_message->showMessage(elements::InlineMessage::Kind::Error, message);
    });
    refresh();
}

QWidget *NodeEditorPage::makeTestPanel()
{
    auto *card = new elements::Card;
    card->setObjectName(u"testPanel"_s);
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(margins(2, 1.6));
    layout->setSpacing(space(1.2));
    m_spinner = new elements::Spinner;
    m_testState = new Label({}, TextStyle::Body, Role::Muted);
    m_testState->setObjectName(u"testState"_s);
    m_testState->setWordWrap(true);
    m_trust = new elements::InlineMessage;
    m_trust->setObjectName(u"trustQuestion"_s);
    m_checks = new PreflightView;
    m_test = new QPushButton(tr("Test Connection"));
    m_test->setObjectName(u"testNode"_s);
    m_test->setIcon(theme::icon(Icon::Plug));
    m_stop = new QPushButton(tr("Cancel Test"));
    m_stop->setObjectName(u"cancelTest"_s);
    auto *head = new QHBoxLayout;
    head->addWidget(new Label(tr("Connection test"), TextStyle::Heading));
    head->addStretch();
    head->addWidget(m_test);
    head->addWidget(m_stop);
    auto *state = new QHBoxLayout;
    state->addWidget(m_spinner);
    state->addWidget(m_testState, 1);
    layout->addLayout(head);
    layout->addLayout(state);
    layout->addWidget(m_trust);
    layout->addWidget(m_checks);
    m_trust->hide();
    connect(m_test, &QPushButton::clicked, this, [this] {
        m_loud = true;
        m_message->hide();
        refresh();
        if (m_controller.canTest())
            m_controller.test();
        else
            m_form->focusWrong();
    });
    connect(m_stop, &QPushButton::clicked, &m_controller, &NodeEditorController::cancelTest);
    connect(m_trust, &elements::InlineMessage::actionTriggered, this, &NodeEditorPage::askForTrust);
    return card;
}

QWidget *NodeEditorPage::makeBar()
{
    auto *bar = new BottomBar;
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(margins(2, 1));
    m_whyNot = new Label({}, TextStyle::Small, Role::Muted);
    m_whyNot->setObjectName(u"nodeWhyNot"_s);
    m_whyNot->setWordWrap(true);
    auto *cancel = new QPushButton(tr("Cancel"));
    cancel->setObjectName(u"cancelNode"_s);
    m_save = new QPushButton(tr("Save"));
    m_save->setObjectName(u"saveNode"_s);
    setButtonKind(m_save, ButtonKind::Primary);
    layout->addWidget(m_whyNot, 1);
    layout->addWidget(cancel);
    layout->addWidget(m_save);
    connect(cancel, &QPushButton::clicked, this, &NodeEditorPage::cancelled);
    connect(m_save, &QPushButton::clicked, this, &NodeEditorPage::save);
    return bar;
}

void NodeEditorPage::connectController()
{
    connect(&m_controller, &NodeEditorController::changed, this, &NodeEditorPage::refresh);
    connect(&m_controller, &NodeEditorController::draftReplaced, this,
            [this] { m_form->setNode(m_controller.draft(), m_controller.stored()); });
    connect(&m_controller, &NodeEditorController::tested, this, &NodeEditorPage::showTested);
    connect(&m_controller, &NodeEditorController::testFailed, this, &NodeEditorPage::showTrouble);
    connect(&m_controller, &NodeEditorController::refused, this, [this](const QString &message) {
        m_loud = true;
        m_message->showMessage(elements::InlineMessage::Kind::Error, message);
        refresh();
        m_scroll->ensureVisible(0, 0);
        m_form->focusWrong();
    });
    connect(&m_controller.probe(), &NodeProbe::runningChanged, this, [this](bool running) {
        if (running) {
            m_clock.start();
            m_tick.start();
            m_checks->showPending();
            m_trust->hide();
            if (m_columns->direction() == QBoxLayout::TopToBottom)
                QTimer::singleShot(0, this, [this] { m_scroll->ensureWidgetVisible(m_panel); });
        } else {
            m_tick.stop();
            if (!m_controller.preflight())
                m_checks->clear();
        }
        refresh();
    });
}

void NodeEditorPage::begin(const std::optional<NodeEntry> &stored)
{
    m_loud = false;
    m_message->hide();
    m_trust->hide();
    m_checks->clear();
    m_lookups.setNode({});
    m_controller.begin(stored);
    m_title->setText(title());
    if (stored)
        m_lookups.setNode(stored->node.name);
    m_form->showErrors({}, false);
    m_scroll->ensureVisible(0, 0);
    m_form->focusFirst();
}

QString NodeEditorPage::title() const
{
    return m_controller.isNew() ? tr("Add a Proxmox VE node")
                                : tr("Node %1").arg(m_controller.stored()->node.name);
}

bool NodeEditorPage::mayLeave()
{
    if (!m_controller.isChanged())
        return true;
    ConfirmDialog dialog(
        tr("Drop what you typed?"),
        m_controller.isNew()
            ? tr("The node is not stored yet.")
            : tr("The changes of %1 are not stored yet.").arg(m_controller.stored()->node.name),
        tr("Drop It"), this);
    return dialog.exec() == QDialog::Accepted;
}

void NodeEditorPage::refresh()
{
    const bool isRunning = m_controller.probe().isRunning();
    const bool hadFocus = m_test->hasFocus() || m_stop->hasFocus();
    m_form->showErrors(m_controller.errors(), m_loud);
    m_spinner->setVisible(isRunning);
    m_stop->setVisible(isRunning);
    m_test->setVisible(!isRunning);
    if (hadFocus) // otherwise it would fall to whoever comes next
        (isRunning ? m_stop : m_test)->setFocus();
    tick();
    const bool isTested = m_controller.isTested();
    m_save->setText(isTested ? tr("Save") : tr("Save without a Passed Test"));
    setButtonKind(m_save, isTested ? ButtonKind::Primary : ButtonKind::Normal);
    setButtonKind(m_test, isTested ? ButtonKind::Normal : ButtonKind::Primary);
    m_test->setIcon(theme::icon(Icon::Plug, isTested ? Role::Text : Role::OnAccent));
    m_save->setEnabled(!m_controller.isSaving());
    if (!m_controller.preflight())
        m_trust->hide();
    if (m_controller.isSaving())
        m_whyNot->setText(tr("The node is being stored."));
    else if (m_loud && !m_controller.errors().isEmpty())
        m_whyNot->setText(m_controller.errors().constFirst().message);
    else if (isTested)
        m_whyNot->setText(tr("The test of exactly this has passed."));
    else
        m_whyNot->setText(tr("Test the connection first: it says what is missing."));
}

void NodeEditorPage::tick()
{
    QString text;
    const auto preflight = m_controller.preflight();
    if (m_controller.probe().isRunning())
        text = tr("Testing… %n s", nullptr, int(m_controller.probe().elapsedMs() / 1000));
    else if (preflight)
        text = summaryOf({stateOf(*preflight), *preflight, {}, {}}) +
               (preflight->version.isEmpty() ? QString() : tr(" · Proxmox VE %1").arg(preflight->version)) +
               (preflight->pveNode.isEmpty() ? QString() : tr(" · node %1").arg(preflight->pveNode));
    else
        text = tr("Looks at reachability, certificate, sign-in, permissions, storages, bridge, SSH and pct. "
                  "Nothing is changed on the node.");
    m_testState->setText(text);
    m_testState->setRole(preflight && !m_controller.probe().isRunning() ? roleOf(stateOf(*preflight))
                                                                        : Role::Muted);
}

void NodeEditorPage::showTested(const Preflight &preflight)
{
    m_checks->showPreflight(preflight);
    refresh();
    if (!m_controller.isNew())
        m_lookups.loadAll();
    const TrustQuestion question = trustQuestion(preflight.fingerprints, m_controller.draft());
    if (!question.isNeeded()) {
        m_trust->hide();
        return;
    }
    if (question.isChanged())
        m_trust->showMessage(elements::InlineMessage::Kind::Error,
                             tr("The node shows another identity than the one that was trusted."),
                             tr("Compare…"));
    else
        m_trust->showMessage(
            elements::InlineMessage::Kind::Warning,
            tr("First contact: compare the node's fingerprints, then trust them. Nothing secret "
               "was sent yet."),
            tr("Compare and Trust…"));
}

void NodeEditorPage::showTrouble(const QString &message)
{
    m_message->showMessage(elements::InlineMessage::Kind::Error, message);
    m_loud = true;
    refresh();
    m_form->focusWrong();
}

void NodeEditorPage::askForTrust()
{
    const auto preflight = m_controller.preflight();
    if (!preflight)
        return;
    const TrustQuestion question = trustQuestion(preflight->fingerprints, m_controller.draft());
    auto *dialog = new TrustDialog(m_controller.draft(), preflight->fingerprints, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, question] {
        m_controller.trust(question.certificate != TrustQuestion::Kind::None,
                           question.hostKey != TrustQuestion::Kind::None);
        m_controller.test();
    });
    dialog->open();
}

void NodeEditorPage::save()
{
    m_loud = true;
    m_message->hide();
    refresh();
    if (m_controller.canSave())
        m_controller.save();
    else
        m_form->focusWrong();
}

void NodeEditorPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_columns->setDirection(width() < space(124) ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

} // namespace slipway::desktop
