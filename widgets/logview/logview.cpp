#include "widgets/logview/logview_p.h"

#include <QApplication>
#include <QClipboard>
#include <QFontDatabase>
#include <QTextBlock>

namespace slipway::logview {

namespace {

constexpr int FrameMs = 16;
constexpr qint64 DrainBudgetNs = 4'000'000; // what a turn of the event loop may spend on taking lines in

class LogGutter : public QWidget
{
public:
    LogGutter(LogViewPrivate *owner, QWidget *parent) : QWidget(parent), m_owner(owner)
    {
        setAttribute(Qt::WA_OpaquePaintEvent);
    }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        QPainter painter(this);
        m_owner->paintGutter(painter, event->rect());
    }
    void wheelEvent(QWheelEvent *event) override
    {
        QCoreApplication::sendEvent(m_owner->q->viewport(), event);
    }

private:
    LogViewPrivate *const m_owner;
};

bool localeHas24Hours()
{
    return !QLocale().timeFormat(QLocale::ShortFormat).contains(u'a', Qt::CaseInsensitive);
}

} // namespace

LogViewPrivate::LogViewPrivate(LogView *view)
    : q(view), finder(store), bar(new LogScrollBar(Qt::Vertical)),
      horizontalBar(new LogScrollBar(Qt::Horizontal)), gutter(new LogGutter(this, view)),
      jump(new QToolButton(view))
{
    is24Hours = localeHas24Hours();
}

LogView::LogView(QWidget *parent) : QPlainTextEdit(parent), d(std::make_unique<LogViewPrivate>(this))
{
    setObjectName(QStringLiteral("logView"));
    setAccessibleName(tr("Log"));
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    setFrameShape(QFrame::NoFrame);
    setLineWrapMode(NoWrap);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setCenterOnScroll(true); // keeps the base class from laying out a page to find a range we set ourselves
    setVerticalScrollBar(d->bar);
    setHorizontalScrollBar(d->horizontalBar);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    document()->setDocumentMargin(LogViewPrivate::Padding);
    // By these signals the base class learns that lines were laid out, and moves the bars to where the few
    // lines of its document are: from Qt 6.8 on with valueChanged(), in the middle of our own layout. We
    // repaint ourselves.
    document()->documentLayout()->blockSignals(true);
    setMouseTracking(true);

    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setStyleHint(QFont::Monospace);
    if (font.pointSizeF() <= 0)
        font.setPointSizeF(10);
    d->basePointSize = font.pointSizeF();
    setFont(font);

    d->jump->setObjectName(QStringLiteral("jumpToLatest"));
    d->jump->setFocusPolicy(Qt::TabFocus);
    d->jump->setCursor(Qt::PointingHandCursor);
    d->jump->hide();
    connect(d->jump, &QToolButton::clicked, this, &LogView::jumpToLatest);
    connect(d->bar, &QScrollBar::valueChanged, this, [this](int value) { d->barMoved(value); });
    connect(d->horizontalBar, &QScrollBar::valueChanged, this, [this] { d->updateAll(); });
    connect(&d->finder, &text::LineFinder::changed, this, [this] {
        d->pursue();
        viewport()->update();
        emit findChanged();
    });
    connect(&d->saver, &text::LineSaver::progressed, this, &LogView::saveProgressed);
    connect(&d->saver, &text::LineSaver::finished, this, &LogView::saveFinished);
    d->drainTimer.setSingleShot(true);
    connect(&d->drainTimer, &QTimer::timeout, this, [this] {
        d->spentThisTurn = 0;
        if (!d->pending.empty())
            d->drain(DrainBudgetNs);
    });
    d->frameTimer.setSingleShot(true);
    d->frameTimer.setTimerType(Qt::PreciseTimer);
    connect(&d->frameTimer, &QTimer::timeout, this, [this] { d->renderFrame(); });
    d->sinceFrame.start();
    d->applyPalette();
    d->updateLineHeight();
    d->placeParts();
}

