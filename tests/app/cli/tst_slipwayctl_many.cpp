// slipwayctl against a real backend: several containers at once, retries, the list that goes on.
#include "ctlprocess.h"
#include "tests/integration/backendprocess.h"
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

using namespace slipway;
using namespace slipway::integration;
using namespace Qt::Literals::StringLiterals;

class TestSlipwayctlMany : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_dir = std::make_unique<QTemporaryDir>();
        m_backend = std::make_unique<BackendProcess>(m_dir->path());
        QVERIFY2(m_backend->awaitServing(), m_backend->err.constData());
    }
    void cleanup() { m_backend.reset(); }
    void createsSeveral();
    void followsSeveralToTheirEnds_data();
    void followsSeveralToTheirEnds();
    void namesTheOneThatIsRefused();
    void retryFollowsTheNewRunOnly();
    void runsAreListed();
    void rollbackLeavesNothing();
    void listFollows();
    void containersByTheirNames();

private:
    QStringList with(QStringList arguments) const
    {
        return arguments << u"--server="_s + m_backend->url.toString()
                         << u"--token-file="_s + m_backend->tokenFile();
    }
    static QJsonObject object(const QByteArray &line) { return QJsonDocument::fromJson(line).object(); }
    QString failed(const QString &hostname, const QString &at)
    {
        CtlProcess create(with({u"create"_s, u"--hostname"_s, hostname, u"--sim-lines=9"_s,
                                u"--sim-seconds=0"_s, u"--fail-at"_s, at, u"--follow"_s, u"--json"_s}));
        return create.wait() == 1 ? object(create.outLines().first()).value("id"_L1).toString() : QString();
    }
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<BackendProcess> m_backend;
};

void TestSlipwayctlMany::createsSeveral()
{
    CtlProcess create(with({u"create"_s, u"--hostname=web-{1..3}"_s, u"--sim-seconds=0"_s, u"--json"_s}));
    QVERIFY2(create.wait() == 0, create.err.constData());
    QStringList names;
    for (const QByteArray &line : create.outLines())
        names += object(line).value("hostname"_L1).toString();
    QCOMPARE(names, (QStringList{u"web-1"_s, u"web-2"_s, u"web-3"_s}));
    CtlProcess wrong(with({u"create"_s, u"--hostname=web-{1..99}"_s}));
    QCOMPARE(wrong.wait(), 2);
    QVERIFY2(wrong.err.contains("64"), wrong.err.constData());
}

void TestSlipwayctlMany::followsSeveralToTheirEnds_data()
{
    QTest::addColumn<QString>("output");
    QTest::addColumn<bool>("fails");
    QTest::newRow("json, all good") << u"--json"_s << false;
    QTest::newRow("json, all fail") << u"--json"_s << true;
    QTest::newRow("text, all good") << u"--human"_s << false;
    QTest::newRow("text, all fail") << u"--human"_s << true;
}
void TestSlipwayctlMany::followsSeveralToTheirEnds()
{
    QFETCH(QString, output);
    QFETCH(bool, fails);
    QStringList arguments = {u"create"_s,         u"--hostname={a,b}-db"_s,
                             u"--sim-lines=30"_s, u"--sim-seconds=0"_s,
                             u"--follow"_s,       output};
    if (fails)
        arguments << u"--fail-at=syncing"_s;
    CtlProcess create(with(arguments));
    QVERIFY2(create.wait() == (fails ? 1 : 0), create.err.constData());
    if (fails)
        QVERIFY2(create.err.contains("a-db, b-db"), create.err.constData());
    QHash<QString, int> ends;
    for (const QByteArray &line : create.outLines()) {
        const QJsonObject event = object(line);
        const QString type = event.value("type"_L1).toString();
        if (type == u"complete" || type == u"error")
            ++ends[event.value("container"_L1).toString()];
        if (!type.isEmpty())
            QVERIFY2(line.startsWith("{\"container\":\""), line.constData());
    }
    if (output == u"--json")
        QCOMPARE(ends.size(), 2);
    else
        QVERIFY2(create.out.contains("a-db  [") && create.out.contains("b-db  ["), create.out.constData());
}

void TestSlipwayctlMany::namesTheOneThatIsRefused()
{
    CtlProcess taken(with({u"create"_s, u"--hostname=web-2"_s, u"--sim-seconds=0"_s}));
    QCOMPARE(taken.wait(), 0);
    CtlProcess create(
        with({u"create"_s, u"--hostname=web-{1..3}"_s, u"--sim-seconds=0"_s, u"--follow"_s, u"--human"_s}));
    QCOMPARE(create.wait(), 1);
    QVERIFY2(create.err.contains("Failed: web-2\n"), create.err.constData());
    QVERIFY2(create.out.contains("web-3  ["), create.out.constData());
}

void TestSlipwayctlMany::retryFollowsTheNewRunOnly()
{
    const QString id = failed(u"again"_s, u"deploying"_s);
    QVERIFY(!id.isEmpty());
    CtlProcess later(with({u"retry"_s, id, u"--from=syncing"_s}));
    QCOMPARE(later.wait(), 2);
    QVERIFY2(later.err.contains("deploying"), later.err.constData());
    CtlProcess retry(with({u"retry"_s, id, u"--follow"_s, u"--json"_s}));
    QVERIFY2(retry.wait() == 0, retry.err.constData());
    const QByteArrayList lines = retry.outLines();
    QCOMPARE(object(lines.at(0)).value("id"_L1).toString(), id);
    QCOMPARE(object(lines.at(1)).value("resumedFrom"_L1).toString(), u"deploying"_s);
    QCOMPARE(object(lines.last()).value("type"_L1).toString(), u"complete"_s);
    CtlProcess done(with({u"retry"_s, id}));
    QCOMPARE(done.wait(), 1);
}

