#include "app/store/datadir.h"
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace slipway::store {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::store::DataDir)
};

QString reason(int number) { return QString::fromLocal8Bit(std::strerror(number)); }

Result<void> makeDirectory(const QString &path)
{
    const QFileInfo parent(QFileInfo(path).path());
    if (!parent.exists() && !QDir().mkpath(parent.filePath()))
        return fail(ErrorCode::Unavailable,
                    Words::tr("Cannot create the data directory %1. Its parent folder cannot be made. "
                              "Use another one, or make it by hand.")
                        .arg(path));
    const QByteArray name = QFile::encodeName(path);
    if (::mkdir(name.constData(), 0700) == 0)
        return {};
    const int number = errno;
    struct stat info = {};
    if (number == EEXIST && ::stat(name.constData(), &info) == 0 && S_ISDIR(info.st_mode))
        return {};
    return fail(
        ErrorCode::Unavailable,
        Words::tr("Cannot create the data directory %1. %2. Use another one, or correct its parent folder.")
            .arg(path, number == EEXIST ? Words::tr("There is a file of this name") : reason(number)),
        reason(number));
}

} // namespace

Result<DataDir> DataDir::open(const QString &path)
{
    const QString full = QDir::cleanPath(QDir::current().absoluteFilePath(path));
    if (auto made = makeDirectory(full); !made)
        return tl::unexpected(made.error());
    const QString lockName = full + QLatin1String("/slipwayd.lock");
    const int fd = ::open(QFile::encodeName(lockName).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        const int number = errno;
        return fail(
            ErrorCode::Unavailable,
            Words::tr("Cannot use the data directory %1. %2. Give the user of slipwayd read and write "
                      "access to it, or use another one.")
                .arg(full, reason(number)),
            reason(number), number == ENOSPC);
    }
    DataDir dir(full, fd);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        char text[32] = {};
        const ssize_t size = ::pread(fd, text, sizeof text - 1, 0);
        const QString holder = size > 0 ? QString::fromLatin1(text, size).trimmed() : Words::tr("unknown");
        return fail(
            ErrorCode::Unavailable,
            Words::tr("Cannot use the data directory %1. Another slipwayd (process %2) uses it. Stop that "
                      "one, or use another directory.")
                .arg(full, holder));
    }
    // For the message above only; on a full disk it stays empty, and the lock holds all the same.
    const QByteArray pid = QByteArray::number(qint64(::getpid())) + '\n';
    if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, pid.constData(), size_t(pid.size()), 0) != pid.size())
        qDebug("The lock file does not say who holds it.");
    return dir;
}

DataDir::DataDir(DataDir &&other) noexcept
    : m_path(std::move(other.m_path)), m_lock(std::exchange(other.m_lock, -1))
{}

DataDir &DataDir::operator=(DataDir &&other) noexcept
{
    std::swap(m_path, other.m_path);
    std::swap(m_lock, other.m_lock);
    return *this;
}

DataDir::~DataDir()
{
    if (m_lock >= 0)
        ::close(m_lock); // gives the lock back; the file stays, so that nobody locks an unlinked one
}

QString DataDir::file(QLatin1StringView name) const { return m_path + QLatin1Char('/') + name; }

} // namespace slipway::store
