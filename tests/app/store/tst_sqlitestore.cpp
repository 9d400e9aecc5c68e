#include "tests/app/store/storefixture.h"
#include "tests/support/tsan.h"
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>
#include <atomic>
#include <thread>

using namespace slipway;
using namespace slipway::tests;
using slipway::store::SqliteStore;

namespace {

qint64 countRows(const QString &file, const QString &table)
{
    qint64 rows = -1;
    {
        QSqlDatabase db = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("count"));
        db.setDatabaseName(file);
        if (db.open()) {
            QSqlQuery query(db);
            if (query.exec(QStringLiteral("SELECT count(*) FROM ") + table) && query.next())
                rows = query.value(0).toLongLong();
        }
    }
    QSqlDatabase::removeDatabase(QStringLiteral("count"));
    return rows;
}

} // namespace

class tst_SqliteStore : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void roundTripsAContainer();
    void tellsWhatIsUnsettled();
    void refusesATakenHostname_data();
    void refusesATakenHostname();
    void aHostnameIsTakenWhereItIs_data();
    void aHostnameIsTakenWhereItIs();
    void readsFromAnyNumber_data();
    void readsFromAnyNumber();
    void keepsManySmallCommitsInFewBlocks();
    void keepsBlocksApartAtAHole();
    void refusesBatchesThatDoNotContinue();
    void rollsBackAWholeCommit();
    void continuesAfterReopening();
    void removesAContainerWithAllItHas();
    void readersDoNotWaitForTheWriter();
    void closesTheConnectionsOfThreadsThatEnd();

private:
    std::unique_ptr<SqliteStore> open();
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_path;
};

void tst_SqliteStore::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    m_dir = std::make_unique<QTemporaryDir>();
    QVERIFY(m_dir->isValid());
    m_path = m_dir->filePath(QStringLiteral("data"));
}

std::unique_ptr<SqliteStore> tst_SqliteStore::open()
{
    auto store = SqliteStore::open(m_path);
    if (!store) {
        QTest::qFail(qPrintable(store.error().message), __FILE__, __LINE__);
        return nullptr;
    }
    return std::move(*store);
}

void tst_SqliteStore::roundTripsAContainer()
{
    const auto store = open();
    Container container = makeContainer(QStringLiteral("abc"), QStringLiteral("web-1"));
    ProgressEvent start =
        ProgressEvent::makeStep(Step::Syncing, 65, QStringLiteral("Running 2 setup scripts..."));
    start.scriptNames = {QStringLiteral("00-a.sh"), QStringLiteral("01-b.sh")};
    start.scriptTotal = 2;
    start.timestamp = QStringLiteral("2026-11-21T16:37:27.805Z");
    start.seq = {1};
    container.snapshot.apply(start);
    container.address = QStringLiteral("10.0.0.50");
    container.hostRef = QStringLiteral("web-1");
    QVERIFY(store->insertContainer(container));
    const auto read = store->container(container.id);
    QVERIFY(read);
    QCOMPARE(read->snapshot, container.snapshot);
    QCOMPARE(*read, container);

    container.lifecycle = container.snapshot.lifecycle = Lifecycle::Error;
    container.errorMessage = QStringLiteral("Script \"00-a.sh\" failed with exit code 1");
    container.finishedAt = QStringLiteral("2026-11-21T16:37:29.000Z");
    QVERIFY(store->updateContainer(container));
    QCOMPARE(store->container(container.id).value(), container);
    QCOMPARE(store->containers().value(), QList<Container>{container});
    QCOMPARE(store->container({QStringLiteral("nobody")}).error().code, ErrorCode::NotFound);
    QCOMPARE(store->updateContainer(makeContainer(QStringLiteral("x"), QStringLiteral("x"))).error().code,
             ErrorCode::NotFound);
}

void tst_SqliteStore::tellsWhatIsUnsettled()
{
    const auto store = open();
    const auto add = [&](const char *name, Lifecycle lifecycle, bool isCleanedUp = false) {
        Container container = makeContainer(QString::fromLatin1(name), QString::fromLatin1(name));
        container.lifecycle = lifecycle;
        container.createdAt = QStringLiteral("2026-11-21T16:37:2%1.805Z").arg(store->containers()->size());
        if (isCleanedUp)
            container.cleanup = PendingCleanup{QStringLiteral("2026-11-21T16:37:27.805Z"), 1, {}};
        container.spec = {{QStringLiteral("note"), QStringLiteral("\"cleanup\":")}}; // what anybody may write
        QVERIFY(store->insertContainer(container));
    };
    add("pending", Lifecycle::Pending);
    add("creating", Lifecycle::Creating);
    add("ready", Lifecycle::Ready);
    add("stopped", Lifecycle::Stopped);
    add("failed", Lifecycle::Error);
    add("left", Lifecycle::Error, true);
    const QList<Container> unsettled = store->unsettled().value();
    QStringList found;
    for (const Container &container : unsettled)
        found << container.hostname;
    QCOMPARE(found.join(u' '), QStringLiteral("left creating pending"));
}

