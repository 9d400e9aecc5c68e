#include "tests/bench/streamserver.h"
#include "app/base/clock.h"
#include "net/httpd/filedescriptor.h"
#include "net/sse/framewriter.h"
#include "tests/bench/bench.h"
#include <array>
#include <csignal>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace slipway::bench {

using httpd::FileDescriptor;

namespace {

QByteArray makeRun(int events, bool colours)
{
    const QByteArray level = colours ? R"(\u001b[32m[INFO   ]\u001b[0m)" : "[INFO   ]";
    QByteArray lines;
    lines.reserve(events * 170LL);
    auto add = [&, seq = 0](const QByteArray &event) mutable {
        lines += event;
        lines += ",\"timestamp\":\"" + isoTimestamp(1'795'279'046'805 + ++seq / 4) + "\",\"seq\":";
        lines += QByteArray::number(seq);
        lines += "}\n";
    };
    add(R"-({"type":"step","step":"creating","percent":5,"message":"Creating LXC container...")-");
    add(R"-({"type":"step","step":"syncing","percent":65,"message":"Running 1 setup scripts...",)-"
        R"-("scriptTotal":1,"scriptNames":["01-setup-user.sh"])-");
    add(R"-({"type":"log","message":"Running script: 01-setup-user.sh (1/1)",)-"
        R"-("scriptName":"01-setup-user.sh","scriptIndex":0,"scriptTotal":1)-");
    for (int i = 4; i < events; ++i) {
        add(R"-({"type":"log","message":")-" + level + " Unpacking libsomething (1.2.3-" +
            QByteArray::number(i) + R"-() over (1.2.3-3) ...","scriptName":"01-setup-user.sh")-");
    }
    add(R"-({"type":"complete","percent":100,"message":"Container ready!")-");
    QByteArray body =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
        "Access-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n"
        "event: snapshot\ndata: {\"step\":null,\"percent\":0,\"seenSteps\":[],\"isComplete\":false,"
        "\"isError\":false,\"errorMessage\":null,\"seq\":0}\n\n";
    body.reserve(lines.size() + events * 45LL);
    sse::appendProgressFrames(body, lines, 1);
    body += "event: done\ndata: {\"reason\":\"complete\"}\n\n";
    return body;
}

[[noreturn]] void serve(int listener, const QByteArray &body)
{
    for (;;) {
        const FileDescriptor client(::accept(listener, nullptr, nullptr));
        std::array<char, 65536> request;
        if (!client.isValid() || ::recv(client.get(), request.data(), request.size(), 0) <= 0)
            continue;
        for (qsizetype at = 0; at < body.size();) {
            const ssize_t sent = ::send(client.get(), body.constData() + at,
                                        size_t(std::min<qsizetype>(body.size() - at, 1 << 20)), MSG_NOSIGNAL);
            if (sent <= 0)
                break;
            at += sent;
        }
        ::shutdown(client.get(), SHUT_WR);
        while (::recv(client.get(), request.data(), request.size(), 0) > 0) {
        }
    }
}

} // namespace

StreamServer::StreamServer(int events, bool colours)
{
    const FileDescriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (::bind(listener.get(), reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 ||
        ::listen(listener.get(), 16) != 0)
        giveUp("The stream's server cannot listen.");
    ::getsockname(listener.get(), reinterpret_cast<sockaddr *>(&address), &length);
    m_port = ntohs(address.sin_port);
    const QByteArray body = makeRun(events, colours); // before anybody can wait for it
    m_child = ::fork();
    if (m_child == 0)
        serve(listener.get(), body);
}

StreamServer::~StreamServer()
{
    ::kill(m_child, SIGKILL);
    ::waitpid(m_child, nullptr, 0);
}

} // namespace slipway::bench
