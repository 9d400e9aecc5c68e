#include "app/backend/templateroutes.h"
#include "net/http/jsonclient.h"
#include "net/httpd/server.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace slipway::backend;
using namespace Qt::Literals::StringLiterals;

/// Templates and package buckets over real sockets, on a real disk.
class TestTemplateRoutes : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void anOwnOneFromFirstToLast();
    void anOwnOneStandsBeforeTheShippedOne();
    void lostUpdatesAreRefused_data();
    void lostUpdatesAreRefused();
    void refusesWithFields_data();
    void refusesWithFields();
    void unsafeNamesReachNothing_data();
    void unsafeNamesReachNothing();
    void bucketsAreShared();
    void aMissingBucketIsNamed();
    void foldersOfTheOperatorCount();
    void readersSeeOneOrTheOther();

private:
    struct Answer
    {
        int status = 0;
        QByteArray body;
        QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
        QString message() const { return json().value("detail"_L1).toString(); }
        QStringList fields() const
        {
            QStringList out;
            for (const QJsonValue &one : json().value("fields"_L1).toArray())
                out.append(one["field"_L1].toString());
            return out;
        }
    };
    Answer ask(const QByteArray &method, const QString &path, const QJsonObject &body = {});
    QStringList names();
    QString data(const QString &path) const { return m_dir->filePath(u"data/"_s + path); }
    void write(const QString &path, const QByteArray &content);
    static QJsonObject web(const QString &revision = {});

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<store::TemplateLibrary> m_library;
    std::unique_ptr<QThreadPool> m_pool;
    std::unique_ptr<httpd::Server> m_server;
    std::unique_ptr<http::JsonClient> m_client;
};

void TestTemplateRoutes::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    m_dir = std::make_unique<QTemporaryDir>();
    write(u"shipped/base/template.conf"_s, "# kept\nTEMPLATE_APP=Base\nTEMPLATE_CPU=2\n");
    write(u"shipped/base/scripts/00-a.sh"_s, "true\n");
    m_library =
        std::make_unique<store::TemplateLibrary>(m_dir->filePath(u"data"_s), m_dir->filePath(u"shipped"_s));
    m_pool = std::make_unique<QThreadPool>();
    httpd::Router router;
    addTemplateRoutes(router, *m_library, *m_pool);
    m_server = std::make_unique<httpd::Server>(
        std::move(router), httpd::BearerGate(Secret(QByteArray("token"))), httpd::ServerLimits{});
    const auto port = m_server->listen(QHostAddress(QHostAddress::LocalHost), 0);
    QVERIFY(port);
    m_client = std::make_unique<http::JsonClient>();
    m_client->setBaseUrl(QUrl(u"http://127.0.0.1:%1"_s.arg(*port)));
    m_client->setHeaders({{"Authorization", "Bearer token"}});
}

void TestTemplateRoutes::cleanup()
{
    m_client.reset();
    m_pool->waitForDone();
    m_server.reset();
}

