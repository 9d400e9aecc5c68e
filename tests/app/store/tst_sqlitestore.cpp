#include "tests/app/store/storefixture.h"
#include "tests/support/tsan.h"
#include <QDirIterator>
#include <QProcess>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>
#include <atomic>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace slipway;
using namespace slipway::tests;
using slipway::store::SqliteStore;

namespace {

// The file as the first released schema made it; frozen here, so that a change of it is seen.
const char *const kSchema1[] = {
    "CREATE TABLE containers(pk INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, hostname TEXT NOT NULL, live "
    "INTEGER NOT "
    "NULL, lifecycle TEXT NOT NULL, created_at TEXT NOT NULL, last_seq INTEGER NOT NULL DEFAULT 0, body BLOB "
    "NOT NULL)",
    "CREATE UNIQUE INDEX containers_live_hostname ON containers(hostname) WHERE live=1",
    "CREATE TABLE event_blocks(block INTEGER PRIMARY KEY, container INTEGER NOT NULL REFERENCES "
    "containers(pk) ON "
    "DELETE CASCADE, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, lines BLOB NOT NULL)",
    "CREATE UNIQUE INDEX event_blocks_order ON event_blocks(container, last_seq)",
    "INSERT INTO containers VALUES(7,'old1','web-1',1,'creating','2026-11-20T10:00:00.000Z',3,"
    "'{\"id\":\"old1\",\"hostname\":\"web-1\",\"host\":\"simulated\",\"lifecycle\":\"creating\","
    "\"createdAt\":"
    "\"2026-11-20T10:00:00.000Z\"}')",
    "INSERT INTO event_blocks VALUES(1,7,1,2,CAST('{\"seq\":1}\n{\"seq\":2}\n' AS BLOB))",
    "INSERT INTO event_blocks VALUES(2,7,3,3,CAST('{\"seq\":3}\n' AS BLOB))",
    "PRAGMA application_id=1397510231",
};

void runSql(const QString &file, const QStringList &statements)
{
    {
        QSqlDatabase db = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("raw"));
        db.setDatabaseName(file);
        QVERIFY(db.open());
        for (const QString &statement : statements) {
            QSqlQuery query(db);
            QVERIFY2(query.exec(statement), qPrintable(statement));
        }
    }
    QSqlDatabase::removeDatabase(QStringLiteral("raw"));
}

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

int modeOf(const QString &path)
{
    struct stat info = {};
    return ::stat(QFile::encodeName(path).constData(), &info) == 0 ? int(info.st_mode & 0777) : -1;
}

} // namespace

class tst_SqliteStore : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void roundTripsAContainer();
    void refusesATakenHostname_data();
    void refusesATakenHostname();
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
    void upgradesVersion1();
    void refusesANewerSchema();
    void refusesBadDirectories_data();
    void refusesBadDirectories();
    void refusesAReadOnlyDirectoryForOthers();
    void refusesASecondProcess();
    void survivesAKilledHolder();
    void waitsForAForeignLockThenSaysSo();
    void makesEverythingPrivate();
    void leavesNoCredentialReadable();
    void saysWhenTheKeyIsMissingOrWrong();

private:
    std::unique_ptr<SqliteStore> open();
    QString openError();
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

QString tst_SqliteStore::openError()
{
    const auto store = SqliteStore::open(m_path);
    return store ? QString() : store.error().message;
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
    const auto second =
        store->insertContainer(makeContainer(QStringLiteral("second"), QStringLiteral("web-1")));
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

void tst_SqliteStore::upgradesVersion1()
{
    QVERIFY(QDir().mkpath(m_path));
    QStringList statements;
    for (const char *statement : kSchema1)
        statements.append(QString::fromLatin1(statement));
    statements.append(QStringLiteral("PRAGMA user_version=1"));
    runSql(m_path + QStringLiteral("/slipway.db"), statements);
    const auto store = open();
    const ContainerId id{QStringLiteral("old1")};
    QCOMPARE(store->container(id)->hostname, QStringLiteral("web-1"));
    QCOMPARE(readAll(*store, id), "{\"seq\":1}\n{\"seq\":2}\n{\"seq\":3}\n");
    QVERIFY(store->append({makeBatch(id.value, 4, 2)}, {}));
    QCOMPARE(store->lastSeq(id)->value, 5);
    QVERIFY(store->saveServices(id, {{}, QStringLiteral("10.0.0.7")}));
    QCOMPARE(store->services(id)->containerIp, QStringLiteral("10.0.0.7"));
}

void tst_SqliteStore::refusesANewerSchema()
{
    open().reset();
    runSql(m_path + QStringLiteral("/slipway.db"), {QStringLiteral("PRAGMA user_version=99")});
    const QString message = openError();
    QVERIFY2(message.startsWith(QStringLiteral("Cannot open the store. ")), qPrintable(message));
    QVERIFY2(message.contains(QStringLiteral("newer Slipway (schema 99, this one knows 2)")),
             qPrintable(message));
}

void tst_SqliteStore::refusesBadDirectories_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("says");
    QTest::newRow("a file of that name") << "file"
                                         << "There is a file of this name";
    QTest::newRow("parent is a file") << "parent"
                                      << "Cannot create the data directory";
    QTest::newRow("file system refuses") << "proc"
                                         << "Cannot create the data directory";
    QTest::newRow("text for a database") << "text"
                                         << "is not a Slipway store";
    QTest::newRow("damaged database") << "torn"
                                      << "is damaged";
    QTest::newRow("database of another program") << "other"
                                                 << "is a database of another program";
    QTest::newRow("database is a directory") << "dbdir"
                                             << "cannot be opened";
}

