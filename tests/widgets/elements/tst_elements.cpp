#include "tests/support/patience.h"
#include "widgets/elements/badge.h"
#include "widgets/elements/connectionpill.h"
#include "widgets/elements/elidedlabel.h"
#include "widgets/elements/emptystate.h"
#include "widgets/elements/flowlayout.h"
#include "widgets/elements/iconbutton.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/elements/responsivegrid.h"
#include "widgets/elements/skeleton.h"
#include "widgets/elements/timingchart.h"
#include "widgets/theme/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace slipway;
using namespace slipway::elements;
using namespace Qt::Literals::StringLiterals;

class TestElements : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { theme::Theme::instance().install(); }
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support propagateSizeHints)"_s));
    }
    void pillSaysStateReasonAndNextAttempt_data();
    void pillSaysStateReasonAndNextAttempt();
    void pillCountsDown();
    void pillCountsHowLongItWaits();
    void gridTakesAsManyColumnsAsFit_data();
    void gridTakesAsManyColumnsAsFit();
    void lastRowFillsTheWidth_data();
    void lastRowFillsTheWidth();
    void oneRowOfTextsGrows();
    void buttonsFlowAtTheirOwnWidth();
    void chartNamesAreWhole_data();
    void chartNamesAreWhole();
    void skeletonMovesOnlyWhereMotionIsWanted();
    void badgeKeepsItsText();
    void badgeIsRoundAtBothEnds_data();
    void badgeIsRoundAtBothEnds();
    void messageIsPlainText();
    void everyControlHasAName();
};

void TestElements::pillSaysStateReasonAndNextAttempt_data()
{
    using State = ConnectionPill::State;
    QTest::addColumn<State>("state");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("retry");
    QTest::newRow("connecting") << State::Connecting << u"connecting…"_s << false;
    QTest::newRow("connected") << State::Connected << u"connected"_s << false;
    QTest::newRow("waiting") << State::Waiting << u"reconnecting in 4 s (attempt 3)"_s << true;
    QTest::newRow("signed out") << State::SignedOut << u"signed out"_s << true;
    QTest::newRow("offline") << State::Offline << u"offline"_s << true;
}

void TestElements::pillSaysStateReasonAndNextAttempt()
{
    QFETCH(const ConnectionPill::State, state);
    QFETCH(const QString, text);
    QFETCH(const bool, retry);
    ConnectionPill pill;
    pill.set(state, u"No data for 45 s."_s, 3, 4000);
    QCOMPARE(pill.text(), text);
    QVERIFY(pill.accessibleName().endsWith(u"No data for 45 s."_s));
    auto *button = pill.findChild<QPushButton *>(u"retryConnection"_s);
    QCOMPARE(button->isVisibleTo(&pill), retry);
    QSignalSpy spy(&pill, &ConnectionPill::retryRequested);
    button->click();
    QCOMPARE(spy.count(), 1);
}

void TestElements::pillCountsDown()
{
    ConnectionPill pill;
    pill.set(ConnectionPill::State::Waiting, {}, 1, 1200);
    QCOMPARE(pill.text(), u"reconnecting in 2 s (attempt 1)"_s);
    QTRY_COMPARE(pill.text(), u"reconnecting in 1 s (attempt 1)"_s);
    QTRY_COMPARE(pill.text(), u"reconnecting (attempt 1)"_s);
}

void TestElements::pillCountsHowLongItWaits()
{
    ConnectionPill pill;
    pill.setAsked(u"Waiting for: the templates."_s, 12'900);
    QCOMPARE(pill.text(), u"waiting for an answer (12 s)"_s);
    QVERIFY(pill.accessibleName().endsWith(u"the templates."_s));
    QVERIFY(!pill.findChild<QPushButton *>(u"retryConnection"_s)->isVisibleTo(&pill));
    QTRY_COMPARE(pill.text(), u"waiting for an answer (13 s)"_s);
    pill.set(ConnectionPill::State::Connected);
    QCOMPARE(pill.text(), u"connected"_s);
}

void TestElements::gridTakesAsManyColumnsAsFit_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("columns");
    QTest::newRow("narrower than one column") << 150 << 1;
    QTest::newRow("one") << 399 << 1;
    QTest::newRow("two and their gap") << 410 << 2;
    QTest::newRow("three would leave one alone") << 620 << 2;
    QTest::newRow("no more than there are items") << 2000 << 4;
}

