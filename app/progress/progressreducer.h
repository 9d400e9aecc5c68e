#pragma once
#include "app/domain/snapshot.h"
#include "app/progress/eventdecoder.h"
#include "app/progress/replayfilter.h"
#include "net/sse/eventstreamparser.h"

namespace slipway {

/// What a stretch of the stream brought. Appended to; the owner empties it when it has told the world.
struct ProgressChanges
{
    struct Received
    {
        ProgressEvent event;
        QByteArray json; ///< its bytes as received
    };
    QList<LogLine> lines;
    QList<Received> events; ///< log lines too, each once, in order
    QList<std::pair<EventSeq, EventSeq>> gaps;
    bool stateChanged = false;
    bool isEmpty() const { return lines.isEmpty() && events.isEmpty() && gaps.isEmpty() && !stateChanged; }
};

/// Server-sent events of GET …/progress in, state of the watched container out (contract: "What the client
/// must make of it"). Understands all generations of the origin and our own stream; no I/O, no clock, no
/// signals.
///
/// Numbered events count once by their number. Others go through a ReplayFilter. The snapshot of a connection
/// is the authority on the state: events it includes (by number, or all of a finished run's replay) bring
/// lines, not state.
class ProgressReducer
{
public:
    /// Another container: everything is forgotten. `after` is the number the stream is asked to continue
    /// from.
    void restart(EventSeq after = {});
    void connectionOpened();
    void take(const sse::Event &frame, ProgressChanges &out);
    /// The same for what was decoded elsewhere. Of a line there is no entry in `events` unless `wantsEvents`:
    /// a million of them cost more than the lines.
    void take(DecodedPart &&part, bool wantsEvents, ProgressChanges &out);
    /// Nothing came for a while although lines are held back (needsDecision()): they are decided.
    void decide(ProgressChanges &out);
    bool needsDecision() const { return m_filter.hasUndecided(); }
    /// The replay is surely over (a heartbeat, `done`, the end of the connection): what comes now is live.
    void flush(ProgressChanges &out);

    /// The outcome, learnt another way (GET /api/containers/{id}): lines received stay. No-op when known
    /// already.
    void settle(Lifecycle lifecycle, const QString &errorMessage, ProgressChanges &out);

    const Snapshot &state() const { return m_state; }
    /// `done` came: the server has said everything.
    bool isDone() const { return m_done; }
    /// Every event that the last snapshot counts has come. True when the stream has no numbers: nobody can
    /// tell.
    bool hasEverything() const { return m_lastSeq >= m_state.seq; }
    bool heardFromServer() const { return m_heard; } ///< a frame of any kind, since restart()
    qint64 newEventsInConnection() const { return m_fresh; }
    qint64 unreadable() const { return m_unreadable; } ///< frames that could not be understood
    EventSeq lastSeq() const { return m_lastSeq; }

private:
    void takeProgress(const sse::Event &frame, ProgressChanges &out);
    void takeUnnumbered(ProgressEvent &&event, const QByteArray &json, ProgressChanges &out);
    void takeDecided(ProgressChanges &out);
    void takeSnapshot(const sse::Event &frame, ProgressChanges &out);
    void takeDone(const sse::Event &frame, ProgressChanges &out);
    void takeGap(const sse::Event &frame, ProgressChanges &out);
    void deliver(ProgressEvent &&event, const QByteArray &json, ProgressChanges &out);
    void takeLines(DecodedPart &part, qsizetype from, qsizetype count, ProgressChanges &out);
    bool isNext(EventSeq seq, ProgressChanges &out);
    void apply(const ProgressEvent &event, ProgressChanges &out);
    void appendLines(const ProgressEvent &event, ProgressChanges &out);

    Snapshot m_state;
    Snapshot m_replayed;             // a finished run told again, from its events
    bool m_replayOfFinished = false; // this connection's snapshot said finished; its events are a replay
    bool m_done = false;
    bool m_heard = false;
    qint64 m_fresh = 0;
    qint64 m_unreadable = 0;
    EventSeq m_lastSeq;
    QByteArray m_lastFrameId;
    EventSeq m_lastLine; // stands for m_lastFrameId when a decoded line came last
    ReplayFilter m_filter;
    QList<ProgressChanges::Received> m_undecided;
    QString m_scriptName; // shared by the lines of a script: one string, not a million
};

} // namespace slipway
