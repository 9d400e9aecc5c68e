// Scripts in real containers: what they print and how they end, by themselves, by a cancel, by a limit.
#include "tests/app/hosts/lxcfixture.h"

#include "app/jobs/linesplitter.h"

#include <QRegularExpression>
#include <QTest>
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;
using test::busybox;
using test::credential;
using test::LxcFixture;
using test::processesWith;
using test::serviceNamed;

class TestLxcScripts : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { LxcFixture::skipWhereItCannot(); }
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void helperFunctions();
    void aFailingScript_data();
    void aFailingScript();
    void cancelKillsWhatRunsInside();
    void whatADeadProcessLeftRunning();
    void aScriptThatTakesTooLong();
    void outputWithoutLineEndAndNotUtf8();
    void whatAScriptLeavesBehindIsNotWaitedFor();
};

void TestLxcScripts::helperFunctions()
{
    LxcFixture lxc;
    const QByteArray odd = "a b'c\"d$(touch /pwned)`e`\\n \\ %s\n\ttwo\r\xc3\xa4\n";
    const QByteArray script = "value=$(cat <<'END_OF_VALUE'\n" + odd +
                              "X\nEND_OF_VALUE\n)\nvalue=${value%X}\n"
                              "save_credential odd FIRST one || exit 11\n"
                              "save_credential odd VALUE \"$value\" || exit 12\n"
                              "save_credential odd FIRST again || exit 13\n"
                              "save_credential '../escape' KEY value && exit 14\n"
                              "save_credential odd 'BAD KEY' value && exit 15\n"
                              "[ \"$(generate_password | wc -c)\" -eq 24 ] || exit 16\n"
                              "[ \"$(generate_password 7 | wc -c)\" -eq 7 ] || exit 17\n"
                              "is_installed sh || exit 18\n"
                              "is_installed no-such-thing && exit 19\n"
                              "wait_for_apt_lock 2 || exit 20\n"
                              "ensure_installed sh || exit 21\n"
                              "run_as_user true && exit 22\n"
                              "echo 'coder:x:1000:1000::/home/coder:/bin/sh' >>/etc/passwd\n"
                              "[ \"$DEBIAN_FRONTEND/$LC_ALL/$HOME\" = noninteractive/C//root ] || exit 23\n"
                              "log_error to stderr\n"
                              "exit 0\n";
    const QByteArray second =
        "[ \"$CONTAINER_USER\" = coder ] || exit 31\n"
        "[ \"$(run_as_user id -u)\" = 1000 ] || exit 32\n"
        "[ \"$(run_as_user printf '%s|' \"it's\" 'a  b' '$HOME')\" = \"it's|a  b|\\$HOME|\" ] || exit 33\n";
    const LxcFixture::Run run = lxc.run(busybox(u"helpers"_s, {{u"a.sh"_s, script}, {u"b.sh"_s, second}}));
    QVERIFY2(run.result, run.text().constData());
    QVERIFY(run.lines(u"a.sh"_s).contains(u"[ERROR  ] to stderr"_s));
    const Service *found = serviceNamed(run.services, u"odd"_s);
    QVERIFY(found != nullptr);
    QCOMPARE(credential(*found, u"VALUE"_s), odd);
    QCOMPARE(credential(*found, u"FIRST"_s), QByteArray("again"));
    QCOMPARE(found->credentials.size(), size_t(2));
    QVERIFY(lxc.shell(u"helpers"_s, u"ls /pwned"_s).contains("No such file"));
}

void TestLxcScripts::aFailingScript_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("exit 7") << QByteArray("echo before\nexit 7\necho after\n") << 7;
    QTest::newRow("set -e") << QByteArray("set -e\necho before\nfalse\necho after\n") << 1;
    QTest::newRow("killed by KILL") << QByteArray("echo before\nkill -9 $$\n") << 137;
    QTest::newRow("killed by TERM") << QByteArray("echo before\nkill -TERM $$\nsleep 5\n") << 143;
    QTest::newRow("unknown command") << QByteArray("echo before\nno-such-command-here\n") << 127;
    QTest::newRow("sh shebang") << QByteArray("#!/bin/sh -eu\necho before\nexit 9\n") << 9;
    QTest::newRow("another interpreter")
        << QByteArray("#!/bin/awk -f\nBEGIN { print \"before\"; exit 5 }\n") << 5;
}

void TestLxcScripts::aFailingScript()
{
    QFETCH(QByteArray, script);
    QFETCH(int, exitCode);
    LxcFixture lxc;
    const LxcFixture::Run run =
        lxc.run(busybox(u"failing"_s, {{u"bad.sh"_s, script}, {u"never.sh"_s, "true\n"}}));
    QVERIFY(!run.result);
    QCOMPARE(run.events.last().message, u"Script \"bad.sh\" failed with exit code %1"_s.arg(exitCode));
    QVERIFY2(run.lines(u"bad.sh"_s).contains(u"before"_s), run.text().constData());
    QVERIFY(!run.text().contains("after\""));
    QVERIFY(!run.text().contains("Running script: never.sh"));
    QVERIFY(lxc.host->isRunning(u"failing"_s).value()); // it stays, to be looked at
}

