#include "app/base/secret.h"
#include "app/cli/context.h"
#include "app/domain/progressevent.h"
#include "app/domain/service.h"
#include "tests/app/cli/ctlprocess.h"
#include "tests/integration/backendprocess.h"
#include <QDirIterator>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpServer>

using namespace slipway;
using namespace slipway::integration;
using namespace Qt::Literals::StringLiterals;

/// slipwayd and slipwayctl together, as a user meets them.
class TestMainJob : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void cleanup();

    void readyRunIsSeenWhole();
    void credentialsAreShownAndNowhereElse();
    void failedRunSaysWhatFailed_data();
    void failedRunSaysWhatFailed();
    void cancelledRun();
    void refusals_data();
    void refusals();
    void duplicateHostname();
    void deletedContainerIsGone();
    void historySurvivesARestart();
    void stopsWithOpenStreams();
    void tokenIsPrivate();
    void cannotStart_data();
    void cannotStart();

private:
    QStringList server() const
    {
        return {u"--server"_s, m_daemon->url.toString(), u"--token-file"_s, m_daemon->tokenFile()};
    }
    /// Creates a container on the simulated host and waits for its end; its id, empty when that went wrong.
    QString create(const QString &hostname, const QStringList &options = {}, int expectedExit = 0);

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<BackendProcess> m_daemon;
    QByteArrayList m_events; ///< of the last create()
};

namespace {

QStringList quick(int lines = 30) { return {u"--sim-seconds=0"_s, u"--sim-lines=%1"_s.arg(lines)}; }

bool isNumberedFromOne(const QByteArrayList &events)
{
    for (qsizetype i = 0; i < events.size(); ++i) {
        const Result<ProgressEvent> event = progressEventFromJson(events[i]);
        if (!event || event->seq.value != i + 1)
            return false;
    }
    return !events.isEmpty();
}

QByteArray everythingIn(const QString &directory)
{
    QByteArray all;
    QDirIterator it(directory, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        if (file.open(QIODevice::ReadOnly))
            all += file.readAll();
    }
    return all;
}

} // namespace

void TestMainJob::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    m_dir = std::make_unique<QTemporaryDir>();
    QVERIFY(m_dir->isValid());
    m_daemon = std::make_unique<BackendProcess>(m_dir->path());
    QVERIFY2(m_daemon->awaitServing(), m_daemon->err.constData());
}

void TestMainJob::cleanup()
{
    if (QTest::currentTestFailed() && m_daemon)
        qInfo().noquote() << m_daemon->err;
    m_daemon.reset();
    m_dir.reset();
}

QString TestMainJob::create(const QString &hostname, const QStringList &options, int expectedExit)
{
    CtlProcess ctl(QStringList{u"create"_s, u"--hostname"_s, hostname, u"--follow"_s, u"--json"_s} +
                   server() + (options.isEmpty() ? quick() : options));
    const int exitCode = ctl.wait();
    QByteArrayList lines = ctl.outLines();
    if (exitCode != expectedExit || lines.isEmpty()) {
        qInfo() << "create ended with" << exitCode << ctl.err;
        return {};
    }
    const QString id = QJsonDocument::fromJson(lines.takeFirst()).object().value("id"_L1).toString();
    m_events = lines;
    return id;
}

void TestMainJob::readyRunIsSeenWhole()
{
    const QString id = create(u"web"_s, quick(500));
    QVERIFY(!id.isEmpty());
    QVERIFY(isNumberedFromOne(m_events));
    QCOMPARE(progressEventFromJson(m_events.last())->type, EventType::Complete);
    QVERIFY(m_events.size() > 500);

    CtlProcess late(QStringList{u"watch"_s, id, u"--json"_s} + server());
    QCOMPARE(late.wait(), 0);
    QCOMPARE(late.outLines(), m_events); // byte for byte, after the end as during it

    CtlProcess log(QStringList{u"logs"_s, id, u"--json"_s} + server());
    QCOMPARE(log.wait(), 0);
    for (const QByteArray &line : log.outLines())
        QVERIFY(m_events.contains(line));
    QVERIFY(log.outLines().size() >= 500);

    CtlProcess show(QStringList{u"show"_s, id} + server());
    QCOMPARE(show.wait(), 0);
    const QJsonObject object = QJsonDocument::fromJson(show.out).object();
    QCOMPARE(object.value("hostname"_L1).toString(), u"web"_s);
    QCOMPARE(object.value("lifecycle"_L1).toString(), u"ready"_s);
    QVERIFY(object.value("simulated"_L1).toBool()); // said plainly
}

