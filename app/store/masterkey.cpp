#include "app/store/masterkey.h"
#include "app/base/systemcredential.h"
#include <QCoreApplication>
#include <QFile>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

namespace slipway::store {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::store::MasterKey)
};

constexpr qsizetype kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr qsizetype kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr qsizetype kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr qsizetype kHexBytes = kKeyBytes * 2;

const unsigned char *bytes(const QByteArray &data)
{
    return reinterpret_cast<const unsigned char *>(data.constData());
}
unsigned char *bytes(QByteArray &data) { return reinterpret_cast<unsigned char *>(data.data()); }

struct Descriptor
{
    int fd;
    ~Descriptor()
    {
        if (fd >= 0)
            ::close(fd);
    }
};

tl::unexpected<Error> cannot(const QString &file, int number)
{
    return fail(ErrorCode::Unavailable,
                Words::tr("Cannot use the key file %1. %2. Correct that, then start slipwayd again.")
                    .arg(file, QString::fromLocal8Bit(std::strerror(number))),
                {}, number == ENOSPC);
}

// Written beside and renamed: a half-written key never gets the name.
Result<void> create(const QString &file)
{
    const QByteArray name = QFile::encodeName(file);
    const QByteArray fresh = name + ".new";
    unsigned char key[kKeyBytes];
    char hex[kHexBytes + 1];
    randombytes_buf(key, sizeof key);
    sodium_bin2hex(hex, sizeof hex, key, sizeof key);
    hex[kHexBytes] = '\n';
    const Descriptor out{::open(fresh.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    bool ok = out.fd >= 0 && ::fchmod(out.fd, 0600) == 0 &&
              ::write(out.fd, hex, sizeof hex) == ssize_t(sizeof hex) && ::fsync(out.fd) == 0;
    ok = ok && ::rename(fresh.constData(), name.constData()) == 0;
    const int number = errno ? errno : EIO;
    sodium_memzero(key, sizeof key);
    sodium_memzero(hex, sizeof hex);
    if (ok)
        return {};
    ::unlink(fresh.constData());
    return cannot(file, number);
}

} // namespace

Result<MasterKey> MasterKey::open(const QString &file, bool mayCreate)
{
    if (sodium_init() < 0)
        return fail(ErrorCode::Internal, Words::tr("Cannot encrypt credentials. libsodium does not start. "
                                                   "Reinstall it."));
    const QByteArray name = QFile::encodeName(file);
    Descriptor in{::open(name.constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    if (in.fd < 0 && errno == ENOENT && !mayCreate)
        return fail(
            ErrorCode::Unavailable,
            Words::tr("Cannot read the stored credentials. Their key file %1 is missing. Restore it from a "
                      "backup, or move the data directory away to start anew.")
                .arg(file));
    if (in.fd < 0 && errno == ENOENT) {
        if (auto made = create(file); !made)
            return tl::unexpected(made.error());
        in.fd = ::open(name.constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    }
    struct stat info = {};
    if (in.fd < 0 || ::fstat(in.fd, &info) != 0)
        return cannot(file, errno);
    if ((info.st_mode & forbiddenModeOfSecret(file)) != 0)
        return fail(
            ErrorCode::Forbidden,
            Words::tr("Cannot use the key file %1. Other users may read or write it (mode %2). Run "
                      "\"chmod 600 %1\"; if somebody may have read it, change the stored credentials.")
                .arg(file, QString::number(info.st_mode & 0777, 8)));
    char hex[kHexBytes + 2] = {};
    const ssize_t size = ::read(in.fd, hex, sizeof hex - 1);
    QByteArray key(kKeyBytes, '\0');
    size_t got = 0;
    const int bad = size < kHexBytes ? 1
                                     : sodium_hex2bin(bytes(key), size_t(kKeyBytes), hex, size_t(kHexBytes),
                                                      nullptr, &got, nullptr);
    sodium_memzero(hex, sizeof hex);
    if (bad != 0 || got != size_t(kKeyBytes))
        return fail(
            ErrorCode::Unavailable,
            Words::tr("Cannot use the key file %1. It does not hold a key (64 hexadecimal digits). Restore "
                      "it from a backup, or remove it: stored credentials are lost then.")
                .arg(file));
    MasterKey result{Secret(key)};
    sodium_memzero(key.data(), size_t(key.size())); // Secret keeps a copy of its own
    return result;
}

QByteArray MasterKey::seal(const Secret &plain, const QByteArray &context) const
{
    QByteArray out(kNonceBytes + plain.size() + kTagBytes, Qt::Uninitialized);
    randombytes_buf(out.data(), size_t(kNonceBytes));
    unsigned char *const start = bytes(out);
    crypto_aead_xchacha20poly1305_ietf_encrypt(start + kNonceBytes, nullptr, bytes(plain.reveal()),
                                               quint64(plain.size()), bytes(context), quint64(context.size()),
                                               nullptr, start, bytes(m_key.reveal()));
    return out;
}

Result<Secret> MasterKey::unseal(const QByteArray &sealed, const QByteArray &context) const
{
    const qsizetype size = sealed.size() - kNonceBytes - kTagBytes;
    QByteArray plain(std::max<qsizetype>(size, 0), Qt::Uninitialized);
    const bool ok = size >= 0 && crypto_aead_xchacha20poly1305_ietf_decrypt(
                                     bytes(plain), nullptr, nullptr, bytes(sealed) + kNonceBytes,
                                     quint64(sealed.size() - kNonceBytes), bytes(context),
                                     quint64(context.size()), bytes(sealed), bytes(m_key.reveal())) == 0;
    if (!ok)
        return fail(
            ErrorCode::Internal,
            Words::tr("Cannot read the stored credentials. They were encrypted with another key. Restore "
                      "the file master.key from a backup."));
    Secret result{plain};
    sodium_memzero(plain.data(), size_t(plain.size()));
    return result;
}

} // namespace slipway::store