void tst_SqliteStore::refusesBadDirectories()
{
    QFETCH(QString, what);
    QFETCH(QString, says);
    const QString db = m_path + QStringLiteral("/slipway.db");
    const auto write = [](const QString &file, const QByteArray &bytes) {
        QFile f(file);
        QVERIFY(f.open(QIODevice::WriteOnly));
        f.write(bytes);
    };
    if (what == QLatin1String("file")) {
        write(m_path, "x");
    } else if (what == QLatin1String("parent")) {
        write(m_path, "x");
        m_path += QStringLiteral("/sub");
    } else if (what == QLatin1String("proc")) {
        m_path = QStringLiteral("/proc/slipway");
    } else if (what == QLatin1String("torn")) {
        open().reset();
        QFile f(db);
        QVERIFY(f.open(QIODevice::ReadWrite) && f.seek(100));
        f.write(QByteArray(4000, '\xa5'));
    } else {
        QVERIFY(QDir().mkpath(m_path));
        if (what == QLatin1String("text"))
            write(db, QByteArray(5000, 'a'));
        else if (what == QLatin1String("dbdir"))
            QVERIFY(QDir().mkpath(db));
        else
            runSql(db, {QStringLiteral("CREATE TABLE bookmarks(url TEXT)")});
    }
    const auto store = SqliteStore::open(m_path);
    QVERIFY(!store);
    QCOMPARE(store.error().code, ErrorCode::Unavailable);
    QVERIFY2(store.error().message.contains(says), qPrintable(store.error().message));
    QVERIFY2(store.error().message.startsWith(QStringLiteral("Cannot ")), qPrintable(store.error().message));
    QVERIFY(store.error().message.count(QStringLiteral(". ")) >= 2);
}

void tst_SqliteStore::refusesAReadOnlyDirectoryForOthers()
{
    QVERIFY(QDir().mkpath(m_path));
    const QByteArray name = QFile::encodeName(m_path);
    QCOMPARE(::chmod(name.constData(), 0500), 0);
    QVERIFY(QFile::setPermissions(m_dir->path(), QFile::Permissions(0x7777)));
    const bool root = ::geteuid() == 0;
    if (root)
        QCOMPARE(::seteuid(65534), 0); // permissions do not bind root
    const auto readOnly = SqliteStore::open(m_path);
    if (root)
        QCOMPARE(::seteuid(0), 0);
    ::chmod(name.constData(), 0700);
    QVERIFY(!readOnly);
    QVERIFY2(readOnly.error().message.contains(QStringLiteral("Permission denied")),
             qPrintable(readOnly.error().message));
}

void tst_SqliteStore::refusesASecondProcess()
{
    const auto first = open();
    const QString message = openError();
    const QString expected =
        QStringLiteral("Another slipwayd (process %1) uses it").arg(QCoreApplication::applicationPid());
    QVERIFY2(message.contains(expected), qPrintable(message));
    QVERIFY(first->containers());
}

void tst_SqliteStore::survivesAKilledHolder()
{
    int pipes[2];
    QCOMPARE(::pipe(pipes), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        auto store = SqliteStore::open(m_path);
        if (store)
            (void)(*store)->insertContainer(makeContainer(QStringLiteral("abc"), QStringLiteral("web-1")));
        if (store)
            (void)(*store)->append({makeBatch(QStringLiteral("abc"), 1, 500)}, {});
        const char ok = store ? '1' : '0';
        (void)!::write(pipes[1], &ok, 1);
        ::pause();
        ::_exit(0);
    }
    char ok = 0;
    QCOMPARE(::read(pipes[0], &ok, 1), ssize_t(1));
    QCOMPARE(ok, '1');
    QVERIFY(openError().contains(QStringLiteral("(process %1)").arg(child)));
    QCOMPARE(::kill(child, SIGKILL), 0);
    QCOMPARE(::waitpid(child, nullptr, 0), child);
    ::close(pipes[0]);
    ::close(pipes[1]);
    const auto store = open();
    QCOMPARE(readAll(*store, {QStringLiteral("abc")}), makeBatch(QStringLiteral("abc"), 1, 500).lines);
}

