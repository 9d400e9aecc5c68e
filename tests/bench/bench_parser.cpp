// The event-stream parser beside the one that web pages use, and beside a bare memchr('\n') over the same
// bytes in the same chunks: the least any parser of lines must do.
#include "net/sse/eventstreamparser.h"
#include "tests/bench/peers.h"
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

Peer parsePeer(const Report &report, qsizetype eventBytes, qsizetype chunkBytes, qsizetype totalBytes)
{
    const auto number = [](qsizetype n) { return QString::number(n); };
    return runPeer(report, QStringLiteral("eventsource-parser"), QStringLiteral("parse.js"),
                   {number(eventBytes), number(chunkBytes), number(totalBytes), QStringLiteral("5")})
        .peer("mbPerSecond");
}

} // namespace

int main(int argc, char **argv)
{
    Report report("Event-stream parser", argc, argv);
    const qsizetype total = report.smoke() ? 100'000 : 1'000'000; // stays in the cache; 1,000 rounds are 1 GB
    const int rounds = report.smoke() ? 1 : 1'000;
    constexpr qsizetype chunk = 64 * 1024;

    const QByteArray small = makeStream(100, total);
    const Speeds events100 = measure(small, chunk, rounds);
    report.compare("100-byte events, 64 KiB chunks", events100.parse, "MB/s",
                   parsePeer(report, 100, chunk, total), Ratio::OursToPeer, atLeast(4));
    report.compare("100-byte events, 64 KiB chunks", events100.parse, "MB/s",
                   {QStringLiteral("memchr"), events100.scan, {}}, Ratio::OursToPeer, atLeast(0.35));

    const Speeds events10k = measure(makeStream(10'000, total), chunk, rounds);
    report.compare("10 kB events, 64 KiB chunks", events10k.parse, "MB/s",
                   parsePeer(report, 10'000, chunk, total), Ratio::OursToPeer, atLeast(4));
    report.compare("10 kB events, 64 KiB chunks", events10k.parse, "MB/s",
                   {QStringLiteral("memchr"), events10k.scan, {}}, Ratio::OursToPeer, atLeast(0.05),
                   "each is copied once, a scan copies nothing");

    const qsizetype quarter = total / 4;
    const Speeds single = measure(small.first(quarter), 1, std::max(rounds / 4, 1));
    report.compare("100-byte events, one-byte chunks", single.parse, "MB/s",
                   parsePeer(report, 100, 1, quarter), Ratio::OursToPeer, atLeast(10));

    QList<Point> points;
    for (const qsizetype bytes : {10 * total, 30 * total, 100 * total}) {
        const QByteArray stream = makeStream(100, bytes);
        const qint64 best = bestNanoseconds(report.smoke() ? 1 : 5, [&] { parse(stream, chunk); });
        points.append({double(bytes), double(best) / double(bytes)});
    }
    report.growth("100-byte events, one pass, bytes", "ns/byte", points);
    return report.finish();
}
