#include "app/backend/nodehosts.h"
#include "app/hosts/simulated/simulatedhost.h"
#include "tests/app/backend/memorynodestore.h"
#include "tests/app/backend/scriptedhost.h"

#include <QRegularExpression>
#include <QTest>
#include <thread>

using namespace slipway;
using namespace slipway::backend;
using namespace Qt::Literals::StringLiterals;

class TestNodeHosts : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_store = std::make_unique<MemoryNodeStore>();
        m_script = std::make_shared<HostScript>();
        m_own = std::make_shared<hosts::SimulatedHost>();
        m_hosts = std::make_unique<NodeHosts>(m_own, *m_store, [script = m_script](const Node &node) {
            return std::make_shared<ScriptedHost>(node, script);
        });
    }
    void cleanup() { m_hosts.reset(); }

    void noNameIsTheOwnHost() { QCOMPARE(m_hosts->host({}).value(), m_own); }

    void unknownNodeNamesTheOthers()
    {
        QVERIFY(m_store->insertNode(named(u"rack-1"_s)));
        const auto host = m_hosts->host(u"rack-2"_s);
        QVERIFY(!host);
        QCOMPARE(host.error().code, ErrorCode::NotFound);
        QVERIFY2(host.error().message.contains(u"rack-1"), qPrintable(host.error().message));
        QVERIFY(host.error().message.contains(u"rack-2"));
    }

    void oneHostAsLongAsTheNodeStays()
    {
        QVERIFY(m_store->insertNode(named(u"a"_s)));
        QVERIFY(m_store->insertNode(named(u"b"_s)));
        QCOMPARE(m_script->made, 0); // not before it is wanted
        const auto first = m_hosts->host(u"a"_s).value();
        QCOMPARE(m_hosts->host(u"a"_s).value(), first);
        QVERIFY(m_hosts->host(u"b"_s).value() != first);
        QCOMPARE(m_script->made, 2);
    }

    void anEditReplacesItAndARunKeepsTheOld()
    {
        Node node = named(u"a"_s);
        QVERIFY(m_store->insertNode(node));
        auto ofTheRun = m_hosts->host(u"a"_s).value();
        node.secret = Secret(QByteArray("another"));
        QVERIFY(m_store->updateNode(node));
        const auto now = m_hosts->host(u"a"_s).value();
        QVERIFY(now != ofTheRun);
        QCOMPARE(std::static_pointer_cast<ScriptedHost>(now)->node(), node);
        QCOMPARE(m_script->alive, 2);
        ofTheRun.reset();
        QCOMPARE(m_script->alive, 1);
    }

    void aRemovedNodeLeavesNothingBehind()
    {
        QVERIFY(m_store->insertNode(named(u"a"_s)));
        auto ofTheRun = m_hosts->host(u"a"_s).value();
        QVERIFY(m_store->removeNode(u"a"_s));
        m_hosts->forget(u"a"_s);
        QVERIFY(!m_hosts->host(u"a"_s));
        QCOMPARE(m_script->alive, 1); // the run's
        ofTheRun.reset();
        QCOMPARE(m_script->alive, 0);
    }

    void manyThreadsGetOneHost()
    {
        QVERIFY(m_store->insertNode(named(u"a"_s)));
        constexpr int count = 8;
        std::vector<std::shared_ptr<ContainerHost>> found(count);
        std::vector<std::thread> threads;
        for (int i = 0; i < count; ++i)
            threads.emplace_back([this, &found, i] {
                found[static_cast<size_t>(i)] = m_hosts->host(u"a"_s).value_or(nullptr);
            });
        for (std::thread &thread : threads)
            thread.join();
        for (const auto &host : found) {
            QVERIFY(host);
            QCOMPARE(host, found[0]);
        }
        QCOMPARE(m_script->made, 1);
    }

private:
    static Node named(const QString &name)
    {
        Node node;
        node.name = name;
        node.host = u"10.0.0.2"_s;
        node.user = u"root@pam"_s;
        node.tokenName = u"t"_s;
        node.secret = Secret(QByteArray("0b3c4d5e-0000-4000-8000-000000000000"));
        node.ssh.isEnabled = false;
        return node;
    }

    std::unique_ptr<MemoryNodeStore> m_store;
    std::shared_ptr<HostScript> m_script;
    std::shared_ptr<ContainerHost> m_own;
    std::unique_ptr<NodeHosts> m_hosts;
};

QTEST_GUILESS_MAIN(TestNodeHosts)
#include "tst_nodehosts.moc"
