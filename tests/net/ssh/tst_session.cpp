#include "net/ssh/session.h"
#include "tests/support/cutproxy.h"
#include "tests/support/patience.h"
#include "tests/support/sshserver.h"
#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>
#include <sys/mount.h>
#include <sys/stat.h>

using namespace slipway;
using namespace slipway::ssh;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using test::CutProxy;
using test::SshServer;

namespace {

// Promised are 500 ms; a loaded machine gets more.
constexpr qint64 kCancelMs = 2000;

QByteArray noise(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    quint32 state = 12345;
    for (char &c : bytes) {
        state = state * 1664525u + 1013904223u;
        c = char(state >> 24);
    }
    return bytes;
}

QByteArray sha(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
}

// "ok", or the message of what failed: for a readable comparison.
template<typename T>
QString said(const Outcome<T> &outcome)
{
    return outcome ? u"ok"_s : outcome.error().message + u" | "_s + outcome.error().detail;
}

Cancel after(int ms)
{
    auto timer = std::make_shared<QElapsedTimer>();
    timer->start();
    return [timer, ms] { return timer->hasExpired(ms); };
}

} // namespace

class TestSession : public QObject
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
    void invalidOptions_data();
    void invalidOptions();

    void hostKeyUnknown();
    void hostKeyChanged();
    void hostKeyOfAnyType_data();
    void hostKeyOfAnyType();

    void keyFormats_data();
    void keyFormats();
    void badKeys_data();
    void badKeys();
    void wrongKey();
    void noMethodFits();
    void agent();

    void portRefused();
    void unknownName();
    void notSsh();
    void blackHole();
    void cancelWhileConnecting();
    void cancelWhileRunning_data();
    void cancelWhileRunning();
    void serverKilledInMidStream();
    void vanishesInMidStream_data();
    void vanishesInMidStream();
    void vanishesWhileIdle();
    void silentButAlive();

    void upload_data();
    void upload();
    void uploadIsAllOrNothing();
    void uploadFails_data();
    void uploadFails();
    void uploadWithoutSpace();
    void download();

    void nothingIsReadFromHome();
    void noSecretIsShown();
    void noDescriptorIsLeft();

private:
    std::unique_ptr<Session> open()
    {
        auto session = Session::open(m_server.options());
        if (!session)
            qWarning("%s", qPrintable(said(session)));
        return session ? std::move(*session) : nullptr;
    }
    SshServer m_server;
    QTemporaryDir m_folder;
};

void TestSession::initTestCase()
{
    if (const QString missing = SshServer::missing(); !missing.isEmpty())
        QSKIP(qPrintable(missing));
    // Keys are agreed on anew many times in 100 MB.
    QVERIFY2(m_server.start("RekeyLimit 20M"), qPrintable(m_server.problem()));
}

void TestSession::execSeparatesStreamsAndCode()
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

void TestSession::exitCodes_data()
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

void TestSession::exitCodes()
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

void TestSession::oddWordsAndBinaryInput()
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

void TestSession::outputIsBounded()
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

void TestSession::hundredMegabytesBothWays()
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

void TestSession::orderOfBothStreams()
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

void TestSession::aSlowSinkHoldsTheOtherSideBack()
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

void TestSession::aCommandThatDoesNotRead()
{
    auto session = open();
    QVERIFY(session);
    const auto output = session->exec(Command::raw("echo early; exit 5"), noise(8 * 1024 * 1024));
    QVERIFY2(output, qPrintable(said(output)));
    QCOMPARE(output->out, "early\n");
    QCOMPARE(output->exit.code, 5);
    QCOMPARE(session->exec({"echo", "again"})->out, "again\n");
}

void TestSession::manyCommandsOnOneSession()
{
    auto session = open();
    QVERIFY(session);
    for (int i = 0; i < 60; ++i) { // far more than MaxSessions allows at once
        const auto output = session->exec({"echo", QByteArray::number(i)});
        QVERIFY2(output, qPrintable(said(output)));
        QCOMPARE(output->out, QByteArray::number(i) + '\n');
    }
}

