#include "app/desktop/containerlistcontroller.h"

#include "app/base/clock.h"
#include "app/desktop/session.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QtConcurrent>

namespace slipway::desktop {

namespace {
constexpr int kIdleIntervalMs = 2000;
constexpr int kBusyIntervalMs = 1000;
constexpr int kMaxBackoffMs = 30'000;
constexpr int kStreamBackoffMs = 10'000;
constexpr int kFrameMs = 50;  // what the eye can follow in a list
constexpr int kLateMs = 1000; // what most answers do not take

using State = ConnectionInfo::State;

bool isBusy(const QList<Container> &containers)
{
    return std::any_of(containers.begin(), containers.end(), [](const Container &c) {
        return !isTerminal(c.lifecycle) && c.lifecycle != Lifecycle::Unknown;
    });
}

QJsonObject objectIn(const QByteArray &json) { return QJsonDocument::fromJson(json).object(); }

} // namespace

Result<QList<Container>> containersFromJson(const QByteArray &json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    const QJsonValue rows = document.isArray() ? QJsonValue(document.array())
                                               : document.object().value(QLatin1StringView("containers"));
    if (!rows.isArray()) {
        return fail(
            ErrorCode::Protocol,
            ContainerListController::tr(
                "Cannot read the list of containers. The answer is not one. Check the server's address."));
    }
    QList<Container> containers;
    const QJsonArray array = rows.toArray();
    for (const QJsonValue &row : array) {
        if (Result<Container> container = containerFromJson(row.toObject()))
            containers.append(*container);
    }
    return containers;
}

ContainerListController::ContainerListController(Session &session, QObject *parent)
    : QObject(parent), m_session(session), m_connection(session.connection())
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ContainerListController::ask);
    connect(&m_stream, &http::EventSource::eventsReceived, this, [this](const http::EventBatch &events) {
        m_held += events;
        takeHeld();
    });
    connect(&m_stream, &http::EventSource::stateChanged, this, &ContainerListController::showStreamState);
    m_late.setSingleShot(true);
    connect(&m_late, &QTimer::timeout, this, &ContainerListController::showAsked);
    connect(&m_stream, &http::EventSource::finished, this, &ContainerListController::streamEnded);
    connect(&session, &Session::usableChanged, this, [this](bool usable) {
        m_failures = 0;
        m_timer.stop();
        ++m_generation;
        m_stream.close();
        if (usable)
            openStream(); // it may be another backend
    });
    connect(&session, &Session::connectionChanged, this, [this] { setConnection(m_session.connection()); });
}

const Container *ContainerListController::find(const ContainerId &id) const
{
    const auto at = m_at.constFind(id.value);
    return at == m_at.cend() ? nullptr : &m_containers.at(*at);
}

void ContainerListController::refresh()
{
    if (!m_session.isUsable())
        return;
    if (m_mode == Mode::Polling)
        ask();
    else if (m_stream.state() == http::StreamState::Waiting)
        m_stream.retryNow();
    else if (m_stream.state() != http::StreamState::Open && m_stream.state() != http::StreamState::Connecting)
        openStream(); // with the headers of now: the token may have been mended
}

void ContainerListController::reload()
{
    if (m_session.isUsable() && m_mode == Mode::Stream && m_stream.state() == http::StreamState::Open)
        openStream();
    else
        refresh();
}

// The stream.

void ContainerListController::openStream()
{
    m_mode = Mode::Stream;
    m_wasOpen = false;
    m_reading = false;
    m_held.clear();
    ++m_generation;
    QUrl url = m_session.server();
    url.setPath(QStringLiteral("/api/events"));
    http::EventSourceOptions options;
    options.headers = m_session.headers();
    options.maxRetryMs = kStreamBackoffMs;
    options.batchIntervalMs = kFrameMs;
    constexpr qsizetype kWholeList = qsizetype(64) * 1024 * 1024; // as much as a short request may bring
    options.limits = {kWholeList, kWholeList};
    m_stream.open(url, options);
}

