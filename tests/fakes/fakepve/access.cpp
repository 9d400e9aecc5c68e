// Tickets, tokens, rights.
#include "tests/fakes/fakepve/engine.h"
#include <QCryptographicHash>
#include <QJsonObject>
#include <QMessageAuthenticationCode>
#include <QUuid>

using namespace Qt::Literals::StringLiterals;

namespace slipway::fakes::pve {

namespace {

// Value of `name` in "a=1; name=value"; their rule takes any other list of pairs too.
QString cookieValue(const QByteArray &header, const QByteArray &name)
{
    const QByteArrayList parts = header.split(';');
    for (const QByteArray &part : parts) {
        const QByteArray trimmed = part.trimmed();
        if (trimmed.startsWith(name + '='))
            return percentDecoded(trimmed.mid(name.size() + 1));
    }
    return {};
}

Reply unauthorized(const QString &reason, std::chrono::milliseconds delay)
{
    Reply reply = Reply::fail(401, reason);
    reply.bare = true;
    reply.delay = delay;
    return reply;
}

QStringList allPrivileges()
{
    static const QString names =
        u"Datastore.Allocate Datastore.AllocateSpace Datastore.AllocateTemplate Datastore.Audit "
        u"Group.Allocate "
        "Mapping.Audit Mapping.Modify Mapping.Use Permissions.Modify Pool.Allocate Pool.Audit Realm.Allocate "
        "Realm.AllocateUser SDN.Allocate SDN.Audit SDN.Use Sys.AccessNetwork Sys.Audit Sys.Console "
        "Sys.Incoming "
        "Sys.Modify Sys.PowerMgmt Sys.Syslog User.Modify VM.Allocate VM.Audit VM.Backup VM.Clone "
        "VM.Config.CDROM "
        "VM.Config.CPU VM.Config.Cloudinit VM.Config.Disk VM.Config.HWType VM.Config.Memory "
        "VM.Config.Network "
        "VM.Config.Options VM.Console VM.Migrate VM.PowerMgmt VM.Snapshot VM.Snapshot.Rollback"_s;
    return names.split(u' ', Qt::SkipEmptyParts);
}

// "/vms/100" → "/", "/vms", "/vms/100"
QStringList stepsTo(const QString &path)
{
    QStringList steps{u"/"_s};
    QString step;
    const QStringList segments = path.split(u'/', Qt::SkipEmptyParts);
    for (const QString &segment : segments) {
        step += u'/' + segment;
        steps.append(step);
    }
    return steps;
}

} // namespace

QString Engine::makeTicket(const QString &user, bool challenge)
{
    const qint64 at = seconds();
    const QString name = challenge ? u"!tfa!"_s + user : user;
    const QByteArray signature = QUuid::createUuid().toRfc4122() + QUuid::createUuid().toRfc4122();
    // As there: a name, a time in hex, and a signature in base64 with "/", "+" and "=".
    const QString ticket =
        u"PVE:%1:%2::%3"_s.arg(name, QString::number(at, 16).toUpper().rightJustified(8, u'0'),
                               QString::fromLatin1((signature + "\xff\xfb\xbf").toBase64()) + u"=="_s);
    m_tickets.insert(ticket, {user, at, challenge});
    return ticket;
}

void Engine::expireTickets()
{
    for (Ticket &ticket : m_tickets)
        ticket.madeAt -= m_options.ticketLife.count() + 1;
}

QString Engine::csrfToken(const QString &user, qint64 at)
{
    const QByteArray stamp = QByteArray::number(at, 16).toUpper().rightJustified(8, '0');
    const QByteArray mac = QMessageAuthenticationCode::hash(stamp + ':' + user.toUtf8(), m_csrfSecret,
                                                            QCryptographicHash::Sha256);
    return QString::fromLatin1(stamp + ':' + mac.toBase64(QByteArray::OmitTrailingEquals));
}

std::optional<Reply> Engine::authenticate(const Head &head, QString *user)
{
    const QString path = head.path();
    const auto refuse = [this](const QString &reason) { return unauthorized(reason, m_options.heldBack401); };
    if (!path.startsWith("/api2/"_L1)) {
        Reply reply = Reply::fail(path == "/"_L1 ? 200 : 500, u"no such file '%1'"_s.arg(path));
        reply.bare = true;
        return reply;
    }
    if (!path.startsWith("/api2/json/"_L1)) {
        Reply reply = Reply::fail(501, u"no such uri"_s);
        reply.bare = true;
        return reply;
    }
    if (path == "/api2/json/access/ticket"_L1)
        return {};
    const QString ticketText = cookieValue(head.value("Cookie"), "PVEAuthCookie");
    if (!ticketText.isEmpty()) {
        const auto ticket = m_tickets.constFind(ticketText);
        const bool fresh =
            ticket != m_tickets.constEnd() && seconds() - ticket->madeAt < m_options.ticketLife.count();
        if (!fresh)
            return refuse(u"permission denied - invalid PVE ticket"_s);
        if (ticket->challenge)
            return refuse(u"No ticket"_s);
        *user = ticket->user;
        if (head.method == "GET")
            return {};
        const QString token = QString::fromLatin1(head.value("CSRFPreventionToken"));
        const qint64 madeAt = token.section(u':', 0, 0).toLongLong(nullptr, 16);
        const bool good = !token.isEmpty() && token == csrfToken(*user, madeAt) &&
                          seconds() - madeAt < m_options.ticketLife.count();
        return good ? std::nullopt : std::optional(refuse(u"Permission denied - invalid csrf token"_s));
    }
    const QString token = cookieValue(head.value("Authorization"), "PVEAPIToken");
    if (token.isEmpty())
        return refuse(u"No ticket"_s);
    // user@realm!id=uuid
    const QString name = token.section(u'=', 0, 0), secret = token.section(u'=', 1);
    const QString owner = name.section(u'!', 0, 0), id = name.section(u'!', 1);
    if (!users.contains(owner))
        return refuse(u"no such user ('%1')"_s.arg(owner));
    const auto known = tokens.constFind(name);
    if (known == tokens.constEnd())
        return refuse(u"no such token '%1' for user '%2'"_s.arg(id, owner));
    if (known->secret != secret)
        return refuse(u"invalid token value!"_s);
    *user = name;
    return {};
}

Reply Engine::ticket(const Call &call)
{
    QString name = call.text("username");
    if (!name.contains(u'@'))
        name += u'@' + call.p.value(u"realm"_s, u"pam"_s);
    const QString password = call.text("password");
    const auto user = users.constFind(name);
    const Reply failure = Reply::fail(401, u"authentication failure"_s);
    if (user == users.constEnd())
        return failure;
    const auto session = [&] {
        return Reply::ok(QJsonObject{{u"username"_s, name},
                                     {u"ticket"_s, makeTicket(name)},
                                     {u"CSRFPreventionToken"_s, csrfToken(name, seconds())},
                                     {u"clustername"_s, u"fake"_s}});
    };
    if (call.p.contains(u"tfa-challenge"_s)) {
        const auto challenge = m_tickets.constFind(call.text("tfa-challenge"));
        const bool good = challenge != m_tickets.constEnd() && challenge->challenge &&
                          challenge->user == name && password == "totp:"_L1 + user->otp;
        return good ? session() : failure;
    }
    // A ticket that still lives renews itself: it stands in the place of the password.
    const auto old = m_tickets.constFind(password);
    if (old != m_tickets.constEnd()) {
        const bool lives = seconds() - old->madeAt < m_options.ticketLife.count();
        return lives && !old->challenge && old->user == name ? session() : failure;
    }
    if (password != user->password)
        return failure;
    if (user->otp.isEmpty())
        return session();
    return Reply::ok(QJsonObject{{u"username"_s, name},
                                 {u"ticket"_s, makeTicket(name, true)},
                                 {u"CSRFPreventionToken"_s, csrfToken(name, seconds())},
                                 {u"NeedTFA"_s, 1}});
}

// What was granted to exactly this name: the nearest entry above the path counts, and only that.
QStringList Engine::granted(const QString &who, const QString &path) const
{
    QStringList found;
    const QMap<QString, Grant> own = grants.value(who);
    const QStringList steps = stepsTo(path);
    for (const QString &step : steps) {
        const auto grant = own.constFind(step);
        if (grant != own.constEnd() && (grant->propagate || step == path))
            found = grant->privileges;
    }
    return found;
}

QStringList Engine::privileges(const QString &who, const QString &path) const
{
    const QString owner = who.section(u'!', 0, 0);
    const auto of = [&](const QString &name) {
        QStringList list = name == "root@pam"_L1 ? allPrivileges() : granted(name, path);
        // A container in a pool inherits what holds on the pool.
        const int vmid = path.startsWith("/vms/"_L1) ? path.mid(5).toInt() : 0;
        if (vmid > 0 && containers.contains(vmid) && !containers.value(vmid).pool.isEmpty())
            list += granted(name, u"/pool/"_s + containers.value(vmid).pool);
        return list;
    };
    const QStringList ofOwner = of(owner);
    if (owner == who || !tokens.value(who).separated)
        return ofOwner;
    QStringList both;
    const QStringList ofToken = of(who);
    std::copy_if(ofToken.begin(), ofToken.end(), std::back_inserter(both),
                 [&](const QString &privilege) { return ofOwner.contains(privilege); });
    return both;
}

bool Engine::may(const QString &who, const QString &path, const QString &privilege) const
{
    return privileges(who, path).contains(privilege);
}

bool Engine::mayAny(const QString &who, const QString &path, const QStringList &any) const
{
    return std::any_of(any.begin(), any.end(),
                       [&](const QString &privilege) { return may(who, path, privilege); });
}

std::optional<Reply> Engine::denied(const QString &who, const QString &path, const QStringList &all,
                                    bool any) const
{
    const auto refusal = [&](const QString &names) {
        return Reply::fail(403, u"Permission check failed (%1, %2)"_s.arg(path, names));
    };
    if (any)
        return mayAny(who, path, all) ? std::nullopt : std::optional(refusal(all.join(u'|')));
    for (const QString &privilege : all) {
        if (!may(who, path, privilege))
            return refusal(privilege);
    }
    return {};
}

std::optional<Reply> Engine::deniedOnGuest(const Call &call, const QString &privilege) const
{
    const QString pool = call.text("pool");
    if (!pool.isEmpty() && may(call.user, u"/pool/"_s + pool, privilege))
        return {};
    return denied(call.user, u"/vms/"_s + call.text("vmid"), {privilege});
}

static QString privilegeForOption(const QString &option)
{
    static const QRegularExpression disk(u"^(rootfs|mp\\d+)$"_s), net(u"^net\\d+$"_s);
    if (QStringList{u"cores"_s, u"cpuunits"_s, u"cpulimit"_s}.contains(option))
        return u"VM.Config.CPU"_s;
    if (disk.match(option).hasMatch())
        return u"VM.Config.Disk"_s;
    if (option == "memory"_L1 || option == "swap"_L1)
        return u"VM.Config.Memory"_s;
    if (net.match(option).hasMatch() ||
        QStringList{u"nameserver"_s, u"searchdomain"_s, u"hostname"_s}.contains(option))
        return u"VM.Config.Network"_s;
    return u"VM.Config.Options"_s;
}

// Each option has a right of its own; some are for root@pam in person, not for its tokens.
std::optional<Reply> Engine::deniedConfig(const Call &call, bool unprivileged) const
{
    static const QStringList notConfig{u"node"_s,
                                       u"vmid"_s,
                                       u"ostemplate"_s,
                                       u"password"_s,
                                       u"storage"_s,
                                       u"force"_s,
                                       u"restore"_s,
                                       u"unique"_s,
                                       u"pool"_s,
                                       u"ignore-unpack-errors"_s,
                                       u"ssh-public-keys"_s,
                                       u"bwlimit"_s,
                                       u"start"_s,
                                       u"unprivileged"_s,
                                       u"ha-managed"_s,
                                       u"delete"_s,
                                       u"digest"_s,
                                       u"revert"_s};
    if (call.user == "root@pam"_L1)
        return {};
    const auto onlyRoot = [](const QString &what) {
        return Reply::fail(403, u"Permission check failed (%1 is only allowed for root@pam)"_s.arg(what));
    };
    for (auto value = call.p.begin(); value != call.p.end(); ++value) {
        const QString &option = value.key();
        QString error;
        if (notConfig.contains(option))
            continue;
        if (option.startsWith("dev"_L1))
            return onlyRoot(u"configuring device passthrough"_s);
        if (option == "hookscript"_L1)
            return onlyRoot(u"changing the hookscript"_s);
        if (option == "features"_L1) {
            if (!unprivileged)
                return onlyRoot(u"changing feature flags for privileged container"_s);
            const Parameters features =
                parsePropertyString(option, *value, option, m_options.version, &error);
            if (features.size() > 1 || (features.size() == 1 && !features.contains(u"nesting"_s)))
                return onlyRoot(u"changing feature flags (except nesting)"_s);
            if (const auto refused = deniedOnGuest(call, u"VM.Allocate"_s))
                return refused;
            continue;
        }
        if (const auto refused = deniedOnGuest(call, privilegeForOption(option)))
            return refused;
        if (option.startsWith("mp"_L1) && value->startsWith(u'/'))
            return onlyRoot(u"mount point type bind"_s);
        if (option.startsWith("net"_L1)) {
            const Parameters net = parsePropertyString(u"net"_s, *value, option, m_options.version, &error);
            const QString bridge = net.value(u"bridge"_s);
            if (bridge.isEmpty())
                continue;
            if (const auto refused =
                    denied(call.user, u"/sdn/zones/localnetwork/"_s + bridge, {u"SDN.Use"_s}))
                return refused;
        }
    }
    return {};
}

Reply Engine::permissions(const Call &call)
{
    QStringList paths{u"/"_s, u"/access"_s, u"/nodes"_s, u"/pool"_s, u"/sdn"_s, u"/storage"_s, u"/vms"_s};
    const QString who = call.p.value(u"userid"_s, call.user);
    if (who != call.user && !who.startsWith(call.user + u'!')) {
        if (const auto refused = denied(call.user, u"/access"_s, {u"Sys.Audit"_s}))
            return *refused;
    }
    const QStringList names{who, who.section(u'!', 0, 0)};
    for (const QString &name : names)
        paths += grants.value(name).keys();
    if (call.p.contains(u"path"_s))
        paths = QStringList{call.text("path")};
    QJsonObject all;
    for (const QString &path : std::as_const(paths)) {
        const QMap<QString, Grant> own = grants.value(who);
        const int propagates = own.contains(path) && !own.value(path).propagate ? 0 : 1;
        QJsonObject object;
        const QStringList held = privileges(who, path);
        for (const QString &privilege : held)
            object.insert(privilege, propagates);
        if (!object.isEmpty() || call.p.contains(u"path"_s))
            all.insert(path, object);
    }
    return Reply::ok(all);
}

} // namespace slipway::fakes::pve
