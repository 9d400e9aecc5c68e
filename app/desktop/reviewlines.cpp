#include "app/desktop/reviewlines.h"

#include "app/domain/containerspec.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>
#include <algorithm>

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::desktop::Review)
};

enum Group { Begin, Place, Size, Network, Rights, Access, Simulation, Packages, Scripts, Other, kGroups };

struct Row
{
    const char *path;
    Group group;
    const char *label;
};

// In the order in which they are shown.
constexpr Row kRows[] = {
    {"template", Begin, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Template")},
    {"hostname", Place, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Hostname")},
    {"node", Place, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Node")},
    {"vmid", Place, QT_TRANSLATE_NOOP("slipway::desktop::Review", "VMID")},
    {"source", Place, QT_TRANSLATE_NOOP("slipway::desktop::Review", "System")},
    {"storage", Place, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Storage")},
    {"templateStorage", Place, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Storage of the OS template")},
    {"pool", Place, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Pool")},
    {"description", Place, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Notes")},
    {"tags", Place, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Tags")},
    {"onFailure", Place, QT_TRANSLATE_NOOP("slipway::desktop::Review", "If the creation fails")},
    {"cores", Size, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Cores")},
    {"memoryMb", Size, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Memory")},
    {"swapMb", Size, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Swap")},
    {"diskGb", Size, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Disk")},
    {"bridge", Network, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Bridge")},
    {"network.ipv4", Network, QT_TRANSLATE_NOOP("slipway::desktop::Review", "IPv4")},
    {"network.gateway", Network, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Gateway")},
    {"network.ipv6", Network, QT_TRANSLATE_NOOP("slipway::desktop::Review", "IPv6")},
    {"network.gateway6", Network, QT_TRANSLATE_NOOP("slipway::desktop::Review", "IPv6 gateway")},
    {"network.vlan", Network, QT_TRANSLATE_NOOP("slipway::desktop::Review", "VLAN")},
    {"network.firewall", Network, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Firewall")},
    {"network.nameservers", Network, QT_TRANSLATE_NOOP("slipway::desktop::Review", "DNS servers")},
    {"network.searchDomain", Network, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Search domain")},
    {"unprivileged", Rights, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Unprivileged")},
    {"features.nesting", Rights, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Nesting")},
    {"features.keyctl", Rights, QT_TRANSLATE_NOOP("slipway::desktop::Review", "keyctl")},
    {"features.fuse", Rights, QT_TRANSLATE_NOOP("slipway::desktop::Review", "FUSE")},
    {"startOnBoot", Rights, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Start on boot")},
    {"rootPassword", Access, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Root password")},
    {"sshPublicKeys", Access, QT_TRANSLATE_NOOP("slipway::desktop::Review", "SSH public keys")},
    {"simulation.durationSeconds", Simulation,
     QT_TRANSLATE_NOOP("slipway::desktop::Review", "Takes about (s)")},
    {"simulation.lines", Simulation, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Log lines")},
    {"simulation.linesPerSecond", Simulation,
     QT_TRANSLATE_NOOP("slipway::desktop::Review", "Lines per second")},
    {"simulation.failAt", Simulation, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Fails at")},
    {"simulation.failExitCode", Simulation,
     QT_TRANSLATE_NOOP("slipway::desktop::Review", "Exit code of the failure")},
    {"packages", Packages, QT_TRANSLATE_NOOP("slipway::desktop::Review", "apt")},
    {"npmPackages", Packages, QT_TRANSLATE_NOOP("slipway::desktop::Review", "npm")},
    {"pipPackages", Packages, QT_TRANSLATE_NOOP("slipway::desktop::Review", "pip")},
    {"scripts", Scripts, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Scripts")},
    {"files", Scripts, QT_TRANSLATE_NOOP("slipway::desktop::Review", "Files")},
};

QString titleOf(int group)
{
    switch (group) {
    case Begin:
        return Words::tr("Template");
    case Place:
        return Words::tr("Name and place");
    case Size:
        return Words::tr("Size");
    case Network:
        return Words::tr("Network");
    case Rights:
        return Words::tr("Options");
    case Access:
        return Words::tr("Access");
    case Simulation:
        return Words::tr("Simulation");
    case Packages:
        return Words::tr("Packages");
    case Scripts:
        return Words::tr("Scripts and files");
    default:
        return Words::tr("Other");
    }
}

CreateStep stepOf(int group)
{
    switch (group) {
    case Begin:
        return CreateStep::Template;
    case Packages:
        return CreateStep::Packages;
    case Scripts:
        return CreateStep::Scripts;
    default:
        return CreateStep::Configure;
    }
}

qsizetype bytesOf(const QJsonObject &object)
{
    if (object.contains("contentBase64"_L1))
        return QByteArray::fromBase64(object.value("contentBase64"_L1).toString().toLatin1()).size();
    return object.value("content"_L1).toString().toUtf8().size();
}

QString entryText(const QJsonValue &entry)
{
    if (!entry.isObject())
        return entry.toString();
    const QJsonObject object = entry.toObject();
    const QString size = QLocale().formattedDataSize(bytesOf(object), 1, QLocale::DataSizeTraditionalFormat);
    if (object.contains("path"_L1))
        return Words::tr("%1 (%2, %3)")
            .arg(object.value("path"_L1).toString(), size, object.value("policy"_L1).toString());
    return Words::tr("%1 (%2, at most %3 s)")
        .arg(object.value("name"_L1).toString(), size)
        .arg(object.value("timeoutSeconds"_L1).toInt());
}

QString textOf(const QString &path, const QJsonValue &value)
{
    if (value.isArray()) {
        QStringList parts;
        const QJsonArray entries = value.toArray();
        for (const QJsonValue &entry : entries)
            parts.append(entryText(entry));
        const bool isLong = path == "scripts"_L1 || path == "files"_L1 || path == "sshPublicKeys"_L1;
        return parts.join(isLong ? u"\n"_s : u", "_s);
    }
    if (value.isBool())
        return value.toBool() ? Words::tr("Yes") : Words::tr("No");
    if (path == "onFailure"_L1)
        return value.toString() == onFailureName(OnFailure::Rollback) ? Words::tr("Remove the container")
                                                                      : Words::tr("Keep the container");
    const QString text = value.isDouble() ? QString::number(value.toDouble(), 'g', 12) : value.toString();
    if (path.endsWith("Mb"_L1))
        return Words::tr("%1 MB").arg(text);
    return path == "diskGb"_L1 ? Words::tr("%1 GB").arg(text) : text;
}

/// network.ipv4 … as the fields are called.
QJsonObject flattened(const QJsonObject &request)
{
    QJsonObject flat;
    for (auto it = request.begin(); it != request.end(); ++it) {
        if (!it.value().isObject()) {
            flat.insert(it.key(), it.value());
            continue;
        }
        const QJsonObject inner = it.value().toObject();
        for (auto in = inner.begin(); in != inner.end(); ++in)
            flat.insert(it.key() + u'.' + in.key(), in.value());
    }
    if (!flat.contains("onFailure"_L1)) // not written when it is the usual, but a choice all the same
        flat.insert("onFailure"_L1, QString(onFailureName(OnFailure::Keep)));
    return flat;
}

} // namespace

ReviewTable reviewTable(const QList<QJsonObject> &requests)
{
    ReviewTable table;
    QList<QJsonObject> flat;
    for (const QJsonObject &request : requests)
        flat.append(flattened(request));
    table.rows.resize(flat.size());
    for (const Row &row : kRows) {
        const QString path = QString::fromLatin1(row.path);
        const bool differs = std::any_of(flat.begin(), flat.end(), [&](const QJsonObject &one) {
            return one.value(path) != flat.first().value(path);
        });
        if (!differs)
            continue;
        table.paths.append(path);
        table.labels.append(Words::tr(row.label));
        for (qsizetype i = 0; i < flat.size(); ++i)
            table.rows[i].append(textOf(path, flat.at(i).value(path)));
    }
    return table;
}

QList<ReviewGroup> reviewGroups(const QJsonObject &request, const QStringList &without)
{
    QJsonObject flat = flattened(request);
    for (const QString &path : without)
        flat.remove(path);
    QList<ReviewGroup> groups;
    for (int group = 0; group < kGroups; ++group)
        groups.append({titleOf(group), stepOf(group), {}});
    for (const Row &row : kRows) {
        const QString path = QString::fromLatin1(row.path);
        const QJsonValue value = flat.take(path);
        const QString text = textOf(path, value);
        if (!value.isUndefined() && !text.isEmpty())
            groups[row.group].lines.append({Words::tr(row.label), text});
    }
    for (auto it = flat.begin(); it != flat.end(); ++it)
        groups[Other].lines.append({it.key(), textOf(it.key(), it.value())});
    groups.removeIf([](const ReviewGroup &group) { return group.lines.isEmpty(); });
    return groups;
}

} // namespace slipway::desktop
