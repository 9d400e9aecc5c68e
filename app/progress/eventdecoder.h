#pragma once
#include "app/progress/linereader.h"
#include "app/progress/logline.h"
#include "net/http/eventsource.h"
#include <QList>
#include <vector>

namespace slipway {

/// What can be made of a stretch of the stream without knowing anything that came before: log lines of one
/// script in a row, or one frame of any other kind.
struct DecodedPart
{
    QList<LogLine> lines;
    EventSeq first;         ///< of the lines; each one's number is by one higher than the last one's
    QList<QByteArray> data; ///< of their frames, where that is not what lineData() makes of each
    sse::Event frame;       ///< when there are no lines
    qsizetype eventCount() const { return lines.isEmpty() ? 1 : lines.size(); }
};

struct DecodedEvents
{
    std::vector<DecodedPart> parts;
    qsizetype eventCount = 0;
};

/// Does on the network thread what costs most of a long log, so that the owner's thread need not: of the
/// frames that are nothing but a numbered line of a script it makes lines, the others it passes on.
///
/// Which they are: a `progress` frame whose data is a log event with message, canonical time stamp, script
/// and number, nothing else, on one line (colours and other escapes may be in it), with the number as its id.
/// Not thread-safe; one per stream.
class EventDecoder : public http::StreamDecoder
{
public:
    /// `makesLines` false: every frame is passed on, for an owner who wants the events and not only the
    /// lines.
    explicit EventDecoder(bool makesLines = true) : m_makesLines(makesLines) {}

    void take(const sse::EventView &event) override;
    /// A DecodedEvents.
    http::DecodedBatch takeBatch() override;

private:
    void takeLine(LogLine &&line, qint64 seq, bool isUsual, QByteArrayView data);
    void beginRun(qint64 seq, bool isUsual);
    void endRun();
    void takeFrame(const sse::EventView &event);

    const bool m_makesLines;
    LineReader m_reader;
    sse::ByteArena m_bytes;
    DecodedEvents m_batch;
    QList<LogLine> *m_run = nullptr; // of the last part, when another line may follow
    bool m_isUsualRun = false;
    qint64 m_next = 0;       // the number that it must have
    qsizetype m_lastRun = 0; // how long the one before became
};

/// The frame of a line, whole again.
sse::Event frameOf(const DecodedPart &lines, qsizetype index);

} // namespace slipway
