#pragma once
#include "net/ssh/command.h"
#include "net/ssh/failure.h"
#include "net/ssh/options.h"
#include <memory>

namespace slipway::ssh {

/// A server's public key as people compare it.
struct HostKey
{
    QString type;   ///< "ssh-ed25519"
    QString sha256; ///< "SHA256:…" as `ssh-keygen -lf` shows it
    bool operator==(const HostKey &) const = default;
};

/// How a command ended.
struct Exit
{
    int code = 0;   ///< 128+n when signal n ended it
    QString signal; ///< "TERM"; empty when it ended by itself
    bool operator==(const Exit &) const = default;
};

/// What a command said. `isCut…`: it said more than Limits::output, the rest was read and dropped.
struct Output
{
    Exit exit;
    QByteArray out;
    QByteArray err;
    bool isOutCut = false;
    bool isErrCut = false;
};

struct Limits
{
    qsizetype output = 8 * 1024 * 1024; ///< bytes kept per stream by exec()
    /// A command that ended may leave a child behind that holds its output open (a service started by a
    /// script). Its output is awaited until it was silent for this long; then the channel is closed.
    std::chrono::milliseconds lingerAfterExit{3000};
};

/// Bytes as they come, cut anywhere. Called on the thread of the call; may block (the other side is then
/// held back by SSH's window), must not use the session.
using Sink = std::function<void(QByteArrayView)>;

/// Connects far enough to see the server's key; nothing is signed in. For a first contact: show it, let the
/// operator compare it with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` there, then pin it.
Outcome<HostKey> probeHostKey(const QString &host, int port, const Cancel &cancel = {},
                              std::chrono::milliseconds timeout = std::chrono::seconds(10));

/// One signed-in SSH connection. Every call blocks: for worker threads. One thread at a time may use it, and
/// one call at a time; see SessionPool for several. Ends the connection when destroyed, without waiting.
/// Every call can fail with ConnectionLost and Cancelled (within 500 ms); after ConnectionLost isUsable() is
/// false. So it is after a cancelled command. No call repeats anything by itself.
class Session
{
public:
    /// Errors: Invalid, Unreachable, Dropped, HostKeyUnknown, HostKeyChanged, BadKey, AuthRefused, Timeout,
    /// Cancelled. The host key is checked before a user name or anything secret is sent.
    static Outcome<std::unique_ptr<Session>> open(const Options &options, const Cancel &cancel = {});
    ~Session();
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    /// Runs and collects. A non-zero exit is no error. Errors: Invalid, Refused.
    Outcome<Output> exec(const Command &command, const QByteArray &input = {}, const Cancel &cancel = {},
                         const Limits &limits = {});
    /// Runs and hands over what comes, both streams in the order in which the server sent them. Input and
    /// output flow at the same time, however large. Errors: Invalid, Refused.
    Outcome<Exit> stream(const Command &command, const QByteArray &input, const Sink &onStdout,
                         const Sink &onStderr, const Cancel &cancel = {}, const Limits &limits = {});
    /// Writes a file whole or not at all: into a new file beside it, counted, then renamed. An existing file
    /// is replaced, a symbolic link too; a directory or device is refused. `mode` as for chmod. Needs a POSIX
    /// shell there, no sftp. Errors: Invalid, Refused, CommandFailed (no space, no permission, …).
    Outcome<void> upload(const QByteArray &bytes, const QString &remotePath, uint mode = 0644,
                         const Cancel &cancel = {});
    /// Errors: Invalid, Refused, CommandFailed, TooLarge (more than `maxBytes`).
    Outcome<QByteArray> download(const QString &remotePath, qsizetype maxBytes, const Cancel &cancel = {});
    /// A round trip. Errors: ConnectionLost when no answer came within `patience`.
    Outcome<void> ping(const Cancel &cancel = {},
                       std::chrono::milliseconds patience = std::chrono::seconds(5));

    /// False once the connection is known to be gone.
    bool isUsable() const;
    HostKey hostKey() const;

private:
    struct Private;
    explicit Session(std::unique_ptr<Private> given);
    std::unique_ptr<Private> d;
};

} // namespace slipway::ssh
