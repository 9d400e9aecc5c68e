#pragma once
#include "app/base/error.h"
#include <tl/expected.hpp>

namespace slipway {

/// A value or an Error. At boundaries we return, we do not throw.
template<typename T>
using Result = tl::expected<T, Error>;

/// `return fail(ErrorCode::NotFound, tr("…"));`
inline tl::unexpected<Error> fail(ErrorCode code, QString message, QString detail = {},
                                  bool retryable = false)
{
    return tl::unexpected(Error{code, std::move(message), std::move(detail), retryable});
}

} // namespace slipway
