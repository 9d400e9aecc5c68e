#include "app/cli/nodeformat.h"

#include "app/cli/format.h"
#include "app/cli/terminaltext.h"
#include <QCoreApplication>
#include <array>

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipwayctl)
};

QString plain(const QString &text) { return terminalSafe(text, Colors::Remove); }

struct Mark
{
    const char16_t *unicode;
    const char *ascii;
    const char *color;
};

Mark markOf(PreflightCheck::State state)
{
    switch (state) {
    case PreflightCheck::State::Ok:
        return {u"✓", "ok", "\x1b[32m"};
    case PreflightCheck::State::Warning:
        return {u"!", "! ", "\x1b[33m"};
    case PreflightCheck::State::Failed:
        return {u"✗", "x ", "\x1b[31m"};
    case PreflightCheck::State::Skipped:
        break;
    }
    return {u"–", "- ", "\x1b[2m"};
}

QString addressOf(const QJsonObject &node)
{
    const QString host = node.value("host"_L1).toString();
    const QString port = QString::number(node.value("port"_L1).toInt());
    return host.contains(u':') ? u"[%1]:%2"_s.arg(host, port) : u"%1:%2"_s.arg(host, port);
}

QString accountOf(const QJsonObject &node)
{
    const QString user = node.value("user"_L1).toString();
    const QString token = node.value("tokenName"_L1).toString();
    return token.isEmpty() ? user : user + u'!' + token;
}

QString sshOf(const QJsonObject &node)
{
    const QJsonObject ssh = node.value("ssh"_L1).toObject();
    if (!ssh.value("enabled"_L1).toBool())
        return Text::tr("none");
    return u"%1, %2"_s.arg(ssh.value("user"_L1).toString(), ssh.value("signIn"_L1).toString());
}

QStringList filled(const QList<QStringList> &all)
{
    QList<QStringList> rows;
    for (const QStringList &row : all)
        if (!row[1].isEmpty())
            rows += {row[0] + u':', plain(row[1])};
    return tableLines(rows);
}

QString durationText(qint64 seconds)
{
    if (seconds < 0)
        return {};
    const qint64 days = seconds / 86'400;
    const QString time = u"%1:%2:%3"_s.arg(seconds / 3600 % 24, 2, 10, QChar(u'0'))
                             .arg(seconds / 60 % 60, 2, 10, QChar(u'0'))
                             .arg(seconds % 60, 2, 10, QChar(u'0'));
    return days > 0 ? Text::tr("%1 d %2").arg(days).arg(time) : time;
}

QString partText(qint64 used, qint64 total)
{
    if (used < 0)
        return {};
    return total > 0 ? Text::tr("%1 of %2").arg(bytesText(used), bytesText(total)) : bytesText(used);
}

QString actionText(const QJsonObject &action)
{
    if (action.isEmpty())
        return {};
    const QString name = action.value("name"_L1).toString();
    const QString finished = action.value("finishedAt"_L1).toString();
    const QString error = action.value("error"_L1).toString();
    if (finished.isEmpty())
        return Text::tr("%1, going on since %2").arg(name, action.value("startedAt"_L1).toString());
    return error.isEmpty() ? Text::tr("%1, done at %2").arg(name, finished)
                           : Text::tr("%1, failed at %2. %3").arg(name, finished, error);
}

} // namespace

QString bytesText(qint64 bytes)
{
    if (bytes < 0)
        return {};
    static const QStringList units = {u"B"_s, u"KiB"_s, u"MiB"_s, u"GiB"_s, u"TiB"_s};
    auto value = static_cast<double>(bytes);
    qsizetype unit = 0;
    for (; value >= 1000 && unit + 1 < units.size(); ++unit)
        value /= 1024;
    return u"%1 %2"_s.arg(value, 0, 'f', unit > 1 && value < 100 ? 1 : 0).arg(units[unit]);
}

QStringList preflightLines(const Preflight &preflight, bool isUnicode, bool hasColor)
{
    QStringList lines;
    int width = 0;
    for (const PreflightCheck &check : preflight.checks)
        width = std::max(width, displayWidth(check.title));
    for (const PreflightCheck &check : preflight.checks) {
        const Mark mark = markOf(check.state);
        const QString sign = isUnicode ? QString::fromUtf16(mark.unicode) : QString::fromLatin1(mark.ascii);
        const QString colored = hasColor ? QString::fromLatin1(mark.color) + sign + u"\x1b[0m"_s : sign;
        const QString title = plain(check.title);
        lines += u"%1 %2%3  %4"_s.arg(colored, title, QString(width - displayWidth(title), u' '),
                                      plain(check.message));
        for (const QString &detail : check.details)
            lines += QString(width + (isUnicode ? 4 : 5), u' ') + plain(detail);
    }
    return lines;
}

