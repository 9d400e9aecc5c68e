#include "widgets/text/linestore.h"

namespace slipway::text {

namespace {

/// How many UTF-16 units `utf8` (valid) takes.
int utf16Length(QByteArrayView utf8)
{
    int units = 0;
    for (const char c : utf8) {
        const uchar byte = uchar(c);
        units += (byte & 0xc0) != 0x80 ? 1 : 0;
        units += byte >= 0xf0 ? 1 : 0;
    }
    return units;
}

/// Scripts share sixteen bits with a flag.
constexpr qsizetype MaxScripts = 32767;

} // namespace

QList<StyleSpan> spansFromRuns(QByteArrayView utf8, const QList<StyleRun> &runs)
{
    QList<StyleSpan> spans;
    int at = 0;
    qsizetype byteAt = 0;
    for (qsizetype i = 0; i < runs.size(); ++i) {
        const qsizetype end = i + 1 < runs.size() ? runs[i + 1].start : utf8.size();
        at += utf16Length(utf8.sliced(byteAt, runs[i].start - byteAt));
        const int length = utf16Length(utf8.sliced(runs[i].start, end - runs[i].start));
        byteAt = runs[i].start;
        if (length > 0 && !runs[i].style.isDefault())
            spans.append({at, length, runs[i].style});
    }
    return spans;
}

LineStore::LineStore() : m_encoder(QStringEncoder::Utf8, QStringEncoder::Flag::Stateless) { clear(); }

LineStore::~LineStore() = default;

void LineStore::clear()
{
    m_chunks.clear();
    m_firsts.clear();
    m_styles = {};
    m_parser.reset();
    m_scriptNames = {QString()};
    m_scripts.clear();
    m_indexes.assign(1, LineIndex());
    m_lastScript.clear();
    m_lastScriptIndex = {};
    m_count = 0;
    m_textBytes = 0;
    ++m_generation;
}

void LineStore::append(const Line &line)
{
    const LineChunk::Meta meta{line.timeMs, internScript(line.script), line.isError};
    QStringView rest(line.text);
    for (qsizetype end; (end = rest.indexOf(u'\n')) >= 0; rest = rest.sliced(end + 1))
        appendOne(rest.first(end), meta);
    appendOne(rest, meta);
}

void LineStore::appendOne(QStringView text, const LineChunk::Meta &meta)
{
    const size_t needed = size_t(m_encoder.requiredSpace(text.size()));
    if (m_scratch.size() < needed)
        m_scratch.resize(needed);
    char *const begin = m_scratch.data();
    const qsizetype size = m_encoder.appendToBuffer(begin, text) - begin;

    makeRoom(size + 1, meta.timeMs);
    LineChunk &chunk = *m_chunks.back();
    const TextStyle styleAtStart = m_parser.style();
    AnsiParser::Runs runs;
    char *const out = chunk.nextText();
    const qsizetype written = m_parser.feed(QByteArrayView(begin, size), out, out, runs) - out;
    m_parser.endLine();
    chunk.commit(written, meta, styleAtStart, runs, m_styles);

    m_indexes[meta.script.value].append(LineNumber{m_count});
    m_textBytes += written + 1;
    ++m_count;
    if (m_scratch.size() > size_t(LineChunk::TextCapacity) * 4) {
        m_scratch.clear(); // one monstrous line must not hold its size for ever
        m_scratch.shrink_to_fit();
    }
}

void LineStore::makeRoom(qsizetype bytes, qint64 timeMs)
{
    if (!m_chunks.empty()) {
        if (m_chunks.back()->fits(bytes, timeMs))
            return;
        if (auto smaller = m_chunks.back()->compacted())
            m_chunks.back() = std::move(smaller);
    }
    m_chunks.push_back(std::make_shared<LineChunk>(
        LineNumber{m_count}, std::max(LineChunk::TextCapacity, bytes + 1), LineChunk::LineCapacity));
    m_firsts.push_back(m_count);
}

ScriptIndex LineStore::internScript(const QString &name)
{
    if (name == m_lastScript)
        return m_lastScriptIndex;
    ScriptIndex index;
    if (!name.isEmpty()) {
        const auto found = m_scripts.constFind(name);
        if (found != m_scripts.cend()) {
            index = *found;
        } else if (m_scriptNames.size() < MaxScripts) {
            index = ScriptIndex{quint16(m_scriptNames.size())};
            m_scriptNames.append(name);
            m_scripts.insert(name, index);
            m_indexes.emplace_back();
        }
    }
    m_lastScript = name;
    m_lastScriptIndex = index;
    return index;
}

LineStore::Place LineStore::place(LineNumber number) const
{
    Q_ASSERT(number.value >= 0 && number.value < m_count);
    const auto after = std::upper_bound(m_firsts.cbegin(), m_firsts.cend(), number.value);
    const size_t chunk = size_t(after - m_firsts.cbegin()) - 1;
    return {m_chunks[chunk].get(), int(number.value - m_firsts[chunk])};
}

StyledLine LineStore::line(LineNumber number) const
{
    const Place at = place(number);
    const QByteArrayView utf8 = at.chunk->lineText(at.line);
    return {QString::fromUtf8(utf8), spansFromRuns(utf8, at.chunk->runs(at.line, m_styles)),
            at.chunk->timeMs(at.line), at.chunk->script(at.line), at.chunk->isError(at.line)};
}

QString LineStore::text(LineNumber number) const { return QString::fromUtf8(utf8(number)); }

QByteArrayView LineStore::utf8(LineNumber number) const
{
    const Place at = place(number);
    return at.chunk->lineText(at.line);
}

qint64 LineStore::timeMs(LineNumber number) const
{
    const Place at = place(number);
    return at.chunk->timeMs(at.line);
}

ScriptIndex LineStore::script(LineNumber number) const
{
    const Place at = place(number);
    return at.chunk->script(at.line);
}

std::optional<ScriptIndex> LineStore::scriptIndex(const QString &name) const
{
    if (name.isEmpty())
        return ScriptIndex{};
    const auto found = m_scripts.constFind(name);
    return found == m_scripts.cend() ? std::nullopt : std::optional(*found);
}

const LineIndex &LineStore::index(ScriptIndex script) const
{
    static const LineIndex nothing;
    return script.value < m_indexes.size() ? m_indexes[script.value] : nothing;
}

LineNumber LineStore::lineAt(VisibleLine at, ScriptFilter filter) const
{
    return filter ? index(*filter).lineAt(at) : LineNumber{at.value};
}

VisibleLine LineStore::rowOf(LineNumber number, ScriptFilter filter) const
{
    return filter ? index(*filter).positionOf(number) : VisibleLine{std::min(number.value, m_count)};
}

LineSnapshot LineStore::snapshot(LineNumber from) const
{
    LineSnapshot result;
    result.scriptNames = m_scriptNames;
    result.end = LineNumber{m_count};
    for (size_t i = m_chunks.size(); i-- > 0;) {
        const std::shared_ptr<LineChunk> &chunk = m_chunks[i];
        const int begin = int(std::max<qint64>(from.value - m_firsts[i], 0));
        if (begin < chunk->lineCount())
            result.pieces.push_back({chunk, begin, chunk->lineCount()});
        if (m_firsts[i] <= from.value)
            break;
    }
    std::reverse(result.pieces.begin(), result.pieces.end());
    return result;
}

qint64 LineStore::bytesHeld() const
{
    qint64 bytes = qint64(sizeof *this) + qint64(m_firsts.capacity() * 8 + m_chunks.capacity() * 16) +
                   qint64(m_scratch.capacity()) + m_styles.size() * qint64(sizeof(TextStyle)) * 3;
    for (const auto &chunk : m_chunks)
        bytes += chunk->bytesHeld();
    for (const LineIndex &index : m_indexes)
        bytes += index.runCount() * 16;
    return bytes;
}

} // namespace slipway::text
