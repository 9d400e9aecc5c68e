#pragma once
#include "widgets/logview/logscrollbar.h"
#include "widgets/logview/logview.h"
#include "widgets/text/linewriter.h"
#include <QBasicTimer>
#include <QElapsedTimer>
#include <QTextBlock>
#include <QTextLayout>
#include <QTimer>
#include <QToolButton>
#include <deque>

namespace slipway::logview {

/// A place in the text, in store order: survives filters and whatever is appended.
struct LogPoint
{
    qint64 line = 0;
    int column = 0;
    auto operator<=>(const LogPoint &) const = default;
};

/// What stands behind a LogView. "Row" = position among the lines the filter lets through.
struct LogViewPrivate
{
    explicit LogViewPrivate(LogView *view);

    // --- lines and frames (logview.cpp)
    void drain(qint64 budgetNs);
    void scheduleFrame();
    void renderFrame();
    void resolveFilter();
    void applyFilter();

    // --- the window and where it stands (logview_window.cpp)
    void rebuildWindow(qint64 first, int count);
    bool slideWindow(qint64 first, int count);
    void fillBlock(QTextBlock block, const text::StyledLine &line) const;
    void ensureWindow(qint64 row);
    void relayout();
    void updateLineHeight();
    qreal rowHeight(qint64 row) const;
    QTextLayout *layoutOf(qint64 row) const; ///< laid out; null outside of the window
    QTextBlock blockOf(qint64 row) const;
    int pageRows() const;
    void moveTopTo(qint64 row, qreal offset);
    void scrollPixels(qreal dy);
    void scrollToEnd();
    void userScrolled();
    void setFollowing(bool on);
    std::pair<qint64, qreal> endTop() const;
    qreal distanceTo(qint64 endRow) const;
    qreal unit() const;
    void barMoved(int value);
    void syncBars();
    void placeParts();
    void updateJumpButton();

    // --- painting (logview_paint.cpp)
    void paint(QPainter &painter, const QRect &clip);
    void paintGutter(QPainter &painter, const QRect &clip);
    void paintEmpty(QPainter &painter) const;
    QList<QTextLayout::FormatRange> overlays(qint64 line, int length) const;
    QTextCharFormat charFormat(const text::TextStyle &style) const;
    QString timeText(qint64 timeMs) const;
    int gutterWidth() const;
    void applyPalette();
    void updateAll();

    // --- selection, mouse, keys (logview_input.cpp)
    bool hasSelection() const { return anchor != cursor; }
    std::pair<LogPoint, LogPoint> selection() const { return std::minmax(anchor, cursor); }
    void select(LogPoint from, LogPoint to);
    void mirrorSelection();
    LogPoint pointAt(const QPointF &position) const;
    void selectWordAt(LogPoint at);
    void autoScroll();
    bool scrollKey(QKeyEvent *event);
    bool commandKey(QKeyEvent *event);
    void extendBy(QKeyEvent *event, qreal dy);
    void publishSelection() const;

    // --- find (logview_find.cpp)
    enum class Pursuit { None, First, Next, Previous };
    void pursue();
    void reveal(const text::Hit &hit);

    text::LineNumber lineAt(qint64 row) const { return store.lineAt(text::VisibleLine{row}, filter); }

    LogView *const q;
    LogPalette palette;
    text::LineStore store;
    text::LineFinder finder;
    text::LineSaver saver;
    LogScrollBar *bar;
    LogScrollBar *horizontalBar;
    QWidget *gutter;
    QToolButton *jump;

    std::deque<QList<text::Line>> pending;
    qsizetype pendingAt = 0; ///< lines of the first batch already taken in
    qint64 pendingCount = 0;
    qint64 spentThisTurn = 0; ///< ns of this turn of the event loop spent on taking lines in
    QTimer drainTimer;
    QTimer frameTimer;
    QElapsedTimer sinceFrame;
    qsizetype scriptsKnown = 1;

    text::ScriptFilter filter;
    QString filterName;

    qint64 rows = 0;  ///< as of the last frame: all arithmetic of one frame sees the same end
    qint64 first = 0; ///< the document holds rows [first, first + count)
    int count = 0;
    qint64 topRow = 0;
    qreal topOffset = 0;
    qreal lineHeight = 16;
    qreal widest = 0; ///< of the lines laid out so far, for the horizontal bar

    bool following = true;
    qint64 followedRows = 0; ///< rows at the last jump to the end
    QElapsedTimer sinceUserScroll;

    LogPoint anchor;
    LogPoint cursor;
    bool isSelecting = false;
    QPoint mouseAt;
    QBasicTimer autoScrollTimer;
    QElapsedTimer sinceDoubleClick;

    std::optional<text::Hit> currentHit;
    Pursuit pursuit = Pursuit::None;

    bool showTimes = true;
    bool is24Hours = true;
    bool isComplete = false;
    int zoom = 0;
    qreal basePointSize = 10;
    qreal wheelRest = 0;

    static constexpr int Gap = 2;        ///< px between two lines of the log, half above and half below
    static constexpr int Padding = 8;    ///< px left and right of the text
    static constexpr int EdgeMargin = 6; ///< px above the first and below the last line
    static constexpr int MaxShownChars = 20000; ///< of one line; copy, find and save have all of it
};

} // namespace slipway::logview
