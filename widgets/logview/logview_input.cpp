#include "widgets/logview/logview_p.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDateTime>
#include <QHelpEvent>
#include <QMenu>
#include <QMimeData>
#include <QTextBlock>
#include <QTextBoundaryFinder>
#include <QToolTip>
#include <QWheelEvent>

namespace slipway::logview {

void LogView::wheelEvent(QWheelEvent *event)
{
    constexpr qreal LinesPerNotch = 3;
    if (event->modifiers() & Qt::ControlModifier) {
        d->wheelRest += event->angleDelta().y() / 120.0;
        const int steps = int(d->wheelRest);
        d->wheelRest -= steps;
        if (steps != 0)
            setZoom(d->zoom + steps);
        event->accept();
        return;
    }
    QPointF delta = event->pixelDelta();
    if (delta.isNull())
        delta = QPointF(event->angleDelta()) / 120.0 * LinesPerNotch * d->lineHeight;
    if (event->modifiers() & Qt::ShiftModifier)
        delta = QPointF(delta.x() + delta.y(), 0);
    if (delta.x() != 0)
        d->horizontalBar->setValue(d->horizontalBar->value() - qRound(delta.x()));
    if (delta.y() != 0) {
        d->scrollPixels(-delta.y());
        d->userScrolled();
    }
    event->accept();
}

LogPoint LogViewPrivate::pointAt(const QPointF &position) const
{
    if (rows == 0)
        return {};
    qreal y = -topOffset;
    qint64 row = topRow;
    for (; row < rows - 1 && y + rowHeight(row) <= position.y(); ++row)
        y += rowHeight(row);
    const LogPoint start{lineAt(row).value, 0};
    const QTextLayout *layout = layoutOf(row);
    if (!layout || position.y() < y)
        return start;
    const QPointF inside(position.x() + horizontalBar->value(), position.y() - y - Gap / 2.0);
    for (int i = 0; i < layout->lineCount(); ++i) {
        const QTextLine line = layout->lineAt(i);
        if (inside.y() < line.y() + line.height() || i == layout->lineCount() - 1)
            return {start.line, line.xToCursor(inside.x())};
    }
    return start;
}

void LogViewPrivate::select(LogPoint from, LogPoint to)
{
    anchor = from;
    cursor = to;
    mirrorSelection();
    q->viewport()->update();
}

/// The document's own cursor shows the part of the selection that is in the window, for assistive technology.
void LogViewPrivate::mirrorSelection()
{
    if (!hasSelection() && !q->textCursor().hasSelection())
        return;
    const QTextDocument *document = q->document();
    const auto position = [&](LogPoint point) {
        const qint64 row = store.rowOf(text::LineNumber{point.line}, filter).value;
        if (row < first)
            return 0;
        if (row >= first + count)
            return document->characterCount() - 1;
        const QTextBlock block = blockOf(row);
        return block.position() + std::min(point.column, block.length() - 1);
    };
    QTextCursor mirror(q->document());
    mirror.setPosition(position(anchor));
    mirror.setPosition(position(cursor), QTextCursor::KeepAnchor);
    const LogScrollBar::Hold hold(bar); // the base class shows the cursor by moving the bar
    q->setTextCursor(mirror);
}

void LogViewPrivate::selectWordAt(LogPoint at)
{
    const QString line = store.text(text::LineNumber{at.line});
    QTextBoundaryFinder words(QTextBoundaryFinder::Word, line);
    words.setPosition(at.column);
    if (!words.isAtBoundary() || at.column == line.size())
        words.toPreviousBoundary();
    const qsizetype begin = std::max<qsizetype>(words.position(), 0);
    const qsizetype end = words.toNextBoundary();
    select({at.line, int(begin)}, {at.line, int(end < 0 ? line.size() : end)});
}

void LogView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || d->rows == 0)
        return;
    const LogPoint at = d->pointAt(event->position());
    d->mouseAt = event->position().toPoint();
    const bool isTriple =
        d->sinceDoubleClick.isValid() && d->sinceDoubleClick.elapsed() < QApplication::doubleClickInterval();
    d->sinceDoubleClick.invalidate();
    if (isTriple) {
        d->select({at.line, 0}, {at.line, int(d->store.text(text::LineNumber{at.line}).size())});
        d->publishSelection();
        return;
    }
    d->isSelecting = true;
    d->select(event->modifiers() & Qt::ShiftModifier ? d->anchor : at, at);
}