void ContainerListController::showAsked()
{
    if (m_mode != Mode::Stream || !m_session.isUsable() || m_stream.state() != http::StreamState::Connecting)
        return;
    const QString server = m_session.server().toDisplayString(QUrl::RemoveUserInfo | QUrl::RemovePath);
    setConnection({State::Asked,
                   m_loaded
                       ? tr("Waiting for the list of containers from %1, which has not answered yet. What "
                            "is shown may be old until it does.")
                             .arg(server)
                       : tr("Waiting for the list of containers from %1, which has not answered yet. It "
                            "opens by itself when the answer comes.")
                             .arg(server),
                   0, -1, kLateMs});
}

void ContainerListController::showStreamState()
{
    if (m_stream.state() == http::StreamState::Connecting)
        m_late.start(kLateMs);
    else
        m_late.stop();
    if (m_mode != Mode::Stream || !m_session.isUsable())
        return;
    switch (m_stream.state()) {
    case http::StreamState::Connecting:
        // Before the first word of a backend; later attempts leave the reason of the last one standing.
        if (m_stream.attempt() == 0 && m_connection.state != State::Connected)
            setConnection({State::Connecting, {}, 0, -1});
        break;
    case http::StreamState::Open:
        m_wasOpen = true;
        m_held.clear(); // of the connection before: this one begins with the whole list
        m_reading = false;
        ++m_generation;
        setConnection({State::Connected, {}, 0, -1});
        break;
    case http::StreamState::Waiting:
        setConnection({State::Waiting, reasonOf(m_stream.error()), qMax(1, m_stream.attempt()),
                       m_stream.nextAttemptInMs()});
        m_wasOpen = false;
        break;
    case http::StreamState::Closed:
    case http::StreamState::Failed:
        break;
    }
}

QString ContainerListController::reasonOf(const http::StreamError &error) const
{
    using Kind = http::StreamError::Kind;
    if (error.kind == Kind::HttpStatus)
        return tr("Cannot read the list of containers. The server answered with the error %1. What is shown "
                  "may be old; Slipway tries again by itself.")
            .arg(error.httpStatus);
    if (!m_wasOpen)
        return error.message;
    return error.kind == Kind::Timeout
               ? tr("Cannot hear the backend any more. What is shown may be old; Slipway connects again by "
                    "itself.")
               : tr("The connection to the backend broke. What is shown may be old; Slipway connects again "
                    "by "
                    "itself.");
}

void ContainerListController::streamEnded(const http::StreamError &error)
{
    using Kind = http::StreamError::Kind;
    if (error.kind == Kind::NotSignedIn) {
        setConnection({State::SignedOut,
                       error.httpStatus == 403
                           ? tr("Cannot read the list of containers. You are not allowed to see it.")
                           : m_session.signInAdvice(),
                       0, -1});
        return;
    }
    if (error.kind == Kind::Tls || error.kind == Kind::InvalidUrl) {
        setConnection({State::Offline, error.message, 0, -1});
        return;
    }
    // An older backend. If it is none at all, the plain question says so in better words.
    m_mode = Mode::Polling;
    ask();
}

void ContainerListController::takeHeld()
{
    ListChanges changes;
    while (!m_held.isEmpty() && !m_reading) {
        const sse::Event event = m_held.takeFirst();
        if (event.type == "containers") {
            changes = {}; // the whole list knows them
            takeWhole(QByteArray(event.data.constData(), event.data.size()));
        } else if (event.type == "container") {
            takeRow(event.data, changes);
        } else if (event.type == "removed") {
            takeRemoved(event.data, changes);
        } else if (event.type == "heartbeat") {
            const QString time = objectIn(event.data).value(QLatin1StringView("time")).toString();
            if (const qint64 stamp = parseIsoTimestamp(time.toLatin1()); stamp > 0)
                emit timeHeard(stamp);
        }
    }
    if (!changes.isEmpty())
        apply(changes);
}

void ContainerListController::takeWhole(const QByteArray &json)
{
    m_reading = true;
    const quint64 generation = m_generation;
    QtConcurrent::run([json] {
        return containersFromJson(json);
    }).then(this, [this, generation](const Result<QList<Container>> &read) {
        if (generation != m_generation)
            return;
        m_reading = false;
        if (read)
            setContainers(*read);
        takeHeld();
    });
}

void ContainerListController::takeRow(const QByteArray &json, ListChanges &changes)
{
    const auto row = containerFromJson(objectIn(json).value(QLatin1StringView("container")).toObject());
    if (!row)
        return;
    const auto known = std::find_if(changes.changed.begin(), changes.changed.end(),
                                    [&](const Container &c) { return c.id == row->id; });
    if (known != changes.changed.end())
        *known = *row;
    else
        changes.changed.append(*row);
    changes.removed.removeAll(row->id);
}

