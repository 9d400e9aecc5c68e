#include "widgets/text/linechunk.h"

#include <cstring>
#include <limits>

namespace slipway::text {

namespace {

constexpr qint32 UnknownTime = std::numeric_limits<qint32>::min();

void putVarint(std::vector<uchar> &out, quint32 value)
{
    while (value >= 0x80) {
        out.push_back(uchar(value | 0x80));
        value >>= 7;
    }
    out.push_back(uchar(value));
}

quint32 takeVarint(const uchar *&at)
{
    quint32 value = 0;
    for (int shift = 0;; shift += 7) {
        const uchar byte = *at++;
        value |= quint32(byte & 0x7f) << shift;
        if (byte < 0x80)
            return value;
    }
}

/// The nearest of the eight colours and their bright versions, by which channels are strong.
TextColor toSixteen(TextColor color)
{
    if (color.kind() != TextColor::Kind::Rgb)
        return color.kind() == TextColor::Kind::Indexed ? TextColor::indexed(color.index() & 15) : color;
    const quint32 value = color.rgbValue();
    const quint32 red = value >> 16, green = value >> 8 & 0xff, blue = value & 0xff;
    const quint32 strongest = std::max({red, green, blue});
    const quint32 half = strongest / 2 + 1;
    const quint32 bits = (red >= half ? 1u : 0u) | (green >= half ? 2u : 0u) | (blue >= half ? 4u : 0u);
    return TextColor::indexed(quint8(strongest < 64 ? 0 : bits + (strongest > 192 ? 8u : 0u)));
}

template<typename T>
std::unique_ptr<T[]> copyOf(const std::unique_ptr<T[]> &from, size_t count)
{
    std::unique_ptr<T[]> result(new T[count]);
    std::memcpy(result.get(), from.get(), count * sizeof(T));
    return result;
}

} // namespace

quint32 StyleTable::indexOf(const TextStyle &style)
{
    if (style == m_lastStyle)
        return m_lastIndex;
    const auto found = m_index.constFind(style);
    quint32 index = 0;
    if (found != m_index.cend()) {
        index = *found;
    } else if (size() < MaxStyles) {
        index = quint32(m_styles.size());
        m_styles.push_back(style);
        m_index.insert(style, index);
    } else {
        const TextStyle simpler{toSixteen(style.foreground), toSixteen(style.background), style.attributes};
        index = m_index.value(simpler, 0);
    }
    m_lastStyle = style;
    m_lastIndex = index;
    return index;
}

LineChunk::LineChunk(LineNumber first, qsizetype textCapacity, int lineCapacity)
    : m_first(first), m_textCapacity(textCapacity), m_lineCapacity(lineCapacity),
      m_text(new char[size_t(textCapacity)]), m_ends(new quint32[size_t(lineCapacity)]),
      m_times(new qint32[size_t(lineCapacity)]), m_scripts(new quint16[size_t(lineCapacity)])
{}

QByteArrayView LineChunk::lineText(int line) const
{
    const qsizetype start = lineStart(line);
    return {m_text.get() + start, lineEnd(line) - start};
}

qint64 LineChunk::timeMs(int line) const
{
    return m_times[size_t(line)] == UnknownTime ? 0 : m_baseTime + m_times[size_t(line)];
}

QList<StyleRun> LineChunk::runs(int line, const StyleTable &styles) const
{
    QList<StyleRun> result;
    const size_t index = size_t(line);
    const uchar *at = m_runs.data() + (index == 0 ? 0 : m_runEnds[index - 1]);
    const uchar *const end = m_runs.data() + m_runEnds[index];
    qsizetype start = 0;
    while (at < end) {
        start += qsizetype(takeVarint(at));
        result.append({start, styles.at(takeVarint(at))});
    }
    return result;
}

bool LineChunk::fits(qsizetype textSize, qint64 timeMs) const
{
    if (m_lineCount == m_lineCapacity || this->textSize() + textSize + 1 > m_textCapacity)
        return false;
    const qint64 delta = timeMs - m_baseTime;
    return timeMs == 0 || m_baseTime == 0 ||
           (delta > UnknownTime && delta <= std::numeric_limits<qint32>::max());
}

void LineChunk::commit(qsizetype size, const Meta &meta, const TextStyle &begin, const AnsiParser::Runs &runs,
                       StyleTable &styles)
{
    if (m_baseTime == 0)
        m_baseTime = meta.timeMs;
    const qsizetype end = textSize() + size;
    m_text[size_t(end)] = '\n';
    m_ends[size_t(m_lineCount)] = quint32(end);
    m_times[size_t(m_lineCount)] = meta.timeMs == 0 ? UnknownTime : qint32(meta.timeMs - m_baseTime);
    m_scripts[size_t(m_lineCount)] = quint16(meta.script.value << 1 | (meta.isError ? 1 : 0));

    qsizetype last = 0;
    const bool startsOver = !runs.isEmpty() && runs.first().start == 0;
    if (!startsOver && !begin.isDefault() && size > 0) {
        putVarint(m_runs, 0);
        putVarint(m_runs, styles.indexOf(begin));
    }
    for (const StyleRun &run : runs) {
        if (run.start >= size)
            break; // no character of this line looks like that; the parser carries the style on
        if (run.start == 0 && run.style.isDefault())
            continue;
        putVarint(m_runs, quint32(run.start - last));
        putVarint(m_runs, styles.indexOf(run.style));
        last = run.start;
    }
    m_runEnds.push_back(quint32(m_runs.size()));
    ++m_lineCount;
}

std::shared_ptr<LineChunk> LineChunk::compacted() const
{
    if (m_lineCount == 0)
        return {};
    const qsizetype used = textSize();
    const bool textTight = used * 4 >= m_textCapacity * 3;
    const bool linesTight = m_lineCount * 4 >= m_lineCapacity * 3;
    if (textTight && linesTight && m_runs.capacity() <= m_runs.size() + m_runs.size() / 4)
        return {};
    auto result = std::make_shared<LineChunk>(m_first, 0, 0);
    const size_t lines = size_t(m_lineCount);
    result->m_textCapacity = used;
    result->m_lineCapacity = m_lineCount;
    result->m_lineCount = m_lineCount;
    result->m_baseTime = m_baseTime;
    result->m_text = copyOf(m_text, size_t(used));
    result->m_ends = copyOf(m_ends, lines);
    result->m_times = copyOf(m_times, lines);
    result->m_scripts = copyOf(m_scripts, lines);
    result->m_runEnds = std::vector<quint32>(m_runEnds);
    result->m_runs = std::vector<uchar>(m_runs);
    return result;
}

qsizetype LineChunk::bytesHeld() const
{
    return qsizetype(sizeof *this) + m_textCapacity + m_lineCapacity * 10 +
           qsizetype(m_runEnds.capacity() * 4) + qsizetype(m_runs.capacity());
}

} // namespace slipway::text
