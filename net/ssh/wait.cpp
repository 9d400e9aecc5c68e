#include "net/ssh/wait.h"
#include <QCoreApplication>
#include <algorithm>
#include <poll.h>

namespace slipway::ssh {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ssh::Session)
};

} // namespace

Turn waitSlice(int descriptor, short events, const QDeadlineTimer &deadline, const Cancel &cancel)
{
    if (isCancelled(cancel))
        return Turn::Cancelled;
    if (deadline.hasExpired())
        return Turn::Timeout;
    const qint64 left = deadline.isForever() ? kSliceMs : deadline.remainingTime();
    pollfd entry{descriptor, events, 0};
    const int ready = ::poll(&entry, 1, int(std::clamp<qint64>(left, 1, kSliceMs)));
    return ready > 0 ? Turn::Ready : Turn::Quiet;
}

QString place(const QString &host, int port)
{
    if (port == 22)
        return host;
    const bool isIpv6 = host.contains(u':');
    return (isIpv6 ? QStringLiteral("[%1]:%2") : QStringLiteral("%1:%2")).arg(host).arg(port);
}

tl::unexpected<Failure> cancelledFailure(const QString &place)
{
    return refuse(Kind::Cancelled, Words::tr("Cannot go on with %1. It was cancelled.").arg(place));
}

tl::unexpected<Failure> timeoutFailure(const QString &place, const QString &doing)
{
    return refuse(Kind::Timeout,
                  Words::tr("Cannot reach %1. %2 took too long. Check that the machine is up and "
                            "that no firewall drops its SSH port, then try again.")
                      .arg(place, doing));
}

} // namespace slipway::ssh
