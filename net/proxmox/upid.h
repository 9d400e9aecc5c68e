#pragma once
#include <QMetaType>
#include <QString>
#include <optional>

namespace slipway::proxmox {

/// Name of a task: `UPID:node:pid:pstart:starttime:type:id:user:` (PVE::ProcFSTools /
/// PVE::Tools::upid_decode).
struct Upid
{
    QString node;
    quint32 pid = 0;      ///< 8 hexadecimal digits
    quint64 pstart = 0;   ///< jiffies since boot: 8 digits, 9 after some 500 days
    qint64 startTime = 0; ///< seconds since the epoch
    QString type;         ///< "vzcreate"
    QString id;           ///< usually the VMID; may be empty
    QString user;         ///< "root@pam", or "root@pam!token"

    /// nullopt when `text` is not one.
    static std::optional<Upid> parse(QStringView text);
    QString text() const;
    bool operator==(const Upid &) const = default;
};

} // namespace slipway::proxmox
