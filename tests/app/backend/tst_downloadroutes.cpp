#include "tests/app/backend/nodeapitest.h"

using namespace slipway;
using namespace slipway::backend;

/// OS templates that are fetched ahead.
class TestDownloadRoutes : public NodeApiTest
{
    Q_OBJECT
private slots:
    void init()
    {
        begin();
        QCOMPARE(ask("POST", u"/api/nodes"_s, nodeJson()).status, 201);
    }
    void cleanup() { end(); }
    void goesOnAndComesToItsEnd();
    void cancelled();
    void theSameIsNotFetchedTwice();
    void aFailureIsTold();
    void refusals_data();
    void refusals();
    void theListOfTemplatesIsAskedAnew();
    void percents_data();
    void percents();

private:
    const QString m_all = u"/api/nodes/rack/downloads"_s;
    QString begun(const QByteArray &body = R"({"source":"debian-12-standard"})")
    {
        const Answer answer = ask("POST", m_all, body);
        return answer.status == 202 ? answer.json().value("id"_L1).toString() : QString();
    }
    QJsonObject of(const QString &id) { return ask("GET", m_all + u'/' + id).json(); }
    QString stateOf(const QString &id) { return of(id).value("state"_L1).toString(); }
};

void TestDownloadRoutes::goesOnAndComesToItsEnd()
{
    m_script->isSilent = true;
    const QString id = begun(R"({"source":"debian-12-standard","storage":"tank"})");
    QVERIFY(!id.isEmpty());
    QTRY_COMPARE(of(id).value("percent"_L1).toInt(), 40);
    QJsonObject download = of(id);
    QCOMPARE(download.value("state"_L1).toString(), u"running"_s);
    QCOMPARE(download.value("lines"_L1).toArray().size(), 1);
    QVERIFY(download.value("finishedAt"_L1).isNull());
    const QJsonArray all = ask("GET", m_all).json().value("downloads"_L1).toArray();
    QCOMPARE(all.size(), 1);
    QCOMPARE(all.first().toObject(), download);
    m_script->isSilent = false;
    QTRY_COMPARE(stateOf(id), u"done"_s);
    download = of(id);
    QCOMPARE(download.value("installed"_L1).toString(), u"tank:vztmpl/debian-12-standard"_s);
    QCOMPARE(download.value("percent"_L1).toInt(), 100);
    QVERIFY(!download.value("finishedAt"_L1).isNull());
    QCOMPARE(ask("DELETE", m_all + u'/' + id).status, 204); // forgotten
    QCOMPARE(ask("GET", m_all + u'/' + id).status, 404);
}

void TestDownloadRoutes::cancelled()
{
    m_script->isSilent = true;
    const QString id = begun();
    QTRY_COMPARE(m_script->asked.load(), 1);
    QCOMPARE(ask("DELETE", m_all + u'/' + id).status, 204);
    QTRY_COMPARE(stateOf(id), u"cancelled"_s);
    QCOMPARE(m_script->cancelled.load(), 1);
    QVERIFY(of(id).value("error"_L1).isNull());
}

void TestDownloadRoutes::theSameIsNotFetchedTwice()
{
    m_script->isSilent = true;
    const QString id = begun();
    QCOMPARE(begun(), id);
    QVERIFY(begun(R"({"source":"ubuntu-24.04-standard"})") != id);
    QTRY_COMPARE(m_script->asked.load(), 2);
    m_script->isSilent = false;
    QTRY_COMPARE(stateOf(id), u"done"_s);
    QVERIFY(begun() != id); // another question, later
    QTRY_COMPARE(m_script->asked.load(), 3);
}

void TestDownloadRoutes::aFailureIsTold()
{
    m_script->failure = [](const Node &) {
        return std::optional(
            Error{ErrorCode::HostFailed, u"Cannot download it. The storage is full."_s, {}, false});
    };
    const QString id = begun();
    QTRY_COMPARE(stateOf(id), u"error"_s);
    QCOMPARE(of(id).value("error"_L1).toString(), u"Cannot download it. The storage is full."_s);
    QVERIFY(of(id).value("installed"_L1).isNull());
}

void TestDownloadRoutes::refusals_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("status");
    QTest::newRow("no source") << QByteArray("POST") << QByteArray("{}") << m_all << 422;
    QTest::newRow("source is a number")
        << QByteArray("POST") << QByteArray(R"({"source":5})") << m_all << 422;
    QTest::newRow("storage is a number")
        << QByteArray("POST") << QByteArray(R"({"source":"a","storage":5})") << m_all << 422;
    QTest::newRow("unknown field") << QByteArray("POST") << QByteArray(R"({"source":"a","x":1})") << m_all
                                   << 422;
    QTest::newRow("no JSON") << QByteArray("POST") << QByteArray("x") << m_all << 400;
    QTest::newRow("no such node") << QByteArray("POST") << QByteArray(R"({"source":"a"})")
                                  << u"/api/nodes/other/downloads"_s << 404;
    QTest::newRow("list of no such node")
        << QByteArray("GET") << QByteArray() << u"/api/nodes/other/downloads"_s << 404;
    QTest::newRow("no such download") << QByteArray("GET") << QByteArray() << m_all + u"/abc"_s << 404;
    QTest::newRow("none to cancel") << QByteArray("DELETE") << QByteArray() << m_all + u"/abc"_s << 404;
}

void TestDownloadRoutes::refusals()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, body);
    QFETCH(QString, path);
    QFETCH(int, status);
    QCOMPARE(ask(method, path, body).status, status);
    QCOMPARE(m_script->asked.load(), 0);
}

void TestDownloadRoutes::theListOfTemplatesIsAskedAnew()
{
    const QString templates = u"/api/nodes/rack/templates"_s;
    QCOMPARE(ask("GET", templates).status, 200);
    QCOMPARE(ask("GET", templates).status, 200); // kept
    QCOMPARE(m_script->asked.load(), 1);
    const QString id = begun();
    QTRY_COMPARE(stateOf(id), u"done"_s);
    QCOMPARE(ask("GET", templates).status, 200);
    QCOMPARE(m_script->asked.load(), 3);
}

void TestDownloadRoutes::percents_data()
{
    QTest::addColumn<int>("percent");
    const auto row = [](const char *line, int percent) { QTest::newRow(line) << percent; };
    row(" 32768K ........ ........ ........ ........ 66% 110M 0s", 66);
    row(" 65536K ........ ........ ........ ....... 100% 112M=0.9s", 100);
    row("45.7%", 45);
    row("10% of 20%", 20);
    row("calculating checksum...OK, checksum verified", -1);
    row("1500%", -1);
    row("", -1);
}

void TestDownloadRoutes::percents()
{
    QFETCH(int, percent);
    QCOMPARE(percentIn(QString::fromUtf8(QTest::currentDataTag())), percent);
}

QTEST_GUILESS_MAIN(TestDownloadRoutes)
#include "tst_downloadroutes.moc"
