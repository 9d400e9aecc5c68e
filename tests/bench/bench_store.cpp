// The SQLite store and the event log as the backend uses them: batches of log lines of about 150 bytes,
// beside what SQLite itself does with a row per line, and with readers who must not notice.
#include "app/jobs/eventlog.h"
#include "app/store/sqlitestore.h"
#include "tests/bench/bench.h"
#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <atomic>
#include <chrono>
#include <cstring>
#include <mutex>
#include <numeric>
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

constexpr int kBatch = 1600; // 200,000 lines/s in commits of 8 ms

/// Readers that follow a stream while it is written, and how long each read takes.
class Readers
{
public:
    Readers(SqliteStore &store, const ContainerId &id, int count)
    {
        for (int i = 0; i < count; ++i)
            m_threads.emplace_back([this, &store, id] { follow(store, id); });
    }
    ~Readers() { stop(); }
    void stop()
    {
        m_isDone = true;
        for (std::thread &thread : m_threads)
            thread.join();
        m_threads.clear();
    }
    qint64 lines() const { return m_lines; }
    /// In ms; after stop().
    double percentile(double share)
    {
        if (m_times.empty())
            return 0;
        const auto at = m_times.begin() + std::ptrdiff_t(double(m_times.size() - 1) * share);
        std::nth_element(m_times.begin(), at, m_times.end());
        return *at;
    }

private:
    void follow(SqliteStore &store, const ContainerId &id)
    {
        constexpr auto Pause = std::chrono::milliseconds(2); // a stream asks when something was committed
        EventSeq after;
        while (!m_isDone) {
            QElapsedTimer timer;
            timer.start();
            const auto found = store.read(id, after, 256 * 1024);
            const double ms = double(timer.nsecsElapsed()) / 1e6;
            if (!found)
                qFatal("%s", qUtf8Printable(found.error().message));
            for (const EventBatch &batch : *found)
                m_lines += batch.count;
            {
                const std::lock_guard lock(m_mutex);
                m_times.push_back(ms);
            }
            if (!found->isEmpty())
                after = found->last().last();
            else
                std::this_thread::sleep_for(Pause);
        }
    }

    std::atomic_bool m_isDone = false;
    std::atomic<qint64> m_lines = 0;
    std::mutex m_mutex;
    std::vector<double> m_times;
    std::vector<std::thread> m_threads;
};

/// Appends lines [first, first + count); seconds without the making of the lines.
double appendLines(SqliteStore &store, const Container &container, qint64 first, qint64 count)
{
    qint64 spent = 0;
    for (const qint64 end = first + count; first < end; first += kBatch) {
        const EventBatch batch = makeBatch(container.id.value, first, kBatch);
        QElapsedTimer timer;
        timer.start();
        check(store.append({batch}, {container}));
        spent += timer.nsecsElapsed();
    }
    return double(spent) / 1e9;
}

/// The same lines by the sqlite3 shell, a row each in one transaction: nothing else is done with them.
Peer shellImport(const Report &report, const QString &dir, qint64 lines)
{
    Peer peer{QStringLiteral("sqlite3 .import"), {}, {}};
    const QString shell = QStandardPaths::findExecutable(QStringLiteral("sqlite3"));
    if (shell.isEmpty() || report.smoke()) {
        peer.missing =
            report.smoke() ? QStringLiteral("smoke run") : QStringLiteral("sqlite3 is not installed");
        return peer;
    }
    QFile text(dir + QStringLiteral("/lines.txt"));
    if (!text.open(QIODevice::WriteOnly))
        qFatal("%s", qUtf8Printable(text.errorString()));
    for (qint64 first = 1; first <= lines; first += kBatch)
        text.write(makeBatch(QString(), first, kBatch).lines);
    text.close();
    QProcess process;
    QElapsedTimer timer;
    timer.start();
    process.start(shell, {dir + QStringLiteral("/rows.db"), QStringLiteral("PRAGMA journal_mode=WAL"),
                          QStringLiteral("PRAGMA synchronous=NORMAL"),
                          QStringLiteral("CREATE TABLE events(line TEXT)"), QStringLiteral(".mode ascii"),
                          QStringLiteral(".separator \\037 \\n"),
                          QStringLiteral(".import '%1' events").arg(text.fileName())});
    process.waitForFinished(-1);
    if (process.exitCode() != 0)
        peer.missing = QString::fromUtf8(process.readAllStandardError().simplified());
    else
        peer.value = double(lines) / (double(timer.nsecsElapsed()) / 1e9);
    return peer;
}

