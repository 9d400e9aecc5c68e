#include "app/desktop/backendprocess.h"
#include "tests/app/desktop/quiet.h"
#include "tests/support/patience.h"

#include <QSignalSpy>
#include <csignal>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;

/// The backend's side is played by small shell scripts: what counts here is how we treat the process.
class TestBackendProcess : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        desktoptest::failOnWarnings();
        m_directory = std::make_unique<QTemporaryDir>();
    }
    void tellsItsAddress();
    void tokenIsPrivate();
    void endsWithUs();
    void startsAgainAfterDeath_data();
    void startsAgainAfterDeath();
    void saysWhyItDoesNotStart();
    void missingProgram();

private:
    BackendProcess::Settings script(const QByteArray &body);
    std::unique_ptr<QTemporaryDir> m_directory;
};

BackendProcess::Settings TestBackendProcess::script(const QByteArray &body)
{
    const QString path = m_directory->filePath(u"backend"_s);
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write("#!/bin/sh\nd='" + m_directory->path().toLocal8Bit() + "'\n" + body);
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    BackendProcess::Settings settings;
    settings.program = path;
    settings.firstRestartMs = 20;
    return settings;
}

void TestBackendProcess::tellsItsAddress()
{
    BackendProcess process(script("echo \"$@\" > $d/args; echo hello; printf 'listening on http://127.0.'; "
                                  "echo '0.1:4711'; cat > /dev/null\n"));
    QSignalSpy ready(&process, &BackendProcess::ready);
    process.start();
    QVERIFY(ready.wait(slipway::test::kPatienceMs));
    QCOMPARE(ready.constFirst().at(0).toUrl(), QUrl(u"http://127.0.0.1:4711"_s));
    QFile args(m_directory->filePath(u"args"_s));
    QVERIFY(args.open(QIODevice::ReadOnly));
    const QByteArray line = args.readAll();
    QVERIFY(line.contains("--listen 127.0.0.1:0"));
    QVERIFY(line.contains("--exit-on-stdin-eof"));
    QVERIFY(!line.contains(process.token().reveal())); // command lines are public on this machine
}

void TestBackendProcess::tokenIsPrivate()
{
    BackendProcess process(script("while [ \"$1\" != --token-file ]; do shift; done; echo \"$2\" > $d/path\n"
                                  "echo 'listening on http://127.0.0.1:1'; cat > /dev/null\n"));
    QSignalSpy ready(&process, &BackendProcess::ready);
    process.start();
    QVERIFY(ready.wait(slipway::test::kPatienceMs));
    QFile path(m_directory->filePath(u"path"_s));
    QVERIFY(path.open(QIODevice::ReadOnly));
    const QFileInfo token(QString::fromLocal8Bit(path.readAll().trimmed()));
    const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup |
                                      QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
    QVERIFY(token.exists());
    QVERIFY(!(token.permissions() & others));
    QVERIFY(!(QFileInfo(token.path()).permissions() & others));
    QVERIFY(process.token().size() >= 64);
}

void TestBackendProcess::endsWithUs()
{
    QString tokenDirectory;
    qint64 pid = 0;
    {
        BackendProcess process(
            script("echo 'listening on http://127.0.0.1:1'; cat > /dev/null; touch $d/ended\n"));
        QSignalSpy ready(&process, &BackendProcess::ready);
        process.start();
        QVERIFY(ready.wait(slipway::test::kPatienceMs));
        pid = process.processId();
    }
    QVERIFY(QFile::exists(m_directory->filePath(u"ended"_s))); // orderly, by its end of input
    QVERIFY(::kill(pid_t(pid), 0) != 0);
}

void TestBackendProcess::startsAgainAfterDeath_data()
{
    QTest::addColumn<QString>("said");
    QTest::addColumn<QString>("reason");
    const QString began = u"The backend stopped. It ended with exit code 3. "_s;
    QTest::newRow("its own words") << u"disk full"_s << began + u"disk full"_s;
    QTest::newRow("trouble in its log")
        << u"2026-11-30T03:33:55.296 critical slipway.store: The disk is full. Make room."_s
        << began + u"The disk is full. Make room."_s;
    QTest::newRow("nothing of interest in its log")
        << u"2026-11-30T03:33:55.296 info slipway.backend: Containers are simulated."_s
        << began + u"It is being started again."_s;
}

void TestBackendProcess::startsAgainAfterDeath()
{
    QFETCH(const QString, said);
    QFETCH(const QString, reason);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"The backend stopped"_s));
    BackendProcess process(
        script(QStringLiteral("echo 'listening on http://127.0.0.1:1'\n"
                              "if [ ! -e $d/once ]; then touch $d/once; echo '%1' >&2; exit 3; fi\n"
                              "cat > /dev/null\n")
                   .arg(said)
                   .toUtf8()));
    QSignalSpy ready(&process, &BackendProcess::ready);
    QSignalSpy failed(&process, &BackendProcess::failed);
    process.start();
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed.constFirst().at(0).toString(), reason);
    QCOMPARE(failed.constFirst().at(1).toInt(), 1);
    QVERIFY(failed.constFirst().at(2).toInt() > 0);
    QTRY_COMPARE(ready.count(), 2);
}

void TestBackendProcess::saysWhyItDoesNotStart()
{
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"port in use"_s));
    BackendProcess::Settings settings = script("echo 'Cannot listen. port in use.' >&2; exit 1\n");
    settings.firstRestartMs = 60'000;
    BackendProcess process(settings);
    QSignalSpy failed(&process, &BackendProcess::failed);
    process.start();
    QVERIFY(failed.wait(slipway::test::kPatienceMs));
    QVERIFY(failed.constFirst().at(0).toString().contains(u"port in use"_s));
}

void TestBackendProcess::missingProgram()
{
    BackendProcess::Settings settings;
    settings.program = m_directory->filePath(u"nothing-here"_s);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"Cannot start .*nothing-here"_s));
    BackendProcess process(settings);
    QSignalSpy failed(&process, &BackendProcess::failed);
    process.start();
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed.constFirst().at(2).toInt(), -1); // waiting would not bring it
}

QTEST_GUILESS_MAIN(TestBackendProcess)
#include "tst_backendprocess.moc"
