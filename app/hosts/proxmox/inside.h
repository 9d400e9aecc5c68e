#pragma once
#include "app/jobs/containerhost.h"
#include "net/ssh/sessionpool.h"

namespace slipway::hosts {

/// A shell program for the inside of a container. Script and arguments are public there (ps): secrets go
/// through `input`.
struct ShellCall
{
    QByteArray script; ///< for sh -c
    QByteArrayList arguments;
    QByteArray input;
};

/// A way into one container. One call at a time per thread; several threads may call. Blocks. A connection
/// that was lost says nothing about what it had started: the program may still run.
class InsideShell
{
public:
    virtual ~InsideShell() = default;
    /// Runs and collects. A non-zero exit is no error.
    virtual ssh::Outcome<ssh::Output> exec(const ShellCall &what, const CancelToken &cancel) = 0;
    /// Runs and hands over what comes. The exit code.
    virtual ssh::Outcome<int> stream(const ShellCall &what, const ssh::Sink &out, const ssh::Sink &err,
                                     const CancelToken &cancel) = 0;
};

/// Through `pct exec` in an ssh session on the node.
class PctShell final : public InsideShell
{
public:
    /// Sessions of people who wait for an answer, and those that follow scripts for hours: the latter must
    /// not keep the former out.
    struct Pools
    {
        ssh::SessionPool quick{{.sessions = 16}};
        ssh::SessionPool following{{.sessions = 48}};
    };
    PctShell(Pools &pools, const ssh::Options &options, const QByteArray &pct, int vmid)
        : m_pools(pools), m_options(options), m_pct(pct), m_vmid(vmid)
    {}
    ssh::Outcome<ssh::Output> exec(const ShellCall &what, const CancelToken &cancel) override;
    ssh::Outcome<int> stream(const ShellCall &what, const ssh::Sink &out, const ssh::Sink &err,
                             const CancelToken &cancel) override;

private:
    ssh::Command command(const ShellCall &what) const;
    Pools &m_pools;
    const ssh::Options &m_options;
    const QByteArray &m_pct;
    int m_vmid;
};

/// The beginning of every command line on the node: a PATH with pct in it (sshd's has no sbin for some),
/// English words, and sudo for who is not root. Ends with a word to which a program can be appended.
extern const char kNodePrefix[];

/// Is it worth to connect again, and to look?
bool isLost(const ssh::Failure &failure);
/// exec() of something that does no harm twice: repeated while the connection is lost, for up to `patience`.
ssh::Outcome<ssh::Output> execRepeatable(InsideShell &shell, const ShellCall &what, const CancelToken &cancel,
                                         std::chrono::milliseconds patience = std::chrono::seconds(60),
                                         const std::function<void(const QByteArray &)> &log = {});
/// False when cancelled meanwhile.
bool pause(std::chrono::milliseconds time, const CancelToken &cancel);

/// What the words of pct mean when it could not even start the program: an Error, or nothing when the program
/// itself said them. `label` is the VMID.
std::optional<Error> pctRefusal(int exitCode, const QByteArray &errors, const QString &label);

/// Checksum as POSIX cksum prints it: in every coreutils and busybox, which cannot be said of sha256sum.
quint32 posixChecksum(QByteArrayView bytes);

// For `shell`, which puts it into place whole or not at all.
/// $1 path, $2 policy, $3 mode, $4 size, $5 checksum; stdin the content. May run twice. Exit code 95: not all
/// of it came over. Prints "kept" when the policy left an existing file alone.
extern const char kPutVerified[];

} // namespace slipway::hosts
