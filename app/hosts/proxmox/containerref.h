#pragma once
#include "net/proxmox/upid.h"
#include <optional>

namespace slipway::hosts {

/// How we name a container of Proxmox VE: its VMID, and a random word that stands in its description as well.
/// A VMID alone is used again as soon as its container is gone; with the word nothing of somebody else's is
/// ever touched. Text: "131-3f9a2c07"; while it is made "131-3f9a2c07-0001f2a365f0a1b2".
struct ContainerRef
{
    int vmid = 0;
    QString nonce = {};
    /// Which task makes it (process and start of its UPID), 16 hexadecimal digits; empty when that is over.
    /// Proxmox writes the description at the end of the task only: until then nothing else tells whose the
    /// container is.
    QString task = {};

    static std::optional<ContainerRef> parse(QStringView text);
    static ContainerRef make(int vmid); ///< with a new word
    QString text() const;
    ContainerRef madeBy(const proxmox::Upid &upid) const; ///< the same, with its task
    ContainerRef made() const;                            ///< the same, without
    bool isMadeBy(const proxmox::Upid &upid) const;
    bool operator==(const ContainerRef &) const = default;
};

/// `description` and the line that makes the container ours.
QString markedDescription(const QString &description, const ContainerRef &ref);
/// Does that line stand in it? Whatever else people wrote there since.
bool isMarked(const QString &description, const ContainerRef &ref);

} // namespace slipway::hosts
