#include "net/ssh/execution.h"
#include "tests/net/ssh/sshtest.h"

using namespace slipway;
using namespace slipway::ssh;
using namespace slipway::test;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

class TestExecution : public SshTest
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void execSeparatesStreamsAndCode();
    void exitCodes_data();
    void exitCodes();
    void oddWordsAndBinaryInput();
    void outputIsBounded();
    void hundredMegabytesBothWays();
    void orderOfBothStreams();
    void aSlowSinkHoldsTheOtherSideBack();
    void aCommandThatDoesNotRead();
    void manyCommandsOnOneSession();
    void aServiceLeftBehind();
    void cancelWhileRunning_data();
    void cancelWhileRunning();
    void onlySiblingsOfTheConnectionAreEnded_data();
    void onlySiblingsOfTheConnectionAreEnded();
    void serverKilledInMidStream();
    void vanishesInMidStream_data();
    void vanishesInMidStream();
    void vanishesWhileIdle();
    void silentButAlive();
};

void TestExecution::initTestCase()
{
    if (const QString missing = SshServer::missing(); !missing.isEmpty())
        QSKIP(qPrintable(missing));
    // Keys are agreed on anew many times in 100 MB.
    QVERIFY2(m_server.start("RekeyLimit 20M"), qPrintable(m_server.problem()));
}

void TestExecution::execSeparatesStreamsAndCode()
{
    auto session = open();
    QVERIFY(session);
    QCOMPARE(session->hostKey().sha256, m_server.hostKey());
    const auto output = session->exec(Command::raw("echo out; echo err >&2; exit 3"));
    QVERIFY2(output, qPrintable(said(output)));
    QCOMPARE(output->out, "out\n");
    QCOMPARE(output->err, "err\n");
    QCOMPARE(output->exit, (Exit{3, {}}));
    QVERIFY(!output->isOutCut && !output->isErrCut);
}

void TestExecution::exitCodes_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("signal");
    QTest::newRow("true") << QByteArray("true") << 0 << QString();
    QTest::newRow("exit 255") << QByteArray("exit 255") << 255 << QString();
    QTest::newRow("not found") << QByteArray("/no/such/program") << 127 << QString();
    QTest::newRow("SIGTERM") << QByteArray("kill -TERM $$") << 143 << u"TERM"_s;
    QTest::newRow("SIGKILL") << QByteArray("kill -KILL $$") << 137 << u"KILL"_s;
}

void TestExecution::exitCodes()
{
    QFETCH(QByteArray, line);
    QFETCH(int, code);
    QFETCH(QString, signal);
    auto session = open();
    QVERIFY(session);
    const auto output = session->exec(Command::raw(line));
    QVERIFY2(output, qPrintable(said(output)));
    QCOMPARE(output->exit, (Exit{code, signal}));
}

void TestExecution::oddWordsAndBinaryInput()
{
    auto session = open();
    QVERIFY(session);
    const QByteArrayList odd{"",   "a b", "it's", "$(false)", "`x`", "\\",
                             "\"", "\n",  "ü €",  "-n",       "*",   "\x01\xff"};
    const auto words = session->exec(QByteArrayList{"printf", "%s|"} + odd);
    QVERIFY2(words, qPrintable(said(words)));
    QCOMPARE(words->out, odd.join('|') + '|');

    QByteArray binary;
    for (int i = 0; i < 256 * 3; ++i)
        binary.append(char(i));
    const auto echoed = session->exec({"cat"}, binary);
    QVERIFY2(echoed, qPrintable(said(echoed)));
    QCOMPARE(echoed->out, binary);
    const auto invalid = session->exec(Command::raw(QByteArray("a\0b", 3)));
    QCOMPARE(invalid.error().kind, Kind::Invalid);
}

