#include "app/progress/eventdecoder.h"

#include <algorithm>
#include <utility>

namespace slipway {
namespace {

// So many lines at once the owner takes over in less than a tenth of a millisecond.
constexpr qsizetype kLongestRun = 1024;

bool isSame(const QString &a, const QString &b)
{
    return (a.constData() == b.constData() && a.size() == b.size()) || a == b;
}

} // namespace

void EventDecoder::takeFrame(const sse::EventView &event)
{
    endRun();
    DecodedPart &part = m_batch.parts.emplace_back();
    part.frame = {event.type.toByteArray(), m_bytes.copy(event.data), m_bytes.copy(event.lastEventId)};
}

inline void EventDecoder::takeLine(LogLine &&line, qint64 seq, bool isUsual, QByteArrayView data)
{
    const bool follows = m_run && seq == m_next && isUsual == m_isUsualRun && m_run->size() < kLongestRun &&
                         isSame(m_run->constLast().scriptName, line.scriptName);
    if (!follows)
        beginRun(seq, isUsual);
    m_next = seq + 1;
    m_run->emplaceBack(std::move(line));
    if (!isUsual)
        m_batch.parts.back().data.append(m_bytes.copy(data));
}

void EventDecoder::take(const sse::EventView &event)
{
    ++m_batch.eventCount;
    LogLine line;
    qint64 seq = 0;
    const LineReader::Form form = m_makesLines ? m_reader.read(event, line, seq) : LineReader::Form::None;
    if (form == LineReader::Form::None)
        takeFrame(event);
    else
        takeLine(std::move(line), seq, form == LineReader::Form::Usual, event.data);
}

void EventDecoder::beginRun(qint64 seq, bool isUsual)
{
    endRun();
    DecodedPart &part = m_batch.parts.emplace_back();
    part.first = {seq};
    part.lines.reserve(m_lastRun); // a stream that comes fast goes on to
    m_run = &part.lines;
    m_isUsualRun = isUsual;
}

void EventDecoder::endRun()
{
    if (const QList<LogLine> *const run = std::exchange(m_run, nullptr))
        m_lastRun = run->size();
}

http::DecodedBatch EventDecoder::takeBatch()
{
    endRun();
    return std::make_shared<DecodedEvents>(std::exchange(m_batch, {}));
}

sse::Event frameOf(const DecodedPart &lines, qsizetype index)
{
    const EventSeq seq{lines.first.value + index};
    const QByteArray data =
        lines.data.isEmpty() ? lineData(lines.lines.at(index), seq) : lines.data.at(index);
    return {QByteArrayLiteral("progress"), data, QByteArray::number(seq.value)};
}

} // namespace slipway
