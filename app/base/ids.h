#pragma once
#include <QHashFunctions>
#include <QMetaType>
#include <QString>
#include <compare>

namespace slipway {

/// Number of an event within one container: rises by one, from 1. 0 means "before the first".
struct EventSeq
{
    qint64 value = 0;
    auto operator<=>(const EventSeq &) const = default;
    EventSeq next() const { return {value + 1}; }
};

/// Opaque identity of a container as it stands in URLs and Redis keys: 1–64 of [A-Za-z0-9_-].
struct ContainerId
{
    QString value;
    // QString has no <=> before Qt 6.8: a defaulted one would be deleted, which clang warns of.
    bool operator==(const ContainerId &) const = default;
    bool operator<(const ContainerId &other) const { return value < other.value; }
    /// True if `text` may be used as an id; anything else is refused at the door (URL, Redis, command line).
    static bool isValid(QStringView text);
    /// A fresh, unguessable id (26 lower-case base32 characters, 128 random bits).
    static ContainerId generate();
};

inline size_t qHash(const ContainerId &id, size_t seed = 0) { return ::qHash(id.value, seed); }

} // namespace slipway

Q_DECLARE_METATYPE(slipway::EventSeq)
Q_DECLARE_METATYPE(slipway::ContainerId)
