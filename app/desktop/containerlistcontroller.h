#pragma once
#include "app/desktop/connectioninfo.h"
#include "app/domain/container.h"
#include "net/http/eventsource.h"

#include <QHash>
#include <QObject>
#include <QTimer>

namespace slipway::desktop {

class Session;

/// What became different in the list since it was last told.
struct ListChanges
{
    QList<Container> changed; ///< new rows and new states of known ones, each once
    QList<ContainerId> removed;
    bool isEmpty() const { return changed.isEmpty() && removed.isEmpty(); }
};

/// Keeps the list of containers fresh and is the one who knows whether the backend answers.
///
/// Follows GET /api/events: one stream that begins with the whole list and goes on with single rows. It
/// resumes by itself after a cut. A backend that has no such stream is asked every 2 s instead (every second
/// while something is being created), and again for its stream once it was away. GUI thread, no widgets; a
/// long list is read on another thread, so that the loop stays alive. A backend that takes its time is waited
/// for (as EventSourceOptions says), and connection() says so from the second second on.
class ContainerListController : public QObject
{
    Q_OBJECT
public:
    explicit ContainerListController(Session &session, QObject *parent = nullptr);

    const QList<Container> &containers() const { return m_containers; }
    const Container *find(const ContainerId &id) const; ///< valid until the next signal
    bool isLoaded() const { return m_loaded; }
    bool isStreaming() const { return m_mode == Mode::Stream; } ///< false: the backend is polled
    const ConnectionInfo &connection() const { return m_connection; }
    bool isRemoving(const ContainerId &id) const { return m_removing.contains(id); }

public slots:
    void refresh(); ///< asks now what is not followed; tries at once to reach a backend that is away
    void reload();  ///< the same, and a list that is followed is read anew
    void remove(const slipway::ContainerId &id);

signals:
    /// The whole list, when it was read as a whole.
    void containersChanged(const QList<slipway::Container> &containers);
    /// Rows, as the stream brings them; containers() has them already.
    void rowsChanged(const slipway::desktop::ListChanges &changes);
    void connectionChanged();
    void timeHeard(qint64 stampMs); ///< of the backend's clock, as a heartbeat says it, since the epoch
    void removing(const slipway::ContainerId &id); ///< asked for, not answered yet
    void removed(const slipway::ContainerId &id);
    void removalFailed(const slipway::ContainerId &id, const QString &message);

private:
    enum class Mode { Stream, Polling };

    void openStream();
    void showStreamState();
    void showAsked();
    void streamEnded(const http::StreamError &error);
    void takeHeld();
    void takeWhole(const QByteArray &json);
    void takeRow(const QByteArray &json, ListChanges &changes);
    void takeRemoved(const QByteArray &json, ListChanges &changes);
    void apply(const ListChanges &changes);
    void setContainers(QList<Container> containers);
    void ask();
    void takeAnswer(const QByteArray &json);
    void refused(const Error &error);
    void setConnection(const ConnectionInfo &info);
    QString reasonOf(const http::StreamError &error) const;

    Session &m_session;
    http::EventSource m_stream;
    Mode m_mode = Mode::Stream;
    bool m_wasOpen = false; // the stream, since the last failed attempt
    bool m_reading = false; // a whole list, on another thread; what comes after it waits
    QList<sse::Event> m_held;
    QTimer m_timer;
    QTimer m_late; // since the stream was asked for
    QList<Container> m_containers;
    QHash<QString, qsizetype> m_at; // id → place in m_containers
    QList<ContainerId> m_removing;
    ConnectionInfo m_connection;
    int m_failures = 0;
    quint64 m_generation = 0; // an answer to an older question is dropped
    bool m_loaded = false;
};

/// Body of GET /api/containers, data of `event: containers`. Rows that cannot be read are left out. Any
/// thread.
Result<QList<Container>> containersFromJson(const QByteArray &json);

} // namespace slipway::desktop
