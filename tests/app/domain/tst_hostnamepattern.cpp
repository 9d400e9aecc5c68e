#include "app/domain/hostnamepattern.h"

#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;

class TestHostnamePattern : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void expands_data()
    {
        QTest::addColumn<QString>("names");
        QTest::newRow("web-01") << u"web-01"_s;
        QTest::newRow("web-{1..3}") << u"web-1 web-2 web-3"_s;
        QTest::newRow("web-{08..10}") << u"web-08 web-09 web-10"_s;
        QTest::newRow("web-{8..010}") << u"web-008 web-009 web-010"_s;
        QTest::newRow("web-{0..1}") << u"web-0 web-1"_s;
        QTest::newRow("web-{3..1}") << u"web-3 web-2 web-1"_s;
        QTest::newRow("web-{7..7}") << u"web-7"_s;
        QTest::newRow("{red,blue}-db") << u"red-db blue-db"_s;
        QTest::newRow("{a,b}{1..2}") << u"a1 a2 b1 b2"_s;
        QTest::newRow("n{1..2}.lab.example") << u"n1.lab.example n2.lab.example"_s;
    }
    void expands()
    {
        QFETCH(QString, names);
        const auto expanded = expandHostnames(QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY2(expanded, expanded ? "" : qPrintable(expanded.error().message));
        QCOMPARE(expanded->join(u' '), names);
    }

    void atMost64()
    {
        QCOMPARE(expandHostnames(u"w{1..64}"_s)->size(), 64);
        QCOMPARE(expandHostnames(u"w{a,b}{1..32}"_s)->size(), 64);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("says");
        QTest::newRow("") << u"without a hostname"_s;
        QTest::newRow("Web") << u"capital letters"_s;
        QTest::newRow("w{1..65}") << u"more than 64"_s;
        QTest::newRow("w{0..999999}") << u"more than 64"_s;
        QTest::newRow("w{1..9999999}") << u"six digits"_s;
        QTest::newRow("w{a,b,c}{1..22}") << u"more than 64"_s;
        QTest::newRow("w{1..}") << u"on each side"_s;
        QTest::newRow("w{-1..2}") << u"on each side"_s;
        QTest::newRow("w{a..c}") << u"on each side"_s;
        QTest::newRow("w{}") << u"empty"_s;
        QTest::newRow("w{1}") << u"neither a range"_s;
        QTest::newRow("w{a,}") << u"nothing before or after a comma"_s;
        QTest::newRow("w{1..2") << u"not closed"_s;
        QTest::newRow("w1..2}") << u"without an opening one"_s;
        QTest::newRow("w{a,{b,c}}") << u"within braces"_s;
        QTest::newRow("w{a,b,a}") << u"\"wa\" twice"_s;
        QTest::newRow("w{A,b}") << u"The name \"wA\" would not do"_s;
        QTest::newRow("w {1..2}") << u"spaces"_s;
        QTest::newRow("{1..2}") << u"would not do"_s; // read as addresses
    }
    void refuses()
    {
        QFETCH(QString, says);
        const auto expanded = expandHostnames(QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY(!expanded);
        QCOMPARE(expanded.error().code, ErrorCode::Invalid);
        QVERIFY2(expanded.error().message.contains(says), qPrintable(expanded.error().message));
    }
};

QTEST_GUILESS_MAIN(TestHostnamePattern)
#include "tst_hostnamepattern.moc"
