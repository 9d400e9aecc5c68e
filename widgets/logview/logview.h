#pragma once
#include "widgets/logview/logpalette.h"
#include "widgets/text/linefinder.h"
#include "widgets/text/linestore.h"
#include <QPlainTextEdit>
#include <memory>

namespace slipway::logview {

struct LogViewPrivate;

/// A terminal-like view of a log of any length.
///
/// Its document holds only the lines around what can be seen; all lines are in a text::LineStore, and the
/// vertical scroll bar counts in pixels over all of them (wrapped lines share the height of one, so no height
/// has to be known but those in sight). Memory and time for a frame do not depend on how many lines there
/// are.
///
/// Lives on the GUI thread. Lines come through appendLines(), at most one frame is drawn per 16 ms, and large
/// batches are taken in slices, so the event loop stays free.
///
/// Follow: while the end is in sight (within 40 px) new lines scroll in. Scrolling up further stops that;
/// scrolling back or jumpToLatest() resumes it. While not following, nothing that is being read moves.
class LogView : public QPlainTextEdit
{
    Q_OBJECT
    Q_PROPERTY(bool following READ isFollowing WRITE setFollowing NOTIFY followingChanged)
    Q_PROPERTY(bool wordWrap READ wordWrap WRITE setWordWrap NOTIFY wordWrapChanged)
    Q_PROPERTY(bool timeStampsShown READ timeStampsShown WRITE setTimeStampsShown)
public:
    static constexpr int FollowDistance = 40; ///< px from the end

    explicit LogView(QWidget *parent = nullptr);
    ~LogView() override;

    void appendLines(const QList<text::Line> &lines);
    void appendLine(const text::Line &line) { appendLines({line}); }
    /// Forgets all lines; what comes later shows. The script filter stays.
    void clearLog();

    /// All lines taken in so far; see pendingCount().
    const text::LineStore &store() const;
    qint64 lineCount() const;
    qint64 visibleLineCount() const; ///< those the filter lets through
    qint64 pendingCount() const;     ///< handed in, not yet taken in
    /// Takes in all that is pending, however long that takes.
    void flush();

    bool isFollowing() const;
    void setFollowing(bool following);
    void jumpToLatest() { setFollowing(true); }
    /// Lines that came while not following.
    qint64 newLineCount() const;

    /// Shows only the lines of this script; an empty name shows all.
    void setScriptFilter(const QString &script);
    QString scriptFilter() const;

    bool wordWrap() const { return lineWrapMode() == WidgetWidth; }
    void setWordWrap(bool on);
    bool timeStampsShown() const;
    void setTimeStampsShown(bool shown);
    /// Nothing: as the locale writes the time.
    void set24Hours(std::optional<bool> on);
    bool is24Hours() const;
    /// True: no more lines will come, so nothing is waited for. False at first.
    void setComplete(bool complete);
    bool isComplete() const;
    void setLogPalette(const LogPalette &palette);
    const LogPalette &logPalette() const;
    void setZoom(int steps); ///< points added to the font it was made with
    int zoom() const;

    /// Find: the finder's counts are in finder(); currentHit() is where one is.
    void setFindQuery(const text::FindQuery &query);
    void findNext();
    void findPrevious();
    const text::LineFinder &finder() const;
    const std::optional<text::Hit> &currentHit() const;

    bool hasSelection() const;
    bool selectionSpansLines() const;
    /// Plain text of the selection, without time stamps; of lines outside of the window too.
    QString selectedText() const;
    void selectAllLines();
    void clearSelection();
    void copySelection(bool withTimes = false);

    /// Writes what the filter lets through (all lines without one).
    void saveTo(const QString &path, bool withTimes = true);
    void cancelSave();
    bool isSaving() const;

    /// First line in sight and how many pixels of it are scrolled away.
    text::VisibleLine topLine() const;
    qreal topOffset() const;
    /// Pixels between the bottom of the viewport and the end of the log.
    qreal distanceFromEnd() const;
    void scrollToLine(text::LineNumber line);
    /// Lines and rows now in the document; stays small whatever the log holds.
    int windowSize() const;

signals:
    void linesChanged(); ///< counts, at most once per frame
    void followingChanged(bool following);
    void completeChanged(bool complete);
    void scriptFilterChanged(const QString &script);
    void scriptsChanged(); ///< a script was seen first, or all are gone
    void wordWrapChanged(bool on);
    void findChanged();   ///< count, current hit or error
    void findRequested(); ///< Ctrl+F, the menu
    void saveRequested(); ///< Ctrl+S, the menu
    void saveProgressed(qint64 lines, qint64 total);
    void saveFinished(const QString &path, const QString &error); ///< error empty = saved
    void clearRequested();                                        ///< the menu

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    QMimeData *createMimeDataFromSelection() const override;

private:
    friend struct LogViewPrivate;
    std::unique_ptr<LogViewPrivate> d;
};

} // namespace slipway::logview
