#include "net/ssh/session.h"
#include "net/ssh/execution.h"
#include "net/ssh/hostkey.h"
#include "net/ssh/signin.h"
#include <QCoreApplication>

namespace slipway::ssh {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ssh::Session)
};

bool isHostName(const QString &host)
{
    return !host.isEmpty() && host.size() <= 255 && std::none_of(host.begin(), host.end(), [](QChar c) {
        return c.isSpace() || c.category() == QChar::Other_Control || c == u'@' || c == u'/';
    });
}

Outcome<void> validate(const Options &options)
{
    const auto invalid = [](const QString &what) {
        return refuse(Kind::Invalid, Words::tr("Cannot connect by SSH. %1").arg(what));
    };
    if (!isHostName(options.host))
        return invalid(Words::tr("\"%1\" is no host name or address. Correct it.").arg(options.host));
    if (options.port < 1 || options.port > 65535)
        return invalid(Words::tr("%1 is no port. Give one from 1 to 65535.").arg(options.port));
    if (options.user.isEmpty() || options.user.contains(QChar(u'\0')))
        return invalid(Words::tr("There is no user name. Give one."));
    if (options.connectTimeout.count() <= 0 || options.keepAlive.interval.count() <= 0 ||
        options.keepAlive.lostAfter < options.keepAlive.interval)
        return invalid(Words::tr("The time limits contradict each other. Correct them."));
    return {};
}

// Keeps the first `limit` bytes.
Sink collect(QByteArray &into, bool &isCut, qsizetype limit)
{
    return [&into, &isCut, limit](QByteArrayView bytes) {
        const qsizetype room = limit - into.size();
        into.append(bytes.first(std::min(room, bytes.size())));
        isCut = isCut || bytes.size() > room;
    };
}

} // namespace

struct Session::Private
{
    std::unique_ptr<Transport> transport;
    HostKey hostKey;
};

Session::Session(std::unique_ptr<Private> given) : d(std::move(given)) {}
Session::~Session() = default;

Outcome<std::unique_ptr<Session>> Session::open(const Options &options, const Cancel &cancel)
{
    if (auto valid = validate(options); !valid)
        return tl::unexpected(valid.error());
    const QDeadlineTimer deadline(options.connectTimeout);
    auto transport = connectPinned(options, deadline, cancel);
    if (!transport)
        return tl::unexpected(transport.error());
    if (auto done = signIn(**transport, options, deadline, cancel); !done)
        return tl::unexpected(done.error());
    auto d = std::make_unique<Private>();
    d->transport = std::move(*transport);
    d->transport->watch();
    d->hostKey = d->transport->hostKey();
    return std::unique_ptr<Session>(new Session(std::move(d)));
}

Outcome<Output> Session::exec(const Command &command, const QByteArray &input, const Cancel &cancel,
                              const Limits &limits)
{
    Output output;
    auto exit = stream(command, input, collect(output.out, output.isOutCut, limits.output),
                       collect(output.err, output.isErrCut, limits.output), cancel, limits);
    if (!exit)
        return tl::unexpected(exit.error());
    output.exit = *exit;
    return output;
}

Outcome<Exit> Session::stream(const Command &command, const QByteArray &input, const Sink &onStdout,
                              const Sink &onStderr, const Cancel &cancel, const Limits &limits)
{
    if (!isUsable())
        return refuse(Kind::Unreachable,
                      Words::tr("Cannot run a command on %1. The connection has ended. Nothing ran. "
                                "Connect again.")
                          .arg(d->transport->where()));
    return Execution(*d->transport, limits, cancel).run(command, input, onStdout, onStderr);
}

Outcome<void> Session::ping(const Cancel &cancel, std::chrono::milliseconds patience)
{
    Transport &transport = *d->transport;
    const QDeadlineTimer deadline(patience);
    transport.work(); // takes what is there already, also the end of the connection
    // Bytes alone prove nothing, they may have been on their way before the other side died. That a further
    // request can be sent does: it means that ours was answered.
    bool isAsked = transport.isAlive() && transport.probe();
    bool isAnswered = false;
    Turn turn = Turn::Ready;
    while (transport.isAlive() && !isAnswered && turn != Turn::Cancelled && turn != Turn::Timeout) {
        turn = transport.turn(deadline, cancel);
        if (turn == Turn::Ready && transport.isAlive() && transport.probe())
            isAnswered = std::exchange(isAsked, true);
    }
    if (transport.isAlive() && isAnswered)
        return {};
    if (turn == Turn::Cancelled)
        return cancelledFailure(transport.where());
    transport.giveUp();
    return refuse(Kind::ConnectionLost,
                  Words::tr("Lost the connection to %1. Connect again.").arg(transport.where()),
                  transport.reason());
}

bool Session::isUsable() const { return d->transport->isAlive(); }
HostKey Session::hostKey() const { return d->hostKey; }

} // namespace slipway::ssh
