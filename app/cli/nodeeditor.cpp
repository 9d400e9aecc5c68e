#include "app/cli/nodecommands.h"

#include "app/cli/format.h"
#include "app/cli/nodeformat.h"
#include "app/cli/prompt.h"
#include "app/cli/terminaltext.h"
#include <QJsonDocument>

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kTestMs = 120'000;  // the backend gives a test a minute
constexpr int kRoundsAllowed = 4; // nothing known; certificate; host key; one to spare

QString safe(const QString &text) { return terminalSafe(text, Colors::Remove); }

} // namespace

NodeEditor::NodeEditor(Context &context) : m_context(context), m_node(context.line().node) {}

void NodeEditor::start()
{
    if (!isNew()) {
        if (askForSecret())
            test();
        return;
    }
    // Asked before a secret is typed, and because the test of a name that is stored borrows what it lacks
    // there.
    m_context.client().get(nodePath(m_context), this, [this](const Reply &reply) {
        if (reply)
            return m_context.fail(tr("Cannot add the node. There is one called \"%1\" already. To change it: "
                                     "slipwayctl node edit %1 …")
                                      .arg(m_context.line().target),
                                  Failed);
        if (reply.error().code != ErrorCode::NotFound)
            return m_context.fail(reply.error());
        m_context.setConnected();
        if (askForSecret())
            test();
    });
}

/// False when that ended the command.
bool NodeEditor::askForSecret()
{
    const bool isSecretGiven = m_node.contains("secret"_L1);
    bool isWanted = isNew();
    // A stored secret stays with the machine and account it was entered for.
    for (const auto key : {"host"_L1, "port"_L1, "user"_L1})
        isWanted = isWanted || m_node.contains(key);
    if (isSecretGiven || !isWanted)
        return true;
    const QString token = m_node.value("tokenName"_L1).toString();
    const QString user = m_node.value("user"_L1).toString();
    const QString question = user.isEmpty()    ? tr("Secret or password of the node's account (again):")
                             : token.isEmpty() ? tr("Password of %1:").arg(user)
                                               : tr("Secret of the token %1!%2:").arg(user, token);
    const Typed typed = askSecret(question);
    if (typed.isLine() && !typed.text.isEmpty()) {
        m_node.insert("secret"_L1, QString::fromUtf8(typed.text));
        return true;
    }
    if (typed.end == Typed::End::Interrupted)
        return false; // the signal ends the context
    m_context.fail(
        tr("Cannot go on without the secret. Enter it on a terminal, or use --secret-file FILE (- is "
           "standard input)."),
        Usage);
    return false;
}

QByteArray NodeEditor::body() const { return QJsonDocument(m_node).toJson(QJsonDocument::Compact); }

void NodeEditor::test()
{
    if (++m_rounds > kRoundsAllowed)
        return m_context.fail(
            tr("Cannot go on. The node shows another fingerprint each time it is asked: do not trust it."),
            Failed);
    m_context.client().setTimeout(kTestMs);
    m_context.client().post(u"/api/nodes/test"_s, body(), this,
                            answered(m_context, [this](const http::JsonReply &reply) { tested(reply); }));
}

void NodeEditor::tested(const http::JsonReply &reply)
{
    m_preflightJson = QJsonDocument::fromJson(reply.body).object();
    if (!m_preflightJson.value("checks"_L1).isArray())
        return failNotOurs(m_context);
    m_preflight = preflightFromJson(m_preflightJson);
    const QList<Stranger> unknown = strangers(m_preflightJson, m_preflight);
    if (unknown.isEmpty())
        return conclude();
    decide(unknown);
}

QList<NodeEditor::Stranger> NodeEditor::strangers(const QJsonObject &answer, const Preflight &preflight) const
{
    const QJsonObject pinned = answer.value("fingerprints"_L1).toObject().value("pinned"_L1).toObject();
    const Fingerprints &shown = preflight.fingerprints;
    QList<Stranger> found;
    if (!shown.certificateSha256.isEmpty() && !shown.isCertificateTrusted)
        found += {tr("Certificate"),
                  shown.certificateSha256,
                  pinned.value("certificateSha256"_L1).toString(),
                  u"--fingerprint"_s,
                  tr("%1, valid until %2").arg(shown.certificateSubject, shown.certificateNotAfter),
                  m_context.line().node.contains("certificateSha256"_L1)};
    const QString pinnedKey = pinned.value("hostKeySha256"_L1).toString();
    if (!shown.hostKeySha256.isEmpty() && shown.hostKeySha256 != pinnedKey)
        found += {tr("SSH host key"),
                  shown.hostKeySha256,
                  pinnedKey,
                  u"--ssh-host-key"_s,
                  shown.hostKeyType,
                  m_context.line().node.value("ssh"_L1).toObject().contains("hostKeySha256"_L1)};
    return found;
}

