#include "net/proxmox/apierror.h"
#include "net/proxmox/refusal.h"
#include <QRegularExpression>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace slipway;
using namespace slipway::proxmox;

class TestRefusal : public QObject
{
    Q_OBJECT

    static Asked asked()
    {
        return {u"create the container 105 on pve"_s,
                u"pve.example.com:8006"_s,
                u"pve"_s,
                u"slipway@pve!web"_s,
                true,
                true};
    }

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void causes_data()
    {
        QTest::addColumn<Cause>("cause");
        const auto row = [](const char *words, Cause cause) { QTest::newRow(words) << cause; };
        // trap 13: two texts
        row("unable to create CT 105: CT 105 already exists on node 'pve2'", Cause::DuplicateVmid);
        row("unable to create CT 105 - VM 105 already exists on node 'pve'", Cause::DuplicateVmid);
        row("vmid: VM 105 already exists", Cause::DuplicateVmid);
        // trap 12
        row("CT is locked (create)", Cause::Locked);
        row("VM is locked (backup)", Cause::Locked);
        row("can't lock file '/run/lock/lxc/pve-config-105.lock' - got timeout", Cause::LockTimeout);
        row("cfs-lock 'file-user_cfg' error: got lock request timeout", Cause::LockTimeout);
        row("Configuration file 'nodes/pve/lxc/105.conf' does not exist", Cause::NoSuchContainer);
        row("CT 105 already running", Cause::AlreadyRunning);
        row("CT 105 not running", Cause::NotRunning);
        // trap 11 and 17
        row("volume 'local:vztmpl/a.tar.zst' does not exist", Cause::NoSuchTemplate);
        row("volume 'local-lvm:vm-105-disk-0' does not exist", Cause::Unknown);
        row("storage 'nas' does not exist", Cause::NoSuchStorage);
        row("storage 'nas' is not available on node 'pve'", Cause::NoSuchStorage);
        row("storage: storage 'local' does not support container directories", Cause::WrongContent);
        row("storage 'local' does not support content-type 'rootdir'", Cause::WrongContent);
        row("write failed: No space left on device", Cause::StorageFull);
        row("bridge 'vmbr9' does not exist", Cause::NoSuchBridge);
        row("Permission check failed (/vms/105, VM.Allocate)", Cause::MissingPermission);
        row("hello", Cause::Unknown);
        row("", Cause::Unknown);
    }
    void causes()
    {
        QFETCH(Cause, cause);
        QCOMPARE(causeOf(QString::fromLatin1(QTest::currentDataTag())), cause);
    }

    void trap12_theLockHasAName()
    {
        const ApiError error = refusal(asked(), 500, u"CT is locked (snapshot-delete)"_s, {});
        QCOMPARE(error.cause, Cause::Locked);
        QCOMPARE(error.lock, u"snapshot-delete"_s);
        QCOMPARE(error.code, ErrorCode::Conflict);
        QVERIFY(error.retryable);
        QVERIFY(error.message.contains(u"snapshot-delete"));
    }

