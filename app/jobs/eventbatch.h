#pragma once
#include "app/base/ids.h"
#include <QByteArray>
#include <QList>

namespace slipway {

/// A run of consecutive events of one container, serialised once: `lines` holds `count` compact JSON objects
/// (each with its "seq"), every one ended by '\n'. JSON never contains a raw line feed, so the form is exact,
/// cheap to store as one blob and cheap to turn into frames. Store, bus and broadcaster share the bytes.
///
/// `source` says who made the events and so where they still have to go; store and subscribers do not care.
struct EventBatch
{
    enum class Source {
        Own,     ///< by a run of this process
        Foreign, ///< published elsewhere without a number; numbered here
        Relayed  ///< published elsewhere with its number; nobody needs to be told again
    };
    ContainerId id;
    EventSeq first;
    int count = 0;
    QByteArray lines;
    Source source = Source::Own;
    EventSeq last() const { return {first.value + count - 1}; }
    bool operator==(const EventBatch &) const = default;
};

} // namespace slipway