void LogView::mouseMoveEvent(QMouseEvent *event)
{
    viewport()->setCursor(Qt::IBeamCursor);
    if (!d->isSelecting)
        return;
    constexpr int AutoScrollMs = 16;
    d->mouseAt = event->position().toPoint();
    d->select(d->anchor, d->pointAt(event->position()));
    const bool isOutside = d->mouseAt.y() < 0 || d->mouseAt.y() >= viewport()->height();
    if (isOutside && !d->autoScrollTimer.isActive())
        d->autoScrollTimer.start(AutoScrollMs, this);
    else if (!isOutside)
        d->autoScrollTimer.stop();
}

void LogView::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == d->autoScrollTimer.timerId())
        d->autoScroll();
    else
        QPlainTextEdit::timerEvent(event);
}

/// The further the mouse is outside, the faster.
void LogViewPrivate::autoScroll()
{
    const int height = q->viewport()->height();
    const int outside = mouseAt.y() < 0 ? mouseAt.y() : std::max(0, mouseAt.y() - height + 1);
    if (outside == 0)
        return;
    scrollPixels(outside * 0.5 + (outside < 0 ? -2 : 2));
    userScrolled();
    select(anchor, pointAt(QPointF(mouseAt.x(), std::clamp(mouseAt.y(), 0, height - 1))));
}

void LogView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    d->autoScrollTimer.stop();
    if (d->isSelecting) {
        d->isSelecting = false;
        d->publishSelection();
        d->scheduleFrame();
    }
}

void LogView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || d->rows == 0)
        return;
    d->selectWordAt(d->pointAt(event->position()));
    d->publishSelection();
    d->sinceDoubleClick.start();
}

/// The selection of the window system (middle button), where there is one; nobody pastes a whole log that
/// way.
void LogViewPrivate::publishSelection() const
{
    constexpr qint64 MostLines = 10000;
    QClipboard *clipboard = QGuiApplication::clipboard();
    const auto [from, to] = selection();
    if (clipboard->supportsSelection() && hasSelection() && to.line - from.line < MostLines)
        clipboard->setText(q->selectedText(), QClipboard::Selection);
}

bool LogView::hasSelection() const { return d->hasSelection(); }

bool LogView::selectionSpansLines() const { return d->anchor.line != d->cursor.line; }

QString LogView::selectedText() const
{
    if (!d->hasSelection())
        return {};
    const auto [from, to] = d->selection();
    const text::TextRange range{text::LineNumber{from.line}, from.column, text::LineNumber{to.line},
                                to.column};
    return text::plainText(d->store.snapshot(range.first), range, {false, d->filter});
}

void LogView::selectAllLines()
{
    if (d->store.isEmpty())
        return;
    const text::LineNumber last{d->store.count() - 1};
    d->select({0, 0}, {last.value, int(d->store.text(last).size())});
    d->publishSelection();
}

void LogView::clearSelection() { d->select(d->cursor, d->cursor); }

void LogView::copySelection(bool withTimes)
{
    if (!d->hasSelection())
        return;
    const auto [from, to] = d->selection();
    text::TextRange range{text::LineNumber{from.line}, from.column, text::LineNumber{to.line}, to.column};
    QGuiApplication::clipboard()->setText(
        text::plainText(d->store.snapshot(range.first), range, {withTimes, d->filter}));
}

QMimeData *LogView::createMimeDataFromSelection() const
{
    auto mime = std::make_unique<QMimeData>();
    mime->setText(selectedText());
    return mime.release(); // the caller owns it
}

void LogView::keyPressEvent(QKeyEvent *event)
{
    if (!d->commandKey(event) && !d->scrollKey(event))
        event->ignore();
}

bool LogViewPrivate::commandKey(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        q->copySelection();
    else if (event->matches(QKeySequence::SelectAll))
        q->selectAllLines();
    else if (event->matches(QKeySequence::Find))
        emit q->findRequested();
    else if (event->key() == Qt::Key_F3 || event->matches(QKeySequence::FindNext))
        event->modifiers() & Qt::ShiftModifier ? q->findPrevious() : q->findNext();
    else if (event->matches(QKeySequence::Save))
        emit q->saveRequested();
    else if (event->matches(QKeySequence::ZoomIn))
        q->setZoom(zoom + 1);
    else if (event->matches(QKeySequence::ZoomOut))
        q->setZoom(zoom - 1);
    else if (event->key() == Qt::Key_0 && event->modifiers() == Qt::ControlModifier)
        q->setZoom(0);
    else if (event->key() == Qt::Key_Escape && hasSelection())
        q->clearSelection();
    else
        return false;
    return true;
}

