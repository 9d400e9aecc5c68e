#pragma once
#include "app/domain/container.h"
#include "app/jobs/eventstore.h"
#include "net/httpd/streambroadcaster.h"
#include <QHash>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <tuple>

namespace slipway::backend {

/// Topic of the list in the broadcaster; no container's id holds such a character.
inline constexpr char kListTopic[] = "@containers";

/// The list of containers as one stream of frames (GET /api/events), made once for all who read it:
/// `containers` with every row, then `container` and `removed` as things happen. Keeps each row as the API
/// shows it and the newest frames, numbered for the broadcaster; who is further behind gets `containers`
/// again instead of what it missed. So nobody costs memory, and the last state of each container always
/// arrives.
///
/// A row that changes often is sent every Limits::intervalMs; a run's end at once. Thread-safe; has a thread
/// for what was put off.
class ContainerFeed final : public httpd::StreamSource
{
public:
    struct Limits
    {
        int intervalMs = 250;                ///< between two frames of one container
        qsizetype historyBytes = 256 * 1024; ///< of frames that are kept
    };
    using Publish = std::function<void(const httpd::StreamChunk &chunk)>;

    explicit ContainerFeed(Limits limits);
    ContainerFeed();
    ~ContainerFeed() override;
    ContainerFeed(const ContainerFeed &) = delete;
    ContainerFeed &operator=(const ContainerFeed &) = delete;

    /// What is there already, newest first, before begin().
    void keep(const Container &container);
    /// Where frames go. Once, before anything changes.
    void begin(Publish publish);
    void end(); ///< publishes nothing more
    /// Containers as they are now, new ones among them (EventLog::Watcher).
    void change(const QList<Container> &containers);
    void remove(const ContainerId &id);

    /// The body of GET /api/containers: every row as it is now, newest first. To read ten thousand from the
    /// store instead took half a second and 300 MB.
    QByteArray list() const;
    /// After 0: the whole list. After N: the frames since, or the whole list when they are no longer kept.
    Result<QList<httpd::StreamChunk>> read(const QByteArray &topic, qint64 after,
                                           qsizetype maxBytes) override;

private:
    using Clock = std::chrono::steady_clock;
    /// What of a row can change, all of it, or list() is wrong; compared before the row is written out, since
    /// not every change of a container is one of its row.
    using Face = std::tuple<Lifecycle, int, QString, QString, QString, QString, QString, QString,
                            std::optional<PendingCleanup>>;
    struct Row
    {
        Face face;
        QByteArray json; ///< of `face`
        Clock::time_point sentAt;
        std::optional<Container> late; ///< changed since, waits for its time
    };

    static Face faceOf(const Container &container);
    void take(const Container &container, Clock::time_point now);
    void send(Row &row, const Container &container, Clock::time_point now);
    void publish(QByteArrayView event, const QByteArray &data);
    QByteArray listJson(bool asSent) const;
    httpd::StreamChunk wholeList(qint64 after) const;
    void run();

    const Limits m_limits;
    mutable std::mutex m_mutex;
    std::condition_variable m_work;
    Publish m_publish;
    QList<ContainerId> m_order; // oldest first
    QHash<ContainerId, Row> m_rows;
    std::deque<QByteArray> m_history; // frames up to m_last
    qsizetype m_historyBytes = 0;
    qint64 m_last = 1; // 1 is the list as it was at the start: a frame never has that number
    bool m_stopping = false;
    std::thread m_thread;
};

/// Reads the list's topic from the feed and each other from the store.
class SourceSwitch final : public httpd::StreamSource
{
public:
    SourceSwitch(httpd::StreamSource &list, httpd::StreamSource &others) : m_list(list), m_others(others) {}
    Result<QList<httpd::StreamChunk>> read(const QByteArray &topic, qint64 after,
                                           qsizetype maxBytes) override;

private:
    httpd::StreamSource &m_list;
    httpd::StreamSource &m_others;
};

} // namespace slipway::backend
