#include "tests/integration/daemon.h"
#include "tests/support/patience.h"

#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject simulation(int lines, double seconds)
{
    return {{u"lines"_s, lines}, {u"durationSeconds"_s, seconds}};
}

/// What a client of the list knows: rows by id.
class ListClient
{
public:
    explicit ListClient(const Daemon &daemon) : m_stream(daemon.open("/api/events")) {}
    int status() const { return m_stream.status; }
    const QByteArray &head() const { return m_stream.head; }
    httpd::StreamClient &client() { return *m_stream.client; }
    /// Reads until a row is so, or gone (an empty object).
    bool until(const QByteArray &id, const std::function<bool(const QJsonObject &)> &isSo)
    {
        return m_stream.client->readUntil([&] {
            take();
            return lists > 0 && isSo(rows.value(QString::fromLatin1(id)));
        });
    }
    bool untilLifecycle(const QByteArray &id, const QString &lifecycle)
    {
        return until(id, [&](const QJsonObject &row) { return row.value("lifecycle"_L1) == lifecycle; });
    }

    QHash<QString, QJsonObject> rows;
    int lists = 0;
    int changes = 0;

private:
    void take()
    {
        for (; m_taken < m_stream.client->events.size(); ++m_taken) {
            const sse::Event &event = m_stream.client->events.at(m_taken);
            const QJsonObject data = QJsonDocument::fromJson(event.data).object();
            if (event.type == "containers") {
                ++lists;
                rows.clear();
                for (const QJsonValue &row : data.value("containers"_L1).toArray())
                    rows.insert(row.toObject().value("id"_L1).toString(), row.toObject());
            } else if (event.type == "container") {
                ++changes;
                const QJsonObject row = data.value("container"_L1).toObject();
                rows.insert(row.value("id"_L1).toString(), row);
            } else if (event.type == "removed") {
                rows.remove(data.value("id"_L1).toString());
            }
        }
    }

    Stream m_stream;
    qsizetype m_taken = 0;
};

} // namespace

/// GET /api/events of slipwayd as it runs.
class TestListEvents : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_dir = std::make_unique<QTemporaryDir>();
    }
    void aContainersLife();
    void cancelledAndFailed();
    void acrossARestart();
    void twoHundredContainers();
    void headAndToken();

private:
    QString data() const { return m_dir->filePath(u"data"_s); }
    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestListEvents::aContainersLife()
{
    Daemon daemon(data());
    QVERIFY(daemon.isServing());
    ListClient early(daemon);
    QCOMPARE(early.status(), 200);
    for (const char *field : {"Content-Type: text/event-stream\r\n",
                              "Cache-Control: no-cache, no-transform\r\n", "X-Accel-Buffering: no\r\n"})
        QVERIFY2(early.head().contains(field), early.head().constData());
    QVERIFY(early.until("", [](const QJsonObject &) { return true; }));
    QVERIFY(early.rows.isEmpty());

    const QByteArray id = daemon.create("life", simulation(200, 1));
    ListClient late(daemon);
    QVERIFY(late.until(id, [](const QJsonObject &row) { return !row.isEmpty(); }));
    for (ListClient *client : {&early, &late})
        QVERIFY(client->untilLifecycle(id, u"ready"_s));
    QVERIFY2(early.changes > 3 && early.changes < 40, QByteArray::number(early.changes).constData());
    const auto listed = [&] {
        return daemon.ask("GET", "/api/containers")
            .json()
            .value("containers"_L1)
            .toArray()
            .first()
            .toObject();
    };
    QCOMPARE(early.rows.value(QString::fromLatin1(id)), listed());

    QCOMPARE(daemon.ask("POST", "/api/containers/" + id + "/power", R"({"action":"stop"})").status, 202);
    for (ListClient *client : {&early, &late})
        QVERIFY(client->untilLifecycle(id, u"stopped"_s));
    // The row tells of the stop a moment before the action is over; until then the answer is 409.
    QVERIFY(QTest::qWaitFor([&] { return daemon.ask("DELETE", "/api/containers/" + id).status == 204; },
                            kPatienceMs));
    for (ListClient *client : {&early, &late}) {
        QVERIFY(client->until(id, [](const QJsonObject &row) { return row.isEmpty(); }));
        QCOMPARE(client->lists, 1);
    }
    for (const sse::Event &event : std::as_const(early.client().events))
        QVERIFY(event.lastEventId.isEmpty());
}

