#include "app/desktop/connectiontest.h"
#include "app/desktop/desktopsettings.h"
#include "app/desktop/profiles.h"
#include "tests/app/desktop/fixture.h"
#include "tests/app/desktop/quiet.h"
#include "tests/support/patience.h"

#include <QSettings>
#include <QSignalSpy>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using fakes::Script;
using fakes::ScriptedServer;

/// What is remembered, which backends are known, and what a test of one says.
class TestConnections : public QObject
{
    Q_OBJECT
private slots:
    void init() { desktoptest::failOnWarnings(); }
    void settingsComeBack();
    void whatCannotBeReadIsTheDefault();
    void addresses_data();
    void addresses();
    void problems();
    void tokensAreInTheVaultAlone();
    void newTokenReplacesTheOld();
    void test_data();
    void test();
    void testTrustsNoStranger();
    void testCanBeCancelled();

private:
    static std::unique_ptr<QSettings> fileAt(const QString &path)
    {
        return std::make_unique<QSettings>(path, QSettings::IniFormat);
    }
};

void TestConnections::settingsComeBack()
{
    const QTemporaryDir directory;
    const QString path = directory.filePath(u"desktop.ini"_s);
    const Profile profile{u"a-1"_s, u"Workshop; \"two\""_s, QUrl(u"https://w.example:8790/x"_s)};
    {
        DesktopSettings settings(fileAt(path));
        QCOMPARE(settings.theme(), theme::Mode::System);
        QVERIFY(settings.notifies());
        QCOMPARE(settings.lastPage(), -1);
        QCOMPARE(settings.detailTab(), DetailTab::Overview);
        settings.setTheme(theme::Mode::Dark);
        settings.setLanguage(u"de"_s);
        settings.setReduceMotion(true);
        settings.setWrapsLog(true);
        settings.setHours(DesktopSettings::Hours::H12);
        settings.setNotifies(false);
        settings.setGeometry("abc");
        settings.setStepsWidth(321);
        settings.setLastPage(3);
        settings.setDetailTab(DetailTab::Events);
        settings.setProfiles({profile});
        settings.setCurrentProfile(profile.id);
    }
    const DesktopSettings settings(fileAt(path));
    QCOMPARE(settings.theme(), theme::Mode::Dark);
    QCOMPARE(settings.language(), u"de"_s);
    QVERIFY(settings.reduceMotion());
    QVERIFY(settings.wrapsLog());
    QCOMPARE(settings.hours(), DesktopSettings::Hours::H12);
    QVERIFY(!settings.notifies());
    QCOMPARE(settings.geometry(), QByteArray("abc"));
    QCOMPARE(settings.stepsWidth(), 321);
    QCOMPARE(settings.lastPage(), 3);
    QCOMPARE(settings.detailTab(), DetailTab::Events);
    QCOMPARE(settings.profiles(), QList<Profile>{profile});
    QCOMPARE(settings.currentProfile(), profile.id);
}

void TestConnections::whatCannotBeReadIsTheDefault()
{
    const QTemporaryDir directory;
    QFile file(directory.filePath(u"desktop.ini"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[appearance]\ntheme=pink\nlanguage=../../etc\n[log]\nhours=99\n[window]\nstepsWidth=-5\n"
               "page=x\ndetailTab=nonsense\n[profiles]\nlist=\"[{\\\"id\\\":\\\"\\\",\\\"name\\\":\\\"n\\\"},"
               "7]\"\n");
    file.close();
    const DesktopSettings settings(fileAt(file.fileName()));
    QCOMPARE(settings.theme(), theme::Mode::System);
    QCOMPARE(settings.language(), QString());
    QCOMPARE(settings.hours(), DesktopSettings::Hours::System);
    QCOMPARE(settings.stepsWidth(), 0);
    QCOMPARE(settings.lastPage(), -1);
    QCOMPARE(settings.detailTab(), DetailTab::Overview);
    QCOMPARE(settings.profiles(), QList<Profile>());
}

void TestConnections::addresses_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("meant");
    QTest::addColumn<bool>("isPlain");
    QTest::newRow("as it is") << u"https://a.example:8790"_s << u"https://a.example:8790"_s << false;
    QTest::newRow("without a scheme") << u"a.example"_s << u"https://a.example"_s << false;
    QTest::newRow("a proxy's path") << u" https://a.example/slipway/ "_s << u"https://a.example/slipway"_s
                                    << false;
    QTest::newRow("plain") << u"http://a.example"_s << u"http://a.example"_s << true;
    QTest::newRow("plain in the house")
        << u"http://192.168.1.2:8790"_s << u"http://192.168.1.2:8790"_s << true;
    QTest::newRow("plain to 127.0.0.1") << u"http://127.0.0.1:1"_s << u"http://127.0.0.1:1"_s << false;
    QTest::newRow("plain to ::1") << u"http://[::1]:1"_s << u"http://[::1]:1"_s << false;
    QTest::newRow("plain to localhost") << u"http://localhost"_s << u"http://localhost"_s << false;
    QTest::newRow("a name like it") << u"http://127.0.0.1.evil.example"_s
                                    << u"http://127.0.0.1.evil.example"_s << true;
    for (const auto &typed : {u""_s, u"ftp://a.example"_s, u"https://"_s, u"https://u:p@a.example"_s,
                              u"https://a.example?x=1"_s, u"a b"_s, u"file:///etc"_s})
        QTest::newRow(qPrintable(u"refused: "_s + typed)) << typed << QString() << false;
}