void tst_SqliteStore::refusesATakenHostname_data()
{
    QTest::addColumn<int>("lifecycle");
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("taken");
    QTest::newRow("pending") << int(Lifecycle::Pending) << "lxc" << true;
    QTest::newRow("creating") << int(Lifecycle::Creating) << "lxc" << true;
    QTest::newRow("ready") << int(Lifecycle::Ready) << "lxc" << true;
    QTest::newRow("stopped") << int(Lifecycle::Stopped) << "lxc" << true;
    QTest::newRow("error") << int(Lifecycle::Error) << "lxc" << false;
    QTest::newRow("deleted") << int(Lifecycle::Deleted) << "lxc" << false;
    QTest::newRow("foreign") << int(Lifecycle::Creating) << "foreign" << false;
}

void tst_SqliteStore::refusesATakenHostname()
{
    QFETCH(int, lifecycle);
    QFETCH(QString, host);
    QFETCH(bool, taken);
    const auto store = open();
    Container first = makeContainer(QStringLiteral("first"), QStringLiteral("web-1"));
    first.lifecycle = Lifecycle(lifecycle);
    first.host = host;
    QVERIFY(store->insertContainer(first));
    Container other = makeContainer(QStringLiteral("second"), QStringLiteral("web-1"));
    other.host = QStringLiteral("lxc");
    const auto second = store->insertContainer(other);
    QCOMPARE(second.has_value(), !taken);
    if (taken) {
        QCOMPARE(second.error().code, ErrorCode::Conflict);
        QCOMPARE(
            second.error().message,
            QStringLiteral("Cannot create the container. The hostname web-1 is in use by container first. "
                           "Choose another name, or delete that container."));
    }
    const auto sameId =
        store->insertContainer(makeContainer(QStringLiteral("first"), QStringLiteral("web-9")));
    QCOMPARE(sameId.error().code, ErrorCode::Conflict);
}

void tst_SqliteStore::aHostnameIsTakenWhereItIs_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("node");
    QTest::addColumn<bool>("taken");
    QTest::newRow("same node") << "proxmox"
                               << "pve-1" << true;
    QTest::newRow("another node") << "proxmox"
                                  << "pve-2" << false;
    QTest::newRow("own host") << "lxc"
                              << "" << false;
    QTest::newRow("node of another case") << "proxmox"
                                          << "PVE-1" << false;
}

void tst_SqliteStore::aHostnameIsTakenWhereItIs()
{
    QFETCH(QString, host);
    QFETCH(QString, node);
    QFETCH(bool, taken);
    const auto store = open();
    Container first = makeContainer(QStringLiteral("first"), QStringLiteral("web-1"));
    first.host = QStringLiteral("proxmox");
    first.node = QStringLiteral("pve-1");
    QVERIFY(store->insertContainer(first));
    QCOMPARE(store->container(first.id).value(), first);
    Container second = makeContainer(QStringLiteral("second"), QStringLiteral("web-1"));
    second.host = host;
    second.node = node;
    const auto inserted = store->insertContainer(second);
    QCOMPARE(inserted.has_value(), !taken);
    if (taken) {
        QCOMPARE(inserted.error().code, ErrorCode::Conflict);
        QVERIFY2(inserted.error().message.contains(QStringLiteral("by container first on the node pve-1.")),
                 qPrintable(inserted.error().message));
        return;
    }
    // It cannot get there by a change either.
    second.host = first.host;
    second.node = first.node;
    QCOMPARE(store->updateContainer(second).error().code, ErrorCode::Conflict);
    QVERIFY(store->removeContainer(first.id));
    QVERIFY(store->updateContainer(second));
}

void tst_SqliteStore::readsFromAnyNumber_data()
{
    QTest::addColumn<QList<int>>("batches");
    QTest::newRow("one") << QList<int>{1};
    QTest::newRow("ones") << QList<int>(40, 1);
    QTest::newRow("small blocks") << QList<int>(30, 100);
    QTest::newRow("large, small, large") << QList<int>{3000, 1, 2, 3000, 5};
    QTest::newRow("one that is split") << QList<int>{40000};
}