void TestSession::aServiceLeftBehind()
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

void TestSession::invalidOptions_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("pin");
    QTest::newRow("no host") << QString() << 22 << u"root"_s << QString();
    QTest::newRow("root@host") << u"root@host"_s << 22 << u"root"_s << QString();
    QTest::newRow("port 0") << u"127.0.0.1"_s << 0 << u"root"_s << QString();
    QTest::newRow("port 65536") << u"127.0.0.1"_s << 65536 << u"root"_s << QString();
    QTest::newRow("no user") << u"127.0.0.1"_s << 22 << QString() << QString();
    QTest::newRow("MD5 pin") << u"127.0.0.1"_s << 22 << u"root"_s << u"MD5:00:11:22"_s;
    QTest::newRow("short pin") << u"127.0.0.1"_s << 22 << u"root"_s << u"SHA256:AAAA"_s;
}

void TestSession::invalidOptions()
{
    Options options = m_server.options();
    QFETCH(QString, host);
    QFETCH(int, port);
    QFETCH(QString, user);
    QFETCH(QString, pin);
    options.host = host;
    options.port = port;
    options.user = user;
    options.hostKeySha256 = pin;
    const auto session = Session::open(options);
    QVERIFY(!session);
    QCOMPARE(session.error().kind, Kind::Invalid);
    QCOMPARE(session.error().code, ErrorCode::Invalid);
}

void TestSession::hostKeyUnknown()
{
    const auto probed = probeHostKey(u"127.0.0.1"_s, m_server.port());
    QVERIFY2(probed, qPrintable(said(probed)));
    QCOMPARE(*probed, (HostKey{u"ssh-ed25519"_s, m_server.hostKey()}));

    Options options = m_server.options();
    options.hostKeySha256.clear();
    const qsizetype logged = m_server.log().size();
    const auto session = Session::open(options);
    QVERIFY(!session);
    QCOMPARE(session.error().kind, Kind::HostKeyUnknown);
    QCOMPARE(session.error().presentedKey, m_server.hostKey());
    QCOMPARE(session.error().keyType, u"ssh-ed25519"_s);
    QVERIFY(session.error().message.contains(m_server.hostKey()));
    QVERIFY(!session.error().retryable);
    // Not even the user name went out.
    QVERIFY(!m_server.log().mid(logged).contains("user "));
}

void TestSession::hostKeyChanged()
{
    SshServer server;
    QVERIFY2(server.start(), qPrintable(server.problem()));
    const Options options = server.options();
    QVERIFY2(Session::open(options), "with the key of the first day");
    server.stop();
    QVERIFY(server.makeHostKeys());
    QVERIFY2(server.start(), qPrintable(server.problem()));
    const qsizetype logged = server.log().size();
    const auto session = Session::open(options);
    QVERIFY(!session);
    const Failure &failure = session.error();
    QCOMPARE(failure.kind, Kind::HostKeyChanged);
    QCOMPARE(failure.pinnedKey, options.hostKeySha256);
    QCOMPARE(failure.presentedKey, server.hostKey());
    QCOMPARE(failure.keyType, u"ssh-ed25519"_s);
    QVERIFY(failure.message.contains(failure.pinnedKey) && failure.message.contains(failure.presentedKey));
    QVERIFY(!failure.retryable);
    QVERIFY(!server.log().mid(logged).contains("user "));
}

void TestSession::hostKeyOfAnyType_data()
{
    QTest::addColumn<QString>("pin");
    for (const char *type : {"ed25519", "ecdsa", "rsa"})
        QTest::newRow(type) << m_server.hostKey(type);
    QTest::newRow("without SHA256:") << m_server.hostKey("rsa").mid(7);
    QTest::newRow("padded") << m_server.hostKey() + u'=';
}

