#include "tests/app/store/storefixture.h"
#include "tests/support/tsan.h"
#include <QDirIterator>
#include <QProcess>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>
#include <sys/stat.h>
#include <sys/wait.h>
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

// And the second one on top of it.
const char *const kSchema2[] = {
    "CREATE TABLE services(container INTEGER PRIMARY KEY REFERENCES containers(pk) ON DELETE CASCADE, sealed "
    "BLOB "
    "NOT NULL)",
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    // As it was written: bodies are bytes. One of them is no JSON: that is no reason not to open the others.
    "INSERT INTO containers VALUES(8,'old2','web-2',1,'ready','2026-11-20T11:00:00.000Z',0,CAST("
    "'{\"id\":\"old2\",\"hostname\":\"web-2\",\"host\":\"lxc\",\"lifecycle\":\"ready\",\"createdAt\":"
    "\"2026-11-20T11:00:00.000Z\"}' AS BLOB))",
    ("INSERT INTO containers VALUES(9,'torn','web-3',0,'error','2026-11-20T12:00:00.000Z',0,CAST('{\"id' AS "
     "BLOB))"),
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

int modeOf(const QString &path)
{
    struct stat info = {};
    return ::stat(QFile::encodeName(path).constData(), &info) == 0 ? int(info.st_mode & 0777) : -1;
}

} // namespace

/// The file itself: its versions, who may open it, who may read it.
class tst_SqliteStoreFile : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void upgradesVersion1();
    void upgradesVersion2();
    void refusesANewerSchema();
    void carriesTheLogOverBesideTheWriter();
    void keepsTheLogBoundedUnderALoadWithoutAPause();
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

void tst_SqliteStoreFile::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    m_dir = std::make_unique<QTemporaryDir>();
    QVERIFY(m_dir->isValid());
    m_path = m_dir->filePath(QStringLiteral("data"));
}

std::unique_ptr<SqliteStore> tst_SqliteStoreFile::open()
{
    auto store = SqliteStore::open(m_path);
    if (!store) {
        QTest::qFail(qPrintable(store.error().message), __FILE__, __LINE__);
        return nullptr;
    }
    return std::move(*store);
}

QString tst_SqliteStoreFile::openError()
{
    const auto store = SqliteStore::open(m_path);
    return store ? QString() : store.error().message;
}

void tst_SqliteStoreFile::upgradesVersion1()
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
    QCOMPARE(store->lastSeq(id)->value, 3);
    QVERIFY(store->append({makeBatch(id.value, 4, 2)}, {}));
    QCOMPARE(store->lastSeq(id)->value, 5);
    QCOMPARE(readAll(*store, id, {3}), makeBatch(id.value, 4, 2).lines);
    QVERIFY(store->saveServices(id, {{}, QStringLiteral("10.0.0.7")}));
    QCOMPARE(store->services(id)->containerIp, QStringLiteral("10.0.0.7"));
}

// The hostnames in use before are still in use, each on its own host.
void tst_SqliteStoreFile::upgradesVersion2()
{
    QVERIFY(QDir().mkpath(m_path));
    QStringList statements;
    for (const char *statement : kSchema1)
        statements.append(QString::fromLatin1(statement));
    for (const char *statement : kSchema2)
        statements.append(QString::fromLatin1(statement));
    statements.append(QStringLiteral("PRAGMA user_version=2"));
    runSql(m_path + QStringLiteral("/slipway.db"), statements);
    const auto store = open();
    QCOMPARE(readAll(*store, {QStringLiteral("old1")}), "{\"seq\":1}\n{\"seq\":2}\n{\"seq\":3}\n");
    const auto old2 = store->container({QStringLiteral("old2")});
    QVERIFY(old2);
    QCOMPARE(old2->host, QStringLiteral("lxc"));
    QCOMPARE(old2->node, QString());
    Container again = makeContainer(QStringLiteral("new"), QStringLiteral("web-2"));
    again.host = QStringLiteral("lxc");
    QCOMPARE(store->insertContainer(again).error().code, ErrorCode::Conflict);
    again.host = QStringLiteral("proxmox");
    again.node = QStringLiteral("pve");
    QVERIFY(store->insertContainer(again));
    QVERIFY(store->updateContainer(*old2));
    QCOMPARE(store->nodes().value(), QList<Node>());
}