void TestExecution::outputIsBounded()
{
    auto session = open();
    QVERIFY(session);
    Limits limits;
    limits.output = 1000;
    const auto output = session->exec(Command::raw("seq 100000; echo done >&2; exit 4"), {}, {}, limits);
    QVERIFY2(output, qPrintable(said(output)));
    QCOMPARE(output->out.size(), 1000);
    QVERIFY(output->isOutCut);
    QCOMPARE(output->err, "done\n");
    QVERIFY(!output->isErrCut);
    QCOMPARE(output->exit.code, 4);
}

void TestExecution::hundredMegabytesBothWays()
{
    auto session = open();
    QVERIFY(session);
    const QByteArray input = noise(100 * 1024 * 1024);
    QCryptographicHash received(QCryptographicHash::Sha256);
    qint64 size = 0;
    QByteArray errors;
    QElapsedTimer timer;
    timer.start();
    // cat writes back while we send: with a window that is not served both ways, both would wait for ever.
    const auto exit = session->stream(
        Command::raw("cat; echo end >&2"), input,
        [&](QByteArrayView bytes) {
            received.addData(bytes);
            size += bytes.size();
        },
        [&](QByteArrayView bytes) { errors.append(bytes); });
    const double seconds = double(timer.elapsed()) / 1000.0;
    QVERIFY2(exit, qPrintable(said(exit)));
    QCOMPARE(exit->code, 0);
    QCOMPARE(size, qint64(input.size()));
    QCOMPARE(received.result(), sha(input));
    QCOMPARE(errors, "end\n");
    qInfo("100 MB there and back in %.1f s: %.0f MB/s each way", seconds, 100 / seconds);
}

void TestExecution::orderOfBothStreams()
{
    auto session = open();
    QVERIFY(session);
    QByteArray all;
    const Sink sink = [&all](QByteArrayView bytes) { all.append(bytes); };
    // Each waits until the other was read by the server: only what is in flight at once may change places.
    const auto exit = session->stream(
        Command::raw("read x; echo 1; sleep 0.2; echo 2 >&2; sleep 0.2; echo 3"), "go\n", sink, sink);
    QVERIFY2(exit, qPrintable(said(exit)));
    QCOMPARE(all, "1\n2\n3\n");
}

void TestExecution::aSlowSinkHoldsTheOtherSideBack()
{
    SshServer &server = m_server;
    auto options = server.options();
    options.keepAlive = {milliseconds(200), milliseconds(600)};
    auto session = Session::open(options);
    QVERIFY2(session, qPrintable(said(session)));
    // The file grows with what was written; the window is 1.28 MB, sockets and pipes hold some more.
    const QString progress = m_folder.filePath(u"progress"_s);
    const QByteArray script = "for i in $(seq 64); do head -c 1048576 /dev/zero; echo $i >" +
                              shellQuote(progress.toLocal8Bit()) + "; done";
    bool hasBlocked = false;
    int writtenWhileBlocked = 0;
    qint64 size = 0;
    const auto exit = (*session)->stream(
        Command::raw(script), {},
        [&](QByteArrayView bytes) {
            size += bytes.size();
            if (std::exchange(hasBlocked, true))
                return;
            QElapsedTimer blocked; // for longer than silence is allowed: that is our own, not the peer's
            blocked.start();
            (void)QTest::qWaitFor([&] { return blocked.hasExpired(1500); }, 5000);
            writtenWhileBlocked = SshServer::read(progress).trimmed().toInt();
        },
        {});
    QVERIFY2(exit, qPrintable(said(exit)));
    QCOMPARE(size, qint64(64) * 1048576);
    QVERIFY2(writtenWhileBlocked < 32, qPrintable(QString::number(writtenWhileBlocked)));
}

void TestExecution::aCommandThatDoesNotRead()
{
    auto session = open();
    QVERIFY(session);
    const auto output = session->exec(Command::raw("echo early; exit 5"), noise(8 * 1024 * 1024));
    QVERIFY2(output, qPrintable(said(output)));
    QCOMPARE(output->out, "early\n");
    QCOMPARE(output->exit.code, 5);
    QCOMPARE(session->exec({"echo", "again"})->out, "again\n");
}