void TestSession::hostKeyOfAnyType()
{
    QFETCH(QString, pin);
    QVERIFY(!pin.isEmpty());
    Options options = m_server.options();
    options.hostKeySha256 = pin;
    const auto session = Session::open(options);
    QVERIFY2(session, qPrintable(said(session)));
    QVERIFY(pin.contains((*session)->hostKey().sha256.mid(7)));
}

void TestSession::keyFormats_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("passphrase");
    for (const char *type : {"ed25519", "ecdsa", "rsa"}) {
        for (const char *format : {"RFC4716", "PEM", "PKCS8"}) {
            const QByteArray name = QByteArray(type) + ' ' + (format[0] == 'R' ? "OpenSSH" : format);
            if (name == "ed25519 PEM" || name == "ed25519 PKCS8")
                continue; // ssh-keygen writes OpenSSH's own format for these; the row below is made otherwise
            QTest::newRow(name.constData()) << QByteArray(type) << QString::fromLatin1(format) << QString();
            QTest::newRow((name + ", encrypted").constData())
                << QByteArray(type) << QString::fromLatin1(format) << u"päss phrase"_s;
        }
    }
}

void TestSession::keyFormats()
{
    QFETCH(QByteArray, type);
    QFETCH(QString, format);
    QFETCH(QString, passphrase);
    const QString file = m_folder.filePath(u"key"_s);
    QVERIFY(m_server.makeKey(type.constData(), file, {u"-N"_s, passphrase, u"-m"_s, format}));
    m_server.authorize(file);
    Options options = m_server.options();
    options.auth = Key{Secret(SshServer::read(file)), Secret(passphrase)};
    const auto session = Session::open(options);
    QVERIFY2(session, qPrintable(said(session)));
    if (passphrase.isEmpty()) { // as pasted in a browser on another system
        options.auth = Key{Secret("\r\n " + SshServer::read(file).replace("\n", "\r\n").trimmed()), {}};
        const auto pasted = Session::open(options);
        QVERIFY2(pasted, qPrintable(said(pasted)));
        return;
    }
    options.auth = Key{Secret(SshServer::read(file)), {}};
    const auto without = Session::open(options);
    QCOMPARE(without.error().kind, Kind::BadKey);
    QVERIFY2(without.error().message.contains(u"It is encrypted"), qPrintable(said(without)));
    options.auth = Key{Secret(SshServer::read(file)), Secret(u"wrong"_s)};
    const auto wrong = Session::open(options);
    QCOMPARE(wrong.error().kind, Kind::BadKey);
    QVERIFY2(wrong.error().message.contains(u"passphrase is wrong"), qPrintable(said(wrong)));
}

void TestSession::badKeys_data()
{
    QTest::addColumn<QByteArray>("pem");
    QTest::addColumn<QString>("word");
    const QByteArray good = m_server.clientKey();
    QTest::newRow("empty") << QByteArray() << u"empty"_s;
    QTest::newRow("words") << QByteArray("secret") << u"-----BEGIN"_s;
    QTest::newRow("public") << SshServer::read(m_server.path("client.pub")) << u"public key"_s;
    QTest::newRow("cut off") << good.left(good.size() / 2) << u"last line"_s;
    QTest::newRow("damaged") << QByteArray(good).replace(60, 8, "AAAAAAAA") << u"damaged"_s;
    QTest::newRow("PuTTY") << QByteArray("PuTTY-User-Key-File-3: ssh-ed25519\n") << u"puttygen"_s;
    QTest::newRow("NUL") << good + QByteArray("\0x", 2) << u"zero byte"_s;
}

void TestSession::badKeys()
{
    QFETCH(QByteArray, pem);
    QFETCH(QString, word);
    Options options = m_server.options();
    options.auth = Key{Secret(pem), {}};
    const auto session = Session::open(options);
    QVERIFY(!session);
    QCOMPARE(session.error().kind, Kind::BadKey);
    QVERIFY2(session.error().message.contains(word), qPrintable(said(session)));
}

