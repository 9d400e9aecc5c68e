#include "tests/integration/nodesfixture.h"
#include "tests/support/paths.h"
#include "tests/support/sshserver.h"

#include <QDirIterator>
#include <csignal>
#include <fcntl.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace slipway;
using namespace slipway::integration;
using namespace slipway::fakes;
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray everythingIn(const QString &directory)
{
    QByteArray all;
    QDirIterator it(directory, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        if (file.open(QIODevice::ReadOnly))
            all += file.readAll();
    }
    return all;
}

QByteArray allCommandLines()
{
    QByteArray all;
    for (const QString &pid : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
        QFile file(u"/proc/%1/cmdline"_s.arg(pid));
        if (file.open(QIODevice::ReadOnly))
            all += file.readAll();
    }
    return all;
}

/// slipwayctl at a terminal of its own: what a person sees and types.
class AtTerminal
{
public:
    explicit AtTerminal(const QStringList &arguments)
    {
        QByteArrayList bytes = {test::binDir().toLocal8Bit() + "/slipwayctl"};
        for (const QString &argument : arguments)
            bytes += argument.toLocal8Bit();
        std::vector<char *> argv;
        for (QByteArray &one : bytes)
            argv.push_back(one.data());
        argv.push_back(nullptr);
        winsize size = {40, 200, 0, 0};
        m_pid = ::forkpty(&m_fd, nullptr, nullptr, &size);
        if (m_pid == 0) {
            ::setenv("LC_ALL", "C.UTF-8", 1);
            ::setenv("TERM", "xterm", 1);
            ::execv(argv[0], argv.data());
            ::_exit(127);
        }
        ::fcntl(m_fd, F_SETFL, O_NONBLOCK);
    }
    ~AtTerminal()
    {
        if (m_pid > 0) {
            ::kill(m_pid, SIGKILL);
            ::waitpid(m_pid, nullptr, 0);
        }
        ::close(m_fd);
    }
    AtTerminal(const AtTerminal &) = delete;
    AtTerminal &operator=(const AtTerminal &) = delete;

