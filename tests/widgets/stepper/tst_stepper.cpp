#include "widgets/stepper/easedprogress.h"
#include "widgets/stepper/scriptbutton.h"
#include "widgets/stepper/stepper.h"
#include "widgets/stepper/steprow.h"
#include "widgets/theme/theme.h"

#include <QAccessible>
#include <QSignalSpy>
#include <QTest>

using namespace slipway;
using namespace slipway::stepper;
using namespace Qt::Literals::StringLiterals;

class TestStepper : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { theme::Theme::instance().install(); }
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support propagateSizeHints)"_s));
    }
    void showsWhatItIsTold();
    void saysStatesInWords();
    void tellsAssistiveTechnology();
    void barNeverGoesBackwards();
    void barEasesWithin300ms();
    void scriptsFilterAndUnfilter();
    void arrowsMoveBetweenScripts();
    void statesDifferWithoutColour();
    void durations_data();
    void durations();
    void scriptLabels_data();
    void scriptLabels();
};

static void fill(Stepper &stepper)
{
    stepper.setSteps({{theme::Icon::Container, u"Create Container"_s, u"Making it"_s},
                      {theme::Icon::Start, u"Start Container"_s, u"Booting"_s},
                      {theme::Icon::Scripts, u"Run Scripts"_s, u"Running scripts"_s}});
}

void TestStepper::showsWhatItIsTold()
{
    Stepper stepper;
    fill(stepper);
    stepper.setStepState(0, StepState::Completed, 2100);
    stepper.setStepState(1, StepState::Error);
    QCOMPARE(stepper.asText(), u"[x] Create Container / [!] Start Container / [ ] Run Scripts"_s);
    stepper.reset();
    QCOMPARE(stepper.asText(), u"[ ] Create Container / [ ] Start Container / [ ] Run Scripts"_s);
}

void TestStepper::saysStatesInWords()
{
    Stepper stepper;
    fill(stepper);
    stepper.setStepState(0, StepState::Completed, 2100);
    stepper.setStepState(1, StepState::Active);
    const auto name = [&stepper](int i) {
        return stepper.findChild<StepRow *>(u"step:%1"_s.arg(i))->accessibleName();
    };
    QCOMPARE(name(0), u"Create Container, completed, 2.1 s"_s);
    QCOMPARE(name(1), u"Start Container, running"_s);
    QCOMPARE(name(2), u"Run Scripts, waiting"_s);
}

static QList<QPair<QObject *, int>> s_told;

void TestStepper::tellsAssistiveTechnology()
{
    Stepper stepper;
    fill(stepper);
    s_told.clear();
    QAccessible::setActive(true);
    if (!QAccessible::isActive())
        QSKIP("This platform plugin has no accessibility bridge (offscreen); needs xcb, wayland, windows or "
              "cocoa");
    auto *before = QAccessible::installUpdateHandler([](QAccessibleEvent *event) {
        s_told.append({event->object(), int(event->type())});
    });
    stepper.setStepState(1, StepState::Active);
    stepper.setStepState(1, StepState::Active); // no change, no event
    QAccessible::installUpdateHandler(before);
    QObject *row = stepper.findChild<StepRow *>(u"step:1"_s);
    const QPair<QObject *, int> expected{row, int(QAccessible::NameChanged)};
    QVERIFY(s_told.contains(expected));
    const auto last = s_told.lastIndexOf(expected);
    QVERIFY(last >= 0);
}

void TestStepper::barNeverGoesBackwards()
{
    Stepper stepper;
    stepper.setPercent(62);
    stepper.setPercent(5); // a replay starts at 5 % again
    QCOMPARE(stepper.percent(), 62);
    stepper.setPercent(250);
    QCOMPARE(stepper.percent(), 100);
    stepper.reset();
    QCOMPARE(stepper.percent(), 0);
}

void TestStepper::barEasesWithin300ms()
{
    EasedProgress bar;
    bar.show();
    QVERIFY(QTest::qWaitForWindowExposed(&bar));
    double highest = 0;
    bar.setPercent(80);
    QVERIFY(bar.shown() < 80); // it is under way, not there
    while (bar.shown() < 80) {
        QVERIFY2(bar.shown() >= highest, "went backwards");
        highest = bar.shown();
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
    }
    theme::Theme::instance().setReduceMotion(true);
    bar.setPercent(90);
    QCOMPARE(bar.shown(), 90.0);
    theme::Theme::instance().setReduceMotion(false);
    QVERIFY(bar.findChild<QVariantAnimation *>() == nullptr); // a member, not a leak per step
}

