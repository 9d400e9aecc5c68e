#pragma once
#include "app/jobs/nodestore.h"
#include <map>
#include <mutex>

namespace slipway::backend {

/// A NodeStore without a disk.
class MemoryNodeStore final : public NodeStore
{
public:
    Result<QList<Node>> nodes() override
    {
        const std::lock_guard lock(m_mutex);
        QList<Node> all;
        for (const auto &[name, node] : m_nodes)
            all.append(node);
        return all;
    }
    Result<Node> node(const QString &name) override
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_nodes.find(name);
        if (found == m_nodes.end())
            return fail(ErrorCode::NotFound, QStringLiteral("not there"));
        return found->second;
    }
    Result<void> insertNode(const Node &node) override
    {
        const std::lock_guard lock(m_mutex);
        if (!m_nodes.emplace(node.name, node).second)
            return fail(ErrorCode::Conflict, QStringLiteral("Cannot add the node. The name is taken."));
        return {};
    }
    Result<void> updateNode(const Node &node) override
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_nodes.find(node.name);
        if (found == m_nodes.end())
            return fail(ErrorCode::NotFound, QStringLiteral("not there"));
        found->second = node;
        return {};
    }
    Result<void> removeNode(const QString &name) override
    {
        const std::lock_guard lock(m_mutex);
        if (m_nodes.erase(name) == 0)
            return fail(ErrorCode::NotFound, QStringLiteral("not there"));
        return {};
    }

private:
    std::mutex m_mutex;
    std::map<QString, Node> m_nodes;
};

} // namespace slipway::backend
