#include "net/httpd/filedescriptor.h"

#include <fcntl.h>
#include <unistd.h>

namespace slipway::httpd {

FileDescriptor::~FileDescriptor()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

FileDescriptor FileDescriptor::duplicateOf(int fd) { return FileDescriptor(::fcntl(fd, F_DUPFD_CLOEXEC, 0)); }

} // namespace slipway::httpd
