#include "net/proxmox/certificate.h"
#include "net/proxmox/texts.h"
#include "net/proxmox/transport.h"
#include <QCryptographicHash>
#include <QSslCertificate>

using namespace Qt::Literals::StringLiterals;

namespace slipway::proxmox {

QString Fingerprint::text() const { return QString::fromLatin1(sha256.toHex(':').toUpper()); }

std::optional<Fingerprint> Fingerprint::parse(QStringView text)
{
    QByteArray digits;
    for (const QChar c : text) {
        const ushort code = c.unicode();
        const bool isDigit = (code >= u'0' && code <= u'9') || (code >= u'a' && code <= u'f') ||
                             (code >= u'A' && code <= u'F');
        if (isDigit)
            digits += char(code);
        else if (c != u':' && !c.isSpace())
            return std::nullopt;
    }
    if (digits.size() != 64)
        return std::nullopt;
    return Fingerprint{QByteArray::fromHex(digits)};
}

Fingerprint Fingerprint::of(const QSslCertificate &certificate)
{
    return certificate.isNull() ? Fingerprint() : Fingerprint{certificate.digest(QCryptographicHash::Sha256)};
}

Result<PresentedCertificate> probeCertificate(const QString &host, int port,
                                              std::chrono::milliseconds timeout, const Cancel &cancel)
{
    if (host.isEmpty() || port < 1 || port > 65535)
        return fail(ErrorCode::Invalid,
                    Texts::tr("Cannot look at the certificate. Host or port is missing or "
                              "wrong. Name both, for example pve.example.com and 8006."));
    Transport transport({});
    Transport::Outgoing probe;
    probe.url.setScheme(u"https"_s);
    probe.url.setHost(host);
    probe.url.setPort(port);
    probe.handshakeOnly = true;
    const auto deadline = Transport::Clock::now() + timeout;
    const Transport::Incoming answer = transport.exchange(std::move(probe), deadline, deadline, cancel);
    const QString server = u"%1:%2"_s.arg(host).arg(port);
    switch (answer.end) {
    case Transport::End::Shaken:
        return *answer.shown;
    case Transport::End::Cancelled:
        return fail(ErrorCode::Cancelled,
                    Texts::tr("Cannot look at the certificate of %1. It was cancelled.").arg(server));
    case Transport::End::TimedOut:
        return fail(
            ErrorCode::Timeout,
            Texts::tr("Cannot look at the certificate of %1. It did not answer in time. Check host, port "
                      "and firewall.")
                .arg(server),
            {}, true);
    default:
        break;
    }
    if (answer.noTls)
        return fail(
            ErrorCode::Protocol,
            Texts::tr("Cannot look at the certificate of %1. What listens there does not speak TLS. Check "
                      "the port; Proxmox VE has 8006.")
                .arg(server),
            answer.words);
    return fail(ErrorCode::Unavailable,
                Texts::tr("Cannot reach %1. %2. Check host, port and firewall.").arg(server, answer.words),
                answer.words, true);
}

} // namespace slipway::proxmox
