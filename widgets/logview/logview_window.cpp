// The window of the document onto the store, and the arithmetic of where it stands.
#include "widgets/logview/logview_p.h"

#include <QLocale>
#include <QTextBlock>
#include <QTextDocument>
#include <cmath>

namespace slipway::logview {

namespace {

/// One character for one: what a document would take as a break or as an object of its own is shown as a box.
QString shown(QString text, int limit)
{
    if (text.size() > limit)
        text.truncate(limit);
    for (QChar &c : text) {
        const char16_t unit = c.unicode();
        if (unit >= 0x2028 && (unit <= 0x2029 || unit == 0xfdd0 || unit == 0xfdd1 || unit == 0xfffc))
            c = QChar(QChar::ReplacementCharacter);
    }
    return text;
}

} // namespace

int LogViewPrivate::pageRows() const { return int(std::ceil(q->viewport()->height() / lineHeight)) + 1; }

/// The document gets rows [newFirst, newFirst + newCount).
void LogViewPrivate::rebuildWindow(qint64 newFirst, int newCount)
{
    if (newFirst == first && newCount == count)
        return;
    if (!slideWindow(newFirst, newCount)) {
        QList<text::StyledLine> lines;
        lines.reserve(newCount);
        QString all;
        for (int i = 0; i < newCount; ++i) {
            lines.append(store.line(lineAt(newFirst + i)));
            lines.last().text = shown(std::move(lines.last().text), MaxShownChars);
            if (i > 0)
                all += u'\n';
            all += lines.last().text;
        }
        QTextDocument *document = q->document();
        document->setPlainText(all);
        QTextBlock block = document->begin();
        for (const text::StyledLine &line : lines) {
            fillBlock(block, line);
            block = block.next();
        }
    }
    first = newFirst;
    count = newCount;
    mirrorSelection();
}

/// Most frames of a followed log only add some lines below and drop some above.
bool LogViewPrivate::slideWindow(qint64 newFirst, int newCount)
{
    const qint64 shift = newFirst - first;
    const qint64 added = newFirst + newCount - (first + count);
    if (count <= 0 || shift < 0 || added < 0 || shift >= count || added > newCount / 2)
        return false;
    QTextDocument *document = q->document();
    QTextCursor edit(document);
    edit.beginEditBlock();
    if (added > 0) {
        edit.movePosition(QTextCursor::End);
        for (qint64 row = first + count; row < newFirst + newCount; ++row) {
            const text::StyledLine line = store.line(lineAt(row));
            edit.insertBlock();
            edit.insertText(shown(line.text, MaxShownChars));
            fillBlock(edit.block(), line);
        }
    }
    if (shift > 0) {
        edit.setPosition(0);
        edit.setPosition(document->findBlockByNumber(int(shift)).position(), QTextCursor::KeepAnchor);
        edit.removeSelectedText();
    }
    edit.endEditBlock();
    return true;
}

/// Colours are formats of the layout, as a syntax highlighter sets them: no character of the document
/// changes.
void LogViewPrivate::fillBlock(QTextBlock block, const text::StyledLine &line) const
{
    if (line.spans.isEmpty() && !line.isError)
        return;
    QList<QTextLayout::FormatRange> formats;
    const int limit = block.length() - 1;
    if (line.isError) {
        QTextCharFormat format;
        format.setForeground(palette.error);
        formats.append({0, limit, format});
    }
    for (const text::StyleSpan &span : line.spans) {
        if (span.start < limit)
            formats.append({span.start, std::min(span.length, limit - span.start), charFormat(span.style)});
    }
    block.layout()->setFormats(formats);
}

/// Makes sure that a page from `row` on is in the document, with a margin on both sides when it has to be
/// filled.
void LogViewPrivate::ensureWindow(qint64 row)
{
    const int page = pageRows();
    const qint64 needed = std::min(row + page, rows);
    if (count >= 0 && row >= first && needed <= first + count && first + count <= rows)
        return;
    const int margin = page / 2;
    const qint64 newFirst = std::max<qint64>(std::min(row, rows - page) - margin, 0);
    rebuildWindow(newFirst, int(std::min<qint64>(needed + margin, rows) - newFirst));
}

QTextLayout *LogViewPrivate::layoutOf(qint64 row) const
{
    if (row < first || row >= first + count)
        return nullptr;
    const QTextBlock block = blockOf(row);
    q->document()->documentLayout()->blockBoundingRect(block); // lays out when needed
    return block.layout();
}

QTextBlock LogViewPrivate::blockOf(qint64 row) const
{
    return q->document()->findBlockByNumber(int(row - first));
}

qreal LogViewPrivate::rowHeight(qint64 row) const
{
    const QTextLayout *layout = layoutOf(row);
    return layout ? std::max(layout->boundingRect().bottom() + Gap, lineHeight) : lineHeight;
}

void LogViewPrivate::updateLineHeight()
{
    QTextLayout sample(QStringLiteral("Xg"), q->font());
    sample.beginLayout();
    const QTextLine line = sample.createLine();
    sample.endLayout();
    lineHeight = std::max(4.0, line.height() + Gap);
    widest = 0;
}

/// After the width, the font or the wrapping changed: the same text stays at the top (or the end at the
/// bottom).
void LogViewPrivate::relayout()
{
    const qreal share = topOffset / std::max(rowHeight(topRow), 1.0);
    placeParts();
    if (following)
        scrollToEnd();
    else
        moveTopTo(topRow, share * rowHeight(topRow));
}

/// Where the top has to be so that the last row ends at the bottom. Exact when that row is in the window.
std::pair<qint64, qreal> LogViewPrivate::endTop() const
{
    qreal rest = q->viewport()->height();
    qint64 row = rows;
    while (row > 0 && rest > 0) {
        --row;
        rest -= rowHeight(row);
    }
    return {row, std::max(-rest, 0.0)};
}

/// Pixels from the bottom of the viewport to the end of row `endRow` - 1; negative when there is room below.
qreal LogViewPrivate::distanceTo(qint64 endRow) const
{
    const qreal height = q->viewport()->height();
    const qint64 inWindow = std::clamp(endRow, topRow, std::max(first + count, topRow));
    qreal sum = -topOffset - height;
    for (qint64 row = topRow; row < inWindow; ++row)
        sum += rowHeight(row);
    return sum + qreal(endRow - inWindow) * lineHeight;
}

void LogViewPrivate::moveTopTo(qint64 row, qreal offset)
{
    topRow = std::clamp<qint64>(row, 0, std::max<qint64>(rows - 1, 0));
    topOffset = 0;
    ensureWindow(topRow);
    topOffset = std::clamp(offset, 0.0, std::max(rowHeight(topRow) - 1, 0.0));
    if (distanceTo(rows) < 0) {
        const auto [endRow, endOffset] = endTop();
        if (endRow < first)
            ensureWindow(endRow);
        std::tie(topRow, topOffset) = endTop();
    }
    syncBars();
    updateAll();
    updateJumpButton();
}

void LogViewPrivate::scrollPixels(qreal dy)
{
    qint64 row = topRow;
    qreal offset = topOffset + dy;
    while (offset < 0 && row > 0) {
        --row;
        ensureWindow(row);
        offset += rowHeight(row);
    }
    for (qreal height; row < rows - 1 && offset >= (height = rowHeight(row));) {
        offset -= height;
        ++row;
        ensureWindow(row);
    }
    moveTopTo(row, offset);
}

void LogViewPrivate::scrollToEnd()
{
    const int page = pageRows();
    const qint64 wanted = std::max<qint64>(rows - page, 0);
    if (count < 0 || first > wanted || first + count != rows || count > page * 3) {
        const qint64 newFirst = std::max<qint64>(rows - page - page / 2, 0);
        rebuildWindow(newFirst, int(rows - newFirst));
    }
    std::tie(topRow, topOffset) = endTop();
    followedRows = rows;
    syncBars();
    updateAll();
}

/// The 40 px rule. Counted from the end as it was when the view last stood there: lines that come while
/// somebody scrolls are not their doing.
void LogViewPrivate::userScrolled()
{
    const qreal distance = distanceTo(following ? std::min(followedRows, rows) : rows);
    if (distance < 1)
        sinceUserScroll.invalidate(); // at the end: nothing to hold
    else
        sinceUserScroll.start();
    if (following && distance > LogView::FollowDistance)
        setFollowing(false);
    else if (!following && distance <= LogView::FollowDistance)
        setFollowing(true);
}

void LogViewPrivate::setFollowing(bool on)
{
    if (following == on)
        return;
    following = on;
    if (on)
        scheduleFrame();
    updateJumpButton();
    emit q->followingChanged(on);
}

void LogView::setFollowing(bool following)
{
    d->sinceUserScroll.invalidate();
    if (following) {
        d->resolveFilter();
        d->rows = d->store.count(d->filter);
        d->scrollToEnd();
    }
    d->setFollowing(following);
}

qint64 LogView::newLineCount() const
{
    return d->following ? 0 : std::max<qint64>(d->store.count(d->filter) - d->followedRows, 0);
}

/// What a row adds to the vertical bar: its height in pixels while that fits into an int.
qreal LogViewPrivate::unit() const
{
    constexpr qreal MostUnits = 1 << 30;
    return qreal(rows) * lineHeight <= MostUnits ? lineHeight : MostUnits / qreal(rows);
}

void LogViewPrivate::syncBars()
{
    const int height = q->viewport()->height();
    const bool hasEnd = first + count >= rows && count >= 0;
    const auto valueOf = [this](qint64 row, qreal offset) {
        return qRound((qreal(row) + offset / std::max(rowHeight(row), 1.0)) * unit());
    };
    int maximum = qRound(std::max(0.0, (qreal(rows) - height / lineHeight) * unit()));
    if (hasEnd) {
        const auto [row, offset] = endTop();
        maximum = valueOf(row, offset);
    }
    const int value = std::min(valueOf(topRow, topOffset), maximum);
    bar->setEnabled(maximum > 0);
    bar->setArithmetic(maximum, std::max(1, height - int(lineHeight)), std::max(1, int(unit())), value);

    if (!q->wordWrap()) {
        const int width = q->viewport()->width();
        const int range = std::max(0, int(std::ceil(widest)) + 2 * Padding - width);
        const int step = q->fontMetrics().horizontalAdvance(u'x') * 4;
        horizontalBar->setArithmetic(range, width, step, std::min(horizontalBar->value(), range));
    } else {
        horizontalBar->setArithmetic(0, 1, 1, 0);
    }
}

void LogViewPrivate::barMoved(int value)
{
    if (value >= bar->maximum()) {
        scrollToEnd();
    } else {
        const qreal position = value / unit();
        const qint64 row = qint64(position);
        ensureWindow(std::min(row, std::max<qint64>(rows - 1, 0)));
        moveTopTo(row, (position - qreal(row)) * rowHeight(row));
    }
    userScrolled();
    updateJumpButton();
}

void LogView::scrollToLine(text::LineNumber line)
{
    d->resolveFilter();
    d->rows = d->store.count(d->filter);
    d->moveTopTo(d->store.rowOf(line, d->filter).value, 0);
    d->userScrolled();
}

/// Gutter and jump button. The margins above and below are paper, so that no line sticks to the edge.
void LogViewPrivate::placeParts()
{
    const int width = showTimes ? gutterWidth() : 0;
    q->setViewportMargins(width, EdgeMargin, 0, EdgeMargin);
    gutter->setVisible(showTimes);
    const QRect area = q->viewport()->geometry();
    gutter->setGeometry(area.left() - width, 0, width, q->height());
    const QSize size = jump->sizeHint();
    const int margin = 12;
    jump->setGeometry(area.right() - size.width() - margin, area.bottom() - size.height() - margin,
                      size.width(), size.height());
}

void LogViewPrivate::updateJumpButton()
{
    const bool isNeeded = !following && rows > 0;
    if (isNeeded) {
        const qint64 fresh = q->newLineCount();
        const QString text =
            fresh > 0 ? LogView::tr("\u2193 Jump to latest (%1 new)").arg(QLocale().toString(fresh))
                      : LogView::tr("\u2193 Jump to latest");
        if (text != jump->text()) {
            jump->setText(text);
            jump->setAccessibleName(text);
            placeParts();
        }
        jump->raise();
    }
    if (jump->isVisibleTo(q) != isNeeded)
        jump->setVisible(isNeeded);
}

} // namespace slipway::logview
