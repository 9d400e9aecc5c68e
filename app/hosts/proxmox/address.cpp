#include "app/hosts/proxmox/choices.h"
#include "app/hosts/proxmox/proxmoxhost_p.h"

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

constexpr auto kInsideTime = std::chrono::seconds(10);
constexpr char kAskInside[] = "hostname -I 2>/dev/null || ip -4 -o addr 2>/dev/null || ifconfig 2>/dev/null";

/// IPv6 counts only where it was asked for and IPv4 was not.
bool wantsOnly6(const QMap<QString, QString> &net0)
{
    const QString ip = net0.value(u"ip"_s), ip6 = net0.value(u"ip6"_s);
    return (ip.isEmpty() || ip == "manual"_L1) && !ip6.isEmpty() && ip6 != "manual"_L1;
}

struct Seen
{
    QString ipv4, ipv6;
};

Seen seenByProxmox(Link &link, const QString &node, int vmid, const CancelToken &cancel)
{
    const auto interfaces = link.api().interfaces(node, vmid, apiCancel(cancel));
    if (!interfaces)
        return {};
    Seen seen{proxmox::ipv4Of(*interfaces), {}};
    for (const proxmox::Interface &interface : *interfaces) {
        for (const proxmox::Interface::Address &address : interface.addresses) {
            if (interface.name != "lo"_L1 && seen.ipv6.isEmpty() && isUsableIpv6(address.address))
                seen.ipv6 = address.address;
        }
    }
    return seen;
}

QString askedInside(Link &link, int vmid, const CancelToken &cancel)
{
    const Result<std::unique_ptr<PctShell>> shell = link.inside(vmid);
    if (!shell)
        return {};
    const auto said = (*shell)->exec({kAskInside, {}, {}}, cancel.limitedTo(kInsideTime));
    if (!said)
        return {};
    return firstAddress(QString::fromUtf8(said->out).replace(u"addr:"_s, u" "_s)); // old ifconfig
}

} // namespace

Result<QString> ProxmoxHost::awaitAddress(const QString &ref, HostCall &call)
{
    const Result<Private::Place> place = d->ownPlace(ref, call.cancel);
    if (!place)
        return tl::unexpected(place.error());
    const auto config = d->link.api().containerConfig(place->node, place->ref.vmid, apiCancel(call.cancel));
    const QMap<QString, QString> net0 = config ? config->property(u"net0"_s) : QMap<QString, QString>();
    if (const QString fixed = staticAddress(net0.value(u"ip"_s)); !fixed.isEmpty())
        return fixed;
    const bool only6 = wantsOnly6(net0);
    if (const QString fixed = staticAddress(net0.value(u"ip6"_s)); only6 && !fixed.isEmpty())
        return fixed;
    const CancelToken limit = call.cancel.limitedTo(d->link.options().addressTime);
    bool told = false;
    for (int round = 0;; ++round) {
        const Seen seen = seenByProxmox(d->link, place->node, place->ref.vmid, limit);
        if (!seen.ipv4.isEmpty())
            return seen.ipv4;
        if (only6 && !seen.ipv6.isEmpty())
            return seen.ipv6;
        if (round % 4 == 1) {
            if (const QString inside = askedInside(d->link, place->ref.vmid, limit); !inside.isEmpty())
                return inside;
        }
        if (!told && round >= 2) {
            told = true;
            call.log("No IPv4 address yet; waiting for DHCP");
        }
        if (!pause(d->link.options().poll, limit))
            break;
    }
    if (call.cancel.isCancelled())
        return fail(ErrorCode::Cancelled, u"Stopped."_s);
    const Seen seen = seenByProxmox(d->link, place->node, place->ref.vmid, call.cancel);
    if (!seen.ipv6.isEmpty() && !net0.value(u"ip6"_s).isEmpty())
        return seen.ipv6;
    return QString();
}

} // namespace slipway::hosts