void TestMainJob::credentialsAreShownAndNowhereElse()
{
    const QString id = create(u"web"_s);
    QVERIFY(!id.isEmpty());
    CtlProcess revealed(QStringList{u"services"_s, id, u"--json"_s, u"--reveal"_s} + server());
    QCOMPARE(revealed.wait(), 0);
    const Result<ServiceList> services = serviceListFromJson(revealed.out);
    QVERIFY(services);
    QVERIFY(services->services.size() >= 2);

    CtlProcess masked(QStringList{u"services"_s, id, u"--json"_s} + server());
    QCOMPARE(masked.wait(), 0);
    QCOMPARE(m_daemon->stop(), 0);
    const QByteArray stored = everythingIn(m_dir->filePath(u"data"_s));
    QVERIFY(stored.contains("web")); // we do read the store
    int secrets = 0;
    for (const Service &service : services->services) {
        for (const Credential &field : service.credentials) {
            if (!field.key.contains(u"PASS"_s))
                continue;
            ++secrets;
            const QByteArray value = field.value.reveal();
            QVERIFY(value.size() >= 8);
            QVERIFY2(!m_events.join('\n').contains(value), "a password is in an event");
            QVERIFY2(!masked.out.contains(value), "a password is in masked output");
            QVERIFY2(!stored.contains(value), "a password is on disk in plain text");
            QVERIFY2(!m_daemon->err.contains(value), "a password is in the backend's log");
        }
    }
    QVERIFY(secrets > 0);
}

void TestMainJob::failedRunSaysWhatFailed_data()
{
    QTest::addColumn<QString>("failAt");
    QTest::newRow("creating") << u"creating"_s;
    QTest::newRow("starting") << u"starting"_s;
    QTest::newRow("deploying") << u"deploying"_s;
    QTest::newRow("syncing") << u"syncing"_s;
    QTest::newRow("finalizing") << u"finalizing"_s;
    QTest::newRow("first script") << u"00-pre-checks.sh"_s;
    QTest::newRow("second script") << u"01-setup-user.sh"_s;
    QTest::newRow("last script") << u"02-docker-install.sh"_s;
}

void TestMainJob::failedRunSaysWhatFailed()
{
    QFETCH(QString, failAt);
    const QString id = create(u"web"_s, quick() + QStringList{u"--fail-at"_s, failAt}, 1);
    QVERIFY(!id.isEmpty());
    QVERIFY(isNumberedFromOne(m_events));
    const Result<ProgressEvent> last = progressEventFromJson(m_events.last());
    QCOMPARE(last->type, EventType::Error);
    const QString place = failAt == u"syncing"_s ? u"00-pre-checks.sh"_s : failAt;
    QVERIFY2(last->message.contains(u'"' + place + u'"'), qPrintable(last->message));
    CtlProcess late(QStringList{u"watch"_s, id, u"--json"_s} + server());
    QCOMPARE(late.wait(), 1);
    QCOMPARE(late.outLines(), m_events);
}

void TestMainJob::cancelledRun()
{
    CtlProcess created(QStringList{u"create"_s, u"--hostname=slow"_s, u"--sim-seconds=600"_s} + server());
    QCOMPARE(created.wait(), 0);
    const QString id = QJsonDocument::fromJson(created.out).object().value("id"_L1).toString();
    CtlProcess watch(QStringList{u"watch"_s, id} + server());
    QTRY_VERIFY_WITH_TIMEOUT((watch.out += watch.readAllStandardOutput()).contains('\n'), 60'000);
    CtlProcess early(QStringList{u"delete"_s, id} + server());
    QCOMPARE(early.wait(), 1); // its creation goes on
    CtlProcess cancel(QStringList{u"cancel"_s, id} + server());
    QCOMPARE(cancel.wait(), 0);
    QCOMPARE(watch.wait(), 1);
    const Result<ProgressEvent> last = progressEventFromJson(watch.outLines().last());
    QCOMPARE(last->type, EventType::Error);
    QVERIFY2(last->message.contains(u"ancel"_s), qPrintable(last->message));
}

void TestMainJob::refusals_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("token"); // empty: the right one
    QTest::addColumn<int>("exitCode");
    QTest::newRow("show unknown") << QStringList{u"show"_s, u"nosuch"_s} << QByteArray() << 1;
    QTest::newRow("watch unknown") << QStringList{u"watch"_s, u"nosuch"_s} << QByteArray() << 1;
    QTest::newRow("services unknown") << QStringList{u"services"_s, u"nosuch"_s} << QByteArray() << 1;
    QTest::newRow("logs unknown") << QStringList{u"logs"_s, u"nosuch"_s} << QByteArray() << 1;
    QTest::newRow("delete unknown") << QStringList{u"delete"_s, u"nosuch"_s} << QByteArray() << 1;
    QTest::newRow("cancel unknown") << QStringList{u"cancel"_s, u"nosuch"_s} << QByteArray() << 1;
    QTest::newRow("template unknown")
        << QStringList{u"create"_s, u"--hostname=a"_s, u"--template=nosuch"_s} << QByteArray() << 2;
    QTest::newRow("list, wrong token") << QStringList{u"list"_s} << QByteArray("wrong") << 3;
    QTest::newRow("watch, wrong token") << QStringList{u"watch"_s, u"nosuch"_s} << QByteArray("wrong") << 3;
    QTest::newRow("create, wrong token")
        << QStringList{u"create"_s, u"--hostname=a"_s} << QByteArray("wrong") << 3;
}

