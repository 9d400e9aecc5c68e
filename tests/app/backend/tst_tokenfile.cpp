#include "app/backend/tokenfile.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>

using namespace slipway;
using namespace slipway::backend;

class TestTokenFile : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void madeOnce();
    void refuses_data();
    void refuses();
    void directoryThatCannotBe();

private:
    QTemporaryDir m_dir;
};

void TestTokenFile::madeOnce()
{
    const QString path = m_dir.filePath(QStringLiteral("sub/token"));
    const auto made = loadOrCreateToken(path);
    QVERIFY(made);
    QVERIFY(made->size() >= 43); // 256 bits in base64
    struct stat info = {};
    QCOMPARE(::stat(QFile::encodeName(path).constData(), &info), 0);
    QCOMPARE(int(info.st_mode & 0777), 0600);
    const auto again = loadOrCreateToken(path);
    QVERIFY(again);
    QVERIFY(*again == *made);
    const auto other = loadOrCreateToken(m_dir.filePath(QStringLiteral("other")));
    QVERIFY(other);
    QVERIFY(!(*other == *made));
}

void TestTokenFile::refuses_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("mode");
    QTest::addColumn<QString>("says");
    const QByteArray good = "0123456789abcdef0123\n";
    QTest::newRow("group may read") << good << 0640 << QStringLiteral("chmod 600");
    QTest::newRow("others may read") << good << 0604 << QStringLiteral("chmod 600");
    QTest::newRow("group may write") << good << 0620 << QStringLiteral("chmod 600");
    QTest::newRow("empty") << QByteArray() << 0600 << QStringLiteral("at least 16");
    QTest::newRow("short") << QByteArray("secret\n") << 0600 << QStringLiteral("at least 16");
    QTest::newRow("two lines") << good + good << 0600 << QStringLiteral("one line");
    QTest::newRow("binary") << QByteArray(40, '\1') << 0600 << QStringLiteral("printable");
}

void TestTokenFile::refuses()
{
    QFETCH(QByteArray, content);
    QFETCH(int, mode);
    QFETCH(QString, says);
    const QString path = m_dir.filePath(QStringLiteral("refused"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(content);
    file.close();
    QCOMPARE(::chmod(QFile::encodeName(path).constData(), static_cast<mode_t>(mode)), 0);
    const auto token = loadOrCreateToken(path);
    QVERIFY(!token);
    QVERIFY2(token.error().message.contains(says), qPrintable(token.error().message));
    QVERIFY(!token.error().message.contains(QStringLiteral("0123456789abcdef")));
}

void TestTokenFile::directoryThatCannotBe()
{
    const auto inFile = loadOrCreateToken(QStringLiteral("/dev/null/token"));
    QVERIFY(!inFile);
    QVERIFY2(inFile.error().message.contains(QStringLiteral("/dev/null/token")),
             qPrintable(inFile.error().message));
    const auto aDirectory = loadOrCreateToken(m_dir.path());
    QVERIFY(!aDirectory);
    QVERIFY2(aDirectory.error().message.contains(QStringLiteral("plain file")),
             qPrintable(aDirectory.error().message));
}

QTEST_GUILESS_MAIN(TestTokenFile)
#include "tst_tokenfile.moc"