void TestSession::wrongKey()
{
    const QString file = m_folder.filePath(u"stranger"_s);
    QVERIFY(m_server.makeKey("ed25519", file));
    Options options = m_server.options();
    options.auth = Key{Secret(SshServer::read(file)), {}};
    const auto session = Session::open(options);
    QVERIFY(!session);
    QCOMPARE(session.error().kind, Kind::AuthRefused);
    QCOMPARE(session.error().code, ErrorCode::Unauthorized);
    QCOMPARE(session.error().offeredMethods, QStringList{u"publickey"_s});
    QVERIFY2(session.error().message.contains(u"authorized_keys"), qPrintable(said(session)));
    QVERIFY(!session.error().retryable);
    // What the log shows once a user name has been sent: the tests of host keys look that it does not.
    QTRY_VERIFY(m_server.log().contains("user " + m_server.user().toUtf8()));
}

void TestSession::noMethodFits()
{
    Options options = m_server.options();
    options.auth = Password{Secret(u"marker-of-a-password"_s)};
    const auto session = Session::open(options);
    QVERIFY(!session);
    QCOMPARE(session.error().kind, Kind::AuthRefused);
    QVERIFY2(session.error().message.contains(u"takes no password"), qPrintable(said(session)));
    QCOMPARE(session.error().offeredMethods, QStringList{u"publickey"_s});
}

void TestSession::agent()
{
    Options options = m_server.options();
    options.auth = Agent{m_folder.filePath(u"none"_s)};
    const auto none = Session::open(options);
    QCOMPARE(none.error().kind, Kind::BadKey);

    const QString socket = m_folder.filePath(u"agent"_s);
    QProcess agent;
    agent.start(u"ssh-agent"_s, {u"-D"_s, u"-a"_s, socket});
    QVERIFY(agent.waitForStarted());
    QTRY_VERIFY(QFile::exists(socket));
    options.auth = Agent{socket};
    const auto empty = Session::open(options);
    QCOMPARE(empty.error().kind, Kind::AuthRefused);
    QProcess add;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"SSH_AUTH_SOCK"_s, socket);
    add.setProcessEnvironment(environment);
    add.start(u"ssh-add"_s, {u"-q"_s, m_server.path("client")});
    QVERIFY(add.waitForFinished() && add.exitCode() == 0);
    const auto session = Session::open(options);
    QVERIFY2(session, qPrintable(said(session)));
    QCOMPARE((*session)->exec({"echo", "by agent"})->out, "by agent\n");
    agent.terminate();
    QVERIFY(agent.waitForFinished());
}

void TestSession::portRefused()
{
    Options options = m_server.options();
    options.port = SshServer::freePort();
    const auto session = Session::open(options);
    QCOMPARE(session.error().kind, Kind::Unreachable);
    QVERIFY(session.error().retryable);
    QVERIFY2(session.error().message.contains(u"Nothing listens"), qPrintable(said(session)));
}

void TestSession::unknownName()
{
    Options options = m_server.options();
    options.host = u"no-such-host.invalid"_s;
    options.connectTimeout = milliseconds(20000);
    const auto session = Session::open(options);
    QVERIFY(!session);
    QVERIFY2(session.error().kind == Kind::Unreachable || session.error().kind == Kind::Timeout,
             qPrintable(said(session)));
    QVERIFY(session.error().message.contains(u"no-such-host.invalid"));
}

