#include "tests/bench/publishers.h"
#include "tests/bench/subscribers.h"
#include <array>
#include <cerrno>
#include <chrono>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>

namespace slipway::bench {

using httpd::FileDescriptor;

QByteArray makeEvent(bool last)
{
    const QByteArray moment = QByteArray::number(nowNs());
    if (last)
        return R"({"type":"complete","percent":100,"message":"Container ready! @t=)" + moment +
               R"(","timestamp":"2026-11-21T16:37:26.805Z"})";
    return R"({"type":"log","message":"[INFO   ] Unpacking libsomething (1.2.3-4) over (1.2.3-3) ... @t=)" +
           moment + R"(","scriptName":"01-setup-user.sh","timestamp":"2026-11-21T16:37:26.805Z"})";
}

Pipeline::Pipeline(quint16 port)
{
    FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket.get(), reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
        return;
    const int on = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    m_socket = std::move(socket);
}

void Pipeline::write(const QByteArray &bytes)
{
    qsizetype at = 0;
    while (at < bytes.size()) {
        drain(); // or both sides would wait for room
        const ssize_t sent = ::send(m_socket.get(), bytes.constData() + at,
                                    static_cast<size_t>(bytes.size() - at), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) {
            at += sent;
            continue;
        }
        if (sent < 0 && errno != EAGAIN && errno != EINTR)
            return;
        pollfd waiting{m_socket.get(), POLLIN | POLLOUT, 0};
        ::poll(&waiting, 1, 1000);
    }
}

void Pipeline::drain()
{
    std::array<char, 65536> bytes;
    while (::recv(m_socket.get(), bytes.data(), bytes.size(), MSG_DONTWAIT) > 0) {
    }
}

void Pipeline::awaitAnswer()
{
    pollfd waiting{m_socket.get(), POLLIN, 0};
    ::poll(&waiting, 1, 5'000);
    drain();
}

QByteArray redisPublish(const QByteArray &channel, const QByteArray &event)
{
    return "*3\r\n$7\r\nPUBLISH\r\n$" + QByteArray::number(channel.size()) + "\r\n" + channel + "\r\n$" +
           QByteArray::number(event.size()) + "\r\n" + event + "\r\n";
}

QByteArray nchanPost(const QByteArray &path, const QByteArray &event)
{
    return "POST " + path +
           " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: " +
           QByteArray::number(event.size()) + "\r\n\r\n" + event;
}

void publishPaced(Pipeline &pipeline, int total, double perSecond,
                  const std::function<QByteArray(int count)> &make)
{
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    auto next = start;
    for (int sent = 0; sent < total;) {
        next += std::chrono::milliseconds(8);
        std::this_thread::sleep_until(next);
        const double due = std::chrono::duration<double>(Clock::now() - start).count() * perSecond;
        const int count = std::min(total - sent, static_cast<int>(due) - sent);
        if (count <= 0)
            continue;
        sent += count;
        pipeline.write(make(count));
    }
}

} // namespace slipway::bench
