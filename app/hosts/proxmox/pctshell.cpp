#include "app/hosts/proxmox/inside.h"

namespace slipway::hosts {

namespace {

constexpr char kInsidePrefix[] =
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export PATH\n";

ssh::Cancel sshCancel(const CancelToken &cancel)
{
    return [cancel] { return cancel.isCancelled(); };
}

} // namespace

ssh::Command PctShell::command(const ShellCall &what) const
{
    QByteArray line = kNodePrefix + m_pct + " exec " + QByteArray::number(m_vmid) + " -- /bin/sh -c " +
                      ssh::shellQuote(kInsidePrefix + what.script) + " sh";
    for (const QByteArray &argument : what.arguments)
        line += ' ' + ssh::shellQuote(argument);
    return ssh::Command::raw(line);
}

ssh::Outcome<ssh::Output> PctShell::exec(const ShellCall &what, const CancelToken &cancel)
{
    auto session = m_pools.quick.acquire(m_options, sshCancel(cancel));
    if (!session)
        return tl::unexpected(session.error());
    return (*session)->exec(command(what), what.input, sshCancel(cancel));
}

ssh::Outcome<int> PctShell::stream(const ShellCall &what, const ssh::Sink &out, const ssh::Sink &err,
                                   const CancelToken &cancel)
{
    auto session = m_pools.following.acquire(m_options, sshCancel(cancel));
    if (!session)
        return tl::unexpected(session.error());
    return (*session)
        ->stream(command(what), what.input, out, err, sshCancel(cancel))
        .map([](const ssh::Exit &exit) { return exit.code; });
}

} // namespace slipway::hosts
