#include "app/backend/tokenfile.h"

#include "app/base/systemcredential.h"
#include "net/httpd/filedescriptor.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace slipway::backend {

using httpd::FileDescriptor;

namespace {

QString text(const char *source) { return QCoreApplication::translate("slipwayd", source); }

tl::unexpected<Error> unavailable(const char *what, const QString &path)
{
    const QString reason = QString::fromLocal8Bit(std::strerror(errno));
    return fail(ErrorCode::Unavailable, text(what).arg(path, reason));
}

Result<Secret> create(const QString &path)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    std::array<quint32, 8> random{};
    QRandomGenerator::system()->fillRange(random.data(), static_cast<qsizetype>(random.size()));
    const QByteArray token = QByteArray(reinterpret_cast<const char *>(random.data()), sizeof random)
                                 .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    const QByteArray name = QFile::encodeName(path);
    const FileDescriptor file(::open(name.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file.isValid())
        return unavailable("Cannot make the token file %1. %2. Choose another one with --token-file.", path);
    const QByteArray line = token + '\n';
    if (::write(file.get(), line.constData(), static_cast<size_t>(line.size())) != line.size()) {
        const auto error =
            unavailable("Cannot write the token file %1. %2. Make room or choose another place.", path);
        ::unlink(name.constData());
        return error;
    }
    return Secret(token);
}

} // namespace

Result<Secret> loadOrCreateToken(const QString &path)
{
    const FileDescriptor file(::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.isValid())
        return errno == ENOENT ? create(path)
                               : Result<Secret>(unavailable(
                                     "Cannot read the token file %1. %2. Check its owner and mode.", path));
    struct stat info = {};
    if (::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode))
        return fail(
            ErrorCode::Unavailable,
            text("Cannot use %1 as the token file. It is not a plain file. Choose another one.").arg(path));
    if ((info.st_mode & forbiddenModeOfSecret(path)) != 0)
        return fail(ErrorCode::Forbidden,
                    text("Cannot use the token file %1. Others can read or write it (mode %2). "
                         "Run: chmod 600 %1")
                        .arg(path, QString::number(info.st_mode & 0777, 8)));
    std::array<char, 4096> bytes;
    const ssize_t size = ::read(file.get(), bytes.data(), bytes.size());
    const QByteArray token = size > 0 ? QByteArray(bytes.data(), size).trimmed() : QByteArray();
    const bool printable =
        std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (token.size() < 16 || !printable)
        return fail(ErrorCode::Invalid,
                    text("Cannot use the token file %1. It must hold one line of at least 16 "
                         "printable characters. Delete it to have a new one made.")
                        .arg(path));
    return Secret(token);
}

} // namespace slipway::backend
