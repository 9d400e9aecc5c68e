// Any bytes, cut anywhere: the parser must come to what the reference makes of the whole, and to the same
// events and the same error however they are cut when its limits are small, and tell a sink the same. Input:
// one byte n, n steps from cut to cut, the stream.
#include "net/sse/eventstreamparser.h"
#include "tests/net/sse/referenceparser.h"
#include <cstdint>
#include <cstdlib>

using namespace slipway::sse;

namespace {

// Copies what it is told.
struct Copies : EventSink
{
    QList<Event> events;
    void take(const EventView &event) override
    {
        events.append({event.type.toByteArray(), event.data.toByteArray(), event.lastEventId.toByteArray()});
    }
};

struct Outcome
{
    QList<Event> events;
    ParserError error = ParserError::None;
    QByteArray lastEventId;
    std::optional<qint64> retry;
    bool operator==(const Outcome &) const = default;
};

void require(bool condition)
{
    if (!condition)
        std::abort();
}

// Steps of 0 are empty chunks; after the last step comes the rest at once. No steps: the whole.
Outcome feed(const QByteArray &stream, QByteArrayView steps, ParserLimits limits)
{
    EventStreamParser parser(limits);
    EventStreamParser parserOfViews(limits);
    Copies copies;
    Outcome outcome;
    qsizetype from = 0;
    const auto chunk = [&](qsizetype size) {
        // On the heap and no larger, so that AddressSanitizer sees a read past its end or after its time.
        const QByteArray bytes = stream.mid(from, size);
        outcome.error = parser.feed(bytes, outcome.events);
        require(parserOfViews.feed(bytes, copies) == outcome.error);
        from += bytes.size();
    };
    for (const char step : steps)
        chunk(static_cast<unsigned char>(step));
    chunk(stream.size() - from);
    outcome.lastEventId = parser.lastEventId();
    outcome.retry = parser.takeRetry();
    require(copies.events == outcome.events && parserOfViews.lastEventId() == outcome.lastEventId);
    return outcome;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const QByteArrayView input(data, qsizetype(size));
    const qsizetype count = std::min<qsizetype>(data[0], input.size() - 1);
    const QByteArrayView steps = input.sliced(1, count);
    const QByteArray stream = input.sliced(1 + count).toByteArray();
    const QByteArray single(stream.size(), '\1');

    const reference::Outcome expected = reference::parse(stream);
    const Outcome whole = feed(stream, {}, {});
    require(whole.error == ParserError::None && whole.events == expected.events &&
            whole.lastEventId == expected.lastEventId && whole.retry == expected.retry);
    require(feed(stream, steps, {}) == whole);
    require(feed(stream, single, {}) == whole);

    const ParserLimits small{24, 40};
    const Outcome limited = feed(stream, {}, small);
    require(feed(stream, steps, small) == limited);
    require(feed(stream, single, small) == limited);
    for (const Event &event : limited.events)
        require(event.data.size() <= small.maxEventBytes && event.type.size() <= small.maxLineBytes);
    return 0;
}
