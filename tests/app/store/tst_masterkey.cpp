#include "app/store/masterkey.h"
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>

using namespace slipway;
using slipway::store::MasterKey;

class tst_MasterKey : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void isMadeOnceAndPrivate();
    void sealsAndUnseals();
    void refusesWhatWasChanged();
    void refusesBadFiles_data();
    void refusesBadFiles();
};

void tst_MasterKey::isMadeOnceAndPrivate()
{
    const QTemporaryDir dir;
    const QString file = dir.filePath(QStringLiteral("master.key"));
    QCOMPARE(MasterKey::open(file, false).error().code, ErrorCode::Unavailable);
    QVERIFY(!QFile::exists(file));
    const mode_t before = ::umask(0);
    const auto first = MasterKey::open(file, true);
    ::umask(before);
    QVERIFY(first);
    QCOMPARE(QFile::permissions(file) & ~(QFile::ReadUser | QFile::WriteUser),
             QFile::ReadOwner | QFile::WriteOwner);
    const auto second = MasterKey::open(file, true);
    QCOMPARE(second->unseal(first->seal(Secret(QByteArray("x")), "c"), "c")->reveal(), "x");
    QCOMPARE(QDir(dir.path()).entryList(QDir::Files), QStringList{QStringLiteral("master.key")});
}

void tst_MasterKey::sealsAndUnseals()
{
    const QTemporaryDir dir;
    const auto key = MasterKey::open(dir.filePath(QStringLiteral("k")), true);
    for (const QByteArray &plain :
         {QByteArray(), QByteArray("a"), QByteArray("a\0b", 3), QByteArray(100000, 'z')}) {
        const QByteArray sealed = key->seal(Secret(plain), "context");
        QCOMPARE(key->unseal(sealed, "context")->reveal(), plain);
        QVERIFY(sealed != key->seal(Secret(plain), "context")); // a nonce of its own each time
    }
}

void tst_MasterKey::refusesWhatWasChanged()
{
    const QTemporaryDir dir;
    const auto key = MasterKey::open(dir.filePath(QStringLiteral("k")), true);
    const auto other = MasterKey::open(dir.filePath(QStringLiteral("o")), true);
    const QByteArray sealed = key->seal(Secret(QByteArray("hunter2")), "a");
    QVERIFY(!key->unseal(sealed, "b"));
    QVERIFY(!other->unseal(sealed, "a"));
    for (qsizetype i = 0; i < sealed.size(); ++i) {
        QByteArray bad = sealed;
        bad[i] = char(bad.at(i) ^ 1);
        QVERIFY(!key->unseal(bad, "a"));
        QVERIFY(!key->unseal(sealed.first(i), "a"));
    }
}

void tst_MasterKey::refusesBadFiles_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("short") << QByteArray(63, 'a');
    QTest::newRow("not hexadecimal") << QByteArray(64, 'x');
    QTest::newRow("a bad digit at the end") << QByteArray(63, 'a') + "g";
}

void tst_MasterKey::refusesBadFiles()
{
    QFETCH(QByteArray, content);
    const QTemporaryDir dir;
    QFile file(dir.filePath(QStringLiteral("k")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
    file.close();
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    const auto key = MasterKey::open(file.fileName(), true);
    QVERIFY(!key);
    QVERIFY2(key.error().message.contains(QStringLiteral("does not hold a key")),
             qPrintable(key.error().message));
}

QTEST_GUILESS_MAIN(tst_MasterKey)
#include "tst_masterkey.moc"
