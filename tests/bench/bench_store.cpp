// The SQLite store and the event log as the backend uses them: batches of log lines of about 150 bytes.
#include "app/jobs/eventlog.h"
#include "app/store/sqlitestore.h"
#include "tests/bench/bench.h"
#include <QCoreApplication>
#include <QTemporaryDir>
#include <atomic>
#include <chrono>
#include <cstring>
#include <ctime>
#include <mutex>
#include <thread>

using namespace slipway;
using namespace slipway::bench;
using slipway::store::SqliteStore;

namespace {

constexpr int kLineBytes = 150;

Container makeContainer(const QString &id)
{
    Container container;
    container.id = {id};
    container.hostname = id;
    container.host = QStringLiteral("simulated");
    container.createdAt = QStringLiteral("2026-11-21T16:37:26.805Z");
    return container;
}

EventBatch makeBatch(const QString &id, qint64 first, int count)
{
    EventBatch batch{{id}, {first}, count, {}, EventBatch::Source::Own};
    batch.lines.reserve(count * (kLineBytes + 1));
    for (qint64 seq = first; seq < first + count; ++seq) {
        const QByteArray number = QByteArray::number(seq);
        batch.lines += R"({"type":"log","message":")";
        batch.lines += QByteArray(kLineBytes - 34 - number.size(), 'x');
        batch.lines += R"(","seq":)";
        batch.lines += number;
        batch.lines += "}\n";
    }
    return batch;
}

std::unique_ptr<SqliteStore> openStore(const QString &dir)
{
    auto store = SqliteStore::open(dir);
    if (!store)
        qFatal("%s", qUtf8Printable(store.error().message));
    return std::move(*store);
}

void check(const Result<void> &result)
{
    if (!result)
        qFatal("%s", qUtf8Printable(result.error().message));
}

// A client that was away: everything from the first event on.
qsizetype replay(SqliteStore &store, const ContainerId &id)
{
    EventSeq after;
    qsizetype bytes = 0;
    for (;;) {
        const auto batches = store.read(id, after, 1024 * 1024);
        if (!batches)
            qFatal("%s", qUtf8Printable(batches.error().message));
        if (batches->isEmpty())
            return bytes;
        for (const EventBatch &batch : *batches)
            bytes += batch.lines.size();
        after = batches->last().last();
    }
}

