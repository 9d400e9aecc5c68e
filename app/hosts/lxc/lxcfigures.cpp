#include "app/hosts/lxc/lxcfigures.h"

#include <QFile>
#include <QFileInfo>
#include <QThread>
#include <algorithm>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

constexpr auto kShortest = std::chrono::milliseconds(150); // between two looks that say something
constexpr qint64 kUnlimited = qint64(1) << 60;             // version 1 says "no limit" with a huge number

QByteArray content(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

qint64 number(const QByteArray &text)
{
    bool ok = false;
    const qint64 value = text.trimmed().toLongLong(&ok);
    return ok ? value : -1;
}

/// The number after `key` in lines of "key number".
qint64 entry(const QByteArray &listing, QByteArrayView key)
{
    for (const QByteArray &line : listing.split('\n')) {
        const QByteArrayList words = line.simplified().split(' ');
        if (words.size() == 2 && words.first() == key)
            return number(words.last());
    }
    return -1;
}

/// Where the group of `controller` is mounted; empty controller: version 2.
QString groupDirectory(const QByteArray &cgroups, const QString &root, const QString &controller)
{
    for (const QByteArray &line : cgroups.split('\n')) {
        const qsizetype first = line.indexOf(':');
        const qsizetype second = line.indexOf(':', first + 1);
        if (first < 0 || second < 0)
            continue;
        const QString names = QString::fromUtf8(line.sliced(first + 1, second - first - 1));
        const QString group = containerGroup(QString::fromUtf8(line.sliced(second + 1)).trimmed());
        if (controller.isEmpty() && names.isEmpty())
            return root + group;
        if (controller.isEmpty() || !names.split(u',').contains(controller))
            continue;
        for (const QString &mount : {names, controller}) { // "cpu,cpuacct", and links to it
            if (QFileInfo(root + u'/' + mount + group).isDir())
                return root + u'/' + mount + group;
        }
    }
    return {};
}

int coresOf(qint64 quota, qint64 period)
{
    if (quota <= 0 || period <= 0)
        return QThread::idealThreadCount();
    return static_cast<int>((quota + period - 1) / period);
}

void readVersion1(LxcFigures &figures, const QByteArray &cgroups, const QString &root)
{
    const QString memory = groupDirectory(cgroups, root, u"memory"_s);
    const qint64 used = number(content(memory + u"/memory.usage_in_bytes"_s));
    const qint64 cache = entry(content(memory + u"/memory.stat"_s), "total_inactive_file");
    if (used >= 0)
        figures.memoryBytes = std::max<qint64>(0, used - std::max<qint64>(0, cache));
    const qint64 limit = number(content(memory + u"/memory.limit_in_bytes"_s));
    figures.memoryTotalBytes = limit < kUnlimited ? limit : -1;
    const QString cpu = groupDirectory(cgroups, root, u"cpu"_s);
    figures.cores = coresOf(number(content(cpu + u"/cpu.cfs_quota_us"_s)),
                            number(content(cpu + u"/cpu.cfs_period_us"_s)));
    figures.cpuNanoseconds =
        number(content(groupDirectory(cgroups, root, u"cpuacct"_s) + u"/cpuacct.usage"_s));
}

void readVersion2(LxcFigures &figures, const QByteArray &cgroups, const QString &root)
{
    const QString group = groupDirectory(cgroups, root, {});
    if (group.isEmpty())
        return;
    const qint64 used = number(content(group + u"/memory.current"_s));
    const qint64 cache = entry(content(group + u"/memory.stat"_s), "inactive_file");
    if (used >= 0)
        figures.memoryBytes = std::max<qint64>(0, used - std::max<qint64>(0, cache));
    figures.memoryTotalBytes = number(content(group + u"/memory.max"_s)); // "max": none
    const QByteArrayList quota = content(group + u"/cpu.max"_s).simplified().split(' ');
    figures.cores = coresOf(number(quota.value(0)), number(quota.value(1)));
    const qint64 microseconds = entry(content(group + u"/cpu.stat"_s), "usage_usec");
    figures.cpuNanoseconds = microseconds < 0 ? -1 : microseconds * 1000;
}

void readNetwork(LxcFigures &figures, const QByteArray &netDev)
{
    for (const QByteArray &line : netDev.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon < 0 || line.left(colon).trimmed() == "lo")
            continue;
        const QByteArrayList fields = line.sliced(colon + 1).simplified().split(' ');
        if (fields.size() < 9)
            continue;
        figures.netInBytes = std::max<qint64>(0, figures.netInBytes) + number(fields.at(0));
        figures.netOutBytes = std::max<qint64>(0, figures.netOutBytes) + number(fields.at(8));
    }
}

qint64 uptimeOf(const QByteArray &stat, const QByteArray &uptime)
{
    const QByteArrayList fields = stat.sliced(stat.lastIndexOf(')') + 1).simplified().split(' ');
    const double ticks = fields.value(19).toDouble(); // field 22 of proc(5); the first here is field 3
    const double now = uptime.split(' ').value(0).toDouble();
    const double started = ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
    return ticks > 0 && now > 0 ? std::max<qint64>(0, static_cast<qint64>(now - started)) : -1;
}

} // namespace

QString containerGroup(const QString &path)
{
    const QStringList parts = path.split(u'/');
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const bool isOld = i > 0 && parts.at(i - 1) == "lxc"_L1; // before LXC 4: /lxc/NAME
        if (parts.at(i).startsWith("lxc.payload"_L1) || isOld)
            return parts.mid(0, i + 1).join(u'/');
    }
    return path;
}

LxcFigures readFigures(pid_t init, const QString &proc, const QString &cgroup)
{
    LxcFigures figures;
    const QString process = proc + u'/' + QString::number(init);
    const QByteArray cgroups = content(process + u"/cgroup"_s);
    if (cgroups.isEmpty())
        return figures; // it ended
    if (groupDirectory(cgroups, cgroup, u"memory"_s).isEmpty())
        readVersion2(figures, cgroups, cgroup);
    else
        readVersion1(figures, cgroups, cgroup);
    readNetwork(figures, content(process + u"/net/dev"_s));
    figures.uptimeSeconds = uptimeOf(content(process + u"/stat"_s), content(proc + u"/uptime"_s));
    return figures;
}

std::optional<double> CpuSample::next(pid_t init, const LxcFigures &figures, Clock::time_point now)
{
    if (figures.cpuNanoseconds < 0 || figures.cores <= 0)
        return std::nullopt;
    const bool isSame = m_used >= 0 && init == m_init && figures.cpuNanoseconds >= m_used;
    const auto passed = now - m_at;
    if (isSame && passed < kShortest)
        return m_fraction;
    if (isSame) {
        const auto time =
            static_cast<double>(std::chrono::duration_cast<std::chrono::nanoseconds>(passed).count());
        const auto used = static_cast<double>(figures.cpuNanoseconds - m_used);
        m_fraction = std::clamp(used / time / figures.cores, 0.0, 1.0);
    } else {
        m_fraction.reset();
    }
    m_init = init;
    m_used = figures.cpuNanoseconds;
    m_at = now;
    return m_fraction;
}

} // namespace slipway::hosts
