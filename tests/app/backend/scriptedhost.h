#pragma once
#include "app/domain/node.h"
#include "app/jobs/hostcatalog.h"
#include <condition_variable>
#include <functional>
#include <mutex>

namespace slipway::backend {

/// What the hosts of a test say and do; shared by all that a factory makes.
struct HostScript
{
    std::atomic_int asked = 0;     ///< look-ups begun
    std::atomic_int cancelled = 0; ///< look-ups that ended because they were cancelled
    std::atomic_int alive = 0;     ///< hosts
    std::atomic_int made = 0;
    std::atomic_bool isSilent = false; ///< look-ups do not answer until cancelled, or this is false
    std::function<std::optional<Error>(const Node &)> failure;
    std::function<Preflight(const Node &)> preflight;
};

/// A host that creates nothing and answers look-ups from a script.
class ScriptedHost final : public ContainerHost, public HostCatalog
{
public:
    ScriptedHost(Node node, std::shared_ptr<HostScript> script)
        : m_node(std::move(node)), m_script(std::move(script))
    {
        ++m_script->alive;
        ++m_script->made;
    }
    ~ScriptedHost() override { --m_script->alive; }
    const Node &node() const { return m_node; }

    QString name() const override { return QStringLiteral("scripted"); }
    Result<void> check() override { return {}; }
    Result<QString> create(const ContainerSpec &, const QString &ref, HostCall &) override { return ref; }
    Result<void> start(const QString &, HostCall &) override { return {}; }
    Result<QString> awaitAddress(const QString &, HostCall &) override { return QString(); }
    Result<void> putFile(const QString &, const FileSpec &, HostCall &) override { return {}; }
    Result<void> installPackages(const QString &, Installer, const QStringList &, HostCall &) override
    {
        return {};
    }
    Result<int> runScript(const QString &, const ScriptSpec &, HostCall &) override { return 0; }
    Result<ServiceList> discoverServices(const QString &, HostCall &) override { return ServiceList(); }
    Result<QStringList> serviceLogs(const QString &, const QString &, int) override { return QStringList(); }
    Result<bool> isRunning(const QString &) override { return true; }
    Result<void> destroy(const QString &, HostCall &) override { return {}; }
    HostCatalog *catalog() override { return this; }

    Result<QList<HostNode>> nodes(const CancelToken &cancel) override
    {
        return answer<QList<HostNode>>({{QStringLiteral("pve"), true, true}}, cancel);
    }
    Result<QList<HostStorage>> storages(const QString &content, const CancelToken &cancel) override
    {
        HostStorage storage;
        storage.name = QStringLiteral("local");
        storage.type = QStringLiteral("dir");
        storage.content = {content.isEmpty() ? QStringLiteral("all") : content};
        return answer<QList<HostStorage>>({storage}, cancel);
    }
    Result<QList<HostBridge>> bridges(const CancelToken &cancel) override
    {
        return answer<QList<HostBridge>>({{QStringLiteral("vmbr0"), {}, {}, true}}, cancel);
    }
    Result<QList<OsTemplate>> osTemplates(const CancelToken &cancel) override
    {
        OsTemplate entry;
        entry.source = QStringLiteral("debian-12-standard");
        return answer<QList<OsTemplate>>({entry}, cancel);
    }
    Result<int> nextId(const CancelToken &cancel) override { return answer<int>(105, cancel); }
    Result<QString> download(const QString &source, const QString &storage, HostCall &call) override
    {
        call.log("  1024K ........ 40% 9.8M 1s");
        if (const auto passed = answer<QString>({}, call.cancel); !passed)
            return passed;
        return (storage.isEmpty() ? QStringLiteral("local") : storage) + QStringLiteral(":vztmpl/") + source;
    }
    Preflight preflight(const CancelToken &) override
    {
        return m_script->preflight ? m_script->preflight(m_node) : Preflight();
    }

private:
    template<typename T>
    Result<T> answer(T value, const CancelToken &cancel)
    {
        ++m_script->asked;
        std::mutex mutex;
        std::condition_variable never;
        std::unique_lock lock(mutex);
        while (m_script->isSilent && !cancel.isCancelled())
            never.wait_for(lock, std::chrono::milliseconds(5));
        if (cancel.isCancelled()) {
            ++m_script->cancelled;
            return fail(ErrorCode::Cancelled, QStringLiteral("cancelled"));
        }
        if (const auto error = m_script->failure ? m_script->failure(m_node) : std::nullopt)
            return tl::unexpected(*error);
        return value;
    }

    const Node m_node;
    const std::shared_ptr<HostScript> m_script;
};

} // namespace slipway::backend
