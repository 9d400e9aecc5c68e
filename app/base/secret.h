#pragma once
#include <QByteArray>
#include <QString>

namespace slipway {

/// Overwrites `size` bytes with zeros in a way that no optimiser may drop.
void wipeMemory(void *memory, size_t size) noexcept;
/// Wipes the bytes when nobody shares them, then clears: for buffers that carried a secret.
void wipe(QByteArray &bytes) noexcept;

/// Bytes that must not be printed, logged or serialised by accident: no QDebug, no implicit conversion, no
/// hash, not implicitly shared with the outside; wiped when destroyed. `reveal()` is the one way out and easy
/// to search for.
class Secret
{
public:
    Secret() = default;
    explicit Secret(QByteArray bytes);
    explicit Secret(const QString &text);
    Secret(const Secret &other);
    Secret(Secret &&other) noexcept;
    Secret &operator=(const Secret &other);
    Secret &operator=(Secret &&other) noexcept;
    ~Secret();

    bool isEmpty() const { return m_bytes.isEmpty(); }
    qsizetype size() const { return m_bytes.size(); }
    /// The bytes themselves. A deep copy is the caller's to wipe.
    const QByteArray &reveal() const { return m_bytes; }
    QString revealText() const { return QString::fromUtf8(m_bytes); }
    /// Compares in constant time for equal lengths.
    bool equals(QByteArrayView other) const;

private:
    void wipe() noexcept;
    QByteArray m_bytes;
};

bool operator==(const Secret &a, const Secret &b);

} // namespace slipway