void tst_SqliteStoreFile::refusesANewerSchema()
{
    open().reset();
    runSql(m_path + QStringLiteral("/slipway.db"), {QStringLiteral("PRAGMA user_version=99")});
    const QString message = openError();
    QVERIFY2(message.startsWith(QStringLiteral("Cannot open the store. ")), qPrintable(message));
    QVERIFY2(message.contains(QStringLiteral("newer Slipway (schema 99, this one knows 5)")),
             qPrintable(message));
}

// Not by who commits, which no file would tell apart, but also when nobody commits any more.
void tst_SqliteStoreFile::carriesTheLogOverBesideTheWriter()
{
    const auto store = open();
    QVERIFY(store->insertContainer(makeContainer(QStringLiteral("a"), QStringLiteral("a"))));
    const EventBatch batch =
        makeBatch(QStringLiteral("a"), 1, 8'000, 1'000); // less than a commit's own share
    QVERIFY(store->append({batch}, {}));
    const QFileInfo file(m_path + QStringLiteral("/slipway.db"));
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(file.filePath()).size() >= batch.lines.size(), 30'000);
    QCOMPARE(readAll(*store, {QStringLiteral("a")}), batch.lines);
}

// It is begun anew, also when there was never a moment without a commit: on a slow disk later than on a fast
// one.
void tst_SqliteStoreFile::keepsTheLogBoundedUnderALoadWithoutAPause()
{
    const auto store = open();
    QVERIFY(store->insertContainer(makeContainer(QStringLiteral("a"), QStringLiteral("a"))));
    constexpr qint64 kAtLeast = 100'000'000;
    constexpr qint64 kAtMost = 2'000'000'000;
    qint64 next = 1;
    qint64 written = 0;
    qint64 largest = 0;
    while (written < kAtMost && (written < kAtLeast || written < 2 * largest)) {
        const EventBatch batch = makeBatch(QStringLiteral("a"), next, 100, 10'000);
        QVERIFY(store->append({batch}, {}));
        next = batch.last().value + 1;
        written += batch.lines.size();
        largest = std::max(largest, QFileInfo(m_path + QStringLiteral("/slipway.db-wal")).size());
    }
    QVERIFY2(written >= 2 * largest, qPrintable(QStringLiteral("%1 of %2").arg(largest).arg(written)));
    QCOMPARE(store->lastSeq({QStringLiteral("a")})->value, next - 1);
}

void tst_SqliteStoreFile::refusesBadDirectories_data()
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

void tst_SqliteStoreFile::refusesBadDirectories()
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

void tst_SqliteStoreFile::refusesAReadOnlyDirectoryForOthers()
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

void tst_SqliteStoreFile::refusesASecondProcess()
{
    const auto first = open();
    const QString message = openError();
    const QString expected =
        QStringLiteral("Another slipwayd (process %1) uses it").arg(QCoreApplication::applicationPid());
    QVERIFY2(message.contains(expected), qPrintable(message));
    QVERIFY(first->containers());
}

void tst_SqliteStoreFile::survivesAKilledHolder()
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

void tst_SqliteStoreFile::waitsForAForeignLockThenSaysSo()
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

void tst_SqliteStoreFile::makesEverythingPrivate()
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

void tst_SqliteStoreFile::leavesNoCredentialReadable()
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

void tst_SqliteStoreFile::saysWhenTheKeyIsMissingOrWrong()
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

QTEST_GUILESS_MAIN(tst_SqliteStoreFile)
#include "tst_sqlitestorefile.moc"
