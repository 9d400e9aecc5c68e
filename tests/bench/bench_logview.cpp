// The log view at a million lines: how fast lines go in while the window stays alive, what they cost, and how
// long a search over all of them takes beside grep over the same bytes.
#include "bench.h"
#include "widgets/logview/logview.h"

#include <QApplication>
#include <QFile>
#include <QProcess>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTimer>
#include <ctime>

using namespace slipway;
using logview::LogView;

namespace {

/// Lines of 90 bytes, colours included, of three scripts one after another.
QList<text::Line> sampleLines(int count)
{
    const QString scripts[] = {QStringLiteral("00-pre-checks.sh"), QStringLiteral("01-setup-user.sh"),
                               QStringLiteral("02-docker-install.sh")};
    QList<text::Line> lines;
    lines.reserve(count);
    for (int i = 0; i < count; ++i) {
        QString line = QStringLiteral("\x1b[%1m[INFO   ]\x1b[0m Get:%2 http://deb.debian.org/debian "
                                      "bookworm/main \x1b[1mamd64\x1b[0m pkg-%3 ")
                           .arg(32 + i % 4)
                           .arg(i % 977)
                           .arg(i * 7919 % 100003);
        line = line.leftJustified(90, u'.');
        lines.append({line, 1'795'000'000'000 + i, scripts[i * 3 / count], false});
    }
    return lines;
}

qint64 residentBytes()
{
    QFile statm(QStringLiteral("/proc/self/statm"));
    if (!statm.open(QIODevice::ReadOnly))
        return 0;
    return statm.readAll().split(' ').value(1).toLongLong() * 4096;
}

/// CPU time of this thread in milliseconds.
double threadCpuMs()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

/// Gaps between turns of the event loop, in milliseconds: by the clock, and how much of it we computed. The
/// rest is other processes' turn on this processor.
class LoopWatch : public QObject
{
public:
    LoopWatch()
    {
        m_clock.start();
        m_timer.start(0);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            m_gaps.push_back(double(m_clock.nsecsElapsed()) / 1e6);
            m_clock.start();
            const double now = threadCpuMs();
            m_longestCpu = std::max(m_longestCpu, now - m_cpu);
            m_cpu = now;
        });
    }
    double longestCpu() const { return m_longestCpu; }
    double longest() const { return m_gaps.empty() ? 0 : *std::max_element(m_gaps.begin(), m_gaps.end()); }
    double p99()
    {
        if (m_gaps.empty())
            return 0;
        const auto at = m_gaps.begin() + std::ptrdiff_t(double(m_gaps.size() - 1) * 0.99);
        std::nth_element(m_gaps.begin(), at, m_gaps.end());
        return *at;
    }

private:
    QTimer m_timer;
    QElapsedTimer m_clock;
    std::vector<double> m_gaps;
    double m_cpu = threadCpuMs();
    double m_longestCpu = 0;
};

