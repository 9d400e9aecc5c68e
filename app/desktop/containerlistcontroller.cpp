#include "app/desktop/containerlistcontroller.h"

#include "app/desktop/session.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace slipway::desktop {

namespace {
constexpr int kIdleIntervalMs = 2000;
constexpr int kBusyIntervalMs = 1000;
constexpr int kMaxBackoffMs = 30'000;

bool isBusy(const QList<Container> &containers)
{
    return std::any_of(containers.begin(), containers.end(), [](const Container &c) {
        return !isTerminal(c.lifecycle) && c.lifecycle != Lifecycle::Unknown;
    });
}
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
    connect(&m_timer, &QTimer::timeout, this, &ContainerListController::refresh);
    connect(&session, &Session::usableChanged, this, [this](bool usable) {
        m_failures = 0;
        if (usable)
            refresh();
        else
            m_timer.stop();
    });
    connect(&session, &Session::connectionChanged, this, [this] { setConnection(m_session.connection()); });
}

const Container *ContainerListController::find(const ContainerId &id) const
{
    const auto it = std::find_if(m_containers.begin(), m_containers.end(),
                                 [&](const Container &c) { return c.id == id; });
    return it == m_containers.end() ? nullptr : &*it;
}

void ContainerListController::refresh()
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
                                   take(reply->body);
                               else
                                   refused(reply.error());
                           });
}

void ContainerListController::take(const QByteArray &json)
{
    Result<QList<Container>> read = containersFromJson(json);
    if (!read) {
        refused(read.error());
        return;
    }
    m_failures = 0;
    m_loaded = true;
    m_containers = std::move(*read);
    setConnection({ConnectionInfo::State::Connected, {}, 0, -1});
    emit containersChanged(m_containers);
    m_timer.start(isBusy(m_containers) ? kBusyIntervalMs : kIdleIntervalMs);
}

void ContainerListController::refused(const Error &error)
{
    if (!m_session.isUsable())
        return;
    ++m_failures;
    const int next = qMin(kMaxBackoffMs, 1000 << qMin(m_failures - 1, 5));
    using State = ConnectionInfo::State;
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
    m_connection = info;
    emit connectionChanged();
}

void ContainerListController::remove(const ContainerId &id)
{
    m_session.client().remove(QStringLiteral("/api/containers/") + id.value, this,
                              [this, id](const Result<http::JsonReply> &reply) {
                                  if (!reply && reply.error().code != ErrorCode::NotFound) {
                                      emit removalFailed(id, reply.error().message);
                                      return;
                                  }
                                  emit removed(id);
                                  refresh();
                              });
}

} // namespace slipway::desktop
