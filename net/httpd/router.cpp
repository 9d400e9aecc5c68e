#include "net/httpd/router.h"

namespace slipway::httpd {

namespace {

bool matches(const QStringList &pattern, const QStringList &path, QHash<QByteArray, QString> &params)
{
    if (pattern.size() != path.size())
        return false;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const QString &part = pattern[i];
        if (part.startsWith(u'{')) {
            if (path[i].isEmpty())
                return false;
            params.insert(part.sliced(1, part.size() - 2).toLatin1(), path[i]);
        } else if (part != path[i]) {
            return false;
        }
    }
    return true;
}

} // namespace

void Router::add(const QByteArray &method, const QString &pattern, Access access, Handler handler)
{
    m_routes.push_back({method, pattern, access, std::move(handler), pattern.sliced(1).split(u'/')});
}

Router::Match Router::match(QByteArrayView method, QByteArrayView encodedPath) const
{
    QStringList path;
    for (const QByteArray &segment : encodedPath.sliced(1).toByteArray().split('/'))
        path.append(QString::fromUtf8(QByteArray::fromPercentEncoding(segment)));

    QByteArrayList allow;
    for (const Route &route : m_routes) {
        Match found;
        if (!matches(route.segments, path, found.params))
            continue;
        if (route.method == method || (method == "HEAD" && route.method == "GET")) {
            found.route = &route;
            return found;
        }
        allow.append(route.method);
        if (route.method == "GET")
            allow.append("HEAD");
    }
    Match none;
    none.allow = allow.join(", ");
    return none;
}

} // namespace slipway::httpd
