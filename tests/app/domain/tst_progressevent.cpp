#include "app/domain/progressevent.h"
#include "app/domain/progresseventparser.h"
#include "tests/app/domain/wireexamples.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace slipway::progresseventparser;
using slipway::test::kWire;
using namespace Qt::Literals::StringLiterals;

class TestProgressEvent : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void examplesOfTheContractRoundTripToTheByte()
    {
        for (const QByteArray &json : kWire) {
            const auto event = progressEventFromJson(json);
            QVERIFY2(event, json.constData());
            QCOMPARE(toJson(*event), json);
            QVERIFY2(parseCommon(json), "a common shape takes the direct way");
        }
    }

    void fields()
    {
        const auto event = progressEventFromJson(kWire.at(4));
        QVERIFY(event);
        QCOMPARE(event->type, EventType::Step);
        QCOMPARE(event->step(), Step::Syncing);
        QCOMPARE(event->percent, 73);
        QCOMPARE(event->message, u"Script \"00-pre-checks.sh\" completed"_s);
        QCOMPARE(event->scriptIndex, 0);
        QCOMPARE(event->scriptTotal, 3);
        QCOMPARE(event->seq.value, 0);
        QVERIFY(!event->isTerminal());
        QVERIFY(progressEventFromJson(kWire.at(5))->isTerminal());
        QVERIFY(progressEventFromJson(kWire.at(6))->isTerminal());
    }

    void unusual_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("written");
        QTest::newRow("percent as text")
            << QByteArray("{\"type\":\"step\",\"percent\":\"5\",\"message\":\"m\"}")
            << QByteArray("{\"type\":\"step\",\"percent\":5,\"message\":\"m\"}");
        QTest::newRow("percent 72.6") << QByteArray("{\"type\":\"step\",\"percent\":72.6,\"message\":\"m\"}")
                                      << QByteArray("{\"type\":\"step\",\"percent\":73,\"message\":\"m\"}");
        QTest::newRow("percent past the end")
            << QByteArray("{\"type\":\"step\",\"percent\":1e300,\"message\":\"m\"}")
            << QByteArray("{\"type\":\"step\",\"percent\":100,\"message\":\"m\"}");
        QTest::newRow("percent of an object is dropped")
            << QByteArray("{\"type\":\"log\",\"percent\":{},\"message\":\"m\"}")
            << QByteArray("{\"type\":\"log\",\"message\":\"m\"}");
        QTest::newRow("nulls are absent")
            << QByteArray(
                   "{\"type\":\"log\",\"message\":\"m\",\"scriptName\":null,\"percent\":null,\"seq\":null}")
            << QByteArray("{\"type\":\"log\",\"message\":\"m\"}");
        QTest::newRow("unknown type keeps its name")
            << QByteArray("{\"type\":\"warning\",\"message\":\"m\"}")
            << QByteArray("{\"type\":\"warning\",\"message\":\"m\"}");
        QTest::newRow("unknown step")
            << QByteArray("{\"type\":\"step\",\"step\":\"polishing\",\"message\":\"m\"}")
            << QByteArray("{\"type\":\"step\",\"step\":\"polishing\",\"message\":\"m\"}");
        QTest::newRow("unknown fields pass through")
            << QByteArray("{\"type\":\"log\",\"message\":\"m\",\"x\":{\"y\":[1,null]},\"seq\":4}")
            << QByteArray("{\"type\":\"log\",\"message\":\"m\",\"x\":{\"y\":[1,null]},\"seq\":4}");
        QTest::newRow("message as a number") << QByteArray("{\"type\":\"log\",\"message\":42}")
                                             << QByteArray("{\"type\":\"log\",\"message\":\"42\"}");
        QTest::newRow("time as Date.now()")
            << QByteArray("{\"type\":\"log\",\"message\":\"m\",\"timestamp\":1795279046805}")
            << QByteArray("{\"type\":\"log\",\"message\":\"m\",\"timestamp\":\"2026-11-21T16:37:26.805Z\"}");
        QTest::newRow("no message") << QByteArray("{\"type\":\"log\"}")
                                    << QByteArray("{\"type\":\"log\",\"message\":\"\"}");
        QTest::newRow("planned form, step")
            << QByteArray("{\"type\":\"replay\",\"eventType\":\"step\",\"message\":\"m\",\"metadata\":{"
                          "\"step\":\"creating\",\"percent\":20},\"timestamp\":\"t\"}")
            << QByteArray("{\"type\":\"step\",\"step\":\"creating\",\"percent\":20,\"message\":\"m\","
                          "\"timestamp\":\"t\"}");
        QTest::newRow("planned form, no metadata")
            << QByteArray("{\"type\":\"replay\",\"eventType\":\"error\",\"message\":\"m\",\"metadata\":null,"
                          "\"timestamp\":\"t\"}")
            << QByteArray("{\"type\":\"error\",\"message\":\"m\",\"timestamp\":\"t\"}");
        QTest::newRow("key order is free") << QByteArray("{\"message\":\"m\",\"type\":\"log\"}")
                                           << QByteArray("{\"type\":\"log\",\"message\":\"m\"}");
        QTest::newRow("the last of two keys counts")
            << QByteArray("{\"type\":\"log\",\"message\":\"a\",\"message\":\"b\"}")
            << QByteArray("{\"type\":\"log\",\"message\":\"b\"}");
        QTest::newRow("ANSI") << QByteArray("{\"type\":\"log\",\"message\":\"\\u001b[32mok\\u001b[0m\"}")
                              << QByteArray("{\"type\":\"log\",\"message\":\"\\u001b[32mok\\u001b[0m\"}");
        QTest::newRow("negative seq") << QByteArray("{\"type\":\"log\",\"message\":\"m\",\"seq\":-4}")
                                      << QByteArray("{\"type\":\"log\",\"message\":\"m\"}");
        QTest::newRow("seq as text") << QByteArray("{\"type\":\"log\",\"message\":\"m\",\"seq\":\"7\"}")
                                     << QByteArray("{\"type\":\"log\",\"message\":\"m\",\"seq\":7}");
        QTest::newRow("white space") << QByteArray(" {\n\t\"type\" : \"log\" , \"message\":\"m\" }\r\n")
                                     << QByteArray("{\"type\":\"log\",\"message\":\"m\"}");
    }
    void unusual()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, written);
        const auto event = progressEventFromJson(json);
        QVERIFY(event);
        QCOMPARE(toJson(*event), written);
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("json");
        for (const char *json :
             {"", "null", "[]", "42", "\"log\"", "{", "{}", "{\"type\":7,\"message\":\"m\"}",
              "{\"message\":\"m\"}", "{\"type\":\"log\",\"message\":\"\xff\"}", "{\"type\":\"log\"}x"})
            QTest::newRow(json) << QByteArray(json);
    }
    void refused()
    {
        QFETCH(QByteArray, json);
        const auto event = progressEventFromJson(json);
        QVERIFY(!event);
        QCOMPARE(event.error().code, ErrorCode::Protocol);
        QVERIFY(event.error().message.startsWith(u"Cannot "));
    }

    // Both halves of the parser over the same bytes: where the direct way answers, it says the same.
    // Examples, their prefixes, and 200,000 mutations of them.
    void bothWaysAgree()
    {
        QByteArrayList seeds = kWire;
        seeds << "{\"type\":\"log\",\"message\":\"\\u00e4\\ud83d\\ude00 "
                 "漢😀\\/\\b\\f\",\"seq\":12,\"timestamp\":\"\"}"
              << "{\"type\":\"log\",\"message\":\"\",\"scriptIndex\":-0,\"scriptTotal\":1e2,\"percent\":100}"
              << "{\"type\":\"log\",\"message\":\"\xEF\xBB\xBFx\"}";
        int direct = 0;
        const auto check = [&direct](const QByteArray &json) {
            const auto fast = parseCommon(json);
            if (!fast)
                return true;
            ++direct;
            const auto any = parseAny(json);
            return any && *any == *fast;
        };
        for (const QByteArray &seed : std::as_const(seeds)) {
            for (qsizetype size = 0; size <= seed.size(); ++size)
                QVERIFY2(check(seed.left(size)), seed.left(size).constData());
        }
        QRandomGenerator random(20261121);
        static constexpr char spiceBytes[] =
            "\"\\{}[]:,0123456789eE+-.ntu \t\n\x00\x1b\xc3\xa4\xff\xed\xa0\x80/";
        const QByteArray spice(spiceBytes, sizeof spiceBytes - 1); // a NUL among them
        for (int i = 0; i < 200'000; ++i) {
            QByteArray json = seeds.at(random.bounded(int(seeds.size())));
            for (int edits = random.bounded(1, 4); edits > 0; --edits) {
                const qsizetype at = random.bounded(int(json.size()));
                switch (random.bounded(3)) {
                case 0:
                    json[at] = spice.at(random.bounded(int(spice.size())));
                    break;
                case 1:
                    json.insert(at, spice.at(random.bounded(int(spice.size()))));
                    break;
                default:
                    json.remove(at, random.bounded(1, 4));
                    break;
                }
                if (json.isEmpty())
                    json = "{";
            }
            QVERIFY2(check(json), json.constData());
        }
        QVERIFY2(direct > 20'000, "most mutations must not leave the direct way, or nothing was compared");
    }

    void withSeqKeepsEveryOtherByte_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("added last") << QByteArray("{\"type\":\"log\", \"x\":1.50}")
                                    << QByteArray("{\"type\":\"log\", \"x\":1.50,\"seq\":7}");
        QTest::newRow("empty object") << QByteArray("{ }") << QByteArray("{ \"seq\":7}");
        QTest::newRow("replaced in place")
            << QByteArray("{\"seq\":123 ,\"type\":\"log\"}") << QByteArray("{\"seq\":7 ,\"type\":\"log\"}");
        QTest::newRow("replaced whatever it was") << QByteArray("{\"seq\":{\"a\":[1]},\"type\":\"log\"}")
                                                  << QByteArray("{\"seq\":7,\"type\":\"log\"}");
        QTest::newRow("both of two") << QByteArray("{\"seq\":1,\"seq\":2}")
                                     << QByteArray("{\"seq\":7,\"seq\":7}");
        QTest::newRow("an escaped key") << QByteArray("{\"s\\u0065q\":1}") << QByteArray("{\"s\\u0065q\":7}");
        QTest::newRow("nested seq stays")
            << QByteArray("{\"m\":{\"seq\":1}}") << QByteArray("{\"m\":{\"seq\":1},\"seq\":7}");
        QTest::newRow("brace in a string")
            << QByteArray("{\"m\":\"}\"}") << QByteArray("{\"m\":\"}\",\"seq\":7}");
        QTest::newRow("line ends between tokens")
            << QByteArray("{\r\n \"m\":1\n}\n") << QByteArray("{   \"m\":1 ,\"seq\":7} ");
        QTest::newRow("no object") << QByteArray("[1]") << QByteArray();
        QTest::newRow("no JSON") << QByteArray("{\"a\":1") << QByteArray();
        QTest::newRow("no UTF-8") << QByteArray("{\"a\":\"\xff\"}") << QByteArray();
        QTest::newRow("line end in a string") << QByteArray("{\"a\":\"x\ny\"}") << QByteArray();
        QTest::newRow("more than one value") << QByteArray("{}{}") << QByteArray();
    }
    void withSeqKeepsEveryOtherByte()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, expected);
        QCOMPARE(withSeq(json, {7}), expected);
    }

    void withSeqIsReadBack()
    {
        for (const QByteArray &json : kWire) {
            auto event = progressEventFromJson(withSeq(json, {123'456'789'012}));
            QVERIFY(event);
            QCOMPARE(event->seq.value, 123'456'789'012);
            event->seq = progressEventFromJson(json)->seq;
            QCOMPARE(*event, *progressEventFromJson(json));
        }
    }

    void decodesWellOver100000LinesASecond()
    {
        const QByteArray line = withSeq(kWire.at(3), {1'000'000});
        constexpr int kLines = 200'000;
        QElapsedTimer timer;
        timer.start();
        qint64 length = 0;
        for (int i = 0; i < kLines; ++i)
            length += progressEventFromJson(line)->message.size();
        const qint64 ms = std::max<qint64>(1, timer.elapsed());
        QCOMPARE(length, qint64(kLines) * 21);
        qInfo("%lld events/s", kLines * 1000LL / ms);
        QVERIFY2(ms < 20'000, "slower than 10,000/s even on a loaded machine");
    }
};

QTEST_GUILESS_MAIN(TestProgressEvent)
#include "tst_progressevent.moc"