TestTemplateRoutes::Answer TestTemplateRoutes::ask(const QByteArray &method, const QString &path,
                                                   const QJsonObject &body)
{
    std::optional<Result<http::JsonReply>> result;
    const auto done = [&result](const Result<http::JsonReply> &answer) { result = answer; };
    const QByteArray json = QJsonDocument(body).toJson(QJsonDocument::Compact);
    if (method == "GET")
        m_client->get(path, this, done);
    else if (method == "PUT")
        m_client->put(path, json, this, done);
    else
        m_client->remove(path, this, done);
    if (!QTest::qWaitFor([&] { return result.has_value(); }, 30'000))
        return {};
    if (result->has_value())
        return {(*result)->status, (*result)->body};
    const QByteArray problem = result->error().detail.toUtf8();
    return {QJsonDocument::fromJson(problem).object().value("status"_L1).toInt(), problem};
}

QStringList TestTemplateRoutes::names()
{
    QStringList out;
    for (const QJsonValue &one : ask("GET", u"/api/templates"_s).json().value("templates"_L1).toArray())
        out.append(one["name"_L1].toString());
    return out;
}

void TestTemplateRoutes::write(const QString &path, const QByteArray &content)
{
    QVERIFY(QDir().mkpath(QFileInfo(m_dir->filePath(path)).path()));
    QFile file(m_dir->filePath(path));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

QJsonObject TestTemplateRoutes::web(const QString &revision)
{
    QJsonObject out{
        {u"title"_s, u"Web \"$1\" server"_s},
        {u"cores"_s, 2},
        {u"nesting"_s, true},
        {u"scripts"_s,
         QJsonArray{
             QJsonObject{{u"name"_s, u"00-a.sh"_s}, {u"content"_s, u"echo a\n"_s}, {u"timeoutSeconds"_s, 90}},
             QJsonObject{{u"name"_s, u"01-b.sh"_s}, {u"content"_s, u"echo b\n"_s}, {u"enabled"_s, false}}}},
        {u"files"_s,
         QJsonArray{QJsonObject{
             {u"path"_s, u"/etc/app.conf"_s}, {u"contentBase64"_s, u"/wA="_s}, {u"policy"_s, u"backup"_s}}}}};
    if (!revision.isEmpty())
        out.insert(u"revision"_s, revision);
    return out;
}

void TestTemplateRoutes::anOwnOneFromFirstToLast()
{
    const Answer made = ask("PUT", u"/api/templates/web"_s, web());
    QVERIFY2(made.status == 201, made.body.constData());
    QCOMPARE(names(), (QStringList{u"base"_s, u"web"_s}));
    const Answer shown = ask("GET", u"/api/templates/web"_s);
    QCOMPARE(shown.json(), made.json());
    QCOMPARE(shown.json().value("own"_L1).toBool(), true);
    QCOMPARE(shown.json().value("shipped"_L1).toBool(), false);
    QVERIFY(QFile::exists(data(u"templates/web/container-configs/scripts/01-b.sh.disabled"_s)));
    // What was shown can be sent back: nothing changes.
    const Answer again = ask("PUT", u"/api/templates/web"_s, shown.json());
    QCOMPARE(again.status, 200);
    QCOMPARE(again.json(), shown.json());
    QCOMPARE(ask("DELETE", u"/api/templates/web"_s).status, 204);
    QCOMPARE(ask("GET", u"/api/templates/web"_s).status, 404);
    QCOMPARE(QDir(data(u"templates"_s)).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList());
}

void TestTemplateRoutes::anOwnOneStandsBeforeTheShippedOne()
{
    const Answer shipped = ask("GET", u"/api/templates/base"_s);
    const Answer refused = ask("DELETE", u"/api/templates/base"_s);
    QCOMPARE(refused.status, 403);
    QVERIFY2(refused.message().contains(u"came with the program"), refused.body.constData());
    QJsonObject changed = shipped.json();
    changed.insert(u"cores"_s, 4);
    QCOMPARE(ask("PUT", u"/api/templates/base"_s, changed).status, 200);
    const QJsonObject own = ask("GET", u"/api/templates/base"_s).json();
    QCOMPARE(own.value("cores"_L1).toInt(), 4);
    QCOMPARE(own.value("own"_L1).toBool() && own.value("shipped"_L1).toBool(), true);
    QCOMPARE(m_library->complete(u"base"_s)->cores, 4);
    QFile conf(data(u"templates/base/template.conf"_s));
    QVERIFY(conf.open(QIODevice::ReadOnly));
    QVERIFY(conf.readAll().startsWith("# kept\n"));
    QCOMPARE(ask("DELETE", u"/api/templates/base"_s).status, 204);
    QCOMPARE(ask("GET", u"/api/templates/base"_s).json(), shipped.json());
}

void TestTemplateRoutes::lostUpdatesAreRefused_data()
{
    QTest::addColumn<QString>("revision");
    QTest::addColumn<bool>("exists");
    QTest::addColumn<int>("status");
    QTest::newRow("as a new one") << QString() << true << 409;
    QTest::newRow("of another state") << u"0123"_s << true << 409;
    QTest::newRow("whatever is there") << u"*"_s << true << 200;
    QTest::newRow("removed meanwhile") << u"0123"_s << false << 409;
    QTest::newRow("whatever is there: nothing") << u"*"_s << false << 200;
}
void TestTemplateRoutes::lostUpdatesAreRefused()
{
    QFETCH(QString, revision);
    QFETCH(bool, exists);
    QFETCH(int, status);
    QJsonObject theirs = web();
    theirs.insert(u"title"_s, u"Theirs"_s);
    if (exists)
        QCOMPARE(ask("PUT", u"/api/templates/web"_s, theirs).status, 201);
    QCOMPARE(ask("PUT", u"/api/templates/web"_s, web(revision)).status, status);
    const Answer now = ask("GET", u"/api/templates/web"_s);
    QCOMPARE(now.status, exists || status == 200 ? 200 : 404);
    if (exists)
        QCOMPARE(now.json().value("title"_L1).toString() == u"Theirs", status != 200);
}

void TestTemplateRoutes::refusesWithFields_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QStringList>("fields");
    const auto script = [](const QString &name) {
        return QJsonArray{QJsonObject{{u"name"_s, name}, {u"content"_s, u"true\n"_s}}};
    };
    QTest::newRow("no title") << u"title"_s << QJsonValue(u""_s) << QStringList{u"title"_s};
    QTest::newRow("unknown key") << u"colour"_s << QJsonValue(1) << QStringList{u"colour"_s};
    QTest::newRow("wrong type") << u"cores"_s << QJsonValue(u"many"_s) << QStringList{u"cores"_s};
    QTest::newRow("another name") << u"name"_s << QJsonValue(u"db"_s) << QStringList{u"name"_s};
    QTest::newRow("script that climbs")
        << u"scripts"_s << QJsonValue(script(u"00/../../../x.sh"_s)) << QStringList{u"scripts[0].name"_s};
    QTest::newRow("file that climbs")
        << u"files"_s << QJsonValue(QJsonArray{QJsonObject{{u"path"_s, u"/../x"_s}}})
        << QStringList{u"files[0].path"_s};
    QTest::newRow("bucket that is not there")
        << u"buckets"_s << QJsonValue(QJsonArray{u"none"_s}) << QStringList{u"buckets[0]"_s};
}
void TestTemplateRoutes::refusesWithFields()
{
    QFETCH(QString, key);
    QFETCH(QJsonValue, value);
    QFETCH(QStringList, fields);
    QJsonObject body = web();
    body.insert(key, value);
    const Answer answer = ask("PUT", u"/api/templates/web"_s, body);
    QCOMPARE(answer.status, 422);
    QCOMPARE(answer.fields(), fields);
    QCOMPARE(names(), QStringList{u"base"_s});
}

void TestTemplateRoutes::unsafeNamesReachNothing_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"..", "%2e%2e", "..%2Fx", ".hidden", "default", "a%00b", "a%20b"})
        QTest::newRow(name) << QString::fromLatin1(name);
}
void TestTemplateRoutes::unsafeNamesReachNothing()
{
    QFETCH(QString, name);
    for (const QString &place : {u"/api/templates/"_s, u"/api/package-buckets/"_s}) {
        QVERIFY(ask("GET", place + name).status >= 400);
        QVERIFY(ask("DELETE", place + name).status >= 400);
        QJsonObject body = place.contains(u"buckets") ? QJsonObject{{u"apt"_s, QJsonArray{u"vim"_s}}} : web();
        QVERIFY(ask("PUT", place + name, body).status >= 400);
    }
    QVERIFY(!QFile::exists(m_dir->filePath(u"data"_s)));
    QCOMPARE(names(), QStringList{u"base"_s});
}

