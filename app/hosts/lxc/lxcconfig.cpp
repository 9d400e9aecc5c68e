#include "app/hosts/lxc/lxcconfig.h"

#include <QFile>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

// busybox: udhcpc would flush the static address. machine-id: each container gets one of its own at its first
// boot.
const char kFinishScript[] = R"sh(
set -e
PATH=/usr/sbin:/usr/bin:/sbin:/bin; export PATH
mkdir -p /etc /run /tmp /var/log
rm -f /etc/resolv.conf /etc/hostname
cat >/etc/resolv.conf
printf '%s\n' "$1" >/etc/hostname
rm -f /etc/hosts
printf '127.0.0.1 localhost\n127.0.1.1 %s\n::1 localhost ip6-localhost ip6-loopback\n' "$1" >/etc/hosts
if [ "$2" = busybox ]; then
    grep -v udhcpc /etc/init.d/rcS >/etc/init.d/rcS.new
    cat /etc/init.d/rcS.new >/etc/init.d/rcS
    rm /etc/init.d/rcS.new
elif [ -e /etc/machine-id ]; then
    : >/etc/machine-id
fi
)sh";

const char kKeysScript[] = R"sh(
set -e
umask 077
PATH=/usr/sbin:/usr/bin:/sbin:/bin; export PATH
mkdir -p /root/.ssh
chmod 700 /root/.ssh
cat >>/root/.ssh/authorized_keys
)sh";

namespace {

QByteArray content(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool isUnifiedCgroup() { return QFile::exists(u"/sys/fs/cgroup/cgroup.controllers"_s); }

QByteArray limits(const ContainerSpec &spec)
{
    const QByteArray memory = QByteArray::number(spec.memoryMb) + "M";
    const QByteArray quota = QByteArray::number(qint64(spec.cores) * 100000);
    if (isUnifiedCgroup())
        return "lxc.cgroup2.memory.max = " + memory + "\nlxc.cgroup2.cpu.max = " + quota + " 100000\n";
    return "lxc.cgroup.memory.limit_in_bytes = " + memory +
           "\nlxc.cgroup.cpu.cfs_period_us = 100000\n"
           "lxc.cgroup.cpu.cfs_quota_us = " +
           quota + '\n';
}

QByteArray nameservers(const QByteArray &resolvConf)
{
    QByteArray out;
    for (const QByteArray &line : resolvConf.split('\n')) {
        const QByteArrayList words = line.simplified().split(' ');
        if (words.value(0) == "nameserver" && !words.value(1).startsWith("127.") && words.value(1) != "::1")
            out += line.simplified() + '\n';
    }
    return out;
}

} // namespace

QByteArray hostNameservers()
{
    for (const QString &path : {u"/etc/resolv.conf"_s, u"/run/systemd/resolve/resolv.conf"_s}) {
        const QByteArray found = nameservers(content(path));
        if (!found.isEmpty())
            return found;
    }
    return "# no name server of the host can be reached from here\n";
}

QByteArray resolvConf(const NetworkSpec &network)
{
    QByteArray out;
    for (const QString &server : network.nameservers)
        out += "nameserver " + server.toUtf8() + '\n';
    if (out.isEmpty())
        out = hostNameservers();
    if (!network.searchDomain.isEmpty())
        out += "search " + network.searchDomain.toUtf8() + '\n';
    return out;
}

QByteArray lxcConfig(const ContainerSpec &spec, const QString &ref, const QString &directory,
                     const LxcNetwork::Lease &lease, RootfsSource::Kind kind)
{
    QByteArray config;
    for (const QString &line : spec.description.split(u'\n', Qt::SkipEmptyParts))
        config += "# " + line.simplified().toUtf8() + '\n';
    config += "lxc.net.0.type = veth\nlxc.net.0.flags = up\nlxc.net.0.name = eth0\n";
    config += "lxc.net.0.link = " + lease.bridge.toUtf8() + '\n';
    config +=
        "lxc.net.0.ipv4.address = " + lease.address.toUtf8() + '/' + QByteArray::number(lease.prefix) + '\n';
    config += "lxc.net.0.ipv4.gateway = " + lease.gateway.toUtf8() + '\n';
    config += limits(spec);
    if (content(u"/sys/module/apparmor/parameters/enabled"_s).trimmed() == "Y")
        config += "lxc.apparmor.profile = generated\nlxc.apparmor.allow_nesting = 1\n";
    config += "lxc.rootfs.path = dir:" + directory.toUtf8() + "/rootfs\n";
    if (kind != RootfsSource::Kind::Busybox) { // the template of busybox brings the rest itself
        config += "lxc.include = /usr/share/lxc/config/common.conf\n";
        config += "lxc.uts.name = " + ref.toUtf8() + '\n';
    }
    return config;
}

} // namespace slipway::hosts
