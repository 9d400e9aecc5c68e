#pragma once
#include "app/base/result.h"
#include <QString>

namespace slipway::store {

/// The backend's data directory, made (mode 0700) and locked for as long as this object lives. The lock is
/// the kernel's (flock): it ends with the process however that ends, and is not inherited by children.
class DataDir
{
public:
    /// Errors: Unavailable (cannot be made, not usable, or in use by another slipwayd: its process number is
    /// said).
    static Result<DataDir> open(const QString &path);
    DataDir(DataDir &&other) noexcept;
    DataDir &operator=(DataDir &&other) noexcept;
    DataDir(const DataDir &) = delete;
    DataDir &operator=(const DataDir &) = delete;
    ~DataDir();

    QString path() const { return m_path; }
    QString file(QLatin1StringView name) const;

private:
    DataDir(QString path, int lock) : m_path(std::move(path)), m_lock(lock) {}
    QString m_path;
    int m_lock = -1;
};

} // namespace slipway::store
