// The host on a stand-in of the API, a real sshd and real containers: what happens inside, also when the
// connection goes.
#include "app/base/redactor.h"
#include "app/hosts/proxmox/containerref.h"
#include "tests/integration/proxmoxfixture.h"
#include "tests/support/patience.h"

#include <QRegularExpression>
#include <atomic>
#include <thread>

using namespace slipway;
using namespace slipway::fakes;
using namespace slipway::hosts;
using namespace slipway::test;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

QByteArray words(const Error &error) { return (error.message + u" | "_s + error.detail).toUtf8(); }

struct Heard
{
    QList<QByteArray> lines;
    CancelToken cancel;
    std::function<void(const QByteArray &)> onLine;
    HostCall call()
    {
        return {[this](const QByteArray &line) {
                    lines.append(line);
                    if (onLine)
                        onLine(line);
                },
                {},
                cancel,
                {}};
    }
};

ScriptSpec script(const QByteArray &content)
{
    ScriptSpec out;
    out.name = u"setup.sh"_s;
    out.content = content;
    return out;
}

/// Reads all command lines of this machine, again and again, for something that must not be there.
class CommandLineWatch
{
public:
    explicit CommandLineWatch(const QByteArrayList &secrets)
        : m_thread([this, secrets] {
              while (!m_isEnding) {
                  for (const QByteArray &secret : secrets)
                      m_found += processesWith(secret);
                  ++m_rounds;
              }
          })
    {}
    ~CommandLineWatch() { end(); }
    int end()
    {
        m_isEnding = true;
        if (m_thread.joinable())
            m_thread.join();
        return m_found;
    }
    int rounds() const { return m_rounds; }

private:
    std::atomic_bool m_isEnding = false;
    std::atomic_int m_found = 0, m_rounds = 0;
    std::thread m_thread;
};

} // namespace

#define VERIFY_OK(expression)                                                                                \
    do {                                                                                                     \
        const auto &verified = (expression);                                                                 \
        QVERIFY2(verified.has_value(), verified ? "" : words(verified.error()).constData());                 \
    } while (false)

class TestProxmox : public QObject
{
    Q_OBJECT

    std::unique_ptr<ProxmoxFixture> m_node;
    std::unique_ptr<ProxmoxHost> m_host;
    QString m_ref; // of a running container, for those tests that only need one

    QString running()
    {
        Heard heard;
        HostCall call = heard.call();
        ContainerSpec spec;
        spec.hostname = u"shared"_s;
        const Result<QString> ref = m_host->create(spec, {}, call);
        if (!ref || !m_host->start(*ref, call))
            return {};
        return *ref;
    }

private slots:
    void initTestCase()
    {
        const QString why = ProxmoxFixture::whyNot();
        if (!why.isEmpty() && LxcFixture::isRequired())
            QFAIL(qPrintable(why));
        if (!why.isEmpty())
            QSKIP(qPrintable(why));
        m_node = std::make_unique<ProxmoxFixture>();
        QVERIFY2(m_node->isUp, qPrintable(m_node->fake.errorString() + m_node->sshd.problem()));
        m_host = std::make_unique<ProxmoxHost>(m_node->node(), ProxmoxFixture::quick());
        m_ref = running();
        QVERIFY(!m_ref.isEmpty());
    }
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void cleanupTestCase()
    {
        m_host.reset();
        m_node.reset();
    }

