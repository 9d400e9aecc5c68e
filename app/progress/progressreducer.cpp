#include "app/progress/progressreducer.h"

#include "app/base/clock.h"
#include "app/base/json.h"

#include <QCoreApplication>
#include <QHashFunctions>
#include <algorithm>
#include <array>
#include <utility>

namespace slipway {
namespace {

qint64 timestampMs(const QString &text)
{
    std::array<char, 40> bytes{};
    if (text.isEmpty() || text.size() > static_cast<qsizetype>(bytes.size()))
        return 0;
    for (qsizetype i = 0; i < text.size(); ++i)
        bytes[static_cast<size_t>(i)] = text.at(i).toLatin1();
    return std::max<qint64>(0, parseIsoTimestamp(QByteArrayView(bytes.data(), text.size())));
}

// What an event is, whatever the order of its keys and whether it comes live or in the wrapped form of a
// replay.
quint64 identity(const ProgressEvent &event)
{
    const size_t extra = event.extra.isEmpty() ? 0 : qHash(event.extra);
    return qHashMulti(0x51ED, static_cast<int>(event.type), event.typeName, event.stepName,
                      event.percent.value_or(-1), event.message, event.timestamp, event.scriptName,
                      event.scriptIndex.value_or(-1), extra);
}

// A number as `id:` of its own frame. The parser repeats the last id for frames without one.
EventSeq seqFromId(const QByteArray &id, const QByteArray &idBefore)
{
    bool ok = false;
    const qint64 number = id == idBefore ? 0 : id.toLongLong(&ok);
    return {ok && number > 0 ? number : 0};
}

bool isAnotherRun(const Snapshot &known, const Snapshot &incoming)
{
    if (known.isTerminal() && !incoming.isTerminal())
        return true;
    return !known.startedAt.isEmpty() && !incoming.startedAt.isEmpty() &&
           known.startedAt != incoming.startedAt;
}

// The snapshot of a later connection; generations that say less must not take away what is known.
Snapshot merged(const Snapshot &known, Snapshot incoming)
{
    if (incoming.hostname.isEmpty())
        incoming.hostname = known.hostname;
    if (isAnotherRun(known, incoming))
        return incoming;
    if (!incoming.isTerminal() || incoming.isError)
        incoming.percent = std::max(incoming.percent, known.percent);
    if (incoming.isError && incoming.percent >= 100)
        incoming.percent = known.isError ? known.percent : stepStartPercent(Step::Finalizing);
    if (incoming.step.isEmpty())
        incoming.step = known.step;
    if (incoming.seenSteps.isEmpty())
        incoming.seenSteps = known.seenSteps;
    if (incoming.scriptNames.isEmpty() && !incoming.scriptTotal) { // the middle generation knows no scripts
        incoming.scriptNames = known.scriptNames;
        incoming.scriptTotal = known.scriptTotal;
        incoming.completedScripts = known.completedScripts;
        incoming.activeScript = known.activeScript;
    }
    if (incoming.startedAt.isEmpty())
        incoming.startedAt = known.startedAt;
    if (incoming.phaseDurations.isEmpty())
        incoming.phaseDurations = known.phaseDurations;
    if (incoming.currentStepStartedAt.isEmpty() && incoming.step == known.step && !incoming.isTerminal())
        incoming.currentStepStartedAt = known.currentStepStartedAt;
    if (incoming.finishedAt.isEmpty())
        incoming.finishedAt = known.finishedAt;
    if (incoming.lifecycle == Lifecycle::Unknown)
        incoming.lifecycle = known.lifecycle;
    return incoming;
}

} // namespace

void ProgressReducer::restart(EventSeq after)
{
    *this = ProgressReducer();
    m_lastSeq = after;
}

void ProgressReducer::connectionOpened()
{
    m_filter.restart();
    m_undecided.clear();
    m_replayOfFinished = false;
    m_replayed = {};
    m_done = false;
    m_fresh = 0;
}

void ProgressReducer::take(const sse::Event &frame, ProgressChanges &out)
{
    if (!m_heard) {
        m_heard = true;
        out.stateChanged = true;
    }
    if (m_lastLine.value > 0)
        m_lastFrameId = QByteArray::number(std::exchange(m_lastLine, {}).value);
    if (frame.type == "progress" || frame.type == "message")
        takeProgress(frame, out);
    else if (frame.type == "snapshot")
        takeSnapshot(frame, out);
    else if (frame.type == "heartbeat")
        flush(out); // a replay comes in one piece: whatever follows a heartbeat is live
    else if (frame.type == "done")
        takeDone(frame, out);
    else if (frame.type == "gap")
        takeGap(frame, out);
    m_lastFrameId = frame.lastEventId;
}

void ProgressReducer::take(DecodedPart &&part, bool wantsEvents, ProgressChanges &out)
{
    if (part.lines.isEmpty()) {
        take(part.frame, out);
        return;
    }
    // What changes the state, or is asked for by the byte, goes the long way; lines of the script that runs
    // are only lines, and so are those that the snapshot counts already.
    for (qsizetype at = 0; at < part.lines.size();) {
        const qsizetype left = part.lines.size() - at;
        const bool quiet =
            part.lines.at(at).scriptName == m_state.activeScript && !m_state.startedAt.isEmpty();
        const qint64 known = m_state.seq.value - (part.first.value + at) + 1;
        const qsizetype count = quiet ? left : std::clamp<qint64>(known, 0, left);
        if (wantsEvents || !m_heard || count == 0) {
            take(frameOf(part, at++), out);
            continue;
        }
        takeLines(part, at, count, out);
        at += count;
    }
}

void ProgressReducer::takeLines(DecodedPart &part, qsizetype from, qsizetype count, ProgressChanges &out)
{
    const EventSeq first{part.first.value + from};
    const EventSeq last{first.value + count - 1};
    m_lastLine = last;
    const qsizetype repeated = std::clamp<qint64>(m_lastSeq.value - first.value + 1, 0, count);
    if (repeated == count || !isNext({first.value + repeated}, out))
        return;
    m_lastSeq = last;
    m_fresh += count - repeated;
    m_state.seq = std::max(m_state.seq, last);
    if (count - repeated == part.lines.size()) {
        out.lines.append(std::move(part.lines)); // at once: one by one this was half of the owner's work
        return;
    }
    for (qsizetype i = from + repeated; i < from + count; ++i)
        out.lines.append(std::move(part.lines[i]));
}

// Whether an event of this number is new; what lies between is missing.
bool ProgressReducer::isNext(EventSeq seq, ProgressChanges &out)
{
    if (seq <= m_lastSeq)
        return false;
    if (seq > m_lastSeq.next())
        out.gaps.append({m_lastSeq.next(), EventSeq{seq.value - 1}});
    m_lastSeq = seq;
    return true;
}

void ProgressReducer::takeProgress(const sse::Event &frame, ProgressChanges &out)
{
    Result<ProgressEvent> parsed = progressEventFromJson(frame.data);
    if (!parsed) {
        ++m_unreadable;
        return;
    }
    if (parsed->seq.value == 0)
        parsed->seq = seqFromId(frame.lastEventId, m_lastFrameId);
    if (parsed->seq.value == 0) {
        takeUnnumbered(*std::move(parsed), frame.data, out);
        return;
    }
    if (isNext(parsed->seq, out))
        deliver(*std::move(parsed), frame.data, out);
}

void ProgressReducer::takeUnnumbered(ProgressEvent &&event, const QByteArray &json, ProgressChanges &out)
{
    if (m_replayOfFinished)
        m_replayed.apply(event);
    const ReplayFilter::Verdict verdict = m_filter.take(identity(event), event.type == EventType::Log);
    if (verdict == ReplayFilter::Verdict::Undecided) {
        m_undecided.append({std::move(event), json});
        return;
    }
    takeDecided(out);
    if (verdict == ReplayFilter::Verdict::New)
        deliver(std::move(event), json, out);
}

void ProgressReducer::takeDecided(ProgressChanges &out)
{
    if (m_undecided.isEmpty())
        return;
    const QList<bool> decisions = m_filter.takeDecisions();
    QList<ProgressChanges::Received> held = std::exchange(m_undecided, {});
    for (qsizetype i = 0; i < held.size(); ++i) {
        if (decisions.value(i, true))
            deliver(std::move(held[i].event), held.at(i).json, out);
    }
}

void ProgressReducer::decide(ProgressChanges &out)
{
    m_filter.decide();
    takeDecided(out);
}

void ProgressReducer::flush(ProgressChanges &out)
{
    m_filter.flush();
    takeDecided(out);
}

void ProgressReducer::deliver(ProgressEvent &&event, const QByteArray &json, ProgressChanges &out)
{
    ++m_fresh;
    apply(event, out);
    appendLines(event, out);
    out.events.append({std::move(event), json});
}

void ProgressReducer::apply(const ProgressEvent &event, ProgressChanges &out)
{
    const bool included = event.seq.value > 0 && event.seq <= m_state.seq;
    if (included || (m_replayOfFinished && event.seq.value == 0))
        return;
    // Nearly all events are lines of the script that runs: they change no state.
    const bool quiet = event.type == EventType::Log && event.scriptName == m_state.activeScript &&
                       !event.scriptTotal && !m_state.startedAt.isEmpty();
    if (quiet) {
        m_state.seq = std::max(m_state.seq, event.seq);
        return;
    }
    m_state.apply(event);
    out.stateChanged = true;
}

void ProgressReducer::appendLines(const ProgressEvent &event, ProgressChanges &out)
{
    if (event.type == EventType::Unknown || (event.message.isEmpty() && event.type != EventType::Log))
        return;
    if (m_scriptName != event.scriptName)
        m_scriptName = event.scriptName;
    LogLine line{event.message, timestampMs(event.timestamp), m_scriptName, event.type == EventType::Error,
                 event.type};
    if (!line.text.contains(u'\n')) {
        out.lines.append(std::move(line));
        return;
    }
    const QStringList parts = event.message.split(u'\n');
    for (qsizetype i = 0; i < parts.size(); ++i) {
        if (i + 1 == parts.size() && parts.at(i).isEmpty())
            break; // a line end at the end begins no line
        line.text = parts.at(i).endsWith(u'\r') ? parts.at(i).chopped(1) : parts.at(i);
        out.lines.append(line);
    }
}

void ProgressReducer::takeSnapshot(const sse::Event &frame, ProgressChanges &out)
{
    Result<Snapshot> parsed = snapshotFromJson(frame.data);
    if (!parsed) {
        ++m_unreadable;
        return;
    }
    if (parsed->seq.value > 0 && parsed->seq < m_state.seq)
        return; // older than the events we have
    m_replayOfFinished = parsed->isTerminal() && parsed->seq.value == 0;
    m_state = merged(m_state, *std::move(parsed));
    out.stateChanged = true;
}

void ProgressReducer::takeDone(const sse::Event &frame, ProgressChanges &out)
{
    flush(out);
    m_done = true;
    out.stateChanged = true;
    if (m_replayOfFinished && m_replayed.isComplete == m_state.isComplete &&
        m_replayed.isError == m_state.isError) {
        // The events of the run tell more than the origin's snapshot: durations, the script that failed, its
        // percent.
        m_replayed.hostname = m_state.hostname;
        m_replayed.extra = m_state.extra;
        m_state = m_replayed;
    }
    if (m_state.isTerminal())
        return;
    const QString reason = readJson(frame.data).object().value(QLatin1StringView("reason")).toString();
    if (reason == u"complete")
        settle(Lifecycle::Ready, {}, out);
    else if (reason == u"error")
        settle(Lifecycle::Error, {}, out);
}

void ProgressReducer::takeGap(const sse::Event &frame, ProgressChanges &out)
{
    const QJsonObject object = readJson(frame.data).object();
    const EventSeq from{object.value(QLatin1StringView("from")).toInteger()};
    const EventSeq to{object.value(QLatin1StringView("to")).toInteger()};
    if (from.value <= 0 || to < from) {
        ++m_unreadable;
        return;
    }
    if (to <= m_lastSeq)
        return;
    out.gaps.append({std::max(from, m_lastSeq.next()), to});
    m_lastSeq = to;
}

void ProgressReducer::settle(Lifecycle lifecycle, const QString &errorMessage, ProgressChanges &out)
{
    if (m_state.isTerminal() || !isTerminal(lifecycle))
        return;
    if (lifecycle == Lifecycle::Ready || lifecycle == Lifecycle::Stopped) {
        m_state.apply(ProgressEvent::makeComplete({}));
    } else {
        m_state.apply(ProgressEvent::makeError(
            errorMessage.isEmpty() ? QCoreApplication::translate(
                                         "slipway::ContainerProgress",
                                         "The container could not be created. The server gives no reason. "
                                         "Look into its log.")
                                   : errorMessage));
    }
    m_state.lifecycle = lifecycle;
    out.stateChanged = true;
}

} // namespace slipway
