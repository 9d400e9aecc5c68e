#pragma once
#include <QByteArray>
#include <QString>
#include <optional>

/// What names and addresses in a request look like. Shared by the validators of this room; pure.
namespace slipway::fields {

struct IpAddress
{
    QByteArray bytes; ///< 4 or 16, network order
    bool isV6() const { return bytes.size() == 16; }
    bool operator==(const IpAddress &) const = default;
};
/// Dotted IPv4 (four numbers, no leading zeros) or IPv6; no brackets, no zone, no prefix.
std::optional<IpAddress> parseIp(const QString &text);
/// True if the first `prefix` bits are the same; false for two families.
bool isSameNetwork(const IpAddress &a, const IpAddress &b, int prefix);
/// The bits behind `prefix` are all 0 (the network itself) or all 1 (its broadcast address).
bool isHostPart(const IpAddress &address, int prefix, bool ones);

/// A DNS name (labels of letters, digits, hyphen, underscore) that is not read as an address.
bool isDnsName(const QString &text);
/// A name or an address, as one writes it to connect; IPv6 without brackets, perhaps with %zone.
bool isHost(const QString &text);
bool isNodeName(const QString &text);    ///< of ours: [a-z0-9][a-z0-9-]{0,30}
bool isStorageName(const QString &text); ///< of Proxmox: a letter first, a letter or digit last
bool isBridgeName(const QString &text);  ///< as Linux has them: 1 to 15 characters
bool isPoolName(const QString &text);    ///< of Proxmox; up to three levels with "/"
/// What is wrong with such a name, as a sentence for people; an empty name is not wrong.
QString storageProblem(const QString &name);
QString bridgeProblem(const QString &name);
/// `text` in lower case with everything else turned into hyphens, at most `max` characters. May be empty.
QString slug(const QString &text, int max);

} // namespace slipway::fields
