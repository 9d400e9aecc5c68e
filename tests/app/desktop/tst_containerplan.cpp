#include "app/desktop/containerplan.h"
#include "tests/app/desktop/quiet.h"

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;

/// What a form with a pattern for a name comes to.
class TestContainerPlan : public QObject
{
    Q_OBJECT
private slots:
    void init() { desktoptest::failOnWarnings(); }
    void countsUp_data();
    void countsUp();
    void onePlainName();
    void numbersAndAddressesRise();
    void whatIsWrongNamesTheContainer_data();
    void whatIsWrongNamesTheContainer();
};

namespace {

ContainerSpec onNode(const QString &hostname)
{
    ContainerSpec spec;
    spec.hostname = hostname;
    spec.node = u"pve"_s;
    return spec;
}

} // namespace

void TestContainerPlan::countsUp_data()
{
    QTest::addColumn<QString>("cidr");
    QTest::addColumn<int>("by");
    QTest::addColumn<QString>("expected");
    QTest::newRow("0") << u"10.0.0.5/24"_s << 0 << u"10.0.0.5/24"_s;
    QTest::newRow("1") << u"10.0.0.5/24"_s << 1 << u"10.0.0.6/24"_s;
    QTest::newRow("carry") << u"10.0.0.255/16"_s << 1 << u"10.0.1.0/16"_s;
    QTest::newRow("IPv6 carry") << u"2001:db8::ffff/64"_s << 2 << u"2001:db8::1:1/64"_s;
    QTest::newRow("past the last one") << u"255.255.255.255/8"_s << 1 << u"255.255.255.255/8"_s;
    QTest::newRow("dhcp") << u"dhcp"_s << 3 << u"dhcp"_s;
    QTest::newRow("no prefix") << u"10.0.0.5"_s << 3 << u"10.0.0.5"_s;
}

void TestContainerPlan::countsUp()
{
    QFETCH(const QString, cidr);
    QFETCH(const int, by);
    QTEST(countedUp(cidr, by), "expected");
}

void TestContainerPlan::onePlainName()
{
    ContainerSpec spec = onNode(u"web-01"_s);
    spec.vmid = 200;
    const ContainerPlan plan = planContainers(spec);
    QCOMPARE(plan.requests, QList<ContainerSpec>{spec});
    QVERIFY(plan.errors.isEmpty());
}

void TestContainerPlan::numbersAndAddressesRise()
{
    ContainerSpec spec = onNode(u"web-{1..3}"_s);
    spec.vmid = 200;
    spec.network.ipv4 = u"192.168.1.50/24"_s;
    spec.network.gateway = u"192.168.1.1"_s;
    spec.network.ipv6 = u"auto"_s;
    const ContainerPlan plan = planContainers(spec);
    QVERIFY(plan.errors.isEmpty());
    QCOMPARE(plan.requests.size(), 3);
    QCOMPARE(plan.requests.at(0).hostname, u"web-1"_s);
    QCOMPARE(plan.requests.at(2).hostname, u"web-3"_s);
    QCOMPARE(plan.requests.at(2).vmid, 202);
    QCOMPARE(plan.requests.at(2).network.ipv4, u"192.168.1.52/24"_s);
    QCOMPARE(plan.requests.at(2).network.ipv6, u"auto"_s);
    QCOMPARE(plan.requests.at(2).network.gateway, u"192.168.1.1"_s);
}

void TestContainerPlan::whatIsWrongNamesTheContainer_data()
{
    QTest::addColumn<ContainerSpec>("spec");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("words");
    ContainerSpec spec = onNode(u"web-{1..3"_s);
    QTest::newRow("open brace") << spec << u"hostname"_s << QString();
    spec = onNode(u"web-{1..4}"_s);
    spec.network.ipv4 = u"192.168.1.253/24"_s;
    QTest::newRow("the broadcast address") << spec << u"network.ipv4"_s << u"web-3"_s;
    spec.network.ipv4 = u"192.168.1.6/29"_s; // .7 is the broadcast; .8 another network
    spec.hostname = u"web-{1..3}"_s;
    QTest::newRow("out of the network") << spec << u"network.ipv4"_s << u"web-2"_s;
    spec.network.ipv4 = u"192.168.1.10/24"_s;
    spec.network.gateway = u"192.168.1.11"_s;
    QTest::newRow("the gateway's own") << spec << u"network.gateway"_s << u"web-2"_s;
    spec = onNode(u"web-{1..3}"_s);
    spec.vmid = 999'999'998;
    QTest::newRow("past the last VMID") << spec << u"vmid"_s << u"web-3"_s;
}

void TestContainerPlan::whatIsWrongNamesTheContainer()
{
    QFETCH(const ContainerSpec, spec);
    QFETCH(const QString, field);
    QFETCH(const QString, words);
    const ContainerPlan plan = planContainers(spec);
    QVERIFY(!plan.requests.isEmpty());
    QCOMPARE(plan.errors.size(), 1);
    QCOMPARE(plan.errors.first().field, field);
    QVERIFY2(plan.errors.first().message.contains(words), qPrintable(plan.errors.first().message));
}

QTEST_GUILESS_MAIN(TestContainerPlan)
#include "tst_containerplan.moc"