void TestListEvents::cancelledAndFailed()
{
    Daemon daemon(data());
    ListClient list(daemon);
    const QByteArray cancelled = daemon.create("cancelled", simulation(10'000, 600));
    QVERIFY(list.untilLifecycle(cancelled, u"creating"_s));
    QCOMPARE(daemon.ask("POST", "/api/containers/" + cancelled + "/cancel", "{}").status, 202);
    QVERIFY(list.untilLifecycle(cancelled, u"error"_s));
    QVERIFY(list.rows.value(QString::fromLatin1(cancelled))
                .value("errorMessage"_L1)
                .toString()
                .startsWith(u"Cancelled"_s));
    QJsonObject failing = simulation(10, 0);
    failing.insert(u"failAt"_s, u"deploying"_s);
    const QByteArray failed = daemon.create("failed", failing);
    QVERIFY(list.untilLifecycle(failed, u"error"_s));
    QCOMPARE(list.rows.value(QString::fromLatin1(failed)).value("step"_L1).toString(), u"deploying"_s);
}

void TestListEvents::acrossARestart()
{
    auto daemon = std::make_unique<Daemon>(data());
    const QByteArray id = daemon->create("restarted", simulation(5000, 600));
    ListClient before(*daemon);
    QVERIFY(before.untilLifecycle(id, u"creating"_s));
    daemon->process().terminate();
    QVERIFY(before.client().readToEnd());
    QVERIFY(before.client().chunks.atEnd); // in good order
    QVERIFY(daemon->process().waitForFinished());
    const quint16 port = daemon->port();
    daemon.reset();
    Daemon again(data(), {}, port);
    ListClient after(again);
    QVERIFY(after.untilLifecycle(id, u"error"_s));
    QCOMPARE(after.lists, 1);
}

void TestListEvents::twoHundredContainers()
{
    Daemon daemon(data());
    ListClient watching(daemon);
    QByteArrayList ids;
    for (int i = 0; i < 200; ++i)
        ids.append(daemon.create("many-" + QByteArray::number(i), simulation(3, 0)));
    for (const QByteArray &id : std::as_const(ids))
        QVERIFY2(watching.untilLifecycle(id, u"ready"_s), id.constData());
    ListClient fresh(daemon);
    QVERIFY(fresh.untilLifecycle(ids.last(), u"ready"_s));
    QCOMPARE(fresh.rows.size(), 200);
    QCOMPARE(fresh.changes, 0);
    QCOMPARE(watching.rows, fresh.rows);
    const QJsonArray listed = daemon.ask("GET", "/api/containers").json().value("containers"_L1).toArray();
    const QByteArray first = fresh.client().named("containers").first().data;
    QCOMPARE(QJsonDocument::fromJson(first).object().value("containers"_L1).toArray(), listed);
}

void TestListEvents::headAndToken()
{
    Daemon daemon(data());
    QCOMPARE(daemon.ask("GET", "/api/events", {}, "").status, 401);
    const Reply head = daemon.ask("HEAD", "/api/events");
    QCOMPARE(head.status, 200);
    QVERIFY(head.head.contains("text/event-stream"));
    QVERIFY(head.body.isEmpty());
    QCOMPARE(daemon.streams(), 0);
    QCOMPARE(daemon.ask("POST", "/api/events", "{}").status, 405);
    {
        ListClient open(daemon);
        QVERIFY(open.until("", [](const QJsonObject &) { return true; }));
        QCOMPARE(daemon.streams(), 1);
    }
    QTRY_COMPARE(daemon.streams(), 0);
}

QTEST_GUILESS_MAIN(TestListEvents)
#include "tst_listevents.moc"
