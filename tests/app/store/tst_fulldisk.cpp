#include "app/jobs/eventlog.h"
#include "tests/app/store/storefixture.h"
#include <QMutex>
#include <QRegularExpression>
#include <QTest>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <sys/mount.h>
#include <unistd.h>

using namespace slipway;
using namespace slipway::tests;
using slipway::store::SqliteStore;

// A real full disk: a tiny tmpfs of our own.
class tst_FullDisk : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void storeRefusesAndGoesOn();
    void logLosesNothing();
    void openSaysSo();

private:
    void fill();
    void free() { QVERIFY(QFile::remove(m_mount + QStringLiteral("/filler"))); }
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_mount;
    bool m_mounted = false;
};

void tst_FullDisk::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_mount = m_dir->path();
    if (::geteuid() != 0)
        QSKIP("Only root may mount the tmpfs that this test fills.");
    m_mounted = ::mount("slipway-test", QFile::encodeName(m_mount).constData(), "tmpfs", MS_NOSUID | MS_NODEV,
                        "size=4m,mode=0700") == 0;
    if (!m_mounted)
        QSKIP(qPrintable(QStringLiteral("No tmpfs can be mounted here: %1")
                             .arg(QString::fromLocal8Bit(std::strerror(errno)))));
}

void tst_FullDisk::cleanup()
{
    if (m_mounted)
        ::umount2(QFile::encodeName(m_mount).constData(), MNT_DETACH);
    m_mounted = false;
}

void tst_FullDisk::fill()
{
    QFile filler(m_mount + QStringLiteral("/filler"));
    QVERIFY(filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
    while (filler.write(QByteArray(4096, 'f')) == 4096) {
    }
}

void tst_FullDisk::storeRefusesAndGoesOn()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    auto store = std::move(*SqliteStore::open(m_mount + QStringLiteral("/data")));
    const QString a = QStringLiteral("a");
    QVERIFY(store->insertContainer(makeContainer(a, a)));
    QVERIFY(store->append({makeBatch(a, 1, 10)}, {}));
    fill();
    qint64 next = 11;
    Result<void> result;
    for (int i = 0; i < 200 && result; ++i) { // what the WAL has in reserve is used up first
        result = store->append({makeBatch(a, next, 500)}, {});
        if (result)
            next += 500;
    }
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Unavailable);
    QVERIFY(result.error().retryable);
    QVERIFY2(result.error().message.startsWith(QStringLiteral("Cannot store events. The disk that holds ")),
             qPrintable(result.error().message));
    QCOMPARE(readAll(*store, {a}), makeBatch(a, 1, int(next - 1)).lines); // reading works on
    free();
    QVERIFY(store->append({makeBatch(a, next, 500)}, {}));
    store.reset();
    store = std::move(*SqliteStore::open(m_mount + QStringLiteral("/data")));
    QCOMPARE(readAll(*store, {a}), makeBatch(a, 1, int(next + 499)).lines);
}

void tst_FullDisk::logLosesNothing()
{
    const ContainerId id{QStringLiteral("a")};
    auto store = std::move(*SqliteStore::open(m_mount + QStringLiteral("/data")));
    NullBus bus;
    QByteArray heard;
    QMutex mutex;
    {
        EventLog log(*store, bus);
        log.setListener([&](const QList<EventBatch> &batches) {
            const QMutexLocker lock(&mutex);
            for (const EventBatch &batch : batches)
                heard += batch.lines;
        });
        QVERIFY(log.open(makeContainer(id.value, id.value)));
        fill();
        int appended = 0;
        while (log.storeError().isEmpty() && appended < 100000) {
            QVERIFY(log.append(id, ProgressEvent::makeLog(QStringLiteral("line %1").arg(++appended))));
            if (appended % 500 == 0)
                (void)log.flush();
        }
        QVERIFY2(log.storeError().contains(QStringLiteral("is full")), qPrintable(log.storeError()));
        QCOMPARE(log.flush().error().code, ErrorCode::Unavailable);
        {
            // Nothing was shown that is not stored.
            const QMutexLocker lock(&mutex);
            QCOMPARE(readAll(*store, id), heard);
            QVERIFY(heard.count('\n') < appended);
        }
        for (int i = 0; i < 100; ++i)
            QVERIFY(log.append(id, ProgressEvent::makeLog(QStringLiteral("line %1").arg(++appended))));
        free();
        QTRY_VERIFY_WITH_TIMEOUT(log.flush(), 20000);
        QCOMPARE(log.storeError(), QString());
        const QMutexLocker lock(&mutex);
        QCOMPARE(heard.count('\n'), appended);
        QCOMPARE(readAll(*store, id), heard);
    }
}

void tst_FullDisk::openSaysSo()
{
    fill();
    const auto store = SqliteStore::open(m_mount + QStringLiteral("/data"));
    QVERIFY(!store);
    QCOMPARE(store.error().code, ErrorCode::Unavailable);
    QVERIFY2(store.error().message.startsWith(QStringLiteral("Cannot ")), qPrintable(store.error().message));
    free();
    QVERIFY(SqliteStore::open(m_mount + QStringLiteral("/data")));
}

QTEST_GUILESS_MAIN(tst_FullDisk)
#include "tst_fulldisk.moc"