bool LogViewPrivate::scrollKey(QKeyEvent *event)
{
    const qreal page = std::max(lineHeight, q->viewport()->height() - lineHeight);
    const qreal everything = qreal(rows + 1) * lineHeight * 4;
    qreal dy = 0;
    switch (event->key()) {
    case Qt::Key_Up:
        dy = -lineHeight;
        break;
    case Qt::Key_Down:
        dy = lineHeight;
        break;
    case Qt::Key_PageUp:
        dy = -page;
        break;
    case Qt::Key_Space:
    case Qt::Key_PageDown:
        dy = page;
        break;
    case Qt::Key_Home:
        dy = -everything;
        break;
    case Qt::Key_End:
        dy = everything;
        break;
    case Qt::Key_Left:
        horizontalBar->triggerAction(QAbstractSlider::SliderSingleStepSub);
        return true;
    case Qt::Key_Right:
        horizontalBar->triggerAction(QAbstractSlider::SliderSingleStepAdd);
        return true;
    default:
        return false;
    }
    const bool isFar = event->key() == Qt::Key_Home || event->key() == Qt::Key_End;
    if (event->modifiers() & Qt::ShiftModifier) {
        extendBy(event, dy);
        return true;
    }
    if (!isFar)
        scrollPixels(dy);
    else if (dy < 0)
        moveTopTo(0, 0);
    else
        scrollToEnd();
    userScrolled();
    updateJumpButton();
    return true;
}

/// Shift with a scrolling key moves the end of the selection; without one it begins at the top of the view.
void LogViewPrivate::extendBy(QKeyEvent *event, qreal dy)
{
    if (rows == 0)
        return;
    if (!hasSelection())
        anchor = cursor = LogPoint{lineAt(topRow).value, 0};
    const qint64 row = store.rowOf(text::LineNumber{cursor.line}, filter).value;
    const qint64 target = std::clamp<qint64>(row + qint64(dy / lineHeight), 0, rows - 1);
    LogPoint to{lineAt(target).value, cursor.column};
    if (event->key() == Qt::Key_Home)
        to.column = 0;
    else if (event->key() == Qt::Key_End || target == row)
        to.column = dy > 0 ? int(store.text(text::LineNumber{to.line}).size()) : 0;
    select(anchor, to);
    if (target < topRow || distanceTo(target + 1) > 0) {
        moveTopTo(target < topRow ? target : std::max<qint64>(0, target - pageRows() + 3), 0);
        userScrolled();
    }
}

void LogView::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu(this);
    menu.setObjectName(QStringLiteral("logMenu"));
    QAction *copy = menu.addAction(tr("&Copy"), this, [this] { copySelection(); });
    copy->setShortcut(QKeySequence::Copy);
    QAction *copyTimes = menu.addAction(tr("Copy with &time stamps"), this, [this] { copySelection(true); });
    copy->setEnabled(hasSelection());
    copyTimes->setEnabled(hasSelection());
    QAction *all = menu.addAction(tr("Select &all"), this, &LogView::selectAllLines);
    all->setShortcut(QKeySequence::SelectAll);
    all->setEnabled(!d->store.isEmpty());
    menu.addSeparator();
    menu.addAction(tr("&Find\u2026"), this, &LogView::findRequested)->setShortcut(QKeySequence::Find);
    QAction *wrap = menu.addAction(tr("&Wrap long lines"), this, &LogView::setWordWrap);
    wrap->setCheckable(true);
    wrap->setChecked(wordWrap());
    QAction *times = menu.addAction(tr("Time &stamps"), this, &LogView::setTimeStampsShown);
    times->setCheckable(true);
    times->setChecked(timeStampsShown());
    menu.addSeparator();
    QAction *save = menu.addAction(tr("&Save\u2026"), this, &LogView::saveRequested);
    save->setShortcut(QKeySequence::Save);
    save->setEnabled(!d->store.isEmpty() && !isSaving());
    QAction *clear = menu.addAction(tr("C&lear"), this, &LogView::clearRequested);
    clear->setEnabled(!d->store.isEmpty());
    menu.exec(event->globalPos());
}

} // namespace slipway::logview
