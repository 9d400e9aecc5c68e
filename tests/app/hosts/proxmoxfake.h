#pragma once
#include "app/hosts/proxmox/proxmoxhost.h"
#include "tests/fakes/fakepve.h"

#include <algorithm>

// What the tests of the host on a stand-in of the API share.
namespace slipway::test {

inline Node nodeOf(fakes::FakePve &fake, const QString &user = QStringLiteral("root@pam"),
                   bool separated = false)
{
    Node node;
    node.name = QStringLiteral("one");
    node.host = QStringLiteral("127.0.0.1");
    node.port = fake.port();
    node.certificateSha256 = fake.fingerprint();
    node.user = user;
    node.tokenName = QStringLiteral("slipway");
    const QByteArray header = fake.addToken(user, node.tokenName, separated); // "PVEAPIToken=user!id=uuid"
    node.secret = Secret(header.mid(header.lastIndexOf('=') + 1));
    node.ssh.isEnabled = false;
    return node;
}

inline hosts::ProxmoxHost::Options quick()
{
    hosts::ProxmoxHost::Options options;
    options.poll = std::chrono::milliseconds(10);
    options.retry = std::chrono::milliseconds(20);
    options.lookTime = std::chrono::milliseconds(300);
    options.addressTime = std::chrono::seconds(20);
    return options;
}

inline ContainerSpec web(const QString &hostname = QStringLiteral("web"))
{
    ContainerSpec spec;
    spec.hostname = hostname;
    return spec;
}

/// What a run hears.
struct Heard
{
    QStringList lines, claims;
    CancelToken cancel;
    std::function<void(const QString &)> onLine;
    HostCall call()
    {
        return {[this](const QByteArray &line) {
                    lines.append(QString::fromUtf8(line));
                    if (onLine)
                        onLine(lines.last());
                },
                {},
                cancel,
                [this](const QString &ref) {
                    const auto name = [](const QString &text) { return text.section(u'-', 0, 1); };
                    if (!claims.isEmpty() && name(claims.last()) == name(ref))
                        claims.last() = ref; // the same container, with or without the task that makes it
                    else
                        claims.append(ref);
                }};
    }
    bool has(const QString &part) const
    {
        return std::any_of(lines.cbegin(), lines.cend(),
                           [&](const QString &line) { return line.contains(part); });
    }
};

inline QByteArray words(const Error &error)
{
    return (error.message + QStringLiteral(" | ") + error.detail).toUtf8();
}

} // namespace slipway::test

#define VERIFY_OK(expression)                                                                                \
    do {                                                                                                     \
        const auto &verified = (expression);                                                                 \
        QVERIFY2(verified.has_value(), verified ? "" : words(verified.error()).constData());                 \
    } while (false)