void TestSession::notSsh()
{
    // Something that closes at once: what a busy sshd does too.
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    QCOMPARE(::bind(listener, reinterpret_cast<sockaddr *>(&address), size), 0);
    QCOMPARE(::listen(listener, 4), 0);
    QCOMPARE(::getsockname(listener, reinterpret_cast<sockaddr *>(&address), &size), 0);
    std::thread closer([listener] { ::close(::accept(listener, nullptr, nullptr)); });
    Options options = m_server.options();
    options.port = ntohs(address.sin_port);
    const auto session = Session::open(options);
    closer.join();
    ::close(listener);
    QVERIFY(!session);
    QCOMPARE(session.error().kind, Kind::Dropped);
    QVERIFY(session.error().retryable);
}

void TestSession::blackHole()
{
    CutProxy hole(0); // takes connections and says nothing
    Options options = m_server.options();
    options.port = hole.port();
    options.connectTimeout = milliseconds(400);
    QElapsedTimer timer;
    timer.start();
    const auto session = Session::open(options);
    QVERIFY(!session);
    QCOMPARE(session.error().kind, Kind::Timeout);
    QVERIFY(session.error().retryable);
    QVERIFY2(timer.elapsed() < 400 + kCancelMs, qPrintable(QString::number(timer.elapsed())));
}

void TestSession::cancelWhileConnecting()
{
    CutProxy hole(0);
    Options options = m_server.options();
    options.port = hole.port();
    QElapsedTimer timer;
    timer.start();
    const auto session = Session::open(options, after(300));
    QCOMPARE(session.error().kind, Kind::Cancelled);
    QVERIFY2(timer.elapsed() < 300 + kCancelMs, qPrintable(QString::number(timer.elapsed())));
    // In the midst of signing in: the proxy lets the key exchange pass and then nothing.
    CutProxy proxy(m_server.port());
    proxy.vanishAfter(1700);
    options.port = proxy.port();
    timer.restart();
    const auto late = Session::open(options, after(600));
    QVERIFY(!late);
    QCOMPARE(late.error().kind, Kind::Cancelled);
    QVERIFY2(timer.elapsed() < 600 + kCancelMs, qPrintable(QString::number(timer.elapsed())));
    // An address that answers nothing at all (RFC 5737): here it may also be refused at once.
    options.host = u"192.0.2.1"_s;
    timer.restart();
    const auto nowhere = Session::open(options, after(200));
    QVERIFY(!nowhere);
    QVERIFY2(timer.elapsed() < 200 + kCancelMs, qPrintable(QString::number(timer.elapsed())));
}

void TestSession::cancelWhileRunning_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("silent") << QByteArray("exec sleep 60");
    QTest::newRow("flood") << QByteArray("exec yes");
    QTest::newRow("reads its input slowly") << QByteArray("exec sleep 60 <&0");
}

void TestSession::cancelWhileRunning()
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

void TestSession::serverKilledInMidStream()
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

void TestSession::vanishesInMidStream_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("inputSize");
    QTest::newRow("silent command") << QByteArray("echo started; exec sleep 60") << 0;
    QTest::newRow("flood to us") << QByteArray("echo started; exec yes") << 0;
    QTest::newRow("flood from us") << QByteArray("echo started; exec cat >/dev/null") << 64 * 1024 * 1024;
}

void TestSession::vanishesInMidStream()
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

void TestSession::vanishesWhileIdle()
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

void TestSession::silentButAlive()
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

void TestSession::upload_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("size");
    QTest::addColumn<uint>("mode");
    QTest::newRow("empty") << u"empty"_s << 0 << 0600u;
    QTest::newRow("5 MB, 0755") << u"program"_s << 5 * 1024 * 1024 << 0755u;
    QTest::newRow("odd name") << u"it's a \"name\" $(x) \u00fc"_s << 1000 << 0644u;
    QTest::newRow("begins with -") << u"-f"_s << 10 << 0640u;
    QTest::newRow("setgid") << u"setgid"_s << 10 << 02750u;
}

