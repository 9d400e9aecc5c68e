#pragma once
#include "app/hosts/proxmox/proxmoxhost.h"
#include "tests/app/hosts/lxcfixture.h"
#include "tests/fakes/fakepve.h"
#include "tests/support/paths.h"
#include "tests/support/sshserver.h"

#include <mutex>

namespace slipway::test {

/// A node of Proxmox VE as near to a real one as this machine allows: its API from the stand-in, a real sshd
/// on loopback where `pct` is the stand-in's, and behind each VMID a real LXC container.
class ProxmoxFixture
{
public:
    /// Empty when all of it can be had here, else why not.
    static QString whyNot()
    {
        const QString ssh = SshServer::missing();
        return ssh.isEmpty() ? LxcFixture::whyNot() : ssh;
    }

    explicit ProxmoxFixture(const fakes::FakePveOptions &options = {}) : fake(options)
    {
        using namespace fakes;
        run({QStringLiteral("--list")});
        SshServer::write(state.filePath(QStringLiteral("lxcpath")), lxc.lxcPath.toUtf8());
        isUp = fake.errorString().isEmpty() && startSsh();
        PveHooks hooks;
        hooks.create = [this](const PveHookCall &call) {
            const Result<QString> made = lxc.host->create(busybox(name(call)), name(call), heard);
            run({QStringLiteral("--add"), id(call), name(call)});
            run({QStringLiteral("--status"), id(call), QStringLiteral("stopped")});
            return PveHookResult{
                made ? QString() : made.error().message + made.error().detail,
                {QStringLiteral("extracting archive"), QStringLiteral("creating SSH host keys")},
                {}};
        };
        hooks.start = [this](const PveHookCall &call) {
            const Result<void> started = lxc.host->start(name(call), heard);
            if (!started)
                return PveHookResult{started.error().message + started.error().detail, {}, {}};
            run({QStringLiteral("--status"), id(call), QStringLiteral("running")});
            const QString address = lxc.host->awaitAddress(name(call), heard).value_or(QString());
            return PveHookResult{{}, {}, address.isEmpty() ? address : address + QStringLiteral("/24")};
        };
        hooks.stop = [this](const PveHookCall &call) {
            std::ignore = lxc.host->stop(name(call), heard);
            run({QStringLiteral("--status"), id(call), QStringLiteral("stopped")});
            return PveHookResult{};
        };
        hooks.destroy = [this](const PveHookCall &call) {
            std::ignore = lxc.host->destroy(name(call), heard);
            run({QStringLiteral("--remove"), id(call)});
            return PveHookResult{};
        };
        fake.setHooks(hooks);
    }
    ~ProxmoxFixture() { fake.setHooks({}); }

    bool startSsh()
    {
        return sshd.start("ForceCommand " + sourceDir().toUtf8() +
                          "/tests/fakes/pctstandin --shell\nSetEnv SHLVL=1 PCT_STATE=" +
                          state.path().toUtf8() + "\nMaxSessions 50\n");
    }

    Node node()
    {
        Node out;
        out.name = QStringLiteral("one");
        out.host = QStringLiteral("127.0.0.1");
        out.port = fake.port();
        out.certificateSha256 = fake.fingerprint();
        out.user = QStringLiteral("root@pam");
        out.tokenName = QStringLiteral("slipway");
        if (m_token.isEmpty()) // a second one of that name would replace it
            m_token = fake.addToken(out.user, out.tokenName, false);
        out.secret = Secret(m_token.mid(m_token.lastIndexOf('=') + 1));
        out.ssh.port = sshd.port();
        out.ssh.user = sshd.user();
        out.ssh.privateKey = Secret(sshd.clientKey());
        out.ssh.hostKeySha256 = sshd.hostKey();
        return out;
    }
    static hosts::ProxmoxHost::Options quick()
    {
        hosts::ProxmoxHost::Options options;
        options.poll = std::chrono::milliseconds(50);
        options.retry = std::chrono::milliseconds(100);
        options.reconnect = std::chrono::seconds(60);
        return options;
    }
    /// What a shell inside container `vmid` says; not by the way that is tested.
    QByteArray inside(int vmid, const QString &script)
    {
        return lxc.shell(QStringLiteral("ct%1").arg(vmid), script);
    }
    bool stopGuest(int vmid)
    {
        run({QStringLiteral("--status"), QString::number(vmid), QStringLiteral("stopped")});
        return lxc.host->stop(QStringLiteral("ct%1").arg(vmid), heard).has_value();
    }

    fakes::FakePve fake;
    SshServer sshd;
    LxcFixture lxc;
    QTemporaryDir state;
    bool isUp = false;

private:
    static QString name(const fakes::PveHookCall &call)
    {
        return QStringLiteral("ct%1").arg(call.container.vmid);
    }
    static QString id(const fakes::PveHookCall &call) { return QString::number(call.container.vmid); }
    void run(const QStringList &arguments)
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("PCT_STATE"), state.path());
        process.setProcessEnvironment(environment);
        process.start(test::sourceDir() + QStringLiteral("/tests/fakes/pctstandin"), arguments);
        process.waitForFinished();
    }
    QByteArray m_token;
    HostCall heard{[](const QByteArray &) {}, {}, {}, {}};
};

} // namespace slipway::test
