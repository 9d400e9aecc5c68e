#include "app/desktop/progresscontroller.h"

#include "app/desktop/session.h"

#include <QRegularExpression>

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

QString plain(const QString &text)
{
    static const QRegularExpression ansi(QStringLiteral("\x1b\\[[0-9;:]*[A-Za-z]"));
    return QString(text).remove(ansi);
}

} // namespace

ProgressController::ProgressController(Session &session, QObject *parent)
    : QObject(parent), m_session(session)
{
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
    m_progress = std::make_unique<ContainerProgress>();
    ContainerProgress *progress = m_progress.get();
    connect(progress, &ContainerProgress::changed, this, &ProgressController::refresh);
    connect(progress, &ContainerProgress::logAppended, this, &ProgressController::linesAppended);
    connect(progress, &ContainerProgress::connectionChanged, this, [this] {
        refresh();
        emit connectionChanged();
    });
    connect(progress, &ContainerProgress::finished, this, [this] {
        refresh();
        if (m_run.phase == RunPhase::Complete)
            loadServices();
    });
    emit restarted();
    refresh();
    progress->watch(m_session.server(), known.id, m_session.headers());
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
            lines.prepend(plain(it->text));
    }
    return lines;
}

void ProgressController::refresh()
{
    if (!m_progress)
        return;
    m_run.phase = phaseOf(*m_progress);
    m_run.snapshot = m_progress->snapshot();
    if (!m_run.snapshot.hostname.isEmpty())
        m_run.hostname = m_run.snapshot.hostname;
    const bool final = m_progress->connectionState() == http::StreamState::Failed;
    m_run.connectionProblem = final ? m_progress->connectionError().message : QString();
    if (m_run.phase == RunPhase::Error)
        m_run.lastLines = lastLines(kLastLines);
    emit runChanged(m_run);
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
