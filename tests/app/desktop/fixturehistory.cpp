#include "app/base/clock.h"
#include "tests/app/desktop/fixture.h"

#include <QUrl>
#include <QUrlQuery>

namespace slipway::desktoptest {

namespace {

using fakes::Script;
const QByteArray kJson = QByteArrayLiteral("application/json");

const QByteArray kExpected =
    R"("expected":{"runs":6,"totalMs":11700,"phases":{"creating":2400,"starting":3100,"deploying":900,"syncing":3900,)"
    R"("finalizing":1400},"scripts":{"00-pre-checks.sh":900,"01-setup-user.sh":700,"02-docker-install.sh":2200}})";

QByteArray snapshotFrame()
{
    return "event: snapshot\ndata: "
           "{\"step\":null,\"percent\":0,\"seenSteps\":[],\"isComplete\":false,\"isError\":false,"
           "\"errorMessage\":null,\"lifecycle\":\"creating\",\"seq\":0," +
           kExpected + "}\n\n";
}

/// The data of the progress frames of a stream, in order.
QByteArrayList eventsOf(const QByteArray &stream)
{
    QByteArrayList events;
    for (const QByteArray &line : stream.split('\n')) {
        if (line.startsWith("data: ") && line.contains("\"seq\":"))
            events.append(line.sliced(6));
    }
    return events;
}

QByteArray runJson(int number, qint64 first, qint64 last, bool failed, qint64 startMs, qint64 tookMs)
{
    return R"({"number":)" + QByteArray::number(number) + R"(,"firstSeq":)" + QByteArray::number(first) +
           R"(,"lastSeq":)" + QByteArray::number(last) + R"(,"startedAt":")" + isoTimestamp(startMs) +
           R"(","finishedAt":")" + isoTimestamp(startMs + tookMs) + R"(","outcome":")" +
           (failed ? "error" : "complete") + R"(","errorMessage":)" +
           (failed ? R"("Script \"02-docker-install.sh\" failed with exit code 100")" : "null") +
           R"(,"failedStep":)" + (failed ? R"("syncing")" : "null") +
           R"(,"phaseDurations":{"creating":2120,"starting":3430,"deploying":810,"syncing":)" +
           (failed ? "9300" : R"(4040,"finalizing":1440)") +
           R"(},"scripts":[{"name":"00-pre-checks.sh","durationMs":940,"state":"completed"},)"
           R"({"name":"01-setup-user.sh","durationMs":610,"state":"completed"},)"
           R"({"name":"02-docker-install.sh","durationMs":)" +
           (failed ? R"(7700,"state":"error")" : R"(2490,"state":"completed")") + "}]}";
}

/// The first `frames` progress events of a stream.
QByteArray beginningOf(const QByteArray &stream, int frames)
{
    qsizetype end = 0;
    for (int i = 0; i <= frames && end >= 0; ++i) // the first block is the `retry:`
        end = stream.indexOf("\n\n", end) + 2;
    return stream.left(end);
}

} // namespace

void Fixture::setHistory()
{
    const QByteArray base = "/api/containers/" + idOf(Run::Complete);
    const QByteArrayList events = eventsOf(progressStream(Run::Complete));
    constexpr qint64 kFirst = 21;
    constexpr qint64 kStart = 1'795'277'046'805;
    m_server.setDefault(base + "/runs",
                        Script::reply(200, kJson,
                                      R"({"runs":[)" +
                                          runJson(1, 1, kFirst - 1, true, kStart - 400'000, 15'660) + "," +
                                          runJson(2, kFirst, events.size(), false, kStart, 11'840) + "]}"));
    m_server.setHandler(base + "/events", [events](const fakes::Request &request) {
        const QUrlQuery query(QUrl(QString::fromLatin1(request.target)));
        const auto after = query.queryItemValue(QStringLiteral("after")).toLongLong();
        const auto limit = query.queryItemValue(QStringLiteral("limit")).toLongLong();
        const QByteArrayList page = events.mid(after, limit);
        const qint64 end = after + page.size();
        return Script::reply(200, kJson,
                             R"({"events":[)" + page.join(',') + R"(],"after":)" + QByteArray::number(end) +
                                 R"(,"last":)" + QByteArray::number(events.size()) + R"(,"more":)" +
                                 (end < events.size() ? "true}" : "false}"));
    });
    QByteArray detail = row(Run::Complete);
    detail.insert(1, kExpected + ",");
    m_server.setDefault(base, Script::reply(200, kJson, detail));
    for (const Run run : {Run::Streaming, Run::Complete, Run::Error}) {
        QByteArray stream = progressStream(run);
        stream.replace(R"("type":"error",)", R"("type":"error","leftOnHost":"slipway-ci-runner-03",)");
        m_server.setDefault("/api/containers/" + idOf(run) + "/progress",
                            Script::eventStream(snapshotFrame() + stream));
    }
    QByteArrayList rows;
    const QByteArray today = isoTimestamp(QDateTime::currentMSecsSinceEpoch() - 60'000);
    for (const Run run : {Run::Complete, Run::Error}) {
        QByteArray finished = row(run);
        finished.replace(R"("finishedAt":null)", R"("finishedAt":")" + today + '"');
        rows.append(finished);
    }
    constexpr std::array<int, 6> kFrames = {31, 24, 17, 10, 6, 2};
    constexpr std::array<const char *, 6> kNames = {"gateway",  "web-02",       "db-primary",
                                                    "cache-02", "ci-runner-04", "mail"};
    for (size_t i = 0; i < kFrames.size(); ++i) {
        const QByteArray id = "under-way-" + QByteArray::number(int(i));
        QByteArray running = row(Run::Streaming);
        running.replace(idOf(Run::Streaming), id);
        running.replace("web-01", kNames.at(i));
        running.replace(R"("percent":82)", R"("percent":5)");
        rows.append(running);
        m_server.setDefault("/api/containers/" + id, Script::reply(200, kJson, running));
        m_server.setDefault("/api/containers/" + id + "/progress",
                            Script::eventStream(snapshotFrame() +
                                                beginningOf(progressStream(Run::Streaming), kFrames.at(i))));
    }
    rows.append(row(Run::Connecting));
    rows.append(row(Run::Streaming));
    m_server.setDefault("/api/events", Script::eventStream("event: containers\ndata: {\"containers\":[" +
                                                           rows.join(',') + "]}\n\n"));
}

} // namespace slipway::desktoptest
