#include "widgets/logview/logview_p.h"

#include <QDateTime>
#include <QLocale>
#include <QPainter>
#include <QTextBlock>
#include <cmath>

namespace slipway::logview {

QTextCharFormat LogViewPrivate::charFormat(const text::TextStyle &style) const
{
    using text::TextStyle;
    QTextCharFormat format;
    text::TextColor foreground = style.foreground;
    if (style.has(TextStyle::Bold) && foreground.kind() == text::TextColor::Kind::Indexed &&
        foreground.index() < 8)
        foreground =
            text::TextColor::indexed(quint8(foreground.index() + 8)); // bold is bright, as terminals do
    QColor text = palette.color(foreground, palette.text);
    QColor paper = palette.color(style.background, palette.paper);
    const bool isInverse = style.has(TextStyle::Inverse);
    if (isInverse)
        std::swap(text, paper);
    if (style.has(TextStyle::Dim)) {
        text = QColor((text.red() * 3 + paper.red() * 2) / 5, (text.green() * 3 + paper.green() * 2) / 5,
                      (text.blue() * 3 + paper.blue() * 2) / 5);
    }
    if (style.has(TextStyle::Hidden))
        text = paper;
    format.setForeground(text);
    if (isInverse || style.background.kind() != text::TextColor::Kind::Default)
        format.setBackground(paper);
    if (style.has(TextStyle::Bold))
        format.setFontWeight(QFont::Bold);
    if (style.has(TextStyle::Italic))
        format.setFontItalic(true);
    if (style.has(TextStyle::Underline))
        format.setUnderlineStyle(QTextCharFormat::SingleUnderline);
    if (style.has(TextStyle::Strike))
        format.setFontStrikeOut(true);
    return format;
}

void LogView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), d->palette.paper);
    if (d->rows == 0)
        d->paintEmpty(painter);
    else
        d->paint(painter, event->rect());
}

void LogViewPrivate::paint(QPainter &painter, const QRect &clip)
{
    const auto [from, to] = selection();
    const bool isSelected = hasSelection();
    const int height = q->viewport()->height();
    const int width = q->viewport()->width();
    const int left = -horizontalBar->value();
    const qreal widestBefore = widest;
    painter.setPen(palette.text);
    qreal y = -topOffset;
    for (qint64 row = topRow; row < rows && y < height; ++row) {
        QTextLayout *layout = layoutOf(row);
        if (!layout)
            break;
        const qreal rowEnd = y + rowHeight(row);
        widest = std::max(widest, layout->maximumWidth());
        if (rowEnd >= clip.top() && y <= clip.bottom()) {
            const qint64 line = lineAt(row).value;
            // The line break is part of a selection that goes on below: it reaches the right edge.
            if (isSelected && from.line <= line && line < to.line) {
                const bool isWhole = line > from.line || from.column == 0;
                const QTextLine last = layout->lineAt(layout->lineCount() - 1);
                const qreal x = isWhole ? 0 : std::max(0.0, last.naturalTextRect().right() + left);
                const qreal top = isWhole ? y : rowEnd - last.height() - Gap;
                painter.fillRect(QRectF(x, top, width - x, rowEnd - top), palette.selection);
            }
            const int length = blockOf(row).length() - 1;
            layout->draw(&painter, QPointF(left, y + Gap / 2), overlays(line, length), QRectF(clip));
        }
        y = rowEnd;
    }
    if (widest > widestBefore && !q->wordWrap())
        QMetaObject::invokeMethod(
            q, [this] { syncBars(); }, Qt::QueuedConnection);
}

/// What lies over the text of a line: the part that is selected, and the hits of the search.
QList<QTextLayout::FormatRange> LogViewPrivate::overlays(qint64 line, int length) const
{
    QList<QTextLayout::FormatRange> result;
    const auto [from, to] = selection();
    if (hasSelection() && from.line <= line && line <= to.line) {
        const int begin = line == from.line ? std::min(from.column, length) : 0;
        const int end = line == to.line ? std::min(to.column, length) : length;
        QTextCharFormat format;
        format.setBackground(palette.selection);
        if (end > begin)
            result.append({begin, end - begin, format});
    }
    if (finder.isActive()) {
        for (const text::MatchSpan &span : finder.spans(text::LineNumber{line})) {
            const bool isCurrent = currentHit && currentHit->line.value == line && currentHit->span == span;
            QTextCharFormat format;
            format.setBackground(isCurrent ? palette.currentHit : palette.hit);
            if (isCurrent)
                format.setForeground(palette.currentHitText);
            if (span.start < length)
                result.append({span.start, std::min(span.length, length - span.start), format});
        }
    }
    return result;
}

