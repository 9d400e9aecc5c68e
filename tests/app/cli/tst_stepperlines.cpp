#include "app/cli/stepperlines.h"
#include "app/cli/terminaltext.h"
#include <QTest>
#include <clocale>

using namespace slipway;
using namespace slipway::cli;
using namespace Qt::Literals::StringLiterals;

/// The whole picture is compared as text, so that a row shows what a person sees.
class TestStepperLines : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { std::setlocale(LC_ALL, "C.UTF-8"); }
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void pictures_data();
    void pictures();
    void fitsEverySize();
    void manyScriptsShowTheRunningOne();
    void noColourWithoutColour();
    void hostileScriptName();
    void durations();
};

namespace {

Snapshot played(const QList<ProgressEvent> &events)
{
    Snapshot snapshot;
    for (const ProgressEvent &event : events)
        snapshot.apply(event);
    return snapshot;
}

ProgressEvent scriptsStart(const QStringList &names)
{
    ProgressEvent event = ProgressEvent::makeStep(Step::Syncing, 65, u"Running setup scripts..."_s);
    event.scriptNames = names;
    event.scriptTotal = static_cast<int>(names.size());
    return event;
}

ProgressEvent scriptDone(const QString &name, int percent)
{
    ProgressEvent event = ProgressEvent::makeStep(Step::Syncing, percent, u"Script completed"_s);
    event.scriptName = name;
    return event;
}

StepperStyle asciiStyle()
{
    StepperStyle style;
    style.isUnicode = false;
    return style;
}

/// First two words of each line: the mark and the beginning of the label.
QString marks(const QStringList &lines)
{
    QStringList out;
    for (const QString &line : lines)
        out += line.simplified().section(u' ', 0, 1);
    return out.join(u" / "_s);
}

} // namespace

void TestStepperLines::pictures_data()
{
    QTest::addColumn<QList<ProgressEvent>>("events");
    QTest::addColumn<QString>("expected");
    const QList<ProgressEvent> deploying = {ProgressEvent::makeStep(Step::Creating, 5, u"a"_s),
                                            ProgressEvent::makeStep(Step::Starting, 25, u"b"_s),
                                            ProgressEvent::makeStep(Step::Deploying, 40, u"c"_s)};
    QTest::newRow("nothing yet")
        << QList<ProgressEvent>{}
        << u". Create / . Start / . Deploy / . Run / . Finalize / ---------------------------------------- 0"_s;
    QTest::newRow("deploying")
        << deploying
        << u"+ Create / + Start / | Deploy / . Run / . Finalize / ################------------------------ 40"_s;
    const QStringList scripts = {u"00-a.sh"_s, u"01-b.sh"_s};
    QTest::newRow("second script runs")
        << QList<ProgressEvent>(
               deploying + QList{scriptsStart(scripts), ProgressEvent::makeLog(u"x"_s, u"00-a.sh"_s),
                                 scriptDone(u"00-a.sh"_s, 78), ProgressEvent::makeLog(u"x"_s, u"01-b.sh"_s)})
        << u"+ Create / + Start / + Deploy / | Run / + 00-a.sh / | 01-b.sh / . Finalize / ###############################--------- 78"_s;
    QTest::newRow("second script failed")
        << QList<ProgressEvent>(
               deploying + QList{scriptsStart(scripts), ProgressEvent::makeLog(u"x"_s, u"00-a.sh"_s),
                                 scriptDone(u"00-a.sh"_s, 78), ProgressEvent::makeLog(u"x"_s, u"01-b.sh"_s),
                                 ProgressEvent::makeError(u"failed"_s)})
        << u"+ Create / + Start / + Deploy / x Run / + 00-a.sh / x 01-b.sh / . Finalize / ###############################--------- 78"_s;
    QTest::newRow("failed at once")
        << QList<ProgressEvent>{ProgressEvent::makeStep(Step::Creating, 5, u"a"_s),
                                ProgressEvent::makeError(u"no"_s)}
        << u"x Create / . Start / . Deploy / . Run / . Finalize / ##-------------------------------------- 5"_s;
    QTest::newRow("complete")
        << QList<ProgressEvent>(deploying + QList{ProgressEvent::makeComplete(u"Container ready!"_s)})
        << u"+ Create / + Start / + Deploy / + Run / + Finalize / ######################################## 100"_s;
}

void TestStepperLines::pictures()
{
    QFETCH(QList<ProgressEvent>, events);
    QFETCH(QString, expected);
    QCOMPARE(marks(stepperLines(played(events), asciiStyle())), expected);
}

void TestStepperLines::fitsEverySize()
{
    const QStringList scripts = {u"00-a-rather-long-name-of-a-script-that-somebody-wrote.sh"_s,
                                 u"01-日本語.sh"_s};
    const Snapshot snapshot = played({scriptsStart(scripts), ProgressEvent::makeLog(u"x"_s, scripts[0])});
    for (const bool hasColor : {false, true}) {
        for (int columns = 1; columns <= 132; ++columns) {
            for (const int rows : {1, 5, 10, 24, 60}) {
                StepperStyle style;
                style.columns = columns;
                style.rows = rows;
                style.hasColor = hasColor;
                style.elapsedMs = 3'723'000;
                style.connection = u"Log stream lost (no data for 45 s). Next attempt in 4 s."_s;
                const QStringList lines = stepperLines(snapshot, style);
                QVERIFY(lines.size() <= std::max(2, rows / 2 + 1));
                for (const QString &line : lines)
                    QVERIFY2(displayWidth(line) <= std::max(1, columns - 1), qPrintable(line));
            }
        }
    }
}

void TestStepperLines::manyScriptsShowTheRunningOne()
{
    QStringList names;
    for (int i = 0; i < 50; ++i)
        names += u"%1.sh"_s.arg(i, 2, 10, QChar(u'0'));
    QList<ProgressEvent> events = {scriptsStart(names)};
    for (int i = 0; i < 50; ++i) {
        events += ProgressEvent::makeLog(u"x"_s, names[i]);
        const QStringList lines = stepperLines(played(events), asciiStyle());
        QVERIFY2(lines.join(u'\n').contains(u"| "_s + names[i]), qPrintable(lines.join(u'\n')));
        QVERIFY(lines.size() <= 12);
        events += scriptDone(names[i], 66);
    }
}

void TestStepperLines::noColourWithoutColour()
{
    StepperStyle style;
    QVERIFY(!stepperLines(played({ProgressEvent::makeError(u"x"_s)}), style).join(u'\n').contains(u'\x1b'));
    style.hasColor = true;
    QVERIFY(stepperLines(played({ProgressEvent::makeError(u"x"_s)}), style).join(u'\n').contains(u'\x1b'));
}

void TestStepperLines::hostileScriptName()
{
    const QString text =
        stepperLines(played({scriptsStart({u"\x1b]0;owned\a\x1b[2Jx.sh"_s})}), asciiStyle()).join(u'\n');
    QVERIFY(!text.contains(u'\x1b'));
    QVERIFY(text.contains(u". x.sh"_s));
}

void TestStepperLines::durations()
{
    QCOMPARE(durationText(0), u"0:00"_s);
    QCOMPARE(durationText(7'400), u"0:07"_s);
    QCOMPARE(durationText(750'000), u"12:30"_s);
    QCOMPARE(durationText(3'723'000), u"1:02:03"_s);
}

QTEST_GUILESS_MAIN(TestStepperLines)
#include "tst_stepperlines.moc"
