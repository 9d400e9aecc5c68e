// The event-stream parser against a bare memchr('\n') over the same bytes in the same chunks: the least any
// parser of lines must do.
#include "net/sse/eventstreamparser.h"
#include "tests/bench/bench.h"
#include <cstring>
#include <limits>

using namespace slipway;
using namespace slipway::bench;

namespace {

// Events as they are on our wire, each `eventBytes` long in all.
QByteArray makeStream(qsizetype eventBytes, qsizetype totalBytes)
{
    QByteArray stream;
    stream.reserve(totalBytes + eventBytes);
    for (int number = 1; stream.size() < totalBytes; ++number) {
        QByteArray event =
            "id: " + QByteArray::number(number) + "\nevent: progress\ndata: {\"type\":\"log\",\"message\":\"";
        const QByteArray tail = "\"}\n\n";
        while (event.size() + tail.size() < eventBytes)
            event += char('a' + event.size() % 26);
        stream += event + tail;
    }
    return stream;
}

// Both return the number of what they found, so that nothing can be optimised away.
qsizetype scan(const QByteArray &stream, qsizetype chunkBytes)
{
    qsizetype lines = 0;
    for (qsizetype from = 0; from < stream.size(); from += chunkBytes) {
        const char *at = stream.constData() + from;
        const char *const end = at + std::min(chunkBytes, stream.size() - from);
        while (const void *hit = std::memchr(at, '\n', size_t(end - at))) {
            ++lines;
            at = static_cast<const char *>(hit) + 1;
        }
    }
    return lines;
}

qsizetype parse(const QByteArray &stream, qsizetype chunkBytes)
{
    sse::EventStreamParser parser;
    QList<sse::Event> events;
    qsizetype count = 0;
    for (qsizetype from = 0; from < stream.size(); from += chunkBytes) {
        parser.feed(QByteArrayView(stream).sliced(from, std::min(chunkBytes, stream.size() - from)), events);
        // A consumer that takes what each chunk brings; freeing it is part of the cost.
        count += events.size();
        events.clear();
    }
    return count;
}

struct Speeds
{
    double scan = 0; // MB/s
    double parse = 0;
};

// In turns, so that a busy moment of the machine strikes both.
Speeds measure(const QByteArray &stream, qsizetype chunkBytes, int rounds)
{
    qint64 scanBest = std::numeric_limits<qint64>::max();
    qint64 parseBest = scanBest;
    for (int round = 0; round < rounds; ++round) {
        qsizetype found = 0;
        scanBest = std::min(scanBest, bestNanoseconds(1, [&] { found += scan(stream, chunkBytes); }));
        parseBest = std::min(parseBest, bestNanoseconds(1, [&] { found += parse(stream, chunkBytes); }));
        if (found == 0)
            qFatal("nothing found");
    }
    const double bytes = double(stream.size()) * 1e3;
    return {bytes / double(scanBest), bytes / double(parseBest)};
}

} // namespace

int main(int argc, char **argv)
{
    Report report("Event-stream parser", argc, argv);
    const qsizetype total = report.smoke() ? 200'000 : 1'000'000;
    const int rounds = report.smoke() ? 1 : 600;
    constexpr qsizetype chunk = 64 * 1024;

    const QByteArray small = makeStream(100, total);
    const Speeds events100 = measure(small, chunk, rounds);
    report.add("memchr scan, 100-byte events", events100.scan, "MB/s", {}, "64 KiB chunks");
    report.add("feed(), 100-byte events", events100.parse, "MB/s");
    report.add("feed(), 100-byte events, ratio", events100.parse / events100.scan, "x memchr", atLeast(0.25));

    const Speeds events10k = measure(makeStream(10'000, total), chunk, rounds);
    report.add("memchr scan, 10 kB events", events10k.scan, "MB/s", {}, "64 KiB chunks");
    report.add("feed(), 10 kB events", events10k.parse, "MB/s", {},
               "each is copied once, a scan copies nothing");
    report.add("feed(), 10 kB events, ratio", events10k.parse / events10k.scan, "x memchr", atLeast(0.05));

    const Speeds single = measure(small.first(total / 4), 1, std::max(rounds / 4, 1));
    report.add("feed(), one-byte chunks", single.parse, "MB/s", atLeast(50), "100-byte events");
    return report.finish();
}