QStringList nodeRow(const QJsonObject &node)
{
    return {plain(node.value("name"_L1).toString()), plain(addressOf(node)),
            plain(node.value("pveNode"_L1).toString()), plain(accountOf(node)), plain(sshOf(node))};
}

QStringList nodeLines(const QJsonObject &node)
{
    const QJsonObject ssh = node.value("ssh"_L1).toObject();
    const bool hasSsh = ssh.value("enabled"_L1).toBool();
    const auto text = [](const QJsonObject &object, QLatin1StringView key) {
        return object.value(key).toString();
    };
    const QString sshHost = text(ssh, "host"_L1);
    return filled({
        {Text::tr("Name"), text(node, "name"_L1)},
        {Text::tr("Address"), addressOf(node)},
        {Text::tr("Node in its cluster"), text(node, "pveNode"_L1)},
        {Text::tr("Account"), accountOf(node)},
        {Text::tr("Secret"),
         node.value("hasSecret"_L1).toBool() ? Text::tr("stored, encrypted") : Text::tr("none")},
        {Text::tr("Certificate"), text(node, "certificateSha256"_L1).isEmpty()
                                      ? Text::tr("as the system's authorities vouch")
                                      : text(node, "certificateSha256"_L1)},
        {Text::tr("SSH"),
         hasSsh ? Text::tr("%1@%2 port %3, signs in with %4")
                      .arg(text(ssh, "user"_L1), sshHost.isEmpty() ? text(node, "host"_L1) : sshHost)
                      .arg(ssh.value("port"_L1).toInt())
                      .arg(text(ssh, "signIn"_L1))
                : Text::tr("none: nothing can be put or run inside containers")},
        {Text::tr("SSH host key"), hasSsh ? text(ssh, "hostKeySha256"_L1) : QString()},
        {Text::tr("Storage"), text(node, "storage"_L1)},
        {Text::tr("Template storage"), text(node, "templateStorage"_L1)},
        {Text::tr("Bridge"), text(node, "bridge"_L1)},
    });
}

QStringList statusLines(const QJsonObject &live)
{
    const HostStatus status = hostStatusFromJson(live);
    QString cpu;
    if (status.cpuFraction >= 0) {
        cpu = u"%1 %"_s.arg(status.cpuFraction * 100, 0, 'f', 0);
        if (status.cores > 0)
            cpu = status.cores == 1 ? Text::tr("%1 of 1 core").arg(cpu)
                                    : Text::tr("%1 of %2 cores").arg(cpu).arg(status.cores);
    }
    QString net;
    if (status.netInBytes >= 0)
        net = Text::tr("%1 in, %2 out").arg(bytesText(status.netInBytes), bytesText(status.netOutBytes));
    return filled({
        {Text::tr("Power"), QString(powerName(status.power))},
        {Text::tr("Name on host"), live.value("displayName"_L1).toString()},
        {Text::tr("Locked by"), status.lock},
        {Text::tr("Goes on"), status.task},
        {Text::tr("CPU"), cpu},
        {Text::tr("Memory"), partText(status.memoryBytes, status.memoryTotalBytes)},
        {Text::tr("Disk"), partText(status.diskBytes, status.diskTotalBytes)},
        {Text::tr("Network"), net},
        {Text::tr("Up for"), durationText(status.uptimeSeconds)},
        {Text::tr("Last action"), actionText(live.value("action"_L1).toObject())},
    });
}

QStringList storageRow(const HostStorage &storage)
{
    return {
        plain(storage.name), plain(storage.type), plain(storage.content.join(u',')),
        storage.isActive ? Text::tr("active") : Text::tr("inactive"),
        storage.totalBytes > 0
            ? Text::tr("%1 free of %2").arg(bytesText(storage.availableBytes), bytesText(storage.totalBytes))
            : QString()};
}

QStringList bridgeRow(const HostBridge &bridge)
{
    return {plain(bridge.name), plain(bridge.cidr), bridge.isVlanAware ? Text::tr("VLAN aware") : QString(),
            plain(bridge.comment)};
}

QStringList templateRow(const OsTemplate &entry)
{
    return {plain(entry.source), plain(entry.title),
            entry.isInstalled ? plain(entry.storage) : Text::tr("to be downloaded"),
            entry.bytes > 0 ? bytesText(entry.bytes) : QString()};
}

} // namespace slipway::cli