void TestConnections::addresses()
{
    QFETCH(const QString, typed);
    const QUrl url = Profiles::addressFrom(typed);
    QTEST(url.toString(), "meant");
    QTEST(Profiles::isPlainAcrossNetwork(url), "isPlain");
}

void TestConnections::problems()
{
    DesktopSettings settings;
    MemoryVault vault;
    Profiles profiles(settings, vault);
    const QString id = profiles.store({{}, u"Workshop"_s, QUrl(u"https://a.example"_s)}, {}, this, {});
    QVERIFY(profiles.check(u"Other"_s, u"https://b.example"_s, {}).isEmpty());
    QVERIFY(profiles.check(u"Workshop"_s, u"https://b.example"_s, id).isEmpty()); // it is this one
    QVERIFY(!profiles.check(u" workshop "_s, u"https://b.example"_s, {}).name.isEmpty());
    QVERIFY(!profiles.check(u" "_s, u"https://b.example"_s, {}).name.isEmpty());
    QVERIFY(!profiles.check(QString(61, u'x'), u"https://b.example"_s, {}).name.isEmpty());
    QVERIFY(!profiles.check(u"x"_s, u"nonsense://"_s, {}).url.isEmpty());
    QVERIFY(!profiles.check(u"x"_s, {}, {}).url.isEmpty());
}

void TestConnections::tokensAreInTheVaultAlone()
{
    const QTemporaryDir directory;
    const QString path = directory.filePath(u"desktop.ini"_s);
    QString id;
    MemoryVault vault;
    std::optional<TokenVault::Kept> kept;
    {
        DesktopSettings settings(fileAt(path));
        Profiles profiles(settings, vault);
        id = profiles.store({{}, u"Workshop"_s, QUrl(u"https://a.example"_s)}, Secret(u"tok-marker-1"_s),
                            this, [&kept](TokenVault::Kept how) { kept = how; });
        QTRY_VERIFY(kept);
        QCOMPARE(*kept, TokenVault::Kept::SessionOnly);
    }
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray written = file.readAll();
    QVERIFY(written.contains("a.example"));
    QVERIFY(!written.contains("tok-marker"));
    DesktopSettings settings(fileAt(path));
    Profiles profiles(settings, vault);
    QVERIFY(profiles.find(id));
    std::optional<Secret> read;
    profiles.readToken(id, this, [&read](const Result<Secret> &token) { read = token.value(); });
    QTRY_VERIFY(read);
    QVERIFY(read->equals("tok-marker-1"));
    profiles.remove(id);
    QVERIFY(!vault.has(id));
    QVERIFY(!profiles.find(id));
    QCOMPARE(settings.profiles(), QList<Profile>());
}

