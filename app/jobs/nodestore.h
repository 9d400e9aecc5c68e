#pragma once
#include "app/base/result.h"
#include "app/domain/node.h"

namespace slipway {

/// Port: where nodes are kept; secrets encrypted at rest. Blocks; any thread. Errors as of EventStore. A node
/// that cannot be read any more is listed with its name alone; node() says what is wrong with it.
class NodeStore
{
public:
    virtual ~NodeStore() = default;
    virtual Result<QList<Node>> nodes() = 0;                  ///< by name
    virtual Result<Node> node(const QString &name) = 0;       ///< NotFound
    virtual Result<void> insertNode(const Node &node) = 0;    ///< Conflict: the name is taken
    virtual Result<void> updateNode(const Node &node) = 0;    ///< NotFound
    virtual Result<void> removeNode(const QString &name) = 0; ///< NotFound
};

} // namespace slipway
