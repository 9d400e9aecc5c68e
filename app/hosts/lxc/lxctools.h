#pragma once
#include "app/hosts/lxc/childprocess.h"
#include <QString>
#include <sys/types.h>

namespace slipway::hosts {

/// The lxc-* programs on one lxcpath. Thread-safe (no state but the path); every call blocks.
class LxcTools
{
public:
    explicit LxcTools(QString lxcPath) : m_path(std::move(lxcPath)) {}

    QString lxcPath() const { return m_path; }
    QString directory(const QString &ref) const { return m_path + QLatin1Char('/') + ref; }

    /// RUNNING, STOPPED…; NotFound when lxc does not know it.
    Result<QString> state(const QString &ref) const;
    struct Life
    {
        QString state;
        pid_t init = 0; ///< 0 when it is not running
    };
    Result<Life> life(const QString &ref) const;             ///< both at once; NotFound likewise
    Result<pid_t> initPid(const QString &ref) const;         ///< of a running one, as the host counts
    Result<QStringList> addresses(const QString &ref) const; ///< IPv4 as seen inside

    /// A shell inside the container: environment empty but for PATH, stdin `input`.
    struct Attach
    {
        QString script;        ///< for /bin/sh -c; public
        QStringList arguments; ///< $1, $2…; public
        QByteArray input;
        std::function<void(QByteArrayView)> output;
    };
    /// Kills what it started inside on a cancel, whatever became of its sessions and parents.
    Result<ChildResult> attach(const QString &ref, const Attach &what, const CancelToken &cancel) const;
    /// Kills what attach() of a process that died meanwhile left running. Each attach has a file in the
    /// container's directory while it runs, named by its mark.
    void killLeftRunning(const QString &ref) const;
    /// A program of the host: HostFailed with its stderr as detail when it does not end with 0.
    static Result<ChildResult> run(const QStringList &command, const CancelToken &cancel,
                                   const QString &failure,
                                   const std::function<void(const QByteArray &line)> &log = {});

private:
    QString runsDirectory(const QString &ref) const;
    QString m_path;
};

} // namespace slipway::hosts
