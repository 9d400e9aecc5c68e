#include "house.h"

#include "app/jobs/fieldrefusal.h"
#include "fakehost.h"
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::Literals::StringLiterals;

/// Creations that failed, gone on with; and the history of their runs.
class TestContainerRetry : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_dir = std::make_unique<QTemporaryDir>();
    }
    void goesOnWhereItFailed_data();
    void goesOnWhereItFailed();
    void eventsGoOnAndPercentNeverFalls();
    void beginsWithAnotherScript();
    void refuses_data();
    void refuses();
    void conflicts();
    void aTakenHostname();
    void theRootPasswordIsAskedFor();
    void afterARestart();
    void rollback();
    void history();
    void historyFromTheEventsAlone();
    void durationsOutliveTheContainer();
    void whatIsLeftHalfMadeIsMadeAnew();

private:
    static ContainerSpec failing(const QString &hostname, const QString &at)
    {
        ContainerSpec made = spec(hostname);
        made.simulation->failAt = at;
        made.simulation->lines = 30;
        return made;
    }
    ContainerId failed(House &house, const QString &at)
    {
        const ContainerId id = waited(house.service->create(failing(u"web"_s, at))).value().id;
        waitForEnd(house);
        return id;
    }
    static bool waitForEnd(House &house)
    {
        return QTest::qWaitFor([&] { return house.service->activeRuns() == 0; }, kLong);
    }
    static QString fieldOf(const Result<Container> &refused)
    {
        if (refused)
            return u"(accepted)"_s;
        const auto fields = refusedFields(refused.error());
        return fields.isEmpty() ? refused.error().message : fields.first().field;
    }
    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestContainerRetry::goesOnWhereItFailed_data()
{
    QTest::addColumn<QString>("from"); // where it goes on
    QTest::newRow("creating") << u"creating"_s;
    QTest::newRow("starting") << u"starting"_s;
    QTest::newRow("deploying") << u"deploying"_s;
    QTest::newRow("00-pre-checks.sh") << u"syncing"_s;
    QTest::newRow("01-setup-user.sh") << u"syncing"_s;
    QTest::newRow("finalizing") << u"finalizing"_s;
}
void TestContainerRetry::goesOnWhereItFailed()
{
    QFETCH(QString, from);
    House house(m_dir->path());
    const QString at = QString::fromLatin1(QTest::currentDataTag());
    const ContainerId id = failed(house, at);
    QCOMPARE(house.lifecycle(id), Lifecycle::Error);
    const qint64 before = house.events(id).last().seq.value;

    const Result<Container> begun = waited(house.service->retry(id, {}));
    QVERIFY2(begun, begun ? "" : qPrintable(begun.error().message));
    QCOMPARE(begun->lifecycle, Lifecycle::Creating);
    QVERIFY(begun->errorMessage.isEmpty() && begun->finishedAt.isEmpty());
    QVERIFY(waitForEnd(house));
    const Container ready = house.log.container(id).value();
    QCOMPARE(ready.lifecycle, Lifecycle::Ready);
    QCOMPARE(ready.snapshot.percent, 100);
    QVERIFY(!ready.hostRef.isEmpty());

    const QList<ProgressEvent> events = house.events(id).mid(before);
    QCOMPARE(events.first().extra.value(u"resumedFrom"_s).toString(), from);
    QStringList ran; // scripts that ran in this run
    for (const ProgressEvent &event : events) {
        if (event.type == EventType::Log && event.scriptIndex)
            ran.append(event.scriptName);
    }
    const QStringList all = {u"00-pre-checks.sh"_s, u"01-setup-user.sh"_s, u"02-docker-install.sh"_s};
    QCOMPARE(ran, from == u"finalizing" ? QStringList() : all.mid(std::max<qsizetype>(0, all.indexOf(at))));
    QCOMPARE(ready.snapshot.completedScripts, all);
}

