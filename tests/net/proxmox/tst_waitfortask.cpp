#include "net/proxmox/client.h"
#include "tests/net/proxmox/blocking.h"
#include "tests/net/proxmox/pvescript.h"
#include "tests/support/patience.h"
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>
#include <QUrlQuery>
#include <atomic>
#include <mutex>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;
using namespace slipway::proxmox;
using namespace slipway::fakes;
using slipway::test::blocking;
using slipway::test::data;
using slipway::test::error;
using slipway::test::tokenOptions;
using HttpRequest = slipway::fakes::Request;

namespace {

/// A task on a fake node: its log as a file that grows by a step with each question for its state, and the
/// answers Proxmox gives about it.
class FakeTask
{
public:
    FakeTask()
    {
        server.setHandler([this](const HttpRequest &request) { return answer(request); });
    }

    ScriptedServer server;
    QStringList steps;            ///< appended to the log, one before each state is told
    QString exitStatus = u"OK"_s; ///< after the last step
    QHash<int, Script> faults;    ///< instead of the answer to the n-th request (from 1)
    bool isEndless = false;
    std::atomic_int polls = 0; ///< questions for the state
    int deletes = 0;

private:
    Script answer(const HttpRequest &request)
    {
        const int number = ++m_requests;
        if (faults.contains(number))
            return faults.value(number);
        const QUrl url = QUrl::fromEncoded(request.target);
        const QString path = url.path(QUrl::FullyDecoded);
        if (!path.startsWith(u"/api2/json/nodes/pve/tasks/"_s + QString::fromLatin1(test::upid())))
            return error(501, "Method '" + request.method + ' ' + request.target + "' not implemented");
        if (request.method == "DELETE") {
            ++deletes;
            m_isStopped = true;
            m_log += u"received interrupt\nTASK ERROR: interrupted by signal\n"_s;
            return data("null");
        }
        if (path.endsWith(u"/status"))
            return state();
        const QUrlQuery query(url);
        return log(query.queryItemValue(u"start"_s).toInt(), query.queryItemValue(u"limit"_s).toInt());
    }
    Script state()
    {
        ++polls;
        const bool isLast = !isEndless && m_step >= steps.size();
        if (m_step < steps.size())
            m_log += steps.at(m_step++);
        if (m_isStopped)
            return data(R"({"status":"stopped","exitstatus":"interrupted by signal"})");
        if (!isLast)
            return data(R"({"status":"running","pid":"50000"})");
        return data(QJsonDocument(QJsonObject{{u"status"_s, u"stopped"_s}, {u"exitstatus"_s, exitStatus}})
                        .toJson(QJsonDocument::Compact));
    }
    Script log(int start, int limit) const
    {
        QStringList all = m_log.split(u'\n');
        if (all.constLast().isEmpty())
            all.removeLast();
        QJsonArray lines;
        for (int i = start; i < all.size() && lines.size() < limit; ++i)
            lines.append(QJsonObject{{u"n"_s, i + 1}, {u"t"_s, all.at(i)}});
        if (all.isEmpty())
            lines.append(QJsonObject{{u"n"_s, 1}, {u"t"_s, u"no content"_s}});
        return data(QJsonDocument(lines).toJson(QJsonDocument::Compact));
    }

    QString m_log;
    int m_step = 0;
    int m_requests = 0;
    bool m_isStopped = false;
};

/// What a waiting thread heard.
struct Heard
{
    std::mutex mutex;
    QStringList lines;
    TaskWatch watch()
    {
        TaskWatch watch;
        watch.purpose = u"create the container 105"_s;
        watch.interval = 20ms;
        watch.logLine = [this](const QString &line) {
            const std::scoped_lock lock(mutex);
            lines << line;
        };
        return watch;
    }
};

} // namespace

class TestWaitForTask : public QObject
{
    Q_OBJECT

    const Upid m_upid = *Upid::parse(QString::fromLatin1(test::upid()));

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void trap10_everyLineOnceAndInOrder()
    {
        FakeTask task;
        QStringList expected;
        for (int i = 0; i < 20; ++i) {
            QString step;
            for (int n = 0; n < i % 4; ++n) {
                expected << u"line %1.%2"_s.arg(i).arg(n);
                step += expected.constLast() + u'\n';
            }
            task.steps << step;
        }
        // A step of more than a page, and what is written last.
        QString many;
        for (int n = 0; n < 1201; ++n) {
            expected << u"many %1"_s.arg(n);
            many += expected.constLast() + u'\n';
        }
        expected << u"TASK OK"_s;
        task.steps << many << u"TASK OK\n"_s;
        Client client(tokenOptions(task.server.url()));
        Heard heard;
        const auto end = blocking([&] { return client.waitForTask(m_upid, heard.watch()); });
        QVERIFY2(end, end ? "" : qPrintable(end.error().message));
        QCOMPARE(end->exitStatus, u"OK"_s);
        QCOMPARE(heard.lines, expected);
    }

