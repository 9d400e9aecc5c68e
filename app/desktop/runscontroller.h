#pragma once
#include "app/desktop/timeleft.h"
#include "app/domain/container.h"
#include "app/progress/containerprogress.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>
#include <map>
#include <memory>

namespace slipway::desktop {

class Session;

/// What is seen of a run in passing.
struct RunGlance
{
    Snapshot snapshot;
    QStringList lastLines; ///< the newest last, without colours
    bool isLive = false;   ///< its stream is open; false: this is how it stood
    bool isCancelling = false;
    ServerClock clock;
};

/// Follows some runs at once, for whoever sees them side by side: those that are wanted, at most kStreams. A
/// stream begins near its end, so that looking at a run of a million lines costs no more than looking at a
/// short one. Signals at most every 100 ms. GUI thread, no widgets.
class RunsController : public QObject
{
    Q_OBJECT
public:
    static constexpr int kStreams = 12; ///< more tiles are rarely in sight
    static constexpr int kLooks = 2;    ///< at once, at runs that are not streamed
    static constexpr int kLines = 4;

    explicit RunsController(Session &session, QObject *parent = nullptr);
    ~RunsController() override;

    /// Those in sight, the most important first; the others are let go.
    void setWanted(const QList<ContainerId> &wanted);
    /// Rows in sight that are not streamed: how one stands, with its times and what it is expected to take,
    /// is asked when its row says more than is known. Those of before are not asked about any more.
    void lookAt(const QList<Container> &rows);
    const RunGlance *glance(const ContainerId &id) const; ///< null: nothing is known but its row
    int streams() const { return int(m_streams.size()); }

public slots:
    void hearServer(qint64 stampMs); ///< the server said so just now
    void cancel(const slipway::ContainerId &id);
    void retryNow();

signals:
    void glancesChanged(const QList<slipway::ContainerId> &ids);
    void cancelFailed(const slipway::ContainerId &id, const QString &message);

private:
    void begin(const ContainerId &id);
    void follow(const ContainerId &id, qint64 seq);
    void lookNext();
    void takeLook(const ContainerId &id, const QJsonObject &object);
    void touch(const ContainerId &id);

    Session &m_session;
    // Null while it is asked where its stream ends.
    std::map<QString, std::unique_ptr<ContainerProgress>> m_streams;
    QHash<QString, RunGlance> m_glances;
    QList<ContainerId> m_toLook;
    QSet<QString> m_looking;
    ServerClock m_clock; // for runs without a stream, which say nothing by themselves
    QSet<QString> m_touched;
    QTimer m_tell;
};

} // namespace slipway::desktop
