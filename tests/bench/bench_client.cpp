// A million progress events from a server on loopback through EventSource into ContainerProgress, beside what
// a page would use: how fast they come, and how much of the owner's thread they take. And beside the same
// bytes through QNetworkAccessManager alone and through recv alone: what there is to be reached.
#include "app/progress/containerprogress.h"
#include "net/http/sendonce.h"
#include "net/httpd/filedescriptor.h"
#include "tests/bench/peers.h"
#include "tests/bench/streamserver.h"
#include <QCoreApplication>
#include <QEventLoop>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QThread>
#include <QTimer>
#include <algorithm>
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

/// As Watched, of the run in the middle: a busy moment of the machine does not decide. The gap is the longest
/// of all.
Watched watchOften(int rounds, int events, quint16 port)
{
    std::vector<Watched> runs;
    double longestGapMs = 0;
    for (int round = 0; round < rounds; ++round) {
        runs.push_back(watch(events, port));
        longestGapMs = std::max(longestGapMs, runs.back().longestGapMs);
    }
    std::sort(runs.begin(), runs.end(),
              [](const Watched &a, const Watched &b) { return a.seconds < b.seconds; });
    Watched middle = runs[runs.size() / 2];
    middle.longestGapMs = longestGapMs;
    return middle;
}

/// The same bytes through a QNetworkReply as EventSource has one, on a thread of its own, and thrown away.
Watched readThroughQt(quint16 port)
{
    Watched result;
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        QNetworkAccessManager manager;
        QNetworkRequest request(QUrl(u"http://127.0.0.1:%1/"_s.arg(port)));
        request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
        std::vector<char> bytes(64 * 1024);
        QEventLoop loop;
        QElapsedTimer timer;
        timer.start();
        const double cpu = processCpuSeconds();
        QNetworkReply *const reply = http::getOnce(manager, request, 4 * 1024 * 1024);
        const auto read = [&] {
            while (reply->read(bytes.data(), qint64(bytes.size())) > 0) {
            }
        };
        QObject::connect(reply, &QNetworkReply::readyRead, &loop, read);
        QObject::connect(reply, &QNetworkReply::finished, &loop, [&] {
            read();
            loop.quit();
        });
        loop.exec();
        result.seconds = double(timer.nsecsElapsed()) / 1e9;
        result.cpuSeconds = processCpuSeconds() - cpu;
        delete reply;
    }));
    thread->start();
    thread->wait();
    return result;
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
    const int rounds = report.smoke() ? 1 : 7;
    QList<Point> costs;
    Watched ours;
    for (const int events : {million / 10, million / 3, million}) {
        const StreamServer server(events);
        ours = watchOften(rounds, events, server.port());
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
    std::vector<Watched> limits;
    for (int round = 0; round < rounds; ++round)
        limits.push_back(readThroughQt(server.port()));
    const auto middle = [&limits](double Watched::*what) {
        std::sort(limits.begin(), limits.end(),
                  [what](const Watched &a, const Watched &b) { return a.*what < b.*what; });
        return limits[limits.size() / 2].*what;
    };
    report.compare("1 M progress events", million / ours.seconds, "events/s",
                   {u"QNetworkAccessManager"_s, million / middle(&Watched::seconds), {}}, Ratio::OursToPeer,
                   {}, "the same bytes through it, unread: its limit");
    report.compare("1 M progress events, CPU of each", ours.cpuSeconds * 1e6 / million, "us",
                   {u"QNetworkAccessManager"_s, middle(&Watched::cpuSeconds) * 1e6 / million, {}},
                   Ratio::OursToPeer, {}, "the same");
    report.compare("1 M progress events", million / ours.seconds, "events/s",
                   {u"bare recv"_s, million / receiveSeconds(server.port()), {}}, Ratio::OursToPeer, {},
                   "the same bytes, unread: what loopback carries");
    {
        const StreamServer coloured(million, true);
        const Watched watched = watchOften(rounds, million, coloured.port());
        report.add("1 M lines in colour", million / watched.seconds, "events/s");
        report.add("owner's thread busy with them", watched.ownerSeconds / watched.seconds * 100, "%",
                   atMost(30), "what JSON escapes is read elsewhere too");
    }
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
