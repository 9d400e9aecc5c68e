// `pct` of a node as the stand-in plays it: the words, the exit codes, and what arrives where.
#include "tests/support/paths.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

class TestPctStandin : public QObject
{
    Q_OBJECT

    struct Result
    {
        int code = -1;
        QByteArray out, error;
    };

    std::unique_ptr<QTemporaryDir> m_state;

    Result run(const QStringList &arguments, const QByteArray &input = {}, const QString &command = {})
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"PCT_STATE"_s, m_state->path());
        if (!command.isEmpty())
            environment.insert(u"SSH_ORIGINAL_COMMAND"_s, command);
        process.setProcessEnvironment(environment);
        process.start(slipway::test::sourceDir() + QStringLiteral("/tests/fakes/pctstandin"), arguments);
        process.write(input);
        process.closeWriteChannel();
        if (!process.waitForFinished(60000))
            return {};
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }

    void write(const QString &name, const QByteArray &content)
    {
        QFile file(m_state->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }

    // The place of a file inside, which the plain way (no root) maps to its own folder.
    QString inside(const QString &name) const
    {
        return ::getuid() == 0 ? u"/root/"_s + name : m_state->filePath(u"101/home/"_s + name);
    }
    QString target(const QString &name) const { return ::getuid() == 0 ? u"/root/"_s + name : u'/' + name; }

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_state = std::make_unique<QTemporaryDir>();
        QCOMPARE(run({u"--add"_s, u"101"_s}).code, 0);
        // Whether commands can be kept inside here decides what can be tested at all.
        const Result first = run({u"exec"_s, u"101"_s, u"--"_s, u"true"_s});
        if (first.code != 0)
            QSKIP(("no overlay or namespaces here: " + first.error).constData());
        QVERIFY(QDir().mkpath(m_state->filePath(u"101/home"_s)));
    }

    void says_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("out");
        QTest::addColumn<QByteArray>("error");
        const auto row = [](const char *arguments, int code, const char *out, const char *error) {
            QTest::newRow(arguments) << QString::fromLatin1(arguments).split(u' ') << code << QByteArray(out)
                                     << QByteArray(error);
        };
        row("status 101", 0, "status: running\n", "");
        row("status 102", 255, "", "Configuration file 'nodes/pve/lxc/102.conf' does not exist\n");
        row("status 7", 255, "",
            "400 Parameter verification failed.\nvmid: type check ('integer') failed - got '7'\n");
        row("stop 102", 255, "", "Configuration file 'nodes/pve/lxc/102.conf' does not exist\n");
        row("start 101", 255, "", "CT 101 already running\n");
        row("dance", 255, "", "ERROR: unknown command 'pct dance'\n");
        row("exec 101 -- echo -n words", 0, "words", "");
        row("exec 101 -- sh", 0, "", "");
        row("exec 101 -- false", 1, "", "");
        row("exec 101 --", 255, "", "missing command\n");
        row("exec 101 ls -l", 255, "",
            "Unknown option: l\n400 unable to parse option\npct exec <vmid> [<extra-args>] [OPTIONS]\n");
        row("exec 102 -- true", 255, "", "Configuration file 'nodes/pve/lxc/102.conf' does not exist\n");
        row("push 101 /dev/null", 255, "", "400 not enough arguments\n");
    }
    void says()
    {
        QFETCH(QStringList, arguments);
        const Result result = run(arguments);
        QTEST(result.error, "error");
        QTEST(result.out, "out");
        QTEST(result.code, "code");
    }

    void executesWithInputPathAndCode()
    {
        const Result result =
            run({u"exec"_s, u"101"_s, u"--"_s, u"sh"_s, u"-c"_s, u"echo $PATH; cat; echo bad >&2; exit 42"_s},
                "in\n");
        QCOMPARE(result.code, 42);
        QCOMPARE(result.out, "/sbin:/bin:/usr/sbin:/usr/bin\nin\n");
        QCOMPARE(result.error, "bad\n");
    }

    void keepsAStoppedOneShut()
    {
        QCOMPARE(run({u"stop"_s, u"101"_s}).code, 0);
        const Result exec = run({u"exec"_s, u"101"_s, u"--"_s, u"true"_s});
        QCOMPARE(exec.code, 255);
        QCOMPARE(exec.error, "container '101' not running!\n");
        QCOMPARE(run({u"push"_s, u"101"_s, u"/etc/hostname"_s, u"/root/x"_s}).error,
                 "can only push files to a running CT\n");
        QCOMPARE(run({u"start"_s, u"101"_s}).code, 0);
        QVERIFY(run({u"list"_s}).out.contains("\n101        running"));
    }

    void pushesAndPulls()
    {
        write(u"source"_s, "the content\n");
        const QString source = m_state->filePath(u"source"_s), back = m_state->filePath(u"back"_s);
        const Result push = run({u"push"_s, u"101"_s, source, target(u"pushed"_s), u"--perms"_s, u"0750"_s});
        QCOMPARE(push.error, "");
        QCOMPARE(push.code, 0);
        QCOMPARE(run({u"exec"_s, u"101"_s, u"--"_s, u"stat"_s, u"-c"_s, u"%a"_s, inside(u"pushed"_s)}).out,
                 "750\n");
        QVERIFY(!QFile::exists(u"/root/pushed"_s)); // not on this machine
        QCOMPARE(run({u"pull"_s, u"101"_s, target(u"pushed"_s), back}).code, 0);
        QFile file(back);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), "the content\n");
    }

    // What makes a client look whether the file arrived.
    void aFailedPushExitsWithZero()
    {
        write(u"source"_s, "x");
        write(u"push-fails"_s, "1");
        const QString source = m_state->filePath(u"source"_s);
        const Result full = run({u"push"_s, u"101"_s, source, target(u"a"_s)});
        QCOMPARE(full.code, 0);
        QVERIFY(full.error.endsWith(": No space left on device\n"));
        QVERIFY(run({u"exec"_s, u"101"_s, u"--"_s, u"ls"_s, inside(u"a"_s)}).code != 0);
        const Result nowhere = run({u"push"_s, u"101"_s, source, u"/no/such/folder/a"_s});
        QCOMPARE(nowhere.code, 0);
        QVERIFY(nowhere.error.startsWith("failed to create file: "));
        QCOMPARE(run({u"push"_s, u"101"_s, source, target(u"a"_s)}).error, "");
        QCOMPARE(run({u"exec"_s, u"101"_s, u"--"_s, u"cat"_s, inside(u"a"_s)}).out, "x");
    }

    void isFoundByACommandOfSsh()
    {
        QCOMPARE(run({u"--shell"_s}, "in", u"pct exec 101 -- cat; exit 5"_s).out, "in");
        QCOMPARE(run({u"--shell"_s}, {}, u"pct exec 101 -- sh -c 'exit 5'"_s).code, 5);
        QVERIFY(run({u"--shell"_s}, {}, u"pveversion"_s).out.startsWith("pve-manager/8.4.1/"));
        if (::getuid() == 0)
            QCOMPARE(run({u"--shell"_s}, {}, u"PATH=/sbin:/usr/sbin /usr/sbin/pct status 101"_s).out,
                     "status: running\n");
    }

    void writesDownWhatWasCalled()
    {
        run({u"exec"_s, u"101"_s, u"--"_s, u"echo"_s, u"a\nb"_s});
        QFile file(m_state->filePath(u"calls"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().endsWith("\nexec 101 -- echo a b \n"));
    }
};

QTEST_GUILESS_MAIN(TestPctStandin)
#include "tst_pctstandin.moc"
