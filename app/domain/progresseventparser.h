#pragma once
#include "app/domain/progressevent.h"

/// The two halves of progressEventFromJson(), apart for the test that they agree. Use
/// progressEventFromJson().
namespace slipway::progresseventparser {

/// Straight from the bytes, for the shapes that make up a stream: a known type, known fields of the right
/// type, each once. Nothing for everything else, also for what is no JSON at all.
std::optional<ProgressEvent> parseCommon(QByteArrayView json);
/// By QJsonDocument: every shape, with coercion, unknown fields and the planned replay form.
Result<ProgressEvent> parseAny(QByteArrayView json);

} // namespace slipway::progresseventparser
