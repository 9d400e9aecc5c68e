#include "tests/support/paths.h"
#include "tests/support/patience.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/label.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"

#include <QFile>
#include <QFontDatabase>
#include <QImage>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QSvgRenderer>
#include <QTest>

using namespace slipway::theme;
using namespace Qt::Literals::StringLiterals;

class TestTheme : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { Theme::instance().install(); }
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void switchesLive();
    void iconsAreDrawnInTheirRole();
    void everyIconDrawsSomething();
    void iconsAreWhatTheirFilesShow_data();
    void iconsAreWhatTheirFilesShow();
    void unitFollowsTheFont();
    void labelKeepsItsRole();
    void primaryButtonIsAccent();
};

static Icon iconNamed(const QString &name)
{
    int i = 0;
    while (i < kIconCount && iconName(static_cast<Icon>(i)) != name)
        ++i;
    return static_cast<Icon>(i);
}

static QColor pixel(QWidget &widget, QPoint at) { return widget.grab().toImage().pixelColor(at); }

void TestTheme::switchesLive()
{
    QWidget window;
    window.resize(40, 40);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    Theme::instance().setMode(Mode::Light);
    QTRY_COMPARE(pixel(window, {20, 20}), color(Role::Window, Scheme::Light));
    QSignalSpy changed(&Theme::instance(), &Theme::changed);
    Theme::instance().setMode(Mode::Dark);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(Theme::instance().scheme(), Scheme::Dark);
    QTRY_COMPARE(pixel(window, {20, 20}), color(Role::Window, Scheme::Dark));
    Theme::instance().setMode(Mode::Light);
    QTRY_COMPARE(pixel(window, {20, 20}), color(Role::Window, Scheme::Light));
}

void TestTheme::iconsAreDrawnInTheirRole()
{
    const QIcon stop = icon(Icon::Cross, Role::Danger);
    for (const Mode mode : {Mode::Light, Mode::Dark}) {
        Theme::instance().setMode(mode);
        const QImage image = stop.pixmap(QSize(48, 48), 1.0).toImage();
        QCOMPARE(image.pixelColor(24, 24).rgb(), color(Role::Danger).rgb());
    }
}

void TestTheme::everyIconDrawsSomething()
{
    for (int i = 0; i < kIconCount; ++i) {
        const auto which = static_cast<Icon>(i);
        const QImage image = icon(which).pixmap(QSize(24, 24), 1.0).toImage();
        int inked = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                inked += qAlpha(image.pixel(x, y)) > 128;
        QVERIFY2(inked > 8, qPrintable(QString(iconName(which))));
    }
    QVERIFY(!applicationIcon().isNull());
}

/// The largest difference of a channel between two pictures of one size, as seen on white.
static int difference(const QImage &one, const QImage &other)
{
    int worst = 0;
    for (int y = 0; y < one.height(); ++y) {
        for (int x = 0; x < one.width(); ++x) {
            const auto onWhite = [](QRgb pixel) {
                const int rest = 255 - qAlpha(pixel);
                return qRgb(qRed(pixel) + rest, qGreen(pixel) + rest, qBlue(pixel) + rest);
            };
            const QRgb a = onWhite(one.pixel(x, y));
            const QRgb b = onWhite(other.pixel(x, y));
            worst = qMax(worst, qMax(qAbs(qRed(a) - qRed(b)),
                                     qMax(qAbs(qGreen(a) - qGreen(b)), qAbs(qBlue(a) - qBlue(b)))));
        }
    }
    return worst;
}

void TestTheme::iconsAreWhatTheirFilesShow_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("side");
    for (int i = 0; i < kIconCount; ++i) {
        for (const int side : {11, 16, 21, 24, 48, 256}) {
            const QLatin1StringView name = iconName(static_cast<Icon>(i));
            QTest::addRow("%s, %d", name.data(), side) << QString(name) << side;
        }
    }
}

void TestTheme::iconsAreWhatTheirFilesShow()
{
    QFETCH(QString, name);
    QFETCH(int, side);
    Theme::instance().setMode(Mode::Light);
    QFile file(slipway::test::sourceDir() + u"/resources/icons/"_s + name + u".svg"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QColor ink = color(Role::Danger);
    QSvgRenderer renderer(file.readAll().replace("currentColor", ink.name().toLatin1()));
    QImage wanted(side, side, QImage::Format_ARGB32_Premultiplied);
    QImage drawn = wanted;
    for (QImage *image : {&wanted, &drawn}) {
        image->fill(Qt::transparent);
        QPainter painter(image);
        if (image == &wanted)
            renderer.render(&painter);
        else
            paintIcon(painter, QRectF(0, 0, side, side), iconNamed(name), ink);
    }
    // An edge here and there is smoothed a little differently, by 18 of 255 at most (Qt 6.4).
    constexpr int kATenth = 25;
    QVERIFY2(difference(wanted, drawn) <= kATenth, qPrintable(QString::number(difference(wanted, drawn))));
}

void TestTheme::unitFollowsTheFont()
{
    const QFont before = QApplication::font();
    const int small = unit();
    QFont big = before;
    big.setPointSizeF(before.pointSizeF() * 2);
    QApplication::setFont(big);
    QVERIFY2(unit() >= 2 * small - 2, qPrintable(QString::number(unit())));
    for (const QString &family : QFontDatabase::families()) {
        if (!QFontDatabase::isSmoothlyScalable(family))
            continue;
        QFont font(family); // of any line height
        font.setPixelSize(13);
        QApplication::setFont(font);
        QVERIFY2(unit() == 7, qPrintable(family));
    }
    QApplication::setFont(before);
    QCOMPARE(unit(), small);
}

void TestTheme::labelKeepsItsRole()
{
    Label label(u"<b>text</b>"_s, TextStyle::Body, Role::Muted);
    for (const Mode mode : {Mode::Light, Mode::Dark}) {
        Theme::instance().setMode(mode);
        QCOMPARE(label.palette().color(QPalette::WindowText), color(Role::Muted));
    }
    QCOMPARE(label.textFormat(), Qt::PlainText);
}

void TestTheme::primaryButtonIsAccent()
{
    QPushButton button(u"Create"_s);
    setButtonKind(&button, ButtonKind::Primary);
    button.resize(button.sizeHint());
    Theme::instance().setMode(Mode::Light);
    QCOMPARE(pixel(button, {8, button.height() / 2}), color(Role::Accent, Scheme::Light));
    Theme::instance().setMode(Mode::Dark);
    QCOMPARE(pixel(button, {8, button.height() / 2}), color(Role::Accent, Scheme::Dark));
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
