// A million progress events from a server on loopback through EventSource into ContainerProgress, beside what
// a page would use: how fast they come, and how much of the owner's thread they take.
#include "app/progress/containerprogress.h"
#include "net/httpd/filedescriptor.h"
#include "tests/bench/peers.h"
#include "tests/bench/streamserver.h"
#include <QCoreApplication>
#include <QTimer>
#include <netinet/in.h>
#include <sys/socket.h>
#include <vector>

using namespace slipway;
using namespace slipway::bench;
using namespace Qt::Literals::StringLiterals;

namespace {

struct Watched
{
    double seconds = 0;
    double cpuSeconds = 0;   ///< all threads
    double ownerSeconds = 0; ///< CPU of the thread that owns the ContainerProgress
    double longestGapMs = 0;
};

Watched watch(int events, quint16 port)
{
    ContainerProgress progress;
    progress.setKeepLines(false); // the log view has a store of its own
    qint64 lines = 0;
    QObject::connect(&progress, &ContainerProgress::logAppended, &progress,
                     [&](const QList<LogLine> &some) { lines += some.size(); });
    QObject::connect(&progress, &ContainerProgress::finished, &progress, [] { QCoreApplication::exit(0); });
    QTimer::singleShot(120'000, &progress, [] { QCoreApplication::exit(1); });

    Watched watched;
    QElapsedTimer sinceTurn;
    QTimer ticker; // what a window does beside: a turn every few milliseconds
    QObject::connect(&ticker, &QTimer::timeout, &progress, [&] {
        watched.longestGapMs = std::max(watched.longestGapMs, double(sinceTurn.nsecsElapsed()) / 1e6);
        sinceTurn.restart();
    });
    QElapsedTimer timer;
    timer.start();
    sinceTurn.start();
    ticker.start(4);
    const double cpu = processCpuSeconds();
    const double owner = threadCpuSeconds();
    progress.watch(QUrl(u"http://127.0.0.1:%1"_s.arg(port)), ContainerId{u"bench"_s});
    const int status = QCoreApplication::exec();
    watched.seconds = double(timer.nsecsElapsed()) / 1e9;
    watched.cpuSeconds = processCpuSeconds() - cpu;
    watched.ownerSeconds = threadCpuSeconds() - owner;
    if (status != 0 || !progress.isComplete() || lines != events)
        giveUp("%lld of %d lines came; complete: %d", static_cast<long long>(lines), events,
               progress.isComplete());
    return watched;
}

/// The same bytes with recv() alone, and thrown away: what the machine's loopback can carry.
double receiveSeconds(quint16 port)
{
    const httpd::FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    QElapsedTimer timer;
    timer.start();
    if (::connect(socket.get(), reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 ||
        ::send(socket.get(), "GET / HTTP/1.1\r\n\r\n", 18, MSG_NOSIGNAL) != 18)
        giveUp("The stream's server is not there.");
    std::vector<char> bytes(256 * 1024);
    while (::recv(socket.get(), bytes.data(), bytes.size(), 0) > 0) {
    }
    return double(timer.nsecsElapsed()) / 1e9;
}

int measureAll(Report &report)
{
    const int million = report.smoke() ? 5'000 : 1'000'000;
    QList<Point> costs;
    Watched ours;
    for (const int events : {million / 10, million / 3, million}) {
        const StreamServer server(events);
        ours = watch(events, server.port());
        costs.append({double(events), ours.cpuSeconds * 1e6 / events});
    }
    const StreamServer server(million);
    const PeerRun peer = runPeer(report, u"eventsource"_s, u"client.js"_s,
                                 {u"http://127.0.0.1:%1/api/containers/bench/progress"_s.arg(server.port()),
                                  QString::number(million)});
    report.compare("1 M progress events", million / ours.seconds, "events/s", peer.peer("eventsPerSecond"),
                   Ratio::OursToPeer, atLeast(8));
    report.compare("1 M progress events, per second of CPU", million / ours.cpuSeconds, "events/s",
                   peer.peer("eventsPerCpuSecond"), Ratio::OursToPeer, {}, "all threads");
    report.compare("1 M progress events", million / ours.seconds, "events/s",
                   {u"bare recv"_s, million / receiveSeconds(server.port()), {}}, Ratio::OursToPeer, {},
                   "the same bytes, unread: what loopback carries");
    report.add("owner's thread busy meanwhile", ours.ownerSeconds / ours.seconds * 100, "%", atMost(30),
               "its CPU time over wall time");
    report.add("owner's thread, longest gap", ours.longestGapMs, "ms", atMost(50));
    report.growth("CPU per event, events", "us", costs);
    return report.finish();
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    Report report("progress client", argc, argv);
    return runBench([&] { return measureAll(report); });
}