    /// The five phases, from a request to the credentials that were found.
    void theWholeRecipe()
    {
        const Node node = m_node->node();
        ProxmoxHost host(node, ProxmoxFixture::quick());
        const QByteArray password = "Root-Marker-4711";
        const QByteArrayList secrets = {password, node.secret.reveal(), "file-marker-0815",
                                        "script-marker-1234"};
        ContainerSpec spec;
        spec.hostname = u"shop"_s;
        spec.memoryMb = 256;
        spec.rootPassword = Secret(password);
        spec.files = {
            {u"/etc/shop/app.conf"_s, "name=shop\nkey=file-marker-0815\n", FileSpec::Policy::Replace}};
        ScriptSpec first = script(R"sh(
secret=script-marker-1234
log_info "here is $(hostname)"
generated=$(generate_password 24)
save_credential shop USERNAME admin
save_credential shop PASSWORD "$generated"
save_credential shop PORT 8081
echo "the password is $generated"
mkdir -p /srv/shop && echo hello >/srv/shop/index.html
busybox httpd -p 8081 -h /srv/shop
i=0; while [ $i -lt 300 ]; do i=$((i + 1)); echo "out $i"; echo "err $i" >&2; done
)sh");
        first.name = u"10-shop.sh"_s;
        ScriptSpec second = script("cat /etc/shop/app.conf | wc -l; [ -s /root/none ] || echo all good");
        second.name = u"20-check.sh"_s;
        spec.scripts = {first, second};

        CommandLineWatch watch(secrets);
        LxcFixture::Run made;
        QByteArrayList kept;
        RunSink sink{[&](const ProgressEvent &event) -> Result<void> {
                         made.events.append(event);
                         return {};
                     },
                     [](const QString &) {}, [&](const QString &address) { made.address = address; },
                     [&](const ServiceList &services) -> Result<void> {
                         made.services = services;
                         return {};
                     }};
        RunContext context(host, host.completed(spec), sink, {});
        made.result = runRecipe(creationRecipe(), context);
        QVERIFY2(made.result, made.result ? "" : words(made.result.error()).constData());
        QVERIFY(watch.rounds() > 3);
        QCOMPARE(watch.end(), 0);

        QVERIFY2(made.address.startsWith("10.87."_L1), qPrintable(made.address)); // the real one
        QStringList expected;
        const QStringList lines = made.lines(u"10-shop.sh"_s);
        for (int i = 1; i <= 300; ++i) {
            QCOMPARE(lines.count(u"out %1"_s.arg(i)), 1);
            QCOMPARE(lines.count(u"err %1"_s.arg(i)), 1);
        }
        QVERIFY(lines.contains(u"[INFO   ] here is ct"_s + host.displayName(context.ref)));
        QVERIFY(lines.contains(u"the password is ••••••"_s));
        QVERIFY(made.lines(u"20-check.sh"_s).contains(u"all good"_s));
        QVERIFY(made.text().contains("extracting archive")); // the log of Proxmox's own task
        const Service *shop = serviceNamed(made.services, u"shop"_s);
        QVERIFY(shop);
        QCOMPARE(shop->port.value_or(0), 8081);
        QCOMPARE(shop->status, u"running"_s);
        QCOMPARE(shop->credentials.size(), size_t(3));
        const QByteArray generated = shop->credentials.at(1).value.reveal();
        QCOMPARE(generated.size(), 24);
        const QByteArray text = made.text();
        for (const QByteArray &secret : QByteArrayList{password, node.secret.reveal(), generated})
            QVERIFY(!text.contains(secret));
        QCOMPARE(m_node->inside(ContainerRef::parse(context.ref)->vmid, u"cat /etc/shop/app.conf"_s),
                 spec.files.first().content);
        QCOMPARE(m_node->inside(ContainerRef::parse(context.ref)->vmid, u"ls /run/slipway"_s), QByteArray());
        HostCall call = context.call(60);
        VERIFY_OK(host.destroy(context.ref, call));
        QCOMPARE(m_node->fake.violations(), QStringList());
    }

    /// Trap 19, with a real sshd whose sessions are killed.
    void trap19_sshIsCutWhileAScriptRuns_data()
    {
        QTest::addColumn<QList<int>>("cuts");
        QTest::addColumn<bool>("restart");
        QTest::newRow("once") << QList<int>{200} << false;
        QTest::newRow("three times") << QList<int>{1, 1000, 2000} << false;
        QTest::newRow("and sshd is away") << QList<int>{700} << true;
    }
    void trap19_sshIsCutWhileAScriptRuns()
    {
        QFETCH(QList<int>, cuts);
        QFETCH(bool, restart);
        m_node->inside(100, u"rm -f /root/ran /root/heard"_s);
        Heard heard;
        heard.onLine = [&](const QByteArray &line) {
            if (line.startsWith("line ") && cuts.contains(line.sliced(5).toInt())) {
                m_node->sshd.killSessions();
                if (restart)
                    m_node->sshd.stop();
            }
            if (restart && line.startsWith("Connection to the node lost"))
                QVERIFY(m_node->startSsh());
            if (line == "line 1") // before that it must not come to its end, however slow the machine is
                m_node->inside(100, u"touch /root/heard"_s);
        };
        HostCall call = heard.call();
        const Result<int> ended = m_host->runScript(
            m_ref,
            script("echo x >>/root/ran; i=0; while [ $i -lt 3000 ]; do i=$((i + 1)); echo \"line $i\"; "
                   "until [ -e /root/heard ]; do sleep 0.1; done; [ $((i % 500)) -ne 0 ] || sleep 0.3; done; "
                   "exit 5"),
            call);
        VERIFY_OK(ended);
        QCOMPARE(*ended, 5);
        QByteArrayList lines;
        int lost = 0, again = 0;
        for (const QByteArray &line : std::as_const(heard.lines)) {
            if (line.startsWith("line "))
                lines.append(line);
            lost += line.startsWith("Connection to the node lost") ? 1 : 0;
            again += line.startsWith("Connected to the node again, reading on after ") ? 1 : 0;
        }
        QCOMPARE(lines.size(), 3000);
        for (int i = 0; i < 3000; ++i)
            QCOMPARE(lines.at(i), "line " + QByteArray::number(i + 1));
        QCOMPARE(m_node->inside(100, u"cat /root/ran"_s), "x\n");
        QVERIFY2(lost >= 1 && again == lost, qPrintable(QString::number(lost)));
    }

