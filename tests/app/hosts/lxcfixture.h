#pragma once
#include "app/hosts/lxc/lxchost.h"
#include "app/jobs/recipe.h"
#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

namespace slipway::test {

/// A real LXC host with an lxcpath and a bridge of its own. What it made is gone after it, whatever happened.
class LxcFixture
{
public:
    struct Run
    {
        QList<ProgressEvent> events;
        QString address;
        ServiceList services;
        Result<void> result;
        QStringList lines(const QString &script) const
        {
            QStringList out;
            for (const ProgressEvent &event : events) {
                if (event.type == EventType::Log && event.scriptName == script && !event.scriptIndex)
                    out.append(event.message);
            }
            return out;
        }
        QByteArray text() const
        {
            QByteArray out;
            for (const ProgressEvent &event : events)
                out += toJson(event) + '\n';
            return out;
        }
    };

    /// Empty when real containers can be made here, else why not.
    static QString whyNot()
    {
        hosts::LxcHost host;
        const Result<void> able = host.check();
        return able ? QString() : able.error().message;
    }
    /// All of an initTestCase(): skips the tests where there can be no real container; fails if one is
    /// required.
    static void skipWhereItCannot()
    {
        const QString why = whyNot();
        if (why.isEmpty())
            return;
        if (isRequired())
            QFAIL(qPrintable(why));
        QSKIP(qPrintable(why));
    }
    static bool isRequired() { return qEnvironmentVariableIsSet("SLIPWAY_REQUIRE_LXC"); }

    explicit LxcFixture(bool nat = false)
    {
        hosts::LxcHost::Options options;
        options.lxcPath = m_directory.path() + QStringLiteral("/lxc");
        options.dataDir = m_directory.path() + QStringLiteral("/data");
        options.network.bridge = bridge();
        // Two test programs at once must not choose the same one.
        options.network.subnet = 50 + static_cast<int>(QCoreApplication::applicationPid() % 200);
        options.network.nat = nat;
        host = std::make_unique<hosts::LxcHost>(options);
        lxcPath = options.lxcPath;
    }
    LxcFixture(const LxcFixture &) = delete;
    LxcFixture &operator=(const LxcFixture &) = delete;
    ~LxcFixture()
    {
        HostCall call;
        call.log = [](const QByteArray &) {};
        const QStringList left = QDir(lxcPath).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        for (const QString &ref : left)
            std::ignore = host->destroy(ref, call);
        std::ignore = host->network().removeBridge();
        host.reset(); // before its directory
    }

    Run run(const ContainerSpec &spec, const CancelToken &cancel = {},
            const std::function<void(const ProgressEvent &)> &seen = {})
    {
        Run made;
        RunSink sink{[&](const ProgressEvent &event) -> Result<void> {
                         made.events.append(event);
                         if (seen)
                             seen(event);
                         return {};
                     },
                     [](const QString &) {}, [&](const QString &address) { made.address = address; },
                     [&](const ServiceList &services) -> Result<void> {
                         made.services = services;
                         return {};
                     }};
        RunContext context(*host, host->completed(spec), sink, cancel);
        made.result = runRecipe(creationRecipe(), context);
        return made;
    }
    static QString bridge() { return QStringLiteral("slt%1").arg(QCoreApplication::applicationPid()); }
    /// A shell inside; its output, or what went wrong.
    QByteArray shell(const QString &ref, const QString &script)
    {
        hosts::LxcTools::Attach what;
        what.script = script;
        const auto ran =
            hosts::LxcTools(lxcPath).attach(ref, what, CancelToken().limitedTo(std::chrono::seconds(20)));
        return ran ? ran->output + ran->errors : ran.error().message.toUtf8();
    }

    std::unique_ptr<hosts::LxcHost> host;
    QString lxcPath;

private:
    QTemporaryDir m_directory;
};

inline ContainerSpec busybox(const QString &hostname,
                             const QList<std::pair<QString, QByteArray>> &scripts = {})
{
    ContainerSpec spec;
    spec.hostname = hostname;
    spec.source = QStringLiteral("busybox");
    spec.memoryMb = 256;
    for (const auto &[name, content] : scripts) {
        ScriptSpec script;
        script.name = name;
        script.content = content;
        script.timeoutSeconds = 120;
        spec.scripts.append(script);
    }
    return spec;
}

inline const Service *serviceNamed(const ServiceList &list, const QString &name)
{
    for (const Service &service : list.services) {
        if (service.name == name)
            return &service;
    }
    return nullptr;
}

/// Its value in the clear.
inline QByteArray credential(const Service &service, const QString &key)
{
    for (const Credential &one : service.credentials) {
        if (one.key == key)
            return one.value.reveal();
    }
    return "(none)";
}

/// Processes of the whole machine whose command line contains `text`.
inline int processesWith(const QByteArray &text)
{
    int found = 0;
    for (const QString &pid : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(QStringLiteral("/proc/%1/cmdline").arg(pid));
        found +=
            pid.front().isDigit() && file.open(QIODevice::ReadOnly) && file.readAll().contains(text) ? 1 : 0;
    }
    return found;
}

} // namespace slipway::test
