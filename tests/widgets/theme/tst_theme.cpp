#include "tests/support/patience.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/label.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"

#include <QFontDatabase>
#include <QImage>
#include <QPushButton>
#include <QSignalSpy>
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
    void unitFollowsTheFont();
    void labelKeepsItsRole();
    void primaryButtonIsAccent();
};

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
