#include "widgets/logview/logview_p.h"

#include <QFontMetricsF>

namespace slipway::logview {

void LogView::setFindQuery(const text::FindQuery &query)
{
    d->resolveFilter();
    if (query == d->finder.query())
        return;
    d->currentHit.reset();
    d->pursuit = LogViewPrivate::Pursuit::First;
    d->finder.setQuery(query, d->filter);
}

void LogView::findNext()
{
    d->pursuit = LogViewPrivate::Pursuit::Next;
    d->pursue();
}

void LogView::findPrevious()
{
    d->pursuit = LogViewPrivate::Pursuit::Previous;
    d->pursue();
}

/// Goes where the search was asked to go, as soon as the finder knows the place; asked again when it knows
/// more.
void LogViewPrivate::pursue()
{
    if (pursuit == Pursuit::None)
        return;
    const text::LineNumber top = rows > 0 ? lineAt(topRow) : text::LineNumber{0};
    const text::LineNumber line = currentHit ? currentHit->line : top;
    std::optional<text::Hit> found;
    switch (pursuit) {
    case Pursuit::None:
        break;
    case Pursuit::First:
        found = finder.next(top, 0);
        break;
    case Pursuit::Next:
        found = finder.next(line, currentHit ? currentHit->span.start + 1 : 0);
        break;
    case Pursuit::Previous:
        found = finder.previous(line, currentHit ? currentHit->span.start : 0);
        break;
    }
    if (!found && finder.isSearching())
        return;
    pursuit = Pursuit::None;
    if (!found)
        return;
    currentHit = found;
    reveal(*found);
    emit q->findChanged();
}

void LogViewPrivate::reveal(const text::Hit &hit)
{
    rows = store.count(filter);
    const qint64 row = store.rowOf(hit.line, filter).value;
    const qreal height = q->viewport()->height();
    const bool isAbove = row < topRow || (row == topRow && topOffset > 0);
    if (isAbove || distanceTo(row + 1) > 0) {
        moveTopTo(row, 0);
        scrollPixels(-height / 3); // with some lines before it, to be read in its context
        userScrolled();
    }
    if (!q->wordWrap()) {
        const QFontMetricsF metrics(q->font());
        const QString line = store.text(hit.line).left(MaxShownChars);
        const qreal left = metrics.horizontalAdvance(line.left(hit.span.start));
        const qreal right =
            metrics.horizontalAdvance(line.left(hit.span.start + hit.span.length)) + 2 * Padding;
        widest = std::max(widest, right);
        syncBars();
        if (left < horizontalBar->value())
            horizontalBar->setValue(std::max(0, int(left) - 4 * Padding));
        else if (right > horizontalBar->value() + q->viewport()->width())
            horizontalBar->setValue(int(right) - q->viewport()->width() + 4 * Padding);
    }
    q->viewport()->update();
}

} // namespace slipway::logview
