#include "app/hosts/lxc/lxccatalog.h"

#include "app/hosts/lxc/lxchost.h"
#include "app/hosts/lxc/lxcrules.h"
#include <QFileInfo>
#include <QStorageInfo>
#include <QSysInfo>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

struct Release
{
    QLatin1StringView suite;
    QLatin1StringView title;
};
// Those that the Debian mirror still has, newest first.
constexpr std::array kReleases = {
    Release{QLatin1StringView("trixie"), QLatin1StringView("Debian 13 (trixie)")},
    Release{QLatin1StringView("bookworm"), QLatin1StringView("Debian 12 (bookworm)")},
    Release{QLatin1StringView("bullseye"), QLatin1StringView("Debian 11 (bullseye)")},
};

PreflightCheck checked(const QString &id, const QString &title, const Result<QString> &result)
{
    using State = PreflightCheck::State;
    return {id, title, result ? State::Ok : State::Failed, result ? *result : result.error().message, {}};
}

} // namespace

Result<QList<HostNode>> LxcCatalog::nodes(const CancelToken &)
{
    return QList{HostNode{QSysInfo::machineHostName(), true, true}};
}

Result<QList<HostStorage>> LxcCatalog::storages(const QString &content, const CancelToken &)
{
    if (!content.isEmpty() && content != "rootdir"_L1)
        return QList<HostStorage>();
    const QStorageInfo disk(m_host.lxcPath());
    HostStorage storage{kLxcStorage, u"dir"_s, {u"rootdir"_s}};
    storage.totalBytes = std::max<qint64>(0, disk.bytesTotal());
    storage.availableBytes = std::max<qint64>(0, disk.bytesAvailable());
    return QList{storage};
}

Result<QList<HostBridge>> LxcCatalog::bridges(const CancelToken &)
{
    return QList{HostBridge{m_network.bridge(), {}, m_network.cidr()}};
}

Result<QList<OsTemplate>> LxcCatalog::osTemplates(const CancelToken &)
{
    QList<OsTemplate> installed;
    QList<OsTemplate> others;
    if (hasProgram(u"busybox"_s) && QFileInfo::exists(u"/usr/share/lxc/templates/lxc-busybox"_s))
        installed.append({u"busybox"_s, u"BusyBox, without a package manager"_s, kLxcStorage});
    for (const Release &release : kReleases) {
        if (!hasProgram(u"debootstrap"_s) ||
            !QFileInfo::exists(u"/usr/share/debootstrap/scripts/"_s + release.suite))
            continue;
        OsTemplate entry{u"debootstrap:"_s + release.suite, release.title, {}};
        entry.isInstalled = QFileInfo::exists(debianCache(m_host.rootfsCache(), release.suite));
        if (entry.isInstalled)
            entry.storage = kLxcStorage;
        (entry.isInstalled ? installed : others).append(entry);
    }
    return installed + others;
}

Result<int> LxcCatalog::nextId(const CancelToken &)
{
    return fail(ErrorCode::Invalid, u"Cannot suggest a number. Containers of this host have names."_s);
}

Result<QString> LxcCatalog::download(const QString &source, const QString &, HostCall &call)
{
    const Result<RootfsSource> parsed = parseSource(source);
    if (!parsed)
        return tl::unexpected(parsed.error());
    if (parsed->kind != RootfsSource::Kind::Debootstrap) {
        call.log("Nothing is to be downloaded: " + source.toUtf8() + " is made of what is on this machine");
        return source;
    }
    return prepareDebian(parsed->value, m_host.rootfsCache(), call).map([&] { return source; });
}

Preflight LxcCatalog::preflight(const CancelToken &cancel)
{
    Preflight all;
    all.pveNode = QSysInfo::machineHostName();
    all.checks.append(checked(u"reach"_s, u"This machine"_s,
                              m_host.check().map([] { return u"LXC works on this machine."_s; })));
    const qint64 free = QStorageInfo(m_host.lxcPath()).bytesAvailable();
    all.checks.append(
        checked(u"rootStorage"_s, u"Storage"_s,
                u"%1 has %2 MB free."_s.arg(m_host.lxcPath()).arg(std::max<qint64>(0, free) >> 20)));
    Result<QString> systems = osTemplates(cancel).map(
        [](const QList<OsTemplate> &found) { return u"%1 systems to choose from."_s.arg(found.size()); });
    if (osTemplates(cancel)->isEmpty())
        systems =
            fail(ErrorCode::Unavailable, u"There is no system to make a container of. Install one: apt-get "
                                         "install debootstrap."_s);
    all.checks.append(checked(u"templates"_s, u"Systems"_s, systems));
    const QString cidr = m_network.cidr();
    all.checks.append(checked(u"bridge"_s, u"Bridge"_s,
                              cidr.isEmpty()
                                  ? u"%1 is made with the first container."_s.arg(m_network.bridge())
                                  : u"%1 is up, %2."_s.arg(m_network.bridge(), cidr)));
    return all;
}

} // namespace slipway::hosts
