#include "tests/support/paths.h"

#include "app/backend/journal.h"
#include "app/backend/servicemanager.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QSocketNotifier>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace slipway;
using namespace slipway::backend;

namespace {

/// The service manager's end: a datagram socket and what came in on it.
class Manager : public QObject
{
public:
    bool listen(const QByteArray &path)
    {
        m_socket = httpd::FileDescriptor(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        qstrncpy(address.sun_path, path.constData(), sizeof address.sun_path);
        if (path.startsWith('@'))
            address.sun_path[0] = '\0';
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + size_t(path.size()));
        if (::bind(m_socket.get(), reinterpret_cast<const sockaddr *>(&address), size) != 0)
            return false;
        m_notifier = std::make_unique<QSocketNotifier>(m_socket.get(), QSocketNotifier::Read);
        connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
            std::array<char, 4096> bytes;
            const ssize_t got = ::recv(m_socket.get(), bytes.data(), bytes.size(), 0);
            if (got > 0)
                messages << QByteArray(bytes.data(), got);
        });
        return true;
    }
    QList<QByteArray> messages;

private:
    httpd::FileDescriptor m_socket;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

qsizetype count(const QList<QByteArray> &messages, const char *prefix)
{
    return std::count_if(messages.begin(), messages.end(),
                         [prefix](const QByteArray &message) { return message.startsWith(prefix); });
}

} // namespace

class TestServiceManager : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void withoutManager();
    void notifies_data();
    void notifies();
    void feedsOnlyItsOwnWatchdog();
    void journalLines();
    void slipwaydTellsAll();
    void slipwaydServesOnTheSocketHandedOver();
};

void TestServiceManager::withoutManager()
{
    ServiceManager manager;
    QVERIFY(!manager.isPresent());
    manager.ready(QStringLiteral("x"));
    const auto socket = takeListenDescriptor();
    QVERIFY(socket);
    QVERIFY(!socket->isValid());
}

void TestServiceManager::notifies_data()
{
    QTest::addColumn<bool>("abstract");
    QTest::newRow("path") << false;
    QTest::newRow("abstract") << true;
}

void TestServiceManager::notifies()
{
    QFETCH(bool, abstract);
    QTemporaryDir dir;
    const QByteArray address =
        (abstract ? "@" : "") + QFile::encodeName(dir.filePath(QStringLiteral("notify")));
    Manager peer;
    QVERIFY(peer.listen(address));
    qputenv("NOTIFY_SOCKET", address);
    qputenv("WATCHDOG_USEC", "20000");
    ServiceManager manager;
    QVERIFY(qEnvironmentVariableIsEmpty("NOTIFY_SOCKET")); // no child is meant
    QVERIFY(qEnvironmentVariableIsEmpty("WATCHDOG_USEC"));
    manager.ready(QStringLiteral("listening"));
    QTRY_VERIFY(peer.messages.count("WATCHDOG=1") >= 3);
    QCOMPARE(peer.messages.first(), QByteArray("READY=1\nSTATUS=listening"));
    manager.reloading();
    QTRY_COMPARE(count(peer.messages, "RELOADING=1\nMONOTONIC_USEC="), 1);
    manager.stopping();
    QTRY_COMPARE(peer.messages.last(), QByteArray("STOPPING=1"));
}

void TestServiceManager::feedsOnlyItsOwnWatchdog()
{
    QTemporaryDir dir;
    const QByteArray address = QFile::encodeName(dir.filePath(QStringLiteral("notify")));
    Manager peer;
    QVERIFY(peer.listen(address));
    qputenv("NOTIFY_SOCKET", address);
    qputenv("WATCHDOG_USEC", "1000");
    qputenv("WATCHDOG_PID", "1");
    ServiceManager manager;
    manager.ready(QStringLiteral("a"));
    manager.ready(QStringLiteral("b"));
    QTRY_COMPARE(peer.messages.size(), 2);
    QVERIFY(!peer.messages.contains("WATCHDOG=1"));
}

void TestServiceManager::journalLines()
{
    QCOMPARE(backend::journalLines(QtWarningMsg, QStringLiteral("one\ntwo")), QByteArray("<4>one\n<4>two\n"));
    QCOMPARE(backend::journalLines(QtCriticalMsg, QStringLiteral("x")), QByteArray("<3>x\n"));
    qputenv("JOURNAL_STREAM", "1:1");
    QVERIFY(!isJournal());
    qunsetenv("JOURNAL_STREAM");
}