LogView::~LogView() = default;

void LogView::appendLines(const QList<text::Line> &lines)
{
    if (lines.isEmpty())
        return;
    d->pending.push_back(lines);
    d->pendingCount += lines.size();
    if (d->pending.size() == 1 && d->spentThisTurn < DrainBudgetNs)
        d->drain(DrainBudgetNs -
                 d->spentThisTurn); // what fits is there at once; the rest comes in later turns
}

/// Takes lines in until they are all in or `budgetNs` (negative: no limit) is used up.
void LogViewPrivate::drain(qint64 budgetNs)
{
    constexpr int LinesPerLook = 128;
    QElapsedTimer clock;
    clock.start();
    while (!pending.empty() && (budgetNs < 0 || clock.nsecsElapsed() < budgetNs)) {
        const QList<text::Line> &batch = pending.front();
        const qsizetype end = std::min(pendingAt + LinesPerLook, batch.size());
        pendingCount -= end - pendingAt;
        for (; pendingAt < end; ++pendingAt)
            store.append(batch[pendingAt]);
        if (pendingAt == batch.size()) {
            pending.pop_front();
            pendingAt = 0;
        }
    }
    spentThisTurn += clock.nsecsElapsed();
    drainTimer.start(0); // for the rest, and to know that the next turn has begun
    scheduleFrame();
}

void LogViewPrivate::scheduleFrame()
{
    if (!frameTimer.isActive())
        frameTimer.start(int(std::clamp<qint64>(FrameMs - sinceFrame.elapsed(), 0, FrameMs)));
}

/// One frame: the view catches up with the store.
void LogViewPrivate::renderFrame()
{
    constexpr qint64 HoldMs = 300;
    sinceFrame.start();
    resolveFilter();
    rows = store.count(filter);
    // Whoever scrolls slowly is still within the 40 px; jumping back between two turns of the wheel would
    // keep them there for ever.
    const bool isHeld = isSelecting || (sinceUserScroll.isValid() && sinceUserScroll.elapsed() < HoldMs);
    if (following && !isHeld) {
        scrollToEnd();
    } else {
        ensureWindow(topRow);
        syncBars();
        updateAll();
        if (following)
            scheduleFrame();
    }
    updateJumpButton();
    finder.storeChanged();
    if (store.scriptNames().size() != scriptsKnown) {
        scriptsKnown = store.scriptNames().size();
        emit q->scriptsChanged();
    }
    emit q->linesChanged();
}

void LogView::clearLog()
{
    d->pending.clear();
    d->pendingAt = 0;
    d->pendingCount = 0;
    d->store.clear();
    d->scriptsKnown = 0; // tells of the change also when the same names come again
    d->currentHit.reset();
    d->anchor = d->cursor = {};
    d->applyFilter();
}

void LogView::flush()
{
    d->drain(-1);
    d->frameTimer.stop();
    d->renderFrame();
}

void LogView::setScriptFilter(const QString &script)
{
    if (script == d->filterName)
        return;
    d->filterName = script;
    d->applyFilter();
    emit scriptFilterChanged(script);
}

/// A script may be chosen before its first line comes.
void LogViewPrivate::resolveFilter()
{
    constexpr text::ScriptIndex NotSeenYet{0xffff};
    text::ScriptFilter wanted;
    if (!filterName.isEmpty())
        wanted = store.scriptIndex(filterName).value_or(NotSeenYet);
    if (wanted == filter)
        return;
    filter = wanted;
    finder.setQuery(finder.query(), filter);
}

