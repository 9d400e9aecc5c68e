#pragma once
#include "app/domain/node.h"
#include <optional>

namespace slipway::backend {

/// A node as a request makes it, and all that is wrong with it.
struct NodeDraft
{
    Node node;
    QList<FieldError> errors;
};

/// `stored`: the node that the request changes; what is absent stays as it is. A stored secret stays with the
/// machine and the account it was typed for: a request that changes one of these must bring the secret again,
/// otherwise an edit of the host would hand it to another machine. Invalid: not a JSON object.
Result<NodeDraft> draftNode(const QByteArray &json, const std::optional<Node> &stored);

} // namespace slipway::backend
