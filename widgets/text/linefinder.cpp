#include "widgets/text/linefinder.h"

#include <QThread>

namespace slipway::text {

/// One pass over the lines that were there when it began. Workers take pieces in order; the owner's thread
/// takes results from the front, as far as they are ready.
struct LineFinder::Round
{
    std::shared_ptr<const LineMatcher> matcher;
    ScriptFilter filter;
    LineSnapshot lines;
    std::atomic<bool> cancel{false};
    std::atomic<size_t> nextPiece{0};

    std::mutex mutex; ///< guards the two below
    std::vector<std::vector<LineHits>> results;
    std::vector<bool> ready;

    size_t taken = 0; ///< pieces whose results the owner has; owner's thread only
};

LineFinder::LineFinder(const LineStore &store, QObject *parent)
    : QObject(parent), m_store(store), m_matcher(std::make_shared<LineMatcher>()),
      m_generation(store.generation()), m_workers(size_t(std::clamp(QThread::idealThreadCount(), 1, 4)))
{
    constexpr int LookMs = 4;
    m_look.setInterval(LookMs);
    connect(&m_look, &QTimer::timeout, this, &LineFinder::takeResults);
}

LineFinder::~LineFinder() { cancelRound(); }

void LineFinder::setQuery(const FindQuery &query, ScriptFilter filter)
{
    if (query == m_query && filter == m_filter && m_generation == m_store.generation())
        return;
    m_query = query;
    m_filter = filter;
    m_matcher = std::make_shared<const LineMatcher>(query);
    restart();
}

void LineFinder::storeChanged()
{
    if (m_generation != m_store.generation())
        restart();
    else if (!m_round)
        startRound();
}

void LineFinder::restart()
{
    cancelRound();
    m_hits.clear();
    m_hits.shrink_to_fit();
    m_total = 0;
    m_scanned = 0;
    m_generation = m_store.generation();
    startRound();
    emit changed();
}

void LineFinder::cancelRound()
{
    if (m_round)
        m_round->cancel = true;
    m_round.reset();
    m_look.stop();
    m_workers.clear();
}

void LineFinder::startRound()
{
    if (!isSearching())
        return;
    auto round = std::make_shared<Round>();
    round->matcher = m_matcher;
    round->filter = m_filter;
    round->lines = m_store.snapshot(LineNumber{m_scanned});
    const size_t pieces = round->lines.pieces.size();
    round->results.resize(pieces);
    round->ready.resize(pieces);
    m_round = round;
    const auto work = [round] {
        for (size_t i; !round->cancel && (i = round->nextPiece.fetch_add(1)) < round->lines.pieces.size();) {
            const LineSnapshot::Piece &piece = round->lines.pieces[i];
            auto hits =
                round->matcher->hits(*piece.chunk, piece.begin, piece.end, round->filter, round->cancel);
            {
                const std::lock_guard lock(round->mutex);
                round->results[i] = std::move(hits);
                round->ready[i] = true;
            }
        }
    };
    const size_t workers = std::min(pieces, m_workers.count());
    for (size_t i = 0; i < workers; ++i)
        m_workers.start(work);
    m_look.start();
}

void LineFinder::takeResults()
{
    const std::shared_ptr<Round> round = m_round;
    const size_t takenBefore = round->taken;
    for (; round->taken < round->lines.pieces.size(); ++round->taken) {
        const LineSnapshot::Piece &piece = round->lines.pieces[round->taken];
        std::vector<LineHits> hits;
        {
            const std::lock_guard lock(round->mutex);
            if (!round->ready[round->taken])
                break;
            hits = std::move(round->results[round->taken]);
        }
        for (const LineHits &hit : hits) {
            m_hits.push_back({quint32(piece.chunk->first().value + hit.line), quint32(m_total)});
            m_total += hit.count;
        }
        m_scanned = piece.chunk->first().value + piece.end;
    }
    if (round->taken == takenBefore)
        return;
    if (round->taken == round->lines.pieces.size()) {
        m_round.reset();
        m_look.stop();
        startRound(); // lines that came meanwhile
    }
    emit changed();
}

size_t LineFinder::hitAt(LineNumber line) const
{
    const auto found = std::lower_bound(m_hits.cbegin(), m_hits.cend(), line.value,
                                        [](const HitLine &hit, qint64 value) { return hit.line < value; });
    return size_t(found - m_hits.cbegin());
}

QList<MatchSpan> LineFinder::spans(LineNumber line) const
{
    const size_t index = hitAt(line);
    if (index == m_hits.size() || m_hits[index].line != line.value)
        return {};
    return m_matcher->spans(m_store.text(line));
}

std::optional<Hit> LineFinder::hitOf(size_t index, bool last, bool wrapped) const
{
    const LineNumber line{m_hits[index].line};
    const QList<MatchSpan> found = spans(line);
    if (found.isEmpty())
        return std::nullopt;
    const qsizetype at = last ? found.size() - 1 : 0;
    return Hit{line, found[at], qint64(m_hits[index].before) + at + 1, wrapped};
}

std::optional<Hit> LineFinder::next(LineNumber line, int column) const
{
    if (m_hits.empty())
        return std::nullopt;
    size_t index = hitAt(line);
    if (index < m_hits.size() && m_hits[index].line == line.value) {
        const QList<MatchSpan> found = spans(line);
        for (qsizetype i = 0; i < found.size(); ++i) {
            if (found[i].start >= column)
                return Hit{line, found[i], qint64(m_hits[index].before) + i + 1, false};
        }
        ++index;
    }
    if (index < m_hits.size())
        return hitOf(index, false, false);
    if (isSearching())
        return std::nullopt; // what is not searched yet may hold the next one
    return hitOf(0, false, true);
}

std::optional<Hit> LineFinder::previous(LineNumber line, int column) const
{
    if (m_hits.empty())
        return std::nullopt;
    const size_t index = hitAt(line);
    if (index < m_hits.size() && m_hits[index].line == line.value) {
        const QList<MatchSpan> found = spans(line);
        for (qsizetype i = found.size(); i-- > 0;) {
            if (found[i].start < column)
                return Hit{line, found[i], qint64(m_hits[index].before) + i + 1, false};
        }
    }
    if (index > 0)
        return hitOf(index - 1, true, false);
    if (isSearching())
        return std::nullopt;
    return hitOf(m_hits.size() - 1, true, true);
}

} // namespace slipway::text
