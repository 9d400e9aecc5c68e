#pragma once
#include "app/progress/logline.h"
#include "widgets/logview/findbar.h"
#include "widgets/logview/logpanel.h"
#include "widgets/logview/logview.h"

#include <QKeyEvent>

namespace slipway::desktop {

/// Lines of a run as the log view takes them.
inline QList<text::Line> textLines(const QList<LogLine> &lines)
{
    QList<text::Line> rows;
    rows.reserve(lines.size());
    for (const LogLine &line : lines)
        rows.append({line.text, line.timestampMs, line.scriptName, line.isError});
    return rows;
}

/// Escape and F3 of an open find bar, from wherever on the page they were pressed; false: not one of them.
inline bool takeFindKeyFor(logview::LogPanel &log, const QKeyEvent &event)
{
    if (!log.findBar()->isVisible())
        return false;
    if (event.key() == Qt::Key_Escape)
        log.closeFind();
    else if (event.key() != Qt::Key_F3)
        return false;
    else if (event.modifiers() & Qt::ShiftModifier)
        log.view()->findPrevious();
    else
        log.view()->findNext();
    return true;
}

} // namespace slipway::desktop