    void cancelEndsWhatRunsInside()
    {
        Heard heard;
        QElapsedTimer time;
        heard.onLine = [&](const QByteArray &line) {
            if (line == "up") {
                time.start();
                heard.cancel.cancel();
            }
        };
        HostCall call = heard.call();
        const Result<int> ended = m_host->runScript(
            m_ref, script("(setsid sleep 54321 &); trap '' TERM; echo up; sleep 54322"), call);
        const qint64 took = time.elapsed();
        QVERIFY(!ended);
        QVERIFY2(ended.error().code == ErrorCode::Cancelled, words(ended.error()).constData());
        QCOMPARE(processesWith(QByteArray("sleep\0"
                                          "54321",
                                          11)),
                 0);
        QCOMPARE(processesWith(QByteArray("sleep\0"
                                          "54322",
                                          11)),
                 0);
        qInfo("cancelled within %lld ms", took);
        QVERIFY2(took < 10'000, qPrintable(QString::number(took))); // 2 s where nobody else compiles
    }

    void aScriptThatIsTooSlow()
    {
        Heard heard;
        heard.cancel = CancelToken().limitedTo(3s);
        HostCall call = heard.call();
        const Result<int> ended = m_host->runScript(m_ref, script("echo up; sleep 65432"), call);
        QVERIFY(!ended);
        QVERIFY2(ended.error().code == ErrorCode::Cancelled, words(ended.error()).constData());
        QCOMPARE(processesWith(QByteArray("sleep\0"
                                          "65432",
                                          11)),
                 0);
    }

    void whatADeadProcessLeftIsEnded()
    {
        // As after a kill -9 of ours: the mark and the directory are there, nobody follows.
        m_node->inside(100,
                       u"mkdir -p /run/slipway/deadbeef/started; SLIPWAY_RUN=deadbeef setsid sleep 76543 "
                       ">/dev/null 2>&1 </dev/null & sleep 0.1"_s);
        QTRY_COMPARE(processesWith(QByteArray("sleep\0"
                                              "76543",
                                              11)),
                     1);
        m_host->endInterrupted(m_ref);
        QCOMPARE(processesWith(QByteArray("sleep\0"
                                          "76543",
                                          11)),
                 0);
        QCOMPARE(m_node->inside(100, u"ls /run/slipway"_s), QByteArray());
    }

    void theContainerStopsWhileAScriptRuns()
    {
        const QString ref = running();
        QVERIFY(!ref.isEmpty());
        const int vmid = ContainerRef::parse(ref)->vmid;
        Heard heard;
        heard.onLine = [&](const QByteArray &line) {
            if (line == "up")
                QVERIFY(m_node->stopGuest(vmid));
        };
        HostCall call = heard.call();
        const Result<int> ended = m_host->runScript(ref, script("echo up; sleep 1000"), call);
        QVERIFY(!ended);
        QCOMPARE(ended.error().code, ErrorCode::HostFailed);
        QVERIFY2(words(ended.error()).contains("not running"), words(ended.error()).constData());
        heard.onLine = {};
        VERIFY_OK(m_host->destroy(ref, call));
    }

    void files_data()
    {
        QTest::addColumn<FileSpec::Policy>("policy");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("replace") << FileSpec::Policy::Replace << QByteArray("new");
        QTest::newRow("default") << FileSpec::Policy::Default << QByteArray("old");
        QTest::newRow("backup") << FileSpec::Policy::Backup << QByteArray("newold");
    }
    void files()
    {
        QFETCH(FileSpec::Policy, policy);
        QFETCH(QByteArray, after);
        m_node->inside(100, u"mkdir -p /etc/t; rm -f /etc/t/*; printf old >/etc/t/f"_s);
        Heard heard;
        HostCall call = heard.call();
        VERIFY_OK(m_host->putFile(m_ref, {u"/etc/t/f"_s, "new", policy}, call));
        QCOMPARE(m_node->inside(100, u"cat /etc/t/f*"_s), after);
        VERIFY_OK(m_host->putFile(
            m_ref, {u"/etc/t/run"_s, QByteArray("#!/bin/sh\n") + QByteArray(300'000, '\xff'), policy}, call));
        QCOMPARE(m_node->inside(100, u"wc -c </etc/t/run; stat -c %a /etc/t/run"_s), "300010\n755\n");
        const Result<void> refused = m_host->putFile(m_ref, {u"/etc"_s, "x", policy}, call);
        QVERIFY(!refused);
        QVERIFY2(words(refused.error()).contains("is a directory"), words(refused.error()).constData());
    }

    void packagesWithoutAPackageManager()
    {
        Heard heard;
        HostCall call = heard.call();
        const Result<void> none = m_host->installPackages(m_ref, Installer::System, {u"curl"_s}, call);
        QVERIFY(!none);
        QVERIFY2(none.error().message.contains("neither apt-get nor apk"_L1),
                 words(none.error()).constData());
        QVERIFY(!m_host->installPackages(m_ref, Installer::System, {u"$(reboot)"_s}, call));
    }

    void serviceLogs()
    {
        m_node->inside(100, u"mkdir -p /var/log; printf 'one\\ntwo\\nthree\\n' >/var/log/shop.log"_s);
        QCOMPARE(m_host->serviceLogs(m_ref, u"shop"_s, 2).value_or(QStringList()),
                 (QStringList{u"two"_s, u"three"_s}));
        QCOMPARE(m_host->serviceLogs(m_ref, u"nothing"_s, 2).error().code, ErrorCode::NotFound);
        QCOMPARE(m_host->serviceLogs(m_ref, u"-x"_s, 2).error().code, ErrorCode::Invalid);
    }

    /// The stand-in's `interfaces` say nothing; the container itself is asked.
    void anAddressOnlyTheContainerKnows()
    {
        m_node->fake.inject(PveFault::answer(500, u"no interfaces"_s)
                                .on(u"GET"_s, u"/nodes/pve/lxc/100/interfaces"_s)
                                .times(-1));
        Heard heard;
        HostCall call = heard.call();
        const Result<QString> address = m_host->awaitAddress(m_ref, call);
        m_node->fake.clearFaults();
        VERIFY_OK(address);
        QVERIFY2(address->startsWith("10.87."_L1), qPrintable(*address));
    }

    void preflightSeesSshAndPct()
    {
        const Preflight found = m_host->preflight({});
        QStringList told;
        for (const PreflightCheck &check : found.checks)
            told.append(check.id + u": "_s + check.message + u' ' + check.details.join(u' '));
        QVERIFY2(found.isOk(), qPrintable(told.join(u'\n')));
        QCOMPARE(found.fingerprints.hostKeySha256, m_node->sshd.hostKey());
        QCOMPARE(found.checks.last().id, u"pct"_s);
        QCOMPARE(found.checks.last().state, PreflightCheck::State::Ok);
    }

    void sshIsRefused_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("says");
        QTest::newRow("host key not trusted yet") << u"unknown"_s << u"SHA256:"_s;
        QTest::newRow("another host key") << u"changed"_s << u"SHA256:47DEQpj8HBSa"_s;
        QTest::newRow("wrong user key") << u"key"_s << u"Cannot"_s;
        QTest::newRow("nobody listens") << u"port"_s << u"Cannot"_s;
    }
    void sshIsRefused()
    {
        QFETCH(QString, what);
        QFETCH(QString, says);
        Node node = m_node->node();
        if (what == "unknown"_L1)
            node.ssh.hostKeySha256.clear();
        if (what == "changed"_L1)
            node.ssh.hostKeySha256 = u"SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"_s;
        if (what == "port"_L1)
            node.ssh.port = SshServer::freePort();
        if (what == "key"_L1) {
            QVERIFY(m_node->sshd.makeKey("ed25519", m_node->sshd.path("other")));
            node.ssh.privateKey = Secret(SshServer::read(m_node->sshd.path("other")));
        }
        ProxmoxHost::Options options = ProxmoxFixture::quick();
        options.reconnect = 500ms;
        ProxmoxHost host(node, options);
        Heard heard;
        HostCall call = heard.call();
        const Result<int> ended = host.runScript(m_ref, script("echo never"), call);
        QVERIFY(!ended);
        QVERIFY2(words(ended.error()).contains(says.toUtf8()), words(ended.error()).constData());
        QVERIFY(!words(ended.error()).contains("PRIVATE KEY"));
        QVERIFY(!heard.lines.contains("never"));
        const Preflight found = host.preflight({});
        QVERIFY(!found.isOk());
        if (what == "changed"_L1 || what == "unknown"_L1) {
            QCOMPARE(found.fingerprints.hostKeySha256, m_node->sshd.hostKey());
            const PreflightCheck &ssh = found.checks.at(found.checks.size() - 2);
            QCOMPARE(ssh.id, u"ssh"_s);
            QVERIFY2(ssh.details.join(u' ').contains(m_node->sshd.hostKey()),
                     qPrintable(ssh.details.join(u' ')));
        }
    }
};

QTEST_GUILESS_MAIN(TestProxmox)
#include "tst_proxmox.moc"
