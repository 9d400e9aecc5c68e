#include "tests/support/paths.h"

#include "tests/app/cli/ctlprocess.h"
#include "tests/fakes/fakepve.h"
#include "tests/integration/backendprocess.h"
#include "tests/support/sshserver.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSocketNotifier>
#include <QTcpServer>
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

/// Nodes from the terminal to Proxmox VE and back: slipwayctl, slipwayd and the stand-in, with its
/// self-signed certificate, and a real sshd.
class TestNodes : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
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
    void lookups();
    void hostKeyIsPinnedToo();
    void lifeOfAContainer();
    void nodeInUse();
    void secretsAreNowhere();
    void silentNodeDoesNotHoldUpTheEnd();
    void anOsTemplateIsFetchedAhead();
    void aDownloadIsCancelled();
    void aDeadNodeIsToldSoonAndDelaysNoOther();
    void aRollbackThatMetADeadNodeIsDoneLater();

private:
    QStringList server() const
    {
        return {u"--server"_s, m_daemon->url.toString(), u"--token-file"_s, m_daemon->tokenFile()};
    }
    /// Of a node that is the stand-in.
    QStringList place() const
    {
        return {u"--host"_s,  u"127.0.0.1"_s,    u"--port"_s, QString::number(m_pve->port()),
                u"--token"_s, u"root@pam!test"_s};
    }
    QStringList secret() const { return {u"--secret-file"_s, m_dir->filePath(u"secret"_s)}; }
    QStringList add(const QStringList &more) const
    {
        return QStringList{u"node"_s, u"add"_s, u"rack"_s} + server() + place() + secret() + more;
    }
    QStringList node(const QString &what, const QStringList &more = {}) const
    {
        return QStringList{u"node"_s, what, u"rack"_s} + server() + more;
    }
    bool isStored();
    void addPinned();
    void write(const QString &name, const QByteArray &content) const
    {
        QFile file(m_dir->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    }
    bool askedWithSecret() const;
    QString create(const QString &hostname);

    std::unique_ptr<FakePve> m_pve;
    QByteArray m_secret;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<BackendProcess> m_daemon;
};

void TestNodes::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    m_pve = std::make_unique<FakePve>();
    if (!m_pve->errorString().isEmpty())
        QSKIP(qPrintable(m_pve->errorString()));
    m_secret = m_pve->addToken(u"root@pam"_s, u"test"_s, false).split('=').last();
    m_dir = std::make_unique<QTemporaryDir>();
    QVERIFY(m_dir->isValid());
    write(u"secret"_s, m_secret + '\n');
    m_daemon = std::make_unique<BackendProcess>(m_dir->path());
    QVERIFY2(m_daemon->awaitServing(), m_daemon->err.constData());
}

void TestNodes::cleanup()
{
    if (QTest::currentTestFailed() && m_daemon)
        qInfo().noquote() << m_daemon->err;
    if (m_pve && !QTest::currentTestFailed())
        QCOMPARE(m_pve->violations(), QStringList());
    m_daemon.reset();
    m_pve.reset();
    m_dir.reset();
}

bool TestNodes::isStored()
{
    CtlProcess show(node(u"show"_s));
    return show.wait() == 0;
}

void TestNodes::addPinned()
{
    CtlProcess ctl(add({u"--no-ssh"_s, u"--fingerprint"_s, m_pve->fingerprint()}));
    QCOMPARE(ctl.wait(), 0);
}

bool TestNodes::askedWithSecret() const
{
    for (const PveRequest &request : m_pve->requests())
        if (request.header("Authorization").contains(m_secret) || request.raw.contains(m_secret))
            return true;
    return false;
}

QString TestNodes::create(const QString &hostname)
{
    CtlProcess ctl(QStringList{u"create"_s, u"--node"_s, u"rack"_s, u"--hostname"_s, hostname, u"--source"_s,
                               FakePve::defaultTemplate(), u"--ip"_s, u"10.77.0.9/16"_s, u"--follow"_s} +
                   server());
    if (ctl.wait() != 0) {
        qInfo() << ctl.out << ctl.err;
        return {};
    }
    return QJsonDocument::fromJson(ctl.outLines().value(0)).object().value("id"_L1).toString();
}

void TestNodes::unknownCertificateIsRefusedAndShown()
{
    CtlProcess ctl(add({u"--no-ssh"_s}));
    QCOMPARE(ctl.wait(), 1);
    QVERIFY2(ctl.err.contains("--fingerprint " + m_pve->fingerprint().toLatin1()), ctl.err.constData());
    const QJsonObject said = QJsonDocument::fromJson(ctl.out).object();
    QCOMPARE(said.value("stored"_L1), QJsonValue(false));
    QVERIFY(!isStored());
    QVERIFY(m_pve->requests().isEmpty()); // not a byte of HTTP to a stranger
}

