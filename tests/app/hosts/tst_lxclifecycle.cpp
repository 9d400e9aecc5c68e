// Real containers after their creation.
#include "tests/app/hosts/lxcfixture.h"

#include <QRegularExpression>
#include <QTest>
#include <thread>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;
using test::busybox;
using test::LxcFixture;
using Power = HostStatus::Power;

class TestLxcLifecycle : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { LxcFixture::skipWhereItCannot(); }
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void downAndUpAgain();
    void figures();
    void whatDoesNotGoDown();
    void aCancelEndsTheWait();
    void whatWasAskedForIsThere();
    void theClaim();
    void whoIsNotThere();
    void lookups();

private:
    static HostCall call(const CancelToken &token = {})
    {
        HostCall made;
        made.log = [](const QByteArray &) {};
        made.secret = [](const QByteArray &) {};
        made.cancel = token.limitedTo(std::chrono::seconds(120));
        return made;
    }
    Power power(LxcFixture &lxc, const QString &ref) { return lxc.host->status(ref).value().power; }
};

void TestLxcLifecycle::downAndUpAgain()
{
    LxcFixture lxc;
    const LxcFixture::Run run = lxc.run(busybox(u"web"_s));
    QVERIFY2(run.result, run.text().constData());
    HostCall c = call();
    const auto check = [](const Result<void> &done) {
        return done ? QByteArray() : (done.error().message + done.error().detail).toUtf8();
    };
    QCOMPARE(power(lxc, u"web"_s), Power::Running);
    QCOMPARE(check(lxc.host->shutdown(u"web"_s, 60, c)), QByteArray());
    QCOMPARE(power(lxc, u"web"_s), Power::Stopped);
    QCOMPARE(lxc.host->isRunning(u"web"_s).value(), false);
    QCOMPARE(check(lxc.host->start(u"web"_s, c)), QByteArray());
    QCOMPARE(power(lxc, u"web"_s), Power::Running);
    QCOMPARE(lxc.host->awaitAddress(u"web"_s, c).value(), run.address);

    const QByteArray before = lxc.shell(u"web"_s, u"touch /dev/shm/mark; ls /dev/shm"_s);
    QCOMPARE(before.trimmed(), "mark");
    QCOMPARE(check(lxc.host->reboot(u"web"_s, 60, c)), QByteArray());
    QCOMPARE(power(lxc, u"web"_s), Power::Running);
    QCOMPARE(lxc.shell(u"web"_s, u"ls /dev/shm"_s), QByteArray()); // its memory is new
    QCOMPARE(lxc.host->awaitAddress(u"web"_s, c).value(), run.address);

    QCOMPARE(check(lxc.host->stop(u"web"_s, c)), QByteArray());
    QCOMPARE(power(lxc, u"web"_s), Power::Stopped);
    QCOMPARE(check(lxc.host->destroy(u"web"_s, c)), QByteArray());
    QCOMPARE(power(lxc, u"web"_s), Power::Gone);
}

void TestLxcLifecycle::figures()
{
    LxcFixture lxc;
    ContainerSpec spec = busybox(u"web"_s);
    spec.cores = 1;
    const LxcFixture::Run run = lxc.run(spec);
    QVERIFY2(run.result, run.text().constData());
    HostStatus first = lxc.host->status(u"web"_s).value();
    QCOMPARE(first.power, Power::Running);
    QVERIFY2(first.cpuFraction >= 0 && first.cpuFraction <= 1,
             QByteArray::number(first.cpuFraction).constData());
    QCOMPARE(first.cores, 1);
    QCOMPARE(first.memoryTotalBytes, qint64(256) << 20);
    QVERIFY(first.memoryBytes > 0 && first.memoryBytes < first.memoryTotalBytes);
    QVERIFY(first.uptimeSeconds >= 0 && first.uptimeSeconds < 600);
    QVERIFY(first.netInBytes >= 0);
    QCOMPARE(first.diskBytes, -1); // nobody can say
    QVERIFY(first.lock.isEmpty() && first.task.isEmpty());
    // What is busy shows, and what was sent to it.
    std::ignore = lxc.shell(u"web"_s, u"(while :; do :; done) >/dev/null 2>&1 & echo started"_s);
    QTRY_VERIFY_WITH_TIMEOUT(lxc.host->status(u"web"_s).value().cpuFraction > 0.2, 60000);
    std::ignore =
        lxc.shell(u"web"_s, u"ping -c 3 -w 5 $(ip route | sed -n 's/^default via \\([^ ]*\\).*/\\1/p')"_s);
    const HostStatus later = lxc.host->status(u"web"_s).value();
    QVERIFY2(later.netOutBytes > first.netOutBytes, QByteArray::number(later.netOutBytes).constData());
    QVERIFY(later.uptimeSeconds >= first.uptimeSeconds);
}

void TestLxcLifecycle::whatDoesNotGoDown()
{
    LxcFixture lxc;
    QVERIFY(lxc.run(busybox(u"web"_s, {{u"stubborn.sh"_s, "echo '::shutdown:/bin/sleep 1000' >>/etc/inittab\n"
                                                          "kill -HUP 1\n"}}))
                .result);
    HostCall c = call();
    const Error late = lxc.host->shutdown(u"web"_s, 2, c).error();
    QCOMPARE(late.code, ErrorCode::Timeout);
    QVERIFY2(late.message.contains(u"within 2 s. Wait, or stop it"_s), qPrintable(late.message));
    QCOMPARE(power(lxc, u"web"_s), Power::Running); // nothing was forced
    QVERIFY(lxc.host->stop(u"web"_s, c));
    QCOMPARE(power(lxc, u"web"_s), Power::Stopped);
    QVERIFY(lxc.host->start(u"web"_s, c));
    QCOMPARE(lxc.host->reboot(u"web"_s, 2, c).error().code, ErrorCode::Timeout);
}

