#include "tests/integration/nodesfixture.h"

#include <QElapsedTimer>
#include <QTcpServer>

using namespace slipway;
using namespace slipway::integration;
using namespace slipway::fakes;
using namespace Qt::Literals::StringLiterals;

/// Nodes from the terminal to Proxmox VE and back: what they offer, containers on them, and nodes that are
/// away.
class TestNodes : public QObject, private NodesFixture
{
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { end(); }
    void lookups();
    void lifeOfAContainer();
    void nodeInUse();
    void silentNodeDoesNotHoldUpTheEnd();
    void anOsTemplateIsFetchedAhead();
    void aDownloadIsCancelled();
    void aDeadNodeIsToldSoonAndDelaysNoOther();
    void aRollbackThatMetADeadNodeIsDoneLater();
};

void TestNodes::lookups()
{
    addPinned();
    m_pve->addBridge(u"pve"_s, u"vmbr7"_s);
    const QList<std::pair<QStringList, QByteArray>> rows = {
        {node(u"storages"_s), "\"local-lvm\""},
        {node(u"storages"_s, {u"--content"_s, u"vztmpl"_s}), "\"local\""},
        {node(u"bridges"_s), "\"vmbr7\""},
        {node(u"templates"_s), FakePve::defaultTemplate().toLatin1()},
        {node(u"nextid"_s), "{\"vmid\":100}"},
    };
    for (const auto &[arguments, wanted] : rows) {
        CtlProcess ctl(arguments);
        QCOMPARE(ctl.wait(), 0);
        QVERIFY2(ctl.out.contains(wanted), ctl.out.constData());
        for (const QByteArray &line : ctl.outLines())
            QVERIFY2(QJsonDocument::fromJson(line).isObject(), line.constData());
    }
    CtlProcess wrong(node(u"storages"_s, {u"--content"_s, u"cheese"_s}));
    QCOMPARE(wrong.wait(), 2);
}

void TestNodes::lifeOfAContainer()
{
    addPinned();
    const QString id = create(u"web"_s);
    QVERIFY(!id.isEmpty());
    const auto act = [&](const QString &what, int expected = 0) {
        CtlProcess ctl(QStringList{what, id, u"--json"_s} + server());
        QCOMPARE(ctl.wait(), expected);
        const QJsonObject live = QJsonDocument::fromJson(ctl.out).object();
        QCOMPARE(live.value("id"_L1).toString(), id);
        QCOMPARE(live.value("displayName"_L1).toString(), u"100"_s);
        return;
    };
    act(u"status"_s);
    act(u"shutdown"_s);
    QVERIFY(!m_pve->container(100)->running);
    act(u"start"_s);
    QVERIFY(m_pve->container(100)->running);
    act(u"reboot"_s);
    act(u"stop"_s);
    QVERIFY(!m_pve->container(100)->running);
    CtlProcess list(QStringList{u"list"_s, u"--plain"_s} + server());
    QCOMPARE(list.wait(), 0);
    QVERIFY2(list.out.contains(" rack "), list.out.constData());

    // The host's words, when it cannot.
    m_pve->setLock(100, u"backup"_s);
    CtlProcess locked(QStringList{u"start"_s, id, u"--plain"_s, u"--timeout"_s, u"5"_s} + server());
    QCOMPARE(locked.wait(), 1);
    QVERIFY2(locked.err.contains("backup"), locked.err.constData());
    CtlProcess unknown(QStringList{u"start"_s, u"no-such-id"_s} + server());
    QCOMPARE(unknown.wait(), 1);
}

void TestNodes::nodeInUse()
{
    addPinned();
    QVERIFY(!create(u"web"_s).isEmpty());
    CtlProcess refused(node(u"remove"_s));
    QCOMPARE(refused.wait(), 1);
    QVERIFY2(refused.err.contains("1 container"), refused.err.constData());
    QVERIFY(isStored());
    CtlProcess forced(node(u"remove"_s, {u"--force"_s}));
    QCOMPARE(forced.wait(), 0);
    QVERIFY(!isStored());
    QVERIFY(m_pve->container(100)); // it is only forgotten, not touched
    CtlProcess list(QStringList{u"list"_s} + server());
    QCOMPARE(list.wait(), 0);
    QCOMPARE(list.outLines().size(), 1);
}

