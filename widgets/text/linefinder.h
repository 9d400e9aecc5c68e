#pragma once
#include "widgets/text/linematcher.h"
#include "widgets/text/linestore.h"
#include "widgets/text/workerthreads.h"
#include <QObject>
#include <QTimer>

namespace slipway::text {

/// One match, as a place to go to.
struct Hit
{
    LineNumber line;
    MatchSpan span;
    qint64 ordinal = 0; ///< from 1, among all hits known now
    bool wrapped = false;
    bool operator==(const Hit &) const = default;
};

/// Searches a whole LineStore on threads of its own while lines keep coming, and knows where the hits are.
///
/// Lives on the store's thread and must not outlive the store. Results arrive in order and in parts:
/// changed() is emitted as the count grows (at most once per turn of the event loop) and when the search is
/// up to date.
class LineFinder : public QObject
{
    Q_OBJECT
public:
    explicit LineFinder(const LineStore &store, QObject *parent = nullptr);
    ~LineFinder() override;

    /// Starts anew, also when only the filter differs. An empty text ends the search.
    void setQuery(const FindQuery &query, ScriptFilter filter);
    const FindQuery &query() const { return m_query; }
    /// To be called when lines were appended (cheap, any number of times) or the store was cleared.
    void storeChanged();

    bool isActive() const { return !m_matcher->isEmpty(); }
    bool isSearching() const { return isActive() && m_scanned < m_store.count(); }
    QString errorString() const { return m_matcher->errorString(); }
    qint64 hitCount() const { return m_total; }
    qint64 hitLineCount() const { return qint64(m_hits.size()); }
    LineNumber scannedTo() const { return LineNumber{m_scanned}; }

    /// The first hit behind (`line`, `column`); with wrap-around. Nothing when there is none, or not yet.
    std::optional<Hit> next(LineNumber line, int column) const;
    /// The last hit that begins before (`line`, `column`); with wrap-around.
    std::optional<Hit> previous(LineNumber line, int column) const;
    /// Hits in a line; empty for lines that were not searched yet.
    QList<MatchSpan> spans(LineNumber line) const;

signals:
    void changed();

private:
    struct Round;
    struct HitLine
    {
        quint32 line;
        quint32 before; ///< how many hits the lines before it have
    };
    void restart();
    void cancelRound();
    void startRound();
    Q_INVOKABLE void takeResults();      ///< by name from a worker: such a call carries no memory of ours
    size_t hitAt(LineNumber line) const; ///< index of the first hit line ≥ line
    std::optional<Hit> hitOf(size_t index, bool last, bool wrapped) const;

    const LineStore &m_store;
    FindQuery m_query;
    ScriptFilter m_filter;
    std::shared_ptr<const LineMatcher> m_matcher;
    std::vector<HitLine> m_hits;
    qint64 m_total = 0;
    qint64 m_scanned = 0;
    quint32 m_generation = 0;
    std::shared_ptr<Round> m_round;
    QTimer m_look;           ///< runs while a round does: the workers post nothing, we look what is ready
    WorkerThreads m_workers; ///< last: joined before anything they use goes
};

} // namespace slipway::text
