#include "app/desktop/pages/nodecard.h"

#include "app/desktop/pages/preflightview.h"
#include "widgets/elements/badge.h"
#include "widgets/elements/elidedlabel.h"
#include "widgets/elements/spinner.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QPushButton>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;

namespace {

class Disc : public QWidget
{
public:
    Disc() { setFixedSize(space(4), space(4)); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(Role::Sunken));
        painter.drawRoundedRect(rect(), width() * 0.28, width() * 0.28);
        const double inset = width() * 0.24;
        paintIcon(painter, QRectF(rect()).adjusted(inset, inset, -inset, -inset), Icon::Node,
                  color(Role::Muted));
    }
};

QPushButton *button(const QString &name, const QString &text)
{
    auto *made = new QPushButton(text);
    made->setObjectName(name);
    return made;
}

QString signInText(const Node &node)
{
    return node.signIn == Node::SignIn::Token ? NodeCard::tr("API token %1!%2").arg(node.user, node.tokenName)
                                              : NodeCard::tr("password of %1").arg(node.user);
}

QString factsOf(const Node &node)
{
    QStringList parts = {node.port == 8006 ? node.host : u"%1:%2"_s.arg(node.host).arg(node.port)};
    if (!node.pveNode.isEmpty())
        parts.append(NodeCard::tr("node %1").arg(node.pveNode));
    parts.append(signInText(node));
    if (!node.ssh.isEnabled)
        parts.append(NodeCard::tr("no SSH"));
    return parts.join(u"  ·  "_s);
}

} // namespace

NodeCard::NodeCard(const NodeEntry &entry, QWidget *parent)
    : Card(parent), m_name(new elements::ElidedLabel({}, TextStyle::Heading)),
      m_facts(new elements::ElidedLabel({}, TextStyle::Small, Role::Muted)), m_state(new elements::Badge),
      m_spinner(new elements::Spinner), m_result(new Label({}, TextStyle::Small, Role::Muted)),
      m_containers(button(u"nodeContainers"_s, {})), m_testButton(button(u"test"_s, tr("Test"))),
      m_details(button(u"details"_s, tr("Details"))), m_edit(button(u"edit"_s, tr("Edit…"))),
      m_remove(button(u"remove"_s, tr("Remove…"))), m_checks(new PreflightView)
{
    setObjectName(u"node:"_s + entry.node.name);
    m_result->setWordWrap(true);
    m_result->setObjectName(u"testResult"_s);
    setButtonKind(m_containers, ButtonKind::Quiet);
    setButtonKind(m_details, ButtonKind::Quiet);
    m_remove->setIcon(theme::icon(Icon::Trash, Role::Danger));
    m_testButton->setIcon(theme::icon(Icon::Plug));
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(m_name);
    words->addWidget(m_facts);
    auto *head = new QHBoxLayout;
    head->setSpacing(space(1.2));
    head->addWidget(new Disc);
    head->addLayout(words, 1);
    head->addWidget(m_spinner);
    head->addWidget(m_state);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(space(0.8));
    buttons->addWidget(m_containers);
    buttons->addWidget(m_details);
    buttons->addStretch(1);
    for (QPushButton *one : {m_testButton, m_edit, m_remove})
        buttons->addWidget(one);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(margins(1.8, 1.4));
    layout->setSpacing(space(1));
    layout->addLayout(head);
    layout->addWidget(m_result);
    layout->addWidget(m_checks);
    layout->addLayout(buttons);
    m_checks->hide();
    connect(m_edit, &QPushButton::clicked, this, &NodeCard::editRequested);
    connect(m_remove, &QPushButton::clicked, this, &NodeCard::removeRequested);
    connect(m_containers, &QPushButton::clicked, this, &NodeCard::containersRequested);
    connect(m_details, &QPushButton::clicked, this, &NodeCard::toggleChecks);
    connect(m_testButton, &QPushButton::clicked, this, [this] {
        if (m_test.state == NodeTest::State::Running)
            emit testCancelled();
        else
            emit testRequested();
    });
    setEntry(entry);
    setTest({});
    setContainers(0);
}

void NodeCard::setEntry(const NodeEntry &entry)
{
    m_entry = entry;
    const QString name = entry.node.name;
    m_name->setText(name);
    m_facts->setText(factsOf(entry.node));
    setAccessibleName(tr("Node %1, %2").arg(name, factsOf(entry.node)));
    m_edit->setAccessibleName(tr("Edit %1").arg(name));
    m_remove->setAccessibleName(tr("Remove %1").arg(name));
    m_details->setAccessibleName(tr("Details of the test of %1").arg(name));
}

void NodeCard::setTest(const NodeTest &test)
{
    m_test = test;
    const bool isRunning = test.state == NodeTest::State::Running;
    struct Look
    {
        QString word;
        Role tone;
        Icon icon;
    };
    const auto look = [&]() -> Look {
        switch (test.state) {
        case NodeTest::State::Passed:
            return {tr("ready"), Role::Success, Icon::Check};
        case NodeTest::State::Warned:
            return {tr("ready, with warnings"), Role::Warning, Icon::Warning};
        case NodeTest::State::Failed:
            return {tr("test failed"), Role::Danger, Icon::Cross};
        case NodeTest::State::Running:
            return {tr("testing"), Role::Accent, Icon::Runs};
        case NodeTest::State::None:
            break;
        }
        return {tr("not tested"), Role::Muted, Icon::Pending};
    }();
    m_state->set(look.word, look.tone, look.icon);
    m_spinner->setVisible(isRunning);
    QString text = summaryOf(test);
    if (!test.preflight.version.isEmpty())
        text += tr(" · Proxmox VE %1").arg(test.preflight.version);
    if (test.state != NodeTest::State::None && !isRunning)
        text += tr(" · tested at %1").arg(QLocale().toString(test.at.time(), QLocale::ShortFormat));
    m_result->setText(text);
    m_result->setRole(test.state == NodeTest::State::Failed ? Role::Danger : Role::Muted);
    m_testButton->setText(isRunning ? tr("Cancel Test") : tr("Test"));
    m_testButton->setAccessibleName(isRunning ? tr("Cancel the test of %1").arg(m_entry.node.name)
                                              : tr("Test %1").arg(m_entry.node.name));
    const bool hasChecks = !test.preflight.checks.isEmpty() && !isRunning;
    m_details->setVisible(hasChecks);
    if (hasChecks)
        m_checks->showPreflight(test.preflight);
    m_checks->setVisible(hasChecks && test.state == NodeTest::State::Failed);
    m_details->setText(m_checks->isVisibleTo(this) ? tr("Hide Details") : tr("Details"));
}

void NodeCard::toggleChecks()
{
    m_checks->setVisible(!m_checks->isVisibleTo(this));
    m_details->setText(m_checks->isVisibleTo(this) ? tr("Hide Details") : tr("Details"));
}

void NodeCard::setContainers(int count)
{
    m_containers->setText(count == 0   ? tr("No containers yet")
                          : count == 1 ? tr("1 container")
                                       : tr("%1 containers").arg(count));
    m_containers->setAccessibleName(tr("%1 on %2").arg(m_containers->text(), m_entry.node.name));
    m_containers->setEnabled(count > 0);
}

void NodeCard::setRemoving(bool removing)
{
    m_remove->setEnabled(!removing);
    m_remove->setText(removing ? tr("Removing…") : tr("Remove…"));
}

} // namespace slipway::desktop