void NodeEditor::show(const QList<Stranger> &strangers)
{
    for (const Stranger &one : strangers) {
        m_context.note(u"%1: %2"_s.arg(one.what, safe(one.about)));
        if (!one.pinned.isEmpty())
            m_context.note(tr("  expected: %1").arg(safe(one.pinned)));
        m_context.note(tr("  shown:    %1").arg(safe(one.presented)));
    }
}

void NodeEditor::decide(const QList<Stranger> &strangers)
{
    const bool isOurs =
        std::any_of(strangers.begin(), strangers.end(), [](const Stranger &one) { return one.isOurs; });
    const bool isChanged = std::any_of(strangers.begin(), strangers.end(),
                                       [](const Stranger &one) { return !one.pinned.isEmpty(); });
    if (isOurs)
        return refuse(
            tr("Refused: the node does not show the fingerprint that was given. Nothing secret was sent "
               "to it."),
            strangers);
    if (canAsk(m_context)) {
        if (isChanged)
            m_context.note(
                tr("WARNING: the node shows another fingerprint than before. Either it was renewed or "
                   "somebody stands between."));
        show(strangers);
        m_context.note(
            tr("Compare with 'pvenode cert info' and 'ssh-keygen -lf /etc/ssh/ssh_host_…_key.pub' on the "
               "node."));
        if (confirm(m_context, tr("Trust this? [y/N]")))
            return trust(strangers);
        m_context.note(tr("Not trusted. Nothing was changed."));
        return m_context.exit(Failed);
    }
    if (m_context.line().trustOnFirstUse && !isChanged) {
        m_context.note(tr("Trusted on first use:"));
        show(strangers);
        return trust(strangers);
    }
    refuse(isChanged ? tr("Refused: the node shows another fingerprint than before. Either it was renewed or "
                          "somebody stands between.")
                     : tr("Refused: nobody has said yet that what the node shows can be trusted."),
           strangers);
}

void NodeEditor::trust(const QList<Stranger> &strangers)
{
    for (const Stranger &one : strangers) {
        if (one.option == u"--fingerprint") {
            m_node.insert("certificateSha256"_L1, one.presented);
        } else {
            QJsonObject ssh = m_node.value("ssh"_L1).toObject();
            ssh.insert("hostKeySha256"_L1, one.presented);
            m_node.insert("ssh"_L1, ssh);
        }
    }
    test();
}

void NodeEditor::refuse(const QString &why, const QList<Stranger> &strangers)
{
    m_context.note(why);
    show(strangers);
    QString options;
    for (const Stranger &one : strangers)
        options += u" %1 %2"_s.arg(one.option, safe(one.presented));
    m_context.note(tr("Compare it on the node itself. When it is right, run this again with%1").arg(options));
    if (m_context.isJson()) {
        QJsonObject refused{{"stored"_L1, false}, {"preflight"_L1, m_preflightJson}};
        m_context.out().writeLine(QJsonDocument(refused).toJson(QJsonDocument::Compact));
    }
    m_context.exit(Failed);
}

void NodeEditor::conclude()
{
    const Terminal terminal = m_context.terminal();
    if (!m_context.isJson())
        for (const QString &line : preflightLines(m_preflight, terminal.isUnicode, terminal.hasColor))
            m_context.printLine(line);
    if (!m_preflight.isOk() && !m_context.line().force) {
        if (m_context.isJson()) {
            QJsonObject refused{{"stored"_L1, false}, {"preflight"_L1, m_preflightJson}};
            m_context.out().writeLine(QJsonDocument(refused).toJson(QJsonDocument::Compact));
        }
        return m_context.fail(
            isNew() ? tr("Not added: its test failed. Correct that, or add it as it is with --force.")
                    : tr("Not changed: the test failed. Correct that, or change it all the same with "
                         "--force."),
            Failed);
    }
    const auto done = answered(m_context, [this](const http::JsonReply &reply) { stored(reply); });
    if (isNew())
        m_context.client().post(u"/api/nodes"_s, body(), this, done);
    else
        m_context.client().patch(nodePath(m_context), body(), this, done);
}

void NodeEditor::stored(const http::JsonReply &reply)
{
    const QJsonObject node = QJsonDocument::fromJson(reply.body).object();
    if (m_context.isJson()) {
        const QJsonObject done{{"stored"_L1, true}, {"node"_L1, node}, {"preflight"_L1, m_preflightJson}};
        m_context.out().writeLine(QJsonDocument(done).toJson(QJsonDocument::Compact));
    } else {
        m_context.printLine(
            (isNew() ? tr("Added node %1. To use it: slipwayctl create --node %1 --hostname NAME …")
                     : tr("Changed node %1."))
                .arg(m_context.line().target));
    }
    m_context.exit(Success);
}

} // namespace slipway::cli
