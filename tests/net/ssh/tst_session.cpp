#include "tests/net/ssh/sshtest.h"

using namespace slipway;
using namespace slipway::ssh;
using namespace slipway::test;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

class TestSession : public SshTest
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
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
    void nothingIsReadFromHome();
    void noSecretIsShown();
    void noDescriptorIsLeft();
};

void TestSession::initTestCase()
{
    if (const QString missing = SshServer::missing(); !missing.isEmpty())
        QSKIP(qPrintable(missing));
    QVERIFY2(m_server.start(), qPrintable(m_server.problem()));
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
    // In the midst of signing in: the proxy lets the key exchange pass, which takes most of the bytes, and
    // then nothing.
    CutProxy whole(m_server.port());
    options.port = whole.port();
    QVERIFY(Session::open(options));
    CutProxy proxy(m_server.port());
    proxy.vanishAfter(whole.bytesToClient() * 9 / 10);
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