void TestElements::gridTakesAsManyColumnsAsFit()
{
    QFETCH(const int, width);
    QFETCH(const int, columns);
    QWidget host;
    auto *grid = new ResponsiveGrid(200, &host);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(10);
    QList<QWidget *> cells;
    for (int i = 0; i < 4; ++i) {
        auto *cell = new QWidget;
        cell->setMinimumSize(10, 50);
        grid->addWidget(cell);
        cells.append(cell);
    }
    QCOMPARE(grid->columnsFor(width), columns);
    const int rows = (4 + columns - 1) / columns;
    QCOMPARE(grid->heightForWidth(width), rows * 50 + (rows - 1) * 10);
    grid->setGeometry(QRect(0, 0, width, 400));
    for (int i = 1; i < 4; ++i)
        QVERIFY(!cells.at(i)->geometry().intersects(cells.at(i - 1)->geometry()));
    QVERIFY(cells.last()->geometry().right() < width);
}

void TestElements::lastRowFillsTheWidth_data()
{
    QTest::addColumn<int>("cards");
    QTest::addColumn<QList<int>>("widths");
    QTest::newRow("three in two columns") << 3 << QList{205, 205, 420};
    QTest::newRow("four in two columns") << 4 << QList{205, 205, 205, 205};
    QTest::newRow("one") << 1 << QList{420};
}

void TestElements::lastRowFillsTheWidth()
{
    QFETCH(const int, cards);
    QWidget host;
    auto *grid = new ResponsiveGrid(200, &host);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(10);
    grid->setFillsLastRow(true);
    for (int i = 0; i < cards; ++i)
        grid->addWidget(new QPushButton);
    grid->setGeometry(QRect(0, 0, 420, 400));
    QList<int> widths;
    for (int i = 0; i < cards; ++i)
        widths.append(grid->itemAt(i)->geometry().width());
    QTEST(widths, "widths");
}

void TestElements::oneRowOfTextsGrows()
{
    QWidget host;
    auto *grid = new ResponsiveGrid(200, &host);
    grid->setContentsMargins(0, 0, 0, 0);
    for (int i = 0; i < 2; ++i)
        grid->addWidget(new QPlainTextEdit);
    grid->setGeometry(QRect(0, 0, 600, 700));
    QCOMPARE(grid->itemAt(0)->geometry().height(), 700);
    grid->setGeometry(QRect(0, 0, 250, 700)); // below each other: as high as they want to be
    QVERIFY(grid->itemAt(0)->geometry().height() < 350);
}

void TestElements::buttonsFlowAtTheirOwnWidth()
{
    QWidget host;
    auto *flow = new FlowLayout(&host);
    flow->setSpacing(6);
    QList<QPushButton *> buttons;
    for (const QString &text : {u"Skript hinzufügen"_s, u"Importieren…"_s, u"Entfernen"_s}) {
        buttons.append(new QPushButton(text));
        flow->addWidget(buttons.last());
    }
    buttons.append(new QPushButton(u"hidden"_s));
    flow->addWidget(buttons.last());
    buttons.last()->hide();
    const int all = flow->sizeHint().width();
    QCOMPARE(flow->heightForWidth(all), buttons.first()->sizeHint().height());
    flow->setGeometry(QRect(0, 0, all - 1, 200));
    QCOMPARE(flow->heightForWidth(all - 1), 2 * buttons.first()->sizeHint().height() + 6);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(buttons.at(i)->width(), buttons.at(i)->sizeHint().width());
    QCOMPARE(buttons.at(1)->y(), buttons.at(0)->y());
    QVERIFY(buttons.at(2)->y() > buttons.at(1)->geometry().bottom());
    QCOMPARE(buttons.at(2)->x(), 0);
}

void TestElements::chartNamesAreWhole_data()
{
    QTest::addColumn<double>("points");
    for (const double points : {8.0, 9.0, 9.5, 10.0, 10.5, 11.0, 12.0, 13.3})
        QTest::addRow("%.1f pt", points) << points;
}

