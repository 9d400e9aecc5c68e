#include "net/httpd/poller.h"

#include "net/httpd/filedescriptor.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <unordered_map>
#ifdef __linux__
#include <sys/epoll.h>
#include <sys/eventfd.h>
#endif

namespace slipway::httpd {

namespace {

#ifdef __linux__
class EpollPoller final : public Poller
{
public:
    EpollPoller() : m_epoll(::epoll_create1(EPOLL_CLOEXEC)), m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    {
        control(EPOLL_CTL_ADD, m_wake.get(), nullptr, EPOLLIN);
    }

    bool add(int fd, void *key) override { return control(EPOLL_CTL_ADD, fd, key, EPOLLIN | EPOLLRDHUP); }

    void setWriteWanted(int fd, void *key, bool wanted) override
    {
        control(EPOLL_CTL_MOD, fd, key, EPOLLIN | EPOLLRDHUP | (wanted ? EPOLLOUT : 0U));
    }

    void remove(int fd) override { control(EPOLL_CTL_DEL, fd, nullptr, 0); }

    void wait(std::vector<Ready> &ready, int timeoutMs) override
    {
        ready.clear();
        std::array<epoll_event, 256> events;
        const int count =
            ::epoll_wait(m_epoll.get(), events.data(), static_cast<int>(events.size()), timeoutMs);
        for (int i = 0; i < count; ++i) {
            const epoll_event &event = events[static_cast<size_t>(i)];
            if (!event.data.ptr) {
                uint64_t ignored = 0;
                [[maybe_unused]] const auto n = ::read(m_wake.get(), &ignored, sizeof ignored);
                continue;
            }
            ready.push_back({event.data.ptr, (event.events & EPOLLIN) != 0, (event.events & EPOLLOUT) != 0,
                             (event.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0});
        }
    }

    void wake() override
    {
        const uint64_t one = 1;
        [[maybe_unused]] const auto n = ::write(m_wake.get(), &one, sizeof one);
    }

private:
    bool control(int operation, int fd, void *key, uint32_t events)
    {
        epoll_event event{};
        event.events = events;
        event.data.ptr = key;
        return ::epoll_ctl(m_epoll.get(), operation, fd, &event) == 0;
    }

    FileDescriptor m_epoll;
    FileDescriptor m_wake;
};
#endif

class PollPoller final : public Poller
{
public:
    PollPoller()
    {
        std::array<int, 2> ends{-1, -1};
        if (::pipe(ends.data()) == 0) {
            m_wakeRead = FileDescriptor(ends[0]);
            m_wakeWrite = FileDescriptor(ends[1]);
            for (const int fd : ends) {
                ::fcntl(fd, F_SETFD, FD_CLOEXEC);
                ::fcntl(fd, F_SETFL, O_NONBLOCK);
            }
        }
        m_fds.push_back({m_wakeRead.get(), POLLIN, 0});
        m_keys.push_back(nullptr);
    }

    bool add(int fd, void *key) override
    {
        m_index[fd] = m_fds.size();
        m_fds.push_back({fd, POLLIN, 0});
        m_keys.push_back(key);
        return true;
    }

    void setWriteWanted(int fd, void *, bool wanted) override
    {
        m_fds[m_index.at(fd)].events = static_cast<short>(wanted ? POLLIN | POLLOUT : POLLIN);
    }

    void remove(int fd) override
    {
        const size_t at = m_index.at(fd);
        m_index.erase(fd);
        if (at + 1 != m_fds.size()) { // the last one takes the free place
            m_fds[at] = m_fds.back();
            m_keys[at] = m_keys.back();
            m_index[m_fds[at].fd] = at;
        }
        m_fds.pop_back();
        m_keys.pop_back();
    }

    void wait(std::vector<Ready> &ready, int timeoutMs) override
    {
        ready.clear();
        if (::poll(m_fds.data(), static_cast<nfds_t>(m_fds.size()), timeoutMs) <= 0)
            return;
        if (m_fds.front().revents != 0) {
            std::array<char, 256> ignored;
            while (::read(m_wakeRead.get(), ignored.data(), ignored.size()) > 0) {
            }
        }
        for (size_t i = 1; i < m_fds.size(); ++i) {
            const int events = m_fds[i].revents;
            if (events != 0)
                ready.push_back({m_keys[i], (events & POLLIN) != 0, (events & POLLOUT) != 0,
                                 (events & (POLLHUP | POLLERR | POLLNVAL)) != 0});
        }
    }

    void wake() override { [[maybe_unused]] const auto n = ::write(m_wakeWrite.get(), "", 1); }

private:
    FileDescriptor m_wakeRead;
    FileDescriptor m_wakeWrite;
    std::vector<pollfd> m_fds;
    std::vector<void *> m_keys;
    std::unordered_map<int, size_t> m_index;
};

} // namespace

std::unique_ptr<Poller> Poller::create()
{
#ifdef __linux__
    return std::make_unique<EpollPoller>();
#else
    return createPortable();
#endif
}

std::unique_ptr<Poller> Poller::createPortable() { return std::make_unique<PollPoller>(); }

void tuneStreamSocket(int fd, int deadMs)
{
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
#ifdef TCP_NOTSENT_LOWAT
    const int unsent = 128 * 1024;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
#else
    const int buffer = 256 * 1024;
    ::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
#endif
#ifdef TCP_USER_TIMEOUT
    const auto dead = static_cast<unsigned>(deadMs);
    ::setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &dead, sizeof dead);
#else
    static_cast<void>(deadMs);
#endif
}

} // namespace slipway::httpd
