// The small decisions of a stream, without a network.
#include "net/http/streamerror.h"
#include <QDateTime>
#include <QRegularExpression>
#include <QTest>
#include <QTimeZone>

using namespace slipway::http;
using Kind = StreamError::Kind;

class TestStreamError : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void retryDecision_data()
    {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("retry");
        QTest::newRow("network") << Kind::Network << 0 << true;
        QTest::newRow("silence") << Kind::Timeout << 0 << true;
        QTest::newRow("server closed") << Kind::ServerClosed << 0 << true;
        QTest::newRow("408") << Kind::HttpStatus << 408 << true;
        QTest::newRow("429") << Kind::HttpStatus << 429 << true;
        QTest::newRow("500") << Kind::HttpStatus << 500 << true;
        QTest::newRow("502") << Kind::HttpStatus << 502 << true;
        QTest::newRow("503") << Kind::HttpStatus << 503 << true;
        QTest::newRow("206") << Kind::HttpStatus << 206 << false;
        QTest::newRow("307 that cannot be followed") << Kind::HttpStatus << 307 << false;
        QTest::newRow("400") << Kind::HttpStatus << 400 << false;
        QTest::newRow("410") << Kind::HttpStatus << 410 << false;
        QTest::newRow("none") << Kind::None << 0 << false;
        QTest::newRow("not signed in") << Kind::NotSignedIn << 401 << false;
        QTest::newRow("not found") << Kind::NotFound << 404 << false;
        QTest::newRow("no content") << Kind::NoContent << 204 << false;
        QTest::newRow("wrong type") << Kind::WrongContentType << 200 << false;
        QTest::newRow("tls") << Kind::Tls << 0 << false;
        QTest::newRow("too large") << Kind::TooLarge << 200 << false;
        QTest::newRow("redirects") << Kind::TooManyRedirects << 0 << false;
        QTest::newRow("url") << Kind::InvalidUrl << 0 << false;
    }
    void retryDecision()
    {
        QFETCH(Kind, kind);
        QFETCH(int, status);
        QFETCH(bool, retry);
        QCOMPARE(isRetryable(StreamError{kind, status, {}}), retry);
    }

    void contentType_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<bool>("isStream");
        QTest::newRow("plain") << QByteArray("text/event-stream") << true;
        QTest::newRow("charset") << QByteArray("text/event-stream; charset=utf-8") << true;
        QTest::newRow("charset without space") << QByteArray("text/event-stream;charset=latin1") << true;
        QTest::newRow("case") << QByteArray("Text/Event-Stream") << true;
        QTest::newRow("spaces") << QByteArray(" text/event-stream ; x=y") << true;
        QTest::newRow("none") << QByteArray() << false;
        QTest::newRow("html") << QByteArray("text/html") << false;
        QTest::newRow("longer name") << QByteArray("text/event-stream-x") << false;
        QTest::newRow("only in a parameter") << QByteArray("text/plain; x=text/event-stream") << false;
    }
    void contentType()
    {
        QFETCH(QByteArray, type);
        QFETCH(bool, isStream);
        QCOMPARE(isEventStreamType(type), isStream);
    }

    void retryAfter_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<qint64>("milliseconds"); // -1: not understood
        QTest::newRow("seconds") << QByteArray("120") << qint64(120'000);
        QTest::newRow("zero") << QByteArray("0") << qint64(0);
        QTest::newRow("date") << QByteArray("Sat, 21 Nov 2026 12:00:30 GMT") << qint64(30'000);
        QTest::newRow("date in the past") << QByteArray("Sat, 21 Nov 2026 11:00:00 GMT") << qint64(0);
        QTest::newRow("at most an hour") << QByteArray("99999") << qint64(3'600'000);
        QTest::newRow("past any integer") << QByteArray("99999999999999999999999") << qint64(3'600'000);
        QTest::newRow("date far away") << QByteArray("Sun, 21 Nov 2027 12:00:00 GMT") << qint64(3'600'000);
        QTest::newRow("nothing") << QByteArray() << qint64(-1);
        QTest::newRow("negative") << QByteArray("-5") << qint64(-1);
        QTest::newRow("words") << QByteArray("soon") << qint64(-1);
    }
    void retryAfter()
    {
        QFETCH(QByteArray, value);
        QFETCH(qint64, milliseconds);
        const QDateTime now(QDate(2026, 11, 21), QTime(12, 0), QTimeZone::utc());
        QCOMPARE(parseRetryAfter(value, now).value_or(-1), milliseconds);
    }

    void origin_data()
    {
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        QTest::addColumn<bool>("same");
        QTest::newRow("path") << "http://a/1"
                              << "http://a/2?x" << true;
        QTest::newRow("default port") << "http://a:80/"
                                      << "http://a/" << true;
        QTest::newRow("default port of https") << "https://a:443/"
                                               << "https://a/" << true;
        QTest::newRow("case of the host") << "http://A/"
                                          << "http://a/" << true;
        QTest::newRow("port") << "http://a:8080/"
                              << "http://a/" << false;
        QTest::newRow("scheme") << "http://a/"
                                << "https://a/" << false;
        QTest::newRow("subdomain") << "http://a.b/"
                                   << "http://b/" << false;
    }
    void origin()
    {
        QFETCH(QString, a);
        QFETCH(QString, b);
        QFETCH(bool, same);
        QCOMPARE(isSameOrigin(QUrl(a), QUrl(b)), same);
    }

    void textsHoldNoSecret()
    {
        const QUrl url(QStringLiteral("https://user:hunter2@host.example:8443/api/x?token=hunter2#hunter2"));
        const QStringList texts{answerTimeoutError(url, 15'000).message,
                                tlsError(url, {}, QStringLiteral("Expired.")).message,
                                redirectError(302, url).message};
        for (const QString &text : texts) {
            QVERIFY2(text.contains(QStringLiteral("https://host.example:8443")), qPrintable(text));
            QVERIFY2(!text.contains(QStringLiteral("hunter2")), qPrintable(text));
        }
        QCOMPARE(silenceError(45'000).message, QStringLiteral("Log stream lost (no data for 45 s)."));
    }
};

QTEST_GUILESS_MAIN(TestStreamError)
#include "tst_streamerror.moc"
