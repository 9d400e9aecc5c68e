// The event-stream parser against a bare memchr('\n') over the same bytes in the same chunks: the least any
// parser of lines must do.
#include "net/sse/eventstreamparser.h"
#include "tests/bench/bench.h"
#include <cstring>

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

double scan(const QByteArray &stream, qsizetype chunkBytes, int rounds)
{
    const qint64 best = bestNanoseconds(rounds, [&] {
        qsizetype lines = 0;
        for (qsizetype from = 0; from < stream.size(); from += chunkBytes) {
            const char *at = stream.constData() + from;
            const char *const end = at + std::min(chunkBytes, stream.size() - from);
            while (const void *hit = std::memchr(at, '\n', size_t(end - at))) {
                ++lines;
                at = static_cast<const char *>(hit) + 1;
            }
        }
        if (lines == 0)
            qFatal("no line found");
    });
    return double(stream.size()) * 1e3 / double(best); // MB/s
}

double parse(const QByteArray &stream, qsizetype chunkBytes, int rounds)
{
    const qint64 best = bestNanoseconds(rounds, [&] {
        sse::EventStreamParser parser;
        QList<sse::Event> events;
        qsizetype count = 0;
        for (qsizetype from = 0; from < stream.size(); from += chunkBytes) {
            parser.feed(QByteArrayView(stream).sliced(from, std::min(chunkBytes, stream.size() - from)),
                        events);
            if (events.size() > 500) { // a consumer that takes them; freeing them is part of the cost
                count += events.size();
                events.clear();
            }
        }
        count += events.size();
        if (count == 0)
            qFatal("no event parsed");
    });
    return double(stream.size()) * 1e3 / double(best);
}

} // namespace

int main(int argc, char **argv)
{
    Report report("Event-stream parser", argc, argv);
    const qsizetype total = report.smoke() ? 200'000 : 32'000'000;
    const int rounds = report.smoke() ? 1 : 15;
    constexpr qsizetype chunk = 64 * 1024;

    const QByteArray small = makeStream(100, total);
    const double smallScan = scan(small, chunk, rounds);
    const double smallParse = parse(small, chunk, rounds);
    report.add("memchr scan, 100-byte events", smallScan, "MB/s", {}, "64 KiB chunks");
    report.add("feed(), 100-byte events", smallParse, "MB/s", atLeast(4 * 370),
               "4x eventsource-parser 3 on Node");
    report.add("feed(), 100-byte events, ratio", smallParse / smallScan, "x memchr", atLeast(0.25));

    const QByteArray large = makeStream(10'000, total);
    const double largeScan = scan(large, chunk, rounds);
    const double largeParse = parse(large, chunk, rounds);
    report.add("memchr scan, 10 kB events", largeScan, "MB/s", {}, "64 KiB chunks");
    report.add("feed(), 10 kB events", largeParse, "MB/s");
    report.add("feed(), 10 kB events, ratio", largeParse / largeScan, "x memchr", atLeast(0.1));

    const QByteArray few = small.first(std::min<qsizetype>(small.size(), 4'000'000));
    report.add("feed(), one-byte chunks", parse(few, 1, rounds), "MB/s", atLeast(50), "100-byte events");
    return report.finish();
}
