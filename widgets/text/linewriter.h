#pragma once
#include "widgets/text/linechunk.h"
#include "widgets/text/scriptfilter.h"
#include "widgets/text/workerthreads.h"
#include <QObject>
#include <QTimer>

namespace slipway::text {

/// What of the lines is written.
struct WriteOptions
{
    bool withTimes = true; ///< "2026-11-21T16:37:26.805Z " before each line whose time is known
    ScriptFilter filter;
};

/// From (`first`, `firstColumn`) to (`last`, `lastColumn`), columns in QString characters, `last` inclusive.
struct TextRange
{
    LineNumber first;
    int firstColumn = 0;
    LineNumber last;
    int lastColumn = 0;
};

/// Plain text of a range, lines joined by '\n', none at the end. Any thread.
QString plainText(const LineSnapshot &lines, const TextRange &range, const WriteOptions &options);

/// Writes lines into a file on a thread of its own; what stood there before survives every failure
/// (QSaveFile). One job at a time. Lives on one thread and reports there. Destroying it cancels.
class LineSaver : public QObject
{
    Q_OBJECT
public:
    explicit LineSaver(QObject *parent = nullptr);
    ~LineSaver() override;

    /// Ignored while a job runs.
    void save(const QString &path, const LineSnapshot &lines, const WriteOptions &options);
    void cancel();
    bool isRunning() const { return m_job != nullptr; }

signals:
    void progressed(qint64 lines, qint64 total);
    /// Once per save(): empty = all is on disk; otherwise what went wrong, for people.
    void finished(const QString &path, const QString &error);

private:
    struct Job;
    void takeProgress();
    std::shared_ptr<Job> m_job;
    QTimer m_look;             ///< runs while a job does: the worker posts nothing, we look how far it is
    WorkerThreads m_worker{1}; ///< last: joined before anything it uses goes
};

} // namespace slipway::text