    void trap10_noContentIsNoLine()
    {
        FakeTask task;
        task.steps = {QString(), QString(), u"no content\nTASK OK\n"_s}; // the third is a real one
        Client client(tokenOptions(task.server.url()));
        Heard heard;
        QVERIFY(blocking([&] { return client.waitForTask(m_upid, heard.watch()); }));
        QCOMPARE(heard.lines, (QStringList{u"no content"_s, u"TASK OK"_s}));

        FakeTask silent;
        Client other(tokenOptions(silent.server.url()));
        Heard nothing;
        QVERIFY(blocking([&] { return other.waitForTask(m_upid, nothing.watch()); }));
        QCOMPARE(nothing.lines, QStringList());
    }

    void trap10_failedPollsLoseNoLine_data()
    {
        QTest::addColumn<Script>("fault");
        QTest::newRow("500") << error(500, "got no data");
        QTest::newRow("595") << error(595, "No route to host");
        QTest::newRow("596") << error(596, "timed out");
        QTest::newRow("closed") << Script().close();
        QTest::newRow("reset") << Script().reset();
        QTest::newRow("cut in the answer")
            << Script()
                   .send("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"data\":[{\"n\":1,\"t\":\"x")
                   .close();
    }
    void trap10_failedPollsLoseNoLine()
    {
        QFETCH(Script, fault);
        FakeTask task;
        QStringList expected;
        for (int i = 0; i < 12; ++i) {
            expected << u"line %1"_s.arg(i);
            task.steps << expected.constLast() + u'\n';
        }
        for (const int n : {1, 4, 5, 9, 12, 20})
            task.faults.insert(n, fault);
        Client client(tokenOptions(task.server.url()));
        Heard heard;
        const auto end = blocking([&] { return client.waitForTask(m_upid, heard.watch()); });
        QVERIFY2(end, end ? "" : qPrintable(end.error().message));
        QCOMPARE(heard.lines, expected);
    }

    void trap09_warningsAreSuccess()
    {
        FakeTask task;
        task.exitStatus = u"WARNINGS: 2"_s;
        Client client(tokenOptions(task.server.url()));
        const auto end = blocking([&] { return client.waitForTask(m_upid, Heard().watch()); });
        QVERIFY(end);
        QCOMPARE(end->warnings, 2);
    }

    void trap11_whatIsWrongShowsInTheTask_data()
    {
        QTest::addColumn<Cause>("cause");
        QTest::addColumn<ErrorCode>("code");
        const auto row = [](const char *words, Cause cause, ErrorCode code) {
            QTest::newRow(words) << cause << code;
        };
        row("unable to create CT 105 - volume 'local:vztmpl/debian.tar.zst' does not exist",
            Cause::NoSuchTemplate, ErrorCode::Invalid);
        row("bridge 'vmbr9' does not exist", Cause::NoSuchBridge, ErrorCode::Invalid);
        row("unable to create CT 105 - zfs error: cannot create 'x': out of space", Cause::StorageFull,
            ErrorCode::HostFailed);
        row("CT is locked (backup)", Cause::Locked, ErrorCode::Conflict); // trap 12
        row("can't lock file '/run/lock/lxc/pve-config-105.lock' - got timeout", Cause::LockTimeout,
            ErrorCode::Conflict);
        row("unable to create CT 105 - CT 105 already exists on node 'pve2'", Cause::DuplicateVmid,
            ErrorCode::Conflict); // trap 13
        row("command 'mkfs.ext4 x' failed: exit code 1", Cause::Unknown, ErrorCode::HostFailed);
    }
    void trap11_whatIsWrongShowsInTheTask()
    {
        QFETCH(Cause, cause);
        QFETCH(ErrorCode, code);
        FakeTask task;
        task.exitStatus = QString::fromLatin1(QTest::currentDataTag());
        task.steps = {u"TASK ERROR: "_s + task.exitStatus + u'\n'};
        Client client(tokenOptions(task.server.url()));
        Heard heard;
        const auto end = blocking([&] { return client.waitForTask(m_upid, heard.watch()); });
        QVERIFY(!end);
        QCOMPARE(end.error().cause, cause);
        QCOMPARE(end.error().code, code);
        QCOMPARE(end.error().detail, task.exitStatus);
        QVERIFY2(end.error().message.contains(task.exitStatus), qPrintable(end.error().message));
        QCOMPARE(heard.lines.size(), 1);
    }

