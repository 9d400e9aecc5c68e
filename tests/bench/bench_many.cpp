// What a backend costs that has made many containers: until it listens, its memory, and a list of all.
#include "app/store/sqlitestore.h"
#include "tests/bench/bench.h"
#include "tests/integration/daemon.h"
#include <QCoreApplication>
#include <QTemporaryDir>

using namespace slipway;
using namespace slipway::bench;
using namespace Qt::Literals::StringLiterals;

namespace {

struct Many
{
    double startMs = 0; // exec to listening
    double rssMb = 0;   // after the lists were read
    double listMs = 0;  // GET /api/containers, request to last byte
};

// One that is ready, with what a run of three scripts leaves in its row.
Container makeContainer(int number)
{
    Container container;
    container.id = {u"container%1"_s.arg(number, 17, 10, QChar(u'0'))};
    container.hostname = u"web-%1"_s.arg(number);
    container.hostRef = container.hostname;
    container.host = u"simulated"_s;
    container.isSimulated = true;
    container.address = u"10.0.0.50"_s;
    container.createdAt = u"2026-11-21T16:37:26.805Z"_s;
    container.finishedAt = u"2026-11-21T16:38:26.805Z"_s;
    container.lifecycle = Lifecycle::Ready;
    QJsonArray scripts;
    for (const QString &name : {u"00-pre-checks.sh"_s, u"01-setup-user.sh"_s, u"02-docker-install.sh"_s}) {
        scripts.append(QJsonObject{{u"name"_s, name}, {u"content"_s, QString(200, u'#')}});
        ProgressEvent line = ProgressEvent::makeLog(u"line"_s, name);
        line.timestamp = container.createdAt;
        container.snapshot.apply(line);
    }
    container.snapshot.apply(ProgressEvent::makeComplete(u"Container ready!"_s));
    container.spec = {{u"hostname"_s, container.hostname}, {u"cores"_s, 1}, {u"scripts"_s, scripts}};
    return container;
}

void fill(const QString &directory, int containers)
{
    const auto store = store::SqliteStore::open(directory);
    if (!store)
        giveUp("%s", qUtf8Printable(store.error().message));
    for (int i = 0; i < containers; ++i) {
        if (const auto done = (*store)->insertContainer(makeContainer(i)); !done)
            giveUp("%s", qUtf8Printable(done.error().message));
    }
}

Many measure(int containers, int rounds)
{
    const QTemporaryDir home;
    const QString directory = home.filePath(u"data"_s);
    fill(directory, containers);
    Many many;
    many.startMs = many.listMs = 1e9;
    for (int round = 0; round < rounds; ++round) {
        QElapsedTimer timer;
        timer.start();
        test::Daemon daemon(directory, {}, 0, QProcess::nullDevice());
        many.startMs = std::min(many.startMs, double(timer.nsecsElapsed()) / 1e6);
        if (!daemon.isServing())
            giveUp("slipwayd does not serve.");
        for (int i = 0; i < rounds; ++i) {
            timer.start();
            const test::Reply reply = daemon.ask("GET", "/api/containers");
            many.listMs = std::min(many.listMs, double(timer.nsecsElapsed()) / 1e6);
            if (reply.status != 200 || reply.json().value(u"containers"_s).toArray().size() != containers)
                giveUp("The list is not complete.");
        }
        many.rssMb = double(memoryBytes("VmRSS", daemon.process().processId())) / 1e6;
    }
    return many;
}

int measureAll(Report &report)
{
    if (report.smoke()) {
        report.add("list of 20 containers", measure(20, 1).listMs, "ms");
        return report.finish();
    }
    const Many none = measure(0, 3);
    const Many thousand = measure(1'000, 3);
    report.add("slipwayd with 1,000 containers, exec to listening", thousand.startMs, "ms", atMost(80),
               "best of three, with their states, 2 kB each, read");
    report.add("  its RSS after lists of all", thousand.rssMb, "MB", atMost(40));
    report.add("  GET /api/containers", thousand.listMs, "ms", atMost(20), "640 bytes a row");
    QList<Point> starts;
    QList<Point> lists;
    for (const int containers : {1'000, 3'000, 10'000}) {
        const Many many = containers == 1'000 ? thousand : measure(containers, 3);
        starts.append({double(containers), (many.startMs - none.startMs) * 1e3 / containers});
        lists.append({double(containers), many.listMs * 1e3 / containers});
    }
    report.growth("start, a container of", "us", starts);
    report.growth("list, a container of", "us", lists);
    return report.finish();
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    Report report("many containers", argc, argv);
    return runBench([&] { return measureAll(report); });
}