void TestMainJob::refusals()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, token);
    QFETCH(int, exitCode);
    QStringList options = server();
    if (!token.isEmpty()) {
        QFile file(m_dir->filePath(u"other"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(token) > 0);
        options.last() = file.fileName();
    }
    CtlProcess ctl(arguments + options);
    QCOMPARE(ctl.wait(), exitCode);
    QCOMPARE(ctl.out, QByteArray());
    QVERIFY(!ctl.err.trimmed().isEmpty());
}

void TestMainJob::duplicateHostname()
{
    QVERIFY(!create(u"web"_s).isEmpty());
    CtlProcess again(QStringList{u"create"_s, u"--hostname=web"_s} + server());
    QCOMPARE(again.wait(), int(cli::Failed));
    QVERIFY2(again.err.contains("web"), again.err.constData());
}

void TestMainJob::deletedContainerIsGone()
{
    const QString id = create(u"web"_s);
    CtlProcess remove(QStringList{u"delete"_s, id} + server());
    QCOMPARE(remove.wait(), 0);
    CtlProcess list(QStringList{u"list"_s} + server());
    QCOMPARE(list.wait(), 0);
    QCOMPARE(list.out, QByteArray());
    QVERIFY(!create(u"web"_s).isEmpty()); // the name is free again
}

void TestMainJob::historySurvivesARestart()
{
    const QString id = create(u"web"_s, quick(200));
    const QByteArrayList before = m_events;
    QCOMPARE(m_daemon->stop(), 0);
    m_daemon = std::make_unique<BackendProcess>(m_dir->path());
    QVERIFY2(m_daemon->awaitServing(), m_daemon->err.constData());
    CtlProcess late(QStringList{u"watch"_s, id} + server());
    QCOMPARE(late.wait(), 0);
    QCOMPARE(late.outLines(), before);
}

void TestMainJob::stopsWithOpenStreams()
{
    CtlProcess created(QStringList{u"create"_s, u"--hostname=slow"_s, u"--sim-seconds=600"_s} + server());
    QCOMPARE(created.wait(), 0);
    const QString id = QJsonDocument::fromJson(created.out).object().value("id"_L1).toString();
    CtlProcess watch(QStringList{u"watch"_s, id} + server());
    QTRY_VERIFY_WITH_TIMEOUT((watch.out += watch.readAllStandardOutput()).contains('\n'), 60'000);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(m_daemon->stop(), 0);
    QVERIFY2(timer.elapsed() < 30'000, qPrintable(QString::number(timer.elapsed())));
}

void TestMainJob::tokenIsPrivate()
{
    const QFileInfo file(m_daemon->tokenFile());
    QCOMPARE(file.permissions() &
                 (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
             QFile::Permissions());
    QVERIFY(file.size() >= 32);
    QFile token(m_daemon->tokenFile());
    QVERIFY(token.open(QIODevice::ReadOnly));
    const QByteArray bytes = token.readAll().trimmed();
    QVERIFY(!m_daemon->err.contains(bytes));
    QVERIFY(!m_daemon->out.contains(bytes));
}

void TestMainJob::cannotStart_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::newRow("data directory below a file") << QStringList{u"--data-dir"_s, u"/dev/null/x"_s};
    QTest::newRow("no such address") << QStringList{u"--listen"_s, u"nonsense"_s};
    QTest::newRow("unknown host") << QStringList{u"--host"_s, u"moon"_s};
    QTest::newRow("unknown option") << QStringList{u"--frobnicate"_s};
    QTest::newRow("no Redis there") << QStringList{u"--redis"_s, u"redis://127.0.0.1:1"_s};
    QTest::newRow("port in use") << QStringList{u"port in use"_s};
}

void TestMainJob::cannotStart()
{
    QFETCH(QStringList, options);
    QTcpServer other;
    if (options == QStringList{u"port in use"_s}) {
        QVERIFY(other.listen(QHostAddress::LocalHost));
        options = {u"--listen"_s, u"127.0.0.1:%1"_s.arg(other.serverPort())};
    }
    QTemporaryDir directory;
    BackendProcess daemon(directory.path(), options);
    if (qstrcmp(QTest::currentDataTag(), "no Redis there") == 0) {
        // It may serve without Redis as long as it says that Redis is missing.
        QTRY_VERIFY_WITH_TIMEOUT(daemon.err.contains("edis"), 60'000);
        return;
    }
    QVERIFY(daemon.awaitEnd() > 0);
    QVERIFY(!daemon.out.contains("listening"));
    QVERIFY2(daemon.err.contains("Cannot") || daemon.err.contains("Unknown option"), daemon.err.constData());
}

QTEST_GUILESS_MAIN(TestMainJob)
#include "tst_mainjob.moc"
