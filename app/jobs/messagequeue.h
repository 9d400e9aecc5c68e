#pragma once
#include "app/jobs/eventbus.h"
#include <deque>

namespace slipway {

/// What came from the bus and waits to be processed, up to so many bytes of it. Not thread-safe.
class MessageQueue
{
public:
    explicit MessageQueue(qsizetype limit) : m_limit(limit) {}

    /// False when there was no room for some of them; these are left out.
    bool add(const QList<EventBus::Message> &messages)
    {
        for (const EventBus::Message &message : messages) {
            if (m_bytes + message.json.size() > m_limit)
                return false;
            m_bytes += message.json.size();
            m_messages.push_back(message);
        }
        return true;
    }
    /// The first `most`, or fewer.
    std::deque<EventBus::Message> take(size_t most)
    {
        std::deque<EventBus::Message> some;
        for (; !m_messages.empty() && some.size() < most; m_messages.pop_front()) {
            m_bytes -= m_messages.front().json.size();
            some.push_back(std::move(m_messages.front()));
        }
        return some;
    }
    bool isEmpty() const { return m_messages.empty(); }

private:
    const qsizetype m_limit;
    qsizetype m_bytes = 0;
    std::deque<EventBus::Message> m_messages;
};

} // namespace slipway