void TestNodes::givenFingerprintIsAccepted()
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

void TestNodes::wrongFingerprintIsRefusedWithBoth()
{
    const QString wrong = u"AB:"_s.repeated(31) + u"AB"_s;
    CtlProcess ctl(add({u"--no-ssh"_s, u"--trust-on-first-use"_s, u"--fingerprint"_s, wrong}));
    QCOMPARE(ctl.wait(), 1);
    QVERIFY2(ctl.err.contains(wrong.toLatin1()), ctl.err.constData());
    QVERIFY(ctl.err.contains(m_pve->fingerprint().toLatin1()));
    QVERIFY(!isStored());
    QVERIFY(!askedWithSecret());
}

void TestNodes::trustOnFirstUseIsSaid()
{
    CtlProcess ctl(add({u"--no-ssh"_s, u"--trust-on-first-use"_s}));
    QCOMPARE(ctl.wait(), 0);
    QVERIFY2(ctl.err.contains("Trusted on first use") && ctl.err.contains(m_pve->fingerprint().toLatin1()),
             ctl.err.constData());
    QVERIFY(isStored());
}

void TestNodes::aPersonIsAsked()
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

void TestNodes::interruptedWhileAsked_data()
{
    QTest::addColumn<QByteArray>("question");
    QTest::newRow("secret") << QByteArray("Secret of the token root@pam!test:");
    QTest::newRow("trust") << QByteArray("Trust this? [y/N]");
}

void TestNodes::interruptedWhileAsked()
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

void TestNodes::changedCertificateIsLoud()
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

void TestNodes::failedTestIsNotStored()
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

void TestNodes::takenName()
{
    addPinned();
    CtlProcess again(add({u"--no-ssh"_s}));
    QCOMPARE(again.wait(), 1);
    QVERIFY2(again.err.contains("node edit rack"), again.err.constData());
}

void TestNodes::lookups()
{
    addPinned();
    m_pve->addBridge(u"pve"_s, u"vmbr7"_s);
    const QList<std::pair<QStringList, QByteArray>> rows = {
        {node(u"storages"_s), "\"local-lvm\""},
        {node(u"storages"_s, {u"--content"_s, u"vztmpl"_s}), "\"local\""},
        {node(u"bridges"_s), "\"vmbr7\""},
        {node(u"templates"_s), FakePve::defaultTemplate().toLatin1()},
        {node(u"nextid"_s), "{\"vmid\":100}"},
    };
    for (const auto &[arguments, wanted] : rows) {
        CtlProcess ctl(arguments);
        QCOMPARE(ctl.wait(), 0);
        QVERIFY2(ctl.out.contains(wanted), ctl.out.constData());
        for (const QByteArray &line : ctl.outLines())
            QVERIFY2(QJsonDocument::fromJson(line).isObject(), line.constData());
    }
    CtlProcess wrong(node(u"storages"_s, {u"--content"_s, u"cheese"_s}));
    QCOMPARE(wrong.wait(), 2);
}

void TestNodes::hostKeyIsPinnedToo()
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

void TestNodes::lifeOfAContainer()
{
    addPinned();
    const QString id = create(u"web"_s);
    QVERIFY(!id.isEmpty());
    const auto act = [&](const QString &what, int expected = 0) {
        CtlProcess ctl(QStringList{what, id, u"--json"_s} + server());
        QCOMPARE(ctl.wait(), expected);
        const QJsonObject live = QJsonDocument::fromJson(ctl.out).object();
        QCOMPARE(live.value("id"_L1).toString(), id);
        QCOMPARE(live.value("displayName"_L1).toString(), u"100"_s);
        return;
    };
    act(u"status"_s);
    act(u"shutdown"_s);
    QVERIFY(!m_pve->container(100)->running);
    act(u"start"_s);
    QVERIFY(m_pve->container(100)->running);
    act(u"reboot"_s);
    act(u"stop"_s);
    QVERIFY(!m_pve->container(100)->running);
    CtlProcess list(QStringList{u"list"_s, u"--plain"_s} + server());
    QCOMPARE(list.wait(), 0);
    QVERIFY2(list.out.contains(" rack "), list.out.constData());

    // The host's words, when it cannot.
    m_pve->setLock(100, u"backup"_s);
    CtlProcess locked(QStringList{u"start"_s, id, u"--plain"_s, u"--timeout"_s, u"5"_s} + server());
    QCOMPARE(locked.wait(), 1);
    QVERIFY2(locked.err.contains("backup"), locked.err.constData());
    CtlProcess unknown(QStringList{u"start"_s, u"no-such-id"_s} + server());
    QCOMPARE(unknown.wait(), 1);
}