void TestExecution::manyCommandsOnOneSession()
{
    auto session = open();
    QVERIFY(session);
    for (int i = 0; i < 60; ++i) { // far more than MaxSessions allows at once
        const auto output = session->exec({"echo", QByteArray::number(i)});
        QVERIFY2(output, qPrintable(said(output)));
        QCOMPARE(output->out, QByteArray::number(i) + '\n');
    }
}

void TestExecution::aServiceLeftBehind()
{
    auto session = open();
    QVERIFY(session);
    Limits limits;
    limits.lingerAfterExit = milliseconds(300);
    QElapsedTimer timer;
    timer.start();
    // The child holds both streams open; ssh itself would wait for it.
    const auto output = session->exec(Command::raw("sleep 20 & echo $!; exit 6"), {}, {}, limits);
    QVERIFY2(output, qPrintable(said(output)));
    QCOMPARE(output->exit.code, 6);
    QVERIFY2(timer.elapsed() < 15000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(session->exec({"kill", output->out.trimmed()})->exit.code, 0);
}

void TestExecution::cancelWhileRunning_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("silent") << QByteArray("exec sleep 60");
    QTest::newRow("flood") << QByteArray("exec yes");
    QTest::newRow("reads its input slowly") << QByteArray("exec sleep 60 <&0");
}

