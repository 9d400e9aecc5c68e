#include "widgets/text/linematcher.h"

#include <QCoreApplication>
#include <algorithm>
#include <cstring>

namespace slipway::text {

namespace {

/// How common a byte is in logs, roughly; a search steps from one rarest byte of the needle to the next.
int commonness(uchar byte)
{
    static constexpr std::string_view order = " etaoinrslcdupmhg0f1.by-2:/w3v45k_6x=789,\"'()[]jqz";
    const size_t at = order.find(char(byte));
    if (at != std::string_view::npos)
        return int(order.size() - at) + 2;
    return byte >= 0x80 ? 3 : 1;
}

qsizetype rarestByte(const QByteArray &needle)
{
    qsizetype best = 0;
    for (qsizetype i = 1; i < needle.size(); ++i) {
        if (commonness(uchar(needle[i])) < commonness(uchar(needle[best])))
            best = i;
    }
    return best;
}

constexpr auto MatchOptions = QRegularExpression::DontCheckSubjectStringMatchOption;

/// NOTEMPTY: `x*` is found where there is an x. LIMIT_MATCH: a pattern cannot keep a thread for minutes.
QString guarded(const QString &pattern)
{
    return QStringLiteral("(*NOTEMPTY)(*LIMIT_MATCH=100000)") + pattern;
}

} // namespace

struct LineMatcher::Collector
{
    const LineChunk &chunk;
    int begin;
    int end;
    ScriptFilter filter;
    std::vector<LineHits> hits;

