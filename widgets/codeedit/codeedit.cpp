#include "widgets/codeedit/codeedit.h"

#include "widgets/codeedit/shellhighlighter.h"
#include "widgets/theme/metrics.h"

#include <QKeyEvent>

namespace slipway::codeedit {

CodeEdit::CodeEdit(QWidget *parent) : QPlainTextEdit(parent)
{
    setFont(theme::font(theme::TextStyle::Mono));
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setTabChangesFocus(true);
    setTabStopDistance(fontMetrics().horizontalAdvance(QLatin1Char(' ')) * 4);
    new ShellHighlighter(document());
}

void CodeEdit::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Tab && event->modifiers() == Qt::ControlModifier) {
        insertPlainText(QStringLiteral("\t"));
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
}

void CodeEdit::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::ApplicationFontChange)
        setFont(theme::font(theme::TextStyle::Mono));
}

} // namespace slipway::codeedit
