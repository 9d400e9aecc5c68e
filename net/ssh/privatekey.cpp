#include "net/ssh/privatekey.h"
#include <QCoreApplication>
#include <cstring>

namespace slipway::ssh {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ssh::Session)
};

struct Passphrase
{
    const Secret *secret;
    bool wasAsked = false;
};

// libssh asks here when the key is encrypted; without a callback OpenSSL would ask on the terminal.
int answer(const char *, char *buffer, size_t size, int, int, void *data)
{
    auto *passphrase = static_cast<Passphrase *>(data);
    passphrase->wasAsked = true;
    const QByteArray &bytes = passphrase->secret->reveal();
    if (bytes.isEmpty() || size_t(bytes.size()) >= size)
        return -1;
    std::memcpy(buffer, bytes.constData(), size_t(bytes.size()));
    buffer[bytes.size()] = '\0';
    return 0;
}

QString whatItIs(const QByteArray &text)
{
    if (text.trimmed().isEmpty())
        return Words::tr("It is empty. Paste the private key.");
    if (text.startsWith("ssh-") || text.startsWith("ecdsa-") || text.contains("BEGIN PUBLIC KEY") ||
        text.contains("BEGIN SSH2 PUBLIC KEY"))
        return Words::tr("It is a public key. Give the private one, the file without .pub.");
    if (text.startsWith("PuTTY-User-Key-File"))
        return Words::tr(
            "It is in PuTTY's format. Convert it with: puttygen KEY.ppk -O private-openssh -o KEY");
    if (!text.contains("-----BEGIN "))
        return Words::tr(
            "It does not begin with \"-----BEGIN\". Give the whole file as ssh-keygen wrote it.");
    if (!text.contains("-----END "))
        return Words::tr("Its last line is missing. Give the whole file as ssh-keygen wrote it.");
    if (text.contains("BEGIN DSA"))
        return Words::tr(
            "DSA keys are no longer accepted anywhere. Make a new one with: ssh-keygen -t ed25519");
    return Words::tr("It is damaged, or of a type that is not known here. Usable are OpenSSH, PEM and PKCS#8 "
                     "with ed25519, ecdsa or rsa.");
}

tl::unexpected<Failure> badKey(const QString &reason)
{
    return refuse(Kind::BadKey, Words::tr("Cannot read the SSH key. %1").arg(reason));
}

} // namespace

Outcome<KeyPointer> readPrivateKey(const Key &key)
{
    // Line ends of another system and spaces around are what pasting does to a key; OpenSSL minds both.
    QByteArray text = key.pem.reveal();
    text.replace("\r\n", "\n");
    text = text.trimmed() + '\n';
    const Secret cleaned(std::move(text));
    if (cleaned.reveal().contains('\0'))
        return badKey(Words::tr("It contains a zero byte. Give the whole file as ssh-keygen wrote it."));

    Passphrase passphrase{&key.passphrase};
    ssh_key raw = nullptr;
    const int result =
        ssh_pki_import_privkey_base64(cleaned.reveal().constData(), nullptr, answer, &passphrase, &raw);
    KeyPointer read(raw);
    if (result == SSH_OK && read && ssh_key_is_private(read.get()) == 1)
        return read;
    if (!passphrase.wasAsked)
        return badKey(whatItIs(cleaned.reveal()));
    if (key.passphrase.isEmpty())
        return badKey(Words::tr("It is encrypted. Give its passphrase too."));
    return badKey(
        Words::tr("Its passphrase is wrong, or the key is damaged. Try it with: ssh-keygen -y -f KEY"));
}

} // namespace slipway::ssh
