#pragma once
#include "app/desktop/connectioninfo.h"
#include "app/domain/container.h"

#include <QObject>
#include <QTimer>

namespace slipway::desktop {

class Session;

/// Keeps the list of containers fresh: asks every 2 s (every second while something is being created), backs
/// off while the backend does not answer, and is the one who knows whether it does. GUI thread, no widgets.
class ContainerListController : public QObject
{
    Q_OBJECT
public:
    explicit ContainerListController(Session &session, QObject *parent = nullptr);

    const QList<Container> &containers() const { return m_containers; }
    const Container *find(const ContainerId &id) const;
    bool isLoaded() const { return m_loaded; }
    const ConnectionInfo &connection() const { return m_connection; }

public slots:
    void refresh(); ///< asks now
    void remove(const slipway::ContainerId &id);

signals:
    void containersChanged(const QList<slipway::Container> &containers);
    void connectionChanged();
    void removed(const slipway::ContainerId &id);
    void removalFailed(const slipway::ContainerId &id, const QString &message);

private:
    void take(const QByteArray &json);
    void refused(const Error &error);
    void setConnection(const ConnectionInfo &info);

    Session &m_session;
    QTimer m_timer;
    QList<Container> m_containers;
    ConnectionInfo m_connection;
    int m_failures = 0;
    quint64 m_generation = 0; // an answer to an older question is dropped
    bool m_loaded = false;
};

/// Body of GET /api/containers. Rows that cannot be read are left out.
Result<QList<Container>> containersFromJson(const QByteArray &json);

} // namespace slipway::desktop
