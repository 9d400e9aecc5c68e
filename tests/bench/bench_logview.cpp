// The log view at a million lines: how fast lines go in while the window stays alive, beside the text widget
// that one would use instead; what they cost; and how long a search over all of them takes beside grep over
// the same bytes.
#include "bench.h"
#include "widgets/logview/logview.h"

#include <QApplication>
#include <QPlainTextEdit>
#include <QProcess>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTimer>
#include <limits>

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
            const double now = bench::threadCpuSeconds() * 1e3;
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
    double m_cpu = bench::threadCpuSeconds() * 1e3;
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

/// The text widget by itself, fed the same lines in the same batches: plain, or with colours as HTML.
struct PeerFigures
{
    double linesPerSecond;
    double longestGapMs;
    double timesText; ///< growth of the process per byte of text
};
PeerFigures streamIntoTextEdit(const QList<QList<text::Line>> &batches, qint64 total, bool html)
{
    QList<QStringList> ready;
    qint64 bytes = 0;
    for (const QList<text::Line> &batch : batches) {
        QStringList &lines = ready.emplaceBack();
        for (const text::Line &line : batch) {
            text::AnsiParser parser;
            const text::AnsiText plain = parser.feed(line.text.toUtf8());
            const QString text = QString::fromUtf8(plain.text);
            bytes += plain.text.size() + 1;
            lines.append(html ? QStringLiteral("<span style='color:green'>%1</span>%2")
                                    .arg(text.first(9).toHtmlEscaped(), text.sliced(9).toHtmlEscaped())
                              : text);
        }
    }
    bytes = bytes * total / (batches.size() * batches.first().size());
    QPlainTextEdit edit;
    edit.setReadOnly(true);
    edit.setUndoRedoEnabled(false);
    edit.setLineWrapMode(QPlainTextEdit::NoWrap);
    edit.resize(1000, 700);
    edit.show();
    const qint64 before = bench::memoryBytes("VmRSS");
    qint64 sent = 0;
    QTimer producer;
    QObject::connect(&producer, &QTimer::timeout, &edit, [&] {
        for (const QString &line : ready[sent / ready.first().size() % ready.size()]) {
            if (html)
                edit.appendHtml(line);
            else
                edit.appendPlainText(line);
        }
        sent += ready.first().size();
    });
    LoopWatch watch;
    QElapsedTimer clock;
    clock.start();
    producer.start(0);
    spinUntil([&] { return sent >= total; });
    const double seconds = double(clock.nsecsElapsed()) / 1e9;
    return {double(sent) / seconds, watch.longest(),
            double(bench::memoryBytes("VmRSS") - before) / double(bytes)};
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

struct GrepRun
{
    double seconds = 0;
    qint64 lines = 0;
};
GrepRun grepSeconds(const QString &path, const QStringList &options)
{
    QProcess grep;
    QElapsedTimer clock;
    clock.start();
    grep.start(QStringLiteral("grep"),
               QStringList{QStringLiteral("-c"), QStringLiteral("-E")} + options + QStringList{path});
    grep.waitForFinished(-1);
    return {double(clock.nsecsElapsed()) / 1e9, grep.readAllStandardOutput().trimmed().toLongLong()};
}

void saveAs(LogView &view, const QString &path)
{
    view.saveTo(path, false);
    spinUntil([&] { return !view.isSaving(); });
}

void reportGaps(bench::Report &report, LoopWatch &watch)
{
    report.add("  longest gap of the event loop", watch.longest(), "ms", bench::atMost(16));
    report.add("    longest turn in CPU time", watch.longestCpu(), "ms", bench::atMost(16),
               "what of it is ours; the rest is other processes' turn");
    report.add("    p99 gap", watch.p99(), "ms");
}

/// The best of two more times, in µs: one alone is now and then half as much again, whatever its size.
double cpuOfALine(LogView &view, const QList<QList<text::Line>> &batches, qint64 size)
{
    double best = std::numeric_limits<double>::max();
    for (int i = 0; i < 2; ++i) {
        view.clearLog();
        const double before = bench::threadCpuSeconds();
        stream(view, batches, size);
        best = std::min(best, (bench::threadCpuSeconds() - before) * 1e6 / double(size));
    }
    return best;
}

/// Lines streamed into an empty view, at three sizes, and beside the text widget at a size that it bears.
void benchStream(bench::Report &report, LogView &view, const QList<QList<text::Line>> &batches, qint64 total)
{
    QList<bench::Point> points;
    for (const qint64 size : {total, total / 2, total / 4}) { // the largest first, while no memory lies ready
        view.clearLog();
        const qint64 before = bench::memoryBytes("VmRSS");
        LoopWatch watch;
        const double cpu = bench::threadCpuSeconds();
        const double seconds = stream(view, batches, size);
        const double cpuSeconds = bench::threadCpuSeconds() - cpu;
        points.prepend({double(size), cpuSeconds * 1e6 / double(size)});
        if (size < total) {
            points.first().cost = std::min(points.first().cost, cpuOfALine(view, batches, size));
            continue;
        }
        report.add("following, 90-byte lines with ANSI", double(size) / seconds, "lines/s",
                   bench::atLeast(1'000'000));
        report.add("  by CPU time of its thread", double(size) / cpuSeconds, "lines/s", {},
                   "with what makes the lines ready");
        reportGaps(report, watch);
        const double gap = watch.longest();
        const double text = double(view.store().textBytes());
        report.add("memory of the store", double(view.store().bytesHeld()) / text, "x text",
                   bench::atMost(1.6));
        report.add("  resident, whole process", double(bench::memoryBytes("VmRSS") - before) / text, "x text",
                   bench::atMost(1.6));
        report.add("lines in the document", view.windowSize(), "lines", bench::atMost(500));
        const qint64 some = report.smoke() ? 500 : 20'000;
        for (const bool html : {false, true}) {
            const PeerFigures peer = streamIntoTextEdit(batches, some, html);
            const QString name = html ? QStringLiteral("appendHtml") : QStringLiteral("appendPlainText");
            report.compare("following, 90-byte lines with ANSI", double(size) / seconds, "lines/s",
                           {name, peer.linesPerSecond, {}}, bench::Ratio::OursToPeer, bench::atLeast(10),
                           "QPlainTextEdit, 20,000 lines");
            report.compare("  longest gap of the event loop", gap, "ms", {name, peer.longestGapMs, {}},
                           bench::Ratio::PeerToOurs);
            report.compare("  resident, whole process", double(view.store().bytesHeld()) / text, "x text",
                           {name, peer.timesText, {}}, bench::Ratio::PeerToOurs);
        }
    }
    points.last().cost = std::min(points.last().cost, cpuOfALine(view, batches, total));
    report.growth("following, CPU of a line among", "us/line", points);
    view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum() / 2);
    LoopWatch watch;
    const double seconds = stream(view, batches, total);
    report.add("scrolled up, as many more", double(total) / seconds, "lines/s", bench::atLeast(1'000'000));
    reportGaps(report, watch);
}

