#include "app/domain/jsoncursor.h"
#include "app/domain/jsonwriter.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace slipway;

class TestJsonCursor : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void grammar_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<bool>("valid");
        const auto row = [](const char *json, bool valid) {
            QTest::newRow(json) << QByteArray(json) << valid;
        };
        for (const char *json : {"{}", "[]", " { } ", "[1,2 , 3]", "{\"a\":{\"b\":[[],{}]}}", "\"\"", "0",
                                 "-0", "-1.5e+10", "1E5", "true", "false", "null", "[true,false,null]",
                                 "{\"a\":\"\\u00e4\\n\\\"\"}", "\t\r\n1\n", "{\"a\":1,\"a\":2}"})
            row(json, true);
        for (const char *json :
             {"",         " ",          "{",     "}",     "[",     "[1,]", "{,}",     "{\"a\"}",
              "{\"a\":}", "{\"a\":1,}", "{a:1}", "[1 2]", "01",    "+1",   "1.",      ".5",
              "1e",       "-",          "nul",   "tru",   "nullx", "\"",   "\"\\x\"", "\"\\u12g4\"",
              "\"\\",     "\"a\nb\"",   "[1]]",  "{}{}",  "[}",    "{]",   "'a'",     "NaN"})
            row(json, false);
    }
    void grammar()
    {
        QFETCH(QByteArray, json);
        QFETCH(bool, valid);
        JsonCursor cursor(json);
        cursor.skipValue();
        QCOMPARE(cursor.atEnd(), valid);
        QCOMPARE(cursor.failed() || !valid, !valid);
    }

    void everyPrefixOfAnObjectIsRefused()
    {
        const QByteArray json("{\"a\":[1,{\"b\":\"\\u00e4x\"},null],\"c\":-1.5e3,\"d\":true}");
        for (qsizetype size = 0; size < json.size(); ++size) {
            const QByteArray prefix = json.left(size);
            JsonCursor cursor(prefix);
            cursor.skipValue();
            QVERIFY2(!cursor.atEnd(), prefix.constData());
        }
    }

    void keepsTheOrderOfMembers()
    {
        JsonCursor cursor("{\"z\":1,\"a\":[2],\"\\u006d\":{\"x\":3}}");
        QVERIFY(cursor.beginObject());
        QStringList keys;
        QString key;
        while (cursor.nextMember(key)) {
            keys.append(key);
            QVERIFY(cursor.skipValue());
        }
        QVERIFY(cursor.atEnd());
        QCOMPARE(keys, (QStringList{QStringLiteral("z"), QStringLiteral("a"), QStringLiteral("m")}));
    }

    void deepNestingEndsInAnErrorNotInACrash()
    {
        const QByteArray deep = QByteArray(1'000'000, '[');
        JsonCursor cursor(deep);
        QVERIFY(!cursor.skipValue());
        const QByteArray allowed =
            QByteArray(JsonCursor::kMaxDepth, '[') + QByteArray(JsonCursor::kMaxDepth, ']');
        JsonCursor fits(allowed);
        QVERIFY(fits.skipValue() && fits.atEnd());
    }

    void strings_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("plain") << QStringLiteral("hello");
        QTest::newRow("empty") << QString();
        QTest::newRow("quotes and backslashes") << QStringLiteral("a\"b\\c/d");
        QTest::newRow("ANSI colour") << QStringLiteral("\u001b[32mok\u001b[0m");
        QTest::newRow("all controls") << [] {
            QString text;
            for (char16_t c = 0; c < 0x20; ++c)
                text += QChar(c);
            return text;
        }();
        QTest::newRow("umlaut, CJK, emoji") << QStringLiteral("ä漢😀");
        QTest::newRow("byte order mark as text") << QString(QChar(0xFEFF)) + u'a' + QChar(0xFEFF);
        QTest::newRow("line separators") << QStringLiteral("\u2028\u2029");
        QTest::newRow("lone high surrogate") << QString(QChar(0xD83D)) + u'x';
        QTest::newRow("lone low surrogate") << QString(u'x') + QChar(0xDE00);
    }
    void strings()
    {
        QFETCH(QString, text);
        QByteArray json;
        appendJsonString(json, text);
        QVERIFY(json.isValidUtf8());
        QVERIFY(!json.contains('\n'));
        JsonCursor cursor(json);
        QString read;
        QVERIFY(cursor.readString(read));
        QVERIFY(cursor.atEnd());
        QCOMPARE(read, text);
    }

    void integers()
    {
        qint64 value = 0;
        QVERIFY(JsonCursor("-12").readInteger(value));
        QCOMPARE(value, -12);
        QVERIFY(!JsonCursor("1.0").readInteger(value));
        QVERIFY(!JsonCursor("1e3").readInteger(value));
        QVERIFY(!JsonCursor("9999999999999999999").readInteger(value));
        QVERIFY(!JsonCursor("x").readInteger(value));
    }
};

QTEST_GUILESS_MAIN(TestJsonCursor)
#include "tst_jsoncursor.moc"
