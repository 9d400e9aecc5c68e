#include "app/base/nearest.h"
#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;

class TestNearest : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void finds_data();
    void finds();
};

void TestNearest::finds_data()
{
    QTest::addColumn<QString>("meant");
    const auto row = [](const char *typed, const char *meant) {
        QTest::newRow(typed) << QString(QLatin1StringView(meant));
    };
    row("list", "list");
    row("lst", "list");
    row("lsit", "list");
    row("ls", "");
    row("delet", "delete");
    row("deletee", "delete");
    row("dleete", "delete");
    row("crt", "");
    row("creat", "create");
    row("serv", "services");
    row("node lst", "node list");
    row("frobnicate", "");
    row("", "");
    row("\xc3\xa4\xc3\xa4", "");
}

void TestNearest::finds()
{
    const QStringList candidates{u"list"_s, u"create"_s, u"delete"_s, u"services"_s, u"node list"_s};
    QFETCH(QString, meant);
    QCOMPARE(nearest(QString::fromUtf8(QTest::currentDataTag()), candidates), meant);
    QCOMPARE(nearest(QString(100'000, u'x'), candidates), QString());
    QCOMPARE(nearest(u"list"_s, {}), QString());
}

QTEST_GUILESS_MAIN(TestNearest)
#include "tst_nearest.moc"
