#include "tests/bench/peers.h"
#include "tests/support/child.h"
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QStandardPaths>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

namespace slipway::bench {

namespace {

QJsonObject lastObject(const QByteArray &output)
{
    const QByteArrayList lines = output.trimmed().split('\n');
    return QJsonDocument::fromJson(lines.last()).object();
}

bool accepts(quint16 port)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool open = ::connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0;
    ::close(fd);
    return open;
}

void prepare(QProcess &process, const QString &script, const QStringList &arguments)
{
    test::endsWithItsParent(process);
    process.setWorkingDirectory(peerDirectory());
    process.setProgram(u"node"_s);
    process.setArguments(QStringList{script} + arguments);
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
}

} // namespace

QString peerDirectory() { return qEnvironmentVariable("SLIPWAY_BENCH_PEERS"); }

QString peerProblem(const Report &report, const QString &what)
{
    if (report.smoke())
        return u"not in a smoke run"_s;
    if (peerDirectory().isEmpty())
        return u"tests/bench/run fetches it"_s;
    QFile reason(peerDirectory() + u'/' + what + u".missing"_s);
    return reason.open(QIODevice::ReadOnly) ? QString::fromUtf8(reason.readAll()).trimmed() : QString();
}

Peer PeerRun::peer(const char *key, double factor) const
{
    const QJsonValue value = figures.value(QLatin1StringView(key));
    if (problem.isEmpty() && value.isDouble())
        return {name, value.toDouble() * factor, {}};
    return {name, {}, problem.isEmpty() ? u"it gave no figure"_s : problem};
}

PeerRun runPeer(const Report &report, const QString &name, const QString &script,
                const QStringList &arguments, int timeoutMs)
{
    PeerRun run{name, {}, peerProblem(report, u"npm"_s)};
    if (!run.problem.isEmpty())
        return run;
    QProcess process;
    prepare(process, script, arguments);
    process.start();
    if (!process.waitForFinished(timeoutMs) || process.exitCode() != 0) {
        run.problem = u"%1 failed (%2)"_s.arg(script, process.errorString());
        return run;
    }
    run.figures = lastObject(process.readAllStandardOutput());
    run.name = run.figures.value(u"name"_s).toString(name);
    return run;
}

PeerServer::PeerServer(const Report &report, const QString &peerName, const QString &script,
                       const QStringList &arguments)
    : name(peerName), problem(peerProblem(report, u"npm"_s))
{
    if (!problem.isEmpty())
        return;
    prepare(m_process, script, arguments);
    m_process.start();
    while (!m_process.canReadLine() && m_process.waitForReadyRead(20'000)) {
    }
    const QJsonObject said = lastObject(m_process.readLine());
    port = static_cast<quint16>(said.value(u"port"_s).toInt());
    name = said.value(u"name"_s).toString(name);
    if (port == 0)
        problem = u"%1 did not start"_s.arg(script);
}

PeerServer::PeerServer(const QString &peerName, const QString &program, const QStringList &arguments,
                       quint16 listensOn)
    : name(peerName), port(listensOn)
{
    test::endsWithItsParent(m_process);
    m_process.setProcessChannelMode(QProcess::ForwardedChannels);
    m_process.start(program, arguments);
    QElapsedTimer timer;
    timer.start();
    while (!accepts(port)) {
        if (timer.elapsed() > 20'000 || m_process.waitForFinished(20)) {
            problem = u"%1 did not start"_s.arg(program);
            return;
        }
    }
}

PeerServer::~PeerServer()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(5'000)) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

quint16 freePort()
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    ::bind(fd, reinterpret_cast<sockaddr *>(&address), sizeof address);
    ::getsockname(fd, reinterpret_cast<sockaddr *>(&address), &length);
    ::close(fd);
    return ntohs(address.sin_port);
}

} // namespace slipway::bench
