#include "tests/fakes/fakepve.h"
#include "tests/fakes/fakepve/engine.h"
#include <QEventLoop>
#include <QUuid>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

using namespace Qt::Literals::StringLiterals;

namespace slipway::fakes {

using pve::Engine;

namespace {

// What other threads ask for is handed over under a mutex of the standard library, which ThreadSanitizer
// sees.
class Errands : public QObject
{
    Q_OBJECT
public:
    /// Runs it in the thread of this object and waits for its end.
    void carryOut(const std::function<void()> &errand)
    {
        std::atomic<bool> isDone = false;
        {
            const std::scoped_lock lock(m_mutex);
            m_waiting.push_back({&errand, &isDone});
        }
        QMetaObject::invokeMethod(this, "work", Qt::QueuedConnection);
        std::unique_lock lock(m_mutex);
        // An atomic, although under the mutex: what happens inside wait() ThreadSanitizer does not see.
        m_changed.wait(lock, [&isDone] { return isDone.load(std::memory_order_acquire); });
    }

private slots:
    void work()
    {
        std::unique_lock lock(m_mutex);
        while (!m_waiting.empty()) {
            const Entry entry = m_waiting.front();
            m_waiting.pop_front();
            lock.unlock();
            (*entry.errand)();
            lock.lock();
            entry.isDone->store(true, std::memory_order_release);
            m_changed.notify_all();
        }
    }

private:
    struct Entry
    {
        const std::function<void()> *errand;
        std::atomic<bool> *isDone;
    };
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Entry> m_waiting;
};

} // namespace

// The engine lives and dies in a thread of its own. Not a QThread: its wait() comes back before the last of
// the thread is gone, what OpenSSL keeps for each thread among it, which LeakSanitizer then takes for lost.
class FakePve::Thread
{
public:
    explicit Thread(const FakePveOptions &options)
    {
        std::promise<void> isUp;
        m_thread = std::thread([this, &isUp] {
            QEventLoop loop;
            Errands errands;
            m_loop = &loop;
            m_errands = &errands;
            isUp.set_value();
            loop.exec();
        });
        isUp.get_future().wait();
        inside([&] {
            m_engine = std::make_unique<Engine>(options);
            m_error = m_engine->start();
        });
    }

    ~Thread()
    {
        // A hook may be asking this object something: it must be answered until the last hook is done.
        inside([this] { m_engine->retire(); });
        m_engine->waitForHooks();
        inside([this] { m_engine.reset(); });
        QMetaObject::invokeMethod(m_loop, &QEventLoop::quit, Qt::QueuedConnection);
        m_thread.join();
    }

    void inside(const std::function<void()> &function)
    {
        if (std::this_thread::get_id() == m_thread.get_id())
            function();
        else
            m_errands->carryOut(function);
    }

    template<typename Function>
    auto ask(Function &&function)
    {
        decltype(function(std::declval<Engine &>())) result{};
        inside([&] { result = function(*m_engine); });
        return result;
    }

    template<typename Function>
    void tell(Function &&function)
    {
        inside([&] { function(*m_engine); });
    }

