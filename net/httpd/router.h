#pragma once
#include "net/httpd/message.h"
#include <QStringList>
#include <vector>

namespace slipway::httpd {

/// Who may call a route.
enum class Access { Authorised, Public };

struct Route
{
    QByteArray method; ///< GET also answers HEAD
    QString pattern;   ///< "/api/containers/{id}/progress"
    Access access = Access::Authorised;
    Handler handler;
    QStringList segments; ///< of the pattern
};

/// Table from method and path to handler. Filled before serving, then only read.
class Router
{
public:
    void add(const QByteArray &method, const QString &pattern, Access access, Handler handler);

    struct Match
    {
        const Route *route = nullptr; ///< null: no such path, or not with this method
        QHash<QByteArray, QString> params;
        QByteArray allow; ///< methods this path has; empty when there is no such path
    };
    /// `encodedPath` as received, without the query; segments are decoded one by one, so an escaped slash
    /// does not make a new segment.
    Match match(QByteArrayView method, QByteArrayView encodedPath) const;
    const std::vector<Route> &routes() const { return m_routes; }

private:
    std::vector<Route> m_routes;
};

} // namespace slipway::httpd
