#include "app/domain/service.h"

#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;

static const QByteArray
    kNewest("{\"services\":[{\"name\":\"code-server\",\"type\":\"systemd\",\"port\":8443,\"status\":"
            "\"running\",\"isSystem\":false,\"credentials\":{\"PASSWORD\":\"p\\\"w\",\"USER\":\"coder\"}},{"
            "\"name\":\"docker\",\"type\":\"systemd\",\"port\":null,\"status\":\"running\",\"isSystem\":true,"
            "\"credentials\":null}],\"containerIp\":\"10.0.0.50\"}");

class TestService : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void newestFormRoundTripsToTheByte()
    {
        const auto list = serviceListFromJson(kNewest);
        QVERIFY(list);
        QCOMPARE(list->services.size(), 2);
        QCOMPARE(list->containerIp, u"10.0.0.50"_s);
        QCOMPARE(list->services.at(0).port, 8443);
        QVERIFY(!list->services.at(1).port);
        QVERIFY(list->services.at(1).isSystem);
        QCOMPARE(toJsonWithSecrets(*list), kNewest);
    }

    void credentialsKeepTheirOrder()
    {
        const auto list = serviceListFromJson(
            R"j({"services":[{"name":"a","credentials":{"Z":"1","A":"2","M":"3"}}],"containerIp":null})j");
        QVERIFY(list);
        QStringList keys;
        for (const Credential &credential : list->services.first().credentials)
            keys.append(credential.key);
        QCOMPARE(keys, (QStringList{u"Z"_s, u"A"_s, u"M"_s}));
    }

    void emptyAndRepeatedValues()
    {
        const auto list = serviceListFromJson(
            "[{\"name\":\"a\",\"credentials\":{\"A\":\"\",\"B\":null,\"C\":\"1\",\"C\":\"2\",\"D\":5}}]");
        QVERIFY(list);
        const auto &credentials = list->services.first().credentials;
        QCOMPARE(int(credentials.size()), 3);
        QCOMPARE(credentials.at(0).value.revealText(), QString());
        QCOMPARE(credentials.at(1).value.revealText(), u"2"_s);
        QCOMPARE(credentials.at(2).value.revealText(), u"5"_s);
    }

    void none()
    {
        const QByteArray wire(R"j({"services":[],"containerIp":null})j");
        const auto list = serviceListFromJson(wire);
        QVERIFY(list && list->services.isEmpty() && list->containerIp.isEmpty());
        QCOMPARE(toJsonWithSecrets(*list), wire);
    }

    // Section 6, 4: the page of the oldest generation showed ciphertext, and services twice.
    void oldestRowsNeverShowCiphertext_data()
    {
        QTest::addColumn<QByteArray>("credentials");
        QTest::addColumn<bool>("encrypted");
        QTest::addColumn<int>("fields");
        QTest::newRow("null") << QByteArray("null") << false << 0;
        QTest::newRow("empty") << QByteArray("\"\"") << false << 0;
        QTest::newRow("base64") << QByteArray("\"U2FsdGVkX18yMjIyMjIyMjIyMjIyMg==\"") << true << 0;
        QTest::newRow("iv:tag:text")
            << QByteArray("\"00112233445566778899aabb:00112233445566778899aabbccddeeff:c0ffee\"") << true
            << 0;
        QTest::newRow("JSON text") << QByteArray("\"{\\\"USER\\\":\\\"a\\\",\\\"PASSWORD\\\":\\\"b\\\"}\"")
                                   << false << 2;
        QTest::newRow("JSON text with more behind it")
            << QByteArray("\"{\\\"USER\\\":\\\"a\\\"}x\"") << true << 0;
        QTest::newRow("ciphertext inside an object")
            << QByteArray(
                   R"j({"PASSWORD":"00112233445566778899aabb:00112233445566778899aabbccddeeff:c0ffee","USER":"a"})j")
            << true << 1;
        QTest::newRow("a number") << QByteArray("7") << false << 0;
        QTest::newRow("an array") << QByteArray("[\"x\"]") << false << 0;
    }
    void oldestRowsNeverShowCiphertext()
    {
        QFETCH(QByteArray, credentials);
        QFETCH(bool, encrypted);
        QFETCH(int, fields);
        const auto list = serviceListFromJson(
            R"j([{"id":"1","name":"web","type":"systemd","port":"8080","webUrl":"http://10.0.0.5:8080","status":"running","credentials":)j" +
            credentials + R"j(,"containerId":"c1"}])j");
        QVERIFY(list);
        QCOMPARE(list->services.size(), 1);
        const Service &service = list->services.first();
        QCOMPARE(service.port, 8080);
        QCOMPARE(service.webUrl, u"http://10.0.0.5:8080"_s);
        QCOMPARE(service.credentialsEncrypted, encrypted);
        QCOMPARE(int(service.credentials.size()), fields);
        for (const Credential &credential : service.credentials)
            QVERIFY(!credential.value.revealText().contains(u"c0ffee"));
        QVERIFY(!toJsonWithSecrets(*list).contains("c0ffee"));
        QVERIFY(!toJsonWithSecrets(*list).contains("U2Fsd"));
    }

    void duplicatesAreMerged()
    {
        const auto list = serviceListFromJson(
            "[{\"name\":\"web\",\"port\":80,\"status\":\"stopped\",\"credentials\":null},\n"
            "                {\"name\":\"web\",\"port\":81,\"status\":\"running\"},\n"
            "                "
            "{\"name\":\"web\",\"type\":\"systemd\",\"port\":\"80\",\"status\":\"running\",\"credentials\":"
            "\"{\\\"A\\\":\\\"1\\\"}\"},\n"
            "                {\"name\":\"web\",\"port\":80,\"credentials\":\"Y2lwaGVy\"}]");
        QVERIFY(list);
        QCOMPARE(list->services.size(), 2);
        const Service &web = list->services.first();
        QCOMPARE(web.status, u"running"_s);
        QCOMPARE(web.type, u"systemd"_s);
        QCOMPARE(int(web.credentials.size()), 1);
        QVERIFY2(!web.credentialsEncrypted, "there is something that can be shown");
    }

    void tolerates_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<int>("count");
        QTest::newRow("unknown fields")
            << QByteArray(R"j({"x":[1,{"y":2}],"services":[{"name":"a","z":{}}]})j") << 1;
        QTest::newRow("port out of range")
            << QByteArray(R"j({"services":[{"name":"a","port":70000}]})j") << 1;
        QTest::newRow("no name") << QByteArray(R"j({"services":[{"port":7}]})j") << 0;
        QTest::newRow("rows that are no objects")
            << QByteArray(R"j({"services":[1,null,{"name":"a"}]})j") << 1;
        QTest::newRow("services is null") << QByteArray(R"j({"services":null})j") << 0;
        QTest::newRow("wrong types everywhere")
            << QByteArray(
                   R"j({"services":[{"name":"a","type":[],"port":true,"status":{},"isSystem":"x"}],"containerIp":[]})j")
            << 1;
    }
    void tolerates()
    {
        QFETCH(QByteArray, json);
        QFETCH(int, count);
        const auto list = serviceListFromJson(json);
        QVERIFY(list);
        QCOMPARE(int(list->services.size()), count);
        for (const Service &service : list->services)
            QVERIFY(!service.port);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("json");
        for (const char *json : {"", "null", "7", "{", "[", "{\"services\":[}", "[]x", "\"a\"", "<html>"})
            QTest::newRow(json) << QByteArray(json);
    }
    void refuses()
    {
        QFETCH(QByteArray, json);
        const auto list = serviceListFromJson(json);
        QVERIFY(!list);
        QCOMPARE(list.error().code, ErrorCode::Protocol);
    }

    void everyCutIsRefusedNotMisread()
    {
        for (qsizetype size = 0; size < kNewest.size(); ++size)
            QVERIFY(!serviceListFromJson(kNewest.left(size)));
    }

    void safeNames_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("safe");
        QTest::newRow("unit") << u"code-server.service"_s << true;
        QTest::newRow("instance") << u"getty@tty1"_s << true;
        QTest::newRow("option") << u"-rf"_s << false;
        QTest::newRow("space") << u"a b"_s << false;
        QTest::newRow("shell") << u"a;reboot"_s << false;
        QTest::newRow("path") << u"../etc"_s << false;
        QTest::newRow("empty") << QString() << false;
        QTest::newRow("128") << QString(128, u'a') << true;
        QTest::newRow("129") << QString(129, u'a') << false;
    }
    void safeNames()
    {
        QFETCH(QString, name);
        QFETCH(bool, safe);
        QCOMPARE(isSafeServiceName(name), safe);
    }
};

QTEST_GUILESS_MAIN(TestService)
#include "tst_service.moc"
