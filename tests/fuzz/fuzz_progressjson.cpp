// Everything that reads JSON from a stranger: progress events, snapshots, service lists, requests, nodes,
// template.conf and whole streams through the reducer. Input: one byte which of them, then its text. Besides
// not crashing: what was read and written again reads the same, and the ways of reading an event agree.
#include "app/base/json.h"
#include "app/domain/hostoffers.h"
#include "app/domain/node.h"
#include "app/domain/progresseventparser.h"
#include "app/domain/service.h"
#include "app/domain/snapshot.h"
#include "app/domain/template.h"
#include "app/domain/templateconf.h"
#include "app/progress/progressreducer.h"
#include <cstdint>
#include <cstdlib>

using namespace slipway;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

void fuzzEvent(const QByteArray &json)
{
    const auto common = progresseventparser::parseCommon(json);
    const auto any = progresseventparser::parseAny(json);
    if (common)
        require(any && *any == *common);
    if (!any)
        return;
    const QByteArray written = toJson(*any);
    require(!written.contains('\n'));
    const auto again = progressEventFromJson(written);
    require(again && toJson(*again) == written);
    const QByteArray numbered = withSeq(json, {7});
    if (numbered.isEmpty())
        return;
    require(!numbered.contains('\n') && numbered.size() <= json.size() + 8);
    const auto withNumber = progressEventFromJson(numbered);
    require(withNumber && withNumber->seq.value == 7);
}

void fuzzSnapshot(const QByteArray &json)
{
    const auto snapshot = snapshotFromJson(json);
    if (!snapshot)
        return;
    require(snapshot->percent >= 0 && snapshot->percent <= 100);
    const QByteArray written = toJson(*snapshot);
    const auto again = snapshotFromJson(written);
    require(again && toJson(*again) == written);
}

void fuzzServices(const QByteArray &json)
{
    const auto list = serviceListFromJson(json);
    if (!list)
        return;
    const QByteArray written = toJsonWithSecrets(*list);
    const auto again = serviceListFromJson(written);
    require(again && toJsonWithSecrets(*again) == written);
}

void fuzzRequest(const QByteArray &json)
{
    const auto parsed = containerSpecFromJson(json);
    if (!parsed)
        return;
    const bool good = parsed->errors.isEmpty() && validate(parsed->spec).isEmpty();
    const auto again = containerSpecFromJson(toRequestJson(parsed->spec));
    require(again.has_value());
    if (good)
        require(again->errors.isEmpty() && again->spec == parsed->spec);
}

// A node as it is typed, as it is stored and as it is shown; an empty edit of it changes nothing.
void fuzzNode(const QByteArray &json)
{
    const auto parsed = nodeFromJson(json);
    if (!parsed)
        return;
    const Node &node = parsed->node;
    const bool good = validate(node).isEmpty();
    const auto again = nodeFromJson(toRequestJson(node));
    require(again && again->errors.isEmpty());
    if (good)
        require(again->node == node && normalized(node) == node && validate(again->node).isEmpty());
    const QByteArray shown = QJsonDocument(toJson(node)).toJson();
    const auto edited = nodeFromJson(shown, node);
    require(edited && edited->errors.isEmpty());
    if (good)
        require(edited->node == node);
    const Preflight preflight = preflightFromJson(readJson(json).object());
    require(preflightFromJson(toJson(preflight)) == preflight);
    const HostStatus status = hostStatusFromJson(readJson(json).object());
    require(hostStatusFromJson(toJson(status)) == status);
}

// The parts that a decoder makes of frames, taken in: frame by frame they are the same bytes again.
void takeDecoded(EventDecoder &decoder, const QList<sse::Event> &frames, ProgressReducer &reducer,
                 ProgressChanges &changes)
{
    for (const sse::Event &frame : frames)
        decoder.take({frame.type, frame.data, frame.lastEventId});
    const auto batch = std::static_pointer_cast<DecodedEvents>(decoder.takeBatch());
    require(batch->eventCount == frames.size());
    auto frame = frames.begin();
    for (DecodedPart &part : batch->parts) {
        for (qsizetype i = 0; i < part.eventCount(); ++i, ++frame)
            require((part.lines.isEmpty() ? part.frame : frameOf(part, i)) == *frame);
        reducer.take(std::move(part), false, changes);
    }
}

// Two connections: the second sends the same again, as an un-numbered server does. What was decoded
// beforehand comes to the same.
void fuzzStream(const QByteArray &body)
{
    ProgressReducer reducer, reducerOfDecoded;
    ProgressChanges changes, changesOfDecoded;
    EventDecoder decoder;
    qint64 seq = 0;
    for (int connection = 0; connection < 2; ++connection) {
        sse::EventStreamParser parser;
        QList<sse::Event> frames;
        parser.feed(body, frames);
        reducer.connectionOpened();
        for (const sse::Event &frame : std::as_const(frames))
            reducer.take(frame, changes);
        reducerOfDecoded.connectionOpened();
        takeDecoded(decoder, frames, reducerOfDecoded, changesOfDecoded);
        reducer.flush(changes);
        reducerOfDecoded.flush(changesOfDecoded);
        require(reducer.state().percent >= 0 && reducer.state().percent <= 100);
    }
    require(changesOfDecoded.lines == changes.lines && changesOfDecoded.gaps == changes.gaps &&
            reducerOfDecoded.lastSeq() == reducer.lastSeq() &&
            toJson(reducerOfDecoded.state()) == toJson(reducer.state()));
    for (const auto &received : std::as_const(changes.events)) {
        if (received.event.seq.value > 0)
            require(received.event.seq.value > std::exchange(seq, received.event.seq.value));
    }
    for (const LogLine &line : std::as_const(changes.lines))
        require(!line.text.contains(u'\n'));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    // A copy of its own: what reads past the end is found out.
    const QByteArray text(reinterpret_cast<const char *>(data + 1), static_cast<qsizetype>(size - 1));
    switch (data[0]) {
    case 'e':
        fuzzEvent(text);
        break;
    case 's':
        fuzzSnapshot(text);
        break;
    case 'l':
        fuzzServices(text);
        break;
    case 'r':
        fuzzRequest(text);
        break;
    case 'n':
        fuzzNode(text);
        break;
    case 't':
        parseAssignments(text);
        break;
    default:
        fuzzStream(text);
        break;
    }
    return 0;
}
