#include "net/redis/redisurl.h"
#include <QCoreApplication>
#include <QUrl>
#include <QUrlQuery>

using namespace Qt::Literals::StringLiterals;

namespace slipway::redis {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::redis::RedisUrl)
};

tl::unexpected<Error> invalid(const QString &reason)
{
    // The text itself is not repeated: it may hold a password.
    return fail(
        ErrorCode::Invalid,
        Words::tr("Cannot use this Redis address. %1. Write redis://[user:password@]host[:port][/db] or "
                  "unix:///path[?db=N].")
            .arg(reason));
}

Result<int> databaseFrom(const QString &text)
{
    bool ok = true;
    const int number = text.isEmpty() ? 0 : text.toInt(&ok);
    if (!ok || number < 0 || number > 65535)
        return invalid(Words::tr("The database is not a number from 0"));
    return number;
}

} // namespace

Result<RedisUrl> RedisUrl::parse(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid())
        return invalid(Words::tr("It is not a URL"));
    RedisUrl result;
    result.user = url.userName(QUrl::FullyDecoded);
    result.password = Secret(url.password(QUrl::FullyDecoded));
    if (url.scheme() == "rediss"_L1)
        return invalid(Words::tr("TLS is not supported: use a tunnel, or a Redis on a private network"));
    if (url.scheme() == "unix"_L1) {
        result.socketPath = url.path(QUrl::FullyDecoded);
        if (result.socketPath.isEmpty() || !url.host().isEmpty())
            return invalid(Words::tr("The path of the socket is missing"));
        const auto database = databaseFrom(QUrlQuery(url).queryItemValue(u"db"_s));
        if (!database)
            return tl::unexpected(database.error());
        result.database = *database;
        return result;
    }
    if (url.scheme() != "redis"_L1)
        return invalid(Words::tr("It does not begin with redis:// or unix://"));
    result.host = url.host(QUrl::FullyDecoded);
    result.port = url.port(6379);
    if (result.host.isEmpty())
        return invalid(Words::tr("The host is missing"));
    if (result.port < 1)
        return invalid(Words::tr("The port is not one of 1 to 65535"));
    const auto database = databaseFrom(url.path().mid(1));
    if (!database)
        return tl::unexpected(database.error());
    result.database = *database;
    return result;
}

QString RedisUrl::display() const
{
    if (!socketPath.isEmpty())
        return database == 0 ? "unix://"_L1 + socketPath : u"unix://%1?db=%2"_s.arg(socketPath).arg(database);
    const QString name = host.contains(u':') ? u'[' + host + u']' : host;
    const QString base = u"redis://%1:%2"_s.arg(name).arg(port);
    return database == 0 ? base : u"%1/%2"_s.arg(base).arg(database);
}

} // namespace slipway::redis
