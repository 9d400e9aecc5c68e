// What LxcHost accepts.
#include "app/hosts/lxc/lxcrules.h"

#include "app/hosts/lxc/lxchost.h"
#include "app/jobs/fieldrefusal.h"
#include <QFileInfo>
#include <QStandardPaths>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

bool hasProgram(const QString &name)
{
    return !QStandardPaths::findExecutable(name).isEmpty() ||
           !QStandardPaths::findExecutable(name, {u"/usr/sbin"_s, u"/sbin"_s, u"/usr/bin"_s}).isEmpty();
}

QList<FieldError> unusableFields(const ContainerSpec &spec, const QString &bridge)
{
    QList<FieldError> errors;
    const auto refuse = [&](bool isAsked, const QString &field, const QString &why) {
        if (isAsked)
            errors.append({field, u"Cannot use this on the LXC host of this machine. "_s + why});
    };
    const QString own = u"Addresses come from its bridge. Leave it out."_s;
    const NetworkSpec &net = spec.network;
    refuse(spec.simulation.has_value(), u"simulation"_s,
           u"Its containers are real. Leave it out, or start slipwayd with --host simulated."_s);
    refuse(spec.vmid != 0, u"vmid"_s, u"Its containers have names, no numbers. Leave it out."_s);
    refuse(!spec.storage.isEmpty() && spec.storage != kLxcStorage, u"storage"_s,
           u"It has one storage, \"%1\". Choose that, or leave it out."_s.arg(kLxcStorage));
    refuse(!spec.templateStorage.isEmpty(), u"templateStorage"_s, u"It has none. Leave it out."_s);
    refuse(!spec.bridge.isEmpty() && spec.bridge != bridge, u"bridge"_s,
           u"Its containers are on %1. Choose that, or leave it out."_s.arg(bridge));
    refuse(!spec.pool.isEmpty(), u"pool"_s, u"It has none. Leave it out."_s);
    refuse(!net.ipv4.isEmpty(), u"network.ipv4"_s, own);
    refuse(!net.gateway.isEmpty(), u"network.gateway"_s, own);
    refuse(!net.ipv6.isEmpty(), u"network.ipv6"_s, own);
    refuse(!net.gateway6.isEmpty(), u"network.gateway6"_s, own);
    refuse(net.vlan != 0, u"network.vlan"_s, u"Its bridge is untagged. Leave it out."_s);
    refuse(net.firewall, u"network.firewall"_s, u"It has none. Leave it out."_s);
    refuse(spec.features.nesting == false, u"features.nesting"_s, u"It always allows it. Leave it out."_s);
    refuse(spec.features.keyctl == false, u"features.keyctl"_s, u"It always allows it. Leave it out."_s);
    refuse(spec.features.fuse == true, u"features.fuse"_s, u"It does not offer it. Leave it out."_s);
    refuse(spec.unprivileged == true, u"unprivileged"_s,
           u"Its containers are privileged. Leave it out, or say false."_s);
    refuse(spec.swapMb.has_value(), u"swapMb"_s, u"Swap is not limited there. Leave it out."_s);
    refuse(
        spec.startOnBoot == true, u"startOnBoot"_s,
        u"Its bridge is not there when the machine starts. Leave it out, and start the container later."_s);
    return errors;
}

ContainerSpec LxcHost::completed(ContainerSpec spec) const
{
    if (spec.source.isEmpty())
        spec.source = defaultSource();
    return spec;
}

Result<void> LxcHost::validate(const ContainerSpec &spec)
{
    const QList<FieldError> unusable = unusableFields(spec, m_network.bridge());
    if (!unusable.isEmpty())
        return tl::unexpected(refusal(unusable));
    const Result<RootfsSource> source = parseSource(spec.source);
    if (!source)
        return tl::unexpected(source.error());
    if (spec.rootPassword && spec.rootPassword->reveal().contains('\n'))
        return fail(ErrorCode::Invalid,
                    u"Cannot set the root password. It holds a line end. Leave that out."_s);
    const bool busybox = source->kind == RootfsSource::Kind::Busybox;
    if (busybox && (!hasProgram(u"busybox"_s) || !QFile::exists(u"/usr/share/lxc/templates/lxc-busybox"_s)))
        return fail(ErrorCode::Unavailable,
                    u"Cannot use the source \"busybox\". busybox or its LXC template is missing. Install "
                    "them: apt-get install busybox-static lxc-templates."_s);
    if (busybox && !(spec.packages.isEmpty() && spec.npmPackages.isEmpty() && spec.pipPackages.isEmpty()))
        return fail(ErrorCode::Invalid,
                    u"Cannot install packages into a busybox container. It has no package manager. Choose "
                    "another source, or leave the packages out."_s);
    if (source->kind == RootfsSource::Kind::Debootstrap && !hasProgram(u"debootstrap"_s))
        return fail(
            ErrorCode::Unavailable,
            u"Cannot use the source \"%1\". debootstrap is missing. Install it: apt-get install debootstrap."_s
                .arg(spec.source));
    if (QFileInfo::exists(m_tools.directory(spec.hostname)))
        return fail(
            ErrorCode::Conflict,
            u"Cannot create \"%1\". A container of that name exists on this host. Choose another name."_s.arg(
                spec.hostname));
    return {};
}

} // namespace slipway::hosts