    QString error() const { return m_error; }

private:
    std::thread m_thread;
    QEventLoop *m_loop = nullptr; // of the thread
    Errands *m_errands = nullptr; // likewise
    std::unique_ptr<Engine> m_engine;
    QString m_error;
};

FakePve::FakePve(const FakePveOptions &options) : m_thread(std::make_unique<Thread>(options)) {}

FakePve::~FakePve() = default;

QString FakePve::errorString() const { return m_thread->error(); }

quint16 FakePve::port() const
{
    return m_thread->ask([](Engine &engine) { return engine.port(); });
}

QUrl FakePve::url(const QString &path) const
{
    const bool tls = m_thread->ask([](Engine &engine) { return engine.options().tls; });
    return QUrl(u"%1://127.0.0.1:%2%3"_s.arg(tls ? u"https"_s : u"http"_s).arg(port()).arg(path));
}

QSslCertificate FakePve::certificate() const
{
    return m_thread->ask([](Engine &engine) { return engine.certificate(); });
}

QString FakePve::fingerprint() const
{
    return QString::fromLatin1(certificate().digest(QCryptographicHash::Sha256).toHex(':').toUpper());
}

bool FakePve::setReachable(bool reachable)
{
    return m_thread->ask([&](Engine &engine) { return engine.setReachable(reachable); });
}

void FakePve::changeCertificate()
{
    m_thread->tell([](Engine &engine) { engine.makeCertificate(); });
}

QString FakePve::defaultTemplate() { return u"local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst"_s; }

void FakePve::addUser(const QString &userId, const QString &password)
{
    m_thread->tell([&](Engine &engine) { engine.users.insert(userId, {password, {}}); });
}

void FakePve::setOneTimePassword(const QString &userId, const QString &code)
{
    m_thread->tell([&](Engine &engine) { engine.users[userId].otp = code; });
}

QByteArray FakePve::addToken(const QString &userId, const QString &tokenId, bool privilegeSeparation)
{
    const QString name = userId + u'!' + tokenId;
    const QString secret = QUuid::createUuid().toString(QUuid::WithoutBraces);
    m_thread->tell([&](Engine &engine) { engine.tokens.insert(name, {secret, privilegeSeparation}); });
    return "PVEAPIToken=" + name.toUtf8() + '=' + secret.toLatin1();
}

void FakePve::grant(const QString &who, const QString &path, const QStringList &privileges, bool propagate)
{
    m_thread->tell([&](Engine &engine) { engine.grants[who].insert(path, {privileges, propagate}); });
}

void FakePve::expireTickets()
{
    m_thread->tell([](Engine &engine) { engine.expireTickets(); });
}

void FakePve::advanceClock(std::chrono::seconds by)
{
    m_thread->tell([&](Engine &engine) { engine.clockOffset += by; });
}

QByteArray FakePve::ticketFor(const QString &userId)
{
    return m_thread->ask([&](Engine &engine) { return engine.makeTicket(userId).toUtf8(); });
}

QByteArray FakePve::csrfTokenFor(const QString &userId)
{
    return m_thread->ask([&](Engine &engine) { return engine.csrfToken(userId, engine.seconds()).toUtf8(); });
}

void FakePve::addNode(const QString &name, bool online)
{
    m_thread->tell([&](Engine &engine) {
        pve::Node node = engine.nodes.value(engine.options().node);
        node.name = name;
        node.online = online;
        for (auto volume = node.volumes.begin(); volume != node.volumes.end();)
            volume = volume->vmid > 0 ? node.volumes.erase(volume) : std::next(volume);
        engine.nodes.insert(name, node);
    });
}

void FakePve::setNodeOnline(const QString &name, bool online)
{
    m_thread->tell([&](Engine &engine) { engine.nodes[name].online = online; });
}

void FakePve::addStorage(const QString &node, const PveStorage &storage)
{
    m_thread->tell([&](Engine &engine) { engine.nodes[node].storages.insert(storage.name, storage); });
}

void FakePve::addBridge(const QString &node, const QString &name, bool active)
{
    m_thread->tell([&](Engine &engine) { engine.nodes[node].bridges.insert(name, active); });
}

void FakePve::addPool(const QString &name)
{
    m_thread->tell([&](Engine &engine) { engine.pools.append(name); });
}

void FakePve::addTemplate(const QString &node, const QString &volumeId, qint64 size)
{
    m_thread->tell([&](Engine &engine) {
        engine.nodes[node].volumes.insert(volumeId, {volumeId, size, engine.seconds(), 0});
    });
}

void FakePve::removeTemplate(const QString &node, const QString &volumeId)
{
    m_thread->tell([&](Engine &engine) { engine.nodes[node].volumes.remove(volumeId); });
}

void FakePve::addAppliance(const QString &file, const QString &os, const QString &headline)
{
    m_thread->tell([&](Engine &engine) { engine.appliances.append({file, os, headline}); });
}

void FakePve::addContainer(const PveContainer &container)
{
    m_thread->tell([&](Engine &engine) {
        PveContainer added = container;
        if (added.running && added.startedAt.isNull())
            added.startedAt = engine.now();
        engine.containers.insert(added.vmid, added);
    });
}

std::optional<PveContainer> FakePve::container(int vmid) const
{
    return m_thread->ask([&](Engine &engine) {
        const auto found = engine.containers.constFind(vmid);
        return found == engine.containers.constEnd() ? std::nullopt : std::optional(*found);
    });
}

QList<PveContainer> FakePve::containers() const
{
    return m_thread->ask([](Engine &engine) { return engine.containers.values(); });
}

void FakePve::setLock(int vmid, const QString &lock)
{
    m_thread->tell([&](Engine &engine) { engine.containers[vmid].lock = lock; });
}

void FakePve::setIgnoresShutdown(int vmid, bool ignores)
{
    m_thread->tell([&](Engine &engine) { engine.containers[vmid].ignoresShutdown = ignores; });
}

void FakePve::setAddress(int vmid, const QString &ipv4)
{
    m_thread->tell([&](Engine &engine) {
        engine.containers[vmid].ipv4 = ipv4;
        engine.containers[vmid].addressAt = {};
    });
}

void FakePve::setAddressDelay(std::chrono::milliseconds delay)
{
    m_thread->tell([&](Engine &engine) { engine.addressDelay = delay; });
}

QList<PveTask> FakePve::tasks() const
{
    return m_thread->ask([](Engine &engine) {
        QList<PveTask> list;
        for (const auto &task : std::as_const(engine.tasks))
            list.append(task->told);
        return list;
    });
}

void FakePve::finishTask(const QString &upid, const QString &exitStatus)
{
    m_thread->tell([&](Engine &engine) { engine.finishTask(upid, exitStatus); });
}

void FakePve::inject(const PveFault &fault)
{
    m_thread->tell([&](Engine &engine) { engine.faults.append(fault); });
}

void FakePve::clearFaults()
{
    m_thread->tell([](Engine &engine) { engine.faults.clear(); });
}

int FakePve::pendingFaults() const
{
    return m_thread->ask([](Engine &engine) {
        return int(std::count_if(engine.faults.begin(), engine.faults.end(),
                                 [](const PveFault &fault) { return fault.count > 0; }));
    });
}

void FakePve::setHooks(const PveHooks &hooks)
{
    m_thread->tell([&](Engine &engine) { engine.hooks = hooks; });
}

QList<PveRequest> FakePve::requests() const
{
    return m_thread->ask([](Engine &engine) { return engine.requests; });
}

QList<PveRequest> FakePve::requests(const QString &method, const QString &pathPattern) const
{
    const QRegularExpression pattern(QRegularExpression::anchoredPattern(pathPattern));
    const QList<PveRequest> all = requests();
    QList<PveRequest> found;
    std::copy_if(all.begin(), all.end(), std::back_inserter(found), [&](const PveRequest &request) {
        return request.method == method.toLatin1() && pattern.match(request.path).hasMatch();
    });
    return found;
}

void FakePve::forgetRequests()
{
    m_thread->tell([](Engine &engine) { engine.requests.clear(); });
}

QStringList FakePve::violations() const
{
    return m_thread->ask([](Engine &engine) { return engine.violations; });
}

QStringList FakePve::repeatedWrites() const
{
    QSet<QByteArray> seen;
    QStringList repeated;
    const QList<PveRequest> all = requests();
    for (const PveRequest &request : all) {
        if (request.method == "GET" || request.path == "/access/ticket"_L1)
            continue;
        const QByteArray key = request.method + ' ' + request.raw;
        if (seen.contains(key))
            repeated.append(QString::fromLatin1(request.method) + u' ' + request.path);
        seen.insert(key);
    }
    return repeated;
}

int FakePve::connectionCount() const
{
    return m_thread->ask([](Engine &engine) { return engine.connectionCount; });
}

int FakePve::openConnections() const
{
    return m_thread->ask([](Engine &engine) { return engine.openConnections(); });
}

void FakePve::setRequestCallback(std::function<void(const PveRequest &)> callback)
{
    m_thread->tell([&](Engine &engine) { engine.requestCallback = std::move(callback); });
}

} // namespace slipway::fakes

#include "fakepve.moc"