void tst_SqliteStore::readsFromAnyNumber()
{
    QFETCH(QList<int>, batches);
    const auto store = open();
    const ContainerId id{QStringLiteral("abc")};
    QVERIFY(store->insertContainer(makeContainer(id.value, QStringLiteral("web-1"))));
    QByteArray all;
    qint64 next = 1;
    for (const int count : batches) {
        const EventBatch batch = makeBatch(id.value, next, count);
        QVERIFY(store->append({batch}, {}));
        all += batch.lines;
        next += count;
    }
    QCOMPARE(store->lastSeq(id).value().value, next - 1);
    QList<qint64> starts{0, 1, 2, next / 2, next - 2, next - 1, next, next + 5};
    for (qint64 after = 0; after < next; after += std::max<qint64>(1, next / 97))
        starts.append(after);
    for (const qint64 after : std::as_const(starts)) {
        if (after < 0)
            continue;
        qsizetype skip = 0;
        for (qint64 i = 0; i < after && skip >= 0; ++i)
            skip = all.indexOf('\n', skip) < 0 ? all.size() : all.indexOf('\n', skip) + 1;
        QCOMPARE(readAll(*store, id, {after}), all.mid(skip));
    }
    const auto limited = store->read(id, {0}, 1);
    QCOMPARE(limited->size(), 1);
    QVERIFY(limited->first().lines.size() <= 1024 * 1024);
}

// At 50 lines/s every line is a commit of its own.
void tst_SqliteStore::keepsManySmallCommitsInFewBlocks()
{
    const auto store = open();
    const ContainerId id{QStringLiteral("abc")};
    QVERIFY(store->insertContainer(makeContainer(id.value, QStringLiteral("web-1"))));
    constexpr int kLines = 6000;
    for (int seq = 1; seq <= kLines; ++seq)
        QVERIFY(store->append({makeBatch(id.value, seq, 1, 100)}, {}));
    const QByteArray all = makeBatch(id.value, 1, kLines, 100).lines;
    QCOMPARE(readAll(*store, id), all);
    const qint64 blocks = countRows(m_path + QStringLiteral("/slipway.db"), QStringLiteral("event_blocks"));
    QVERIFY2(blocks > 1 && blocks <= all.size() / (64 * 1024) + 20, qPrintable(QString::number(blocks)));
}

void tst_SqliteStore::keepsBlocksApartAtAHole()
{
    const auto store = open();
    const ContainerId id{QStringLiteral("abc")};
    QVERIFY(store->insertContainer(makeContainer(id.value, QStringLiteral("web-1"))));
    QVERIFY(store->append({makeBatch(id.value, 5, 3)}, {}));  // 5–7
    QVERIFY(store->append({makeBatch(id.value, 10, 2)}, {})); // 10–11
    QVERIFY(store->append({makeBatch(id.value, 12, 1)}, {})); // 12
    const auto batches = store->read(id, {0}, 1 << 20);
    QCOMPARE(*batches, (QList<EventBatch>{makeBatch(id.value, 5, 3), makeBatch(id.value, 10, 3)}));
    QCOMPARE(*store->read(id, {8}, 1 << 20), (QList<EventBatch>{makeBatch(id.value, 10, 3)}));
    QCOMPARE(*store->read(id, {11}, 1 << 20), (QList<EventBatch>{makeBatch(id.value, 12, 1)}));
}

void tst_SqliteStore::refusesBatchesThatDoNotContinue()
{
    const auto store = open();
    const ContainerId id{QStringLiteral("abc")};
    QVERIFY(store->insertContainer(makeContainer(id.value, QStringLiteral("web-1"))));
    QVERIFY(store->append({makeBatch(id.value, 1, 3)}, {}));
    QCOMPARE(store->append({makeBatch(id.value, 3, 3)}, {}).error().code, ErrorCode::Conflict);
    EventBatch lying = makeBatch(id.value, 4, 2);
    lying.count = 3;
    QCOMPARE(store->append({lying}, {}).error().code, ErrorCode::Internal);
    QCOMPARE(store->append({makeBatch(QStringLiteral("nobody"), 1, 1)}, {}).error().code,
             ErrorCode::NotFound);
    QCOMPARE(store->read({QStringLiteral("nobody")}, {0}, 1).error().code, ErrorCode::NotFound);
    QCOMPARE(store->lastSeq({QStringLiteral("nobody")}).error().code, ErrorCode::NotFound);
    QCOMPARE(readAll(*store, id), makeBatch(id.value, 1, 3).lines);
}