void TestConnections::newTokenReplacesTheOld()
{
    DesktopSettings settings;
    MemoryVault vault;
    Profiles profiles(settings, vault);
    const auto read = [&](const QString &id) {
        std::optional<Secret> secret;
        profiles.readToken(id, this, [&](const Result<Secret> &token) { secret = token.value(); });
        [&] { QTRY_VERIFY(secret); }();
        return secret->revealText();
    };
    const Profile first{{}, u"A"_s, QUrl(u"https://a.example"_s)};
    const QString id = profiles.store(first, Secret(u"one"_s), this, [](TokenVault::Kept) {});
    profiles.store({id, u"B"_s, first.url}, {}, this, {}); // renamed: the token stays
    QCOMPARE(profiles.find(id)->name, u"B"_s);
    QCOMPARE(read(id), u"one"_s);
    profiles.store({id, u"B"_s, first.url}, Secret(u"two"_s), this, [](TokenVault::Kept) {});
    QCOMPARE(read(id), u"two"_s);
    QCOMPARE(profiles.all().size(), 1);
}

void TestConnections::test_data()
{
    QTest::addColumn<QByteArray>("health"); // a body; empty: 404
    QTest::addColumn<int>("listStatus");
    QTest::addColumn<bool>("hasToken");
    QTest::addColumn<QString>("says");
    const QByteArray health = R"({"status":"ok","version":"0.1.0","host":{"name":"lxc"}})";
    QTest::newRow("all well") << health << 200 << true << u"Slipway 0.1.0"_s;
    QTest::newRow("wrong token") << health << 401 << true << u"does not accept this token"_s;
    QTest::newRow("no token") << health << 401 << false << u"asks for a token"_s;
    QTest::newRow("another program") << QByteArray("<html>") << 200 << true << u"not a Slipway backend"_s;
    QTest::newRow("another API") << QByteArray(R"({"status":"ok"})") << 200 << true
                                 << u"not a Slipway backend"_s;
    QTest::newRow("nothing there") << QByteArray() << 200 << true << u"not a Slipway backend"_s;
}

void TestConnections::test()
{
    QFETCH(const QByteArray, health);
    QFETCH(const int, listStatus);
    QFETCH(const bool, hasToken);
    QFETCH(const QString, says);
    ScriptedServer server;
    if (!health.isEmpty())
        server.setDefault("/api/health", Script::reply(200, "application/json", health));
    server.setDefault("/api/containers",
                      Script::reply(listStatus, "application/json", R"({"containers":[]})"));
    ConnectionTest test;
    QSignalSpy passed(&test, &ConnectionTest::passed);
    QSignalSpy failed(&test, &ConnectionTest::failed);
    test.start(server.url(QString()), hasToken ? Secret(u"tok-1"_s) : Secret());
    QVERIFY(test.isRunning());
    QTRY_COMPARE(passed.size() + failed.size(), 1);
    QVERIFY(!test.isRunning());
    QCOMPARE(passed.size(), listStatus == 200 && health.contains("version") ? 1 : 0);
    const QString message = (passed.isEmpty() ? failed : passed).constFirst().constFirst().toString();
    QVERIFY2(message.contains(says), qPrintable(message));
    // What has not shown that it is one of ours is not given the token.
    for (const fakes::Request &request : server.requests())
        QCOMPARE(request.hasHeader("Authorization"), hasToken && request.target == "/api/containers");
}

void TestConnections::testTrustsNoStranger()
{
    ScriptedServer server;
    server.useTls();
    ConnectionTest test;
    QSignalSpy failed(&test, &ConnectionTest::failed);
    test.start(server.url(QString()), Secret(u"tok-1"_s));
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(failed.constFirst().constFirst().toString().contains(u"certificate"_s));
    // And nobody at all:
    const QUrl gone = server.url(QString());
    server.shutDown();
    test.start(gone, {});
    QTRY_COMPARE(failed.size(), 2);
    QVERIFY(failed.constLast().constFirst().toString().contains(u"Nothing listens there"_s));
}

void TestConnections::testCanBeCancelled()
{
    ScriptedServer server;
    server.setDefault("/api/health", Script::silence());
    ConnectionTest test;
    QSignalSpy passed(&test, &ConnectionTest::passed);
    QSignalSpy failed(&test, &ConnectionTest::failed);
    test.start(server.url(QString()), {});
    QTRY_COMPARE(server.requests().size(), 1);
    test.cancel();
    QVERIFY(!test.isRunning());
    QTRY_COMPARE(server.openConnections(), 0);
    QCOMPARE(passed.size() + failed.size(), 0);
}

QTEST_MAIN(TestConnections)
#include "tst_connections.moc"
