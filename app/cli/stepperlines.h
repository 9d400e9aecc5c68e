#pragma once
#include "app/domain/snapshot.h"
#include <QStringList>

namespace slipway::cli {

/// How the state of a run is drawn as text.
struct StepperStyle
{
    int columns = 80;
    int rows =
        24; ///< of the terminal; the stepper takes at most half, and shrinks to its bar when that is little
    bool hasColor = false;
    bool isUnicode = true;
    int frame = 0;         ///< of the spinner
    qint64 elapsedMs = -1; ///< since the start of the run; -1 = not shown
    QString remaining;     ///< how long it still takes, in words; empty = not known
    QString connection; ///< shown under the bar when not empty ("Connection lost …, next attempt in 3 s")
};

/// The five phases, the scripts under the fourth, and the bar; each line at most `columns` - 1 wide. Pure.
QStringList stepperLines(const Snapshot &snapshot, const StepperStyle &style);

/// "0:07", "12:30", "1:02:03".
QString durationText(qint64 milliseconds);

} // namespace slipway::cli