void TestLxcScripts::cancelKillsWhatRunsInside()
{
    LxcFixture lxc;
    CancelToken token;
    QElapsedTimer since;
    const LxcFixture::Run run =
        lxc.run(busybox(u"cancelled"_s, {{u"sleep.sh"_s, "trap '' TERM INT HUP\n"
                                                         "setsid sleep 98765 &\n"
                                                         "(env -i /bin/sleep 98766) &\n"
                                                         "echo sleeping\n"
                                                         "sleep 98767\n"}}),
                token, [&](const ProgressEvent &event) {
                    if (event.message == u"sleeping"_s) {
                        since.start();
                        token.cancel();
                    }
                });
    QCOMPARE(run.result.error().code, ErrorCode::Cancelled);
    QVERIFY2(since.elapsed() < 10000, qPrintable(QString::number(since.elapsed())));
    QVERIFY(run.events.last().message.contains(u"\"cancelled\" is left on the host"_s));
    QCOMPARE(processesWith("98765") + processesWith("98766") + processesWith("98767"), 0);
    QVERIFY(lxc.host->isRunning(u"cancelled"_s).value());
}

void TestLxcScripts::whatADeadProcessLeftRunning()
{
    LxcFixture lxc;
    QVERIFY(lxc.run(busybox(u"dead"_s, {{u"serve.sh"_s, "sleep 65432 &\n"}})).result);
    // A process of its own that runs a script through the tools and is killed, as slipwayd may be.
    const pid_t child = ::fork();
    if (child == 0) {
        hosts::LxcTools::Attach what;
        what.script = u"setsid sleep 65433 & sleep 65434"_s;
        std::ignore = hosts::LxcTools(lxc.lxcPath).attach(u"dead"_s, what, CancelToken());
        ::_exit(0);
    }
    const auto sleepers = [](const char *time) { return processesWith(QByteArray("sleep") + '\0' + time); };
    QTRY_VERIFY_WITH_TIMEOUT(sleepers("65433") > 0 && sleepers("65434") > 0, 30000);
    QCOMPARE(::kill(child, SIGKILL), 0);
    QCOMPARE(::waitpid(child, nullptr, 0), child);
    lxc.host->endInterrupted(u"dead"_s);
    QTRY_COMPARE_WITH_TIMEOUT(sleepers("65433"), 0, 10000);
    QTRY_COMPARE_WITH_TIMEOUT(sleepers("65434"), 0, 10000);
    QVERIFY(sleepers("65432") > 0); // a service an earlier script started goes on
    QVERIFY(QDir(lxc.lxcPath + u"/dead/slipway-runs"_s).isEmpty());
}

void TestLxcScripts::aScriptThatTakesTooLong()
{
    LxcFixture lxc;
    ContainerSpec spec = busybox(u"slow"_s, {{u"slow.sh"_s, "sleep 87654\n"}});
    spec.scripts.first().timeoutSeconds = 1;
    const LxcFixture::Run run = lxc.run(spec);
    QCOMPARE(run.result.error().code, ErrorCode::Timeout);
    QCOMPARE(processesWith("87654"), 0);
}

void TestLxcScripts::outputWithoutLineEndAndNotUtf8()
{
    LxcFixture lxc;
    const LxcFixture::Run run = lxc.run(
        busybox(u"loud"_s, {{u"loud.sh"_s, "head -c 5242880 /dev/zero | tr '\\0' z\necho\n"
                                           "printf 'bad \\377\\376 bytes \\303\\244\\n'\nprintf 'no end'\n"},
                            {u"random.sh"_s, "head -c 300000 /dev/urandom\n"}}));
    QVERIFY2(run.result, run.text().right(2000).constData());
    qsizetype letters = 0;
    for (const QString &line : run.lines(u"loud.sh"_s)) {
        letters += line.count(u'z');
        QVERIFY(line.toUtf8().size() <= LineSplitter::kDefaultCap);
    }
    QCOMPARE(letters, qsizetype(5242880));
    QVERIFY(run.lines(u"loud.sh"_s).contains(u"bad \ufffd\ufffd bytes ä"_s));
    QCOMPARE(run.lines(u"loud.sh"_s).last(), u"no end"_s);
}

void TestLxcScripts::whatAScriptLeavesBehindIsNotWaitedFor()
{
    LxcFixture lxc;
    QElapsedTimer timer;
    timer.start();
    const LxcFixture::Run run =
        lxc.run(busybox(u"behind"_s, {{u"bg.sh"_s, "sleep 76543 &\necho started\n"}}));
    QVERIFY2(run.result, run.text().constData());
    QVERIFY(timer.elapsed() < 60000);
    QVERIFY(processesWith("76543") > 0); // a service that a script starts goes on
}

QTEST_GUILESS_MAIN(TestLxcScripts)
#include "tst_lxcscripts.moc"