void TestLxcLifecycle::aCancelEndsTheWait()
{
    LxcFixture lxc;
    QVERIFY(lxc.run(busybox(u"web"_s, {{u"stubborn.sh"_s, "echo '::shutdown:/bin/sleep 1000' >>/etc/inittab\n"
                                                          "kill -HUP 1\n"}}))
                .result);
    CancelToken token;
    Result<void> ended;
    std::thread waiter([&] {
        HostCall c = call(token);
        ended = lxc.host->shutdown(u"web"_s, 100, c);
    });
    QElapsedTimer timer;
    timer.start();
    const QByteArray asking = QByteArrayList{"lxc-stop", "-P", lxc.lxcPath.toUtf8()}.join('\0');
    const bool wasAsked = QTest::qWaitFor([&] { return test::processesWith(asking) > 0; }, 30000);
    token.cancel();
    waiter.join();
    QVERIFY(wasAsked);
    QCOMPARE(ended.error().code, ErrorCode::Cancelled);
    QVERIFY(timer.elapsed() < 60000); // it had 100 s
    QCOMPARE(test::processesWith(asking), 0);
}

void TestLxcLifecycle::whatWasAskedForIsThere()
{
    LxcFixture lxc;
    ContainerSpec spec = busybox(u"web"_s);
    const QString key = u"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ7 somebody@example"_s;
    spec.sshPublicKeys = QStringList{key, key + u"2"_s};
    spec.network.nameservers = QStringList{u"192.0.2.53"_s};
    spec.network.searchDomain = u"example.org"_s;
    spec.bridge = LxcFixture::bridge();
    QVERIFY(lxc.host->validate(lxc.host->completed(spec)));
    const LxcFixture::Run run = lxc.run(spec);
    QVERIFY2(run.result, run.text().constData());
    QCOMPARE(lxc.shell(u"web"_s, u"cat /root/.ssh/authorized_keys; stat -c %a /root/.ssh/authorized_keys"_s),
             (key + u"\n"_s + key + u"2\n600\n"_s).toUtf8());
    QCOMPARE(lxc.shell(u"web"_s, u"cat /etc/resolv.conf"_s), "nameserver 192.0.2.53\nsearch example.org\n");
    spec.hostname = u"other"_s;
    spec.vmid = 100;
    const Error refused = lxc.host->validate(lxc.host->completed(spec)).error();
    QCOMPARE(refused.code, ErrorCode::Invalid);
    QVERIFY(refused.detail.startsWith(u"vmid: "_s));
}

void TestLxcLifecycle::theClaim()
{
    LxcFixture lxc;
    QStringList claims;
    HostCall c = call();
    c.claim = [&](const QString &ref) {
        claims.append(ref);
        QVERIFY(!QFile::exists(lxc.lxcPath + u'/' + ref)); // before it is made
    };
    QVERIFY(lxc.host->create(busybox(u"web"_s), u"web"_s, c));
    QCOMPARE(claims, QStringList{u"web"_s});
    QCOMPARE(lxc.host->create(busybox(u"web"_s), u"web"_s, c).error().code, ErrorCode::Conflict);
    QCOMPARE(claims.size(), 1); // what is another's is not claimed
}

void TestLxcLifecycle::whoIsNotThere()
{
    LxcFixture lxc;
    HostCall c = call();
    QDir().mkpath(lxc.lxcPath + u"/foreign"_s); // not ours
    for (const QString &ref : {u"nobody"_s, u"foreign"_s}) {
        QCOMPARE(power(lxc, ref), Power::Gone);
        QCOMPARE(lxc.host->shutdown(ref, 5, c).error().code, ErrorCode::NotFound);
        QCOMPARE(lxc.host->stop(ref, c).error().code, ErrorCode::NotFound);
        QCOMPARE(lxc.host->reboot(ref, 5, c).error().code, ErrorCode::NotFound);
    }
}

void TestLxcLifecycle::lookups()
{
    LxcFixture lxc;
    HostCatalog &catalog = *lxc.host->catalog();
    const QList<OsTemplate> systems = catalog.osTemplates({}).value();
    QVERIFY(!systems.isEmpty());
    for (const OsTemplate &system : systems)
        QVERIFY2(hosts::parseSource(system.source), qPrintable(system.source));
    QCOMPARE(catalog.bridges({}).value().first().name, LxcFixture::bridge());
    QVERIFY(catalog.bridges({}).value().first().cidr.isEmpty()); // not there yet
    QDir().mkpath(lxc.lxcPath);
    const HostStorage storage = catalog.storages(u"rootdir"_s, {}).value().first();
    QVERIFY(storage.totalBytes > 0 && storage.availableBytes > 0);
    QVERIFY(catalog.storages(u"vztmpl"_s, {}).value().isEmpty());
    QCOMPARE(catalog.nextId({}).error().code, ErrorCode::Invalid);
    QVERIFY(catalog.preflight({}).isOk());
    ContainerSpec spec = busybox(u"web"_s); // what was offered is accepted
    spec.storage = storage.name;
    spec.bridge = catalog.bridges({}).value().first().name;
    QVERIFY(lxc.host->validate(lxc.host->completed(spec)));
}

QTEST_GUILESS_MAIN(TestLxcLifecycle)
#include "tst_lxclifecycle.moc"
