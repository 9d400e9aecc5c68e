#include "app/desktop/nodeeditorcontroller.h"

#include "app/desktop/createcontainercontroller.h"
#include "app/desktop/session.h"

#include <QJsonDocument>
#include <tuple>

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

namespace {

QString tr(const char *text) { return NodeEditorController::tr(text); }

QString sshHost(const Node &node) { return node.ssh.host.isEmpty() ? node.host : node.ssh.host; }

bool isAccountMoved(const Node &stored, const Node &draft)
{
    const auto of = [](const Node &n) { return std::tie(n.host, n.port, n.user, n.tokenName); };
    return of(stored) != of(draft);
}

bool isSshMoved(const Node &stored, const Node &draft)
{
    return sshHost(stored) != sshHost(draft) || stored.ssh.port != draft.ssh.port ||
           stored.ssh.user != draft.ssh.user;
}

/// A stored secret stands in for an empty field, as long as it goes where it was typed for.
class StoredSecrets
{
public:
    StoredSecrets(const Node &draft, const NodeEntry &stored) : m_draft(draft), m_stored(stored) {}

    void settle(QList<FieldError> &errors) const
    {
        const bool isSameKind = m_draft.signIn == m_stored.node.signIn;
        if (m_draft.secret.isEmpty() && m_stored.hasSecret && isSameKind)
            replace(errors, u"secret"_s, isAccountMoved(m_stored.node, m_draft));
        if (!m_draft.ssh.isEnabled)
            return;
        if (m_draft.ssh.signIn == Node::SshSignIn::Password && m_draft.ssh.password.isEmpty() &&
            m_stored.hasSshPassword)
            replace(errors, u"ssh.password"_s, isSshMoved(m_stored.node, m_draft));
        if (m_draft.ssh.signIn == Node::SshSignIn::Key && m_draft.ssh.privateKey.isEmpty() &&
            m_stored.hasPrivateKey)
            replace(errors, u"ssh.privateKey"_s, false);
    }

private:
    static void replace(QList<FieldError> &errors, const QString &field, bool isMoved)
    {
        errors.removeIf([&](const FieldError &error) { return error.field == field; });
        if (isMoved)
            errors.append(
                {field, tr("Type it again. Address, port or account have changed, and a stored secret is not "
                           "sent to another machine or account.")});
    }

    const Node &m_draft;
    const NodeEntry &m_stored;
};

} // namespace

QList<FieldError> validateDraft(const Node &typed, const std::optional<NodeEntry> &stored)
{
    QList<FieldError> errors = validate(typed);
    if (stored)
        StoredSecrets(normalized(typed), *stored).settle(errors);
    return errors;
}

NodeEditorController::NodeEditorController(Session &session, QObject *parent)
    : QObject(parent), m_session(session), m_probe(session)
{
    connect(&m_probe, &NodeProbe::runningChanged, this, &NodeEditorController::changed);
    connect(&m_probe, &NodeProbe::answered, this, [this](const Preflight &preflight) {
        m_preflight = preflight;
        m_testedDraft = m_testing;
        emit changed();
        if (m_draft == m_testing)
            emit tested(preflight);
    });
    connect(&m_probe, &NodeProbe::failed, this,
            [this](const QString &message, const QList<FieldError> &fields) {
                if (m_draft == m_testing) {
                    m_sent = m_draft;
                    m_refusals = fields;
                }
                judge();
                emit testFailed(message);
            });
}

void NodeEditorController::begin(const std::optional<NodeEntry> &stored)
{
    m_probe.cancel();
    m_stored = stored;
    m_draft = stored ? stored->node : Node();
    m_begun = m_draft;
    m_refusals.clear();
    m_preflight.reset();
    m_saving = false;
    judge();
    emit draftReplaced();
}

std::optional<Preflight> NodeEditorController::preflight() const
{
    return m_preflight && m_testedDraft == m_draft ? m_preflight : std::nullopt;
}

bool NodeEditorController::isTested() const
{
    const auto found = preflight();
    return found && found->isOk();
}

bool NodeEditorController::canTest() const
{
    if (m_probe.isRunning() || !m_session.isUsable())
        return false;
    // It can be tested before it has a name.
    return std::all_of(m_errors.begin(), m_errors.end(),
                       [](const FieldError &error) { return error.field == "name"_L1; });
}

bool NodeEditorController::isChanged() const { return !(m_draft == m_begun); }

void NodeEditorController::setDraft(const Node &node)
{
    m_draft = node;
    if (!(m_draft == m_sent))
        m_refusals.clear(); // they were about something else
    judge();
}

void NodeEditorController::judge()
{
    m_errors = validateDraft(m_draft, m_stored);
    for (const FieldError &refusal : std::as_const(m_refusals)) {
        const bool isKnown = std::any_of(m_errors.cbegin(), m_errors.cend(),
                                         [&](const FieldError &e) { return e.field == refusal.field; });
        if (!isKnown)
            m_errors.append(refusal);
    }
    emit changed();
}

void NodeEditorController::test()
{
    if (!canTest())
        return;
    m_testing = m_draft;
    m_preflight.reset();
    m_probe.testUnsaved(m_draft);
}

void NodeEditorController::trust(bool certificate, bool hostKey)
{
    if (!m_preflight)
        return;
    const Fingerprints &shown = m_preflight->fingerprints;
    if (certificate && !shown.certificateSha256.isEmpty())
        m_draft.certificateSha256 = shown.certificateSha256;
    if (hostKey && !shown.hostKeySha256.isEmpty())
        m_draft.ssh.hostKeySha256 = shown.hostKeySha256;
    judge();
    emit draftReplaced();
}

void NodeEditorController::save()
{
    if (!canSave())
        return;
    m_saving = true;
    m_sent = m_draft;
    emit changed();
    const auto done = [this](const Result<http::JsonReply> &reply) {
        m_saving = false;
        if (!reply) {
            refuse(reply.error().message, fieldErrorsFromProblem(reply.error().detail.toUtf8()));
            return;
        }
        const NodeEntry entry = nodeEntryFromJson(QJsonDocument::fromJson(reply->body).object());
        m_begun = m_draft;
        emit changed();
        emit saved(entry);
    };
    const QByteArray body = toRequestJson(normalized(m_draft));
    if (m_stored)
        m_session.client().patch(u"/api/nodes/"_s + m_stored->node.name, body, this, done);
    else
        m_session.client().post(u"/api/nodes"_s, body, this, done);
}

void NodeEditorController::refuse(const QString &message, const QList<FieldError> &fields)
{
    if (m_draft == m_sent)
        m_refusals = fields;
    judge();
    emit refused(message);
}

} // namespace slipway::desktop