void TestSession::upload()
{
    QFETCH(QString, name);
    QFETCH(int, size);
    QFETCH(uint, mode);
    auto session = open();
    QVERIFY(session);
    const QString path = m_folder.filePath(name);
    const QByteArray bytes = noise(size);
    for (int i = 0; i < 2; ++i) { // the second time over an existing file
        const auto done = session->upload(bytes, path, mode);
        QVERIFY2(done, qPrintable(said(done)));
        QCOMPARE(sha(SshServer::read(path)), sha(bytes));
        struct stat info = {};
        QCOMPARE(::stat(QFile::encodeName(path).constData(), &info), 0);
        QCOMPARE(info.st_mode & 07777u, mode);
    }
    const auto back = session->download(path, size);
    QVERIFY2(back, qPrintable(said(back)));
    QCOMPARE(sha(*back), sha(bytes));
}

void TestSession::uploadIsAllOrNothing()
{
    CutProxy proxy(m_server.port());
    Options options = m_server.options();
    options.port = proxy.port();
    options.keepAlive = {milliseconds(200), milliseconds(600)};
    auto session = Session::open(options);
    QVERIFY2(session, qPrintable(said(session)));
    QTemporaryDir folder;
    const QString path = folder.filePath(u"file"_s);
    SshServer::write(path, "as before");
    proxy.vanishAfter(proxy.bytesToClient() + 2000); // in the midst of the data: window adjustments come back
    const auto done = (*session)->upload(noise(32 * 1024 * 1024), path);
    QVERIFY(!done);
    QCOMPARE(done.error().kind, Kind::ConnectionLost);
    QCOMPARE(SshServer::read(path), "as before");
}

void TestSession::uploadFails_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("word");
    QTest::newRow("no folder") << u"/nonexistent/file"_s << Kind::CommandFailed << u"No such file"_s;
    QTest::newRow("a device") << u"/dev/full"_s << Kind::CommandFailed << u"not a regular file"_s;
    QTest::newRow("a folder") << u"/tmp"_s << Kind::CommandFailed << u"not a regular file"_s;
    QTest::newRow("read-only") << u"/proc/sys/file"_s << Kind::CommandFailed << u"/proc/sys"_s;
    QTest::newRow("empty") << QString() << Kind::Invalid << u"no path"_s;
    QTest::newRow("ends with /") << u"/tmp/"_s << Kind::Invalid << u"no path"_s;
}

void TestSession::uploadFails()
{
    QFETCH(QString, path);
    QFETCH(Kind, kind);
    QFETCH(QString, word);
    auto session = open();
    QVERIFY(session);
    const auto done = session->upload("bytes", path);
    QVERIFY(!done);
    QCOMPARE(done.error().kind, kind);
    QVERIFY2(done.error().message.contains(word), qPrintable(said(done)));
    QVERIFY(session->isUsable());
}

void TestSession::uploadWithoutSpace()
{
    const QByteArray folder = QFile::encodeName(m_folder.filePath(u"small"_s));
    QCOMPARE(::mkdir(folder.constData(), 0700), 0);
    if (::mount("tmpfs", folder.constData(), "tmpfs", 0, "size=256k") != 0)
        QSKIP("a small file system cannot be mounted here (not root)");
    auto session = open();
    const auto done = session->upload(noise(4 * 1024 * 1024), QFile::decodeName(folder + "/file"));
    const QStringList left =
        QDir(QFile::decodeName(folder)).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    ::umount2(folder.constData(), MNT_DETACH);
    QVERIFY(!done);
    QCOMPARE(done.error().kind, Kind::CommandFailed);
    QVERIFY2(done.error().message.contains(u"No space left"), qPrintable(said(done)));
    QVERIFY2(left.isEmpty(), qPrintable(left.join(u' ')));
}

