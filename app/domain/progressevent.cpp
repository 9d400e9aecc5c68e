#include "app/domain/progressevent.h"

#include "app/domain/jsoncursor.h"
#include "app/domain/jsonwriter.h"

#include <utility>

namespace slipway {
namespace {

QStringView wireType(const ProgressEvent &event)
{
    switch (event.type) {
    case EventType::Step:
        return u"step";
    case EventType::Log:
        return u"log";
    case EventType::Complete:
        return u"complete";
    case EventType::Error:
        return u"error";
    case EventType::Unknown:
        break;
    }
    return event.typeName;
}

// A byte range of the original to be replaced.
struct Edit
{
    qsizetype from, to;
    QByteArray with;
};

QByteArray edited(QByteArrayView json, const QList<Edit> &edits)
{
    QByteArray out;
    out.reserve(json.size() + 32);
    qsizetype done = 0;
    for (const Edit &edit : edits) {
        out += json.sliced(done, edit.from - done);
        out += edit.with;
        done = edit.to;
    }
    out += json.sliced(done);
    // Grammar checked: a line end can only stand between tokens, where a space means the same. Batches of
    // events are separated by line feeds.
    out.replace('\n', ' ');
    out.replace('\r', ' ');
    return out;
}

} // namespace

ProgressEvent ProgressEvent::makeStep(Step step, int percent, QString message)
{
    ProgressEvent event;
    event.type = EventType::Step;
    event.stepName = slipway::stepName(step);
    event.percent = percent;
    event.message = std::move(message);
    return event;
}

ProgressEvent ProgressEvent::makeLog(QString message, QString scriptName)
{
    ProgressEvent event;
    event.type = EventType::Log;
    event.message = std::move(message);
    event.scriptName = std::move(scriptName);
    return event;
}

ProgressEvent ProgressEvent::makeComplete(QString message)
{
    ProgressEvent event;
    event.type = EventType::Complete;
    event.percent = 100;
    event.message = std::move(message);
    return event;
}

ProgressEvent ProgressEvent::makeError(QString message)
{
    ProgressEvent event;
    event.type = EventType::Error;
    event.message = std::move(message);
    return event;
}

QByteArray toJson(const ProgressEvent &event)
{
    JsonObjectWriter json(128 + event.message.size());
    json.string("type", wireType(event));
    if (!event.stepName.isEmpty())
        json.string("step", event.stepName);
    if (event.percent)
        json.integer("percent", *event.percent);
    json.string("message", event.message);
    if (!event.scriptName.isEmpty())
        json.string("scriptName", event.scriptName);
    if (event.scriptIndex)
        json.integer("scriptIndex", *event.scriptIndex);
    if (event.scriptTotal)
        json.integer("scriptTotal", *event.scriptTotal);
    if (!event.scriptNames.isEmpty())
        json.strings("scriptNames", event.scriptNames);
    if (!event.timestamp.isEmpty())
        json.string("timestamp", event.timestamp);
    json.members(event.extra);
    if (event.seq.value > 0)
        json.integer("seq", event.seq.value);
    return json.finish();
}

QByteArray withSeq(QByteArrayView json, EventSeq seq)
{
    if (!json.isValidUtf8())
        return {};
    const QByteArray number = QByteArray::number(seq.value);
    JsonCursor cursor(json);
    if (!cursor.beginObject())
        return {};
    QList<Edit> edits;
    QString key;
    bool empty = true;
    while (cursor.nextMember(key)) {
        empty = false;
        if (cursor.peek() == JsonCursor::Kind::Invalid)
            return {};
        const qsizetype from = cursor.offset();
        if (!cursor.skipValue())
            return {};
        if (key == u"seq") // each of them, should there be several: readers differ in which one counts
            edits.append({from, cursor.offset(), number});
    }
    const qsizetype brace = cursor.offset() - 1;
    if (!cursor.atEnd())
        return {};
    if (edits.isEmpty())
        edits.append({brace, brace, (empty ? "\"seq\":" : ",\"seq\":") + number});
    return edited(json, edits);
}

} // namespace slipway
