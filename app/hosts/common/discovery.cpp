#include "app/hosts/common/discovery.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

constexpr int kListen = 0x0a; // TCP_LISTEN

Credential credential(QByteArrayView key, const QByteArray &value)
{
    return {QString::fromUtf8(key), Secret(value)};
}

QByteArray unquoted(QByteArrayView value)
{
    if (value.size() >= 2 && value.front() == '\'' && value.back() == '\'')
        return value.sliced(1, value.size() - 2).toByteArray();
    if (value.size() < 2 || value.front() != '"' || value.back() != '"')
        return value.toByteArray();
    QByteArray out;
    for (qsizetype i = 1; i < value.size() - 1; ++i) {
        if (value[i] != '\\' || i + 1 >= value.size() - 1) {
            out += value[i];
            continue;
        }
        const char c = value[++i];
        if (c == 'n')
            out += '\n';
        else if (c == 'r')
            out += '\r';
        else if (c == '\\' || c == '"' || c == '$' || c == '`')
            out += c;
        else
            (out += '\\') += c;
    }
    return out;
}

bool isKey(QByteArrayView key)
{
    if (key.isEmpty() || (key.front() >= '0' && key.front() <= '9'))
        return false;
    return std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-' || c == '.';
    });
}

int portIn(const std::vector<Credential> &fields)
{
    for (const Credential &field : fields) {
        if (field.key == "PORT"_L1)
            return field.value.reveal().toInt();
    }
    return 0;
}

void merge(std::vector<Credential> &into, const std::vector<Credential> &more)
{
    for (const Credential &field : more) {
        const bool known =
            std::any_of(into.cbegin(), into.cend(), [&](const Credential &c) { return c.key == field.key; });
        if (!known)
            into.push_back(field);
    }
}

Service *named(QList<Service> &services, const QString &name)
{
    for (Service &service : services) {
        if (service.name == name)
            return &service;
    }
    for (Service &service : services) { // code-server@coder is code-server
        if (service.name.startsWith(name + u'@'))
            return &service;
    }
    return nullptr;
}

void addListener(QList<Service> &services, const Listener &listener)
{
    Service *service = named(services, listener.unit.isEmpty() ? listener.process : listener.unit);
    if (service == nullptr) {
        Service made;
        made.name = listener.unit.isEmpty() ? listener.process : listener.unit;
        made.type = listener.unit.isEmpty() ? u"process"_s : u"systemd"_s;
        made.status = u"running"_s;
        made.isSystem = isSystemUnit(made.name);
        services.append(made);
        service = &services.last();
    }
    if (!service->port || listener.port < *service->port)
        service->port = listener.port; // of several the lowest: 80 before 443, 5432 before a metrics port
}

void addCredentials(QList<Service> &services, const QString &name, const std::vector<Credential> &fields)
{
    Service *service = named(services, name);
    const int port = portIn(fields);
    if (service == nullptr && port > 0) {
        for (Service &candidate : services) {
            if (candidate.port == port && candidate.credentials.empty()) {
                candidate.name = name; // who saved them knows its name better than its process does
                service = &candidate;
                break;
            }
        }
    }
    if (service == nullptr) {
        Service made;
        made.name = name;
        made.type = u"process"_s;
        made.status = u"stopped"_s;
        services.append(made);
        service = &services.last();
    }
    service->isSystem = false; // somebody is meant to sign in to it
    merge(service->credentials, fields);
}

} // namespace

QMap<quint64, int> listeningSockets(QByteArrayView procNetTcp)
{
    QMap<quint64, int> found;
    for (const QByteArray &line : procNetTcp.toByteArray().split('\n')) {
        const QByteArrayList fields = line.simplified().split(' ');
        if (fields.size() < 10 || fields.at(3).toInt(nullptr, 16) != kListen)
            continue;
        const qsizetype colon = fields.at(1).lastIndexOf(':');
        const int port = fields.at(1).sliced(colon + 1).toInt(nullptr, 16);
        if (colon > 0 && port > 0)
            found.insert(fields.at(9).toULongLong(), port);
    }
    return found;
}

QString unitOfCgroup(QByteArrayView cgroup)
{
    for (const QByteArray &line : cgroup.toByteArray().split('\n')) {
        for (const QByteArray &part : line.split('/')) {
            if (part.endsWith(".service"))
                return QString::fromUtf8(part.chopped(8));
        }
    }
    return {};
}

