#pragma once
#include "app/base/problem.h"
#include "app/base/result.h"
#include "net/proxmox/certificate.h"
#include <QList>
#include <QStringList>
#include <optional>

namespace slipway::proxmox {

/// What a refusal is about, read from Proxmox's English words (which are not translated and have been stable
/// since 6.x). The same words come as the reason of a request and as the end of a task.
enum class Cause {
    Unknown,
    DuplicateVmid,    ///< that VMID exists on some node: take the next one
    NoSuchContainer,  ///< its configuration file does not exist (any more, or yet)
    Locked,           ///< "CT is locked (create)": ApiError::lock says by what
    LockTimeout,      ///< "can't lock file … got timeout": another task holds it, try again
    AlreadyRunning,   ///< start of a running one
    NotRunning,       ///< stop of a stopped one
    NoSuchTemplate,   ///< the ostemplate is not on that storage
    NoSuchStorage,    ///< unknown, disabled or not on that node
    WrongContent,     ///< the storage does not take container disks (rootdir)
    StorageFull,      ///< no room left
    NoSuchBridge,     ///< seen only when the container starts
    MissingPermission ///< 403: ApiError::permission says which
};
Cause causeOf(QStringView words);
/// "create" of "CT is locked (create)"; empty when it says none.
QString lockOf(QStringView words);

/// What a 403 names: "Permission check failed (/vms/100, VM.Allocate)".
struct MissingPermission
{
    QString path;           ///< "/vms/100"; empty when Proxmox names none
    QStringList privileges; ///< any one of them would do: "VM.Config.Disk|VM.Allocate"
    bool rootOnly = false;  ///< only the literal root@pam may do this, not its tokens either
    bool operator==(const MissingPermission &) const = default;
};
std::optional<MissingPermission> missingPermissionOf(QStringView words);

/// An Error with what is known beyond its sentence. Slices to a plain Error where a Result<T> is wanted.
/// `detail` holds Proxmox's own words (reason phrase and the texts of the fields); no secret in any of it.
struct ApiError : Error
{
    int status = 0; ///< of HTTP (595 and 596 are Proxmox's own); 0 = no answer
    Cause cause = Cause::Unknown;
    QString lock;                                  ///< with Cause::Locked, e.g. "backup"
    QList<FieldError> fields;                      ///< Proxmox's texts for single parameters
    std::optional<MissingPermission> permission;   ///< with status 403
    std::optional<CertificateProblem> certificate; ///< nothing was sent: its certificate is not trusted
    /// The request was perhaps carried out although no answer came: look before repeating it.
    bool mayHaveHappened = false;
};

/// A value or an ApiError; converts to Result<T> (not to Result<void>: return tl::unexpected(answer.error())
/// there).
template<typename T>
using Answer = tl::expected<T, ApiError>;

} // namespace slipway::proxmox