void ContainerListController::takeRemoved(const QByteArray &json, ListChanges &changes)
{
    const ContainerId id{objectIn(json).value(QLatin1StringView("id")).toString()};
    changes.changed.removeIf([&](const Container &c) { return c.id == id; });
    if (m_at.contains(id.value) && !changes.removed.contains(id))
        changes.removed.append(id);
}

void ContainerListController::apply(const ListChanges &changes)
{
    for (const Container &container : changes.changed) {
        const auto at = m_at.constFind(container.id.value);
        if (at != m_at.cend()) {
            m_containers[*at] = container;
        } else {
            m_at.insert(container.id.value, m_containers.size());
            m_containers.append(container);
        }
    }
    if (!changes.removed.isEmpty()) {
        m_containers.removeIf([&](const Container &c) { return changes.removed.contains(c.id); });
        m_at.clear();
        for (qsizetype at = 0; at < m_containers.size(); ++at)
            m_at.insert(m_containers.at(at).id.value, at);
    }
    emit rowsChanged(changes);
}

void ContainerListController::setContainers(QList<Container> containers)
{
    m_failures = 0;
    m_loaded = true;
    m_containers = std::move(containers);
    m_at.clear();
    for (qsizetype at = 0; at < m_containers.size(); ++at)
        m_at.insert(m_containers.at(at).id.value, at);
    emit containersChanged(m_containers);
}

// Questions, for a backend without the stream.

void ContainerListController::ask()
{
    m_timer.stop();
    if (!m_session.isUsable())
        return;
    const quint64 generation = ++m_generation;
    m_session.client().get(QStringLiteral("/api/containers"), this,
                           [this, generation](const Result<http::JsonReply> &reply) {
                               if (generation != m_generation)
                                   return;
                               if (reply)
                                   takeAnswer(reply->body);
                               else
                                   refused(reply.error());
                           });
}

void ContainerListController::takeAnswer(const QByteArray &json)
{
    Result<QList<Container>> read = containersFromJson(json);
    if (!read) {
        refused(read.error());
        return;
    }
    const bool wasAway = m_failures > 0;
    setConnection({State::Connected, {}, 0, -1});
    setContainers(std::move(*read));
    if (wasAway) // what came back may be newer
        openStream();
    else
        m_timer.start(isBusy(m_containers) ? kBusyIntervalMs : kIdleIntervalMs);
}

void ContainerListController::refused(const Error &error)
{
    if (!m_session.isUsable())
        return;
    ++m_failures;
    const int next = qMin(kMaxBackoffMs, 1000 << qMin(m_failures - 1, 5));
    // Asking again would not help. What the server says is meant for who writes a client.
    if (error.code == ErrorCode::Unauthorized)
        setConnection({State::SignedOut, m_session.signInAdvice(), 0, -1});
    else if (error.code == ErrorCode::Forbidden)
        setConnection({State::SignedOut, error.message, 0, -1});
    else
        setConnection({State::Waiting, error.message, m_failures, next});
    if (m_connection.state == State::Waiting)
        m_timer.start(next);
}

void ContainerListController::setConnection(const ConnectionInfo &info)
{
    if (m_connection == info)
        return;
    const bool isBack = info.state == State::Connected && m_connection.state != State::Connected;
    m_connection = info;
    emit connectionChanged();
    if (isBack)
        m_session.backendAnswers();
}

void ContainerListController::remove(const ContainerId &id)
{
    if (m_removing.contains(id))
        return;
    m_removing.append(id);
    emit removing(id);
    m_session.client().remove(QStringLiteral("/api/containers/") + id.value, this,
                              [this, id](const Result<http::JsonReply> &reply) {
                                  m_removing.removeAll(id);
                                  if (!reply && reply.error().code != ErrorCode::NotFound) {
                                      emit removalFailed(id, reply.error().message);
                                      return;
                                  }
                                  emit removed(id);
                                  if (m_mode == Mode::Polling)
                                      refresh();
                                  else if (m_at.contains(id.value)) // the stream will say the same
                                      apply({{}, {id}});
                              });
}

} // namespace slipway::desktop
