#include "tests/app/store/storefixture.h"
#include <QDirIterator>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTest>
#include <atomic>
#include <thread>

using namespace slipway;
using namespace slipway::tests;
using slipway::store::SqliteStore;

namespace {

const QList<QByteArray> kMarkers = {"MARKER-secret-0815", "MARKER-sshpass-0815", "MARKER-keytext-0815",
                                    "MARKER-phrase-0815"};

// Every field of another value than a fresh Node has.
Node makeNode(const QString &name)
{
    Node node;
    node.name = name;
    node.host = QStringLiteral("host-0815.example.net");
    node.port = 443;
    node.pveNode = QStringLiteral("pve1");
    node.signIn = Node::SignIn::Password;
    node.user = QStringLiteral("root@pam");
    node.tokenName = QStringLiteral("desk");
    node.secret = Secret(kMarkers.at(0));
    node.certificateSha256 = QStringLiteral("AA:BB");
    node.ssh.host = QStringLiteral("192.168.1.10");
    node.ssh.port = 2222;
    node.ssh.user = QStringLiteral("ops");
    node.ssh.signIn = Node::SshSignIn::Password;
    node.ssh.password = Secret(kMarkers.at(1));
    node.ssh.privateKey = Secret(kMarkers.at(2) + '\n');
    node.ssh.passphrase = Secret(kMarkers.at(3));
    node.ssh.hostKeySha256 = QStringLiteral("SHA256:x");
    node.storage = QStringLiteral("local-lvm");
    node.templateStorage = QStringLiteral("local");
    node.bridge = QStringLiteral("vmbr0");
    return node;
}

} // namespace

class tst_SqliteNodes : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void keepsNodes();
    void refusesWhatDoesNotFit();
    void leavesNoSecretReadable();
    void aDamagedRowHidesNoOther_data();
    void aDamagedRowHidesNoOther();
    void isUsedByManyThreads();

private:
    std::unique_ptr<SqliteStore> open();
    void runSql(const QStringList &statements);
    QStringList filesWithSecrets();
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_path;
};

void tst_SqliteNodes::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    m_dir = std::make_unique<QTemporaryDir>();
    QVERIFY(m_dir->isValid());
    m_path = m_dir->filePath(QStringLiteral("data"));
}

std::unique_ptr<SqliteStore> tst_SqliteNodes::open()
{
    auto store = SqliteStore::open(m_path);
    if (!store) {
        QTest::qFail(qPrintable(store.error().message), __FILE__, __LINE__);
        return nullptr;
    }
    return std::move(*store);
}

void tst_SqliteNodes::runSql(const QStringList &statements)
{
    {
        QSqlDatabase db = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("raw"));
        db.setDatabaseName(m_path + QStringLiteral("/slipway.db"));
        QVERIFY(db.open());
        for (const QString &statement : statements) {
            QSqlQuery query(db);
            QVERIFY2(query.exec(statement), qPrintable(query.lastError().text()));
            QVERIFY2(query.numRowsAffected() > 0, qPrintable(statement));
        }
    }
    QSqlDatabase::removeDatabase(QStringLiteral("raw"));
}

// Database, WAL, shared memory, key, lock: every file there is.
QStringList tst_SqliteNodes::filesWithSecrets()
{
    QStringList found;
    QDirIterator it(m_path, QDir::Files | QDir::Hidden);
    int files = 0;
    while (it.hasNext()) {
        QFile file(it.next());
        if (!file.open(QIODevice::ReadOnly))
            found.append(QStringLiteral("unreadable: ") + file.fileName());
        const QByteArray bytes = file.readAll();
        for (const QByteArray &marker : kMarkers + QList<QByteArray>{"host-0815", "root@pam"}) {
            if (bytes.contains(marker) || bytes.contains(marker.toBase64()) || bytes.contains(marker.toHex()))
                found.append(QString::fromLatin1(marker) + QStringLiteral(" in ") + file.fileName());
        }
        ++files;
    }
    if (files < 3)
        found.append(QStringLiteral("too few files looked at"));
    return found;
}

void tst_SqliteNodes::keepsNodes()
{
    const Node one = makeNode(QStringLiteral("pve-1"));
    Node two = makeNode(QStringLiteral("pve-0"));
    two.ssh = {};
    {
        const auto store = open();
        QCOMPARE(store->nodes().value(), QList<Node>());
        QVERIFY(store->insertNode(one));
        QVERIFY(store->insertNode(two));
        QCOMPARE(store->node(one.name).value(), one);
        QCOMPARE(store->nodes().value(), (QList<Node>{two, one})); // by name
        two.secret = Secret(QByteArray("another"));
        two.ssh.isEnabled = false;
        QVERIFY(store->updateNode(two));
    }
    const auto store = open();
    QCOMPARE(store->node(two.name).value(), two);
    QVERIFY(store->removeNode(two.name));
    QCOMPARE(store->nodes().value(), QList<Node>{one});
    QVERIFY(store->insertNode(two)); // the name is free again
}

