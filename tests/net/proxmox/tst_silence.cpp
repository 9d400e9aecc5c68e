// A server that takes no connection: switched off, cut off, or so overloaded that TLS never comes about.
#include "net/proxmox/client.h"
#include "net/proxmox/silence.h"
#include "tests/net/proxmox/blocking.h"
#include "tests/net/proxmox/pvescript.h"
#include "tests/support/patience.h"
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QThreadPool>
#include <QtConcurrentRun>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;
using namespace slipway::proxmox;
using slipway::test::blocking;
using End = Transport::End;

namespace {

/// Takes connections and says nothing: no handshake ever ends.
class Mute : public QTcpServer
{
public:
    Mute() { listen(QHostAddress::LocalHost); }
    int knocks = 0;

protected:
    void incomingConnection(qintptr descriptor) override
    {
        ++knocks;
        auto *socket = new QTcpSocket(this);
        socket->setSocketDescriptor(descriptor);
    }
};

ClientOptions optionsFor(const Mute &server)
{
    QUrl url;
    url.setScheme(u"https"_s);
    url.setHost(u"127.0.0.1"_s);
    url.setPort(server.serverPort());
    ClientOptions options = slipway::test::tokenOptions(url);
    options.hurriedConnect = 300ms;
    options.silence = 1h;
    return options;
}

Answer<Version> hurried(Client &client)
{
    return blocking([&] {
        const Hurry hurry;
        return client.version();
    });
}

Transport::Incoming ended(End end, bool sent = false)
{
    Transport::Incoming incoming;
    incoming.end = end;
    incoming.sent = sent;
    return incoming;
}

} // namespace

class TestSilence : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void whoLooksIsToldSoon();
    void theOthersGetTheSameAnswer();
    void afterAWhileOneKnocksAgain();
    void longWorkBearsIt();
    void aHurryIsOfItsThread();
    void whatCounts_data();
    void whatCounts();
    void oneAtATime();
};

void TestSilence::whoLooksIsToldSoon()
{
    Mute server;
    Client client(optionsFor(server));
    const auto version = hurried(client); // not 30 s later
    QVERIFY(!version);
    QCOMPARE(version.error().code, ErrorCode::Unavailable);
    QVERIFY2(version.error().message.contains(u"cannot be reached. It took no connection within 1 s."_s),
             qPrintable(version.error().message));
    QCOMPARE(server.knocks, 1);
}

void TestSilence::theOthersGetTheSameAnswer()
{
    Mute server;
    Client client(optionsFor(server));
    const QString first = hurried(client).error().message;
    for (int i = 0; i < 20; ++i)
        QCOMPARE(hurried(client).error().message, first);
    QCOMPARE(server.knocks, 1);
    client.forgetSilence();
    QVERIFY(!hurried(client));
    QCOMPARE(server.knocks, 2);
}

void TestSilence::afterAWhileOneKnocksAgain()
{
    Mute server;
    ClientOptions options = optionsFor(server);
    options.silence = 1ms;
    Client client(options);
    QVERIFY(!hurried(client));
    QCOMPARE(server.knocks, 1);
    QThreadPool pool;
    pool.setMaxThreadCount(12);
    QList<QFuture<bool>> answers;
    for (int i = 0; i < 12; ++i) {
        answers.append(QtConcurrent::run(&pool, [&client] {
            const Hurry hurry;
            return client.version().has_value();
        }));
    }
    QTRY_VERIFY(
        std::all_of(answers.begin(), answers.end(), [](const auto &one) { return one.isFinished(); }));
    // One question at a time of 300 ms each: a thread that came late may have asked again, not twelve.
    QVERIFY2(server.knocks >= 2 && server.knocks <= 6, qPrintable(QString::number(server.knocks)));
}

void TestSilence::longWorkBearsIt()
{
    Mute server;
    ClientOptions options = optionsFor(server);
    options.timeout = 1500ms;
    Client client(options);
    QVERIFY(!hurried(client));
    QElapsedTimer timer;
    timer.start();
    const auto version = blocking([&] { return client.version(); });
    QCOMPARE(version.error().code, ErrorCode::Timeout);
    QVERIFY(timer.elapsed() >= 1400);
    QCOMPARE(server.knocks, 2); // and it asks, whatever is known
}

void TestSilence::aHurryIsOfItsThread()
{
    QVERIFY(!Hurry::isOn());
    const Hurry hurry;
    QVERIFY(Hurry::isOn());
    {
        const Hurry again;
        QVERIFY(Hurry::isOn());
    }
    QVERIFY(Hurry::isOn());
    QVERIFY(!QtConcurrent::run([] { return Hurry::isOn(); }).result());
}

void TestSilence::whatCounts_data()
{
    QTest::addColumn<Transport::Incoming>("last");
    QTest::addColumn<bool>("isSilent");
    QTest::newRow("nobody") << ended(End::Unreachable) << true;
    Transport::Incoming refused = ended(End::Unreachable);
    refused.isPassing = true;
    QTest::newRow("refused: it is there") << refused << false;
    Transport::Incoming plain = ended(End::Unreachable);
    plain.noTls = true;
    QTest::newRow("speaks no TLS") << plain << false;
    QTest::newRow("another certificate") << ended(End::Untrusted) << false;
    QTest::newRow("an answer") << ended(End::Answered, true) << false;
    QTest::newRow("late, after it took the request") << ended(End::TimedOut, true) << false;
    QTest::newRow("cancelled before") << ended(End::Cancelled) << true; // nothing new
    QTest::newRow("broken") << ended(End::Broken, true) << false;
}

void TestSilence::whatCounts()
{
    QFETCH(Transport::Incoming, last);
    QFETCH(bool, isSilent);
    Silence silence(1h);
    QVERIFY(!silence.known());
    silence.note(ended(End::Unreachable));
    QVERIFY(silence.known());
    silence.note(last);
    QCOMPARE(silence.known().has_value(), isSilent);
}

void TestSilence::oneAtATime()
{
    Silence silence(0ms);
    silence.note(ended(End::Unreachable));
    QVERIFY(!silence.known()); // ask
    QVERIFY(silence.known());  // somebody does
    silence.note(ended(End::Cancelled));
    QVERIFY(!silence.known()); // and has left
    silence.note(ended(End::Answered, true));
    QVERIFY(!silence.known());
    QVERIFY(!silence.known()); // all may
}

QTEST_GUILESS_MAIN(TestSilence)
#include "tst_silence.moc"
