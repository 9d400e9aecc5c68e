#include "app/desktop/progresscontroller.h"

#include "app/desktop/plaintext.h"
#include "app/desktop/session.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

namespace slipway::desktop {

namespace {

constexpr int kLastLines = 12;

RunPhase phaseOf(const ContainerProgress &progress)
{
    switch (progress.phase()) {
    case ContainerProgress::Phase::Idle:
    case ContainerProgress::Phase::Connecting:
        return RunPhase::Connecting;
    case ContainerProgress::Phase::Streaming:
        return RunPhase::Streaming;
    case ContainerProgress::Phase::Complete:
        return RunPhase::Complete;
    case ContainerProgress::Phase::Error:
        return RunPhase::Error;
    }
    return RunPhase::Connecting;
}

/// What the terminal event says of it: a name, or null for nothing. Older backends say neither.
std::optional<QString> leftOnHost(const QList<ProgressEvent> &events)
{
    const auto end = std::find_if(events.crbegin(), events.crend(),
                                  [](const ProgressEvent &event) { return event.type == EventType::Error; });
    if (end == events.crend() || !end->extra.contains(QLatin1StringView("leftOnHost")))
        return {};
    return end->extra.value(QLatin1StringView("leftOnHost")).toString();
}

bool asksForPassword(const Error &error)
{
    const QJsonArray fields =
        QJsonDocument::fromJson(error.detail.toUtf8()).object().value(QLatin1StringView("fields")).toArray();
    return std::any_of(fields.begin(), fields.end(), [](const QJsonValue &field) {
        return field.toObject().value(QLatin1StringView("field")).toString() ==
               QLatin1StringView("rootPassword");
    });
}

QString retryRefusal(const Error &error)
{
    return error.code == ErrorCode::NotFound
               ? ProgressController::tr(
                     "Cannot retry from this step. The backend knows no such run, or is too "
                     "old for it. Use Try Again.")
               : error.message;
}

} // namespace

ProgressController::ProgressController(Session &session, QObject *parent)
    : QObject(parent), m_session(session)
{
    constexpr int kSecond = 1000;
    m_second.setInterval(kSecond);
    connect(&m_second, &QTimer::timeout, this, &ProgressController::showTime);
    connect(&session, &Session::usableChanged, this, [this](bool usable) {
        const bool underWay = m_run.phase == RunPhase::Connecting || m_run.phase == RunPhase::Streaming;
        if (usable && m_progress && underWay && m_session.server() != m_watchedServer)
            watch(m_known);
    });
}

ProgressController::~ProgressController() = default;

void ProgressController::watch(const Container &asked)
{
    const Container known = asked; // it may be ours
    ++m_generation;
    m_services = {};
    m_run = {};
    m_known = known;
    m_watchedServer = m_session.server();
    m_run.id = known.id;
    m_run.hostname = known.hostname;
    m_run.templateName = known.templateName;
    m_run.isSimulated = known.isSimulated;
    m_isResumed = false;
    emit restarted();
    follow({});
}

void ProgressController::resume()
{
    if (m_run.phase != RunPhase::Complete && m_run.phase != RunPhase::Error)
        return;
    ++m_generation;
    const qint64 last = m_run.snapshot.seq.value;
    RunState again;
    again.id = m_run.id;
    again.hostname = m_run.hostname;
    again.templateName = m_run.templateName;
    again.isSimulated = m_run.isSimulated;
    again.expected = m_run.expected;
    again.snapshot.seq = m_run.snapshot.seq;
    m_run = again;
    m_isResumed = true;
    emit resumed();
    follow(last > 0 ? QByteArray::number(last) : QByteArray());
}

void ProgressController::noteRow(const Container &row)
{
    const bool isOver = m_run.phase == RunPhase::Complete || m_run.phase == RunPhase::Error;
    if (row.id != m_run.id || !isOver || m_isLooking)
        return;
    const QString &ended = m_run.snapshot.finishedAt;
    const bool goesOn = row.lifecycle == Lifecycle::Pending || row.lifecycle == Lifecycle::Creating;
    const bool endedLater = !ended.isEmpty() && row.finishedAt > ended; // ISO 8601 sorts as text
    if (!goesOn && !endedLater)
        return;
    // A row may be older than what the run's own stream has told: the number of the last event decides.
    m_isLooking = true;
    const quint64 generation = m_generation;
    m_session.client().get(QStringLiteral("/api/containers/%1").arg(row.id.value), this,
                           [this, generation](const Result<http::JsonReply> &reply) {
                               m_isLooking = false;
                               if (generation != m_generation || !reply)
                                   return;
                               const auto detail =
                                   containerFromJson(QJsonDocument::fromJson(reply->body).object());
                               if (detail && detail->snapshot.seq > m_run.snapshot.seq)
                                   resume();
                           });
}

void ProgressController::follow(const QByteArray &after)
{
    // The lines of the run before are with the page; a report takes its last ones from there no more.
    m_progress = std::make_unique<ContainerProgress>();
    ContainerProgress *progress = m_progress.get();
    connect(progress, &ContainerProgress::changed, this, &ProgressController::refresh);
    connect(progress, &ContainerProgress::logAppended, this, [this](const QList<LogLine> &lines) {
        m_clock.heard(lines.constLast().timestampMs, QDateTime::currentMSecsSinceEpoch());
        emit linesAppended(lines);
    });
    connect(progress, &ContainerProgress::connectionChanged, this, [this] {
        refresh();
        emit connectionChanged();
    });
    connect(progress, &ContainerProgress::finished, this, [this] {
        refresh();
        loadRecord();
        if (m_run.phase == RunPhase::Complete)
            loadServices();
    });
    refresh();
    http::EventSourceOptions options;
    options.headers = m_session.headers();
    options.lastEventId = after;
    progress->watch(m_session.server(), m_run.id, options);
}

void ProgressController::stop()
{
    if (m_progress)
        m_progress->stop();
}

void ProgressController::retryNow()
{
    if (m_progress)
        m_progress->retryNow();
}

QStringList ProgressController::lastLines(int count) const
{
    QStringList lines;
    if (!m_progress)
        return lines;
    const QList<LogLine> &all = m_progress->lines();
    const QString script = m_progress->snapshot().activeScript;
    for (auto it = all.crbegin(); it != all.crend() && lines.size() < count; ++it) {
        if (script.isEmpty() || it->scriptName == script)
            lines.prepend(plainText(it->text));
    }
    return lines;
}

void ProgressController::refresh()
{
    if (!m_progress)
        return;
    m_run.phase = phaseOf(*m_progress);
    if (m_isResumed && m_run.phase == RunPhase::Connecting)
        m_run.phase = RunPhase::Streaming;
    else
        m_run.snapshot = m_progress->snapshot();
    if (!m_run.snapshot.hostname.isEmpty())
        m_run.hostname = m_run.snapshot.hostname;
    const bool final = m_progress->connectionState() == http::StreamState::Failed;
    m_run.connectionProblem = final ? m_progress->connectionError().message : QString();
    const QJsonObject expected = m_run.snapshot.extra.value(QLatin1StringView("expected")).toObject();
    if (!expected.isEmpty())
        m_run.expected = expectedFromJson(expected);
    m_time.setExpected(m_run.expected);
    if (m_run.phase == RunPhase::Error) {
        m_run.lastLines = lastLines(kLastLines);
        m_run.leftOnHost = leftOnHost(m_progress->events());
    }
    const bool isOver = m_run.phase == RunPhase::Error || m_run.phase == RunPhase::Complete;
    if (isOver) {
        m_run.isCancelling = false;
        m_second.stop();
    } else if (m_run.phase == RunPhase::Streaming && !m_second.isActive()) {
        m_second.start();
    }
    emit runChanged(m_run);
    showTime();
}

void ProgressController::showTime()
{
    const QString caption =
        m_run.phase == RunPhase::Streaming
            ? timeCaption(m_run.snapshot, m_time, m_clock.at(QDateTime::currentMSecsSinceEpoch()))
            : QString();
    if (caption == m_caption)
        return;
    m_caption = caption;
    emit captionChanged(caption);
}

void ProgressController::loadRecord()
{
    const quint64 generation = m_generation;
    m_session.client().get(QStringLiteral("/api/containers/%1/runs").arg(m_run.id.value), this,
                           [this, generation](const Result<http::JsonReply> &reply) {
                               if (generation != m_generation || !reply)
                                   return; // an older backend: the phases of the snapshot have to do
                               const auto runs = runsFromJson(reply->body);
                               if (!runs || runs->isEmpty())
                                   return;
                               m_run.record = runs->constLast();
                               emit runChanged(m_run);
                           });
}

void ProgressController::cancel()
{
    if (m_run.isCancelling)
        return;
    m_run.isCancelling = true;
    emit runChanged(m_run);
    const quint64 generation = m_generation;
    m_session.client().post(QStringLiteral("/api/containers/%1/cancel").arg(m_run.id.value),
                            QByteArrayLiteral("{}"), this,
                            [this, generation](const Result<http::JsonReply> &reply) {
                                if (generation != m_generation || reply)
                                    return; // the end of the run comes through its stream
                                m_run.isCancelling = false;
                                emit runChanged(m_run);
                                emit cancelFailed(reply.error().message);
                            });
}

void ProgressController::retry(const Secret &rootPassword)
{
    if (m_run.phase != RunPhase::Error || m_run.isRetrying)
        return;
    m_run.isRetrying = true;
    emit runChanged(m_run);
    QJsonObject request;
    if (stepFromName(m_run.snapshot.step))
        request.insert(QStringLiteral("from"), m_run.snapshot.step);
    if (m_run.snapshot.step == stepName(Step::Syncing) && !m_run.snapshot.activeScript.isEmpty())
        request.insert(QStringLiteral("script"), m_run.snapshot.activeScript);
    if (!rootPassword.isEmpty())
        request.insert(QStringLiteral("rootPassword"), rootPassword.revealText());
    QByteArray body = QJsonDocument(request).toJson(QJsonDocument::Compact);
    const quint64 generation = m_generation;
    m_session.client().post(QStringLiteral("/api/containers/%1/retry").arg(m_run.id.value), body, this,
                            [this, generation](const Result<http::JsonReply> &reply) {
                                if (generation != m_generation)
                                    return;
                                m_run.isRetrying = false;
                                if (reply) {
                                    resume();
                                    return;
                                }
                                emit runChanged(m_run);
                                emit retryFailed(retryRefusal(reply.error()), asksForPassword(reply.error()));
                            });
    wipe(body);
}

ConnectionInfo ProgressController::connection() const
{
    using State = ConnectionInfo::State;
    if (!m_progress || m_run.phase == RunPhase::Complete || m_run.phase == RunPhase::Error)
        return {State::Idle, {}, 0, -1};
    const http::StreamError error = m_progress->connectionError();
    switch (m_progress->connectionState()) {
    case http::StreamState::Closed:
        return {State::Idle, {}, 0, -1};
    case http::StreamState::Connecting:
        return {State::Connecting, error.message, m_progress->connectionAttempt(), -1};
    case http::StreamState::Open:
        return {State::Connected, {}, 0, -1};
    case http::StreamState::Waiting:
        return {State::Waiting, error.message, m_progress->connectionAttempt(),
                m_progress->nextAttemptInMs()};
    case http::StreamState::Failed:
        return {error.kind == http::StreamError::Kind::NotSignedIn ? State::SignedOut : State::Offline,
                error.message, 0, -1};
    }
    return {};
}

void ProgressController::loadServices()
{
    const quint64 generation = m_generation;
    m_session.client().get(QStringLiteral("/api/containers/%1/services").arg(m_run.id.value), this,
                           [this, generation](const Result<http::JsonReply> &reply) {
                               if (generation != m_generation)
                                   return;
                               if (!reply) {
                                   emit servicesFailed(reply.error().message);
                                   return;
                               }
                               Result<ServiceList> list = serviceListFromJson(reply->body);
                               if (!list) {
                                   emit servicesFailed(list.error().message);
                                   return;
                               }
                               m_services = std::move(*list);
                               emit servicesLoaded();
                           });
}

} // namespace slipway::desktop