void tst_SqliteStore::rollsBackAWholeCommit()
{
    const auto store = open();
    const QString a = QStringLiteral("a");
    QVERIFY(store->insertContainer(makeContainer(a, a)));
    QVERIFY(store->append({makeBatch(a, 1, 2)}, {}));
    QVERIFY(!store->append({makeBatch(a, 3, 2), makeBatch(QStringLiteral("nobody"), 1, 1)}, {}));
    QCOMPARE(store->lastSeq({a}).value().value, 2);
    QCOMPARE(readAll(*store, {a}), makeBatch(a, 1, 2).lines);
    QVERIFY(store->append({makeBatch(a, 3, 2)}, {}));
    QCOMPARE(readAll(*store, {a}), makeBatch(a, 1, 4).lines);
}

void tst_SqliteStore::continuesAfterReopening()
{
    const QString a = QStringLiteral("a");
    qint64 next = 1;
    for (int round = 0; round < 6; ++round) {
        const auto store = open();
        if (round == 0)
            QVERIFY(store->insertContainer(makeContainer(a, a)));
        QCOMPARE(store->lastSeq({a}).value().value, next - 1);
        for (int i = 0; i < 37; ++i, next += 20)
            QVERIFY(store->append({makeBatch(a, next, 20, 50)}, {}));
        QCOMPARE(readAll(*store, {a}), makeBatch(a, 1, int(next - 1), 50).lines);
    }
}

void tst_SqliteStore::removesAContainerWithAllItHas()
{
    const auto store = open();
    const QString a = QStringLiteral("a");
    QVERIFY(store->insertContainer(makeContainer(a, a)));
    QVERIFY(store->append({makeBatch(a, 1, 2000)}, {}));
    QVERIFY(store->saveServices({a}, {{}, QStringLiteral("10.0.0.1")}));
    QVERIFY(store->removeContainer({a}));
    QCOMPARE(store->container({a}).error().code, ErrorCode::NotFound);
    QCOMPARE(store->removeContainer({a}).error().code, ErrorCode::NotFound);
    const QString file = m_path + QStringLiteral("/slipway.db");
    QCOMPARE(countRows(file, QStringLiteral("event_blocks")), 0);
    QCOMPARE(countRows(file, QStringLiteral("services")), 0);
    QVERIFY(store->insertContainer(makeContainer(a, a)));
    QVERIFY(store->append({makeBatch(a, 1, 1)}, {}));
    QCOMPARE(readAll(*store, {a}), makeBatch(a, 1, 1).lines);
}

// Several readers follow a writer: each sees a growing prefix without a hole, and none is refused.
void tst_SqliteStore::readersDoNotWaitForTheWriter()
{
    const auto store = open();
    const QString a = QStringLiteral("a");
    QVERIFY(store->insertContainer(makeContainer(a, a)));
    constexpr int kCommits = 300;
    std::atomic_int failures = 0;
    std::vector<std::thread> threads;
    for (int reader = 0; reader < 3; ++reader) {
        threads.emplace_back([&] {
            EventSeq seen;
            while (seen.value < kCommits * 25) {
                const auto batches = store->read({a}, seen, 256 * 1024);
                if (!batches) {
                    ++failures;
                    return;
                }
                for (const EventBatch &batch : *batches) {
                    if (batch.first.value != seen.value + 1 ||
                        !batch.lines.startsWith(makeLine(batch.first.value)))
                        ++failures;
                    seen = batch.last();
                }
            }
        });
    }
    for (int i = 0; i < kCommits; ++i) {
        if (!store->append({makeBatch(a, 1 + i * 25, 25)}, {store->container({a}).value()}))
            ++failures;
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(failures.load(), 0);
}

void tst_SqliteStore::closesTheConnectionsOfThreadsThatEnd()
{
    const auto store = open();
    const qsizetype before = QSqlDatabase::connectionNames().size();
    for (int i = 0; i < 5; ++i) {
        std::thread thread([&] { (void)store->containers(); });
        thread.join();
    }
    QCOMPARE(QSqlDatabase::connectionNames().size(), before);
}

QTEST_GUILESS_MAIN(tst_SqliteStore)
#include "tst_sqlitestore.moc"
