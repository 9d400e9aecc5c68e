#pragma once
#include "app/base/secret.h"
#include "net/httpd/requesthead.h"

namespace slipway::httpd {

/// Lets a request in when it carries `Authorization: Bearer TOKEN` (RFC 6750, 2.1). Compares in constant time
/// and never prints what it compared.
class BearerGate
{
public:
    explicit BearerGate(Secret token) : m_token(std::move(token)) {}
    bool admits(const RequestHead &head) const;
    /// Value of WWW-Authenticate on a refusal: says whether a token was missing or wrong.
    static QByteArray challenge(const RequestHead &head);

private:
    Secret m_token;
};

} // namespace slipway::httpd
