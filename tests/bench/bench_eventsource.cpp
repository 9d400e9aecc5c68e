// A stream over loopback into an EventSource: how fast events reach the consumer's thread, and how long they
// keep its event loop from doing anything else.
#include "net/http/eventsource.h"
#include "tests/bench/bench.h"
#include "tests/fakes/scriptedserver.h"
#include <QCoreApplication>
#include <QThread>
#include <QTimer>

using namespace slipway;
using namespace slipway::bench;
using namespace slipway::fakes;

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    Report report("EventSource over loopback", argc, argv);
    const int count = report.smoke() ? 2'000 : 2'000'000;
    QByteArray body;
    for (int number = 1; number <= count; ++number)
        body += "id: " + QByteArray::number(number) +
                "\nevent: progress\ndata: {\"type\":\"log\",\"message\":\"" + QByteArray(40, 'x') + "\"}\n\n";

    QThread serverThread;
    ScriptedServer server;
    server.setDefault(Script::eventStream(body));
    const QUrl url = server.url();
    server.moveToThread(&serverThread);
    serverThread.start();

    http::EventSource source;
    qsizetype received = 0;
    qsizetype batches = 0;
    bool inOrder = true;
    QElapsedTimer sinceTurn;
    qint64 longestGap = 0;
    QTimer ticker; // a turn of the event loop whenever nothing else is to be done
    QObject::connect(&ticker, &QTimer::timeout, &app, [&] {
        longestGap = std::max(longestGap, sinceTurn.nsecsElapsed()), sinceTurn.restart();
    });
    QObject::connect(&source, &http::EventSource::eventsReceived, &app, [&](const http::EventBatch &batch) {
        ++batches;
        for (const sse::Event &event : batch)
            inOrder = inOrder && event.lastEventId.toLongLong() == ++received;
        if (received == count)
            app.quit();
    });
    QTimer::singleShot(60'000, &app, [&app] { app.exit(2); });
    QElapsedTimer timer;
    timer.start();
    sinceTurn.start();
    ticker.start(0);
    source.open(url);
    const int status = QCoreApplication::exec();
    const double seconds = double(timer.nsecsElapsed()) / 1e9;
    source.close();
    QMetaObject::invokeMethod(
        &server, [&] { server.moveToThread(app.thread()); }, Qt::BlockingQueuedConnection);
    serverThread.quit();
    serverThread.wait();
    if (status != 0 || !inOrder) {
        std::fprintf(stderr, "%lld of %d events came, in order: %d\n", static_cast<long long>(received),
                     count, inOrder);
        return 1;
    }
    report.add("events per second", count / seconds, "events/s", atLeast(500'000),
               "parsed, handed over, freed");
    report.add("bytes per second", double(body.size()) / seconds / 1e6, "MB/s");
    report.add("events per hand-over", double(count) / double(batches), "events");
    report.add("longest gap of the consumer's event loop", double(longestGap) / 1e6, "ms", atMost(50));
    return report.finish();
}
