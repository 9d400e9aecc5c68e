// From POST /api/containers to the credentials that were found: slipwayd as it is shipped, on a stand-in of
// Proxmox VE's API, a real sshd and real containers.
#include "tests/integration/daemon.h"
#include "tests/integration/proxmoxfixture.h"
#include "tests/support/patience.h"

#include <QDirIterator>
#include <QRegularExpression>

using namespace slipway;
using namespace slipway::test;
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

QJsonObject request(const QString &hostname, const QByteArray &script, const QByteArray &password)
{
    return {{u"hostname"_s, hostname},
            {u"node"_s, u"one"_s},
            {u"memoryMb"_s, 256},
            {u"rootPassword"_s, QString::fromUtf8(password)},
            {u"files"_s,
             QJsonArray{QJsonObject{{u"path"_s, u"/etc/shop.conf"_s}, {u"content"_s, u"name=shop\n"_s}}}},
            {u"scripts"_s, QJsonArray{QJsonObject{{u"name"_s, u"10-shop.sh"_s},
                                                  {u"content"_s, QString::fromUtf8(script)}}}}};
}

constexpr char kShop[] = R"sh(
generated=$(generate_password 24)
save_credential shop USERNAME admin
save_credential shop PASSWORD "$generated"
save_credential shop PORT 8081
echo "the password is $generated"
mkdir -p /srv/shop && cat /etc/shop.conf >/srv/shop/index.html
busybox httpd -p 8081 -h /srv/shop
i=0; while [ $i -lt 500 ]; do i=$((i + 1)); echo "line $i"; done
)sh";

} // namespace

class TestProxmoxSlipwayd : public QObject
{
    Q_OBJECT

    std::unique_ptr<ProxmoxFixture> m_node;
    std::unique_ptr<QTemporaryDir> m_folder;
    const QByteArray m_password = "Root-Marker-" + QByteArray::number(QCoreApplication::applicationPid());