void TestElements::chartNamesAreWhole()
{
    QFETCH(const double, points);
    const QFont before = QApplication::font();
    QFont font = before;
    font.setPointSizeF(points);
    QApplication::setFont(font);
    TimingChart chart;
    QList<TimingBar> bars;
    for (const QString &label :
         {u"Create Container"_s, u"Start Container"_s, u"Container erstellen"_s, u"docker install"_s}) {
        TimingBar bar;
        bar.label = label;
        bar.valueText = u"2.1 s"_s;
        bar.isPart = label.startsWith(u'd');
        bars.append(bar);
    }
    chart.setBars(bars);
    chart.resize(1000, chart.sizeHint().height());
    for (qsizetype at = 0; at < bars.size(); ++at)
        QCOMPARE(chart.shownLabel(at), bars.at(at).label);
    chart.resize(60, chart.height());
    QVERIFY(chart.shownLabel(0).contains(u'…'));
    QApplication::setFont(before);
}

void TestElements::skeletonMovesOnlyWhereMotionIsWanted()
{
    class Counting : public QObject
    {
    public:
        int paints = 0;
        bool eventFilter(QObject *, QEvent *event) override
        {
            paints += event->type() == QEvent::Paint;
            return false;
        }
    } counter;
    Skeleton skeleton({80, 60});
    skeleton.installEventFilter(&counter);
    skeleton.show();
    QTRY_VERIFY(counter.paints > 3);
    skeleton.hide();
    theme::Theme::instance().setReduceMotion(true);
    const QImage first = skeleton.grab().toImage();
    QCOMPARE(skeleton.grab().toImage(), first);
    theme::Theme::instance().setReduceMotion(false);
}

void TestElements::badgeKeepsItsText()
{
    Badge badge(u"Simulation"_s, theme::Role::Warning, theme::Icon::Flask);
    QCOMPARE(badge.text(), u"Simulation"_s);
    QCOMPARE(badge.accessibleName(), u"Simulation"_s);
    QVERIFY(badge.sizeHint().width() >
            QFontMetrics(theme::font(theme::TextStyle::Small)).horizontalAdvance(badge.text()));
}

void TestElements::badgeIsRoundAtBothEnds_data()
{
    QTest::addColumn<int>("more"); // height beyond what it wants
    for (const int more : {0, 1, 2, 3})
        QTest::addRow("%d px more", more) << more;
}

void TestElements::badgeIsRoundAtBothEnds()
{
    QFETCH(const int, more);
    const QSize size = Badge::sizeFor(u"running"_s, true);
    QImage image(size + QSize(0, more), QImage::Format_ARGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    Badge::paint(painter, image.rect(), u"running"_s, theme::Role::Success, theme::Icon::Check);
    painter.end();
    // The corners of the pill show what is behind it, the lower ones too.
    const int top = more / 2;
    const int bottom = top + size.height() - 1;
    for (const int y : {top, bottom})
        QCOMPARE(image.pixelColor(0, y), QColor(Qt::white));
    QVERIFY(image.pixelColor(size.width() / 2, bottom) != QColor(Qt::white));
    QVERIFY(image.pixelColor(size.width() / 2, top) != QColor(Qt::white));
}

void TestElements::messageIsPlainText()
{
    InlineMessage message;
    message.showMessage(InlineMessage::Kind::Error, u"Cannot <b>reach</b> it."_s, u"Retry"_s);
    QCOMPARE(message.text(), u"Cannot <b>reach</b> it."_s);
    for (const QLabel *label : message.findChildren<QLabel *>())
        QCOMPARE(label->textFormat(), Qt::PlainText);
    QSignalSpy spy(&message, &InlineMessage::actionTriggered);
    message.findChild<QPushButton *>(u"messageAction"_s)->click();
    QCOMPARE(spy.count(), 1);
}

void TestElements::everyControlHasAName()
{
    IconButton button(theme::Icon::Copy, u"Copy address"_s);
    QCOMPARE(QAccessible::queryAccessibleInterface(&button)->text(QAccessible::Name), u"Copy address"_s);
    QCOMPARE(button.focusPolicy(), Qt::StrongFocus);
    EmptyState empty(theme::Icon::Container, u"No containers yet"_s, u"…"_s, u"New container"_s);
    QSignalSpy spy(&empty, &EmptyState::actionTriggered);
    empty.findChild<QPushButton *>(u"emptyAction"_s)->click();
    QCOMPARE(spy.count(), 1);
}

QTEST_MAIN(TestElements)
#include "tst_elements.moc"
