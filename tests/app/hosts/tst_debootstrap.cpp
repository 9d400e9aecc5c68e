#include "tests/app/hosts/lxcfixture.h"

#include <QFileInfo>
#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;
using test::busybox;
using test::LxcFixture;
using test::processesWith;
using test::serviceNamed;

class TestDebootstrap : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void aDebianWithSystemd();
    void cancelWhileDebootstrapRuns();
};

void TestDebootstrap::initTestCase()
{
    if (qEnvironmentVariable("SLIPWAY_TEST_DEBOOTSTRAP") != u"1"_s)
        QSKIP("needs a Debian mirror and minutes: set SLIPWAY_TEST_DEBOOTSTRAP=1");
    if (const QString why = LxcFixture::whyNot(); !why.isEmpty())
        QSKIP(qPrintable(why));
}

void TestDebootstrap::aDebianWithSystemd()
{
    LxcFixture lxc(true);
    ContainerSpec spec = busybox(
        u"deb"_s, {{u"00-unit.sh"_s, "set -euo pipefail\n"
                                     "log_info \"$CONTAINER_OS $CONTAINER_OS_VERSION, bash $BASH_VERSION\"\n"
                                     "is_installed netcat-openbsd\n"
                                     "cat >/etc/systemd/system/echoer.service <<'E'\n"
                                     "[Service]\nExecStart=/usr/bin/nc -lk 7777\n"
                                     "[Install]\nWantedBy=multi-user.target\nE\n"
                                     "systemctl daemon-reload\nsystemctl enable --now echoer\n"
                                     "useradd -m -u 1000 coder\n"
                                     "save_credential echoer TOKEN \"$(generate_password)\"\n"},
                   {u"01-user.sh"_s, "[ \"$(run_as_user sh -c 'echo \"$HOME\"')\" = /home/coder ]\n"}});
    spec.source = u"debootstrap:bookworm"_s;
    spec.memoryMb = 1024;
    spec.packages = QStringList{u"netcat-openbsd"_s};
    spec.rootPassword = Secret(QByteArray("r00t-Geheim"));
    const LxcFixture::Run run = lxc.run(spec);
    QVERIFY2(run.result, run.text().right(6000).constData());
    const Service *echoer = serviceNamed(run.services, u"echoer"_s);
    QVERIFY(echoer != nullptr);
    QCOMPARE(echoer->type, u"systemd"_s);
    QCOMPARE(echoer->port, std::optional(7777));
    QCOMPARE(echoer->credentials.size(), size_t(1));
    QVERIFY(!echoer->isSystem);
    const Service *journal = serviceNamed(run.services, u"systemd-journald"_s);
    QVERIFY(journal != nullptr && journal->isSystem);
    QVERIFY(!lxc.host->serviceLogs(u"deb"_s, u"systemd-journald"_s, 20).value().isEmpty());
    QCOMPARE(lxc.host->serviceLogs(u"deb"_s, u"nothing"_s, 20).error().code, ErrorCode::NotFound);

    QElapsedTimer timer;
    timer.start();
    ContainerSpec again = spec;
    again.hostname = u"deb2"_s;
    again.scripts.clear();
    again.packages.clear();
    const LxcFixture::Run second = lxc.run(again);
    QVERIFY2(second.result, second.text().right(6000).constData());
    QVERIFY2(timer.elapsed() < 45000, qPrintable(QString::number(timer.elapsed())));
    qInfo("the second one took %lld ms", static_cast<long long>(timer.elapsed()));
}

void TestDebootstrap::cancelWhileDebootstrapRuns()
{
    LxcFixture lxc;
    CancelToken token;
    QElapsedTimer since;
    ContainerSpec spec = busybox(u"half"_s);
    spec.source = u"debootstrap:bookworm"_s;
    const LxcFixture::Run run = lxc.run(spec, token, [&](const ProgressEvent &event) {
        if (event.message.contains(u"Unpacking"_s) && !since.isValid()) { // its mounts are there by now
            since.start();
            token.cancel();
        }
    });
    QCOMPARE(run.result.error().code, ErrorCode::Cancelled);
    QVERIFY2(since.elapsed() < 10000, qPrintable(QString::number(since.elapsed())));
    qInfo("stopped and cleaned up after %lld ms", static_cast<long long>(since.elapsed()));
    QVERIFY(run.events.last().message.contains(u"Nothing is left on the host"_s));
    QVERIFY(!QFile::exists(lxc.lxcPath + u"/half"_s));
    QCOMPARE(processesWith("debootstrap"), 0);
    QFile mounts(u"/proc/self/mounts"_s);
    QVERIFY(mounts.open(QIODevice::ReadOnly));
    QVERIFY(!mounts.readAll().contains(QFileInfo(lxc.lxcPath).path().toUtf8()));
    QCOMPARE(
        QDir(QFileInfo(lxc.lxcPath).path() + u"/data/rootfs"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot),
        QStringList());
}

QTEST_GUILESS_MAIN(TestDebootstrap)
#include "tst_debootstrap.moc"