void TestSession::download()
{
    auto session = open();
    QVERIFY(session);
    const QString path = m_folder.filePath(u"ten"_s);
    SshServer::write(path, "0123456789");
    QCOMPARE(session->download(path, 10).value_or(QByteArray()), "0123456789");
    const auto large = session->download(path, 9);
    QVERIFY(!large);
    QCOMPARE(large.error().kind, Kind::TooLarge);
    const auto none = session->download(path + u"0"_s, 9);
    QCOMPARE(none.error().kind, Kind::CommandFailed);
    QVERIFY2(none.error().message.contains(u"o such file"), qPrintable(said(none)));
    const auto folder = session->download(m_folder.path(), 9);
    QCOMPARE(folder.error().kind, Kind::CommandFailed);
    const auto endless = session->download(u"/dev/zero"_s, 100000);
    QCOMPARE(endless.error().kind, Kind::TooLarge);
}

void TestSession::nothingIsReadFromHome()
{
    // A configuration that would send us elsewhere, and a known host that would be refused.
    QTemporaryDir home;
    QVERIFY(QDir(home.path()).mkpath(u".ssh"_s));
    SshServer::write(home.filePath(u".ssh/config"_s),
                     "Host *\n  Port 1\n  HostName 192.0.2.1\n  User nobody\n");
    SshServer::write(home.filePath(u".ssh/known_hosts"_s), "* ssh-rsa AAAA\n");
    const QByteArray before = qgetenv("HOME");
    qputenv("HOME", QFile::encodeName(home.path()));
    auto session = open();
    qputenv("HOME", before);
    QVERIFY(session);
    QCOMPARE(QDir(home.filePath(u".ssh"_s)).entryList(QDir::Files).size(), 2);
    QCOMPARE(SshServer::read(home.filePath(u".ssh/known_hosts"_s)), "* ssh-rsa AAAA\n");
}

void TestSession::noSecretIsShown()
{
    const QByteArray marker = "marker-7f3a91";
    const QString file = m_folder.filePath(u"secret"_s);
    QVERIFY(m_server.makeKey("ed25519", file, {u"-N"_s, QString::fromLatin1(marker)}));
    const QByteArray pem = SshServer::read(file);
    QStringList texts;
    const auto collect = [&texts](const auto &outcome) {
        texts << (outcome ? QString() : outcome.error().message + outcome.error().detail);
    };
    Options options = m_server.options();
    options.auth = Key{Secret(pem), Secret(marker)};
    collect(Session::open(options)); // not authorized
    options.auth = Key{Secret(pem), Secret(marker + "x")};
    collect(Session::open(options)); // wrong passphrase
    options.auth = Password{Secret(marker)};
    collect(Session::open(options));
    auto session = open();
    QVERIFY(session);
    const auto list = session->exec(Command::raw("cat >/dev/null; cat /proc/[0-9]*/cmdline"), marker);
    QVERIFY2(list, qPrintable(said(list)));
    texts << QString::fromLatin1(list->out) << QString::fromLatin1(m_server.log());
    for (const QString &text : std::as_const(texts)) {
        QVERIFY(!text.isEmpty());
        QVERIFY2(!text.contains(QLatin1StringView(marker)), qPrintable(text));
        QVERIFY(!text.contains(QString::fromLatin1(pem.mid(100, 40))));
    }
}

void TestSession::noDescriptorIsLeft()
{
    const auto count = [] {
        return QDir(u"/proc/self/fd"_s)
            .entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::System)
            .size();
    };
    {
        auto warm = open();
    }
    const auto before = count();
    Options wrong = m_server.options();
    wrong.hostKeySha256 = m_server.hostKey("rsa").replace(8, 3, u"xyz"_s);
    Options refused = m_server.options();
    refused.auth = Password{Secret(u"x"_s)};
    for (int i = 0; i < 5; ++i) {
        auto session = open();
        QVERIFY(session);
        QVERIFY(session->exec({"true"}));
        QVERIFY(!session->exec({"sleep", "9"}, {}, after(50)));
        QVERIFY(!Session::open(wrong));
        QVERIFY(!Session::open(refused));
    }
    QCOMPARE(count(), before);
}

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