void TestServiceManager::slipwaydTellsAll()
{
    QTemporaryDir dir;
    const QString notify = dir.filePath(QStringLiteral("notify"));
    Manager peer;
    QVERIFY(peer.listen(QFile::encodeName(notify)));
    QProcess program;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("NOTIFY_SOCKET"), notify);
    environment.insert(QStringLiteral("WATCHDOG_USEC"), QStringLiteral("200000"));
    environment.insert(QStringLiteral("SLIPWAYD_HOST"), QStringLiteral("simulated"));
    program.setProcessEnvironment(environment);
    // setsid: without a terminal, as under a service manager; with one SIGHUP means that it is gone.
    program.setProgram(QStringLiteral("setsid"));
    program.setArguments({test::binDir() + QStringLiteral("/slipwayd"), QStringLiteral("--listen"),
                          QStringLiteral("127.0.0.1:0"), QStringLiteral("--data-dir"),
                          dir.filePath(QStringLiteral("data"))});
    program.start();
    QTRY_VERIFY_WITH_TIMEOUT(!peer.messages.isEmpty(), 30'000);
    QVERIFY2(peer.messages.first().startsWith("READY=1\nSTATUS=listening on http://127.0.0.1:"),
             peer.messages.first().constData());
    QTRY_VERIFY_WITH_TIMEOUT(peer.messages.contains("WATCHDOG=1"), 30'000);
    QFile token(dir.filePath(QStringLiteral("data/token")));
    QVERIFY(token.open(QIODevice::WriteOnly) && token.write("another-token-of-32-characters--") == 32);
    token.close();
    peer.messages.clear();
    ::kill(static_cast<pid_t>(program.processId()), SIGHUP);
    QByteArray log;
    QTRY_VERIFY_WITH_TIMEOUT((log += program.readAllStandardError()).contains("The token was read again"),
                             30'000);
    QTRY_VERIFY_WITH_TIMEOUT(count(peer.messages, "READY=1") == 1, 30'000);
    QVERIFY(count(peer.messages, "RELOADING=1") == 1);
    program.terminate();
    QTRY_VERIFY_WITH_TIMEOUT(peer.messages.contains("STOPPING=1"), 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), QProcess::NotRunning, 30'000);
    QCOMPARE(program.exitCode(), 0);
}

void TestServiceManager::slipwaydServesOnTheSocketHandedOver()
{
    QTcpServer socket;
    QVERIFY(socket.listen(QHostAddress::LocalHost));
    QTemporaryDir dir;
    QProcess program;
    const int listening = static_cast<int>(socket.socketDescriptor());
    program.setChildProcessModifier([listening] { ::dup2(listening, 3); });
    program.setProgram(QStringLiteral("/bin/sh"));
    program.setArguments({QStringLiteral("-c"), QStringLiteral("LISTEN_FDS=1 LISTEN_PID=$$ exec \"$@\""),
                          QStringLiteral("sh"), test::binDir() + QStringLiteral("/slipwayd"),
                          QStringLiteral("--host"), QStringLiteral("simulated"), QStringLiteral("--data-dir"),
                          dir.filePath(QStringLiteral("data"))});
    program.start();
    QByteArray out;
    QTRY_VERIFY_WITH_TIMEOUT((out += program.readAllStandardOutput()).endsWith('\n'), 30'000);
    QCOMPARE(out, "listening on http://127.0.0.1:" + QByteArray::number(socket.serverPort()) + '\n');
    const quint16 port = socket.serverPort();
    socket.close(); // the program's own copy goes on listening
    QTcpSocket client;
    client.connectToHost(QHostAddress::LocalHost, port);
    client.write("GET /api/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    QByteArray answer;
    QTRY_VERIFY_WITH_TIMEOUT((answer += client.readAll()).startsWith("HTTP/1.1 "), 30'000);
    program.terminate();
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), QProcess::NotRunning, 30'000);
}

QTEST_GUILESS_MAIN(TestServiceManager)
#include "tst_servicemanager.moc"
