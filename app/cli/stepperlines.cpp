#include "app/cli/stepperlines.h"
#include "app/cli/terminaltext.h"

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kLabelColumns = 20;
constexpr int kBarColumns = 40;
constexpr int kMaxScripts = 6;

struct Marks
{
    QString pending, done, failed;
    QStringList active;
    QString barFull, barEmpty;
};

Marks marksFor(const StepperStyle &style)
{
    if (style.isUnicode)
        return {u"·"_s, u"✓"_s, u"✗"_s, {u"◐"_s, u"◓"_s, u"◑"_s, u"◒"_s}, u"█"_s, u"░"_s};
    return {u"."_s, u"+"_s, u"x"_s, {u"|"_s, u"/"_s, u"-"_s, u"\\"_s}, u"#"_s, u"-"_s};
}

QString painted(const QString &text, const char *sgr, const StepperStyle &style)
{
    return style.hasColor ? u"\x1b[%1m%2\x1b[0m"_s.arg(QLatin1StringView(sgr), text) : text;
}

/// Mark and label of a step or script in the colour of its state: the state is told by the mark, not by
/// colour only.
QString entry(StepState state, const QString &label, const StepperStyle &style)
{
    const Marks marks = marksFor(style);
    switch (state) {
    case StepState::Completed:
        return painted(marks.done, "32", style) + u' ' + label;
    case StepState::Error:
        return painted(marks.failed + u' ' + label, "1;31", style);
    case StepState::Active:
        return painted(marks.active[style.frame % marks.active.size()], "36", style) + u' ' +
               painted(label, "1", style);
    case StepState::Pending:
        break;
    }
    return painted(marks.pending + u' ' + label, "2", style);
}

QString phaseLine(const Snapshot &snapshot, Step step, const StepperStyle &style)
{
    const StepState state = snapshot.stepState(step);
    QString line = u' ' + entry(state, stepLabel(step).leftJustified(kLabelColumns), style);
    const auto duration = snapshot.phaseDurations.constFind(stepName(step));
    if (state == StepState::Active)
        line += painted(stepDescription(step), "2", style);
    else if (duration != snapshot.phaseDurations.constEnd())
        line += painted(u"%1 s"_s.arg(static_cast<double>(*duration) / 1000.0, 0, 'f', 1), "2", style);
    return line;
}

/// The scripts, or the few around the one that runs when there are many.
QStringList scriptLines(const Snapshot &snapshot, int room, const StepperStyle &style)
{
    const QStringList &names = snapshot.scriptNames;
    if (names.isEmpty() || room <= 0)
        return {};
    qsizetype first = 0;
    if (names.size() > room) {
        const qsizetype active = std::max<qsizetype>(0, names.indexOf(snapshot.activeScript));
        first = std::clamp<qsizetype>(active - room / 2, 0, names.size() - room);
    }
    QStringList lines;
    for (qsizetype i = first; i < std::min<qsizetype>(names.size(), first + room); ++i) {
        const QString name = terminalSafe(names[i], Colors::Remove);
        lines += u"     "_s + entry(snapshot.scriptState(names[i]), name, style);
    }
    if (names.size() > room)
        lines.last() +=
            painted(u"  (%1/%2)"_s.arg(snapshot.completedScripts.size()).arg(names.size()), "2", style);
    return lines;
}

QString barLine(const Snapshot &snapshot, const StepperStyle &style)
{
    const Marks marks = marksFor(style);
    const int width = std::clamp(style.columns - 22, 4, kBarColumns);
    const int full = std::clamp(snapshot.percent, 0, 100) * width / 100;
    const char *color = snapshot.isError ? "31" : snapshot.isComplete ? "32" : "36";
    QString line = u" %1%2 %3 %"_s
                       .arg(painted(marks.barFull.repeated(full), color, style),
                            painted(marks.barEmpty.repeated(width - full), "2", style))
                       .arg(snapshot.percent, 3);
    if (style.elapsedMs >= 0)
        line += u"  "_s + durationText(style.elapsedMs);
    if (!style.remaining.isEmpty())
        line += u"  "_s + painted(style.remaining, "2", style);
    return line;
}

} // namespace

QString durationText(qint64 milliseconds)
{
    const qint64 seconds = milliseconds / 1000;
    const QChar zero = u'0';
    if (seconds < 3600)
        return u"%1:%2"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, zero);
    return u"%1:%2:%3"_s.arg(seconds / 3600)
        .arg(seconds / 60 % 60, 2, 10, zero)
        .arg(seconds % 60, 2, 10, zero);
}

QStringList stepperLines(const Snapshot &snapshot, const StepperStyle &style)
{
    QStringList lines;
    const int room = style.rows / 2 - kStepCount - 2;
    if (room >= 0) {
        for (const Step step : kAllSteps) {
            lines += phaseLine(snapshot, step, style);
            if (step == Step::Syncing)
                lines += scriptLines(snapshot, std::min(room, kMaxScripts), style);
        }
    }
    lines += barLine(snapshot, style);
    if (!style.connection.isEmpty())
        lines += painted(u" "_s + style.connection, "33", style);
    for (QString &line : lines)
        line = elided(line, std::max(1, style.columns - 1));
    return lines;
}

} // namespace slipway::cli