std::vector<Credential> parseCredentials(QByteArrayView file)
{
    std::vector<Credential> fields;
    for (const QByteArray &raw : file.toByteArray().split('\n')) {
        QByteArray line = raw.trimmed();
        if (line.startsWith("export "))
            line = line.sliced(7).trimmed();
        const qsizetype equals = line.indexOf('=');
        if (line.startsWith('#') || equals <= 0 || !isKey(QByteArrayView(line).first(equals).trimmed()))
            continue;
        const Credential field = credential(QByteArrayView(line).first(equals).trimmed(),
                                            unquoted(QByteArrayView(line).sliced(equals + 1).trimmed()));
        const auto known = std::find_if(fields.begin(), fields.end(),
                                        [&](const Credential &c) { return c.key == field.key; });
        if (known == fields.end())
            fields.push_back(field);
        else
            known->value = field.value; // as a shell would: the last one counts
    }
    return fields;
}

bool isSystemUnit(const QString &name)
{
    static const QStringList kNames = {u"dbus"_s,
                                       u"cron"_s,
                                       u"rsyslog"_s,
                                       u"networking"_s,
                                       u"ifup"_s,
                                       u"init"_s,
                                       u"getty"_s,
                                       u"agetty"_s,
                                       u"polkit"_s,
                                       u"ssh"_s,
                                       u"sshd"_s,
                                       u"docker"_s,
                                       u"containerd"_s,
                                       u"syslogd"_s,
                                       u"udhcpc"_s,
                                       u"exim4"_s,
                                       u"unattended-upgrades"_s,
                                       u"dhclient"_s,
                                       u"logrotate"_s,
                                       u"apt-daily"_s,
                                       u"apt-daily-upgrade"_s};
    const QString base = name.section(u'@', 0, 0);
    return base.startsWith("systemd-"_L1) || base.endsWith("-getty"_L1) || base == "user"_L1 ||
           kNames.contains(base);
}

QList<Service> parseUnits(QByteArrayView listing)
{
    QList<Service> services;
    for (const QByteArray &line : listing.toByteArray().split('\n')) {
        const QByteArrayList fields = line.simplified().split(' ');
        if (fields.size() < 4 || !fields.first().endsWith(".service") || fields.at(1) != "loaded")
            continue;
        const QByteArray &active = fields.at(2);
        const QByteArray &sub = fields.at(3);
        if (active == "inactive" || sub == "exited")
            continue; // done or never started: nothing that serves
        Service service;
        service.name = QString::fromUtf8(fields.first().chopped(8)).replace("\\x2d"_L1, "-"_L1);
        service.type = u"systemd"_s;
        service.status =
            sub == "running" ? u"running"_s : (active == "failed" ? u"error"_s : u"installing"_s);
        service.isSystem = isSystemUnit(service.name);
        if (isSafeServiceName(service.name))
            services.append(service);
    }
    return services;
}

ServiceList mergeServices(QList<Service> units, const QList<Listener> &listeners,
                          const QMap<QString, std::vector<Credential>> &credentials)
{
    for (const Listener &listener : listeners)
        addListener(units, listener);
    for (auto it = credentials.cbegin(); it != credentials.cend(); ++it)
        addCredentials(units, it.key(), it.value());
    std::stable_sort(units.begin(), units.end(), [](const Service &a, const Service &b) {
        return std::make_tuple(a.isSystem, a.name) < std::make_tuple(b.isSystem, b.name);
    });
    return {units, {}};
}

const char kCredentialFiles[] = R"sh(
for directory in /etc/slipway/credentials /etc/infrahaus/credentials; do
    for file in "$directory"/*; do
        [ -f "$file" ] || continue
        size=$(wc -c <"$file") || continue
        [ "$size" -le 8192 ] || continue
        printf '%s %s\n' "$((size))" "${file##*/}"
        head -c "$size" "$file"
        printf '\n'
    done
done
)sh";

const char kListUnits[] =
    "command -v systemctl >/dev/null 2>&1 || exit 0; exec systemctl list-units --type=service --all "
    "--plain --no-legend --no-pager --full";

QMap<QString, std::vector<Credential>> credentialFiles(const QByteArray &listing)
{
    QMap<QString, std::vector<Credential>> found;
    for (qsizetype at = 0; at < listing.size();) {
        const qsizetype end = listing.indexOf('\n', at);
        const qsizetype space = listing.indexOf(' ', at);
        if (end < 0 || space < 0 || space > end)
            break;
        const qsizetype size = listing.sliced(at, space - at).toLongLong();
        const QString name = QString::fromUtf8(listing.sliced(space + 1, end - space - 1));
        if (size < 0 || end + 1 + size > listing.size())
            break;
        if (isSafeServiceName(name)) {
            std::vector<Credential> &fields = found[name];
            for (Credential &field : parseCredentials(QByteArrayView(listing).sliced(end + 1, size))) {
                const auto same = std::find_if(fields.cbegin(), fields.cend(),
                                               [&](const Credential &c) { return c.key == field.key; });
                if (same == fields.cend()) // the first directory counts
                    fields.push_back(std::move(field));
            }
        }
        at = end + 1 + size + 1;
    }
    return found;
}

} // namespace slipway::hosts
