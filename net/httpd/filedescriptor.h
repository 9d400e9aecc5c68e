#pragma once
#include <utility>

namespace slipway::httpd {

/// Owner of a POSIX file descriptor; closes it. Movable, not copyable. -1 means none.
class FileDescriptor
{
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int fd) : m_fd(fd) {}
    FileDescriptor(FileDescriptor &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    FileDescriptor &operator=(FileDescriptor &&other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    ~FileDescriptor();
    FileDescriptor(const FileDescriptor &) = delete;
    FileDescriptor &operator=(const FileDescriptor &) = delete;

    int get() const { return m_fd; }
    bool isValid() const { return m_fd >= 0; }
    /// Gives up ownership.
    int release() { return std::exchange(m_fd, -1); }
    /// A second descriptor of the same socket, close-on-exec.
    static FileDescriptor duplicateOf(int fd);

private:
    int m_fd = -1;
};

} // namespace slipway::httpd
