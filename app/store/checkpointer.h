#pragma once
#include "app/base/result.h"
#include <QString>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace slipway::store {

class Connection;

/// Carries what commits left in the write-ahead log over into the database, on a thread and a connection of
/// its own: the two or three fdatasync() of that take 5 ms on an idle disk and 200 ms on a busy one, and
/// whoever commits (then everybody who watches a log) does not wait for them. SQLite, 2.1 and 3.0 of
/// "Write-Ahead Logging": a PASSIVE checkpoint blocks neither readers nor writers.
///
/// A log that is written without a pause is not begun anew meanwhile and would grow for ever: from 64 MB on
/// the writer's own commit ends it (`wal_autocheckpoint`), most of which is then done already.
class Checkpointer
{
public:
    /// Opens `file` on its own thread, with the first checkpoint.
    Checkpointer(QString file, int busyTimeoutMs);
    ~Checkpointer(); ///< ends the thread, after a checkpoint that runs
    Checkpointer(const Checkpointer &) = delete;
    Checkpointer &operator=(const Checkpointer &) = delete;

    /// To be told after each commit about how much it wrote. Thread-safe, never blocks.
    void wrote(qsizetype bytes);

private:
    void run();

    const QString m_file;
    const int m_busyTimeoutMs;
    std::mutex m_mutex;
    std::condition_variable m_work;
    qsizetype m_bytes = 0; // since the last checkpoint
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace slipway::store
