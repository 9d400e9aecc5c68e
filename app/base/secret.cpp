#include "app/base/secret.h"

#include <cstring>
#include <utility>

namespace slipway {

void wipeMemory(void *memory, size_t size) noexcept
{
#if defined(__GNUC__)
    // The empty assembly "reads" the memory: the optimiser must take the memset for observed.
    std::memset(memory, 0, size);
    __asm__ __volatile__("" : : "r"(memory) : "memory");
#else
    auto *p = static_cast<volatile unsigned char *>(memory);
    while (size-- > 0)
        *p++ = 0;
#endif
}

void wipe(QByteArray &bytes) noexcept
{
    // A copy that somebody took of reveal() shares the memory; it is theirs now, and data() would copy it
    // first.
    if (!bytes.isEmpty() && bytes.isDetached())
        wipeMemory(bytes.data(), static_cast<size_t>(bytes.capacity()));
    bytes.clear();
}

namespace {

QByteArray deepCopy(const QByteArray &bytes)
{
    return bytes.isEmpty() ? QByteArray() : QByteArray(bytes.constData(), bytes.size());
}

} // namespace

Secret::Secret(QByteArray bytes) : m_bytes(deepCopy(bytes)) { slipway::wipe(bytes); }
Secret::Secret(const QString &text) : m_bytes(text.toUtf8()) {}
Secret::Secret(const Secret &other) : m_bytes(deepCopy(other.m_bytes)) {}
Secret::Secret(Secret &&other) noexcept : m_bytes(std::exchange(other.m_bytes, {})) {}

Secret &Secret::operator=(const Secret &other)
{
    if (this != &other) {
        wipe();
        m_bytes = deepCopy(other.m_bytes);
    }
    return *this;
}

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this != &other) {
        wipe();
        m_bytes = std::exchange(other.m_bytes, {});
    }
    return *this;
}

Secret::~Secret() { wipe(); }

void Secret::wipe() noexcept { slipway::wipe(m_bytes); }

bool Secret::equals(QByteArrayView other) const
{
    if (other.size() != m_bytes.size())
        return false;
    unsigned difference = 0;
    for (qsizetype i = 0; i < other.size(); ++i) {
        const auto a = static_cast<unsigned char>(m_bytes.at(i));
        const auto b = static_cast<unsigned char>(other[i]);
        difference |= static_cast<unsigned>(a ^ b);
    }
    return difference == 0;
}

bool operator==(const Secret &a, const Secret &b) { return a.equals(b.reveal()); }

} // namespace slipway