    void trap15_permissions_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QStringList>("privileges");
        QTest::addColumn<bool>("rootOnly");
        QTest::newRow("Permission check failed (/vms/100, VM.Allocate)")
            << u"/vms/100"_s << QStringList{u"VM.Allocate"_s} << false;
        QTest::newRow("Permission check failed (/storage/local, Datastore.AllocateSpace)")
            << u"/storage/local"_s << QStringList{u"Datastore.AllocateSpace"_s} << false;
        QTest::newRow("Permission check failed (/sdn/zones/localnetwork/vmbr0, SDN.Use)")
            << u"/sdn/zones/localnetwork/vmbr0"_s << QStringList{u"SDN.Use"_s} << false;
        QTest::newRow("Permission check failed (/vms/100, VM.Config.Disk|VM.Allocate)")
            << u"/vms/100"_s << QStringList{u"VM.Config.Disk"_s, u"VM.Allocate"_s} << false;
        QTest::newRow("Permission check failed") << QString() << QStringList() << false;
        QTest::newRow("Permission check failed (changing feature flags (except nesting) is only allowed for "
                      "root@pam)")
            << QString() << QStringList() << true;
        QTest::newRow("Permission check failed (user != root@pam)") << QString() << QStringList() << true;
        QTest::newRow("Only root@pam can pass arbitrary filesystem paths.")
            << QString() << QStringList() << true;
    }
    void trap15_permissions()
    {
        QFETCH(QString, path);
        QFETCH(QStringList, privileges);
        QFETCH(bool, rootOnly);
        const QString words = QString::fromLatin1(QTest::currentDataTag());
        const ApiError error = refusal(asked(), 403, words, {});
        QCOMPARE(error.code, ErrorCode::Forbidden);
        QVERIFY(error.permission);
        QCOMPARE(error.permission->path, path);
        QCOMPARE(error.permission->privileges, privileges);
        QCOMPARE(error.permission->rootOnly, rootOnly);
        QCOMPARE(error.detail, words);
        QVERIFY(error.message.startsWith(u"Cannot create the container 105 on pve. "));
        if (rootOnly)
            QVERIFY(error.message.contains(u"root@pam itself only"));
        for (const QString &privilege : privileges)
            QVERIFY(error.message.contains(privilege));
    }

    void trap15_aUserIsNotToldOfTokens()
    {
        Asked user = asked();
        user.isToken = false;
        user.who = u"joe@pve"_s;
        const ApiError error = refusal(user, 403, u"Permission check failed (/vms/100, VM.Allocate)"_s, {});
        QVERIFY(error.message.contains(u"joe@pve"));
        QVERIFY(!error.message.contains(u"token"));
    }

    void trap17_aStorageWithoutRootdirIsSaid()
    {
        const ApiError error = refusal(
            asked(), 400, u"Parameter verification failed."_s,
            R"({"data":null,"errors":{"storage":"storage 'local' does not support container directories"}})");
        QCOMPARE(error.code, ErrorCode::Invalid);
        QCOMPARE(error.cause, Cause::WrongContent);
        QCOMPARE(
            error.fields,
            (QList<FieldError>{{u"storage"_s, u"storage 'local' does not support container directories"_s}}));
        QVERIFY(error.message.contains(u"rootdir"));
    }

    void codes_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<bool>("retryable");
        QTest::newRow("400") << 400 << ErrorCode::Invalid << false;
        QTest::newRow("401") << 401 << ErrorCode::Unauthorized << false;
        QTest::newRow("404") << 404 << ErrorCode::NotFound << false;
        QTest::newRow("500") << 500 << ErrorCode::HostFailed << false;
        QTest::newRow("501") << 501 << ErrorCode::Unavailable << false;
        QTest::newRow("503") << 503 << ErrorCode::Unavailable << true;
        QTest::newRow("595") << 595 << ErrorCode::Unavailable << true;
        QTest::newRow("596") << 596 << ErrorCode::Unavailable << true;
        QTest::newRow("302") << 302 << ErrorCode::Protocol << false;
    }
    void codes()
    {
        QFETCH(int, status);
        QFETCH(ErrorCode, code);
        QFETCH(bool, retryable);
        for (const QString &words : {u"words of Proxmox"_s, QString()}) {
            const ApiError error = refusal(asked(), status, words, {});
            QCOMPARE(error.code, code);
            QCOMPARE(error.status, status);
            QCOMPARE(error.retryable, retryable);
            QVERIFY(error.message.startsWith(u"Cannot create the container 105 on pve. "));
            QVERIFY2(error.message.endsWith(u'.') || error.message.endsWith(u'?'), qPrintable(error.message));
            QVERIFY2(!error.message.contains(u"  ") && !error.message.contains(u"%"),
                     qPrintable(error.message));
            if (status != 302)
                QCOMPARE(error.message.contains(u"words of Proxmox"), !words.isEmpty());
        }
    }

    void aLongTextIsCut()
    {
        const ApiError error = refusal(asked(), 500, QString(100'000, u'x'), {});
        QVERIFY(error.message.size() < 5000);
    }
};

QTEST_GUILESS_MAIN(TestRefusal)
#include "tst_refusal.moc"
