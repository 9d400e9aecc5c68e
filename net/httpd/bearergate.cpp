#include "net/httpd/bearergate.h"

namespace slipway::httpd {

bool BearerGate::admits(const RequestHead &head) const
{
    const QByteArray value = head.field("authorization");
    constexpr QByteArrayView scheme = "Bearer ";
    const QByteArrayView view(value);
    if (view.size() <= scheme.size() || view.first(scheme.size()).compare(scheme, Qt::CaseInsensitive) != 0)
        return false;
    // An empty token would admit everybody who sends none: refuse rather than trust the configuration.
    return !m_token.isEmpty() && m_token.equals(view.sliced(scheme.size()).trimmed());
}

QByteArray BearerGate::challenge(const RequestHead &head)
{
    return head.field("authorization").isEmpty()
               ? QByteArray("Bearer realm=\"slipway\"")
               : QByteArray("Bearer realm=\"slipway\", error=\"invalid_token\"");
}

} // namespace slipway::httpd
