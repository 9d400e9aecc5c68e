#include "tests/app/progress/progressfixture.h"

#include <QSet>
#include <QSignalSpy>

using namespace slipway;
using namespace slipway::fakes;
using namespace slipway::test;
using namespace Qt::Literals::StringLiterals;
using Phase = ContainerProgress::Phase;
using Kind = http::StreamError::Kind;

static QByteArray withoutRetry(QByteArray body) { return body.replace("retry: 2000", "retry: 100"); }

/// How it gets to its server, and back to it.
class TestContainerProgressConnection : public QObject, private ProgressFixture
{
    Q_OBJECT
private slots:
    void init() { begin(); }
    void cleanup() { end(); }

    void aRunThatGoesOnIsResumed()
    {
        const QByteArrayList parts = frames(recorded(u"newest-live"_s));
        m_server->enqueue(kStream, Script::eventStream(parts.mid(0, 20).join()).close());
        m_server->enqueue(kStream, Script::eventStream().close());
        m_server->enqueue(kStream, Script::eventStream(recorded(u"newest-finished"_s)).close());
        m_server->setDefault(kContainer, container("{\"lifecycle\":\"creating\"}"));
        watch();
        QTRY_COMPARE(m_progress->phase(), Phase::Complete);
        QCOMPARE(int(m_progress->lines().size()), 32); // section 6, 2: not twice
        QCOMPARE(picture(m_progress->snapshot()), u"xxxxx 00:x 01:x 02:x 100"_s);
    }

    // Numbers: what a cut kept back comes before the end is announced, even when the snapshot knew the end
    // already.
    void aCutReplayOfAFinishedRunIsResumed()
    {
        const QByteArrayList parts = frames(withoutRetry(recorded(u"ours-finished"_s)));
        m_server->enqueue(kStream, Script::eventStream(parts.mid(0, 12).join()).close());
        m_server->enqueue(kStream, Script::eventStream((parts.mid(0, 2) + parts.mid(12)).join()).close());
        watch();
        QTRY_COMPARE(m_progress->phase(), Phase::Complete);
        QCOMPARE(int(m_progress->lines().size()), 32);
        QCOMPARE(int(m_server->requests().size()), 2);
        QCOMPARE(m_server->requests().at(1).header("Last-Event-ID"), QByteArray("10"));
    }

