#include "app/hosts/lxc/rootfs.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QRegularExpression>
#include <QStandardPaths>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

constexpr char kInclude[] = "systemd,systemd-sysv,dbus,iproute2,ca-certificates,procps,netbase";
constexpr char kMirror[] = "http://deb.debian.org/debian";

Result<void> done(const Result<ChildResult> &result)
{
    return result.map([](const ChildResult &) {});
}

Result<void> bootstrap(const QString &suite, const QString &ready, HostCall &call)
{
    const QString partial = ready + u".partial"_s;
    if (const Result<void> clean = removeTree(partial); !clean)
        return clean;
    call.log("Making a Debian " + suite.toUtf8() +
             " root file system with debootstrap; later containers copy it");
    const Result<void> made = done(LxcTools::run(
        {u"debootstrap"_s, u"--variant=minbase"_s, u"--include="_s + QLatin1StringView(kInclude), suite,
         partial, QLatin1StringView(kMirror)},
        call.cancel, u"Cannot make a Debian root file system."_s, call.log));
    if (!made && call.cancel.wasAsked())
        return made; // whoever stops us does not wait for 200 MB to be deleted: removePartial() does that
    if (!made) {
        std::ignore = removeTree(partial);
        return made;
    }
    for (const QString &name :
         QDir(partial + u"/var/cache/apt/archives"_s).entryList({u"*.deb"_s}, QDir::Files))
        QFile::remove(partial + u"/var/cache/apt/archives/"_s + name);
    if (!QFile::rename(partial, ready))
        return fail(ErrorCode::HostFailed,
                    u"Cannot keep the root file system. %1 could not be renamed."_s.arg(partial));
    return {};
}

} // namespace

QString defaultSource()
{
    return QStandardPaths::findExecutable(u"debootstrap"_s,
                                          {u"/usr/sbin"_s, u"/usr/bin"_s, u"/usr/local/sbin"_s})
                   .isEmpty()
               ? u"busybox"_s
               : u"debootstrap:bookworm"_s;
}

Result<RootfsSource> parseSource(const QString &source)
{
    static const QRegularExpression suite(u"^[a-z][a-z0-9-]{1,31}$"_s);
    const QString text = source.isEmpty() ? defaultSource() : source;
    if (text == "busybox"_L1)
        return RootfsSource{RootfsSource::Kind::Busybox, {}};
    if (text.startsWith("debootstrap:"_L1) && suite.match(text.sliced(12)).hasMatch())
        return RootfsSource{RootfsSource::Kind::Debootstrap, text.sliced(12)};
    if (text.startsWith("rootfs:/"_L1)) {
        const QFileInfo file(text.sliced(7));
        if (!file.isFile() || !file.isReadable())
            return fail(
                ErrorCode::Invalid,
                u"Cannot use %1 as source. There is no such file on this host. Name a tar archive."_s.arg(
                    file.filePath()));
        return RootfsSource{RootfsSource::Kind::Tarball, file.absoluteFilePath()};
    }
    return fail(ErrorCode::Invalid, u"Cannot use \"%1\" as source. Write busybox, debootstrap:SUITE or "
                                    "rootfs:/path/to.tar."_s.arg(text));
}

Result<void> removeTree(const QString &directory, const CancelToken &cancel)
{
    if (!QFileInfo::exists(directory))
        return {};
    // debootstrap that was killed leaves these mounted; lazily, as something may still be looking.
    for (const char *mount : {"/proc", "/sys", "/dev/pts", "/dev"}) {
        std::ignore = LxcTools::run({u"umount"_s, u"-l"_s, u"-q"_s, directory + QLatin1StringView(mount)},
                                    CancelToken().limitedTo(std::chrono::seconds(10)), QString());
    }
    return done(LxcTools::run({u"rm"_s, u"-rf"_s, u"--one-file-system"_s, u"--"_s, directory},
                              cancel.limitedTo(std::chrono::seconds(120)),
                              u"Cannot remove %1."_s.arg(directory)));
}

QString debianCache(const QString &cacheDir, const QString &suite)
{
    return cacheDir + u"/debian-"_s + suite;
}

void removePartial(const QString &cacheDir, const CancelToken &cancel)
{
    const QString ending = u".partial"_s;
    for (const QString &name : QDir(cacheDir).entryList({u"debian-*"_s + ending}, QDir::Dirs)) {
        QLockFile lock(cacheDir + u'/' + name.chopped(ending.size()) + u".lock"_s);
        lock.setStaleLockTime(0);
        if (!cancel.isCancelled() && lock.tryLock(0))
            std::ignore = removeTree(cacheDir + u'/' + name, cancel);
    }
}

Result<void> prepareDebian(const QString &suite, const QString &cacheDir, HostCall &call)
{
    if (!QDir().mkpath(cacheDir) ||
        !QFile::setPermissions(cacheDir, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner))
        return fail(ErrorCode::Unavailable,
                    u"Cannot keep root file systems. The directory %1 cannot be made."_s.arg(cacheDir));
    const QString ready = debianCache(cacheDir, suite);
    QLockFile lock(ready + u".lock"_s);
    lock.setStaleLockTime(0); // by the process that holds it, not by its age
    bool said = false;
    while (!lock.tryLock(200)) {
        if (call.cancel.isCancelled())
            return fail(ErrorCode::Cancelled, u"Stopped."_s);
        if (!said)
            call.log("Waiting for another container that makes the same root file system");
        said = true;
    }
    return QFileInfo::exists(ready) ? Result<void>() : bootstrap(suite, ready, call);
}

Result<void> installDebian(const QString &suite, const QString &cacheDir, const QString &rootfs,
                           HostCall &call)
{
    if (const Result<void> there = prepareDebian(suite, cacheDir, call); !there)
        return there;
    call.log("Copying the root file system");
    return done(
        LxcTools::run({u"cp"_s, u"-a"_s, u"--reflink=auto"_s, u"--"_s, debianCache(cacheDir, suite), rootfs},
                      call.cancel, u"Cannot copy the root file system."_s));
}

Result<void> unpackTarball(const QString &tarball, const QString &rootfs, HostCall &call)
{
    static const QRegularExpression unsafe(u"^/|(^|/)\\.\\.(/|$)"_s);
    QString bad;
    const Result<void> listed =
        done(LxcTools::run({u"tar"_s, u"-tPf"_s, tarball}, call.cancel, u"Cannot read %1."_s.arg(tarball),
                           [&](const QByteArray &line) {
                               const QString name = QString::fromUtf8(line);
                               if (bad.isEmpty() && unsafe.match(name).hasMatch())
                                   bad = name;
                           }));
    if (!listed)
        return listed;
    if (!bad.isEmpty())
        return fail(ErrorCode::Invalid,
                    u"Cannot unpack %1. It holds the unsafe name \"%2\"."_s.arg(tarball, bad));
    if (!QDir().mkpath(rootfs))
        return fail(ErrorCode::Unavailable,
                    u"Cannot unpack %1. The directory %2 cannot be made."_s.arg(tarball, rootfs));
    call.log("Unpacking " + tarball.toUtf8());
    return done(LxcTools::run({u"tar"_s, u"-C"_s, rootfs, u"--numeric-owner"_s, u"-xpf"_s, tarball},
                              call.cancel, u"Cannot unpack %1."_s.arg(tarball), call.log));
}

} // namespace slipway::hosts