    void trap11_aKilledWorkerIsSaid()
    {
        FakeTask task;
        task.exitStatus = u"unexpected status"_s;
        Client client(tokenOptions(task.server.url()));
        const auto end = blocking([&] { return client.waitForTask(m_upid, Heard().watch()); });
        QVERIFY(!end);
        QCOMPARE(end.error().code, ErrorCode::HostFailed);
        QVERIFY2(end.error().message.contains(u"locked"), qPrintable(end.error().message));
    }

    void cancelStopsTheTaskAndHearsItOut()
    {
        FakeTask task;
        task.isEndless = true;
        task.steps = {u"begun\n"_s};
        Client client(tokenOptions(task.server.url()));
        Heard heard;
        const auto end = blocking([&] {
            return client.waitForTask(m_upid, heard.watch(), [&] { return task.polls.load() >= 4; });
        });
        QVERIFY(!end);
        QCOMPARE(end.error().code, ErrorCode::Cancelled);
        QVERIFY(end.error().mayHaveHappened);
        QCOMPARE(end.error().detail, u"interrupted by signal"_s);
        QCOMPARE(task.deletes, 1);
        QCOMPARE(heard.lines,
                 (QStringList{u"begun"_s, u"received interrupt"_s, u"TASK ERROR: interrupted by signal"_s}));
    }

    void cancelMayLeaveTheTaskAlone()
    {
        FakeTask task;
        task.isEndless = true;
        Client client(tokenOptions(task.server.url()));
        Heard heard;
        TaskWatch watch = heard.watch();
        watch.stopTask = false;
        const auto end = blocking(
            [&] { return client.waitForTask(m_upid, watch, [&] { return task.polls.load() >= 2; }); });
        QVERIFY(!end);
        QCOMPARE(end.error().code, ErrorCode::Cancelled);
        QCOMPARE(task.deletes, 0);
        QVERIFY(end.error().message.contains(m_upid.text()));
    }

    void aTaskThatNeverEndsEndsAtItsLimit()
    {
        FakeTask task;
        task.isEndless = true;
        Client client(tokenOptions(task.server.url()));
        Heard heard;
        TaskWatch watch = heard.watch();
        watch.timeout = 500ms;
        const auto end = blocking([&] { return client.waitForTask(m_upid, watch); });
        QVERIFY(!end);
        QCOMPARE(end.error().code, ErrorCode::Timeout);
        QCOMPARE(task.deletes, 1);
    }

    void aServerThatIsGoneIsGivenUp()
    {
        FakeTask task;
        for (int n = 5; n < 5000; ++n)
            task.faults.insert(n, error(500, "no quorum"));
        task.isEndless = true;
        Client client(tokenOptions(task.server.url()));
        Heard heard;
        TaskWatch watch = heard.watch();
        watch.patience = 400ms;
        const auto end = blocking([&] { return client.waitForTask(m_upid, watch); });
        QVERIFY(!end);
        QVERIFY(end.error().mayHaveHappened);
        QVERIFY(end.error().message.contains(u"no quorum"));
        QVERIFY(end.error().message.contains(m_upid.text()));
    }

    void aRefusalIsNotWaitedOut()
    {
        FakeTask task;
        task.faults.insert(3, error(403, "Permission check failed (/nodes/pve, Sys.Audit)"));
        task.isEndless = true;
        Client client(tokenOptions(task.server.url()));
        const auto end = blocking([&] { return client.waitForTask(m_upid, Heard().watch()); });
        QVERIFY(!end);
        QCOMPARE(end.error().code, ErrorCode::Forbidden);
        QVERIFY(end.error().permission);
        QCOMPARE(end.error().permission->path, u"/nodes/pve"_s);
    }

    void destructionEndsTheWait()
    {
        FakeTask task;
        task.isEndless = true;
        auto client = std::make_unique<Client>(tokenOptions(task.server.url()));
        std::atomic_bool isEnded = false;
        std::atomic_bool isGood = false;
        std::thread waiting([&] {
            isGood = !client->waitForTask(m_upid, Heard().watch());
            isEnded = true;
        });
        QTRY_VERIFY(task.polls.load() >= 2);
        QElapsedTimer time;
        time.start();
        client.reset();
        waiting.join();
        QVERIFY(isEnded && isGood);
        QVERIFY(time.elapsed() < test::kPatienceMs);
    }
};

QTEST_GUILESS_MAIN(TestWaitForTask)
#include "tst_waitfortask.moc"
