#include "net/sse/framehead.h"
#include <algorithm>
#include <deque>
#include <mutex>
#include <string>

namespace slipway::sse {

namespace {

constexpr qsizetype longestName = 32;

// Event types are a few short names, the same in every event: they are kept for the life of the process, so
// that an event's type is a pointer to one and nothing is copied or counted. Null when there are strangely
// many.
QByteArray keptName(QByteArrayView name)
{
    constexpr size_t most = 64;
    static std::mutex mutex;
    static std::deque<std::string> names;
    const std::scoped_lock lock(mutex);
    auto known = std::find_if(names.begin(), names.end(),
                              [name](const std::string &other) { return QByteArrayView(other) == name; });
    if (known == names.end()) {
        if (names.size() == most)
            return {};
        known = names.emplace(names.end(), name.data(), size_t(name.size()));
    }
    return QByteArray::fromRawData(known->data(), qsizetype(known->size()));
}

} // namespace

void FrameHead::learn(QByteArrayView name)
{
    if (name.size() > longestName)
        return;
    const QByteArray type = name.isEmpty() ? QByteArrayLiteral("message") : keptName(name);
    if (!type.isNull())
        remember(name, type);
}

void FrameHead::remember(QByteArrayView name, const QByteArray &type)
{
    static_assert(beforeName.size() + longestName + 1 + beforeData.size() <= longest);
    char *at = m_bytes.data();
    const auto put = [&at](QByteArrayView bytes) { at = std::copy(bytes.begin(), bytes.end(), at); };
    if (!name.isEmpty()) {
        put(beforeName);
        put(name);
        put("\n");
    }
    put(beforeData);
    m_size = at - m_bytes.data();
    m_nameSize = name.size();
    m_type = type;
}

} // namespace slipway::sse
