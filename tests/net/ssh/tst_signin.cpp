#include "net/ssh/session.h"
#include "tests/net/ssh/passwordserver.h"
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace slipway::ssh;
using namespace Qt::StringLiterals;
using test::PasswordServer;

// Passwords; keys and the agent are tested against OpenSSH in tst_session.
class TestSignIn : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void password_data();
    void password();
    void aServerThatNeverAnswers();
    void cancel();
    void invalidPassword();

private:
    static Options options(const PasswordServer &server, const QByteArray &password)
    {
        Options options;
        options.host = u"127.0.0.1"_s;
        options.port = server.port();
        options.hostKeySha256 = server.hostKey();
        options.auth = Password{Secret(password)};
        return options;
    }
};

void TestSignIn::password_data()
{
    QTest::addColumn<int>("ways");
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<bool>("isAccepted");
    QTest::addColumn<QByteArray>("heard");
    QTest::addColumn<QString>("word");
    const QByteArray right = "p\xc3\xa4ss word";
    const auto accepted = QString();
    const auto denied = u"did not accept the password"_s;
    QTest::newRow("password, right") << +PasswordServer::ByPassword << right << true << right + '|'
                                     << accepted;
    QTest::newRow("password, wrong") << +PasswordServer::ByPassword << QByteArray("no") << false
                                     << QByteArray("no|") << denied;
    QTest::newRow("question, right") << +PasswordServer::ByQuestion << right << true << right + '|'
                                     << accepted;
    QTest::newRow("question, wrong") << +PasswordServer::ByQuestion << QByteArray("no") << false
                                     << QByteArray("no|") << denied;
    QTest::newRow("both, wrong: each once") << (PasswordServer::ByPassword | PasswordServer::ByQuestion)
                                            << QByteArray("no") << false << QByteArray("no|no|") << denied;
    // What comes second is never answered with the password.
    QTest::newRow("question, then a code")
        << +PasswordServer::ThenCode << right << false << right + '|' << u"Verification code:"_s;
    QTest::newRow("keys only") << +PasswordServer::KeyToo << right << false << QByteArray()
                               << u"takes no password"_s;
}

void TestSignIn::password()
{
    QFETCH(int, ways);
    QFETCH(QByteArray, given);
    QFETCH(bool, isAccepted);
    QFETCH(QByteArray, heard);
    QFETCH(QString, word);
    PasswordServer server(ways, "p\xc3\xa4ss word");
    const auto session = Session::open(options(server, given));
    QVERIFY2(bool(session) == isAccepted, session ? "accepted" : qPrintable(session.error().message));
    QCOMPARE(server.heard(), heard);
    if (isAccepted)
        return;
    const Failure &failure = session.error();
    QCOMPARE(failure.kind, Kind::AuthRefused);
    QVERIFY2(failure.message.contains(word), qPrintable(failure.message));
    QVERIFY(!failure.offeredMethods.isEmpty());
    for (const QString &method : failure.offeredMethods)
        QVERIFY2(failure.detail.contains(method), qPrintable(failure.detail));
    QVERIFY(!failure.message.contains(QString::fromUtf8(given) + u' '));
    QVERIFY(!failure.detail.contains(QString::fromUtf8(given) + u' '));
}

void TestSignIn::aServerThatNeverAnswers()
{
    PasswordServer server(PasswordServer::NoAnswer, "x");
    Options options = TestSignIn::options(server, "x");
    options.connectTimeout = std::chrono::milliseconds(1500);
    const auto session = Session::open(options);
    QVERIFY(!session);
    QCOMPARE(session.error().kind, Kind::Timeout);
    QVERIFY(session.error().message.contains(u"Signing in"));
    QCOMPARE(server.heard(), "x|");
}

void TestSignIn::cancel()
{
    PasswordServer server(PasswordServer::NoAnswer, "x");
    QElapsedTimer sinceAsked;
    const auto session = Session::open(options(server, "x"), [&] {
        if (!server.heard().isEmpty() && !sinceAsked.isValid())
            sinceAsked.start();
        return sinceAsked.isValid();
    });
    QVERIFY(!session);
    QCOMPARE(session.error().kind, Kind::Cancelled);
    QVERIFY2(sinceAsked.elapsed() < 2000, qPrintable(QString::number(sinceAsked.elapsed())));
}

void TestSignIn::invalidPassword()
{
    PasswordServer server(PasswordServer::ByPassword, "x");
    const auto session = Session::open(options(server, QByteArray("x\0y", 3)));
    QVERIFY(!session);
    QCOMPARE(session.error().kind, Kind::Invalid);
    QCOMPARE(server.heard(), QByteArray());
}

QTEST_GUILESS_MAIN(TestSignIn)
#include "tst_signin.moc"
