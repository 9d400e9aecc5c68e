#pragma once
#include "app/progress/logline.h"
#include "net/sse/eventstreamparser.h"
#include <QList>
#include <vector>

namespace slipway {

/// A frame of the stream with what can be made of it without knowing anything that came before.
struct DecodedEvent
{
    sse::Event frame; ///< of a line only its `data`; the rest follows from `seq`
    LogLine line;     ///< when `isLine`
    EventSeq seq;     ///< when `isLine`
    bool isLine = false;
};
using DecodedEvents = std::vector<DecodedEvent>;

/// Does on any thread what costs most of a long log, so that the owner's thread need not: of the frames that
/// are nothing but a numbered line of a script it makes lines, the others it passes on. Of a million lines
/// the owner's thread has 0.1 us each left of 0.8.
///
/// Which they are: a `progress` frame whose data is a log event with message, canonical time stamp, script
/// and number, nothing else, on one line, with the number as its id. Not thread-safe; one per stream.
class EventDecoder
{
public:
    /// `makesLines` false: every frame is passed on, for an owner who wants the events and not only the
    /// lines.
    explicit EventDecoder(bool makesLines = true) : m_makesLines(makesLines) {}

    DecodedEvents decode(QList<sse::Event> &&frames);

private:
    bool readLine(const sse::Event &frame, DecodedEvent &out);

    const bool m_makesLines;
    QString m_script; // shared by the lines of a script: one string, not a million
    QByteArray m_rawScript;
};

/// The frame of a line, whole again.
sse::Event frameOf(const DecodedEvent &line);

} // namespace slipway