void TestSlipwayctlMany::runsAreListed()
{
    const QString id = failed(u"twice"_s, u"01-setup-user.sh"_s);
    CtlProcess retry(with({u"retry"_s, id, u"--script=00-pre-checks.sh"_s, u"--follow"_s, u"--human"_s}));
    QVERIFY2(retry.wait() == 0, retry.err.constData());
    CtlProcess text(with({u"runs"_s, id, u"--human"_s}));
    QCOMPARE(text.wait(), 0);
    for (const char *words : {"Run 1: failed in syncing", "Run 2: ready", "00-pre-checks.sh", "creating"})
        QVERIFY2(text.out.contains(words), text.out.constData());
    CtlProcess json(with({u"runs"_s, id, u"--json"_s}));
    QCOMPARE(json.wait(), 0);
    QCOMPARE(json.outLines().size(), 2);
    QCOMPARE(object(json.outLines().last()).value("number"_L1).toInt(), 2);
}

void TestSlipwayctlMany::rollbackLeavesNothing()
{
    CtlProcess create(
        with({u"create"_s, u"--hostname=back"_s, u"--sim-seconds=0"_s, u"--fail-at=finalizing"_s,
              u"--on-failure=rollback"_s, u"--follow"_s, u"--json"_s}));
    QCOMPARE(create.wait(), 1);
    QVERIFY(object(create.outLines().last()).value("leftOnHost"_L1).isNull());
    CtlProcess wrong(with({u"create"_s, u"--hostname=back"_s, u"--on-failure=explode"_s}));
    QCOMPARE(wrong.wait(), 2);
}

void TestSlipwayctlMany::listFollows()
{
    CtlProcess list(with({u"list"_s, u"--follow"_s, u"--json"_s}));
    const auto has = [&](const QByteArray &text) {
        list.out += list.readAllStandardOutput();
        return list.out.contains(text);
    };
    CtlProcess first(with({u"create"_s, u"--hostname=seen"_s, u"--sim-seconds=0"_s, u"--json"_s}));
    QCOMPARE(first.wait(), 0);
    const QByteArray id = object(first.out).value("id"_L1).toString().toLatin1();
    QTRY_VERIFY_WITH_TIMEOUT(has("\"lifecycle\":\"ready\""), 60'000);
    // Cut: what is the same as before is not told again.
    const QString listen = u"127.0.0.1:%1"_s.arg(m_backend->url.port());
    QCOMPARE(m_backend->stop(), 0);
    m_backend = std::make_unique<BackendProcess>(m_dir->path(), QStringList{u"--listen"_s, listen});
    QVERIFY2(m_backend->awaitServing(), m_backend->err.constData());
    CtlProcess remove(with({u"delete"_s, QString::fromLatin1(id), u"--yes"_s}));
    QCOMPARE(remove.wait(), 0);
    QTRY_VERIFY_WITH_TIMEOUT(has("{\"removed\":\"" + id + "\"}\n"), 60'000);
    QCOMPARE(list.out.count("\"lifecycle\":\"ready\""), 1);
    QCOMPARE(list.state(), QProcess::Running);
    for (const QByteArray &line : list.outLines())
        QVERIFY2(line.startsWith("{\"container\":{") || line.startsWith("{\"removed\":"), line.constData());
}

// What people type: the hostname, or how an id begins. A name that a failed container had before is the later
// one's.
void TestSlipwayctlMany::containersByTheirNames()
{
    const auto idShownFor = [this](const QString &name, QByteArray *said = nullptr) {
        CtlProcess show(with({u"show"_s, name, u"--json"_s}));
        const int code = show.wait();
        if (said)
            *said = show.err;
        return code == 0 ? object(show.outLines().value(0)).value("id"_L1).toString() : QString::number(code);
    };
    const QString first = failed(u"web"_s, u"deploying"_s);
    QCOMPARE(idShownFor(u"web"_s), first);
    CtlProcess remove(with({u"delete"_s, u"web"_s, u"--yes"_s}));
    QCOMPARE(remove.wait(), 0);
    const QString second = failed(u"web"_s, u"deploying"_s);
    const QString third = failed(u"web"_s, u"creating"_s); // the name is taken on the host
    QByteArray said;
    QCOMPARE(idShownFor(u"WEB"_s, &said), u"1"_s);
    QVERIFY2(said.contains("2 containers") && said.contains(second.toUtf8()) && said.contains(third.toUtf8()),
             said.constData());
    for (const QString &id : {second, third}) {
        CtlProcess gone(with({u"delete"_s, id.first(6), u"--yes"_s}));
        QCOMPARE(gone.wait(), 0);
    }
    QCOMPARE(idShownFor(u"web"_s, &said), u"1"_s);
    QVERIFY2(said.contains("'slipwayctl list'"), said.constData());

    CtlProcess create(
        with({u"create"_s, u"--hostname=web"_s, u"--sim-seconds=0"_s, u"--follow"_s, u"--json"_s}));
    QCOMPARE(create.wait(), 0);
    const QString ready = object(create.outLines().first()).value("id"_L1).toString();
    QCOMPARE(idShownFor(ready.first(4)), ready);
    QCOMPARE(idShownFor(ready.first(3)), u"1"_s); // too short to be meant
    CtlProcess watch(with({u"watch"_s, u"web"_s, u"--json"_s}));
    QCOMPARE(watch.wait(), 0);
    QCOMPARE(object(watch.outLines().last()).value("type"_L1).toString(), u"complete"_s);
    CtlProcess stop(with({u"stop"_s, u"web"_s}));
    QVERIFY2(stop.wait() == 0, stop.err.constData());
}

QTEST_GUILESS_MAIN(TestSlipwayctlMany)
#include "tst_slipwayctl_many.moc"