void TestContainerRetry::eventsGoOnAndPercentNeverFalls()
{
    House house(m_dir->path());
    const ContainerId id = failed(house, u"02-docker-install.sh"_s);
    const qint64 before = house.events(id).last().seq.value;
    QVERIFY(waited(house.service->retry(id, {})));
    QVERIFY(waitForEnd(house));
    const QList<ProgressEvent> events = house.events(id);
    for (qsizetype i = 0; i < events.size(); ++i)
        QCOMPARE(events.at(i).seq.value, i + 1);
    // What a page makes of it that knows step and percent alone, and what ours does.
    int percent = 0;
    QStringList steps;
    Snapshot snapshot;
    for (const ProgressEvent &event : events.first(before))
        snapshot.apply(event);
    for (const ProgressEvent &event : events.mid(before)) {
        if (event.percent) {
            QVERIFY2(*event.percent >= percent, qPrintable(event.message));
            percent = *event.percent;
        }
        if (!event.stepName.isEmpty() && !steps.contains(event.stepName))
            steps.append(event.stepName);
        snapshot.apply(event);
        if (event.stepName == u"syncing") {
            QCOMPARE(snapshot.stepState(Step::Creating), StepState::Completed);
            QCOMPARE(snapshot.stepState(Step::Deploying), StepState::Completed);
            QCOMPARE(snapshot.stepState(Step::Syncing), StepState::Active);
        }
    }
    QCOMPARE(steps,
             (QStringList{u"creating"_s, u"starting"_s, u"deploying"_s, u"syncing"_s, u"finalizing"_s}));
    QVERIFY(snapshot.isComplete);
    QCOMPARE(snapshot.phaseDurations.keys(), (QStringList{u"finalizing"_s, u"syncing"_s}));
}

void TestContainerRetry::beginsWithAnotherScript()
{
    House house(m_dir->path());
    const ContainerId id = failed(house, u"finalizing"_s);
    RetryRequest request;
    request.script = u"01-setup-user.sh"_s;
    QVERIFY(waited(house.service->retry(id, request)));
    QVERIFY(waitForEnd(house));
    const RunRecord run = waited(house.service->runHistory(id)).value().last();
    QVERIFY(!run.scripts.at(0).durationMs);
    QVERIFY(run.scripts.at(1).durationMs && run.scripts.at(2).durationMs);
    QCOMPARE(run.outcome, RunRecord::Outcome::Complete);
}

void TestContainerRetry::refuses_data()
{
    QTest::addColumn<QString>("failAt");
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("field");
    QTest::newRow("a later step") << u"deploying"_s << u"syncing"_s << QString() << u"from"_s;
    QTest::newRow("creating what is there") << u"deploying"_s << u"creating"_s << QString() << u"from"_s;
    QTest::newRow("starting what is not there") << u"creating"_s << u"starting"_s << QString() << u"from"_s;
    QTest::newRow("an unknown script") << u"finalizing"_s << QString() << u"no.sh"_s << u"script"_s;
    QTest::newRow("a later script") << u"00-pre-checks.sh"_s << QString() << u"01-setup-user.sh"_s
                                    << u"script"_s;
    QTest::newRow("a script and finalizing")
        << u"finalizing"_s << u"finalizing"_s << u"00-pre-checks.sh"_s << u"script"_s;
}
void TestContainerRetry::refuses()
{
    QFETCH(QString, failAt);
    QFETCH(QString, from);
    QFETCH(QString, script);
    QFETCH(QString, field);
    House house(m_dir->path());
    const ContainerId id = failed(house, failAt);
    const qsizetype events = house.events(id).size();
    QCOMPARE(fieldOf(waited(house.service->retry(id, {stepFromName(from), script, std::nullopt}))), field);
    QCOMPARE(house.lifecycle(id), Lifecycle::Error);
    QCOMPARE(house.events(id).size(), events);
    QVERIFY(waited(house.service->retry(id, {}))); // and is not kept busy by that
    QVERIFY(waitForEnd(house));
}

void TestContainerRetry::conflicts()
{
    House house(m_dir->path());
    QCOMPARE(waited(house.service->retry({u"nobody"_s}, {})).error().code, ErrorCode::NotFound);
    ContainerSpec slow = failing(u"slow"_s, u"finalizing"_s);
    slow.simulation->durationSeconds = 600;
    const ContainerId id = waited(house.service->create(slow)).value().id;
    QCOMPARE(waited(house.service->retry(id, {})).error().code, ErrorCode::Conflict);
    QVERIFY(house.service->cancel(id));
    QVERIFY(waitForEnd(house));
    QVERIFY(waited(house.service->retry(id, {})));
    QCOMPARE(waited(house.service->retry(id, {})).error().code, ErrorCode::Conflict);
    QVERIFY(house.service->cancel(id)); // a retry can be cancelled, and tried again
    QVERIFY(waitForEnd(house));
    QCOMPARE(house.lifecycle(id), Lifecycle::Error);

    const ContainerId ready = waited(house.service->create(spec(u"ready"_s))).value().id;
    QVERIFY(waitForEnd(house));
    QCOMPARE(waited(house.service->retry(ready, {})).error().code, ErrorCode::Conflict);
}