    bool passes(int line) const { return !filter || chunk.script(line) == *filter; }
    void add(int line)
    {
        if (!hits.empty() && hits.back().line == line)
            ++hits.back().count;
        else
            hits.push_back({line, 1});
    }
    /// The line that holds byte `at` of the chunk; not before `from`.
    int lineOf(qsizetype at, int from) const
    {
        int low = from, high = end - 1;
        while (low < high) {
            const int middle = low + (high - low) / 2;
            if (chunk.lineEnd(middle) < at)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
};

LineMatcher::LineMatcher(const FindQuery &query)
{
    if (query.text.isEmpty())
        return;
    if (!query.isRegex && query.caseSensitive) {
        m_kind = Kind::Bytes;
        m_needle = query.text.toUtf8();
        m_rarest = rarestByte(m_needle);
        return;
    }
    const QString pattern = query.isRegex ? query.text : QRegularExpression::escape(query.text);
    QRegularExpression::PatternOptions options = QRegularExpression::NoPatternOption;
    if (!query.caseSensitive)
        options |= QRegularExpression::CaseInsensitiveOption;
    const QRegularExpression asTyped(pattern, options);
    if (!asTyped.isValid()) {
        m_error = QCoreApplication::translate("slipway::text::LineMatcher", "%1 (at character %2)")
                      .arg(asTyped.errorString())
                      .arg(asTyped.patternErrorOffset() + 1);
        return;
    }
    m_kind = Kind::Pattern;
    const std::optional<QString> safe = lineSafePattern(pattern);
    m_overLines = safe.has_value();
    m_regex = QRegularExpression(guarded(safe.value_or(pattern)),
                                 options | (m_overLines ? QRegularExpression::MultilineOption : options));
    if (!m_regex.isValid()) { // the rewriting must never be what breaks a pattern
        m_overLines = false;
        m_regex = QRegularExpression(guarded(pattern), options);
    }
    m_regex.optimize();
}

QList<MatchSpan> LineMatcher::spans(const QString &line) const
{
    QList<MatchSpan> result;
    if (m_kind == Kind::Bytes) {
        const QString needle = QString::fromUtf8(m_needle);
        for (qsizetype at = 0; (at = line.indexOf(needle, at)) >= 0; at += needle.size())
            result.append({int(at), int(needle.size())});
    } else if (m_kind == Kind::Pattern) {
        for (qsizetype at = 0; at < line.size();) {
            const QRegularExpressionMatch match =
                m_regex.match(line, at, QRegularExpression::NormalMatch, MatchOptions);
            if (!match.hasMatch())
                break;
            const int length = int(match.capturedLength());
            if (length > 0)
                result.append({int(match.capturedStart()), length});
            at = std::max(match.capturedEnd(), at + 1);
        }
    }
    return result;
}

std::vector<LineHits> LineMatcher::hits(const LineChunk &chunk, int begin, int end, ScriptFilter filter,
                                        const std::atomic<bool> &cancel) const
{
    Collector out{chunk, begin, end, filter, {}};
    if (begin < end && m_kind == Kind::Bytes)
        hitsOfBytes(chunk, out);
    else if (begin < end && m_kind == Kind::Pattern)
        hitsOfPattern(chunk, out, cancel);
    return std::move(out.hits);
}

void LineMatcher::hitsOfBytes(const LineChunk &chunk, Collector &out) const
{
    const char *const text = chunk.text();
    const qsizetype stop = chunk.lineEnd(out.end - 1) + 1;
    const char rarest = m_needle[m_rarest];
    int line = out.begin;
    qsizetype at = chunk.lineStart(out.begin);
    while (at + m_needle.size() <= stop) {
        const qsizetype probe = at + m_rarest;
        const void *const found = std::memchr(text + probe, rarest, size_t(stop - probe));
        if (!found)
            return;
        at = static_cast<const char *>(found) - text - m_rarest;
        if (at + m_needle.size() > stop)
            return;
        if (std::memcmp(text + at, m_needle.constData(), size_t(m_needle.size())) != 0) {
            ++at;
            continue;
        }
        line = out.lineOf(at, line);
        if (out.passes(line)) {
            out.add(line);
            at += m_needle.size();
        } else {
            at = chunk.lineEnd(line) + 1;
        }
    }
}

void LineMatcher::hitsOfPattern(const LineChunk &chunk, Collector &out, const std::atomic<bool> &cancel) const
{
    // Small pieces: their UTF-16 stays in the cache, and a slow pattern sees `cancel` soon.
    constexpr qsizetype PieceSize = 16 * 1024;
    for (int line = out.begin; line < out.end && !cancel.load(std::memory_order_relaxed);) {
        const int last = out.lineOf(chunk.lineStart(line) + PieceSize, line);
        hitsOfPiece(chunk, line, last + 1, out);
        line = last + 1;
    }
}

void LineMatcher::hitsOfPiece(const LineChunk &chunk, int begin, int end, Collector &out) const
{
    if (!m_overLines) {
        for (int line = begin; line < end; ++line) {
            if (!out.passes(line))
                continue;
            const QList<MatchSpan> found = spans(QString::fromUtf8(chunk.lineText(line)));
            if (!found.isEmpty())
                out.hits.push_back({line, int(found.size())});
        }
        return;
    }
    const qsizetype base = chunk.lineStart(begin);
    const QByteArrayView bytes(chunk.text() + base, chunk.lineEnd(end - 1) - base);
    const QString text = QString::fromUtf8(bytes);
    const bool sameOffsets = text.size() == bytes.size();
    int line = begin;
    qsizetype lineEnd = -1; // of `line` in `text`, kept when the offsets are not those of the bytes
    for (qsizetype at = 0; at < text.size();) {
        const QRegularExpressionMatch match =
            m_regex.match(text, at, QRegularExpression::NormalMatch, MatchOptions);
        if (!match.hasMatch())
            return;
        const qsizetype start = match.capturedStart();
        if (sameOffsets) {
            line = out.lineOf(base + start, line);
        } else {
            if (lineEnd < 0)
                lineEnd = text.indexOf(u'\n');
            while (lineEnd >= 0 && lineEnd < start) {
                lineEnd = text.indexOf(u'\n', lineEnd + 1);
                ++line;
            }
            if (lineEnd < 0)
                lineEnd = text.size();
        }
        if (match.capturedLength() > 0 && out.passes(line))
            out.add(line);
        at = std::max(match.capturedEnd(), at + 1);
    }
}

} // namespace slipway::text
