#pragma once
#include "app/cli/context.h"
#include <functional>

namespace slipway::cli {

using Reply = Result<http::JsonReply>;

/// An answer that is not what was asked for: another program on that port, or a proxy's page.
inline void failNotOurs(Context &context)
{
    context.fail(Context::tr("Cannot understand the server's answer. Is it a Slipway backend? See --server."),
                 Failed);
}

/// Runs `done` with the answer, or ends with the error.
inline auto answered(Context &context, std::function<void(const http::JsonReply &)> done)
{
    return [&context, done = std::move(done)](const Reply &reply) {
        if (!reply)
            return context.fail(reply.error());
        context.setConnected();
        done(*reply);
    };
}

inline QString containerPath(const Context &context, const QString &rest = {})
{
    return QStringLiteral("/api/containers/") + context.line().target + rest;
}

inline QString nodePath(const Context &context, const QString &rest = {})
{
    return QStringLiteral("/api/nodes/") + context.line().target + rest;
}

} // namespace slipway::cli
