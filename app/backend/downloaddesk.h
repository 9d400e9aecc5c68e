#pragma once
#include "app/jobs/hostcatalog.h"
#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QThreadPool>
#include <memory>

namespace slipway::backend {

/// An OS template on its way to a node, as GET …/downloads shows it.
struct TemplateDownload
{
    enum class State { Running, Done, Error, Cancelled };
    QString id; ///< of this process; unguessable
    QString node;
    QString source;  ///< as asked for: "debian-12-standard", a volume id
    QString storage; ///< as asked for; empty: the node's default
    State state = State::Running;
    QString startedAt; ///< ISO 8601
    QString finishedAt;
    int percent = -1;     ///< as the host's log says; below 0: it does not
    QStringList lines;    ///< of that log, the newest last; at most kLines
    qint64 firstLine = 0; ///< number of the first of them, from 0
    QString installed;    ///< Done: the source that names it from now on
    QString error;        ///< Error: in words for people
};
QJsonObject toJson(const TemplateDownload &download);
/// The last number with a percent sign in a line of wget's or curl's progress; below 0: there is none.
int percentIn(const QString &line);

/// Downloads of OS templates that nobody needs to wait for: each on a thread of its own, one for the same
/// template of a node at a time, told about while it goes on and for a while after. Kept in memory: a restart
/// of slipwayd ends them, and what the host has begun it brings to an end by itself. Lives on the server's
/// thread.
class DownloadDesk : public QObject
{
    Q_OBJECT
public:
    static constexpr int kThreads = 4; ///< at once; further ones wait
    static constexpr int kLines = 200;
    static constexpr int kKept = 20; ///< ended ones of a node

    /// Blocks; gives the source that names it from then on.
    using Work = std::function<Result<QString>(HostCall &call)>;

    explicit DownloadDesk(QObject *parent = nullptr);
    ~DownloadDesk() override; ///< cancels all and waits for the threads

    /// The one that goes on already, or a new one.
    TemplateDownload begin(const QString &node, const QString &source, const QString &storage, Work work);
    QList<TemplateDownload> of(const QString &node) const; ///< newest first
    std::optional<TemplateDownload> find(const QString &node, const QString &id) const;
    /// It ends as Cancelled as soon as its host lets go; what has ended is forgotten. False: there is none.
    bool cancel(const QString &node, const QString &id);

signals:
    void ended(const QString &node);

private:
    struct Entry
    {
        TemplateDownload download;
        CancelToken cancel;
    };
    Entry *entry(const QString &id);
    void hear(const QString &id, const QByteArray &line);
    void end(const QString &id, const Result<QString> &result);
    void forgetOld(const QString &node);

    QList<std::shared_ptr<Entry>> m_all; // newest first
    QThreadPool m_pool;                  // last: its threads end first
};

} // namespace slipway::backend
