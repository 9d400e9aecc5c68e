#pragma once
#include "app/base/result.h"
#include "app/base/secret.h"
#include <QString>

namespace slipway::redis {

/// Where a Redis is: redis://[user:password@]host[:port][/db] or unix:///path[?db=N] (with user:password@
/// too).
struct RedisUrl
{
    QString host;
    int port = 6379;
    QString socketPath; ///< set for unix://, then host is empty
    QString user;       ///< empty: the default user
    Secret password;
    int database = 0;

    /// Errors: Invalid. The message never repeats the password.
    static Result<RedisUrl> parse(const QString &text);
    /// Without user and password, for logs and messages.
    QString display() const;
};

} // namespace slipway::redis