void TestStepper::scriptsFilterAndUnfilter()
{
    Stepper stepper;
    fill(stepper);
    stepper.setScripts(2, {{u"00-pre.sh"_s, StepState::Completed}, {u"01-main.sh"_s, StepState::Active}});
    QSignalSpy chosen(&stepper, &Stepper::scriptChosen);
    auto *main = stepper.findChild<ScriptButton *>(u"script:01-main.sh"_s);
    main->click();
    QCOMPARE(chosen.takeFirst().at(0).toString(), u"01-main.sh"_s);
    QVERIFY(main->isChecked());
    stepper.setScripts(2, {{u"00-pre.sh"_s, StepState::Completed}, {u"01-main.sh"_s, StepState::Error}});
    QCOMPARE(stepper.findChild<ScriptButton *>(u"script:01-main.sh"_s), main); // kept, so is the focus
    QVERIFY(main->isChecked());
    QCOMPARE(main->accessibleName(), u"Script 01-main.sh, failed"_s);
    main->click();
    QCOMPARE(chosen.takeFirst().at(0).toString(), QString());
    QVERIFY(!main->isChecked());
}

void TestStepper::arrowsMoveBetweenScripts()
{
    Stepper stepper;
    fill(stepper);
    stepper.setScripts(2, {{u"a"_s, StepState::Pending}, {u"b"_s, StepState::Pending}});
    stepper.show();
    QVERIFY(QTest::qWaitForWindowActive(&stepper));
    auto *a = stepper.findChild<ScriptButton *>(u"script:a"_s);
    auto *b = stepper.findChild<ScriptButton *>(u"script:b"_s);
    a->setFocus();
    QTest::keyClick(a, Qt::Key_Down);
    QVERIFY(b->hasFocus());
    QTest::keyClick(b, Qt::Key_Up);
    QVERIFY(a->hasFocus());
    QSignalSpy chosen(&stepper, &Stepper::scriptChosen);
    QTest::keyClick(a, Qt::Key_Space);
    QCOMPARE(chosen.count(), 1);
}

void TestStepper::statesDifferWithoutColour()
{
    theme::Theme::instance().setReduceMotion(true);
    QList<QImage> shapes;
    for (const auto state : {StepState::Pending, StepState::Active, StepState::Completed, StepState::Error}) {
        StepRow row({theme::Icon::Container, u"Create"_s, {}}, StepRow::Position::Middle);
        row.setState(state, -1);
        row.resize(40, row.sizeHint().height()); // the bubble alone, without words
        QImage shape = row.grab().toImage().convertToFormat(QImage::Format_Grayscale8);
        for (int y = 0; y < shape.height(); ++y)
            for (int x = 0; x < shape.width(); ++x)
                shape.setPixelColor(x, y, qGray(shape.pixel(x, y)) < 150 ? Qt::black : Qt::white);
        QVERIFY(!shapes.contains(shape));
        shapes.append(shape);
    }
    theme::Theme::instance().setReduceMotion(false);
}

void TestStepper::durations_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("text");
    QTest::newRow("0 ms") << qint64(0) << u"0.0 s"_s;
    QTest::newRow("840 ms") << qint64(840) << u"0.8 s"_s;
    QTest::newRow("9.96 s") << qint64(9960) << u"10 s"_s;
    QTest::newRow("59.6 s") << qint64(59600) << u"1 min 0 s"_s;
    QTest::newRow("70 s") << qint64(70000) << u"1 min 10 s"_s;
    QTest::newRow("2 h 5 min") << qint64(7500000) << u"2 h 5 min"_s;
}

void TestStepper::durations()
{
    QFETCH(const qint64, ms);
    QTEST(durationText(ms), "text");
}

void TestStepper::scriptLabels_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("label");
    QTest::newRow("number and extension") << u"02-docker-install.sh"_s << u"docker install"_s;
    QTest::newRow("plain") << u"setup"_s << u"setup"_s;
    QTest::newRow("nothing left") << u"00-.sh"_s << u"00-.sh"_s;
    QTest::newRow("underscores") << u"01_a_b.sh"_s << u"a b"_s;
}

void TestStepper::scriptLabels()
{
    QFETCH(const QString, name);
    QTEST(scriptLabel(name), "label");
}

QTEST_MAIN(TestStepper)
#include "tst_stepper.moc"
