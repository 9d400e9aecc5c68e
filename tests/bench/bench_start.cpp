// How long the programs take to be there, and what they hold when nothing happens: slipwayd from exec to the
// line that says where it listens; the desktop from exec to its first frame, beside an empty window of the
// same Qt.
#include "tests/bench/bench.h"
#include "tests/support/paths.h"
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <ctime>
#include <vector>

using namespace slipway;
using namespace slipway::bench;
using namespace Qt::Literals::StringLiterals;

namespace {

double monotonicMs()
{
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

/// One start of a program.
struct Start
{
    double wallMs = 0; ///< from before exec to ready
    double cpuMs = 0;  ///< of the process until then
    double rssMb = 0;  ///< idle
};

double median(const std::vector<Start> &starts, double Start::*figure)
{
    std::vector<double> values;
    for (const Start &start : starts)
        values.push_back(start.*figure);
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

struct Program
{
    QString path;
    QStringList arguments;
    QByteArray readyLine; ///< how the line begins that says it is ready
    QProcessEnvironment environment;
};

/// Where a session has its sockets and locks: in memory, as /run/user is. On a disk the lock of the desktop
/// would wait for that.
QString templateForSockets()
{
    const QFileInfo memory(u"/dev/shm"_s);
    return (memory.isDir() && memory.isWritable() ? memory.filePath() : QDir::tempPath()) +
           u"/slipway-XXXXXX"_s;
}

/// A home, a data directory and a place for sockets of its own: nothing of the user's is read, nothing is
/// left.
Start startOnce(const Program &program, bool measureIdle)
{
    const QTemporaryDir home;
    const QTemporaryDir sockets(templateForSockets());
    QProcessEnvironment environment = program.environment;
    environment.insert(u"HOME"_s, home.path());
    environment.insert(u"XDG_RUNTIME_DIR"_s, sockets.path());
    for (const auto *name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"})
        environment.remove(QLatin1StringView(name));
    QStringList arguments = program.arguments;
    for (QString &argument : arguments)
        argument.replace("HOME"_L1, home.path());
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setStandardErrorFile(QProcess::nullDevice());
    Start result;
    const double began = monotonicMs();
    process.start(program.path, arguments);
    QByteArray line;
    do {
        if (!process.canReadLine() && !process.waitForReadyRead(30'000))
            qFatal("%s was not ready within 30 s", qUtf8Printable(program.path));
        line = process.readLine();
    } while (!line.startsWith(program.readyLine));
    // The plugin's line has its own time and CPU time in it; the backend's is timed when it comes.
    const QList<QByteArray> words = line.simplified().split(' ');
    const bool isFrame = program.readyLine.startsWith("first-frame");
    result.wallMs = (isFrame ? words.value(1).toDouble() / 1e6 : monotonicMs()) - began;
    result.cpuMs = isFrame ? words.value(2).toDouble() : processCpuSeconds(process.processId()) * 1e3;
    if (measureIdle) {
        waitUntilIdle(process.processId());
        result.rssMb = double(memoryBytes("VmRSS", process.processId())) / 1e6;
    }
    process.terminate();
    if (!process.waitForFinished(30'000))
        qFatal("%s does not end", qUtf8Printable(program.path));
    return result;
}

void benchBackend(Report &report)
{
    Program program{test::binDir() + u"/slipwayd"_s,
                    {u"--listen"_s, u"127.0.0.1:0"_s, u"--data-dir"_s, u"HOME/data"_s},
                    "listening",
                    QProcessEnvironment::systemEnvironment()};
    std::vector<Start> starts;
    for (int i = 0; i < (report.smoke() ? 1 : 9); ++i)
        starts.push_back(startOnce(program, !report.smoke()));
    report.add("slipwayd, exec to listening", median(starts, &Start::wallMs), "ms", atMost(60),
               "new data directory, host chosen by itself; median");
    report.add("slipwayd, CPU until then", median(starts, &Start::cpuMs), "ms");
    if (!report.smoke())
        report.add("slipwayd, idle RSS", median(starts, &Start::rssMb), "MB", atMost(25));
}

#ifdef SLIPWAY_BENCH_DESKTOP
/// The desktop and its peers, one after the other on one platform of Qt: an empty window; one with a line of
/// text, for which Qt reads the fonts; and the same text where the libraries of ours are loaded, too, which
/// is the least that a program with text and a network can be.
class DesktopStarts
{
public:
    DesktopStarts(const QString &platform, const QProcessEnvironment &base)
    {
        const QString bench = QCoreApplication::applicationDirPath();
        QProcessEnvironment environment = base;
        environment.insert(u"QT_QPA_PLATFORM"_s, platform);
        environment.insert(u"QT_PLUGIN_PATH"_s, bench + u"/plugins"_s);
        environment.insert(u"QT_QPA_GENERIC_PLUGINS"_s, u"firstframe"_s);
        environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"disabled:"_s);
        const auto add = [&](const QString &path, const QStringList &arguments) {
            m_programs.push_back({path, arguments, "first-frame ", environment});
        };
        add(test::binDir() + u"/slipway"_s, {u"--host"_s, u"simulated"_s, u"--data-dir"_s, u"HOME/data"_s});
        add(bench + u"/emptywindow"_s, {});
        add(bench + u"/emptywindow"_s, {u"Slipway"_s});
        add(bench + u"/textwindow"_s, {u"Slipway"_s});
        m_starts.resize(m_programs.size());
    }

    void run(int times, bool measureIdle)
    {
        for (std::vector<Start> &starts : m_starts)
            starts.clear();
        for (int i = 0; i < times; ++i) {
            for (size_t which = 0; which < m_programs.size(); ++which)
                m_starts[which].push_back(startOnce(m_programs[which], measureIdle));
        }
    }

    /// A row for each peer; the one that the aim is for has it.
    void compare(Report &report, const QString &name, double Start::*figure, const char *unit,
                 const QString &aimedAt = {}, std::optional<Aim> aim = {}) const
    {
        const QString peers[] = {u"empty window"_s, u"window with a text"_s, u"text, our libraries"_s};
        for (size_t i = 0; i < std::size(peers); ++i) {
            report.compare(name.toUtf8().constData(), median(m_starts[0], figure), unit,
                           {peers[i], median(m_starts[i + 1], figure), {}}, Ratio::OursToPeer,
                           peers[i] == aimedAt ? aim : std::nullopt, "medians, in turn");
        }
    }

private:
    std::vector<Program> m_programs;
    std::vector<std::vector<Start>> m_starts;
};

/// An empty window draws nothing where there is no screen, and a text alone is 1.5 times that: so it is the
/// measure on X11, and the text with the libraries is it offscreen.
void benchDesktop(Report &report, const QString &platform, const QProcessEnvironment &base)
{
    DesktopStarts starts(platform, base);
    const bool isSeen = platform != u"offscreen"_s;
    const QString measure = isSeen ? u"empty window"_s : u"text, our libraries"_s;
    starts.run(report.smoke() ? 1 : 21, false);
    starts.compare(report, u"desktop, exec to first frame, "_s + platform, &Start::wallMs, "ms", measure,
                   atMost(1.5));
    starts.compare(report, u"desktop, CPU to first frame, "_s + platform, &Start::cpuMs, "ms");
    if (report.smoke())
        return;
    starts.run(3, true);
    starts.compare(report, u"desktop, idle RSS, "_s + platform, &Start::rssMb, "MB", u"empty window"_s,
                   atMost(2));
}

/// Runs `work` with the environment of an X server of its own; says why when there is none.
template<typename Work>
void withXServer(Work work)
{
    const QString program = QStandardPaths::findExecutable(u"Xvfb"_s);
    if (program.isEmpty()) {
        std::puts("  xcb: skipped, no Xvfb on this machine");
        return;
    }
    QProcess server;
    server.setStandardErrorFile(QProcess::nullDevice());
    server.start(program, {u"-displayfd"_s, u"1"_s, u"-screen"_s, u"0"_s, u"1280x1024x24"_s, u"-nolisten"_s,
                           u"tcp"_s, u"-noreset"_s});
    if (!server.waitForReadyRead(10'000)) {
        std::puts("  xcb: skipped, Xvfb does not start");
    } else {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"DISPLAY"_s, u':' + QString::fromLatin1(server.readLine().trimmed()));
        work(environment);
    }
    server.terminate();
    server.waitForFinished(10'000);
}
#endif

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    Report report("start", argc, argv);
    benchBackend(report);
#ifdef SLIPWAY_BENCH_DESKTOP
    benchDesktop(report, u"offscreen"_s, QProcessEnvironment::systemEnvironment());
    if (!report.smoke())
        withXServer(
            [&](const QProcessEnvironment &environment) { benchDesktop(report, u"xcb"_s, environment); });
#endif
    return report.finish();
}
