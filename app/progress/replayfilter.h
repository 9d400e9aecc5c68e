#pragma once
#include <QHash>
#include <QList>
#include <QtGlobal>
#include <vector>

namespace slipway {

/// Recognises what a reconnect repeats on a stream without numbers (the origin's): it replays its ring of the
/// last 2,000 events, or its stored steps, before it goes on live, and nothing marks where the one ends and
/// the other begins. Same events in the same order are the same events.
///
/// The replay is aligned with what was received before: it begins somewhere in it, where exactly is told by
/// the longest match of its beginning with our end. Lines that repeat to the byte are therefore counted, not
/// lost. Where the replay holds events that never reached us (the origin drops some while a client connects)
/// the match breaks; from there on each event known and not yet matched is a repetition, everything else is
/// new.
///
/// Pure. Knows events by a hash; keeps the last 8,192, and of those that are no log lines the number of each.
class ReplayFilter
{
public:
    enum class Verdict { New, Repeated, Undecided };

    /// Forget everything: another container.
    void clear();
    /// A new connection begins. Held events are to be flushed before.
    void restart();
    /// What the next event of the connection is. After New or Repeated, takeDecisions() says what became of
    /// the undecided ones before it.
    Verdict take(quint64 hash, bool isLog);
    /// For each event that was Undecided, oldest first: true when it is new. Empty while they are still
    /// undecided.
    QList<bool> takeDecisions();
    bool hasUndecided() const { return !m_held.empty(); }
    /// Nothing more came for a while: decides what is held. The rest of a replay that only stalled is still
    /// recognised.
    void decide();
    /// The replay is surely over: decides what is held; what comes now is live.
    void flush();

private:
    struct Item
    {
        quint64 hash;
        bool isLog;
    };
    enum class Mode { Live, Aligning, Following, Counting };

    Verdict align(Item item);
    void decideAt(size_t position);
    void startCounting(size_t alignedAt, size_t matchedTo);
    bool isNewByCount(Item item);
    void remember(Item item);

    std::vector<quint64> m_history;
    QHash<quint64, int> m_steps; // events that are no log lines, all of them
    Mode m_mode = Mode::Live;
    std::vector<Item> m_held;
    std::vector<size_t> m_candidates; // ascending positions in m_history at which the replay may begin
    size_t m_cursor = 0;              // Following: next position to match
    QHash<quint64, int> m_budget;     // Counting: repetitions still expected
    QList<bool> m_decisions;
};

} // namespace slipway