struct Search
{
    const char *name;
    QString pattern;
    bool isRegex;
    bool caseSensitive;
};

/// Searches over all lines, each beside grep over the file that the view saved.
void benchSearches(bench::Report &report, LogView &view, const QString &path)
{
    const Search searches[] = {
        {"find plain, few hits", QStringLiteral("pkg-4242"), false, true},
        {"find plain, a hit in each line", QStringLiteral("INFO"), false, true},
        {"find regex, few hits", QStringLiteral("pkg-[0-9]+77 "), true, true},
        {"find regex, alternatives", QStringLiteral("(Get:97[0-9]|pkg-1234) "), true, true},
        {"find regex, no literal", QStringLiteral("[0-9]{5}\\.\\.\\."), true, true},
        {"find ignoring case, few hits", QStringLiteral("PKG-4242"), false, false},
    };
    for (const Search &search : searches) {
        QStringList options{search.pattern};
        if (!search.caseSensitive)
            options.prepend(QStringLiteral("-i"));
        double ours = 0;
        GrepRun grep;
        double gap = 0;
        // In turn and the best of each: both are over in a tenth of a second.
        for (int round = 0; round < (report.smoke() ? 1 : 5); ++round) {
            LoopWatch watch;
            const double seconds = findSeconds(view, {search.pattern, search.isRegex, search.caseSensitive});
            gap = std::max(gap, watch.longestCpu());
            const GrepRun run = grepSeconds(path, options);
            if (run.lines != view.finder().hitLineCount())
                qFatal("%s: grep finds %lld lines, we find %lld", search.name, run.lines,
                       view.finder().hitLineCount());
            ours = round == 0 ? seconds : std::min(ours, seconds);
            grep = {round == 0 ? run.seconds : std::min(grep.seconds, run.seconds), run.lines};
        }
        report.compare(search.name, ours * 1e3, "ms", {QStringLiteral("grep -c -E"), grep.seconds * 1e3, {}},
                       bench::Ratio::OursToPeer, bench::atMost(2));
        report.add("  longest turn in CPU time", gap, "ms", bench::atMost(16));
    }
}

/// A search that is begun, typed further and ended while lines stream in.
void benchFindWhileStreaming(bench::Report &report, LogView &view, const QList<QList<text::Line>> &batches,
                             qint64 total)
{
    const QString typed = QStringLiteral("pkg-[0-9]+77 ");
    QElapsedTimer sinceKey;
    double slowestHit = 0;
    bool isAwaited = false;
    qsizetype length = 0;
    QTimer keys;
    QObject::connect(&keys, &QTimer::timeout, &view, [&] {
        length = length % typed.size() + 1;
        const QString query = typed.first(length);
        sinceKey.start();
        isAwaited = QRegularExpression(query).isValid(); // half a pattern has no hits
        view.setFindQuery({query, true, true});
    });
    QObject::connect(&view, &LogView::findChanged, &keys, [&] {
        if (isAwaited && view.finder().hitLineCount() > 0) {
            slowestHit = std::max(slowestHit, double(sinceKey.nsecsElapsed()) / 1e6);
            isAwaited = false;
        }
    });
    LoopWatch watch;
    keys.start(60);
    stream(view, batches, total);
    keys.stop();
    spinUntil([&] { return !view.finder().isSearching(); });
    report.add("find, a key each 60 ms while streaming: first hit", slowestHit, "ms", bench::atMost(50),
               "the slowest of them");
    reportGaps(report, watch);
    view.setFindQuery({});
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
    benchStream(report, view, batches, total);

    view.clearLog();
    stream(view, batches, total);
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("all.log"));
    {
        LoopWatch watch;
        QElapsedTimer clock;
        clock.start();
        saveAs(view, path);
        report.add("save all", double(clock.elapsed()), "ms");
        reportGaps(report, watch);
    }
    benchSearches(report, view, path);
    benchFindWhileStreaming(report, view, batches, total);

    QList<bench::Point> points;
    for (const qint64 size : {total / 4, total / 2, total}) {
        view.clearLog();
        stream(view, batches, size);
        double best = 0;
        for (int round = 0; round < (report.smoke() ? 1 : 5); ++round) {
            const double seconds = findSeconds(view, {QStringLiteral("pkg-[0-9]+77 "), true, true});
            best = round == 0 ? seconds : std::min(best, seconds);
        }
        points.append({double(size), best * 1e9 / double(size)});
    }
    report.growth("find regex, time for a line among", "ns/line", points);
    return report.finish();
}
