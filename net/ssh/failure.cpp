#include "net/ssh/failure.h"

namespace slipway::ssh {

ErrorCode errorCode(Kind kind)
{
    switch (kind) {
    case Kind::Invalid:
    case Kind::BadKey:
        return ErrorCode::Invalid;
    case Kind::Unreachable:
    case Kind::Dropped:
    case Kind::ConnectionLost:
        return ErrorCode::Unavailable;
    case Kind::HostKeyUnknown:
    case Kind::HostKeyChanged:
        return ErrorCode::Forbidden;
    case Kind::AuthRefused:
        return ErrorCode::Unauthorized;
    case Kind::Refused:
    case Kind::CommandFailed:
        return ErrorCode::HostFailed;
    case Kind::TooLarge:
        return ErrorCode::TooLarge;
    case Kind::Timeout:
        return ErrorCode::Timeout;
    case Kind::Cancelled:
        return ErrorCode::Cancelled;
    case Kind::Internal:
        break;
    }
    return ErrorCode::Internal;
}

bool isRetryable(Kind kind)
{
    return kind == Kind::Unreachable || kind == Kind::Dropped || kind == Kind::ConnectionLost ||
           kind == Kind::Timeout;
}

tl::unexpected<Failure> refuse(Kind kind, QString message, QString detail)
{
    Failure failure;
    failure.code = errorCode(kind);
    failure.message = std::move(message);
    failure.detail = std::move(detail);
    failure.retryable = isRetryable(kind);
    failure.kind = kind;
    return tl::unexpected(std::move(failure));
}

} // namespace slipway::ssh
