// The half of the discovery that looks into a running container.
#include "app/hosts/lxc/discovery.h"

#include <QDir>
#include <QFile>
#include <array>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

QByteArray content(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A link of /proc as the kernel names it ("socket:[123]"); QFileInfo would make a path of it.
QByteArray linkTarget(const QString &path)
{
    std::array<char, 256> target{};
    const ssize_t size = ::readlink(QFile::encodeName(path).constData(), target.data(), target.size());
    return size > 0 ? QByteArray(target.data(), size) : QByteArray();
}

QString processName(const QString &proc)
{
    const QByteArray comm = content(proc + u"/comm"_s).trimmed();
    if (comm != "busybox")
        return QString::fromUtf8(comm);
    const QByteArrayList arguments = content(proc + u"/cmdline"_s).split('\0');
    return QString::fromUtf8(arguments.value(1, comm));
}

/// Read from the host's /proc: nothing inside the container is asked or followed.
QList<Listener> listeners(pid_t init)
{
    QMap<quint64, int> sockets;
    for (const QString &name : {u"tcp"_s, u"tcp6"_s})
        sockets.insert(listeningSockets(content(u"/proc/%1/net/%2"_s.arg(init).arg(name))));
    QList<Listener> found;
    const QByteArray space = linkTarget(u"/proc/%1/ns/pid"_s.arg(init));
    for (const QString &pid : QDir(u"/proc"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QString proc = u"/proc/"_s + pid;
        if (!pid.front().isDigit() || linkTarget(proc + u"/ns/pid"_s) != space)
            continue;
        for (const QString &fd :
             QDir(proc + u"/fd"_s).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot)) {
            const QByteArray target = linkTarget(proc + u"/fd/"_s + fd);
            if (!target.startsWith("socket:["))
                continue;
            const int port = sockets.value(target.sliced(8).chopped(1).toULongLong());
            const Listener listener{port, processName(proc), unitOfCgroup(content(proc + u"/cgroup"_s))};
            if (port > 0 && !found.contains(listener))
                found.append(listener);
        }
    }
    return found;
}

} // namespace

Result<ServiceList> discover(const LxcTools &tools, const QString &ref, const CancelToken &cancel)
{
    const Result<pid_t> init = tools.initPid(ref);
    if (!init)
        return tl::unexpected(init.error());
    LxcTools::Attach units;
    units.script = QString::fromLatin1(kListUnits);
    const Result<ChildResult> listed = tools.attach(ref, units, cancel);
    if (!listed)
        return tl::unexpected(listed.error());
    LxcTools::Attach files;
    files.script = QString::fromLatin1(kCredentialFiles);
    const Result<ChildResult> credentials = tools.attach(ref, files, cancel);
    if (!credentials)
        return tl::unexpected(credentials.error());
    if (credentials->exitCode != 0)
        return fail(ErrorCode::HostFailed,
                    u"Cannot look for services in \"%1\". Its shell ended with exit code %2."_s.arg(ref).arg(
                        credentials->exitCode),
                    QString::fromUtf8(credentials->errors));
    return mergeServices(parseUnits(listed->output), listeners(*init), credentialFiles(credentials->output));
}

} // namespace slipway::hosts
