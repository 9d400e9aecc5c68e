// What is taken when a request leaves it open, and how our containers are told from others.
#include "app/hosts/proxmox/choices.h"
#include "app/hosts/proxmox/containerref.h"
#include "app/hosts/proxmox/privileges.h"

#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace slipway::hosts;
using namespace Qt::Literals::StringLiterals;

class TestProxmoxChoices : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void references_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("vmid");
        QTest::newRow("131-3f9a2c07") << u"131-3f9a2c07"_s << 131;
        QTest::newRow("999999999-00000000") << u"999999999-00000000"_s << 999999999;
        QTest::newRow("with its task") << u"131-3f9a2c07-0001f2a365f0a1b2"_s << 131;
        for (const char *bad :
             {"131", "131-", "99-3f9a2c07", "0131-3f9a2c07", "131-3F9A2C07", "131-3f9a2c07\n", "131-3f9a2c0",
              "131-3f9a2c07-", "131-3f9a2c07-0001f2a3", "x131-3f9a2c07"})
            QTest::newRow(bad) << QString::fromLatin1(bad) << 0;
    }
    void references()
    {
        QFETCH(QString, text);
        QFETCH(int, vmid);
        const auto ref = ContainerRef::parse(text);
        QCOMPARE(ref.has_value(), vmid != 0);
        if (ref) {
            QCOMPARE(ref->vmid, vmid);
            QCOMPARE(ref->text(), text);
        }
    }

    void marks()
    {
        const ContainerRef ref = ContainerRef::make(131);
        QCOMPARE(*ContainerRef::parse(ref.text()), ref);
        QVERIFY(isMarked(markedDescription({}, ref), ref));
        const QString edited =
            u"Notes of somebody\n"_s + markedDescription(u"the shop"_s, ref) + u"\nand more"_s;
        QVERIFY(isMarked(edited, ref));
        QVERIFY(!isMarked(edited, ContainerRef::make(131))); // another one with the same number
        QVERIFY(!isMarked(edited, {132, ref.nonce}));        // a clone of it
        QVERIFY(!isMarked({}, ref));
        const auto upid = proxmox::Upid::parse(u"UPID:pve:0001F2A3:01A2B3C4:65F0A1B2:vzcreate:131:root@pam:");
        const ContainerRef inMaking = ref.madeBy(*upid);
        QCOMPARE(inMaking.text(), ref.text() + u"-0001f2a365f0a1b2"_s);
        QVERIFY(inMaking.isMadeBy(*upid) && !ref.isMadeBy(*upid));
        QVERIFY(isMarked(markedDescription({}, inMaking), ref)); // the mark is the same
        QCOMPARE(inMaking.made(), ref);
    }

    void versions_data()
    {
        QTest::addColumn<QString>("older");
        QTest::addColumn<QString>("newer");
        for (const auto &[a, b] : {std::pair("12.7-1", "12.10-1"),
                                   {"12.7-1", "12.7-2"},
                                   {"20230608", "20240908"},
                                   {"3.9", "3.20"},
                                   {"12", "12.1"}})
            QTest::newRow(b) << QString::fromLatin1(a) << QString::fromLatin1(b);
    }
    void versions()
    {
        QFETCH(QString, older);
        QFETCH(QString, newer);
        QVERIFY(isOlder(older, newer));
        QVERIFY(!isOlder(newer, older));
        QVERIFY(!isOlder(newer, newer));
    }

    void templates()
    {
        const auto installed = [](const char *volume) {
            proxmox::StorageContent out;
            out.volid = QString::fromLatin1(volume);
            return out;
        };
        const QList<proxmox::StorageContent> list = {
            installed("local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst"),
            installed("nas:vztmpl/debian-12-standard_12.10-1_amd64.tar.zst"),
            installed("local:vztmpl/debian-13-standard_13.1-1_amd64.tar.zst"),
            installed("local:vztmpl/odd.tar.gz")};
        QCOMPARE(newestInstalled(list, u"debian-12-standard"_s)->volid, list.at(1).volid);
        QVERIFY(!newestInstalled(list, u"debian-12"_s)); // a system's name is whole
        QCOMPARE(templateTitle(u"debian-12-standard_12.7-1_amd64.tar.zst"), u"debian-12-standard 12.7-1"_s);
        QCOMPARE(templateTitle(u"odd.tar.gz"), u"odd.tar.gz"_s);
        QVERIFY(isVolumeId(u"local:vztmpl/odd.tar.gz") && !isVolumeId(u"debian-12-standard"));
        QCOMPARE(storageOf(list.at(1).volid), u"nas"_s);
        QCOMPARE(fileNameOf(list.at(3).volid), u"odd.tar.gz"_s);
    }

    void bridges()
    {
        proxmox::Bridge vnet, down, up;
        vnet.name = u"blue"_s;
        vnet.active = true;
        down.name = u"vmbr0"_s;
        up.name = u"vmbr1"_s;
        up.active = true;
        QCOMPARE(chooseBridge({vnet, down, up}, {}, {}).value_or(QString()), u"vmbr1"_s);
        QCOMPARE(chooseBridge({vnet, down, up}, {}, u"blue"_s).value_or(QString()), u"blue"_s);
        QCOMPARE(chooseBridge({vnet, down, up}, u"vmbr0"_s, u"blue"_s).value_or(QString()), u"vmbr0"_s);
        const Result<QString> wrong = chooseBridge({vnet, up}, u"vmbr9"_s, {});
        QVERIFY(!wrong);
        QVERIFY2(wrong.error().message.contains("blue, vmbr1"_L1), qPrintable(wrong.error().message));
        QVERIFY(!chooseBridge({}, {}, {}));
        QCOMPARE(chooseBridge({}, u"vmbr0"_s, {}).value_or(QString()), u"vmbr0"_s); // perhaps we may not look
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("said");
        QTest::addColumn<QString>("address");
        QTest::newRow("hostname -I") << u"fe80::1 10.0.0.7 192.168.1.2\n"_s << u"10.0.0.7"_s;
        QTest::newRow("ip addr")
            << u"1: lo    inet 127.0.0.1/8 scope host lo\n2: eth0    inet 10.0.0.7/24 brd 10.0.0.255"_s
            << u"10.0.0.7"_s;
        QTest::newRow("link-local only") << u"169.254.3.4 fe80::1"_s << QString();
        QTest::newRow("IPv6 only") << u"2001:db8::5"_s << QString();
        QTest::newRow("nothing") << QString() << QString();
        QTest::newRow("a number") << u"24 8"_s << QString();
    }
    void addresses()
    {
        QFETCH(QString, said);
        QFETCH(QString, address);
        QCOMPARE(firstAddress(said), address);
    }

    void tags()
    {
        QCOMPARE(proxmoxTags({u"Web Shop"_s, u"web-shop"_s, u"-x-"_s, u"ü"_s, u"a+b.c_d"_s}),
                 (QStringList{u"web-shop"_s, u"x"_s, u"a+b.c_d"_s}));
    }

    void missingPrivilegesAreNamedWithTheirCommand()
    {
        Node node;
        node.user = u"slipway@pve"_s;
        node.tokenName = u"main"_s;
        proxmox::Permissions has;
        for (const char *privilege :
             {"VM.Audit", "VM.Config.CPU", "VM.Config.Disk", "VM.Config.Memory", "VM.Config.Network",
              "VM.Config.Options", "VM.PowerMgmt", "VM.Allocate"})
            has.byPath[u"/vms"_s][QString::fromLatin1(privilege)] = true;
        has.byPath[u"/storage"_s][u"Datastore.AllocateSpace"_s] = true;
        has.byPath[u"/sdn/zones/localnetwork"_s][u"SDN.Use"_s] = true;
        has.byPath[u"/nodes/pve"_s][u"Sys.Audit"_s] = true;
        const auto needed = neededPrivileges(u"pve"_s, u"local-lvm"_s, u"local"_s, u"vmbr0"_s);
        const auto missing = missingPrivileges(needed, has);
        QStringList told;
        for (const NeededPrivilege &one : missing)
            told.append(grantText(one, node));
        QCOMPARE(
            told,
            (QStringList{
                u"Datastore.Audit on /storage/local: pveum acl modify /storage/local --roles PVEDatastoreUser --tokens 'slipway@pve!main'"_s,
                u"Datastore.AllocateTemplate on /storage/local: pveum acl modify /storage/local --roles PVEDatastoreAdmin --tokens 'slipway@pve!main' (only for downloading OS templates)"_s}));
    }
};

QTEST_GUILESS_MAIN(TestProxmoxChoices)
#include "tst_proxmoxchoices.moc"