void TestNodes::silentNodeDoesNotHoldUpTheEnd()
{
    addPinned();
    m_pve->forgetRequests();
    m_pve->inject(PveFault::silence().times(-1));
    CtlProcess bridges(node(u"bridges"_s));
    CtlProcess test(node(u"test"_s));
    QTRY_VERIFY_WITH_TIMEOUT(!m_pve->requests().isEmpty(), 60'000);
    CtlProcess list(node(u"show"_s)); // is not behind them
    QCOMPARE(list.wait(), 0);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(m_daemon->stop(), 0);
    QVERIFY2(timer.elapsed() < 20'000, qPrintable(QString::number(timer.elapsed()))); // a look-up has 30 s
    QVERIFY(bridges.wait() > 0); // 1 or 3: it may go before the answer does
    QVERIFY(test.wait() > 0);
}

void TestNodes::anOsTemplateIsFetchedAhead()
{
    addPinned();
    const QString file = u"alpine-3.19-default_20240207_amd64.tar.xz"_s;
    m_pve->addAppliance(file, u"alpine"_s, u"Alpine 3.19"_s);
    CtlProcess before(node(u"templates"_s));
    QCOMPARE(before.wait(), 0);
    QVERIFY2(before.out.contains("\"alpine-3.19-default\""), before.out.constData());
    CtlProcess fetch(node(u"download"_s, {u"--source"_s, u"alpine-3.19-default"_s, u"--plain"_s}));
    QCOMPARE(fetch.wait(), 0);
    QVERIFY2(fetch.out.contains("66%") && fetch.out.contains("checksum verified"), fetch.out.constData());
    QVERIFY2(fetch.out.trimmed().endsWith("It is there: local:vztmpl/" + file.toLatin1() + '.'),
             fetch.out.constData());
    CtlProcess after(node(u"templates"_s));
    QCOMPARE(after.wait(), 0);
    QVERIFY2(after.out.contains("local:vztmpl/" + file.toLatin1()), after.out.constData());
    // Once more is no second download.
    CtlProcess again(node(u"download"_s, {u"--source"_s, u"local:vztmpl/"_s + file}));
    QCOMPARE(again.wait(), 0);
    QCOMPARE(QJsonDocument::fromJson(again.outLines().value(0)).object().value("state"_L1).toString(),
             u"done"_s);
    QCOMPARE(m_pve->requests(u"POST"_s, u"/nodes/pve/aplinfo"_s).size(), 1);
    CtlProcess unknown(node(u"download"_s, {u"--source"_s, u"plan9-4"_s}));
    QCOMPARE(unknown.wait(), 1);
    QVERIFY2(unknown.err.contains("Cannot find the OS template \"plan9-4\""), unknown.err.constData());
}

void TestNodes::aDownloadIsCancelled()
{
    addPinned();
    m_pve->addAppliance(u"alpine-3.19-default_20240207_amd64.tar.xz"_s, u"alpine"_s);
    m_pve->inject(PveFault::taskHangs().onTask(u"download"_s));
    const QStringList source = {u"--source"_s, u"alpine-3.19-default"_s};
    CtlProcess fetch(node(u"download"_s, source));
    QTRY_COMPARE_WITH_TIMEOUT(m_pve->tasks().size(), 1, 60'000);
    CtlProcess cancel(node(u"download"_s, source + QStringList{u"--cancel"_s}));
    QCOMPARE(cancel.wait(), 0);
    QCOMPARE(fetch.wait(), 1);
    QVERIFY2(fetch.err.contains("The download was cancelled."), fetch.err.constData());
    QTRY_VERIFY_WITH_TIMEOUT(!m_pve->tasks().first().exitStatus.isEmpty(), 60'000); // there, too
    CtlProcess none(node(u"download"_s, source + QStringList{u"--cancel"_s}));
    QCOMPARE(none.wait(), 1);
}

/// Behind its address something takes connections and says nothing, as a machine does that hangs.
void TestNodes::aDeadNodeIsToldSoonAndDelaysNoOther()
{
    addPinned();
    QTcpServer dead;
    QVERIFY(dead.listen(QHostAddress::LocalHost));
    CtlProcess add(QStringList{u"node"_s, u"add"_s, u"dead"_s, u"--force"_s, u"--no-ssh"_s, u"--host"_s,
                               u"127.0.0.1"_s, u"--port"_s, QString::number(dead.serverPort()), u"--token"_s,
                               u"root@pam!test"_s, u"--fingerprint"_s, m_pve->fingerprint()} +
                   secret() + server());
    QCOMPARE(add.wait(), 0);
    const auto ask = [&](const QString &name, const QString &what) {
        return std::make_unique<CtlProcess>(QStringList{u"node"_s, what, name} + server());
    };
    QElapsedTimer timer;
    timer.start();
    const auto first = ask(u"dead"_s, u"storages"_s);
    const auto second = ask(u"dead"_s, u"templates"_s);
    const auto live = ask(u"rack"_s, u"storages"_s);
    QCOMPARE(live->wait(), 0);
    const qint64 liveTook = timer.elapsed();
    QCOMPARE(first->wait(), 1);
    QVERIFY(second->wait() > 0);
    const qint64 deadTook = timer.elapsed();
    QVERIFY2(first->err.contains("It took no connection within 4 s"), first->err.constData());
    QVERIFY2(deadTook < 15'000, qPrintable(QString::number(deadTook))); // 30 s and more before
    QVERIFY2(liveTook < deadTook, qPrintable(QString::number(liveTook)));
    timer.restart();
    const auto third = ask(u"dead"_s, u"bridges"_s); // known by now
    QCOMPARE(third->wait(), 1);
    QVERIFY2(timer.elapsed() < 4000, qPrintable(QString::number(timer.elapsed())));
}

/// kill -9 in a run that is to be rolled back, then a node that is down, then one that is up again.
void TestNodes::aRollbackThatMetADeadNodeIsDoneLater()
{
    addPinned();
    m_pve->inject(PveFault::taskHangs().onTask(u"vzstart"_s));
    CtlProcess begun(QStringList{u"create"_s, u"--node"_s, u"rack"_s, u"--hostname"_s, u"web"_s,
                                 u"--source"_s, FakePve::defaultTemplate(), u"--ip"_s, u"10.77.0.9/16"_s,
                                 u"--on-failure"_s, u"rollback"_s} +
                     server());
    QCOMPARE(begun.wait(), 0);
    const QString id = QJsonDocument::fromJson(begun.outLines().value(0)).object().value("id"_L1).toString();
    const auto startOf = [this] {
        const QList<PveTask> tasks = m_pve->tasks();
        return std::any_of(tasks.begin(), tasks.end(),
                           [](const PveTask &one) { return one.type == u"vzstart"_s; });
    };
    QTRY_VERIFY_WITH_TIMEOUT(startOf(), 60'000);
    const auto startAgain = [this] {
        m_daemon->kill();
        m_daemon->awaitEnd();
        m_daemon = std::make_unique<BackendProcess>(m_dir->path());
        return m_daemon->awaitServing();
    };
    const auto shown = [&] {
        CtlProcess show(QStringList{u"show"_s, id} + server());
        show.wait();
        return QJsonDocument::fromJson(show.outLines().value(0)).object();
    };
    m_pve->setReachable(false);
    QVERIFY(startAgain());
    QTRY_COMPARE_WITH_TIMEOUT(shown().value("lifecycle"_L1).toString(), u"error"_s, 60'000);
    QVERIFY2(shown().value("errorMessage"_L1).toString().contains(u"slipwayd goes on trying"_s),
             qPrintable(shown().value("errorMessage"_L1).toString()));
    QVERIFY(shown().value("cleanup"_L1).isObject());
    QVERIFY(m_pve->container(100));
    for (const PveTask &task : m_pve->tasks()) {
        if (task.running) // it went down with the node
            m_pve->finishTask(task.upid, u"interrupted by signal"_s);
    }
    m_pve->setReachable(true);
    QVERIFY(startAgain()); // otherwise half a minute later
    QTRY_VERIFY_WITH_TIMEOUT(shown().value("cleanup"_L1).isUndefined(), 60'000);
    QVERIFY(!m_pve->container(100));
    QVERIFY(shown().value("hostRef"_L1).isNull());
    CtlProcess logs(QStringList{u"logs"_s, id, u"--plain"_s} + server());
    QCOMPARE(logs.wait(), 0);
    QVERIFY2(logs.out.contains("Removed the unfinished container \"100\"."), logs.out.constData());
}

QTEST_GUILESS_MAIN(TestNodes)
#include "tst_nodes.moc"
