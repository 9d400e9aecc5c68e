#include "app/store/checkpointer.h"
#include "app/base/log.h"
#include "app/store/connections.h"

using namespace Qt::Literals::StringLiterals;

namespace slipway::store {
namespace {

constexpr qsizetype kDue = 4 * 1024 * 1024; // about a thousand pages, SQLite's own default

} // namespace

Checkpointer::Checkpointer(QString file, int busyTimeoutMs)
    : m_file(std::move(file)), m_busyTimeoutMs(busyTimeoutMs), m_thread([this] { run(); })
{}

Checkpointer::~Checkpointer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_work.notify_all();
    m_thread.join();
}

void Checkpointer::wrote(qsizetype bytes)
{
    bool due = false;
    {
        const std::lock_guard lock(m_mutex);
        m_bytes += bytes;
        due = m_bytes >= kDue;
    }
    if (due)
        m_work.notify_one();
}

void Checkpointer::run()
{
    std::unique_ptr<Connection> connection;
    for (;;) {
        {
            std::unique_lock lock(m_mutex);
            m_work.wait(lock, [this] { return m_stopping || m_bytes >= kDue; });
            if (m_stopping)
                return; // the last connection that closes does the rest
            m_bytes = 0;
        }
        Result<void> done;
        if (!connection)
            done = Connection::open(m_file, m_busyTimeoutMs).map([&](auto opened) {
                connection = std::move(opened);
            });
        if (done)
            done = connection->exec(u"PRAGMA wal_checkpoint(PASSIVE)"_s, {}).map([](const QVariant &) {});
        // A full disk: the commits stand in the log, and who commits says what is wrong. Tried again with
        // more.
        if (!done)
            qCDebug(lcStore, "Checkpoint: %s", qUtf8Printable(done.error().message));
    }
}

} // namespace slipway::store
