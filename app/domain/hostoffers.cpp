#include "app/domain/hostoffers.h"

#include <algorithm>
#include <array>

namespace slipway {
namespace {

template<typename T>
struct Named
{
    T value;
    QLatin1StringView name;
};

using Power = HostStatus::Power;
constexpr std::array kPowers = {
    Named<Power>{Power::Unknown, QLatin1StringView("unknown")},
    Named<Power>{Power::Stopped, QLatin1StringView("stopped")},
    Named<Power>{Power::Running, QLatin1StringView("running")},
    Named<Power>{Power::Gone, QLatin1StringView("gone")},
};
using State = PreflightCheck::State;
constexpr std::array kStates = {
    Named<State>{State::Ok, QLatin1StringView("ok")},
    Named<State>{State::Warning, QLatin1StringView("warning")},
    Named<State>{State::Failed, QLatin1StringView("failed")},
    Named<State>{State::Skipped, QLatin1StringView("skipped")},
};

template<typename Table, typename T>
QLatin1StringView nameOf(const Table &table, T value)
{
    const auto row =
        std::find_if(table.begin(), table.end(), [=](const auto &r) { return r.value == value; });
    return row == table.end() ? QLatin1StringView() : row->name;
}

template<typename Table, typename T>
T valueOf(const Table &table, const QString &name, T otherwise)
{
    const auto row = std::find_if(table.begin(), table.end(), [&](const auto &r) { return name == r.name; });
    return row == table.end() ? otherwise : row->value;
}

QString text(const QJsonObject &object, const char *key)
{
    return object.value(QLatin1StringView(key)).toString();
}

bool flag(const QJsonObject &object, const char *key, bool otherwise)
{
    return object.value(QLatin1StringView(key)).toBool(otherwise);
}

QStringList texts(const QJsonObject &object, const char *key)
{
    QStringList out;
    const QJsonArray entries = object.value(QLatin1StringView(key)).toArray();
    for (const QJsonValue &entry : entries) {
        if (entry.isString())
            out.append(entry.toString());
    }
    return out;
}

// What does not fit, or is below 0, is not a number that we sent.
qint64 number(const QJsonObject &object, const char *key, qint64 otherwise)
{
    const double value = object.value(QLatin1StringView(key)).toDouble(-1);
    return value >= 0 && value < 9.0e18 ? static_cast<qint64>(value) : otherwise;
}

QJsonValue known(double value) { return value < 0 ? QJsonValue(QJsonValue::Null) : QJsonValue(value); }
QJsonValue known(qint64 value) { return value < 0 ? QJsonValue(QJsonValue::Null) : QJsonValue(value); }
QJsonValue known(int value) { return known(qint64{value}); }

QJsonObject toJson(const PreflightCheck &check)
{
    return {{QStringLiteral("id"), check.id},
            {QStringLiteral("title"), check.title},
            {QStringLiteral("state"), nameOf(kStates, check.state)},
            {QStringLiteral("message"), check.message},
            {QStringLiteral("details"), QJsonArray::fromStringList(check.details)}};
}

PreflightCheck checkFromJson(const QJsonObject &object)
{
    return {text(object, "id"), text(object, "title"),
            valueOf(kStates, text(object, "state"), State::Skipped), text(object, "message"),
            texts(object, "details")};
}

QJsonObject toJson(const Fingerprints &prints)
{
    return {{QStringLiteral("certificateSha256"), prints.certificateSha256},
            {QStringLiteral("certificateSubject"), prints.certificateSubject},
            {QStringLiteral("certificateNotAfter"), prints.certificateNotAfter},
            {QStringLiteral("certificateTrusted"), prints.isCertificateTrusted},
            {QStringLiteral("hostKeySha256"), prints.hostKeySha256},
            {QStringLiteral("hostKeyType"), prints.hostKeyType}};
}

Fingerprints fingerprintsFromJson(const QJsonObject &object)
{
    return {text(object, "certificateSha256"),   text(object, "certificateSubject"),
            text(object, "certificateNotAfter"), flag(object, "certificateTrusted", false),
            text(object, "hostKeySha256"),       text(object, "hostKeyType")};
}

} // namespace

QLatin1StringView powerName(HostStatus::Power power) { return nameOf(kPowers, power); }

bool Preflight::isOk() const
{
    return std::none_of(checks.begin(), checks.end(),
                        [](const PreflightCheck &check) { return check.state == State::Failed; });
}

QJsonObject toJson(const HostStorage &storage)
{
    return {{QStringLiteral("name"), storage.name},
            {QStringLiteral("type"), storage.type},
            {QStringLiteral("content"), QJsonArray::fromStringList(storage.content)},
            {QStringLiteral("active"), storage.isActive},
            {QStringLiteral("shared"), storage.isShared},
            {QStringLiteral("totalBytes"), storage.totalBytes},
            {QStringLiteral("availableBytes"), storage.availableBytes}};
}

HostStorage hostStorageFromJson(const QJsonObject &object)
{
    return {text(object, "name"),
            text(object, "type"),
            texts(object, "content"),
            flag(object, "active", true),
            flag(object, "shared", false),
            number(object, "totalBytes", 0),
            number(object, "availableBytes", 0)};
}

QJsonObject toJson(const HostBridge &bridge)
{
    return {{QStringLiteral("name"), bridge.name},
            {QStringLiteral("comment"), bridge.comment},
            {QStringLiteral("cidr"), bridge.cidr},
            {QStringLiteral("vlanAware"), bridge.isVlanAware}};
}

HostBridge hostBridgeFromJson(const QJsonObject &object)
{
    return {text(object, "name"), text(object, "comment"), text(object, "cidr"),
            flag(object, "vlanAware", false)};
}

QJsonObject toJson(const OsTemplate &entry)
{
    return {{QStringLiteral("source"), entry.source},
            {QStringLiteral("title"), entry.title},
            {QStringLiteral("storage"), entry.storage},
            {QStringLiteral("bytes"), entry.bytes},
            {QStringLiteral("installed"), entry.isInstalled}};
}

OsTemplate osTemplateFromJson(const QJsonObject &object)
{
    return {text(object, "source"), text(object, "title"), text(object, "storage"),
            number(object, "bytes", 0), flag(object, "installed", true)};
}

QJsonObject toJson(const HostNode &node)
{
    return {{QStringLiteral("name"), node.name},
            {QStringLiteral("online"), node.isOnline},
            {QStringLiteral("this"), node.isThis}};
}

HostNode hostNodeFromJson(const QJsonObject &object)
{
    return {text(object, "name"), flag(object, "online", false), flag(object, "this", false)};
}

QJsonObject toJson(const HostStatus &status)
{
    return {{QStringLiteral("power"), powerName(status.power)},
            {QStringLiteral("lock"), status.lock},
            {QStringLiteral("task"), status.task},
            {QStringLiteral("cpuFraction"), known(status.cpuFraction)},
            {QStringLiteral("cores"), known(status.cores)},
            {QStringLiteral("memoryBytes"), known(status.memoryBytes)},
            {QStringLiteral("memoryTotalBytes"), known(status.memoryTotalBytes)},
            {QStringLiteral("diskBytes"), known(status.diskBytes)},
            {QStringLiteral("diskTotalBytes"), known(status.diskTotalBytes)},
            {QStringLiteral("netInBytes"), known(status.netInBytes)},
            {QStringLiteral("netOutBytes"), known(status.netOutBytes)},
            {QStringLiteral("uptimeSeconds"), known(status.uptimeSeconds)}};
}

HostStatus hostStatusFromJson(const QJsonObject &object)
{
    HostStatus status;
    status.power = valueOf(kPowers, text(object, "power"), Power::Unknown);
    status.lock = text(object, "lock");
    status.task = text(object, "task");
    const double cpu = object.value(QLatin1StringView("cpuFraction")).toDouble(-1);
    status.cpuFraction = cpu >= 0 ? cpu : -1;
    status.cores = static_cast<int>(std::min<qint64>(number(object, "cores", -1), 1 << 20));
    status.memoryBytes = number(object, "memoryBytes", -1);
    status.memoryTotalBytes = number(object, "memoryTotalBytes", -1);
    status.diskBytes = number(object, "diskBytes", -1);
    status.diskTotalBytes = number(object, "diskTotalBytes", -1);
    status.netInBytes = number(object, "netInBytes", -1);
    status.netOutBytes = number(object, "netOutBytes", -1);
    status.uptimeSeconds = number(object, "uptimeSeconds", -1);
    return status;
}

QJsonObject toJson(const Preflight &preflight)
{
    QJsonArray checks;
    for (const PreflightCheck &check : preflight.checks)
        checks.append(toJson(check));
    return {{QStringLiteral("ok"), preflight.isOk()},
            {QStringLiteral("checks"), checks},
            {QStringLiteral("fingerprints"), toJson(preflight.fingerprints)},
            {QStringLiteral("version"), preflight.version},
            {QStringLiteral("pveNode"), preflight.pveNode}};
}

Preflight preflightFromJson(const QJsonObject &object)
{
    Preflight preflight;
    const QJsonArray checks = object.value(QLatin1StringView("checks")).toArray();
    for (const QJsonValue &check : checks) {
        if (check.isObject())
            preflight.checks.append(checkFromJson(check.toObject()));
    }
    preflight.fingerprints = fingerprintsFromJson(object.value(QLatin1StringView("fingerprints")).toObject());
    preflight.version = text(object, "version");
    preflight.pveNode = text(object, "pveNode");
    return preflight;
}

} // namespace slipway
