#include "app/base/redactor.h"

#include <QRegularExpression>
#include <QTest>

using namespace slipway;

static const QByteArray mask("\u2022\u2022\u2022\u2022\u2022\u2022");

class TestRedactor : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void redacts_data()
    {
        QTest::addColumn<QByteArrayList>("secrets");
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("expected");
        const QByteArrayList one{"hunter22/+"};
        QTest::newRow("raw") << one << QByteArray("pw=hunter22/+ ok") << "pw=" + mask + " ok";
        QTest::newRow("twice") << one << QByteArray("hunter22/+hunter22/+") << mask + mask;
        QTest::newRow("in a URL") << one << QByteArray("?p=hunter22%2F%2B&x") << "?p=" + mask + "&x";
        QTest::newRow("base64") << one << "a " + QByteArray("hunter22/+").toBase64() + " b"
                                << "a " + mask + "== b";
        QTest::newRow("JSON escaped") << QByteArrayList{"a\"b\\cd"} << QByteArray("{\"p\":\"a\\\"b\\\\cd\"}")
                                      << "{\"p\":\"" + mask + "\"}";
        QTest::newRow("a secret inside another")
            << QByteArrayList{"pass", "password1"} << QByteArray("password1 pass") << mask + " " + mask;
        QTest::newRow("secrets that overlap in the line")
            << QByteArrayList{"abcdef", "defghi"} << QByteArray("-abcdefghi-") << "-" + mask + "-";
        QTest::newRow("a line of a key file") << QByteArrayList{"-----BEGIN\nMIIBVwIBADAN\n-----END"}
                                              << QByteArray("key: MIIBVwIBADAN") << "key: " + mask;
        QTest::newRow("shorter than four bytes")
            << QByteArrayList{"abc"} << QByteArray("abc") << QByteArray("abc");
        QTest::newRow("nothing there") << one << QByteArray("hello") << QByteArray("hello");
        QTest::newRow("empty line") << one << QByteArray() << QByteArray();
        QTest::newRow("invalid UTF-8 around it")
            << one << QByteArray("\xff\xfehunter22/+\xff") << "\xff\xfe" + mask + "\xff";
    }
    void redacts()
    {
        QFETCH(QByteArrayList, secrets);
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, expected);
        Redactor redactor;
        for (const QByteArray &secret : secrets)
            redactor.add(secret);
        QCOMPARE(redactor.redacted(line), expected);
    }

    void doesNotCopyWhatIsClean()
    {
        Redactor redactor;
        QVERIFY(redactor.isEmpty());
        redactor.add("secret-value");
        QVERIFY(!redactor.isEmpty());
        const QByteArray line("nothing to hide");
        QCOMPARE(redactor.redacted(line).constData(), line.constData());
    }
};

QTEST_GUILESS_MAIN(TestRedactor)
#include "tst_redactor.moc"
