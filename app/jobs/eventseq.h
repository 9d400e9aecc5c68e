#pragma once
#include "app/base/ids.h"
#include "app/domain/snapshot.h"
#include <QByteArray>

namespace slipway {

/// The "seq" of one event, 0 when it has none or is no JSON object. Cheap for the form that we write (seq
/// last).
EventSeq seqOf(QByteArrayView json);
/// The event without its "seq", in a form in which two equal events are equal bytes: to recognise an event
/// that came once with and once without a number.
QByteArray withoutSeq(const QByteArray &json);

/// False when `known` has ended and `json` is no numbered event that begins another run.
bool goesOnWith(const Snapshot &known, const QByteArray &json);

} // namespace slipway