void TestContainerRetry::aTakenHostname()
{
    House house(m_dir->path());
    const ContainerId id = failed(house, u"creating"_s);
    const ContainerId other = waited(house.service->create(spec(u"web"_s))).value().id;
    QVERIFY(waitForEnd(house));
    const Result<Container> refused = waited(house.service->retry(id, {}));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    QVERIFY2(refused.error().message.contains(other.value), qPrintable(refused.error().message));
    QCOMPARE(house.lifecycle(id), Lifecycle::Error);
    QVERIFY(waited(house.service->remove(other)));
    QVERIFY(waited(house.service->retry(id, {})));
    QVERIFY(waitForEnd(house));
    QCOMPARE(house.lifecycle(id), Lifecycle::Ready);
}

void TestContainerRetry::theRootPasswordIsAskedFor()
{
    House house(m_dir->path());
    ContainerSpec early = failing(u"early"_s, u"creating"_s), late = failing(u"late"_s, u"deploying"_s);
    for (ContainerSpec *one : {&early, &late})
        one->rootPassword = Secret(QByteArray("correct horse"));
    const ContainerId needs = waited(house.service->create(early)).value().id;
    const ContainerId has = waited(house.service->create(late)).value().id;
    QVERIFY(waitForEnd(house));
    QCOMPARE(fieldOf(waited(house.service->retry(needs, {}))), u"rootPassword"_s);
    RetryRequest with;
    with.rootPassword = Secret(QByteArray("correct horse"));
    QVERIFY(waited(house.service->retry(needs, with)));
    QCOMPARE(fieldOf(waited(house.service->retry(has, with))), u"rootPassword"_s);
    QVERIFY(waited(house.service->retry(has, {})));
    QVERIFY(waitForEnd(house));
    QCOMPARE(house.lifecycle(needs), Lifecycle::Ready);
    QCOMPARE(house.lifecycle(has), Lifecycle::Ready);
    for (const ContainerId &id : {needs, has})
        QVERIFY(!house.store->read(id, {}, 1 << 20).value().first().lines.contains("correct horse"));
}

void TestContainerRetry::afterARestart()
{
    ContainerId id;
    {
        House house(m_dir->path());
        ContainerSpec slow = spec(u"slow"_s, 600);
        id = waited(house.service->create(slow)).value().id;
        QTRY_VERIFY(!house.log.container(id).value().hostRef.isEmpty());
        // As after kill -9: nothing says its last word. The service's own would, so the row is put back.
        house.service.reset();
        std::ignore = house.log.flush();
    }
    House house(m_dir->path());
    QVERIFY(house.service->recoverInterruptedRuns());
    QCOMPARE(house.lifecycle(id), Lifecycle::Error);
    // The simulation's machines are gone with the process: made anew.
    RetryRequest later;
    later.from = Step::Starting;
    QCOMPARE(fieldOf(waited(house.service->retry(id, later))), u"from"_s);
    QVERIFY(waited(house.service->retry(id, {})));
    QCOMPARE(house.log.container(id)->snapshot.step, u"creating"_s);
    QVERIFY(house.service->cancel(id));
    QVERIFY(waitForEnd(house));
    QCOMPARE(waited(house.service->runHistory(id)).value().size(), 2);
}

void TestContainerRetry::rollback()
{
    House house(m_dir->path());
    ContainerSpec made = failing(u"web"_s, u"01-setup-user.sh"_s);
    made.onFailure = OnFailure::Rollback;
    const ContainerId id = waited(house.service->create(made)).value().id;
    QVERIFY(waitForEnd(house));
    const Container gone = house.log.container(id).value();
    QVERIFY(gone.hostRef.isEmpty());
    QVERIFY(gone.address.isEmpty());
    QVERIFY(house.events(id).last().extra.value(u"leftOnHost"_s).isNull());
    QVERIFY(!(*house.hosts.host({}))->isRunning(u"web"_s));
    QVERIFY(waited(house.service->retry(id, {}))); // from the beginning
    QVERIFY(waitForEnd(house));
    QCOMPARE(house.lifecycle(id), Lifecycle::Ready);
}