void LogViewPrivate::applyFilter()
{
    const bool hadLines = topRow < rows && store.count() > 0 && rows <= store.count(filter);
    const text::LineNumber top = hadLines ? lineAt(topRow) : text::LineNumber{0};
    resolveFilter();
    currentHit.reset();
    rows = store.count(filter);
    first = 0;
    count = -1; // nothing in the document is of use
    widest = 0;
    followedRows = rows;
    topRow = std::min(store.rowOf(top, filter).value, std::max<qint64>(rows - 1, 0));
    topOffset = 0;
    if (following)
        scrollToEnd();
    else
        moveTopTo(topRow, 0);
    finder.storeChanged();
    scheduleFrame();
}

void LogView::setWordWrap(bool on)
{
    if (on == wordWrap())
        return;
    {
        const LogScrollBar::Hold hold(d->bar);
        setLineWrapMode(on ? WidgetWidth : NoWrap);
        setHorizontalScrollBarPolicy(on ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    }
    d->relayout();
    emit wordWrapChanged(on);
}

bool LogView::isComplete() const { return d->isComplete; }

void LogView::setComplete(bool complete)
{
    if (d->isComplete == complete)
        return;
    d->isComplete = complete;
    viewport()->update(); // an empty one says whether it waits
    emit completeChanged(complete);
}

void LogView::setTimeStampsShown(bool shown)
{
    d->showTimes = shown;
    d->placeParts();
    d->relayout();
}

bool LogView::is24Hours() const { return d->is24Hours; }

void LogView::set24Hours(std::optional<bool> on)
{
    d->is24Hours = on.value_or(localeHas24Hours());
    d->placeParts();
    d->relayout();
}

void LogView::setLogPalette(const LogPalette &palette)
{
    d->palette = palette;
    d->applyPalette();
    d->count = -1;
    d->ensureWindow(d->topRow);
    d->updateAll();
}

void LogView::setZoom(int steps)
{
    d->zoom = std::clamp(steps, -6, 24);
    QFont zoomed = font();
    zoomed.setPointSizeF(std::max(4.0, d->basePointSize + d->zoom));
    setFont(zoomed);
}

void LogView::saveTo(const QString &path, bool withTimes)
{
    if (d->pendingCount > 0)
        flush();
    d->saver.save(path, d->store.snapshot(), {withTimes, d->filter});
}

void LogView::resizeEvent(QResizeEvent *event)
{
    {
        const LogScrollBar::Hold hold(d->bar);
        QPlainTextEdit::resizeEvent(event);
    }
    d->relayout();
}

void LogView::changeEvent(QEvent *event)
{
    {
        const LogScrollBar::Hold hold(d ? d->bar : nullptr);
        QPlainTextEdit::changeEvent(event);
    }
    if (d && event->type() == QEvent::FontChange) {
        d->updateLineHeight();
        d->placeParts();
        d->relayout();
    }
}

// The base class scrolls by lines of its document; here the bars are pixels of the whole log (barMoved).
void LogView::scrollContentsBy(int, int) {}

const text::LineStore &LogView::store() const { return d->store; }
qint64 LogView::lineCount() const { return d->store.count(); }
qint64 LogView::visibleLineCount() const { return d->store.count(d->filter); }
qint64 LogView::pendingCount() const { return d->pendingCount; }
bool LogView::isFollowing() const { return d->following; }
QString LogView::scriptFilter() const { return d->filterName; }
bool LogView::timeStampsShown() const { return d->showTimes; }
const LogPalette &LogView::logPalette() const { return d->palette; }
int LogView::zoom() const { return d->zoom; }
const text::LineFinder &LogView::finder() const { return d->finder; }
const std::optional<text::Hit> &LogView::currentHit() const { return d->currentHit; }
void LogView::cancelSave() { d->saver.cancel(); }
bool LogView::isSaving() const { return d->saver.isRunning(); }
text::VisibleLine LogView::topLine() const { return text::VisibleLine{d->topRow}; }
qreal LogView::topOffset() const { return d->topOffset; }
qreal LogView::distanceFromEnd() const { return d->distanceTo(d->rows); }
int LogView::windowSize() const { return std::max(d->count, 0); }

} // namespace slipway::logview
