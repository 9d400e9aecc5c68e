#include "net/ssh/hostkey.h"
#include <QCoreApplication>
#include <array>

namespace slipway::ssh {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ssh::Session)
};

struct Family
{
    const char *prefix; // of the type's name
    const char *types;  // as libssh wants them
};
constexpr std::array<Family, 3> kFamilies{{
    {"ssh-ed25519", "ssh-ed25519"},
    {"ecdsa-", "ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521"},
    {"ssh-rsa", "rsa-sha2-512,rsa-sha2-256"},
}};
constexpr char kAllTypes[] = "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,"
                             "rsa-sha2-512,rsa-sha2-256";

/// "SHA256:…" without padding, or empty when `text` is no such fingerprint.
QString normalised(const QString &text)
{
    QString digest = text.trimmed();
    if (digest.startsWith(u"SHA256:", Qt::CaseInsensitive))
        digest.remove(0, 7);
    while (digest.endsWith(u'='))
        digest.chop(1);
    const auto bytes =
        QByteArray::fromBase64Encoding(digest.toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    return bytes && (*bytes).size() == 32 ? QStringLiteral("SHA256:") + digest : QString();
}

tl::unexpected<Failure> withKey(tl::unexpected<Failure> failure, const HostKey &key, const QString &pinned)
{
    failure.value().keyType = key.type;
    failure.value().presentedKey = key.sha256;
    failure.value().pinnedKey = pinned;
    return failure;
}

tl::unexpected<Failure> unknown(const QString &where, const HostKey &key)
{
    return withKey(
        refuse(Kind::HostKeyUnknown,
               Words::tr("Cannot trust %1 yet. Its host key (%2) is %3, and none is stored. Compare it "
                         "with ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub on that machine, then "
                         "store it.")
                   .arg(where, key.type, key.sha256)),
        key, {});
}

tl::unexpected<Failure> changed(const QString &where, const HostKey &key, const QString &pinned)
{
    return withKey(
        refuse(
            Kind::HostKeyChanged,
            Words::tr(
                "Cannot trust %1. It shows the host key %3 (%2), but %4 is stored. Either it was installed "
                "anew, or somebody else answers in its place. Nothing was sent. Only if you know why it "
                "changed: compare it on that machine and store the new one.")
                .arg(where, key.type, key.sha256, pinned)),
        key, pinned);
}

bool showsPinned(const Transport &transport, const QString &pinned)
{
    return transport.hostKey().sha256 == pinned;
}

} // namespace

Outcome<std::unique_ptr<Transport>> connectPinned(const Options &options, const QDeadlineTimer &deadline,
                                                  const Cancel &cancel)
{
    const QString pinned = normalised(options.hostKeySha256);
    if (pinned.isEmpty() && !options.hostKeySha256.trimmed().isEmpty())
        return refuse(Kind::Invalid,
                      Words::tr("Cannot compare the host key of %1. What is stored is no SHA-256 "
                                "fingerprint. Store it as ssh-keygen -lf shows it: SHA256:…")
                          .arg(place(options.host, options.port)));
    auto transport = Transport::connect(options, kAllTypes, deadline, cancel);
    if (!transport || (!pinned.isEmpty() && showsPinned(**transport, pinned)))
        return transport;
    const HostKey shown = (*transport)->hostKey();
    const QString where = (*transport)->where();
    if (shown.sha256.isEmpty())
        return refuse(Kind::Unreachable,
                      Words::tr("Cannot trust %1. Its host key cannot be read.").arg(where));
    if (pinned.isEmpty())
        return unknown(where, shown);
    for (const Family &family : kFamilies) {
        if (shown.type.startsWith(QLatin1StringView(family.prefix)))
            continue;
        transport = Transport::connect(options, family.types, deadline, cancel);
        if (transport && showsPinned(**transport, pinned))
            return transport;
        if (!transport && transport.error().kind == Kind::Cancelled)
            return transport;
    }
    return changed(where, shown, pinned);
}

Outcome<HostKey> probeHostKey(const QString &host, int port, const Cancel &cancel,
                              std::chrono::milliseconds timeout)
{
    Options options;
    options.host = host;
    options.port = port;
    auto transport = Transport::connect(options, kAllTypes, QDeadlineTimer(timeout), cancel);
    if (!transport)
        return tl::unexpected(transport.error());
    return (*transport)->hostKey();
}

} // namespace slipway::ssh
