#include "app/domain/hostoffers.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;

namespace {

// Through the bytes, as it travels.
template<typename T>
QJsonObject sent(const T &value)
{
    return QJsonDocument::fromJson(QJsonDocument(toJson(value)).toJson()).object();
}

} // namespace

class TestHostOffers : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void roundTrips()
    {
        const HostStorage storage{u"local-lvm"_s,  u"lvmthin"_s, {u"rootdir"_s, u"images"_s}, false, true,
                                  qint64{1} << 44, 123456789012};
        QCOMPARE(hostStorageFromJson(sent(storage)), storage);
        const HostBridge bridge{u"vmbr0"_s, u"LAN"_s, u"192.168.1.10/24"_s, true};
        QCOMPARE(hostBridgeFromJson(sent(bridge)), bridge);
        const OsTemplate entry{u"local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst"_s,
                               u"debian-12-standard 12.7-1"_s, u"local"_s, 126'000'000, false};
        QCOMPARE(osTemplateFromJson(sent(entry)), entry);
        const HostNode node{u"pve1"_s, true, true};
        QCOMPARE(hostNodeFromJson(sent(node)), node);
    }

    void statusRoundTrips_data()
    {
        QTest::addColumn<int>("power");
        for (const auto power : {HostStatus::Power::Unknown, HostStatus::Power::Stopped,
                                 HostStatus::Power::Running, HostStatus::Power::Gone})
            QTest::newRow(powerName(power).data()) << int(power);
    }
    void statusRoundTrips()
    {
        QFETCH(int, power);
        HostStatus status;
        status.power = HostStatus::Power(power);
        QCOMPARE(sent(status).value(u"power"_s).toString(), QLatin1StringView(QTest::currentDataTag()));
        QCOMPARE(sent(status).value(u"memoryBytes"_s), QJsonValue(QJsonValue::Null));
        QCOMPARE(hostStatusFromJson(sent(status)), status);
        status = {status.power, u"backup"_s, u"vzdump"_s, 0.25, 4, 1, 2, 3, 4, 5, 6, 0};
        QCOMPARE(hostStatusFromJson(sent(status)), status);
    }

    void preflight()
    {
        using State = PreflightCheck::State;
        Preflight preflight;
        QVERIFY(preflight.isOk());
        preflight.checks = {{u"reach"_s, u"Address"_s, State::Ok, u"It answers."_s, {}},
                            {u"version"_s, u"Version"_s, State::Warning, u"It is old."_s, {}},
                            {u"ssh"_s, u"SSH"_s, State::Skipped, u"It is off."_s, {}}};
        preflight.fingerprints = {u"AA:BB"_s, u"CN=pve"_s,   u"2027-01-01T00:00:00Z"_s,
                                  true,       u"SHA256:x"_s, u"ssh-ed25519"_s};
        preflight.version = u"8.4.1"_s;
        preflight.pveNode = u"pve1"_s;
        QVERIFY(preflight.isOk());
        QCOMPARE(sent(preflight).value(u"ok"_s), QJsonValue(true));
        QCOMPARE(preflightFromJson(sent(preflight)), preflight);
        preflight.checks.append({u"permissions"_s,
                                 u"Permissions"_s,
                                 State::Failed,
                                 u"Two are missing."_s,
                                 {u"/: Sys.Audit"_s, u"b"_s}});
        QVERIFY(!preflight.isOk());
        QCOMPARE(sent(preflight).value(u"ok"_s), QJsonValue(false));
        QCOMPARE(preflightFromJson(sent(preflight)), preflight);
    }

    // A newer or a broken server: the reader keeps its defaults.
    void whatIsMissingKeepsItsDefault()
    {
        QCOMPARE(hostStorageFromJson({}), HostStorage());
        QCOMPARE(hostBridgeFromJson({}), HostBridge());
        QCOMPARE(osTemplateFromJson({}), OsTemplate());
        QCOMPARE(hostNodeFromJson({}), HostNode());
        QCOMPARE(hostStatusFromJson({}), HostStatus());
        QCOMPARE(preflightFromJson({}), Preflight());
        const QJsonObject odd{{u"power"_s, u"melting"_s},
                              {u"cpuFraction"_s, u"0.5"_s},
                              {u"cores"_s, 1e300},
                              {u"memoryBytes"_s, -5},
                              {u"name"_s, 7},
                              {u"content"_s, u"rootdir"_s},
                              {u"checks"_s, u"x"_s},
                              {u"totalBytes"_s, 1e300}};
        QCOMPARE(hostStatusFromJson(odd), HostStatus());
        QCOMPARE(hostStorageFromJson(odd), HostStorage());
        QCOMPARE(preflightFromJson(odd), Preflight());
    }
};

QTEST_GUILESS_MAIN(TestHostOffers)
#include "tst_hostoffers.moc"