/// A long run: as fast at its end as at its beginning, with readers beside.
void benchLongRun(Report &report, const QString &dir)
{
    const auto store = openStore(dir);
    const qint64 lines = report.smoke() ? 16'000 : 10'000'000;
    const QString id = QStringLiteral("large");
    check(store->insertContainer(makeContainer(id)));
    const Container container = *store->container({id});
    constexpr int kParts = 10;
    const qint64 part = lines / kParts / kBatch * kBatch;
    QList<double> seconds;
    Readers readers(*store, {id}, 2);
    const double cpu = processCpuSeconds();
    for (int i = 0; i < kParts; ++i)
        seconds.append(appendLines(*store, container, 1 + i * part, part));
    const double cpuSeconds = processCpuSeconds() - cpu;
    readers.stop();
    const double all = std::accumulate(seconds.cbegin(), seconds.cend(), 0.0);
    const double speed = double(part * kParts) / all;
    report.add("stored, two readers beside", speed, "lines/s", atLeast(200'000),
               "150 bytes a line, commits of 1,600");
    report.add("  CPU of the writer, the readers and the making", cpuSeconds * 1e6 / double(part * kParts),
               "us/line");
    report.compare("stored, two readers beside", speed, "lines/s",
                   shellImport(report, dir, report.smoke() ? kBatch : 1'000'000), Ratio::OursToPeer,
                   atLeast(0.5), "the shell has no readers, no numbers, and one commit");
    report.growth("stored, time of a line, line", "us/line",
                  {{double(part), seconds.first() * 1e6 / double(part)},
                   {double(part * kParts / 2), seconds.at(kParts / 2) * 1e6 / double(part)},
                   {double(part * kParts), seconds.last() * 1e6 / double(part)}},
                  atMost(1.25));
    report.add("a reader's read meanwhile, median", readers.percentile(0.5), "ms", {}, "up to 256 kB each");
    report.add("a reader's read meanwhile, p99", readers.percentile(0.99), "ms", atMost(20),
               "not blocked: a commit takes 4 ms");
    report.add("read meanwhile by both", double(readers.lines()) / all, "lines/s");

    qsizetype bytes = 0;
    const qint64 replayed = bestNanoseconds(1, [&] { bytes = replay(*store, {id}); });
    const QByteArray source(64 * 1024 * 1024, 'x');
    QByteArray target(source.size(), 'y');
    const qint64 copied =
        bestNanoseconds(3, [&] { std::memcpy(target.data(), source.constData(), size_t(source.size())); });
    report.add("replayed", double(part * kParts) / (double(replayed) / 1e9), "lines/s");
    report.compare("replayed", double(bytes) * 1e3 / double(replayed), "MB/s",
                   {QStringLiteral("memcpy"), double(source.size()) * 1e3 / double(copied), {}},
                   Ratio::OursToPeer);
}

void benchSingleCommits(Report &report, const QString &dir)
{
    const auto store = openStore(dir);
    const QString slow = QStringLiteral("slow");
    check(store->insertContainer(makeContainer(slow)));
    const int single = report.smoke() ? 200 : 20'000;
    std::vector<EventBatch> ones;
    for (int seq = 1; seq <= single; ++seq)
        ones.push_back(makeBatch(slow, seq, 1));
    QElapsedTimer timer;
    timer.start();
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
    const double cpu = processCpuSeconds();
    for (qint64 i = 0; i < lines; ++i) {
        if (!log.append({id}, event))
            qFatal("append failed");
    }
    check(log.flush());
    const double cpuSeconds = processCpuSeconds() - cpu;
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
    benchLongRun(report, dir.filePath(QStringLiteral("store")));
    benchSingleCommits(report, dir.filePath(QStringLiteral("single")));
    benchLog(report, dir.filePath(QStringLiteral("log")));
    benchLatency(report, dir.filePath(QStringLiteral("latency")));
    return report.finish();
}
