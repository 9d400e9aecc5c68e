#include "app/hosts/simulated/simulatedlines.h"

#include <array>
#include <span>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

// {n} is a number, {p} a package, {u} a unit; ^g ^y ^r ^b ^d begin green, yellow, red, blue, dim, ^0 ends.
constexpr std::array<const char *, 10> kChecks = {
    "^b[INFO   ]^0 Checking kernel: 6.1.0-{n}-amd64",
    "^b[INFO   ]^0 Memory: {n} MiB free, swap off",
    "^g[OK     ]^0 DNS answers in {n} ms",
    "^g[OK     ]^0 /dev/net/tun is there",
    "^b[INFO   ]^0 Clock is {n} ms off deb.debian.org",
    "^y[WARN   ]^0 locale en_US.UTF-8 is not installed, using C.UTF-8",
    "  \xe2\x94\x9c\xe2\x94\x80 free inodes: {n}00",
    "  \xe2\x94\x94\xe2\x94\x80 mount options: rw,relatime,discard",
    "Get:{n} http://deb.debian.org/debian bookworm/main amd64 {p} all [{n} kB]",
    "^g[OK     ]^0 {p} is recent enough",
};
constexpr std::array<const char *, 9> kUser = {
    "^b[INFO   ]^0 Adding user `coder' (1000) with group `coder' (1000) ...",
    "Creating home directory `/home/coder' ...",
    "Copying files from `/etc/skel' ...",
    "^g[OK     ]^0 /home/coder/.ssh (mode 700)",
    "^b[INFO   ]^0 Writing /etc/sudoers.d/90-coder, {n} bytes",
    "^d    chown -R coder:coder /home/coder/.config^0",
    "usermod: no changes",
    "^y[WARN   ]^0 {p}: user service left for the first login",
    "^g[OK     ]^0 Shell /bin/bash, locale C.UTF-8 \xe2\x9c\x93",
};
constexpr std::array<const char *, 12> kInstall = {
    "Get:{n} https://download.docker.com/linux/debian bookworm/stable amd64 {p} [{n}.{n} MB]",
    "Selecting previously unselected package {p}.",
    "Preparing to unpack .../{n}-{p}_amd64.deb ...",
    "Unpacking {p} (5:26.{n}-1~debian.12~bookworm) ...",
    "Setting up {p} (5:26.{n}-1~debian.12~bookworm) ...",
    "Created symlink /etc/systemd/system/multi-user.target.wants/{u} \xe2\x86\x92 /lib/systemd/system/{u}.",
    "Processing triggers for libc-bin (2.36-9+deb12u{n}) ...",
    "^b[INFO   ]^0 layer {n}: ^gPull complete^0",
    "^d#{n} extracting sha256:{n}f{n}a{n}c{n} {n}.{n}s done^0",
    "^g[OK     ]^0 {u} is active (running)",
    "^y[WARN   ]^0 bridge-nf-call-iptables is disabled",
    "debconf: delaying package configuration, since apt-utils is not installed",
};
constexpr std::array<const char *, 6> kPackages = {"containerd.io",        "docker-ce",       "docker-ce-cli",
                                                   "docker-buildx-plugin", "ca-certificates", "libseccomp2"};
constexpr std::array<const char *, 4> kUnits = {"docker.service", "containerd.service",
                                                "code-server@coder.service", "ssh.service"};

quint64 mixed(quint64 x)
{
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31U);
}

QByteArray colour(char code)
{
    switch (code) {
    case 'g':
        return "\x1b[32m";
    case 'y':
        return "\x1b[33m";
    case 'r':
        return "\x1b[1;31m";
    case 'b':
        return "\x1b[38;5;39m";
    case 'd':
        return "\x1b[90m";
    default:
        return "\x1b[0m";
    }
}

QByteArray filled(const char *pattern, quint64 number)
{
    QByteArray out;
    for (const char *at = pattern; *at != '\0'; ++at) {
        if (*at == '^' && at[1] != '\0') {
            out += colour(*++at);
        } else if (*at == '{' && at[1] != '\0' && at[2] == '}') {
            number = mixed(number + 1);
            if (at[1] == 'n')
                out += QByteArray::number(1 + number % 97);
            else
                out += at[1] == 'p' ? kPackages[number % kPackages.size()] : kUnits[number % kUnits.size()];
            at += 2;
        } else {
            out += *at;
        }
    }
    return out;
}

std::span<const char *const> patterns(const QString &script)
{
    if (script.contains("check"_L1))
        return kChecks;
    if (script.contains("user"_L1))
        return kUser;
    return kInstall;
}

QString password(quint64 seed)
{
    static constexpr char kAlphabet[] = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    QString text;
    for (int i = 0; i < 20; ++i) {
        seed = mixed(seed + 1);
        text += QLatin1Char(kAlphabet[seed % (sizeof kAlphabet - 1)]);
    }
    return text;
}

Service service(const QString &name, const QString &type, int port, bool isSystem)
{
    Service made;
    made.name = name;
    made.type = type;
    made.port = port;
    made.status = u"running"_s;
    made.isSystem = isSystem;
    return made;
}

} // namespace

quint64 stableHash(QByteArrayView text)
{
    quint64 hash = 0xcbf29ce484222325U;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return hash;
}

QByteArray simulatedLine(const QString &script, quint64 seed, int index, int count)
{
    if (index == 0)
        return "\x1b[1m==> " + script.toUtf8() + "\x1b[0m (" + QByteArray::number(count) +
               " lines, simulated)";
    const quint64 number = mixed(seed + static_cast<quint64>(index));
    const auto choice = patterns(script);
    return filled(choice[number % choice.size()], number);
}

QString simulatedAddress(const QString &hostname)
{
    const quint64 hash = mixed(stableHash(hostname.toUtf8()));
    return u"10.99.%1.%2"_s.arg(hash % 250 + 1).arg((hash >> 8U) % 250 + 2);
}

ServiceList simulatedServices(const QString &hostname)
{
    const quint64 seed = stableHash(hostname.toUtf8());
    ServiceList list;
    list.containerIp = simulatedAddress(hostname);
    Service editor = service(u"code-server"_s, u"systemd"_s, 8443, false);
    editor.webUrl = u"https://%1:8443"_s.arg(list.containerIp);
    editor.credentials.push_back({u"USER"_s, Secret(u"coder"_s)});
    editor.credentials.push_back({u"PASSWORD"_s, Secret(password(seed))});
    list.services.append(editor);
    Service database = service(u"postgresql"_s, u"systemd"_s, 5432, false);
    database.credentials.push_back({u"DATABASE"_s, Secret(u"app"_s)});
    database.credentials.push_back({u"USER"_s, Secret(u"app"_s)});
    database.credentials.push_back({u"PASSWORD"_s, Secret(password(seed + 77))});
    list.services.append(database);
    return list;
}

QStringList simulatedServiceLog(const QString &hostname, const QString &service, int lines)
{
    const quint64 seed = stableHash((hostname + u'/' + service).toUtf8());
    QStringList out;
    for (int i = 0; i < lines; ++i)
        out.append(u"%1[%2]: request %3 answered in %4 ms (simulated)"_s.arg(service)
                       .arg(seed % 900 + 100)
                       .arg(i + 1)
                       .arg(mixed(seed + static_cast<quint64>(i)) % 40));
    return out;
}

} // namespace slipway::hosts
