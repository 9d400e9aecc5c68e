// Scripts that outlive their connection, in the shells of this machine; the connection is cut where it hurts.
#include "app/hosts/proxmox/detachedrun.h"
#include "app/hosts/scripts/helperscript.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <mutex>

using namespace slipway;
using namespace slipway::hosts;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Runs the programs by a shell of this machine and loses the connection as told.
class LocalShell final : public InsideShell
{
public:
    enum class Cut { Before, After }; ///< of its taking effect

    QStringList shell{u"/bin/sh"_s};
    QMap<int, Cut> cutExecs;        ///< by the number of the exec(), from 1
    qint64 cutEvery = 0;            ///< bytes of output after which a stream is lost; 0 = never
    int refuseStreams = 0;          ///< so many of the next ones are unreachable
    std::function<void()> onStream; ///< called when one begins
    int execs = 0, streams = 0;

    ssh::Outcome<ssh::Output> exec(const ShellCall &what, const CancelToken &cancel) override
    {
        const int number = ++execs;
        if (cutExecs.contains(number) && cutExecs.value(number) == Cut::Before)
            return lost();
        ssh::Output out;
        const auto code = run(
            what, [&](QByteArrayView b) { out.out.append(b); }, [&](QByteArrayView b) { out.err.append(b); },
            cancel, 0);
        if (!code)
            return tl::unexpected(code.error());
        out.exit.code = *code;
        if (cutExecs.contains(number))
            return lost();
        return out;
    }
    ssh::Outcome<int> stream(const ShellCall &what, const ssh::Sink &out, const ssh::Sink &err,
                             const CancelToken &cancel) override
    {
        ++streams;
        if (onStream)
            onStream();
        if (refuseStreams > 0) {
            --refuseStreams;
            return ssh::refuse(ssh::Kind::Unreachable, u"Cannot reach it."_s);
        }
        return run(what, out, err, cancel, cutEvery);
    }

private:
    static tl::unexpected<ssh::Failure> lost()
    {
        return ssh::refuse(ssh::Kind::ConnectionLost, u"Connection lost."_s);
    }
    ssh::Outcome<int> run(const ShellCall &what, const ssh::Sink &out, const ssh::Sink &err,
                          const CancelToken &cancel, qint64 cut)
    {
        QProcess process;
        QStringList arguments = shell.mid(1) + QStringList{u"-c"_s, QString::fromUtf8(what.script), u"sh"_s};
        for (const QByteArray &argument : what.arguments)
            arguments.append(QString::fromUtf8(argument));
        process.start(shell.first(), arguments);
        process.write(what.input);
        process.closeWriteChannel();
        qint64 seen = 0;
        for (bool isRunning = true; isRunning;) {
            // A piece at a time: what is under way when it is cut is no more than on a real connection.
            process.waitForReadyRead(10);
            isRunning = process.state() != QProcess::NotRunning;
            QByteArray bytes = process.readAllStandardOutput();
            const bool isCut = cut > 0 && seen + bytes.size() >= cut;
            if (isCut)
                bytes.truncate(cut - seen);
            seen += bytes.size();
            err(process.readAllStandardError());
            out(bytes);
            if (isCut || cancel.isCancelled()) {
                process.kill();
                process.waitForFinished();
                if (cancel.isCancelled())
                    return ssh::refuse(ssh::Kind::Cancelled, u"Stopped."_s);
                return lost();
            }
        }
        return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : 137;
    }
};

struct Heard
{
    QList<QByteArray> lines;
    QList<QByteArray> secrets;
    CancelToken cancel;
    HostCall call()
    {
        return {[this](const QByteArray &line) { lines.append(line); },
                [this](const QByteArray &secret) { secrets.append(secret); },
                cancel,
                {}};
    }
};

