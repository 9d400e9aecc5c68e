#pragma once
#include "app/base/secret.h"
#include <QString>
#include <chrono>
#include <functional>
#include <variant>

namespace slipway::ssh {

/// Asked on the calling thread at least every 100 ms while a call waits; true = stop. Empty: never.
using Cancel = std::function<bool()>;

/// "password", and "keyboard-interactive" where the server asks for a password that way.
struct Password
{
    Secret secret;
};
/// A private key as text: OpenSSH, PEM or PKCS#8; ed25519, ecdsa or rsa.
struct Key
{
    Secret pem;
    Secret passphrase; ///< empty: the key is not encrypted
};
/// The keys of a running agent. Nothing asks an agent unless this is chosen.
struct Agent
{
    QString socket; ///< empty: $SSH_AUTH_SOCK
};
using Auth = std::variant<Password, Key, Agent>;

/// How a peer that vanished without a word is found. Nothing heard for `interval`: a request that must be
/// answered is sent, and again every `interval`. Nothing heard for `lostAfter`: the connection is lost. The
/// time in which a sink of the caller blocks does not count.
struct KeepAlive
{
    std::chrono::milliseconds interval{5000};
    std::chrono::milliseconds lostAfter{15000};
};

/// Where to sign in and how. Nothing else is read: no ~/.ssh, no ssh_config, no known_hosts, no environment.
struct Options
{
    QString host; ///< name, IPv4 or IPv6 address (without brackets)
    int port = 22;
    QString user = QStringLiteral("root");
    Auth auth;
    /// "SHA256:…" as `ssh-keygen -lf` shows it, of any key the server has. Empty: refused, with the key
    /// shown.
    QString hostKeySha256;
    std::chrono::milliseconds connectTimeout{20000}; ///< for name, TCP, key exchange and sign-in together
    KeepAlive keepAlive;
};

} // namespace slipway::ssh
