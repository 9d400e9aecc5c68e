#include "app/desktop/tokenvault.h"
#include "tests/app/desktop/quiet.h"
#include "tests/support/patience.h"

#include <QDir>
#include <QDirIterator>
#include <QProcess>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;

/// The real vault, with and without a Secret Service, on a bus of its own.
class TestTokenVault : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init() { desktoptest::failOnWarnings(); }
    void cleanupTestCase();
    void withoutAKeychainItIsKeptForTheSession();
    void withASecretService();

private:
    Result<Secret> read(TokenVault &vault);
    std::optional<TokenVault::Kept> store(TokenVault &vault, const QString &token);
    QStringList filesWith(const QByteArray &text) const;

    QTemporaryDir m_home;
    QProcess m_bus;
    QProcess m_keyring;
};

void TestTokenVault::initTestCase()
{
    qputenv("HOME", m_home.path().toLocal8Bit());
    qputenv("XDG_CONFIG_HOME", m_home.filePath(u"config"_s).toLocal8Bit());
    qputenv("XDG_DATA_HOME", m_home.filePath(u"data"_s).toLocal8Bit());
    qputenv("XDG_RUNTIME_DIR", m_home.path().toLocal8Bit());
    qunsetenv("GNOME_KEYRING_CONTROL");
    qunsetenv("DISPLAY"); // nobody to ask
    QFile::setPermissions(m_home.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    // A bus that starts no service by itself: what is there is what the test starts.
    QFile config(m_home.filePath(u"bus.conf"_s));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write(
        "<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context=\"default\">"
        "<allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/>"
        "<allow own=\"*\"/></policy></busconfig>");
    config.close();
    m_bus.start(u"dbus-daemon"_s,
                {u"--config-file"_s, config.fileName(), u"--nofork"_s, u"--print-address"_s});
    if (!m_bus.waitForStarted())
        QSKIP("dbus-daemon is not installed");
    while (!m_bus.canReadLine())
        QVERIFY(m_bus.waitForReadyRead(30'000));
    qputenv("DBUS_SESSION_BUS_ADDRESS", m_bus.readLine().trimmed());
}

void TestTokenVault::cleanupTestCase()
{
    for (QProcess *process : {&m_keyring, &m_bus}) {
        process->kill();
        process->waitForFinished();
    }
}

Result<Secret> TestTokenVault::read(TokenVault &vault)
{
    std::optional<Result<Secret>> answer;
    vault.read(u"profile-1"_s, this, [&](const Result<Secret> &token) { answer = token; });
    [&] { QTRY_VERIFY_WITH_TIMEOUT(answer, 30'000); }();
    return answer ? *answer : fail(ErrorCode::Internal, u"no answer"_s);
}

std::optional<TokenVault::Kept> TestTokenVault::store(TokenVault &vault, const QString &token)
{
    std::optional<TokenVault::Kept> answer;
    vault.store(u"profile-1"_s, Secret(token), this, [&](TokenVault::Kept kept) { answer = kept; });
    [&] { QTRY_VERIFY_WITH_TIMEOUT(answer, 30'000); }();
    return answer;
}

QStringList TestTokenVault::filesWith(const QByteArray &text) const
{
    QStringList found;
    QDirIterator files(m_home.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly) &&
            (file.readAll().contains(text) || file.fileName().contains(QString::fromLatin1(text))))
            found.append(file.fileName());
    }
    return found;
}

void TestTokenVault::withoutAKeychainItIsKeptForTheSession()
{
    KeychainVault vault;
    QCOMPARE(store(vault, u"tok-marker-7"_s), TokenVault::Kept::SessionOnly);
    const Result<Secret> token = read(vault);
    QVERIFY(token && token->equals("tok-marker-7"));
    QCOMPARE(filesWith("tok-marker"), QStringList());
    KeychainVault next; // another start
    const Result<Secret> none = read(next);
    QVERIFY(none && none->isEmpty());
}

void TestTokenVault::withASecretService()
{
    m_keyring.start(u"gnome-keyring-daemon"_s, {u"--foreground"_s, u"--unlock"_s, u"--components=secrets"_s});
    if (!m_keyring.waitForStarted())
        QSKIP("gnome-keyring-daemon is not installed");
    m_keyring.write("master");
    m_keyring.closeWriteChannel();
    KeychainVault vault;
    // It needs a moment to be there; until then it is "this session only".
    std::optional<TokenVault::Kept> kept;
    QTRY_VERIFY_WITH_TIMEOUT((kept = store(vault, u"tok-marker-8"_s)) == TokenVault::Kept::Keychain ||
                                 m_keyring.state() == QProcess::NotRunning,
                             30'000);
    if (kept != TokenVault::Kept::Keychain)
        QSKIP("the Secret Service does not run here");
    KeychainVault next; // another start
    Result<Secret> token = read(next);
    QVERIFY(token && token->equals("tok-marker-8"));
    QCOMPARE(filesWith("tok-marker"), QStringList());
    next.remove(u"profile-1"_s);
    KeychainVault third;
    QTRY_VERIFY_WITH_TIMEOUT((token = read(third)) && token->isEmpty(), 30'000);
}

QTEST_MAIN(TestTokenVault)
#include "tst_tokenvault.moc"
