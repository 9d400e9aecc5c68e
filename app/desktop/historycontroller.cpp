#include "app/desktop/historycontroller.h"

#include "app/desktop/session.h"
#include "app/progress/progressreducer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QtConcurrent>
#include <limits>

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kAgainMs = 2000;

/// What a backend without a list of runs can say of the only one it knows.
RunRecord onlyRunOf(const Container &container)
{
    RunRecord run;
    run.startedAt =
        container.snapshot.startedAt.isEmpty() ? container.createdAt : container.snapshot.startedAt;
    run.finishedAt = container.finishedAt;
    run.errorMessage = container.errorMessage;
    run.firstSeq = {1};
    run.lastSeq = container.snapshot.seq;
    run.outcome = container.lifecycle == Lifecycle::Error ? RunRecord::Outcome::Error
                  : isTerminal(container.lifecycle)       ? RunRecord::Outcome::Complete
                                                          : RunRecord::Outcome::Running;
    if (run.outcome == RunRecord::Outcome::Error)
        run.failedStep = container.snapshot.step;
    run.phaseDurations = container.snapshot.phaseDurations;
    for (const QString &name : container.snapshot.scriptNames)
        run.scripts.append({name, std::nullopt, container.snapshot.scriptState(name)});
    return run;
}

} // namespace

Result<EventPage> eventPageFromJson(const QByteArray &json, qint64 after)
{
    const QJsonObject body = QJsonDocument::fromJson(json).object();
    const QJsonValue events = body.value("events"_L1);
    if (!events.isArray())
        return fail(ErrorCode::Protocol,
                    HistoryController::tr("Cannot read the log. The answer holds no events. Try again."));
    EventPage page;
    page.after = after;
    page.hasMore = body.value("more"_L1).toBool();
    ProgressReducer reducer; // knows what of an event is a line
    reducer.restart({after});
    reducer.connectionOpened();
    ProgressChanges changes;
    const QJsonArray array = events.toArray();
    for (const QJsonValue &value : array) {
        const QJsonObject event = value.toObject();
        page.after = qMax(page.after, event.value("seq"_L1).toInteger());
        reducer.take({QByteArrayLiteral("progress"), QJsonDocument(event).toJson(QJsonDocument::Compact),
                      QByteArray::number(event.value("seq"_L1).toInteger())},
                     changes);
    }
    reducer.flush(changes);
    page.lines = std::move(changes.lines);
    page.after = qMax(page.after, body.value("after"_L1).toInteger());
    return page;
}

HistoryController::HistoryController(Session &session, QObject *parent) : QObject(parent), m_session(session)
{
    m_again.setSingleShot(true);
    m_again.setInterval(kAgainMs);
    connect(&m_again, &QTimer::timeout, this, &HistoryController::load);
}

void HistoryController::watch(const Container &container)
{
    const bool isAnother = container.id != m_container.id;
    const bool moved = !isAnother && container.lifecycle != m_container.lifecycle;
    m_container = container;
    if (isAnother) {
        ++m_generation;
        stopReading();
        m_again.stop();
        m_state = State::Idle;
        m_runs.clear();
        m_expected = {};
        m_shown = 0;
        m_skipped = 0;
        emit changed();
        emit runShown();
    }
    if (m_active && (isAnother || moved))
        load();
}

void HistoryController::setActive(bool active)
{
    if (m_active == active)
        return;
    m_active = active;
    if (!active)
        m_again.stop();
    else if (!m_container.id.value.isEmpty())
        load();
}

const RunRecord *HistoryController::shown() const
{
    const auto at = std::find_if(m_runs.begin(), m_runs.end(),
                                 [this](const RunRecord &run) { return run.number == m_shown; });
    return at == m_runs.end() ? nullptr : &*at;
}

void HistoryController::load()
{
    m_again.stop();
    if (m_container.id.value.isEmpty() || !m_session.isUsable())
        return;
    if (m_state != State::Loaded) {
        m_state = State::Loading;
        emit changed();
    }
    const quint64 generation = m_generation;
    const QString base = u"/api/containers/%1"_s.arg(m_container.id.value);
    m_session.client().get(base, this, [this, generation, base](const Result<http::JsonReply> &detail) {
        if (generation != m_generation)
            return;
        if (detail)
            takeDetail(detail->body);
        m_session.client().get(base + u"/runs"_s, this,
                               [this, generation](const Result<http::JsonReply> &runs) {
                                   if (generation != m_generation)
                                       return;
                                   if (runs) {
                                       takeRuns(runs->body);
                                   } else if (runs.error().code == ErrorCode::NotFound) {
                                       setRuns({onlyRunOf(m_container)});
                                   } else {
                                       m_state = State::Failed;
                                       m_problem = runs.error().message;
                                       emit changed();
                                   }
                               });
    });
}