void benchStore(Report &report, const QString &dir)
{
    const auto store = openStore(dir);
    const qint64 lines = report.smoke() ? 5'000 : 2'000'000;
    constexpr int kBatch = 1600; // 200,000 lines/s in commits of 8 ms
    const QString id = QStringLiteral("large");
    check(store->insertContainer(makeContainer(id)));
    const Container container = *store->container({id});
    std::vector<EventBatch> batches;
    for (qint64 first = 1; first <= lines; first += kBatch)
        batches.push_back(makeBatch(id, first, kBatch));

    std::atomic_bool done = false;
    std::atomic<qint64> read = 0;
    std::vector<std::thread> readers;
    for (int i = 0; i < 2; ++i) {
        readers.emplace_back([&] {
            EventSeq after;
            while (!done) {
                const auto found = store->read({id}, after, 256 * 1024);
                if (!found)
                    qFatal("%s", qUtf8Printable(found.error().message));
                for (const EventBatch &batch : *found)
                    read += batch.count;
                if (!found->isEmpty())
                    after = found->last().last();
                else
                    std::this_thread::yield();
            }
        });
    }
    QElapsedTimer timer;
    timer.start();
    for (const EventBatch &batch : batches)
        check(store->append({batch}, {container}));
    const double seconds = double(timer.nsecsElapsed()) / 1e9;
    done = true;
    for (std::thread &reader : readers)
        reader.join();
    const double stored = double(batches.size()) * kBatch;
    report.add("stored, two readers beside", stored / seconds, "lines/s", atLeast(200'000),
               "150 bytes a line, commits of 1,600");
    report.add("read meanwhile by both", double(read.load()) / seconds, "lines/s");

    qsizetype bytes = 0;
    const qint64 replayed = bestNanoseconds(report.smoke() ? 1 : 3, [&] { bytes = replay(*store, {id}); });
    report.add("replayed", stored / (double(replayed) / 1e9), "lines/s");
    const QByteArray source(bytes, 'x');
    QByteArray target(bytes, 'y');
    const qint64 copied =
        bestNanoseconds(3, [&] { std::memcpy(target.data(), source.constData(), size_t(bytes)); });
    report.add("replay against memcpy", double(copied) / double(replayed), "x memcpy", {}, "page cache warm");

    const QString slow = QStringLiteral("slow");
    check(store->insertContainer(makeContainer(slow)));
    const int single = report.smoke() ? 200 : 20'000;
    std::vector<EventBatch> ones;
    for (int seq = 1; seq <= single; ++seq)
        ones.push_back(makeBatch(slow, seq, 1));
    timer.restart();
    for (const EventBatch &batch : ones)
        check(store->append({batch}, {}));
    report.add("commits of one line", single / (double(timer.nsecsElapsed()) / 1e9), "commits/s",
               atLeast(1'000));
}

void benchLog(Report &report, const QString &dir)
{
    const auto store = openStore(dir);
    NullBus bus;
    EventLog log(*store, bus);
    std::atomic<qint64> heard = 0;
    log.setListener([&](const QList<EventBatch> &batches) {
        for (const EventBatch &batch : batches)
            heard += batch.count;
    });
    const QString id = QStringLiteral("log");
    check(log.open(makeContainer(id)));
    const qint64 lines = report.smoke() ? 2'000 : 500'000;
    const ProgressEvent event = ProgressEvent::makeLog(QString(90, u'x'), QStringLiteral("01-setup-user.sh"));
    QElapsedTimer timer;
    timer.start();
    const std::clock_t cpu = std::clock();
    for (qint64 i = 0; i < lines; ++i) {
        if (!log.append({id}, event))
            qFatal("append failed");
    }
    check(log.flush());
    const double cpuSeconds = double(std::clock() - cpu) / CLOCKS_PER_SEC;
    report.add("event log, CPU of all threads", cpuSeconds * 1e6 / double(lines), "us/line", atMost(5),
               "tells the cost on a busy machine, too");
    report.add("event log, append to listener", double(heard.load()) / (double(timer.nsecsElapsed()) / 1e9),
               "lines/s", atLeast(200'000), "one appending thread, SQLite beneath");
}

// From append() to the listener at a moderate rate.
void benchLatency(Report &report, const QString &dir)
{
    const auto store = openStore(dir);
    NullBus bus;
    EventLog log(*store, bus);
    using Clock = std::chrono::steady_clock;
    const int lines = report.smoke() ? 50 : 5'000;
    std::mutex mutex;
    std::vector<Clock::time_point> sent(size_t(lines) + 1);
    std::vector<double> delays;
    log.setListener([&](const QList<EventBatch> &batches) {
        const auto now = Clock::now();
        const std::lock_guard lock(mutex);
        for (const EventBatch &batch : batches) {
            for (qint64 seq = batch.first.value; seq <= batch.last().value; ++seq)
                delays.push_back(std::chrono::duration<double, std::milli>(now - sent[size_t(seq)]).count());
        }
    });
    const QString id = QStringLiteral("latency");
    check(log.open(makeContainer(id)));
    auto next = Clock::now();
    for (int i = 1; i <= lines; ++i) {
        next += std::chrono::milliseconds(1);
        while (Clock::now() < next)
            std::this_thread::yield();
        {
            const std::lock_guard lock(mutex);
            sent[size_t(i)] = Clock::now();
        }
        if (!log.append({id}, ProgressEvent::makeLog(QStringLiteral("line"))))
            qFatal("append failed");
    }
    check(log.flush());
    const std::lock_guard lock(mutex);
    std::sort(delays.begin(), delays.end());
    report.add("append to listener, median", delays[delays.size() / 2], "ms", {}, "1,000 lines/s");
    report.add("append to listener, p99", delays[delays.size() * 99 / 100], "ms", atMost(25),
               "1,000 lines/s, interval 8 ms");
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    Report report("store and event log", argc, argv);
    const QTemporaryDir dir;
    benchStore(report, dir.filePath(QStringLiteral("store")));
    benchLog(report, dir.filePath(QStringLiteral("log")));
    benchLatency(report, dir.filePath(QStringLiteral("latency")));
    return report.finish();
}