template<typename Done>
void spinUntil(Done done)
{
    while (!done())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

/// Streams `total` lines as fast as the view takes them; seconds until the last one is in and drawn.
double stream(LogView &view, const QList<QList<text::Line>> &batches, qint64 total)
{
    constexpr qint64 MostPending = 4000;
    qint64 sent = view.lineCount() + view.pendingCount();
    const qint64 target = sent + total;
    qsizetype next = 0;
    QElapsedTimer clock;
    clock.start();
    QTimer producer;
    QObject::connect(&producer, &QTimer::timeout, &view, [&] {
        while (sent < target && view.pendingCount() < MostPending) {
            view.appendLines(batches[next]);
            sent += batches[next].size();
            next = (next + 1) % batches.size();
        }
    });
    producer.start(0);
    bool isDrawn = false;
    QObject::connect(&view, &LogView::linesChanged, &producer, [&] { isDrawn = view.lineCount() >= target; });
    spinUntil([&] { return isDrawn; });
    return double(clock.nsecsElapsed()) / 1e9;
}

double findSeconds(LogView &view, const text::FindQuery &query)
{
    view.setFindQuery({});
    QElapsedTimer clock;
    clock.start();
    view.setFindQuery(query);
    spinUntil([&] { return !view.finder().isSearching(); });
    return double(clock.nsecsElapsed()) / 1e9;
}

double grepSeconds(const QString &path, const QString &pattern, qint64 *count)
{
    QProcess grep;
    QElapsedTimer clock;
    clock.start();
    grep.start(QStringLiteral("grep"), {QStringLiteral("-c"), QStringLiteral("-E"), pattern, path});
    grep.waitForFinished(-1);
    const double seconds = double(clock.nsecsElapsed()) / 1e9;
    *count = grep.readAllStandardOutput().trimmed().toLongLong();
    return seconds;
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    bench::Report report("log view", argc, argv);
    const qint64 total = report.smoke() ? 20'000 : 1'000'000;
    constexpr int BatchSize = 500;
    const QList<text::Line> lines = sampleLines(report.smoke() ? 2'000 : 20'000);
    QList<QList<text::Line>> batches;
    for (qsizetype at = 0; at < lines.size(); at += BatchSize)
        batches.append(lines.mid(at, BatchSize));

    LogView view;
    view.resize(1000, 700);
    view.show();
    spinUntil([&] { return view.isVisible(); });
    stream(view, batches, 10'000); // warm up: fonts, allocator
    view.clearLog();

    const qint64 before = residentBytes();
    double seconds = 0;
    {
        LoopWatch watch;
        seconds = stream(view, batches, total);
        report.add("following, 90-byte lines with ANSI", double(total) / seconds, "lines/s",
                   bench::atLeast(500'000));
        report.add("  longest gap of the event loop", watch.longest(), "ms", bench::atMost(16));
        report.add("    longest turn in CPU time", watch.longestCpu(), "ms", bench::atMost(16));
        report.add("  p99 gap", watch.p99(), "ms");
    }
    const double text = double(view.store().textBytes());
    report.add("memory of the store", double(view.store().bytesHeld()) / text, "x text", bench::atMost(1.6));
    report.add("  resident, whole process", double(residentBytes() - before) / text, "x text");
    report.add("lines in the document", view.windowSize(), "lines", bench::atMost(500));
    {
        view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum() / 2);
        LoopWatch watch;
        seconds = stream(view, batches, total);
        report.add("scrolled up, 1 M more", double(total) / seconds, "lines/s", bench::atLeast(500'000));
        report.add("  longest gap of the event loop", watch.longest(), "ms", bench::atMost(16));
        report.add("    longest turn in CPU time", watch.longestCpu(), "ms", bench::atMost(16));
        report.add("  p99 gap", watch.p99(), "ms");
    }
    view.clearLog();
    stream(view, batches, total);

    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("all.log"));
    QElapsedTimer clock;
    {
        LoopWatch watch;
        clock.start();
        view.saveTo(path, false);
        spinUntil([&] { return !view.isSaving(); });
        report.add("save all", double(clock.elapsed()), "ms");
        report.add("  longest gap of the event loop", watch.longest(), "ms", bench::atMost(16));
        report.add("    longest turn in CPU time", watch.longestCpu(), "ms", bench::atMost(16));
    }
    struct Search
    {
        const char *name;
        QString pattern;
        bool isRegex;
        bool caseSensitive;
    };
    const Search searches[] = {
        {"find plain, few hits", QStringLiteral("pkg-4242"), false, true},
        {"find plain, a hit in each line", QStringLiteral("INFO"), false, true},
        {"find regex, few hits", QStringLiteral("pkg-[0-9]+77 "), true, true},
        {"find regex, alternatives", QStringLiteral("(Get:97[0-9]|pkg-1234) "), true, true},
        {"find regex, no literal", QStringLiteral("[0-9]{5}\\.\\.\\."), true, true},
        {"find ignoring case, few hits", QStringLiteral("PKG-4242"), false, false},
    };
    for (const Search &search : searches) {
        LoopWatch watch;
        const double ours = findSeconds(view, {search.pattern, search.isRegex, search.caseSensitive});
        qint64 expected = 0;
        const QString pattern = search.caseSensitive ? search.pattern : QStringLiteral("pkg-4242");
        const double grep = grepSeconds(path, pattern, &expected);
        if (expected != view.finder().hitLineCount())
            qFatal("%s: grep finds %lld lines, we find %lld", search.name, expected,
                   view.finder().hitLineCount());
        report.add(search.name, ours / grep, "x grep -c -E", bench::atMost(2));
        report.add("  took", ours * 1000, "ms");
        report.add("  longest gap of the event loop", watch.longest(), "ms");
    }
    return report.finish();
}
