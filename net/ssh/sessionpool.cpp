#include "net/ssh/sessionpool.h"
#include "net/ssh/wait.h"
#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QHash>
#include <QRandomGenerator>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace slipway::ssh {

namespace {

using Clock = std::chrono::steady_clock;
constexpr int kOpenAttempts = 4;

QByteArray newSalt()
{
    QByteArray salt(32, Qt::Uninitialized);
    QRandomGenerator::system()->generate(reinterpret_cast<quint32 *>(salt.data()),
                                         reinterpret_cast<quint32 *>(salt.data() + salt.size()));
    return salt;
}

// Everything by which two sign-ins differ, as a hash, so that no key of the table holds a secret.
QByteArray keyOf(const Options &options, const QByteArray &salt)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto add = [&hash](QByteArrayView part) {
        hash.addData(QByteArray::number(part.size()) + ':');
        hash.addData(part);
    };
    add(salt);
    add(options.host.toUtf8());
    add(QByteArray::number(options.port));
    add(options.user.toUtf8());
    add(options.hostKeySha256.toUtf8());
    add(QByteArray::number(qint64(options.keepAlive.interval.count())));
    add(QByteArray::number(qint64(options.keepAlive.lostAfter.count())));
    add(QByteArray::number(int(options.auth.index())));
    if (const auto *password = std::get_if<Password>(&options.auth)) {
        add(password->secret.reveal());
    } else if (const auto *key = std::get_if<Key>(&options.auth)) {
        add(key->pem.reveal());
        add(key->passphrase.reveal());
    } else if (const auto *agent = std::get_if<Agent>(&options.auth)) {
        add(agent->socket.toUtf8());
    }
    return hash.result();
}

struct Idle
{
    std::unique_ptr<Session> session;
    Clock::time_point since;
};
struct Shelf
{
    std::vector<Idle> idle; // the one used last stands last
    int leased = 0;         // handed out, or being opened
    int opening = 0;
};

} // namespace

struct SessionPool::Private
{
    explicit Private(const Limits &given) : limits(given), salt(newSalt()) {}

    const Limits limits;
    const QByteArray salt;
    mutable std::mutex mutex;
    std::condition_variable changed;
    QHash<QByteArray, std::shared_ptr<Shelf>> shelves;
    bool isEnding = false;
    std::thread sweeper; // started with the first session that comes back

    template<typename Ready>
    bool waitFor(std::unique_lock<std::mutex> &lock, const Cancel &cancel, Ready ready);
    std::unique_ptr<Session> takeIdle(Shelf &shelf);
    Outcome<std::unique_ptr<Session>> open(Shelf &shelf, const Options &options, const Cancel &cancel);
    void giveBack(const QByteArray &key, std::unique_ptr<Session> session);
    void sweep();
    std::vector<std::unique_ptr<Session>> takeExpired(Clock::time_point now);
};

// Waits with the lock until ready() or the caller is told to stop; Cancel is asked without the lock.
template<typename Ready>
bool SessionPool::Private::waitFor(std::unique_lock<std::mutex> &lock, const Cancel &cancel, Ready ready)
{
    while (!ready()) {
        changed.wait_for(lock, std::chrono::milliseconds(kSliceMs));
        lock.unlock();
        const bool isStopped = isCancelled(cancel);
        lock.lock();
        if (isStopped)
            return false;
    }
    return true;
}

std::unique_ptr<Session> SessionPool::Private::takeIdle(Shelf &shelf)
{
    if (shelf.idle.empty())
        return {};
    std::unique_ptr<Session> session = std::move(shelf.idle.back().session);
    shelf.idle.pop_back();
    return session;
}

// Not all at once, and again after a pause when the server was too busy to agree on keys: sshd refuses at
// random when many have not signed in yet. Nothing was sent by then, so that repeating is safe.
Outcome<std::unique_ptr<Session>> SessionPool::Private::open(Shelf &shelf, const Options &options,
                                                             const Cancel &cancel)
{
    for (int attempt = 1;; ++attempt) {
        {
            std::unique_lock lock(mutex);
            if (!waitFor(lock, cancel, [&] { return shelf.opening < limits.opening; }))
                return cancelledFailure(place(options.host, options.port));
            ++shelf.opening;
        }
        auto session = Session::open(options, cancel);
        {
            const std::lock_guard lock(mutex);
            --shelf.opening;
        }
        changed.notify_all();
        if (session || session.error().kind != Kind::Dropped || attempt == kOpenAttempts)
            return session;
        std::unique_lock lock(mutex);
        const auto until = Clock::now() + std::chrono::milliseconds(200 * attempt);
        if (!waitFor(lock, cancel, [until] { return Clock::now() >= until; }))
            return cancelledFailure(place(options.host, options.port));
    }
}

