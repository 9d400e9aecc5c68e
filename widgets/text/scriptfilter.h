#pragma once
#include "widgets/text/linetypes.h"
#include <optional>
#include <vector>

namespace slipway::text {

/// Which lines of a store belong to one script, as runs of neighbours: a script's lines mostly follow each
/// other, so a million lines cost a few entries. Appending is O(1), looking up O(log runs).
class LineIndex
{
public:
    void append(LineNumber line);
    void clear();

    qint64 count() const { return m_count; }
    /// The line in store order at position `at` (0 ≤ at < count()).
    LineNumber lineAt(VisibleLine at) const;
    /// How many of these lines lie before `line`: the position of `line` itself when it is one of them, of
    /// the next one otherwise (count() when there is none).
    VisibleLine positionOf(LineNumber line) const;
    bool contains(LineNumber line) const;
    qsizetype runCount() const { return qsizetype(m_runs.size()); }

private:
    struct Run
    {
        qint64 line;    ///< first line
        qint64 visible; ///< how many lines the runs before hold
    };
    qint64 runLength(size_t run) const;
    size_t runOf(LineNumber line) const;

    std::vector<Run> m_runs;
    qint64 m_count = 0;
};

/// What a view shows: all lines, or those of one script.
using ScriptFilter = std::optional<ScriptIndex>;

} // namespace slipway::text
