#include "app/desktop/containerplan.h"

#include "app/domain/fieldrules.h"
#include "app/domain/hostnamepattern.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <algorithm>

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::desktop::ContainerPlan)
};

bool has(const QList<FieldError> &errors, const QString &field)
{
    return std::any_of(errors.begin(), errors.end(), [&](const FieldError &e) { return e.field == field; });
}

std::optional<fields::IpAddress> addressOf(const QString &cidr)
{
    return cidr.contains(u'/') ? fields::parseIp(cidr.section(u'/', 0, 0)) : std::nullopt;
}

QString textOf(const fields::IpAddress &address)
{
    const auto *bytes = reinterpret_cast<const quint8 *>(address.bytes.constData());
    if (address.isV6())
        return QHostAddress(bytes).toString();
    return u"%1.%2.%3.%4"_s.arg(bytes[0]).arg(bytes[1]).arg(bytes[2]).arg(bytes[3]);
}

void checkAddress(const QString &field, const QString &first, const QString &own, const QString &hostname,
                  QList<FieldError> &errors)
{
    const auto from = addressOf(first);
    const auto to = addressOf(own);
    const int prefix = first.section(u'/', 1).toInt();
    if (!from || !to || has(errors, field))
        return;
    if (first == own || !fields::isSameNetwork(*from, *to, prefix))
        errors.append(
            {field,
             Words::tr("Cannot give %1 an address. Counted up from %2 they leave the network before it. "
                       "Begin lower, use a larger network or fewer names.")
                 .arg(hostname, first)});
}

/// What differs from name to name, and nothing else of the request.
ContainerSpec differing(const ContainerSpec &request)
{
    ContainerSpec out;
    out.hostname = request.hostname;
    out.node = request.node;
    out.vmid = request.vmid;
    out.network = request.network;
    return out;
}

} // namespace

QString countedUp(const QString &cidr, int by)
{
    auto address = addressOf(cidr);
    if (!address)
        return cidr;
    int carry = by;
    for (qsizetype i = address->bytes.size() - 1; i >= 0 && carry > 0; --i) {
        carry += static_cast<unsigned char>(address->bytes.at(i));
        address->bytes[i] = static_cast<char>(carry & 0xff);
        carry >>= 8;
    }
    return carry > 0 ? cidr : textOf(*address) + u'/' + cidr.section(u'/', 1);
}

ContainerPlan planContainers(const ContainerSpec &typed)
{
    ContainerPlan plan;
    const Result<QStringList> names = expandHostnames(typed.hostname);
    plan.requests = {typed};
    if (!names || names->isEmpty()) {
        plan.errors = validate(typed);
        if (!names) {
            plan.errors.removeIf([](const FieldError &e) { return e.field == "hostname"_L1; });
            plan.errors.prepend({u"hostname"_s, names.error().message});
        }
        return plan;
    }
    plan.requests.first().hostname = names->first();
    plan.errors = validate(plan.requests.first());
    for (int i = 1; i < names->size(); ++i) {
        ContainerSpec one = typed;
        one.hostname = names->at(i);
        if (one.vmid > 0)
            one.vmid += i;
        one.network.ipv4 = countedUp(typed.network.ipv4, i);
        one.network.ipv6 = countedUp(typed.network.ipv6, i);
        checkAddress(u"network.ipv4"_s, typed.network.ipv4, one.network.ipv4, one.hostname, plan.errors);
        checkAddress(u"network.ipv6"_s, typed.network.ipv6, one.network.ipv6, one.hostname, plan.errors);
        for (const FieldError &error : validate(differing(one))) {
            if (!has(plan.errors, error.field))
                plan.errors.append({error.field, Words::tr("%1: %2").arg(one.hostname, error.message)});
        }
        plan.requests.append(one);
    }
    return plan;
}

} // namespace slipway::desktop