void tst_SqliteStore::waitsForAForeignLockThenSaysSo()
{
    auto opened = SqliteStore::open(m_path, {100});
    QVERIFY(opened);
    const auto store = std::move(*opened);
    {
        QSqlDatabase db = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("other"));
        db.setDatabaseName(m_path + QStringLiteral("/slipway.db"));
        QVERIFY(db.open());
        QVERIFY(QSqlQuery(db).exec(QStringLiteral("BEGIN IMMEDIATE")));
        const auto result = store->insertContainer(makeContainer(QStringLiteral("a"), QStringLiteral("a")));
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Unavailable);
        QVERIFY(result.error().retryable);
        QVERIFY2(result.error().message.contains(QStringLiteral("Another program has locked")),
                 qPrintable(result.error().message));
        QVERIFY(store->containers()); // readers go on
        QVERIFY(QSqlQuery(db).exec(QStringLiteral("ROLLBACK")));
    }
    QSqlDatabase::removeDatabase(QStringLiteral("other"));
    QVERIFY(store->insertContainer(makeContainer(QStringLiteral("a"), QStringLiteral("a"))));
}

void tst_SqliteStore::makesEverythingPrivate()
{
    const mode_t before = ::umask(0);
    const auto store = open();
    QVERIFY(store->insertContainer(makeContainer(QStringLiteral("a"), QStringLiteral("a"))));
    ::umask(before);
    QCOMPARE(modeOf(m_path), 0700);
    QDirIterator it(m_path, QDir::Files);
    int files = 0;
    while (it.hasNext()) {
        QCOMPARE(modeOf(it.next()), 0600);
        ++files;
    }
    QVERIFY(files >= 4); // database, WAL, key, lock
}

void tst_SqliteStore::leavesNoCredentialReadable()
{
    const QByteArray marker = "MARKER-pa55word-0815";
    Service service;
    service.name = QStringLiteral("code-server");
    service.type = QStringLiteral("systemd");
    service.status = QStringLiteral("running");
    service.port = 8443;
    service.credentials = {{QStringLiteral("PASSWORD"), Secret(marker)}};
    const ServiceList list{{service}, QStringLiteral("10.0.0.50")};
    const auto grep = [&] {
        QDirIterator it(m_path, QDir::Files | QDir::Hidden);
        QStringList found;
        while (it.hasNext()) {
            QFile file(it.next());
            if (!file.open(QIODevice::ReadOnly))
                found.append(QStringLiteral("unreadable"));
            const QByteArray bytes = file.readAll();
            if (bytes.contains(marker) || bytes.contains(marker.toBase64()) || bytes.contains(marker.toHex()))
                found.append(file.fileName());
        }
        return found;
    };
    {
        const auto store = open();
        QVERIFY(store->insertContainer(makeContainer(QStringLiteral("a"), QStringLiteral("a"))));
        QVERIFY(store->insertContainer(makeContainer(QStringLiteral("b"), QStringLiteral("b"))));
        QVERIFY(store->saveServices({QStringLiteral("a")}, list));
        QVERIFY(store->saveServices({QStringLiteral("a")}, list)); // replaces
        QCOMPARE(store->services({QStringLiteral("a")}).value(), list);
        QCOMPARE(store->services({QStringLiteral("b")}).value(), ServiceList{});
        QCOMPARE(store->services({QStringLiteral("c")}).error().code, ErrorCode::NotFound);
        QCOMPARE(grep(), QStringList());
    }
    QCOMPARE(grep(), QStringList());
    QCOMPARE(open()->services({QStringLiteral("a")}).value(), list);
}

void tst_SqliteStore::saysWhenTheKeyIsMissingOrWrong()
{
    open().reset();
    const QString key = m_path + QStringLiteral("/master.key");
    QVERIFY(QFile::rename(key, key + QStringLiteral(".away")));
    QVERIFY2(openError().contains(QStringLiteral("is missing. Restore it from a backup")),
             qPrintable(openError()));
    QVERIFY(!QFile::exists(key)); // no wrong one was made in its place
    const QString otherDir = m_dir->filePath(QStringLiteral("other"));
    QVERIFY(SqliteStore::open(otherDir));
    QVERIFY(QFile::copy(otherDir + QStringLiteral("/master.key"), key));
    QVERIFY2(openError().contains(QStringLiteral("is not the key of")), qPrintable(openError()));
    QVERIFY(QFile::remove(key));
    QVERIFY(QFile::rename(key + QStringLiteral(".away"), key));
    QVERIFY(QFile::setPermissions(key, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup));
    const auto wide = SqliteStore::open(m_path);
    QCOMPARE(wide.error().code, ErrorCode::Forbidden);
    QVERIFY2(wide.error().message.contains(QStringLiteral("chmod 600 ")), qPrintable(wide.error().message));
    QVERIFY(QFile::setPermissions(key, QFile::ReadOwner | QFile::WriteOwner));
    QVERIFY(open());
}

QTEST_GUILESS_MAIN(tst_SqliteStore)
#include "tst_sqlitestore.moc"
