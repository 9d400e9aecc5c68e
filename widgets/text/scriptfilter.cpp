#include "widgets/text/scriptfilter.h"

#include <algorithm>

namespace slipway::text {

void LineIndex::append(LineNumber line)
{
    if (m_runs.empty() || m_runs.back().line + (m_count - m_runs.back().visible) != line.value)
        m_runs.push_back({line.value, m_count});
    ++m_count;
}

void LineIndex::clear()
{
    m_runs.clear();
    m_count = 0;
}

LineNumber LineIndex::lineAt(VisibleLine at) const
{
    const auto after = std::upper_bound(m_runs.cbegin(), m_runs.cend(), at.value,
                                        [](qint64 value, const Run &run) { return value < run.visible; });
    const Run &run = *(after - 1);
    return LineNumber{run.line + (at.value - run.visible)};
}

VisibleLine LineIndex::positionOf(LineNumber line) const
{
    const size_t run = runOf(line);
    if (run == m_runs.size())
        return VisibleLine{0};
    const qint64 within = std::min(line.value - m_runs[run].line, runLength(run));
    return VisibleLine{m_runs[run].visible + within};
}

bool LineIndex::contains(LineNumber line) const
{
    const size_t run = runOf(line);
    return run < m_runs.size() && line.value - m_runs[run].line < runLength(run);
}

qint64 LineIndex::runLength(size_t run) const
{
    const qint64 next = run + 1 < m_runs.size() ? m_runs[run + 1].visible : m_count;
    return next - m_runs[run].visible;
}

/// The last run that begins at or before `line`; m_runs.size() when all begin after it.
size_t LineIndex::runOf(LineNumber line) const
{
    const auto after = std::upper_bound(m_runs.cbegin(), m_runs.cend(), line.value,
                                        [](qint64 value, const Run &run) { return value < run.line; });
    return after == m_runs.cbegin() ? m_runs.size() : size_t(after - m_runs.cbegin()) - 1;
}

} // namespace slipway::text
