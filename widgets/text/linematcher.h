#pragma once
#include "widgets/text/linechunk.h"
#include "widgets/text/scriptfilter.h"
#include <QRegularExpression>
#include <atomic>

namespace slipway::text {

struct FindQuery
{
    QString text;
    bool isRegex = false;
    bool caseSensitive = false;
    bool operator==(const FindQuery &) const = default;
};

/// Characters [start, start + length) of a line.
struct MatchSpan
{
    int start = 0;
    int length = 0;
    bool operator==(const MatchSpan &) const = default;
};

/// A line of a chunk with at least one match.
struct LineHits
{
    int line = 0; ///< within the chunk
    int count = 0;
    bool operator==(const LineHits &) const = default;
};

/// A query made ready: finds its matches in a line, and which lines of a chunk have some.
///
/// Plain text with case is a byte search. All else is a QRegularExpression, which is run over many lines at
/// once where the pattern can be rewritten so that nothing in it matches a line break (lineSafePattern), and
/// line by line where not. Empty matches do not count, a match never goes over the end of its line, and one
/// attempt at a match is bounded, so that a pattern which backtracks without end finds nothing instead of
/// never coming back. Immutable: any number of threads may use one at a time.
class LineMatcher
{
public:
    LineMatcher() = default;
    explicit LineMatcher(const FindQuery &query);

    bool isEmpty() const { return m_kind == Kind::Nothing; } ///< no query, or a bad one
    QString errorString() const { return m_error; }          ///< what is wrong with the pattern, for people

    QList<MatchSpan> spans(const QString &line) const;
    /// Lines [begin, end) of `chunk` that match and pass `filter`. Stops early, with what it has, when
    /// `cancel` is set.
    std::vector<LineHits> hits(const LineChunk &chunk, int begin, int end, ScriptFilter filter,
                               const std::atomic<bool> &cancel) const;

private:
    enum class Kind { Nothing, Bytes, Pattern };
    struct Collector;
    void hitsOfBytes(const LineChunk &chunk, Collector &out) const;
    void hitsOfPattern(const LineChunk &chunk, Collector &out, const std::atomic<bool> &cancel) const;
    void hitsOfPiece(const LineChunk &chunk, int begin, int end, Collector &out) const;

    Kind m_kind = Kind::Nothing;
    QByteArray m_needle;
    qsizetype m_rarest = 0; ///< place in m_needle of the byte that text holds least often
    QRegularExpression m_regex;
    bool m_overLines = false;
    QString m_error;
};

/// `pattern` rewritten so that it means the same for each line when it runs (with MultilineOption) over many
/// lines at once: nothing in it can match '\n'. Nothing when that is not sure.
std::optional<QString> lineSafePattern(const QString &pattern);

} // namespace slipway::text