void TestContainerRetry::history()
{
    House house(m_dir->path());
    const ContainerId id = failed(house, u"01-setup-user.sh"_s);
    QVERIFY(waited(house.service->retry(id, {})));
    QVERIFY(waitForEnd(house));
    const QList<RunRecord> runs = waited(house.service->runHistory(id)).value();
    QCOMPARE(runs.size(), 2);
    const RunRecord &first = runs.at(0), &second = runs.at(1);
    QCOMPARE(first.number, 1);
    QCOMPARE(first.outcome, RunRecord::Outcome::Error);
    QCOMPARE(first.failedStep, u"syncing"_s);
    QVERIFY(first.errorMessage.contains(u"01-setup-user.sh"_s));
    QCOMPARE(first.firstSeq.value, 1);
    QCOMPARE(second.firstSeq.value, first.lastSeq.value + 1);
    QCOMPARE(second.lastSeq.value, house.events(id).last().seq.value);
    QCOMPARE(first.scripts.size(), 3);
    QCOMPARE(first.scripts.at(0).state, StepState::Completed);
    QCOMPARE(first.scripts.at(1).state, StepState::Error);
    QCOMPARE(first.scripts.at(2).state, StepState::Pending);
    QVERIFY(second.isResumed && !first.isResumed);
    QCOMPARE(house.store->runs(id).value(), runs); // noted when they ended
}

void TestContainerRetry::historyFromTheEventsAlone()
{
    QList<RunRecord> noted;
    House house(m_dir->path());
    const ContainerId id = failed(house, u"01-setup-user.sh"_s);
    QVERIFY(waited(house.service->retry(id, {})));
    QVERIFY(waitForEnd(house));
    noted = house.store->runs(id).value();
    RunRecorder recorder;
    const QList<EventBatch> batches = house.store->read(id, {}, 1 << 24).value();
    for (const EventBatch &batch : batches)
        recorder.applyLines(batch.lines, batch.first);
    QCOMPARE(recorder.runs(), noted);
}

void TestContainerRetry::durationsOutliveTheContainer()
{
    House house(m_dir->path());
    const DurationKey key{QString(), u"simulated"_s, QString()};
    QVERIFY(house.store->durations(key)->isEmpty());
    const ContainerId id = waited(house.service->create(spec(u"good"_s))).value().id;
    QVERIFY(waitForEnd(house));
    QCOMPARE(house.store->durations(key)->size(), 1);
    QVERIFY(waited(house.service->remove(id)));
    const RunDurations kept = house.store->durations(key)->first();
    QCOMPARE(kept.scripts.size(), 3);
    QCOMPARE(kept.phases.size(), 5);
    // One that left something out says nothing of how long a whole one takes.
    const ContainerId resumed = failed(house, u"deploying"_s);
    QVERIFY(waited(house.service->retry(resumed, {})));
    QVERIFY(waitForEnd(house));
    QCOMPARE(house.store->durations(key)->size(), 1);
}

void TestContainerRetry::whatIsLeftHalfMadeIsMadeAnew()
{
    QTemporaryDir directory;
    const auto store = store::SqliteStore::open(directory.path()).value();
    NullBus bus;
    EventLog log(*store, bus);
    const auto host = std::make_shared<FakeHost>(u"fake"_s);
    FakeDirectory hosts;
    hosts.hosts.insert({}, host);
    ContainerService service(*store, log, hosts, {});
    host->createFails = Error{ErrorCode::HostFailed, u"Cannot create it. The disk is full."_s, {}, false};
    host->leaves = true;
    host->destroyFails = true;
    ContainerSpec plain;
    plain.hostname = u"half"_s;
    const ContainerId id = waited(service.create(plain)).value().id;
    QTRY_COMPARE_WITH_TIMEOUT(service.activeRuns(), 0, kLong);
    QCOMPARE(log.container(id)->hostRef, u"100-nonce"_s);
    host->down = true;
    QCOMPARE(waited(service.retry(id, {})).error().code, ErrorCode::Unavailable);
    host->down = false;
    host->createFails.reset();
    host->leaves = false;
    host->destroyFails = false;
    QVERIFY(waited(service.retry(id, {})));
    QTRY_COMPARE_WITH_TIMEOUT(service.activeRuns(), 0, kLong);
    QCOMPARE(log.container(id)->lifecycle, Lifecycle::Ready);
    QVERIFY(host->destroyed.contains(u"100-nonce"_s));
    QCOMPARE(host->machines.size(), 1);
}

QTEST_GUILESS_MAIN(TestContainerRetry)
#include "tst_containerretry.moc"
