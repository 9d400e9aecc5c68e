#pragma once
#include <QtGlobal>
#include <atomic>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace slipway::test {

/// Forwards TCP connections on the loopback interface until it is told to vanish: then it keeps them open and
/// moves no byte more, as a pulled cable does; without a target (0) from the beginning. Has a thread of its
/// own.
class CutProxy
{
public:
    explicit CutProxy(int target) : m_target(target), m_hasVanished(target == 0)
    {
        sockaddr_in address = loopback(0);
        socklen_t size = sizeof address;
        m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (::bind(m_listener, reinterpret_cast<sockaddr *>(&address), size) == 0 &&
            ::listen(m_listener, 16) == 0)
            ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size);
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { work(); });
    }
    ~CutProxy()
    {
        m_isEnding = true;
        m_thread.join();
        for (const Pair &pair : m_pairs) {
            ::close(pair.client);
            ::close(pair.server);
        }
        ::close(m_listener);
    }
    CutProxy(const CutProxy &) = delete;
    CutProxy &operator=(const CutProxy &) = delete;

    int port() const { return m_port; }
    void vanish() { m_hasVanished = true; }
    /// Vanishes by itself once so many bytes went to the client.
    void vanishAfter(qint64 bytes) { m_vanishAfter = bytes; }
    qint64 bytesToClient() const { return m_bytes; }

private:
    struct Pair
    {
        int client;
        int server;
    };
    static sockaddr_in loopback(int port)
    {
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_port = htons(quint16(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return address;
    }
    void take()
    {
        const int client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const sockaddr_in address = loopback(m_target);
        if (m_target != 0)
            ::connect(server, reinterpret_cast<const sockaddr *>(&address), sizeof address);
        m_pairs.push_back({client, server});
    }
    bool forward(int from, int to, bool isToClient)
    {
        char buffer[16384];
        const ssize_t size = ::recv(from, buffer, sizeof buffer, MSG_DONTWAIT);
        if (size <= 0)
            return size < 0 && (errno == EAGAIN || errno == EINTR);
        for (ssize_t sent = 0; sent < size;) {
            const ssize_t n = ::send(to, buffer + sent, size_t(size - sent), MSG_NOSIGNAL);
            if (n <= 0)
                return false;
            sent += n;
        }
        if (isToClient)
            m_bytes += size;
        if (m_vanishAfter > 0 && m_bytes >= m_vanishAfter)
            m_hasVanished = true;
        return true;
    }
    void work()
    {
        while (!m_isEnding) {
            std::vector<pollfd> polls{{m_listener, POLLIN, 0}};
            for (const Pair &pair : m_pairs) {
                const short events = m_hasVanished ? 0 : POLLIN;
                polls.push_back({m_hasVanished ? -1 : pair.client, events, 0});
                polls.push_back({m_hasVanished ? -1 : pair.server, events, 0});
            }
            if (::poll(polls.data(), polls.size(), 20) <= 0)
                continue;
            const size_t count = m_pairs.size();
            if (polls[0].revents & POLLIN)
                take();
            for (size_t i = count; i-- > 0;) {
                const Pair pair = m_pairs[i];
                bool isOpen = true;
                if (polls[1 + 2 * i].revents && !m_hasVanished)
                    isOpen = forward(pair.client, pair.server, false);
                if (isOpen && polls[2 + 2 * i].revents && !m_hasVanished)
                    isOpen = forward(pair.server, pair.client, true);
                if (!isOpen) {
                    ::close(pair.client);
                    ::close(pair.server);
                    m_pairs.erase(m_pairs.begin() + std::ptrdiff_t(i));
                }
            }
        }
    }

    int m_target;
    int m_listener = -1;
    int m_port = 0;
    std::vector<Pair> m_pairs;
    std::atomic<bool> m_hasVanished;
    std::atomic<bool> m_isEnding{false};
    std::atomic<qint64> m_vanishAfter{0};
    std::atomic<qint64> m_bytes{0};
    std::thread m_thread;
};

} // namespace slipway::test