void SessionPool::Private::giveBack(const QByteArray &key, std::unique_ptr<Session> session)
{
    {
        const std::lock_guard lock(mutex);
        Shelf &shelf = *shelves.value(key);
        --shelf.leased;
        if (session && session->isUsable() && !isEnding) {
            shelf.idle.push_back({std::move(session), Clock::now()});
            if (!sweeper.joinable())
                sweeper = std::thread([this] { sweep(); });
        }
    }
    changed.notify_all(); // what is left in `session` is closed without the lock
}

std::vector<std::unique_ptr<Session>> SessionPool::Private::takeExpired(Clock::time_point now)
{
    std::vector<std::unique_ptr<Session>> expired;
    for (auto it = shelves.begin(); it != shelves.end();) {
        std::vector<Idle> &idle = (*it)->idle;
        while (!idle.empty() && now - idle.front().since >= limits.idle) {
            expired.push_back(std::move(idle.front().session));
            idle.erase(idle.begin());
        }
        it = idle.empty() && (*it)->leased == 0 ? shelves.erase(it) : std::next(it);
    }
    return expired;
}

void SessionPool::Private::sweep()
{
    std::unique_lock lock(mutex);
    while (!isEnding) {
        changed.wait_for(lock, std::clamp<Clock::duration>(limits.idle / 4, std::chrono::milliseconds(50),
                                                           std::chrono::seconds(5)));
        auto expired = takeExpired(Clock::now());
        lock.unlock();
        expired.clear();
        lock.lock();
    }
}

SessionPool::SessionPool() : SessionPool(Limits()) {}
SessionPool::SessionPool(const Limits &limits) : d(std::make_unique<Private>(limits)) {}

SessionPool::~SessionPool()
{
    {
        const std::lock_guard lock(d->mutex);
        d->isEnding = true;
    }
    d->changed.notify_all();
    if (d->sweeper.joinable())
        d->sweeper.join();
}

Outcome<SessionPool::Lease> SessionPool::acquire(const Options &options, const Cancel &cancel)
{
    const QByteArray key = keyOf(options, d->salt);
    std::unique_lock lock(d->mutex);
    std::shared_ptr<Shelf> shelf;
    const bool hasRoom = d->waitFor(lock, cancel, [&] {
        shelf = d->shelves.value(key); // the sweeper removes empty ones
        if (!shelf)
            d->shelves.insert(key, shelf = std::make_shared<Shelf>());
        return shelf->leased < d->limits.sessions;
    });
    if (!hasRoom)
        return cancelledFailure(place(options.host, options.port));
    ++shelf->leased;
    while (!shelf->idle.empty()) {
        const bool isFresh = Clock::now() - shelf->idle.back().since < d->limits.trustedFor;
        std::unique_ptr<Session> session = d->takeIdle(*shelf);
        lock.unlock();
        if (session->isUsable() && (isFresh || session->ping(cancel)))
            return Lease(this, key, std::move(session));
        session.reset();
        lock.lock();
    }
    lock.unlock();
    auto session = d->open(*shelf, options, cancel);
    if (session)
        return Lease(this, key, std::move(*session));
    d->giveBack(key, nullptr);
    return tl::unexpected(session.error());
}

void SessionPool::closeIdle()
{
    std::vector<Idle> closed;
    const std::lock_guard lock(d->mutex);
    for (const auto &shelf : std::as_const(d->shelves)) {
        for (Idle &idle : shelf->idle)
            closed.push_back(std::move(idle));
        shelf->idle.clear();
    }
}

int SessionPool::idleCount() const
{
    const std::lock_guard lock(d->mutex);
    int count = 0;
    for (const auto &shelf : std::as_const(d->shelves))
        count += int(shelf->idle.size());
    return count;
}

SessionPool::Lease::Lease(SessionPool *pool, QByteArray key, std::unique_ptr<Session> session)
    : m_pool(pool), m_key(std::move(key)), m_session(std::move(session))
{}

SessionPool::Lease &SessionPool::Lease::operator=(Lease &&other) noexcept
{
    if (this != &other) {
        giveBack();
        m_pool = other.m_pool;
        m_key = std::move(other.m_key);
        m_session = std::move(other.m_session);
    }
    return *this;
}

SessionPool::Lease::~Lease() { giveBack(); }

void SessionPool::Lease::giveBack()
{
    if (m_session)
        m_pool->d->giveBack(m_key, std::move(m_session));
}

} // namespace slipway::ssh