void TestExecution::cancelWhileRunning()
{
    QFETCH(QByteArray, line);
    auto session = open();
    QVERIFY(session);
    const QString pidFile = m_folder.filePath(u"pid"_s);
    const QByteArray script = "echo $$ >" + shellQuote(pidFile.toLocal8Bit()) + "; " + line;
    QElapsedTimer timer;
    timer.start();
    const auto exit = session->stream(Command::raw(script), noise(8 * 1024 * 1024), {}, {}, after(700));
    QVERIFY(!exit);
    QCOMPARE(exit.error().kind, Kind::Cancelled);
    QVERIFY2(timer.elapsed() < 700 + kCancelMs, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(!session->isUsable());
    const pid_t pid = pid_t(SshServer::read(pidFile).trimmed().toInt());
    QVERIFY(pid > 0);
    QTRY_VERIFY(::kill(pid, 0) != 0); // it got its SIGTERM
}

void TestExecution::onlySiblingsOfTheConnectionAreEnded_data()
{
    QTest::addColumn<QByteArray>("connection");
    QTest::addColumn<QByteArray>("survivors");
    QTest::newRow("own connection") << QByteArray("127.0.0.1 5 127.0.0.1 22") << QByteArray("service other");
    QTest::newRow("prefix of another")
        << QByteArray("127.0.0.1 6 127.0.0.1 2") << QByteArray("service own other");
    QTest::newRow("not in an ssh session") << QByteArray() << QByteArray("service own other");
}

// The process that served the connection may have ended already: the parent is then whoever adopts orphans,
// and its children are the services of the machine. Here a shell plays that parent.
void TestExecution::onlySiblingsOfTheConnectionAreEnded()
{
    QFETCH(QByteArray, connection);
    QFETCH(QByteArray, survivors);
    QProcess parent;
    parent.start(u"bash"_s, {u"-c"_s, uR"sh(set -m
                     unset SSH_CONNECTION
                     sleep 60 & service=$!
                     SSH_CONNECTION="127.0.0.1 5 127.0.0.1 22" sleep 60 & own=$!
                     SSH_CONNECTION="127.0.0.1 6 127.0.0.1 22" sleep 60 & other=$!
                     for p in $service $own $other; do
                         while [ "$(cat /proc/$p/comm)" != sleep ];
        do :; done
                     done
                     SSH_CONNECTION="$1" sh -c "$2"
                     [ "$3" != own ] || wait $own
                     kill -0 $service && printf 'service '
                     kill -0 $own && printf 'own '
                     kill -0 $other && printf 'other '
                     kill -9 $service $own $other)sh"_s,
                             u"bash"_s, QString::fromUtf8(connection), QString::fromLatin1(ssh::kEndSiblings),
                             survivors.contains("own") ? u""_s : u"own"_s});
    QVERIFY2(parent.waitForFinished(30'000), "hangs");
    QCOMPARE(parent.readAllStandardOutput().trimmed(), survivors);
}

void TestExecution::serverKilledInMidStream()
{
    SshServer server;
    QVERIFY2(server.start(), qPrintable(server.problem()));
    auto session = Session::open(server.options());
    QVERIFY2(session, qPrintable(said(session)));
    bool isKilled = false;
    QElapsedTimer timer;
    timer.start();
    const auto exit = (*session)->stream(Command::raw("echo started; exec sleep 60"), {},
                                         [&](QByteArrayView) {
                                             if (!std::exchange(isKilled, true))
                                                 server.killSessions();
                                         },
                                         {});
    QVERIFY(isKilled);
    QVERIFY(!exit);
    QCOMPARE(exit.error().kind, Kind::ConnectionLost);
    QVERIFY(exit.error().retryable);
    QVERIFY2(exit.error().message.contains(u"may still run"), qPrintable(said(exit)));
    QVERIFY2(timer.elapsed() < 10000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(!(*session)->isUsable());
    QCOMPARE((*session)->exec({"true"}).error().kind, Kind::Unreachable); // nothing ran
}

void TestExecution::vanishesInMidStream_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("inputSize");
    QTest::newRow("silent command") << QByteArray("echo started; exec sleep 60") << 0;
    QTest::newRow("flood to us") << QByteArray("echo started; exec yes") << 0;
    QTest::newRow("flood from us") << QByteArray("echo started; exec cat >/dev/null") << 64 * 1024 * 1024;
}

void TestExecution::vanishesInMidStream()
{
    QFETCH(QByteArray, line);
    QFETCH(int, inputSize);
    CutProxy proxy(m_server.port());
    Options options = m_server.options();
    options.port = proxy.port();
    options.keepAlive = {milliseconds(300), milliseconds(1500)};
    auto session = Session::open(options);
    QVERIFY2(session, qPrintable(said(session)));
    QElapsedTimer sinceCut;
    const auto exit = (*session)->stream(Command::raw(line), noise(inputSize),
                                         [&](QByteArrayView) {
                                             if (!sinceCut.isValid()) {
                                                 proxy.vanish();
                                                 sinceCut.start();
                                             }
                                         },
                                         {});
    QVERIFY(sinceCut.isValid());
    QVERIFY(!exit);
    QCOMPARE(exit.error().kind, Kind::ConnectionLost);
    QVERIFY2(sinceCut.elapsed() < 1500 + 5000, qPrintable(QString::number(sinceCut.elapsed())));
    qInfo("found after %lld ms", sinceCut.elapsed());
}

void TestExecution::vanishesWhileIdle()
{
    CutProxy proxy(m_server.port());
    Options options = m_server.options();
    options.port = proxy.port();
    auto session = Session::open(options);
    QVERIFY2(session, qPrintable(said(session)));
    for (int i = 0; i < 3; ++i) { // each needs an answer of its own
        const auto alive = (*session)->ping();
        QVERIFY2(alive, qPrintable(said(alive)));
    }
    proxy.vanish();
    const auto gone = (*session)->ping({}, milliseconds(500));
    QVERIFY(!gone);
    QCOMPARE(gone.error().kind, Kind::ConnectionLost);
    QVERIFY(!(*session)->isUsable());
}

void TestExecution::silentButAlive()
{
    Options options = m_server.options();
    options.keepAlive = {milliseconds(100), milliseconds(1000)};
    auto session = Session::open(options);
    QVERIFY2(session, qPrintable(said(session)));
    // Three times as long as silence may last: only the answers to our requests keep it.
    const auto output = (*session)->exec({"sleep", "3"});
    QVERIFY2(output, qPrintable(said(output)));
    QCOMPARE(output->exit.code, 0);
}

QTEST_GUILESS_MAIN(TestExecution)
#include "tst_execution.moc"
