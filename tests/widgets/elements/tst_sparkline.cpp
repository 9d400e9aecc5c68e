#include "widgets/elements/sparkline.h"
#include "widgets/theme/theme.h"

#include <QImage>
#include <QTest>

using namespace slipway;
using elements::Sparkline;

/// Which values are shown, how high, and that a gap stays one.
class TestSparkline : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void heights_data();
    void heights();
    void keepsTheNewest();
    void unknownLeavesAGap();
    void followsTheTheme();

private:
    /// Columns in which the line's own colour is seen.
    static QSet<int> columns(Sparkline &chart, theme::Role role)
    {
        chart.resize(100, 40);
        const QImage image = chart.grab().toImage();
        const QRgb line = theme::color(role).rgb();
        QSet<int> found;
        for (int x = 0; x < image.width(); ++x) {
            for (int y = 0; y < image.height(); ++y) {
                const QRgb pixel = image.pixel(x, y);
                const int off = qAbs(qRed(pixel) - qRed(line)) + qAbs(qGreen(pixel) - qGreen(line)) +
                                qAbs(qBlue(pixel) - qBlue(line));
                if (off < 60)
                    found.insert(x);
            }
        }
        return found;
    }
};

void TestSparkline::heights_data()
{
    QTest::addColumn<QList<double>>("values");
    QTest::addColumn<double>("maximum");
    QTest::addColumn<double>("value");
    QTest::addColumn<double>("height");
    QTest::newRow("half of one") << QList<double>{0.5} << 1.0 << 0.5 << 0.5;
    QTest::newRow("above the edge") << QList<double>{3} << 1.0 << 3.0 << 1.0;
    QTest::newRow("the highest has room above") << QList<double>{50, 100} << 0.0 << 100.0 << 1 / 1.2;
    QTest::newRow("nothing but zero") << QList<double>{0, 0} << 0.0 << 0.0 << 0.0;
    QTest::newRow("no value yet") << QList<double>{} << 0.0 << 0.5 << 0.5;
}

void TestSparkline::heights()
{
    QFETCH(const QList<double>, values);
    QFETCH(const double, maximum);
    QFETCH(const double, value);
    QFETCH(const double, height);
    Sparkline chart;
    chart.setValues(values, maximum, 10);
    QCOMPARE(chart.heightOf(value), height);
}

void TestSparkline::keepsTheNewest()
{
    Sparkline chart;
    chart.setValues({1, 2, 3, 4, 5}, 5, 3);
    QCOMPARE(chart.values(), (QList<double>{3, 4, 5}));
}

void TestSparkline::unknownLeavesAGap()
{
    Sparkline chart;
    chart.setValues({0.5, 0.5, 0.5, -1, -1, -1, -1, 0.5, 0.5, 0.5, 0.5}, 1, 11);
    const QSet<int> seen = columns(chart, theme::Role::Accent);
    QVERIFY(seen.contains(10) && seen.contains(90));
    for (int x = 30; x < 60; ++x)
        QVERIFY2(!seen.contains(x), qPrintable(QString::number(x)));
}

void TestSparkline::followsTheTheme()
{
    auto &theme = theme::Theme::instance();
    Sparkline chart;
    chart.setTone(theme::Role::Danger);
    chart.setValues({0.2, 0.9, 0.4}, 1, 3);
    for (const auto mode : {theme::Mode::Light, theme::Mode::Dark}) {
        theme.setMode(mode);
        QVERIFY(columns(chart, theme::Role::Danger).size() > 40);
    }
}

QTEST_MAIN(TestSparkline)
#include "tst_sparkline.moc"