void TestNodes::nodeInUse()
{
    addPinned();
    QVERIFY(!create(u"web"_s).isEmpty());
    CtlProcess refused(node(u"remove"_s));
    QCOMPARE(refused.wait(), 1);
    QVERIFY2(refused.err.contains("1 container"), refused.err.constData());
    QVERIFY(isStored());
    CtlProcess forced(node(u"remove"_s, {u"--force"_s}));
    QCOMPARE(forced.wait(), 0);
    QVERIFY(!isStored());
    QVERIFY(m_pve->container(100)); // it is only forgotten, not touched
    CtlProcess list(QStringList{u"list"_s} + server());
    QCOMPARE(list.wait(), 0);
    QCOMPARE(list.outLines().size(), 1);
}

void TestNodes::secretsAreNowhere()
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

void TestNodes::silentNodeDoesNotHoldUpTheEnd()
{
    addPinned();
    m_pve->forgetRequests();
    m_pve->inject(PveFault::silence().times(-1));
    CtlProcess bridges(node(u"bridges"_s));
    CtlProcess test(node(u"test"_s));
    QTRY_VERIFY_WITH_TIMEOUT(!m_pve->requests().isEmpty(), 60'000);
    CtlProcess list(node(u"show"_s)); // is not behind them
    QCOMPARE(list.wait(), 0);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(m_daemon->stop(), 0);
    QVERIFY2(timer.elapsed() < 20'000, qPrintable(QString::number(timer.elapsed()))); // a look-up has 30 s
    QVERIFY(bridges.wait() > 0); // 1 or 3: it may go before the answer does
    QVERIFY(test.wait() > 0);
}

void TestNodes::anOsTemplateIsFetchedAhead()
{
    addPinned();
    const QString file = u"alpine-3.19-default_20240207_amd64.tar.xz"_s;
    m_pve->addAppliance(file, u"alpine"_s, u"Alpine 3.19"_s);
    CtlProcess before(node(u"templates"_s));
    QCOMPARE(before.wait(), 0);
    QVERIFY2(before.out.contains("\"alpine-3.19-default\""), before.out.constData());
    CtlProcess fetch(node(u"download"_s, {u"--source"_s, u"alpine-3.19-default"_s, u"--plain"_s}));
    QCOMPARE(fetch.wait(), 0);
    QVERIFY2(fetch.out.contains("66%") && fetch.out.contains("checksum verified"), fetch.out.constData());
    QVERIFY2(fetch.out.trimmed().endsWith("It is there: local:vztmpl/" + file.toLatin1() + '.'),
             fetch.out.constData());
    CtlProcess after(node(u"templates"_s));
    QCOMPARE(after.wait(), 0);
    QVERIFY2(after.out.contains("local:vztmpl/" + file.toLatin1()), after.out.constData());
    // Once more is no second download.
    CtlProcess again(node(u"download"_s, {u"--source"_s, u"local:vztmpl/"_s + file}));
    QCOMPARE(again.wait(), 0);
    QCOMPARE(QJsonDocument::fromJson(again.outLines().value(0)).object().value("state"_L1).toString(),
             u"done"_s);
    QCOMPARE(m_pve->requests(u"POST"_s, u"/nodes/pve/aplinfo"_s).size(), 1);
    CtlProcess unknown(node(u"download"_s, {u"--source"_s, u"plan9-4"_s}));
    QCOMPARE(unknown.wait(), 1);
    QVERIFY2(unknown.err.contains("Cannot find the OS template \"plan9-4\""), unknown.err.constData());
}

void TestNodes::aDownloadIsCancelled()
{
    addPinned();
    m_pve->addAppliance(u"alpine-3.19-default_20240207_amd64.tar.xz"_s, u"alpine"_s);
    m_pve->inject(PveFault::taskHangs().onTask(u"download"_s));
    const QStringList source = {u"--source"_s, u"alpine-3.19-default"_s};
    CtlProcess fetch(node(u"download"_s, source));
    QTRY_COMPARE_WITH_TIMEOUT(m_pve->tasks().size(), 1, 60'000);
    CtlProcess cancel(node(u"download"_s, source + QStringList{u"--cancel"_s}));
    QCOMPARE(cancel.wait(), 0);
    QCOMPARE(fetch.wait(), 1);
    QVERIFY2(fetch.err.contains("The download was cancelled."), fetch.err.constData());
    QTRY_VERIFY_WITH_TIMEOUT(!m_pve->tasks().first().exitStatus.isEmpty(), 60'000); // there, too
    CtlProcess none(node(u"download"_s, source + QStringList{u"--cancel"_s}));
    QCOMPARE(none.wait(), 1);
}

/// Behind its address something takes connections and says nothing, as a machine does that hangs.
void TestNodes::aDeadNodeIsToldSoonAndDelaysNoOther()
{
    addPinned();
    QTcpServer dead;
    QVERIFY(dead.listen(QHostAddress::LocalHost));
    CtlProcess add(QStringList{u"node"_s, u"add"_s, u"dead"_s, u"--force"_s, u"--no-ssh"_s, u"--host"_s,
                               u"127.0.0.1"_s, u"--port"_s, QString::number(dead.serverPort()), u"--token"_s,
                               u"root@pam!test"_s, u"--fingerprint"_s, m_pve->fingerprint()} +
                   secret() + server());
    QCOMPARE(add.wait(), 0);
    const auto ask = [&](const QString &name, const QString &what) {
        return std::make_unique<CtlProcess>(QStringList{u"node"_s, what, name} + server());
    };
    QElapsedTimer timer;
    timer.start();
    const auto first = ask(u"dead"_s, u"storages"_s);
    const auto second = ask(u"dead"_s, u"templates"_s);
    const auto live = ask(u"rack"_s, u"storages"_s);
    QCOMPARE(live->wait(), 0);
    const qint64 liveTook = timer.elapsed();
    QCOMPARE(first->wait(), 1);
    QVERIFY(second->wait() > 0);
    const qint64 deadTook = timer.elapsed();
    QVERIFY2(first->err.contains("It took no connection within 4 s"), first->err.constData());
    QVERIFY2(deadTook < 15'000, qPrintable(QString::number(deadTook))); // 30 s and more before
    QVERIFY2(liveTook < deadTook, qPrintable(QString::number(liveTook)));
    timer.restart();
    const auto third = ask(u"dead"_s, u"bridges"_s); // known by now
    QCOMPARE(third->wait(), 1);
    QVERIFY2(timer.elapsed() < 4000, qPrintable(QString::number(timer.elapsed())));
}

/// kill -9 in a run that is to be rolled back, then a node that is down, then one that is up again.
void TestNodes::aRollbackThatMetADeadNodeIsDoneLater()
{
    addPinned();
    m_pve->inject(PveFault::taskHangs().onTask(u"vzstart"_s));
    CtlProcess begun(QStringList{u"create"_s, u"--node"_s, u"rack"_s, u"--hostname"_s, u"web"_s,
                                 u"--source"_s, FakePve::defaultTemplate(), u"--ip"_s, u"10.77.0.9/16"_s,
                                 u"--on-failure"_s, u"rollback"_s} +
                     server());
    QCOMPARE(begun.wait(), 0);
    const QString id = QJsonDocument::fromJson(begun.outLines().value(0)).object().value("id"_L1).toString();
    const auto startOf = [this] {
        const QList<PveTask> tasks = m_pve->tasks();
        return std::any_of(tasks.begin(), tasks.end(),
                           [](const PveTask &one) { return one.type == u"vzstart"_s; });
    };
    QTRY_VERIFY_WITH_TIMEOUT(startOf(), 60'000);
    const auto startAgain = [this] {
        m_daemon->kill();
        m_daemon->awaitEnd();
        m_daemon = std::make_unique<BackendProcess>(m_dir->path());
        return m_daemon->awaitServing();
    };
    const auto shown = [&] {
        CtlProcess show(QStringList{u"show"_s, id} + server());
        show.wait();
        return QJsonDocument::fromJson(show.outLines().value(0)).object();
    };
    m_pve->setReachable(false);
    QVERIFY(startAgain());
    QTRY_COMPARE_WITH_TIMEOUT(shown().value("lifecycle"_L1).toString(), u"error"_s, 60'000);
    QVERIFY2(shown().value("errorMessage"_L1).toString().contains(u"slipwayd goes on trying"_s),
             qPrintable(shown().value("errorMessage"_L1).toString()));
    QVERIFY(shown().value("cleanup"_L1).isObject());
    QVERIFY(m_pve->container(100));
    for (const PveTask &task : m_pve->tasks()) {
        if (task.running) // it went down with the node
            m_pve->finishTask(task.upid, u"interrupted by signal"_s);
    }
    m_pve->setReachable(true);
    QVERIFY(startAgain()); // otherwise half a minute later
    QTRY_VERIFY_WITH_TIMEOUT(shown().value("cleanup"_L1).isUndefined(), 60'000);
    QVERIFY(!m_pve->container(100));
    QVERIFY(shown().value("hostRef"_L1).isNull());
    CtlProcess logs(QStringList{u"logs"_s, id, u"--plain"_s} + server());
    QCOMPARE(logs.wait(), 0);
    QVERIFY2(logs.out.contains("Removed the unfinished container \"100\"."), logs.out.constData());
}

QTEST_GUILESS_MAIN(TestNodes)
#include "tst_nodes.moc"