    QString path(const char *name) const { return m_folder->filePath(QString::fromLatin1(name)); }
    QByteArrayList secrets()
    {
        const Node node = m_node->node();
        return {m_password, node.secret.reveal(), node.ssh.privateKey.reveal().split('\n').value(2)};
    }
    static QByteArray create(const Daemon &daemon, const QJsonObject &body)
    {
        const Reply created = daemon.ask("POST", "/api/containers", QJsonDocument(body).toJson());
        if (created.status != 201)
            qWarning("%d %s", created.status, created.body.constData());
        return created.json().value(u"id"_s).toString().toLatin1();
    }
    /// Once its run or its action is over.
    static bool deleted(const Daemon &daemon, const QByteArray &target)
    {
        return QTest::qWaitFor([&] { return daemon.ask("DELETE", target).status / 100 == 2; }, kPatienceMs);
    }

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        const QString why = ProxmoxFixture::whyNot();
        if (!why.isEmpty() && LxcFixture::isRequired())
            QFAIL(qPrintable(why));
        if (!why.isEmpty())
            QSKIP(qPrintable(why));
        m_node = std::make_unique<ProxmoxFixture>();
        QVERIFY2(m_node->isUp, qPrintable(m_node->fake.errorString() + m_node->sshd.problem()));
        m_folder = std::make_unique<QTemporaryDir>();
    }
    void cleanup()
    {
        m_node.reset();
        m_folder.reset();
    }

    void fromTheRequestToTheCredentials()
    {
        Daemon daemon(path("data"), {}, 0, path("log"));
        QVERIFY(daemon.isServing());
        const Reply stored = daemon.ask("POST", "/api/nodes", toRequestJson(m_node->node()));
        QVERIFY2(stored.status == 201, stored.body.constData());
        const Reply tested = daemon.ask("POST", "/api/nodes/one/test");
        QVERIFY2(tested.status == 200 && tested.json().value(u"ok"_s).toBool(true), tested.body.constData());

        const QByteArray id = create(daemon, request(u"shop"_s, kShop, m_password));
        QVERIFY(!id.isEmpty());
        const QByteArray target = "/api/containers/" + id;
        Stream stream = daemon.watch(id);
        int onCommandLines = 0;
        std::atomic_bool isEnding = false;
        std::thread watch([&, list = secrets()] {
            while (!isEnding) {
                for (const QByteArray &secret : list)
                    onCommandLines += processesWith(secret);
            }
        });
        const bool isRead = stream.client->readToEnd();
        isEnding = true;
        watch.join();
        QVERIFY(isRead);
        QCOMPARE(onCommandLines, 0);
        const auto events = stream.client->named("progress");
        QVERIFY2(events.last().data.contains("\"complete\""), events.last().data.constData());
        QByteArray all;
        for (const auto &event : events)
            all += event.data + '\n';
        for (int i = 1; i <= 500; ++i)
            QCOMPARE(all.count("\"line " + QByteArray::number(i) + '"'), 1);
        QVERIFY(all.contains("extracting archive")); // of Proxmox's own task log
        QVERIFY(all.contains("the password is \xe2\x80\xa2"));

        const QJsonObject services = daemon.ask("GET", target + "/services").json();
        QJsonObject shop;
        for (const QJsonValue &one : services.value(u"services"_s).toArray()) {
            if (one.toObject().value(u"name"_s).toString() == "shop"_L1)
                shop = one.toObject();
        }
        QCOMPARE(shop.value(u"port"_s).toInt(), 8081);
        const QByteArray answer = QJsonDocument(shop).toJson();
        QVERIFY2(answer.contains("admin"), answer.constData());
        QVERIFY(services.value(u"containerIp"_s).toString().startsWith("10.87."_L1));

        const QJsonObject live = daemon.ask("GET", target + "/live").json();
        QCOMPARE(live.value(u"power"_s).toString(), u"running"_s);
        QCOMPARE(live.value(u"displayName"_s).toString(), u"100"_s);
        const Reply stop = daemon.ask("POST", target + "/power", R"({"action":"stop"})");
        QVERIFY2(stop.status == 202, stop.body.constData());
        QTRY_COMPARE(daemon.ask("GET", target + "/live").json().value(u"power"_s).toString(), u"stopped"_s);
        QVERIFY(deleted(daemon, target));
        QTRY_VERIFY(m_node->fake.containers().isEmpty());

        const QByteArray kept =
            everythingIn(path("data")) + everythingIn(path("log")) + SshServer::read(path("log"));
        for (const QByteArray &secret : secrets()) {
            QVERIFY(!all.contains(secret));
            QVERIFY2(!kept.contains(secret), "a secret lies in a plain file");
        }
        QCOMPARE(m_node->fake.violations(), QStringList());
    }

    /// A script fails, the operator repairs what it missed, and the same container goes on with that script.
    void aFailedScriptGoesOnWhereItFailed()
    {
        Daemon daemon(path("data"), {}, 0, path("log"));
        QVERIFY(daemon.isServing());
        QCOMPARE(daemon.ask("POST", "/api/nodes", toRequestJson(m_node->node())).status, 201);
        QJsonObject body = request(u"again"_s, "echo first >>/root/ran", m_password);
        QJsonArray scripts = body.value(u"scripts"_s).toArray();
        scripts.append(
            QJsonObject{{u"name"_s, u"20-license.sh"_s},
                        {u"content"_s, u"echo second >>/root/ran; cat /root/license || exit 7"_s}});
        body.insert(u"scripts"_s, scripts);
        const QByteArray id = create(daemon, body);
        const QByteArray target = "/api/containers/" + id;
        Stream failing = daemon.watch(id);
        QVERIFY(failing.client->readToEnd());
        const sse::Event end = failing.client->named("progress").last();
        QVERIFY2(end.data.contains("\"error\"") && end.data.contains("20-license.sh"), end.data.constData());

        m_node->inside(100, u"echo licensed >/root/license"_s);
        const Reply retry = daemon.ask("POST", target + "/retry", "{}");
        QVERIFY2(retry.status == 202, retry.body.constData());
        Stream going = daemon.watch(id, end.lastEventId.toLongLong());
        QVERIFY(going.client->readToEnd());
        const auto events = going.client->named("progress");
        QVERIFY2(events.last().data.contains("\"complete\""), events.last().data.constData());
        QVERIFY(std::any_of(events.cbegin(), events.cend(),
                            [](const sse::Event &event) { return event.data.contains("licensed"); }));
        QCOMPARE(m_node->inside(100, u"cat /root/ran"_s), "first\nsecond\nsecond\n");
        QCOMPARE(m_node->fake.requests(u"POST"_s, u"/nodes/[^/]+/lxc"_s).size(), 1);
        QVERIFY(deleted(daemon, target));
        QTRY_VERIFY(m_node->fake.containers().isEmpty());
        QCOMPARE(m_node->fake.violations(), QStringList());
    }

    /// kill -9 in the middle of a script: the next slipwayd ends it and says what is left.
    void aKilledBackendLeavesNothingRunning()
    {
        QByteArray id;
        const QByteArray script = "echo up; echo x >>/root/ran; sleep 87654";
        {
            Daemon daemon(path("data"), {}, 0, path("log"));
            QVERIFY(daemon.isServing());
            QCOMPARE(daemon.ask("POST", "/api/nodes", toRequestJson(m_node->node())).status, 201);
            id = create(daemon, request(u"cut"_s, script, m_password));
            QTRY_COMPARE(processesWith(QByteArray("sleep\0"
                                                  "87654",
                                                  11)),
                         1);
            daemon.process().kill();
            QVERIFY(daemon.process().waitForFinished());
        }
        QCOMPARE(processesWith(QByteArray("sleep\0"
                                          "87654",
                                          11)),
                 1); // it goes on without us
        Daemon daemon(path("data"), {}, 0, path("log"));
        QVERIFY(daemon.isServing());
        QTRY_COMPARE(processesWith(QByteArray("sleep\0"
                                              "87654",
                                              11)),
                     0);
        QCOMPARE(m_node->inside(100, u"cat /root/ran"_s), "x\n");
        Stream stream = daemon.watch(id);
        QVERIFY(stream.client->readToEnd());
        const QByteArray last = stream.client->named("progress").last().data;
        QVERIFY2(last.contains("restarted") && last.contains("leftOnHost"), last.constData());
        QVERIFY(deleted(daemon, "/api/containers/" + id));
        QTRY_VERIFY(m_node->fake.containers().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestProxmoxSlipwayd)
#include "tst_proxmoxslipwayd.moc"