    bool shows(const QByteArray &text)
    {
        return QTest::qWaitFor([&] { return read(), seen.contains(text); }, 60'000);
    }
    void type(const QByteArray &text) const
    {
        if (::write(m_fd, text.constData(), static_cast<size_t>(text.size())) != text.size())
            qWarning("cannot type");
    }
    int wait()
    {
        int status = 0;
        const bool isEnded =
            QTest::qWaitFor([&] { return read(), ::waitpid(m_pid, &status, WNOHANG) == m_pid; }, 60'000);
        if (!isEnded)
            return -1;
        m_pid = 0;
        read();
        return WIFEXITED(status) ? WEXITSTATUS(status) : -2;
    }

    QByteArray seen;

private:
    void read()
    {
        char buffer[4096];
        for (ssize_t count = 0; (count = ::read(m_fd, buffer, sizeof buffer)) > 0;)
            seen += QByteArrayView(buffer, count);
    }
    int m_fd = -1;
    pid_t m_pid = 0;
};

} // namespace

/// Nodes added from the terminal: whom they are trusted to be, with a real sshd, and where their secrets go.
class TestNodeTrust : public QObject, private NodesFixture
{
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { end(); }
    void unknownCertificateIsRefusedAndShown();
    void givenFingerprintIsAccepted();
    void wrongFingerprintIsRefusedWithBoth();
    void trustOnFirstUseIsSaid();
    void aPersonIsAsked();
    void interruptedWhileAsked_data();
    void interruptedWhileAsked();
    void changedCertificateIsLoud();
    void failedTestIsNotStored();
    void takenName();
    void hostKeyIsPinnedToo();
    void secretsAreNowhere();
};

void TestNodeTrust::unknownCertificateIsRefusedAndShown()
{
    CtlProcess ctl(add({u"--no-ssh"_s}));
    QCOMPARE(ctl.wait(), 1);
    QVERIFY2(ctl.err.contains("--fingerprint " + m_pve->fingerprint().toLatin1()), ctl.err.constData());
    const QJsonObject said = QJsonDocument::fromJson(ctl.out).object();
    QCOMPARE(said.value("stored"_L1), QJsonValue(false));
    QVERIFY(!isStored());
    QVERIFY(m_pve->requests().isEmpty()); // not a byte of HTTP to a stranger
}

void TestNodeTrust::givenFingerprintIsAccepted()
{
    CtlProcess ctl(add({u"--no-ssh"_s, u"--plain"_s, u"--fingerprint"_s, m_pve->fingerprint()}));
    QCOMPARE(ctl.wait(), 0);
    QVERIFY2(ctl.out.contains("✓ Certificate"), ctl.out.constData());
    QVERIFY(ctl.out.contains("Added node rack"));
    QVERIFY(askedWithSecret());
    CtlProcess show(node(u"show"_s));
    QCOMPARE(show.wait(), 0);
    const QJsonObject shown = QJsonDocument::fromJson(show.out).object();
    QCOMPARE(shown.value("certificateSha256"_L1).toString(), m_pve->fingerprint());
    QCOMPARE(shown.value("hasSecret"_L1), QJsonValue(true));
    CtlProcess test(node(u"test"_s));
    QCOMPARE(test.wait(), 0);
}

void TestNodeTrust::wrongFingerprintIsRefusedWithBoth()
{
    const QString wrong = u"AB:"_s.repeated(31) + u"AB"_s;
    CtlProcess ctl(add({u"--no-ssh"_s, u"--trust-on-first-use"_s, u"--fingerprint"_s, wrong}));
    QCOMPARE(ctl.wait(), 1);
    QVERIFY2(ctl.err.contains(wrong.toLatin1()), ctl.err.constData());
    QVERIFY(ctl.err.contains(m_pve->fingerprint().toLatin1()));
    QVERIFY(!isStored());
    QVERIFY(!askedWithSecret());
}

void TestNodeTrust::trustOnFirstUseIsSaid()
{
    CtlProcess ctl(add({u"--no-ssh"_s, u"--trust-on-first-use"_s}));
    QCOMPARE(ctl.wait(), 0);
    QVERIFY2(ctl.err.contains("Trusted on first use") && ctl.err.contains(m_pve->fingerprint().toLatin1()),
             ctl.err.constData());
    QVERIFY(isStored());
}

void TestNodeTrust::aPersonIsAsked()
{
    const QStringList arguments =
        QStringList{u"node"_s, u"add"_s, u"rack"_s} + server() + place() + QStringList{u"--no-ssh"_s};
    for (const bool agrees : {false, true}) {
        AtTerminal terminal(arguments);
        QVERIFY2(terminal.shows("Secret of the token root@pam!test:"), terminal.seen.constData());
        terminal.type(m_secret + '\n');
        QVERIFY2(terminal.shows("Trust this? [y/N]"), terminal.seen.constData());
        QVERIFY(terminal.seen.contains(m_pve->fingerprint().toLatin1()));
        QVERIFY(!askedWithSecret());
        terminal.type(agrees ? "y\n" : "n\n");
        QCOMPARE(terminal.wait(), agrees ? 0 : 1);
        QCOMPARE(isStored(), agrees);
        QVERIFY2(!terminal.seen.contains(m_secret), "the secret was echoed");
    }
}

void TestNodeTrust::interruptedWhileAsked_data()
{
    QTest::addColumn<QByteArray>("question");
    QTest::newRow("secret") << QByteArray("Secret of the token root@pam!test:");
    QTest::newRow("trust") << QByteArray("Trust this? [y/N]");
}

void TestNodeTrust::interruptedWhileAsked()
{
    QFETCH(QByteArray, question);
    AtTerminal terminal(QStringList{u"node"_s, u"add"_s, u"rack"_s} + server() + place() +
                        (question.startsWith("Trust") ? secret() : QStringList()) +
                        QStringList{u"--no-ssh"_s});
    QVERIFY2(terminal.shows(question), terminal.seen.constData());
    terminal.type("\x03");
    QCOMPARE(terminal.wait(), 130);
    QVERIFY(!isStored());
}

void TestNodeTrust::changedCertificateIsLoud()
{
    addPinned();
    const QByteArray before = m_pve->fingerprint().toLatin1();
    m_pve->changeCertificate();
    m_pve->forgetRequests();
    const QByteArray after = m_pve->fingerprint().toLatin1();
    QVERIFY(before != after);
    for (const QStringList &arguments :
         {node(u"test"_s), node(u"bridges"_s), node(u"edit"_s, {u"--bridge"_s, u"vmbr0"_s}),
          node(u"edit"_s, {u"--bridge"_s, u"vmbr0"_s, u"--trust-on-first-use"_s})}) {
        CtlProcess ctl(arguments);
        QVERIFY2(ctl.wait() == 1, qPrintable(arguments.join(u' ')));
        QVERIFY2(ctl.err.contains("expected: " + before) && ctl.err.contains("shown:    " + after),
                 ctl.err.constData());
        QVERIFY(ctl.err.contains("--fingerprint " + after));
    }
    QVERIFY(!askedWithSecret());
    // Said by a person, it is taken; the secret stays stored.
    CtlProcess edit(node(u"edit"_s, {u"--fingerprint"_s, QString::fromLatin1(after)}));
    QVERIFY2(edit.wait() == 0, edit.err.constData());
    CtlProcess test(node(u"test"_s));
    QCOMPARE(test.wait(), 0);
}

void TestNodeTrust::failedTestIsNotStored()
{
    write(u"secret"_s, "01234567-89ab-cdef-0123-456789abcdef");
    const QStringList pinned = {u"--no-ssh"_s, u"--plain"_s, u"--fingerprint"_s, m_pve->fingerprint()};
    CtlProcess ctl(add(pinned));
    QCOMPARE(ctl.wait(), 1);
    QVERIFY2(ctl.out.contains("✗ Sign-in"), ctl.out.constData());
    QVERIFY(ctl.err.contains("--force"));
    QVERIFY(!isStored());
    CtlProcess forced(add(pinned + QStringList{u"--force"_s}));
    QCOMPARE(forced.wait(), 0);
    QVERIFY(isStored());
}

void TestNodeTrust::takenName()
{
    addPinned();
    CtlProcess again(add({u"--no-ssh"_s}));
    QCOMPARE(again.wait(), 1);
    QVERIFY2(again.err.contains("node edit rack"), again.err.constData());
}

void TestNodeTrust::hostKeyIsPinnedToo()
{
    if (const QString why = test::SshServer::missing(); !why.isEmpty())
        QSKIP(qPrintable(why));
    test::SshServer sshd;
    QVERIFY2(sshd.start(), qPrintable(sshd.problem()));
    write(u"key"_s, sshd.clientKey());
    const QStringList ssh = {u"--ssh-user"_s,     sshd.user(),
                             u"--ssh-port"_s,     QString::number(sshd.port()),
                             u"--ssh-key-file"_s, m_dir->filePath(u"key"_s)};
    const QByteArray hostKey = sshd.hostKey().toLatin1();
    CtlProcess refused(add(ssh + QStringList{u"--fingerprint"_s, m_pve->fingerprint()}));
    QCOMPARE(refused.wait(), 1);
    QVERIFY2(refused.err.contains("--ssh-host-key " + hostKey), refused.err.constData());
    // What runs behind SSH here is no Proxmox node: its `pct` is missing, which --force passes over.
    CtlProcess added(add(ssh + QStringList{u"--fingerprint"_s, m_pve->fingerprint(), u"--ssh-host-key"_s,
                                           QString::fromLatin1(hostKey), u"--force"_s, u"--plain"_s}));
    QVERIFY2(added.wait() == 0, added.err.constData());
    QVERIFY2(added.out.contains("✓ SSH"), added.out.constData());

    sshd.stop();
    QVERIFY(sshd.makeHostKeys());
    QVERIFY2(sshd.start(), qPrintable(sshd.problem()));
    CtlProcess changed(node(u"test"_s));
    QCOMPARE(changed.wait(), 1);
    QVERIFY2(changed.err.contains("expected: " + hostKey) &&
                 changed.err.contains("shown:    " + sshd.hostKey().toLatin1()),
             changed.err.constData());
}

void TestNodeTrust::secretsAreNowhere()
{
    const QByteArray password = "MARKER-ssh-password-4711";
    write(u"password"_s, password);
    QByteArray seen;
    QByteArray commandLines;
    const auto run = [&](const QStringList &arguments) {
        CtlProcess ctl(arguments);
        ctl.waitForStarted();
        commandLines += allCommandLines();
        ctl.wait();
        seen += ctl.out + ctl.err;
    };
    const QStringList ssh = {u"--ssh-password-file"_s, m_dir->filePath(u"password"_s), u"--ssh-port"_s,
                             u"1"_s};
    run(add(ssh));
    run(add(ssh + QStringList{u"--fingerprint"_s, m_pve->fingerprint(), u"--force"_s}));
    QVERIFY(isStored());
    run(node(u"show"_s));
    run({u"node"_s, u"list"_s, u"--json"_s, u"--server"_s, m_daemon->url.toString(), u"--token-file"_s,
         m_daemon->tokenFile()});
    run(node(u"test"_s));
    run(node(u"edit"_s, {u"--port"_s, u"1"_s})); // refused: the secret is not sent elsewhere
    m_pve->changeCertificate();
    run(node(u"storages"_s));
    run(node(u"test"_s, {u"--plain"_s}));
    QCOMPARE(m_daemon->stop(), 0);
    const QByteArray files = everythingIn(m_dir->filePath(u"data"_s));
    QVERIFY(files.contains("SQLite format"));
    QVERIFY(files.contains("rack")); // we look where the node is
    for (const QByteArray &marker : {m_secret, password}) {
        QVERIFY(!files.contains(marker));
        QVERIFY(!seen.contains(marker));
        QVERIFY(!m_daemon->err.contains(marker));
        QVERIFY(!commandLines.contains(marker));
    }
    QVERIFY(commandLines.contains("slipwayctl"));
}

QTEST_GUILESS_MAIN(TestNodeTrust)
#include "tst_nodetrust.moc"
