#include "app/progress/replayfilter.h"

#include <algorithm>
#include <utility>

namespace slipway {
namespace {

// Four rings of the origin; trimmed to half when full.
constexpr size_t kHistory = 8'192;

} // namespace

void ReplayFilter::clear() { *this = ReplayFilter(); }

void ReplayFilter::restart()
{
    m_held.clear();
    m_decisions.clear();
    m_candidates.clear();
    m_budget.clear();
    m_mode = m_history.empty() ? Mode::Live : Mode::Aligning;
}

void ReplayFilter::remember(Item item)
{
    if (m_history.size() >= kHistory)
        m_history.erase(m_history.begin(), m_history.begin() + kHistory / 2);
    m_history.push_back(item.hash);
    if (!item.isLog)
        ++m_steps[item.hash];
}

ReplayFilter::Verdict ReplayFilter::take(quint64 hash, bool isLog)
{
    const Item item{hash, isLog};
    switch (m_mode) {
    case Mode::Live:
        break;
    case Mode::Aligning:
        return align(item);
    case Mode::Following:
        if (m_history[m_cursor] == hash) {
            if (++m_cursor == m_history.size())
                m_mode = Mode::Live;
            return Verdict::Repeated;
        }
        startCounting(m_candidates.front(), m_cursor);
        [[fallthrough]];
    case Mode::Counting:
        if (!isNewByCount(item))
            return Verdict::Repeated;
        break;
    }
    remember(item);
    return Verdict::New;
}

ReplayFilter::Verdict ReplayFilter::align(Item item)
{
    const size_t index = m_held.size();
    const size_t size = m_history.size();
    std::vector<size_t> alive;
    if (index == 0) {
        for (size_t at = 0; at < size; ++at) {
            if (m_history[at] == item.hash)
                alive.push_back(at);
        }
        if (alive.empty()) { // not of our past: more was missed than the replay holds, or we missed its
                             // beginning
            startCounting(0, 0);
            remember(item);
            return Verdict::New;
        }
    } else {
        std::copy_if(m_candidates.begin(), m_candidates.end(), std::back_inserter(alive),
                     [&](size_t at) { return at + index >= size || m_history[at + index] == item.hash; });
    }
    m_held.push_back(item);
    if (alive.empty()) {
        startCounting(m_candidates.front(), m_candidates.front());
        for (const Item &held : std::exchange(m_held, {})) {
            const bool isNew = isNewByCount(held);
            m_decisions.append(isNew);
            if (isNew)
                remember(held);
        }
    } else {
        m_candidates = std::move(alive);
        // The longest match begins first and is complete last; until then a shorter one may be the true one.
        const bool complete = m_candidates.front() + m_held.size() >= size;
        if (m_candidates.size() > 1 && !complete)
            return Verdict::Undecided;
        decideAt(m_candidates.front());
    }
    return m_decisions.takeLast() ? Verdict::New : Verdict::Repeated;
}

// The replay began at `position`: whatever reaches past our end is new.
void ReplayFilter::decideAt(size_t position)
{
    const size_t size = m_history.size();
    size_t at = position;
    for (const Item &held : std::exchange(m_held, {})) {
        const bool isNew = at++ >= size;
        m_decisions.append(isNew);
        if (isNew)
            remember(held);
    }
    m_candidates = {position};
    m_cursor = at;
    m_mode = at >= size ? Mode::Live : Mode::Following;
}

void ReplayFilter::startCounting(size_t alignedAt, size_t matchedTo)
{
    m_mode = Mode::Counting;
    QHash<quint64, int> total;
    for (quint64 hash : m_history)
        ++total[hash];
    m_budget.clear();
    for (size_t at = matchedTo; at < m_history.size(); ++at)
        ++m_budget[m_history[at]];
    // Before the place where the replay seems to begin: order within a millisecond is not sure, so that one
    // which occurred once may still come. One which occurred often must not eat up later ones that look the
    // same.
    for (size_t at = 0; at < alignedAt; ++at) {
        if (total.value(m_history[at]) == 1)
            ++m_budget[m_history[at]];
    }
    for (auto it = m_steps.cbegin(); it != m_steps.cend(); ++it) {
        if (!total.contains(it.key()))
            m_budget.insert(it.key(), it.value());
    }
}

bool ReplayFilter::isNewByCount(Item item)
{
    const auto known = m_budget.find(item.hash);
    if (known == m_budget.end())
        return true;
    if (--*known == 0)
        m_budget.erase(known);
    return false;
}

QList<bool> ReplayFilter::takeDecisions() { return std::exchange(m_decisions, {}); }

void ReplayFilter::decide()
{
    if (m_held.empty())
        return;
    // The replay ends where we ended or later, so that only a match up to our end can be the true one.
    const auto complete = std::find_if(m_candidates.begin(), m_candidates.end(),
                                       [this](size_t at) { return at + m_held.size() >= m_history.size(); });
    if (complete != m_candidates.end()) {
        decideAt(*complete);
        return;
    }
    m_decisions.append(QList<bool>(static_cast<qsizetype>(m_held.size()), false));
    startCounting(m_candidates.front(), m_candidates.front() + m_held.size());
    m_held.clear();
}

void ReplayFilter::flush()
{
    decide();
    if (m_mode == Mode::Following)
        return; // as long as each event is the one we expect, it is no news, whatever came between
    m_mode = Mode::Live;
    m_budget.clear();
}

} // namespace slipway
