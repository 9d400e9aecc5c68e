#include "app/cli/format.h"
#include <QJsonDocument>
#include <QTest>

using namespace slipway;
using namespace slipway::cli;
using namespace Qt::Literals::StringLiterals;

class TestFormat : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void eventLineIsOneJsonLine_data();
    void eventLineIsOneJsonLine();
    void idComesFirst();
    void lineBreaksBetweenTokens();
    void listAnswers_data();
    void listAnswers();
    void secretsAreMasked();
    void encryptedCredentialsAreSaid();
    void tableIsAligned();
    void nameOnItsHost_data();
    void nameOnItsHost();
};

void TestFormat::eventLineIsOneJsonLine_data()
{
    QTest::addColumn<QByteArray>("data");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("quotes and backslash") << QByteArray(R"({"a":"b\"c"})");
    QTest::newRow("line feeds") << QByteArray("one\ntwo\n");
    QTest::newRow("control characters") << QByteArray("a\0\x01\x1b"
                                                      "b",
                                                      5);
    QTest::newRow("unicode") << QByteArray("größe 🚀");
    QTest::newRow("line separator U+2028") << QByteArray("a\u2028b");
    QTest::newRow("replacement character") << QByteArray("\xEF\xBF\xBD");
}

void TestFormat::eventLineIsOneJsonLine()
{
    QFETCH(QByteArray, data);
    const QByteArray line = jsonEventLine("progress", data, "7");
    QVERIFY(!line.contains('\n'));
    QVERIFY2(line.startsWith(R"({"event":"progress","data":")"), line.constData());
    QJsonParseError error;
    const QJsonObject object = QJsonDocument::fromJson(line, &error).object();
    QCOMPARE(error.error, QJsonParseError::NoError);
    QCOMPARE(object.value("data"_L1).toString().toUtf8(), data);
    QCOMPARE(object.value("id"_L1).toString(), u"7"_s);
    QCOMPARE(object.size(), 3);
}

void TestFormat::idComesFirst()
{
    QCOMPARE(jsonLineIdFirst({{u"address"_s, QString()}, {u"id"_s, u"x1"_s}}),
             QByteArray(R"({"id":"x1","address":""})"));
    QCOMPARE(jsonLineIdFirst({{u"id"_s, u"x1"_s}}), QByteArray(R"({"id":"x1"})"));
}

void TestFormat::lineBreaksBetweenTokens()
{
    QCOMPARE(onOneLine("{\"a\":1,\r\n\"b\":2}"), QByteArray("{\"a\":1,  \"b\":2}"));
    QCOMPARE(onOneLine("{\"a\":\"x\\ny\"}"), QByteArray("{\"a\":\"x\\ny\"}"));
}

void TestFormat::listAnswers_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("count");
    QTest::newRow("under a key") << QByteArray(R"({"containers":[{"id":"a"},{"id":"b"}]})") << 2;
    QTest::newRow("bare array") << QByteArray(R"([{"id":"a"}])") << 1;
    QTest::newRow("empty") << QByteArray(R"({"containers":[]})") << 0;
    QTest::newRow("something else") << QByteArray("<html>") << 0;
}

void TestFormat::listAnswers()
{
    QFETCH(QByteArray, body);
    QFETCH(int, count);
    QCOMPARE(containerObjects(body).size(), count);
}

namespace {
const QByteArray kServices =
    R"({"services":[{"name":"code-server","type":"systemd","port":8443,"status":"running",
 "isSystem":false,"credentials":{"PASSWORD":"hunter2-secret","USER":"coder"}}],"containerIp":"10.0.0.50"})";
}

void TestFormat::secretsAreMasked()
{
    const Result<ServiceList> services = serviceListFromJson(kServices);
    QVERIFY(services);
    QVERIFY(!servicesJson(*services, false).contains("hunter2"));
    QVERIFY(servicesJson(*services, false).contains("PASSWORD"));
    QVERIFY(servicesJson(*services, true).contains("hunter2-secret"));
    QVERIFY(!serviceLines(*services, false).join(u'\n').contains(u"hunter2"_s));
    const QString revealed = serviceLines(*services, true).join(u'\n');
    QVERIFY(revealed.contains(u"hunter2-secret"_s));
    QVERIFY2(revealed.contains(u"10.0.0.50:8443"_s), qPrintable(revealed));
}

void TestFormat::encryptedCredentialsAreSaid()
{
    const Result<ServiceList> services = serviceListFromJson(
        R"([{"id":"1","name":"db","type":"docker","port":5432,"webUrl":null,"status":"running","credentials":"U2FsdGVkX1+ciphertext","containerId":"c"}])");
    QVERIFY(services);
    const QString text = serviceLines(*services, true).join(u'\n');
    QVERIFY2(text.contains(u"encrypted, cannot be shown"_s), qPrintable(text));
    QVERIFY(!text.contains(u"ciphertext"_s));
}

void TestFormat::tableIsAligned()
{
    const QStringList lines = tableLines({{u"A"_s, u"B"_s}, {u"long"_s, u"x"_s}, {u"日"_s, u"y"_s}});
    QCOMPARE(lines, (QStringList{u"A     B"_s, u"long  x"_s, u"日    y"_s}));
}

void TestFormat::nameOnItsHost_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("ref");
    QTest::addColumn<QString>("name");
    QTest::newRow("a VMID") << u"proxmox"_s << u"131-3f9a2c07"_s << u"131"_s;
    QTest::newRow("a VMID that is being made")
        << u"proxmox"_s << u"131-3f9a2c07-0001f2a365f0a1b2"_s << u"131"_s;
    QTest::newRow("a name") << u"lxc"_s << u"web-1"_s << u"web-1"_s;
    QTest::newRow("a name of digits") << u"lxc"_s << u"131-1"_s << u"131-1"_s;
    QTest::newRow("none yet") << u"proxmox"_s << QString() << QString();
}

void TestFormat::nameOnItsHost()
{
    QFETCH(QString, host);
    QFETCH(QString, ref);
    QFETCH(QString, name);
    Container container;
    container.hostname = u"web"_s;
    container.host = host;
    container.hostRef = ref;
    const QString lines = containerLines(container).join(u'\n');
    static const QRegularExpression row(u"Name on host: +(.*)"_s);
    QCOMPARE(row.match(lines).captured(1), name);
}

QTEST_GUILESS_MAIN(TestFormat)
#include "tst_format.moc"
