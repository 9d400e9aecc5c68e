// Opening a finished run in the window: from the connect until its last line is drawn, through slipwayd,
// EventSource, ContainerProgress and the log view, as the progress page puts them together.
#include "app/desktop/pages/loglines.h"
#include "app/progress/containerprogress.h"
#include "tests/bench/contestants.h"
#include "widgets/logview/logview.h"
#include <QApplication>
#include <QTimer>

using namespace slipway;
using namespace slipway::bench;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr auto kTopic = "fan";

/// Stores a run of `lines` log lines and its end.
void storeRun(Slipwayd &slipwayd, int lines)
{
    slipwayd.prepare(kTopic);
    Pipeline redis(slipwayd.publishTo());
    QByteArray bytes;
    for (int i = 1; i <= lines + 1; ++i) {
        bytes += slipwayd.publication(kTopic, makeEvent(i > lines));
        if (i % 300 == 0 || i > lines)
            redis.write(std::exchange(bytes, {}));
        if (i % 30'000 == 0)
            slipwayd.awaitStored(kTopic, i); // Redis cuts off a subscriber that is 32 MB behind
    }
    slipwayd.awaitStored(kTopic, lines + 2);
}

struct Shown
{
    double seconds = 0;
    double longestGapMs = 0;
};

Shown show(const Slipwayd &slipwayd, int lines)
{
    logview::LogView view;
    view.resize(1000, 700);
    view.show();
    QCoreApplication::processEvents();

    ContainerProgress progress;
    progress.setKeepLines(false);
    QObject::connect(&progress, &ContainerProgress::logAppended, &view,
                     [&](const QList<LogLine> &some) { view.appendLines(desktop::textLines(some)); });
    Shown shown;
    QElapsedTimer sinceTurn;
    QTimer ticker;
    QObject::connect(&ticker, &QTimer::timeout, &view, [&] {
        shown.longestGapMs = std::max(shown.longestGapMs, double(sinceTurn.nsecsElapsed()) / 1e6);
        sinceTurn.restart();
    });
    const int all = lines + 2; // the steps' messages are lines, too
    QElapsedTimer timer;
    timer.start();
    sinceTurn.start();
    ticker.start(0);
    progress.watch(QUrl(u"http://127.0.0.1:%1"_s.arg(slipwayd.port())),
                   ContainerId{QString::fromLatin1(kTopic)},
                   {{"Authorization", "Bearer " + slipwayd.token()}});
    while (view.lineCount() < all || view.pendingCount() > 0) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        if (timer.elapsed() > 60'000)
            giveUp("%lld of %d lines are shown.", static_cast<long long>(view.lineCount()), all);
    }
    view.viewport()->repaint(); // the last line, on screen
    shown.seconds = double(timer.nsecsElapsed()) / 1e9;
    return shown;
}

void measureAll(Report &report, int redisPort)
{
    const int most = report.smoke() ? 1'000 : 400'000;
    QList<Point> costs;
    for (const int lines : {most / 16, most / 4, most}) {
        Slipwayd slipwayd(redisPort);
        storeRun(slipwayd, lines);
        Shown best = show(slipwayd, lines);
        for (int i = 0; i < 2 && !report.smoke(); ++i) {
            if (const Shown again = show(slipwayd, lines); again.seconds < best.seconds)
                best = again;
        }
        costs.append({double(lines), best.seconds * 1e6 / lines});
        if (lines == most / 4) {
            report.add("100,000 lines, connect to last line on screen", best.seconds, "s", atMost(1),
                       "finished run");
            report.add("  longest gap of the window's event loop", best.longestGapMs, "ms", atMost(50));
        }
    }
    report.growth("wall time a line, lines", "us", costs);
}

} // namespace

int main(int argc, char **argv)
{
    const QApplication app(argc, argv);
    Report report("a finished run on screen", argc, argv);
    return runOverRedis(report, measureAll);
}