void tst_SqliteNodes::refusesWhatDoesNotFit()
{
    const auto store = open();
    const Node node = makeNode(QStringLiteral("pve"));
    for (const Error &error : {store->node(node.name).error(), store->updateNode(node).error(),
                               store->removeNode(node.name).error()}) {
        QCOMPARE(error.code, ErrorCode::NotFound);
        QVERIFY2(error.message.contains(QStringLiteral("There is no node \"pve\".")),
                 qPrintable(error.message));
    }
    QCOMPARE(store->nodes().value(), QList<Node>()); // an update makes none
    QVERIFY(store->insertNode(node));
    Node other = node;
    other.secret = Secret(QByteArray("other"));
    const auto twice = store->insertNode(other);
    QCOMPARE(twice.error().code, ErrorCode::Conflict);
    QVERIFY2(
        twice.error().message.startsWith(QStringLiteral("Cannot add the node. There is one called \"pve\"")),
        qPrintable(twice.error().message));
    QCOMPARE(store->node(node.name).value(), node);
}

void tst_SqliteNodes::leavesNoSecretReadable()
{
    {
        const auto store = open();
        QVERIFY(store->insertNode(makeNode(QStringLiteral("pve-1"))));
        QVERIFY(store->insertNode(makeNode(QStringLiteral("pve-2"))));
        QVERIFY(store->updateNode(makeNode(QStringLiteral("pve-2"))));
        QCOMPARE(filesWithSecrets(), QStringList()); // with what is in the WAL
        QVERIFY(store->removeNode(QStringLiteral("pve-2")));
        QCOMPARE(filesWithSecrets(), QStringList());
    }
    QCOMPARE(filesWithSecrets(), QStringList());
    // The search finds what is there.
    QFile planted(m_path + QStringLiteral("/planted"));
    QVERIFY(planted.open(QIODevice::WriteOnly));
    planted.write("x" + kMarkers.at(3).toBase64());
    planted.close();
    QCOMPARE(filesWithSecrets().size(), 1);
}

void tst_SqliteNodes::aDamagedRowHidesNoOther_data()
{
    QTest::addColumn<QString>("statement");
    QTest::newRow("cut") << QStringLiteral("UPDATE nodes SET sealed=substr(sealed,1,100) WHERE name='b'");
    QTest::newRow("empty") << QStringLiteral("UPDATE nodes SET sealed=x'' WHERE name='b'");
    QTest::newRow("one byte changed") << QStringLiteral(
        "UPDATE nodes SET sealed=CAST(substr(sealed,1,60) || x'00ff' || substr(sealed,63) AS BLOB) "
        "WHERE name='b'");
    QTest::newRow("that of another node")
        << QStringLiteral("UPDATE nodes SET sealed=(SELECT sealed FROM nodes WHERE name='a') WHERE name='b'");
    QTest::newRow("of another key") << QStringLiteral(
        "UPDATE nodes SET sealed=randomblob(900) WHERE name='b'");
}

void tst_SqliteNodes::aDamagedRowHidesNoOther()
{
    QFETCH(QString, statement);
    const Node a = makeNode(QStringLiteral("a"));
    const Node b = makeNode(QStringLiteral("b"));
    const Node c = makeNode(QStringLiteral("c"));
    {
        const auto store = open();
        for (const Node &node : {a, b, c})
            QVERIFY(store->insertNode(node));
    }
    runSql({statement});
    const auto store = open();
    Node named;
    named.name = b.name;
    QCOMPARE(store->nodes().value(), (QList<Node>{a, named, c}));
    const auto read = store->node(b.name);
    QVERIFY(!read);
    QVERIFY2(read.error().message.startsWith(QStringLiteral("Cannot read the node \"b\". ")),
             qPrintable(read.error().message));
    QCOMPARE(store->node(c.name).value(), c);
    QCOMPARE(store->insertNode(b).error().code, ErrorCode::Conflict);
    QVERIFY(store->updateNode(b)); // typed again
    QCOMPARE(store->nodes().value(), (QList<Node>{a, b, c}));
    QVERIFY(store->removeNode(b.name));
}

void tst_SqliteNodes::isUsedByManyThreads()
{
    const auto store = open();
    std::atomic<int> bad = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&, i] {
            const Node node = makeNode(QStringLiteral("pve-%1").arg(i));
            for (int round = 0; round < 20; ++round) {
                const bool ok = store->insertNode(node) && store->node(node.name).value_or(Node()) == node &&
                                store->nodes() && store->updateNode(node) && store->removeNode(node.name);
                bad += ok ? 0 : 1;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(bad.load(), 0);
    QCOMPARE(store->nodes().value(), QList<Node>());
}

QTEST_GUILESS_MAIN(tst_SqliteNodes)
#include "tst_sqlitenodes.moc"
