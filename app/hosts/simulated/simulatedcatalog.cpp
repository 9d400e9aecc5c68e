#include "app/hosts/simulated/simulatedcatalog.h"

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

constexpr qint64 kGigabyte = qint64(1) << 30;

} // namespace

Result<QList<HostNode>> SimulatedCatalog::nodes(const CancelToken &)
{
    return QList{HostNode{u"simulated"_s, true, true}};
}

Result<QList<HostStorage>> SimulatedCatalog::storages(const QString &content, const CancelToken &)
{
    QList<HostStorage> found;
    for (HostStorage storage : {HostStorage{u"simulated-disks"_s, u"dir"_s, {u"rootdir"_s}},
                                HostStorage{u"simulated-templates"_s, u"dir"_s, {u"vztmpl"_s}}}) {
        storage.totalBytes = 500 * kGigabyte;
        storage.availableBytes = 320 * kGigabyte;
        if (content.isEmpty() || storage.content.contains(content))
            found.append(storage);
    }
    return found;
}

Result<QList<HostBridge>> SimulatedCatalog::bridges(const CancelToken &)
{
    return QList{HostBridge{u"simbr0"_s, u"Simulated"_s, u"10.99.0.1/16"_s}};
}

Result<QList<OsTemplate>> SimulatedCatalog::osTemplates(const CancelToken &)
{
    OsTemplate ready{u"debian-12-standard"_s, u"Debian 12 (simulated)"_s, u"simulated-templates"_s};
    OsTemplate other{u"ubuntu-24.04-standard"_s, u"Ubuntu 24.04 (simulated)"_s, {}};
    other.isInstalled = false;
    return QList{ready, other};
}

Result<int> SimulatedCatalog::nextId(const CancelToken &) { return 100; }

Result<QString> SimulatedCatalog::download(const QString &source, const QString &, HostCall &call)
{
    call.log("Nothing is downloaded: this is a simulation");
    return source;
}

Preflight SimulatedCatalog::preflight(const CancelToken &)
{
    Preflight all;
    all.checks.append({u"reach"_s,
                       u"Simulation"_s,
                       PreflightCheck::State::Ok,
                       u"It always works, because it makes nothing."_s,
                       {}});
    return all;
}

} // namespace slipway::hosts
