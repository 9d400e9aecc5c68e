#include "net/proxmox/upid.h"
#include <QRegularExpression>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using slipway::proxmox::Upid;

class TestUpid : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void trap08_everyPartIsRead()
    {
        const auto upid =
            Upid::parse(u"UPID:pve-1:0000C350:1A1B2C3D4:67400000:vzcreate:105:root@pam!slip-way:"_s);
        QVERIFY(upid);
        QCOMPARE(upid->node, u"pve-1"_s);
        QCOMPARE(upid->pid, 50'000u);
        QCOMPARE(upid->pstart, 0x1A1B2C3D4ull); // nine digits
        QCOMPARE(upid->startTime, 0x67400000);
        QCOMPARE(upid->type, u"vzcreate"_s);
        QCOMPARE(upid->id, u"105"_s);
        QCOMPARE(upid->user, u"root@pam!slip-way"_s);
    }

    void trap08_roundTrip_data()
    {
        QTest::addColumn<bool>("isGood");
        const auto row = [](const char *text, bool isGood) { QTest::newRow(text) << isGood; };
        row("UPID:pve:0000C350:00A1B2C3:67400000:vzcreate:105:root@pam:", true);
        row("UPID:pve:0000C350:1A1B2C3D4:67400000:vzstart:105:root@pam!token:", true);
        row("UPID:pve:0000C350:00A1B2C3:67400000:aptupdate::root@pam:", true);
        row("UPID:a:00000001:00000002:00000003:download:local\\x3avztmpl:a.b-c@ldap.example:", true);
        row("UPID:pve:0000C350:00A1B2C3:67400000:vzcreate:105:root@pam", false);
        row("UPID:pve:000C350:00A1B2C3:67400000:vzcreate:105:root@pam:", false);
        row("UPID:pve:0000C350:0A1B2C3:67400000:vzcreate:105:root@pam:", false);
        row("UPID:pve:0000C350:1A1B2C3D4E:67400000:vzcreate:105:root@pam:", false);
        row("UPID:pve:0000C350:00A1B2C3:67400000::105:root@pam:", false);
        row("UPID:-pve:0000C350:00A1B2C3:67400000:vzcreate:105:root@pam:", false);
        row("UPID:pve:0000C350:00A1B2C3:67400000:vzcreate:1 05:root@pam:", false);
        row("UPID:pve:0000C350:00A1B2C3:67400000:vzcreate:105:root@pam:\n", false);
        row("upid:pve:0000C350:00A1B2C3:67400000:vzcreate:105:root@pam:", false);
        row("", false);
    }
    void trap08_roundTrip()
    {
        QFETCH(bool, isGood);
        const QString text = QString::fromLatin1(QTest::currentDataTag());
        const auto upid = Upid::parse(text);
        QCOMPARE(upid.has_value(), isGood);
        if (isGood)
            QCOMPARE(upid->text(), text);
    }
};

QTEST_GUILESS_MAIN(TestUpid)
#include "tst_upid.moc"
