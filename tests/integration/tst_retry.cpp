#include "tests/integration/daemon.h"

#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::Literals::StringLiterals;

/// slipwayd as it runs: creations that failed are tried again; what is known of their runs.
class TestRetry : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_dir = std::make_unique<QTemporaryDir>();
    }
    void aClientThatSawTheEndComesBack();
    void whoComesDuringTheSecondRunSeesBoth();
    void answers();
    void afterKillAndRestart();
    void expectedAndRuns();
    void rollback();

private:
    static QJsonObject failing(const QString &at, int lines = 30)
    {
        return {{u"lines"_s, lines}, {u"durationSeconds"_s, 0}, {u"failAt"_s, at}};
    }
    static QList<sse::Event> readAll(const Daemon &daemon, const QByteArray &id, qint64 after = 0)
    {
        Stream stream = daemon.watch(id, after);
        if (stream.status != 200 || !stream.client->readToEnd(60'000))
            return {};
        return stream.client->events;
    }
    static QList<sse::Event> progressOf(const QList<sse::Event> &events)
    {
        QList<sse::Event> progress;
        for (const sse::Event &event : events) {
            if (event.type == "progress")
                progress.append(event);
        }
        return progress;
    }
    static QJsonObject json(const sse::Event &event) { return QJsonDocument::fromJson(event.data).object(); }
    QString data() const { return m_dir->filePath(u"data"_s); }
    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestRetry::aClientThatSawTheEndComesBack()
{
    Daemon daemon(data());
    QVERIFY(daemon.isServing());
    const QByteArray id = daemon.create("again", failing(u"01-setup-user.sh"_s));
    const QList<sse::Event> first = readAll(daemon, id);
    QCOMPARE(first.last().type, QByteArray("done"));
    const QByteArray seen = progressOf(first).last().lastEventId;

    const Reply reply = daemon.ask("POST", "/api/containers/" + id + "/retry", "{}");
    QCOMPARE(reply.status, 202);
    QCOMPARE(reply.json().value(u"lifecycle"_s).toString(), u"creating"_s);
    QCOMPARE(reply.json().value(u"snapshot"_s).toObject().value(u"seq"_s).toInteger(), seen.toLongLong() + 1);
    const QList<sse::Event> second = readAll(daemon, id, seen.toLongLong());
    const QList<sse::Event> events = progressOf(second);
    QCOMPARE(events.first().lastEventId.toLongLong(), seen.toLongLong() + 1);
    QCOMPARE(json(events.first()).value(u"resumedFrom"_s).toString(), u"syncing"_s);
    QCOMPARE(json(events.last()).value(u"type"_s).toString(), u"complete"_s);
    QCOMPARE(second.last().type, QByteArray("done"));
}

void TestRetry::whoComesDuringTheSecondRunSeesBoth()
{
    Daemon daemon(data());
    const QByteArray id = daemon.create("slow", {{u"lines"_s, 40},
                                                 {u"linesPerSecond"_s, 40},
                                                 {u"durationSeconds"_s, 0},
                                                 {u"failAt"_s, u"00-pre-checks.sh"_s}});
    const qint64 firstEnd = progressOf(readAll(daemon, id)).last().lastEventId.toLongLong();
    QCOMPARE(daemon.ask("POST", "/api/containers/" + id + "/retry").status, 202);
    const QList<sse::Event> events =
        readAll(daemon, id); // the whole history, through the end of the first run
    const QList<sse::Event> progress = progressOf(events);
    for (qsizetype i = 0; i < progress.size(); ++i)
        QCOMPARE(progress.at(i).lastEventId.toLongLong(), i + 1);
    QVERIFY(progress.size() > firstEnd + 20);
    QCOMPARE(json(progress.at(firstEnd - 1)).value(u"type"_s).toString(), u"error"_s);
    QCOMPARE(json(progress.last()).value(u"type"_s).toString(), u"complete"_s);
    QCOMPARE(events.last().data, QByteArray(R"({"reason":"complete"})"));
    // And afterwards.
    const QList<sse::Event> later = readAll(daemon, id);
    QCOMPARE(progressOf(later), progress);
    QCOMPARE(later.last().data, QByteArray(R"({"reason":"terminal"})"));
}

void TestRetry::answers()
{
    Daemon daemon(data());
    QCOMPARE(daemon.ask("POST", "/api/containers/none/retry", "{}").status, 404);
    QCOMPARE(daemon.ask("GET", "/api/containers/none/runs").status, 404);
    const QByteArray good = daemon.create("good", {{u"lines"_s, 3}, {u"durationSeconds"_s, 0}});
    readAll(daemon, good);
    QCOMPARE(daemon.ask("POST", "/api/containers/" + good + "/retry", "{}").status, 409);
    const QByteArray id = daemon.create("bad", failing(u"deploying"_s));
    readAll(daemon, id);
    const QByteArray path = "/api/containers/" + id + "/retry";
    for (const char *body :
         {R"({"from":"syncing"})", R"({"from":"polishing"})", R"({"from":7})", R"({"form":"x"})",
          R"({"script":"no.sh"})", R"({"rootPassword":"secret-word"})"}) {
        const Reply reply = daemon.ask("POST", path, body);
        QVERIFY2(reply.status == 422, reply.body.constData());
        QVERIFY2(!reply.json().value(u"fields"_s).toArray().isEmpty(), reply.body.constData());
        QVERIFY(!reply.body.contains("secret-word"));
    }
    QCOMPARE(daemon.ask("POST", path, "[").status, 400);
    QCOMPARE(daemon.ask("POST", path, R"({"from":"starting"})").status, 202);
    readAll(daemon, id);
    QCOMPARE(daemon.ask("POST", path, "{}").status, 409);
    QCOMPARE(daemon.ask("POST", "/api/containers", R"({"hostname":"x","onFailure":"explode"})").status, 422);
}

void TestRetry::afterKillAndRestart()
{
    auto daemon = std::make_unique<Daemon>(data());
    const QByteArray id = daemon->create("killed", {{u"lines"_s, 5000}, {u"linesPerSecond"_s, 500}});
    Stream stream = daemon->watch(id);
    QVERIFY(stream.client->readUntil([&] { return stream.client->progressCount() > 50; }));
    ::kill(static_cast<pid_t>(daemon->process().processId()), SIGKILL);
    QVERIFY(daemon->process().waitForFinished());
    Daemon again(data());
    QVERIFY(again.isServing());
    QCOMPARE(again.ask("POST", "/api/containers/" + id + "/retry", "{}").status, 202);
    QCOMPARE(again.ask("POST", "/api/containers/" + id + "/retry", "{}").status, 409);
    QCOMPARE(again.ask("POST", "/api/containers/" + id + "/cancel", "{}").status, 202);
    readAll(again, id);
    const QJsonArray runs =
        again.ask("GET", "/api/containers/" + id + "/runs").json().value(u"runs"_s).toArray();
    QCOMPARE(runs.size(), 2);
    QVERIFY(runs.first().toObject().value(u"errorMessage"_s).toString().contains(u"restarted"_s));
}

void TestRetry::expectedAndRuns()
{
    Daemon daemon(data());
    const QByteArray first = daemon.create("first", {{u"lines"_s, 9}, {u"durationSeconds"_s, 0.2}});
    QVERIFY(!daemon.ask("GET", "/api/containers/" + first).json().contains(u"expected"_s));
    readAll(daemon, first);
    QTRY_VERIFY(daemon.ask("GET", "/api/containers/" + first).json().contains(u"expected"_s));
    QCOMPARE(daemon.ask("DELETE", "/api/containers/" + first).status, 204);
    const QByteArray second = daemon.create("second", {{u"lines"_s, 9}, {u"durationSeconds"_s, 0.2}});
    const QList<sse::Event> events = readAll(daemon, second);
    const QJsonObject expected = json(events.first()).value(u"expected"_s).toObject();
    QCOMPARE(expected.value(u"runs"_s).toInt(), 1);
    QVERIFY(expected.value(u"totalMs"_s).toInt() >= 100);
    QCOMPARE(expected.value(u"phases"_s).toObject().size(), 5);
    QCOMPARE(expected.value(u"scripts"_s).toObject().size(), 3);

    const QJsonArray runs =
        daemon.ask("GET", "/api/containers/" + second + "/runs").json().value(u"runs"_s).toArray();
    QCOMPARE(runs.size(), 1);
    const QJsonObject run = runs.first().toObject();
    QCOMPARE(run.value(u"outcome"_s).toString(), u"complete"_s);
    QCOMPARE(run.value(u"lastSeq"_s).toInteger(), progressOf(events).last().lastEventId.toLongLong());
    QCOMPARE(run.value(u"scripts"_s).toArray().size(), 3);
}

void TestRetry::rollback()
{
    Daemon daemon(data());
    const QJsonObject request{{u"hostname"_s, u"back"_s},
                              {u"onFailure"_s, u"rollback"_s},
                              {u"simulation"_s, failing(u"finalizing"_s)}};
    const QByteArray id = daemon.ask("POST", "/api/containers", QJsonDocument(request).toJson())
                              .json()
                              .value(u"id"_s)
                              .toString()
                              .toLatin1();
    const QJsonObject end = json(progressOf(readAll(daemon, id)).last());
    QCOMPARE(end.value(u"type"_s).toString(), u"error"_s);
    QVERIFY(end.value(u"leftOnHost"_s).isNull());
    QVERIFY(daemon.ask("GET", "/api/containers/" + id).json().value(u"hostRef"_s).isNull());
}

QTEST_GUILESS_MAIN(TestRetry)
#include "tst_retry.moc"
