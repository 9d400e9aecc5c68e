#include "app/hosts/lxc/namespaceroot.h"

#include <QByteArray>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

enum Answer { kSame, kOther, kUnknown };

/// Of a directory. The number of the mount, too: a bind mount shows the same inode at another place.
bool findPlace(const char *path, struct statx &place)
{
    return ::statx(AT_FDCWD, path, 0, STATX_INO | STATX_MNT_ID, &place) == 0;
}

bool isSamePlace(const struct statx &a, const struct statx &b)
{
    return a.stx_mnt_id == b.stx_mnt_id && a.stx_ino == b.stx_ino && a.stx_dev_major == b.stx_dev_major &&
           a.stx_dev_minor == b.stx_dev_minor;
}

/// In a child of its own: a thread cannot leave its mount namespace alone. Between fork() and _exit() only
/// what is safe after the fork of a process with threads.
[[noreturn]] void answerFromInside(const char *ns, const struct statx &root)
{
    const int joined = ::open(ns, O_RDONLY | O_CLOEXEC);
    struct statx found = {};
    if (joined < 0 || ::setns(joined, CLONE_NEWNS) != 0 || !findPlace("/", found))
        ::_exit(kUnknown);
    ::_exit(isSamePlace(found, root) ? kSame : kOther);
}

tl::unexpected<Error> unknown(pid_t pid, int reason)
{
    return fail(ErrorCode::Unavailable, u"Cannot look into the mount namespace of process %1."_s.arg(pid),
                QString::fromLocal8Bit(std::strerror(reason)));
}

} // namespace

Result<bool> isRootOfItsNamespace(pid_t pid)
{
    const QByteArray proc = "/proc/" + QByteArray::number(pid);
    const QByteArray ns = proc + "/ns/mnt";
    struct statx root = {};
    if (!findPlace((proc + "/root/.").constData(), root))
        return unknown(pid, errno);
    const pid_t child = ::fork();
    if (child == 0)
        answerFromInside(ns.constData(), root);
    if (child < 0)
        return unknown(pid, errno);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0) {
        if (errno != EINTR)
            return unknown(pid, errno);
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) > kOther)
        return unknown(pid, EPERM);
    return WEXITSTATUS(status) == kSame;
}

} // namespace slipway::hosts