void TestTemplateRoutes::bucketsAreShared()
{
    const QJsonObject tools{{u"apt"_s, QJsonArray{u"vim"_s, u"curl"_s}}, {u"pip"_s, QJsonArray{u"flask"_s}}};
    const Answer made = ask("PUT", u"/api/package-buckets/tools"_s, tools);
    QVERIFY2(made.status == 201, made.body.constData());
    QCOMPARE(ask("PUT", u"/api/package-buckets/tools"_s, tools).status, 409);
    QJsonObject body = web();
    body.insert(u"buckets"_s, QJsonArray{u"tools"_s});
    QCOMPARE(ask("PUT", u"/api/templates/web"_s, body).status, 201);
    const Template full = *m_library->complete(u"web"_s);
    QCOMPARE(packagesOf(full, PackageKind::Apt), (QStringList{u"vim"_s, u"curl"_s}));
    QCOMPARE(packagesOf(full, PackageKind::Pip), QStringList{u"flask"_s});
    const Answer shown = ask("GET", u"/api/package-buckets/tools"_s);
    QCOMPARE(shown.json().value("usedBy"_L1).toArray(), QJsonArray{u"web"_s});
    // Changed in one place, changed in all; comments of the file stay.
    write(u"data/package-buckets/tools.apt"_s, "# editors\nvim\ncurl\n");
    QJsonObject less = shown.json();
    less.insert(u"apt"_s, QJsonArray{u"vim"_s});
    less.insert(u"pip"_s, QJsonArray());
    QCOMPARE(ask("PUT", u"/api/package-buckets/tools"_s, less).status, 200);
    QCOMPARE(packagesOf(*m_library->complete(u"web"_s), PackageKind::Apt), QStringList{u"vim"_s});
    QVERIFY(!QFile::exists(data(u"package-buckets/tools.pip"_s)));
    QFile file(data(u"package-buckets/tools.apt"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("# editors\nvim\n"));
    const Answer used = ask("DELETE", u"/api/package-buckets/tools"_s);
    QCOMPARE(used.status, 409);
    QVERIFY2(used.message().contains(u"web"), used.body.constData());
    QCOMPARE(ask("DELETE", u"/api/package-buckets/tools?force=maybe"_s).status, 400);
    QCOMPARE(ask("DELETE", u"/api/package-buckets/tools?force=1"_s).status, 204);
    QCOMPARE(ask("GET", u"/api/package-buckets"_s).json().value("buckets"_L1).toArray().size(), 0);
    QCOMPARE(ask("PUT", u"/api/package-buckets/no"_s, {{u"apt"_s, QJsonArray{u"-y"_s}}}).fields(),
             QStringList{u"apt[0]"_s});
}

void TestTemplateRoutes::aMissingBucketIsNamed()
{
    write(u"data/templates/git/template.conf"_s, "TEMPLATE_APP=Git\nTEMPLATE_BUCKETS=\"tools;more\"\n");
    const auto incomplete = m_library->complete(u"git"_s);
    QVERIFY(!incomplete);
    QCOMPARE(incomplete.error().code, ErrorCode::NotFound);
    QVERIFY2(incomplete.error().message.contains(u"\"tools\""), qPrintable(incomplete.error().message));
}

void TestTemplateRoutes::foldersOfTheOperatorCount()
{
    write(u"data/templates/git/template.conf"_s, "TEMPLATE_APP=Git\n");
    write(u"data/templates/git/README.md"_s, "words\n");
    QVERIFY(QFile::link(m_dir->filePath(u"shipped/base"_s), data(u"templates/linked"_s)));
    QCOMPARE(names(), (QStringList{u"base"_s, u"git"_s}));
    QJsonObject shown = ask("GET", u"/api/templates/git"_s).json();
    shown.insert(u"title"_s, u"Other"_s);
    QCOMPARE(ask("PUT", u"/api/templates/git"_s, shown).status, 200);
    QVERIFY(QFile::exists(data(u"templates/git/README.md"_s)));
    QCOMPARE(ask("PUT", u"/api/templates/linked"_s, web(u"*"_s)).status, 409);
    QCOMPARE(ask("DELETE", u"/api/templates/linked"_s).status, 404);
    QVERIFY(QFile::exists(m_dir->filePath(u"shipped/base/template.conf"_s)));
}

/// While one is changed over and over, nobody sees a mixture or a gap.
void TestTemplateRoutes::readersSeeOneOrTheOther()
{
    const auto variant = [](int n) {
        Template entry;
        entry.name = u"web"_s;
        entry.title = QString::number(n);
        for (int i = 0; i <= n; ++i)
            entry.scripts.append(
                {u"%1-s.sh"_s.arg(i, 2, 10, QChar(u'0')), "echo " + QByteArray::number(n) + '\n'});
        return entry;
    };
    QList<FieldError> errors;
    QVERIFY(m_library->store(variant(0), {}, &errors));
    std::atomic<bool> isOver = false;
    std::atomic<int> reads = 0;
    std::atomic<int> wrong = 0;
    m_pool->start([&] {
        while (!isOver) {
            const auto found = m_library->find(u"web"_s);
            ++reads;
            if (!found || !(found->entry == variant(found->entry.title.toInt())))
                ++wrong;
        }
    });
    for (int i = 1; i <= 40; ++i) {
        const auto stored = m_library->store(variant(i % 5), {u"*"_s}, &errors);
        if (!stored)
            ++wrong;
    }
    isOver = true;
    m_pool->waitForDone();
    QVERIFY(reads > 0);
    QCOMPARE(wrong.load(), 0);
}

QTEST_GUILESS_MAIN(TestTemplateRoutes)
#include "tst_templateroutes.moc"