void HistoryController::takeDetail(const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    m_expected = expectedFromJson(object.value("expected"_L1).toObject());
    if (const auto detail = containerFromJson(object); detail && detail->id == m_container.id)
        m_container = *detail;
}

void HistoryController::takeRuns(const QByteArray &json)
{
    Result<QList<RunRecord>> runs = runsFromJson(json);
    if (runs) {
        setRuns(std::move(*runs));
        return;
    }
    m_state = State::Failed;
    m_problem = runs.error().message;
    emit changed();
}

void HistoryController::setRuns(QList<RunRecord> runs)
{
    const bool followed = m_shown > 0 && !m_runs.isEmpty() && m_shown == m_runs.constLast().number;
    const bool hasNew = !m_runs.isEmpty() && runs.size() > m_runs.size();
    m_runs = std::move(runs);
    m_state = State::Loaded;
    m_problem.clear();
    emit changed();
    const bool goesOn = !m_runs.isEmpty() && m_runs.constLast().outcome == RunRecord::Outcome::Running;
    if (m_active && goesOn)
        m_again.start();
    if (m_runs.isEmpty())
        return;
    if (!shown() || (followed && hasNew)) // who looked at the newest one sees the next
        show(m_runs.constLast().number);
    else if (!m_reading)
        readOn();
}

void HistoryController::show(int number)
{
    m_shown = number;
    begin(false);
}

void HistoryController::showFromBeginning()
{
    if (m_skipped > 0)
        begin(true);
}

void HistoryController::begin(bool fromBeginning)
{
    stopReading();
    const RunRecord *run = shown();
    if (!run)
        return;
    m_after = run->firstSeq.value - 1;
    m_skipped = 0;
    // A little more than the tail is not worth a question.
    if (!fromBeginning && run->lastSeq.value - m_after > kTail + kTail / 4) {
        m_skipped = run->lastSeq.value - m_after - kTail;
        m_after += m_skipped;
    }
    emit runShown();
    readOn();
}

void HistoryController::stopReading()
{
    ++m_reader;
    if (std::exchange(m_reading, false))
        emit readingChanged();
}

qint64 HistoryController::lastWanted() const
{
    const RunRecord *run = shown();
    const bool isLast = run && run->number == m_runs.constLast().number;
    // The last run ends where the events end, which may be further than the list of runs knew.
    return !run || (isLast && (run->lastSeq.value == 0 || run->outcome == RunRecord::Outcome::Running))
               ? std::numeric_limits<qint64>::max()
               : run->lastSeq.value;
}

void HistoryController::readOn()
{
    const qint64 wanted = lastWanted() - m_after;
    if (wanted <= 0) {
        stopReading();
        return;
    }
    if (!std::exchange(m_reading, true))
        emit readingChanged();
    const quint64 reader = m_reader;
    const QString path = u"/api/containers/%1/events?after=%2&limit=%3"_s.arg(m_container.id.value)
                             .arg(m_after)
                             .arg(qMin<qint64>(kPage, wanted));
    m_session.client().get(path, this, [this, reader](const Result<http::JsonReply> &reply) {
        if (reader != m_reader)
            return;
        if (!reply) {
            stopReading();
            emit readFailed(reply.error().message);
            return;
        }
        QtConcurrent::run([body = reply->body, after = m_after] {
            return eventPageFromJson(body, after);
        }).then(this, [this, reader](const Result<EventPage> &page) {
            if (reader != m_reader)
                return;
            if (!page) {
                stopReading();
                emit readFailed(page.error().message);
                return;
            }
            const bool moved = page->after > m_after;
            m_after = page->after;
            if (!page->lines.isEmpty())
                emit linesAppended(page->lines);
            if (reader != m_reader)
                return;
            if (page->hasMore && moved)
                readOn();
            else
                stopReading();
        });
    });
}

} // namespace slipway::desktop