void LogViewPrivate::paintGutter(QPainter &painter, const QRect &clip)
{
    painter.fillRect(clip, palette.gutter);
    painter.fillRect(QRect(gutter->width() - 1, clip.top(), 1, clip.height()), palette.border);
    painter.setFont(q->font());
    painter.setPen(palette.timeStamp);
    const QRect area = q->viewport()->geometry();
    painter.setClipRect(0, area.top(), gutter->width(), area.height());
    qreal y = area.top() - topOffset;
    for (qint64 row = topRow; row < rows && y <= area.bottom(); ++row) {
        const qint64 time = store.timeMs(lineAt(row));
        if (time != 0) {
            const QRectF cell(0, y, gutter->width() - Padding - 1, lineHeight);
            painter.drawText(cell, Qt::AlignRight | Qt::AlignVCenter, timeText(time));
        }
        y += rowHeight(row);
    }
}

QString LogViewPrivate::timeText(qint64 timeMs) const
{
    const QTime time = QDateTime::fromMSecsSinceEpoch(timeMs).time();
    return time.toString(is24Hours ? QStringLiteral("HH:mm:ss") : QStringLiteral("h:mm:ss AP"));
}

int LogViewPrivate::gutterWidth() const
{
    const QString widestTime = is24Hours ? QStringLiteral("00:00:00") : QStringLiteral("00:00:00 PM");
    return q->fontMetrics().horizontalAdvance(widestTime) + 2 * Padding;
}

void LogViewPrivate::paintEmpty(QPainter &painter) const
{
    painter.setPen(palette.timeStamp);
    const QString text =
        filterName.isEmpty()
            ? (isComplete ? LogView::tr("No lines.") : LogView::tr("Waiting for logs\u2026"))
            : (isComplete ? LogView::tr("No lines from %1.") : LogView::tr("No lines from %1 yet."))
                  .arg(filterName);
    painter.drawText(q->viewport()->rect(), Qt::AlignCenter | Qt::TextWordWrap, text);
}

/// The terminal is dark in both themes, so its bars and its button have colours of their own.
void LogViewPrivate::applyPalette()
{
    QPalette dark;
    dark.setColor(QPalette::Window, palette.paper);
    dark.setColor(QPalette::Base, palette.paper);
    dark.setColor(QPalette::Button, palette.border.lighter(160));
    dark.setColor(QPalette::Text, palette.text);
    dark.setColor(QPalette::WindowText, palette.text);
    dark.setColor(QPalette::ButtonText, palette.text);
    dark.setColor(QPalette::PlaceholderText, palette.timeStamp);
    dark.setColor(QPalette::Highlight, palette.selection);
    dark.setColor(QPalette::HighlightedText, palette.text);
    q->setPalette(dark);
    q->setAutoFillBackground(true);
    for (QScrollBar *each : {static_cast<QScrollBar *>(bar), static_cast<QScrollBar *>(horizontalBar)}) {
        each->setPalette(dark);
        each->setStyleSheet(
            QStringLiteral(
                "QScrollBar{background:%1;border:none;margin:0;}"
                "QScrollBar:vertical{width:12px;}QScrollBar:horizontal{height:12px;}"
                "QScrollBar::handle{background:%2;border-radius:4px;margin:2px;}"
                "QScrollBar::handle:vertical{min-height:28px;}QScrollBar::handle:horizontal{min-width:28px;}"
                "QScrollBar::handle:hover{background:%3;}"
                "QScrollBar::handle:disabled{background:transparent;}"
                "QScrollBar::add-line,QScrollBar::sub-line{width:0;height:0;}"
                "QScrollBar::add-page,QScrollBar::sub-page{background:none;}")
                .arg(palette.paper.name(), palette.border.lighter(190).name(), palette.timeStamp.name()));
    }
    jump->setStyleSheet(
        QStringLiteral("QToolButton{background:%1;color:%2;border:1px solid %1;border-radius:13px;"
                       "padding:5px 14px;font-weight:600;}"
                       "QToolButton:hover{background:%3;}"
                       "QToolButton:focus{border:1px solid %4;}")
            .arg(palette.accent.name(), palette.paper.name(), palette.accent.lighter(112).name(),
                 palette.text.name()));
    gutter->update();
}

void LogViewPrivate::updateAll()
{
    q->viewport()->update();
    gutter->update();
}

} // namespace slipway::logview
