#include "app/backend/noderules.h"

#include "app/backend/routehelp.h"

#include <tuple>

namespace slipway::backend {

using namespace Qt::Literals::StringLiterals;

namespace {

QString sshHost(const Node &node) { return node.ssh.host.isEmpty() ? node.host : node.ssh.host; }

bool isSecretMoved(const Node &before, const Node &after)
{
    const auto target = [](const Node &n) { return std::tie(n.host, n.port, n.user, n.tokenName, n.signIn); };
    return target(before) != target(after);
}

bool isSshPasswordMoved(const Node &before, const Node &after)
{
    return sshHost(before) != sshHost(after) || before.ssh.port != after.ssh.port ||
           before.ssh.user != after.ssh.user;
}

/// The errors, one a field: the first says most.
void append(QList<FieldError> &all, const QList<FieldError> &more)
{
    for (const FieldError &error : more) {
        const bool isKnown = std::any_of(all.cbegin(), all.cend(),
                                         [&](const FieldError &known) { return known.field == error.field; });
        if (!isKnown)
            all.append(error);
    }
}

} // namespace

Result<NodeDraft> draftNode(const QByteArray &json, const std::optional<Node> &stored)
{
    const Node before = stored.value_or(Node{});
    const Result<ParsedNode> parsed = nodeFromJson(json, before);
    if (!parsed)
        return tl::unexpected(parsed.error());
    NodeDraft draft{parsed->node, {}};
    if (!stored) {
        append(draft.errors, parsed->errors);
        append(draft.errors, validate(draft.node));
        return draft;
    }
    if (draft.node.name != stored->name)
        draft.errors.append(
            {u"name"_s,
             text("Cannot rename the node. Its containers refer to it. Add another one instead.")});

    // What the request itself brought, whatever its JSON looks like: read once more without the stored
    // secrets.
    Node bare = before;
    bare.secret = Secret();
    bare.ssh.password = Secret();
    const Result<ParsedNode> own = nodeFromJson(json, bare);
    if (!own)
        return tl::unexpected(own.error());
    const bool keepsSecret = !draft.node.secret.isEmpty() && own->node.secret.isEmpty();
    if (keepsSecret && isSecretMoved(*stored, draft.node)) {
        draft.errors.append(
            {u"secret"_s,
             text("Cannot keep the stored secret. Host, port or account have changed, and it is not sent to "
                  "another machine or account than the one it was entered for. Enter it again.")});
    }
    const bool keepsPassword = !draft.node.ssh.password.isEmpty() && own->node.ssh.password.isEmpty();
    if (keepsPassword && isSshPasswordMoved(*stored, draft.node)) {
        draft.errors.append(
            {u"ssh.password"_s,
             text("Cannot keep the stored SSH password. Host, port or user have changed, and it is not sent "
                  "to "
                  "another machine or account than the one it was entered for. Enter it again.")});
    }
    append(draft.errors, parsed->errors);
    append(draft.errors, validate(draft.node));
    return draft;
}

} // namespace slipway::backend
