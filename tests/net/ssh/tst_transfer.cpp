#include "tests/net/ssh/sshtest.h"
#include <sys/mount.h>
#include <sys/stat.h>

using namespace slipway;
using namespace slipway::ssh;
using namespace slipway::test;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

class TestTransfer : public SshTest
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void upload_data();
    void upload();
    void uploadIsAllOrNothing();
    void uploadFails_data();
    void uploadFails();
    void uploadWithoutSpace();
    void download();
};

void TestTransfer::initTestCase()
{
    if (const QString missing = SshServer::missing(); !missing.isEmpty())
        QSKIP(qPrintable(missing));
    QVERIFY2(m_server.start(), qPrintable(m_server.problem()));
}

void TestTransfer::upload_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("size");
    QTest::addColumn<uint>("mode");
    QTest::newRow("empty") << u"empty"_s << 0 << 0600u;
    QTest::newRow("5 MB, 0755") << u"program"_s << 5 * 1024 * 1024 << 0755u;
    QTest::newRow("odd name") << u"it's a \"name\" $(x) \u00fc"_s << 1000 << 0644u;
    QTest::newRow("begins with -") << u"-f"_s << 10 << 0640u;
    QTest::newRow("setgid") << u"setgid"_s << 10 << 02750u;
}

void TestTransfer::upload()
{
    QFETCH(QString, name);
    QFETCH(int, size);
    QFETCH(uint, mode);
    auto session = open();
    QVERIFY(session);
    const QString path = m_folder.filePath(name);
    const QByteArray bytes = noise(size);
    for (int i = 0; i < 2; ++i) { // the second time over an existing file
        const auto done = session->upload(bytes, path, mode);
        QVERIFY2(done, qPrintable(said(done)));
        QCOMPARE(sha(SshServer::read(path)), sha(bytes));
        struct stat info = {};
        QCOMPARE(::stat(QFile::encodeName(path).constData(), &info), 0);
        QCOMPARE(info.st_mode & 07777u, mode);
    }
    const auto back = session->download(path, size);
    QVERIFY2(back, qPrintable(said(back)));
    QCOMPARE(sha(*back), sha(bytes));
}

void TestTransfer::uploadIsAllOrNothing()
{
    CutProxy proxy(m_server.port());
    Options options = m_server.options();
    options.port = proxy.port();
    options.keepAlive = {milliseconds(200), milliseconds(600)};
    auto session = Session::open(options);
    QVERIFY2(session, qPrintable(said(session)));
    QTemporaryDir folder;
    const QString path = folder.filePath(u"file"_s);
    SshServer::write(path, "as before");
    proxy.vanishAfter(proxy.bytesToClient() + 2000); // in the midst of the data: window adjustments come back
    const auto done = (*session)->upload(noise(32 * 1024 * 1024), path);
    QVERIFY(!done);
    QCOMPARE(done.error().kind, Kind::ConnectionLost);
    QCOMPARE(SshServer::read(path), "as before");
}

void TestTransfer::uploadFails_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("word");
    QTest::newRow("no folder") << u"/nonexistent/file"_s << Kind::CommandFailed << u"No such file"_s;
    QTest::newRow("a device") << u"/dev/full"_s << Kind::CommandFailed << u"not a regular file"_s;
    QTest::newRow("a folder") << u"/tmp"_s << Kind::CommandFailed << u"not a regular file"_s;
    QTest::newRow("read-only") << u"/proc/sys/file"_s << Kind::CommandFailed << u"/proc/sys"_s;
    QTest::newRow("empty") << QString() << Kind::Invalid << u"no path"_s;
    QTest::newRow("ends with /") << u"/tmp/"_s << Kind::Invalid << u"no path"_s;
}

void TestTransfer::uploadFails()
{
    QFETCH(QString, path);
    QFETCH(Kind, kind);
    QFETCH(QString, word);
    auto session = open();
    QVERIFY(session);
    const auto done = session->upload("bytes", path);
    QVERIFY(!done);
    QCOMPARE(done.error().kind, kind);
    QVERIFY2(done.error().message.contains(word), qPrintable(said(done)));
    QVERIFY(session->isUsable());
}

void TestTransfer::uploadWithoutSpace()
{
    const QByteArray folder = QFile::encodeName(m_folder.filePath(u"small"_s));
    QCOMPARE(::mkdir(folder.constData(), 0700), 0);
    if (::mount("tmpfs", folder.constData(), "tmpfs", 0, "size=256k") != 0)
        QSKIP("a small file system cannot be mounted here (not root)");
    auto session = open();
    const auto done = session->upload(noise(4 * 1024 * 1024), QFile::decodeName(folder + "/file"));
    const QStringList left =
        QDir(QFile::decodeName(folder)).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    ::umount2(folder.constData(), MNT_DETACH);
    QVERIFY(!done);
    QCOMPARE(done.error().kind, Kind::CommandFailed);
    QVERIFY2(done.error().message.contains(u"No space left"), qPrintable(said(done)));
    QVERIFY2(left.isEmpty(), qPrintable(left.join(u' ')));
}

void TestTransfer::download()
{
    auto session = open();
    QVERIFY(session);
    const QString path = m_folder.filePath(u"ten"_s);
    SshServer::write(path, "0123456789");
    QCOMPARE(session->download(path, 10).value_or(QByteArray()), "0123456789");
    const auto large = session->download(path, 9);
    QVERIFY(!large);
    QCOMPARE(large.error().kind, Kind::TooLarge);
    const auto none = session->download(path + u"0"_s, 9);
    QCOMPARE(none.error().kind, Kind::CommandFailed);
    QVERIFY2(none.error().message.contains(u"o such file"), qPrintable(said(none)));
    const auto folder = session->download(m_folder.path(), 9);
    QCOMPARE(folder.error().kind, Kind::CommandFailed);
    const auto endless = session->download(u"/dev/zero"_s, 100000);
    QCOMPARE(endless.error().kind, Kind::TooLarge);
}

QTEST_GUILESS_MAIN(TestTransfer)
#include "tst_transfer.moc"