int processesWith(const QByteArray &mark)
{
    int found = 0;
    for (const QString &pid : QDir(u"/proc"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(u"/proc/%1/cmdline"_s.arg(pid));
        found +=
            pid.front().isDigit() && file.open(QIODevice::ReadOnly) && file.readAll().contains(mark) ? 1 : 0;
    }
    return found;
}

QByteArray content(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestProxmoxDetached : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    DetachedTimes times() const
    {
        DetachedTimes out;
        out.pause = 20ms;
        out.patience = 20s;
        out.killTime = 30s; // this machine has more processes than a container
        out.directory = QFile::encodeName(m_folder.filePath(u"runs"_s));
        return out;
    }
    DetachedJob job(const QByteArray &script) const
    {
        return {u"setup.sh"_s, script, helperScript(), u"sh"_s, u"131"_s};
    }

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        QFile::remove(m_folder.filePath(u"ran"_s));
    }
    void cleanup()
    {
        QCOMPARE(QDir(QString::fromUtf8(times().directory)).entryList(QDir::Dirs | QDir::NoDotAndDotDot),
                 QStringList());
    }

    void checksumIsThatOfCksum_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("short") << QByteArray("123456789");
        QTest::newRow("300 bytes") << QByteArray(300, 'x');
        QTest::newRow("binary") << QByteArray("\0\xff\x80\n", 4);
    }
    void checksumIsThatOfCksum()
    {
        QFETCH(QByteArray, bytes);
        LocalShell shell;
        const auto said = shell.exec({"cksum", {}, bytes}, {});
        QVERIFY(said);
        QCOMPARE(QByteArray::number(posixChecksum(bytes)), said->out.split(' ').first());
    }

    void exitCodes_data()
    {
        QTest::addColumn<QStringList>("shell");
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<int>("code");
        for (const QStringList &shell : {QStringList{u"/bin/sh"_s}, {u"/bin/busybox"_s, u"sh"_s}}) {
            const auto row = [&](const char *name, const QByteArray &script, int code) {
                QTest::addRow("%s, %s", name, qPrintable(shell.last())) << shell << script << code;
            };
            row("0", "echo hello", 0);
            row("7", "echo hello; exit 7", 7);
            row("killed", "echo hello; kill -9 $$", 137);
            row("no output end", "printf hello", 0);
        }
    }
    void exitCodes()
    {
        QFETCH(QStringList, shell);
        QFETCH(QByteArray, script);
        QFETCH(int, code);
        if (!QFile::exists(shell.first()))
            QSKIP("busybox is not installed");
        LocalShell local;
        local.shell = shell;
        Heard heard;
        HostCall call = heard.call();
        const Result<int> ended = runDetached(local, job(script), call, times());
        QVERIFY2(ended, ended ? "" : qPrintable(ended.error().message + ended.error().detail));
        QCOMPARE(*ended, code);
        QCOMPARE(heard.lines, QList<QByteArray>{"hello"});
    }

    /// Trap 19: the connection goes, the script does not, and is not run again.
    void trap19_cutConnectionsNeitherLoseNorRepeat_data()
    {
        QTest::addColumn<int>("everyBytes");
        QTest::addColumn<int>("refused");
        QTest::newRow("never") << 0 << 0;
        QTest::newRow("at once") << 1 << 0;
        QTest::newRow("every 777 bytes") << 777 << 0;
        QTest::newRow("every 70001 bytes, unreachable meanwhile") << 70001 << 3;
    }
    void trap19_cutConnectionsNeitherLoseNorRepeat()
    {
        QFETCH(int, everyBytes);
        QFETCH(int, refused);
        LocalShell shell;
        // "at once" is about the first bytes only: a stream each would take for ever.
        const int lines = everyBytes == 1 ? 12 : (everyBytes == 777 ? 900 : 20000);
        shell.cutEvery = everyBytes;
        if (refused > 0)
            shell.onStream = [&shell, refused] {
                if (shell.streams % 2 == 0 && shell.refuseStreams == 0 && shell.streams < 8)
                    shell.refuseStreams = refused;
            };
        const QByteArray script = "echo x >>'" + QFile::encodeName(m_folder.filePath(u"ran"_s)) +
                                  "'\ni=0\nwhile [ $i -lt " + QByteArray::number(lines) +
                                  " ]; do i=$((i + 1)); echo \"line $i\"; done\nexit 3\n";
        Heard heard;
        HostCall call = heard.call();
        const Result<int> ended = runDetached(shell, job(script), call, times());
        QVERIFY2(ended, ended ? "" : qPrintable(ended.error().message + ended.error().detail));
        QCOMPARE(*ended, 3);
        QList<QByteArray> said;
        int lost = 0;
        for (const QByteArray &line : std::as_const(heard.lines)) {
            if (line.startsWith("line "))
                said.append(line);
            lost += line.startsWith("Connection to the node lost") ? 1 : 0;
        }
        QCOMPARE(said.size(), lines);
        for (int i = 0; i < lines; ++i)
            QCOMPARE(said.at(i), "line " + QByteArray::number(i + 1));
        QCOMPARE(content(m_folder.filePath(u"ran"_s)), "x\n");
        QCOMPARE(lost > 0, everyBytes > 0);
    }

    void trap19_cutWhileItIsBroughtIn_data()
    {
        QTest::addColumn<int>("exec");
        QTest::addColumn<bool>("after");
        QTest::newRow("while preparing, not there") << 1 << false;
        QTest::newRow("while preparing, it was there") << 1 << true;
        QTest::newRow("while starting, not started") << 2 << false;
        QTest::newRow("while starting, it was started") << 2 << true;
    }
    void trap19_cutWhileItIsBroughtIn()
    {
        QFETCH(int, exec);
        QFETCH(bool, after);
        LocalShell shell;
        shell.cutExecs.insert(exec, after ? LocalShell::Cut::After : LocalShell::Cut::Before);
        Heard heard;
        HostCall call = heard.call();
        const QByteArray script =
            "echo x >>'" + QFile::encodeName(m_folder.filePath(u"ran"_s)) + "'; echo done";
        const Result<int> ended = runDetached(shell, job(script), call, times());
        QVERIFY2(ended, ended ? "" : qPrintable(ended.error().message + ended.error().detail));
        QCOMPARE(*ended, 0);
        QCOMPARE(content(m_folder.filePath(u"ran"_s)), "x\n");
        QCOMPARE(heard.lines.last(), "done");
        QCOMPARE(heard.lines.count("done"), 1);
    }

    /// Past what is given back to the memory meanwhile.
    void aLoudScript()
    {
        LocalShell shell;
        shell.cutEvery = 9'000'000;
        qint64 lines = 0, wrong = 0;
        HostCall call{[&](const QByteArray &line) {
                          if (line.startsWith("Connect"))
                              return;
                          ++lines;
                          wrong += line.toLongLong() == lines ? 0 : 1;
                      },
                      {},
                      {},
                      {}};
        const Result<int> ended = runDetached(shell, job("seq -f %099.0f 300000"), call, times());
        QVERIFY2(ended, ended ? "" : qPrintable(ended.error().message + ended.error().detail));
        QCOMPARE(lines, 300'000); // 30 MB
        QCOMPARE(wrong, 0);
    }

    void theConnectionStaysAway()
    {
        LocalShell shell;
        shell.refuseStreams = 1000000;
        DetachedTimes limits = times();
        limits.patience = 300ms;
        Heard heard;
        HostCall call = heard.call();
        const Result<int> ended = runDetached(shell, job("sleep 98760"), call, limits);
        QVERIFY(!ended);
        QCOMPARE(ended.error().code, ErrorCode::Unavailable);
        QVERIFY2(ended.error().message.contains("look at the node before trying again"_L1),
                 qPrintable(ended.error().message));
        QTRY_COMPARE(processesWith(QByteArray("sleep\0"
                                              "98760",
                                              11)),
                     0);
    }

    void cancelKillsAllOfIt()
    {
        LocalShell shell;
        Heard heard;
        HostCall call = heard.call();
        call.log = [&](const QByteArray &line) {
            heard.lines.append(line);
            if (line == "up")
                heard.cancel.cancel();
        };
        // One in a session of its own, one whose parent is gone, one that ignores signals.
        const QByteArray script =
            "setsid sleep 98761 & (sleep 98762 &) ; trap '' TERM INT HUP; echo up; sleep 98763";
        QElapsedTimer time;
        time.start();
        const Result<int> ended = runDetached(shell, job(script), call, times());
        QVERIFY(!ended);
        QCOMPARE(ended.error().code, ErrorCode::Cancelled);
        for (const char *number : {"98761", "98762", "98763"})
            QCOMPARE(processesWith(QByteArray("sleep\0", 6) + number), 0);
    }

    void whatWasLeftIsEnded()
    {
        LocalShell shell;
        shell.refuseStreams = 1000000;
        DetachedTimes limits = times();
        QThread dying; // a process of ours that died while its script ran: here one that never comes back
        Heard heard;
        HostCall call = heard.call();
        limits.killTime = 0ms;
        limits.patience = 0ms;
        shell.cutExecs.insert(3, LocalShell::Cut::Before);
        const Result<int> ended = runDetached(shell, job("sleep 98764"), call, limits);
        QVERIFY(!ended);
        QTRY_COMPARE(processesWith(QByteArray("sleep\0"
                                              "98764",
                                              11)),
                     1);
        QVERIFY(endDetached(shell, {}, times()));
        QCOMPARE(processesWith(QByteArray("sleep\0"
                                          "98764",
                                          11)),
                 0);
    }

    void itsProcessVanishes()
    {
        LocalShell shell;
        Heard heard;
        HostCall call = heard.call();
        // The guard is its parent's parent.
        const QByteArray script = "read -r a b c runner rest </proc/$$/stat; read -r a b c guard rest "
                                  "</proc/$runner/stat; echo going\n"
                                  "for p in $guard $runner $$; do kill -9 $p; done";
        const Result<int> ended = runDetached(shell, job(script), call, times());
        QVERIFY(!ended);
        QCOMPARE(ended.error().code, ErrorCode::HostFailed);
        QVERIFY2(ended.error().message.contains("vanished"_L1), qPrintable(ended.error().message));
    }

    void secretsAreAnnouncedAcrossCuts()
    {
        LocalShell shell;
        shell.cutEvery = 5;
        Heard heard;
        HostCall call = heard.call();
        const Result<int> ended = runDetached(
            shell, job("printf 'a\\033_slipway-secret:aHVudGVyMg==\\033\\\\b\\n'"), call, times());
        QVERIFY2(ended, ended ? "" : qPrintable(ended.error().message));
        QCOMPARE(heard.secrets, QList<QByteArray>{"hunter2"});
        QCOMPARE(heard.lines.last(), "ab");
    }

    void nothingSecretOnCommandLines()
    {
        LocalShell shell;
        Heard heard;
        int seen = 0;
        HostCall call = heard.call();
        call.log = [&](const QByteArray &) { seen += processesWith("topsecret-4711"); };
        const Result<int> ended = runDetached(
            shell, job("PASSWORD=topsecret-4711\necho one\nsleep 0.5\necho two\n"), call, times());
        QVERIFY(ended);
        QCOMPARE(seen, 0);
    }

    void trap20_aFileIsPutWholeOrNotAtAll_data()
    {
        QTest::addColumn<QString>("policy");
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<int>("files");
        QTest::newRow("replace, new") << u"replace"_s << QByteArray() << QByteArray("new\0x\n", 6) << 1;
        QTest::newRow("replace, old") << u"replace"_s << QByteArray("old") << QByteArray("new\0x\n", 6) << 1;
        QTest::newRow("default, old") << u"default"_s << QByteArray("old") << QByteArray("old") << 1;
        QTest::newRow("backup, old") << u"backup"_s << QByteArray("old") << QByteArray("new\0x\n", 6) << 2;
        QTest::newRow("backup, the same")
            << u"backup"_s << QByteArray("new\0x\n", 6) << QByteArray("new\0x\n", 6) << 1;
    }
    void trap20_aFileIsPutWholeOrNotAtAll()
    {
        QFETCH(QString, policy);
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QFETCH(int, files);
        QTemporaryDir folder;
        const QString path = folder.filePath(u"etc/a b's.conf"_s);
        if (!before.isNull()) {
            QVERIFY(QDir().mkpath(folder.filePath(u"etc"_s)));
            QFile old(path);
            QVERIFY(old.open(QIODevice::WriteOnly));
            old.write(before);
        }
        LocalShell shell;
        const QByteArray content_("new\0x\n", 6);
        ShellCall what{kPutVerified,
                       {QFile::encodeName(path), policy.toUtf8(), "0640", "6",
                        QByteArray::number(posixChecksum(content_))},
                       content_};
        what.input.chop(1);
        const auto damaged = shell.exec(what, {});
        QVERIFY(damaged);
        if (policy != "default"_L1) {
            QCOMPARE(damaged->exit.code, 95); // trap 20: what did not arrive whole is not taken for it
            QCOMPARE(content(path), before);
        }
        what.input = content_;
        for (int times = 0; times < 2; ++times) { // twice does no harm
            const auto put = shell.exec(what, {});
            QVERIFY(put);
            QCOMPARE(put->err, QByteArray());
            QCOMPARE(put->exit.code, 0);
        }
        QCOMPARE(content(path), after);
        if (after == content_)
            QCOMPARE(QFile(path).permissions() & 0x7077, QFileDevice::Permissions(0x6040));
        const int now = int(QDir(folder.filePath(u"etc"_s)).entryList(QDir::Files | QDir::Hidden).size());
        QVERIFY(now == files ||
                (policy == "backup"_L1 && now == files + 1)); // the damaged attempt kept one, too
    }
};

QTEST_GUILESS_MAIN(TestProxmoxDetached)
#include "tst_proxmoxdetached.moc"
