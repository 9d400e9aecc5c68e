#include "app/base/ids.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace slipway;

class TestIds : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void validity_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("valid");
        QTest::newRow("cuid") << QStringLiteral("cm3x7k2p90000abcd") << true;
        QTest::newRow("all kinds") << QStringLiteral("aZ0_-") << true;
        QTest::newRow("64 characters") << QString(64, u'a') << true;
        QTest::newRow("65 characters") << QString(65, u'a') << false;
        QTest::newRow("empty") << QString() << false;
        QTest::newRow("slash") << QStringLiteral("a/b") << false;
        QTest::newRow("dots") << QStringLiteral("..") << false;
        QTest::newRow("Redis pattern") << QStringLiteral("a*") << false;
        QTest::newRow("percent") << QStringLiteral("a%2f") << false;
        QTest::newRow("line end") << QStringLiteral("a\n") << false;
        QTest::newRow("letter that is not ASCII") << QStringLiteral("ä") << false;
    }
    void validity()
    {
        QFETCH(QString, text);
        QFETCH(bool, valid);
        QCOMPARE(ContainerId::isValid(text), valid);
    }

    void generatedIdsAreValidAndDiffer()
    {
        static const QRegularExpression form(QStringLiteral("\\A[a-z2-7]{26}\\z"));
        QSet<QString> seen;
        for (int i = 0; i < 1000; ++i) {
            const ContainerId id = ContainerId::generate();
            QVERIFY2(form.match(id.value).hasMatch(), qPrintable(id.value));
            QVERIFY(ContainerId::isValid(id.value));
            QVERIFY(!seen.contains(id.value));
            seen.insert(id.value);
        }
    }

    // Each of the 26 places takes more than a few letters: no bits are lost on the way from words to letters.
    void generatedIdsUseTheirBits()
    {
        QList<QSet<QChar>> places(26);
        for (int i = 0; i < 500; ++i) {
            const QString id = ContainerId::generate().value;
            for (qsizetype place = 0; place < id.size(); ++place)
                places[place].insert(id.at(place));
        }
        for (const QSet<QChar> &letters : places)
            QVERIFY(letters.size() > 20);
    }

    void seqCounts()
    {
        QCOMPARE(EventSeq{}.next().value, 1);
        QVERIFY(EventSeq{3} < EventSeq{4});
    }
};

QTEST_GUILESS_MAIN(TestIds)
#include "tst_ids.moc"