    void aFinishedStreamWithoutDoneIsNoError_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("closes");
        for (const char *name :
             {"oldest-live", "newest-live", "newest-finished", "ours-live", "ours-finished"}) {
            QTest::addRow("%s closes", name) << QString::fromLatin1(name) << true;
            QTest::addRow("%s stays open", name) << QString::fromLatin1(name) << false;
        }
    }
    void aFinishedStreamWithoutDoneIsNoError()
    {
        QFETCH(QString, name);
        QFETCH(bool, closes);
        QByteArrayList parts = frames(recorded(name));
        parts.removeLast();
        Script script = Script::eventStream(parts.join());
        m_server->enqueue(kStream, closes ? script.close() : script);
        watch();
        QTRY_COMPARE_WITH_TIMEOUT(m_progress->phase(), Phase::Complete, 15'000);
        QCOMPARE(int(m_progress->lines().size()), 32);
        QCOMPARE(m_progress->connectionError(), http::StreamError());
        QCOMPARE(int(m_server->requests().size()), 1);
    }

    // Section 6, 3: connection errors were invisible. None of them says that the run failed.
    void connectionErrors_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("final");
        QTest::newRow("unknown container") << 404 << int(Kind::NotFound) << true;
        QTest::newRow("no token") << 401 << int(Kind::NotSignedIn) << true;
        QTest::newRow("sign-in expired (redirect to a page)") << 307 << int(Kind::NotSignedIn) << true;
        QTest::newRow("an HTML page") << 200 << int(Kind::WrongContentType) << true;
        QTest::newRow("Redis down") << 500 << int(Kind::HttpStatus) << false;
        QTest::newRow("server down") << 0 << int(Kind::Network) << false;
    }
    void connectionErrors()
    {
        QFETCH(int, status);
        QFETCH(int, kind);
        QFETCH(bool, final);
        m_server->setDefault("/login", Script::reply(200, "text/html", "<html>Sign in</html>"));
        if (status == 0)
            m_server->shutDown();
        else if (status == 307)
            m_server->setDefault(kStream, Script::redirect("/login", 307));
        else
            m_server->setDefault(kStream,
                                 Script::reply(status, status == 200 ? "text/html" : "application/json",
                                               "{\"error\":\"no\"}"));
        QSignalSpy finished(m_progress.get(), &ContainerProgress::finished);
        QSignalSpy changed(m_progress.get(), &ContainerProgress::connectionChanged);
        watch();
        QTRY_COMPARE(m_progress->connectionState(),
                     final ? http::StreamState::Failed : http::StreamState::Waiting);
        if (status != 200 ||
            m_progress->connectionError().kind != Kind::NotSignedIn) // both words fit an HTML page
            QCOMPARE(int(m_progress->connectionError().kind), kind);
        QVERIFY(!m_progress->connectionError().message.isEmpty());
        QCOMPARE(m_progress->phase(), Phase::Connecting);
        QVERIFY(!m_progress->isError() && m_progress->errorMessage().isEmpty());
        QVERIFY(finished.isEmpty());
        QVERIFY(changed.size() >= 2);
    }

    void aServerThatComesBackIsFound()
    {
        m_server->shutDown();
        http::EventSourceOptions options = quick();
        options.initialRetryMs = options.maxRetryMs = 60'000;
        m_progress->watch(m_server->url(u"/"_s), {u"c1"_s}, options);
        QTRY_COMPARE(m_progress->connectionState(), http::StreamState::Waiting);
        QVERIFY(m_progress->connectionAttempt() > 0);
        QVERIFY(m_progress->nextAttemptInMs() > 0);
        QVERIFY(m_server->listenAgain());
        m_server->enqueue(kStream, Script::eventStream(recorded(u"ours-live"_s)).close());
        m_progress->retryNow();
        QTRY_COMPARE(m_progress->phase(), Phase::Complete);
    }

    void headersGoWithBothRequests()
    {
        m_server->setDefault(kStream, Script::eventStream().close());
        m_server->setDefault(kContainer, container("{\"lifecycle\":\"ready\"}"));
        http::EventSourceOptions options = quick();
        options.headers = {{"Authorization", "Bearer t0ken"}};
        m_progress->watch(m_server->url(u"/"_s), {u"c1"_s}, options);
        QTRY_COMPARE(m_progress->phase(), Phase::Complete);
        QSet<QByteArray> targets;
        for (const Request &request : m_server->requests()) {
            QCOMPARE(request.header("Authorization"), QByteArray("Bearer t0ken"));
            targets.insert(request.target);
        }
        QVERIFY(targets.contains(kStream) && targets.contains(kContainer));
    }

    void aServerBelowAPathIsFound()
    {
        m_server->enqueue("/slipway" + kStream, Script::eventStream(recorded(u"ours-live"_s)).close());
        m_progress->watch(m_server->url(u"/slipway/"_s), {u"c1"_s}, quick());
        QTRY_COMPARE(m_progress->phase(), Phase::Complete);
    }

    void anIdStaysAnId_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QByteArray>("target");
        QTest::newRow("slash") << u"a/b"_s << QByteArray("/api/containers/a%2Fb/progress");
        QTest::newRow("query") << u"a?b#c"_s << QByteArray("/api/containers/a%3Fb%23c/progress");
        QTest::newRow("space and percent")
            << u"a b%2f"_s << QByteArray("/api/containers/a%20b%252f/progress");
    }
    void anIdStaysAnId()
    {
        QFETCH(QString, id);
        QFETCH(QByteArray, target);
        m_progress->watch(m_server->url(u"/"_s), {id}, quick());
        QTRY_COMPARE(int(m_server->requests().size()), 1);
        QCOMPARE(m_server->requests().first().target, target);
    }
};

QTEST_GUILESS_MAIN(TestContainerProgressConnection)
#include "tst_containerprogressconnection.moc"
