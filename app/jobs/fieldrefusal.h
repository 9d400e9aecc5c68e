#pragma once
#include "app/base/problem.h"
#include "app/base/result.h"

namespace slipway {

/// What validate() of a host returns: Invalid with the first message, and in its detail every field, one a
/// line, as "field: message". `errors` is not empty.
Error refusal(const QList<FieldError> &errors);
/// The fields again; empty when the error is no such refusal.
QList<FieldError> refusedFields(const Error &error);

} // namespace slipway
