#include "app/hosts/lxc/namespaceroot.h"
#include "tests/support/paths.h"

#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <unistd.h>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;

namespace {

/// A program in a chroot that shows this machine's files, at another place, within a mount namespace of its
/// own.
void startInChroot(QProcess &process, const QString &directory, const QStringList &command)
{
    const QString script = u"mount --rbind / \"$1\" && root=$1 && shift && exec chroot \"$root\" \"$@\""_s;
    process.start(u"unshare"_s, QStringList{u"--mount"_s, u"--propagation"_s, u"private"_s, u"sh"_s, u"-c"_s,
                                            script, u"sh"_s, directory} +
                                    command);
}

} // namespace

class TestNamespaceRoot : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void outsideOfAChroot();
    void inAChroot();
    void noProcess();
    void slipwaydInAChroot_data();
    void slipwaydInAChroot();

private:
    QTemporaryDir m_directory;
};

void TestNamespaceRoot::initTestCase()
{
    if (::geteuid() != 0)
        QSKIP("Mount namespaces need root.");
    QProcess tried;
    startInChroot(tried, m_directory.path(), {u"true"_s});
    QVERIFY(tried.waitForFinished());
    if (tried.exitCode() != 0)
        QSKIP(
            qPrintable(u"No chroot can be made here: "_s + QString::fromUtf8(tried.readAllStandardError())));
}

void TestNamespaceRoot::outsideOfAChroot()
{
    QProcess fresh; // has the root of its name space, also where the tests themselves run in a chroot
    fresh.start(u"nsenter"_s,
                {u"--mount=/proc/self/ns/mnt"_s, u"sh"_s, u"-c"_s, u"echo there; read -r end"_s});
    QVERIFY(fresh.waitForReadyRead());
    const Result<bool> found = hosts::isRootOfItsNamespace(static_cast<pid_t>(fresh.processId()));
    QVERIFY2(found, found ? "" : qPrintable(found.error().message));
    QVERIFY(*found);
    fresh.write("\n");
    QVERIFY(fresh.waitForFinished());
}

void TestNamespaceRoot::inAChroot()
{
    QProcess process;
    startInChroot(process, m_directory.path(), {u"sh"_s, u"-c"_s, u"echo there; read -r end"_s});
    QVERIFY(process.waitForReadyRead());
    QCOMPARE(process.readLine(), "there\n");
    const Result<bool> same = hosts::isRootOfItsNamespace(static_cast<pid_t>(process.processId()));
    QVERIFY2(same, same ? "" : qPrintable(same.error().message));
    QVERIFY(!*same);
    process.write("\n");
    QVERIFY(process.waitForFinished());
}

void TestNamespaceRoot::noProcess()
{
    const Result<bool> same = hosts::isRootOfItsNamespace(0x3fffffff); // above the highest number there is
    QVERIFY(!same);
    QCOMPARE(same.error().code, ErrorCode::Unavailable);
}

void TestNamespaceRoot::slipwaydInAChroot_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addRow("--host lxc") << QStringList{u"--host"_s, u"lxc"_s};
    QTest::addRow("no --host") << QStringList{};
}

// It would change the machine around it. Chosen by name, LXC is refused; by itself it takes the simulated
// host.
void TestNamespaceRoot::slipwaydInAChroot()
{
    QFETCH(QStringList, options);
    if (QStandardPaths::findExecutable(u"lxc-start"_s).isEmpty())
        QSKIP("LXC is not installed.");
    QTemporaryDir data;
    QProcess process;
    startInChroot(process, m_directory.path(),
                  QStringList{test::binDir() + u"/slipwayd"_s, u"--listen"_s, u"127.0.0.1:0"_s,
                              u"--data-dir"_s, data.path() + u"/data"_s} +
                      options);
    QVERIFY(process.waitForReadyRead()); // where it listens: the host was chosen before
    const QByteArray words = process.readAllStandardError();
    QVERIFY2(words.contains("runs in a chroot"), words.constData());
    QCOMPARE(words.contains("Containers are simulated"), options.isEmpty());
    process.terminate();
    QVERIFY(process.waitForFinished());
}

QTEST_GUILESS_MAIN(TestNamespaceRoot)
#include "tst_namespaceroot.moc"
