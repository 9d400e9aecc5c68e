#pragma once
#include "app/base/result.h"
#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <chrono>
#include <functional>
#include <optional>

class QSslCertificate;

namespace slipway::proxmox {

/// Asked at least five times a second by every blocking call, from the calling thread: true = stop. Empty =
/// never.
using Cancel = std::function<bool()>;

/// SHA-256 of a certificate's DER form, as `pvenode cert info` and the web interface of Proxmox show it.
struct Fingerprint
{
    QByteArray sha256; ///< 32 bytes; empty = none

    bool isEmpty() const { return sha256.isEmpty(); }
    QString text() const; ///< "AA:BB:…"
    /// From 64 hexadecimal digits, any case, with or without colons or spaces.
    static std::optional<Fingerprint> parse(QStringView text);
    static Fingerprint of(const QSslCertificate &certificate);
    bool operator==(const Fingerprint &) const = default;
};

/// Why a server's certificate was not taken. Not a byte of HTTP has been sent to it.
struct CertificateProblem
{
    Fingerprint presented;
    Fingerprint pinned; ///< empty: none was pinned, and the certificates of this system do not know it
    QString subject;
    QString issuer;
    QDateTime notAfter;
    QString reason; ///< OpenSSL's words, when none was pinned
    bool isChange() const { return !pinned.isEmpty(); }
    bool operator==(const CertificateProblem &) const = default;
};

/// What a server shows, for people to compare before it is pinned.
struct PresentedCertificate
{
    Fingerprint fingerprint;
    QString subject;
    QString issuer;
    QDateTime notBefore;
    QDateTime notAfter;
    bool trusted = false; ///< good for that name by the certificate authorities of this system: needs no pin
    QString reason;       ///< why it is not trusted
};

/// Shakes hands over TLS and hangs up without having sent a request. Blocks; any thread. Errors: Unavailable
/// (not reached), Protocol (no TLS there), Timeout, Cancelled.
Result<PresentedCertificate> probeCertificate(const QString &host, int port,
                                              std::chrono::milliseconds timeout = std::chrono::seconds(10),
                                              const Cancel &cancel = {});

} // namespace slipway::proxmox
