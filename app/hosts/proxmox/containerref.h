#pragma once
#include <QString>
#include <optional>

namespace slipway::hosts {

/// How we name a container of Proxmox VE: its VMID, and a random word that stands in its description as well.
/// A VMID alone is used again as soon as its container is gone; with the word nothing of somebody else's is
/// ever touched. Text: "131-3f9a2c07".
struct ContainerRef
{
    int vmid = 0;
    QString nonce;

    static std::optional<ContainerRef> parse(QStringView text);
    static ContainerRef make(int vmid); ///< with a new word
    QString text() const;
    bool operator==(const ContainerRef &) const = default;
};

/// `description` and the line that makes the container ours.
QString markedDescription(const QString &description, const ContainerRef &ref);
/// Does that line stand in it? Whatever else people wrote there since.
bool isMarked(const QString &description, const ContainerRef &ref);

} // namespace slipway::hosts
