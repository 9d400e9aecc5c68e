#include "app/hosts/lxc/lxchost.h"
#include "tests/integration/daemon.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace slipway;
using namespace slipway::test;

/// slipwayd as root on a machine with LXC: the container is real, and so is what its scripts do to us.
class TestRealContainer : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void aWebServerFromATemplate();
    void whatAKilledBackendLeftIsRolledBack();
    void loudScripts_data();
    void loudScripts();

private:
    QStringList options() const
    {
        return {QStringLiteral("--host"), QStringLiteral("auto"), QStringLiteral("--lxc-path"), path("lxc")};
    }
    QString path(const char *name) const { return m_dir->filePath(QString::fromLatin1(name)); }
    std::unique_ptr<QTemporaryDir> m_dir;
};

namespace {

QByteArray lxc(const QStringList &command)
{
    const auto ran =
        hosts::LxcTools::run(command, CancelToken().limitedTo(std::chrono::seconds(30)), QString());
    return ran ? ran->output.trimmed() : ran.error().message.toUtf8();
}

std::pair<int, QByteArray> httpGet(const QUrl &url)
{
    QNetworkAccessManager manager;
    manager.setTransferTimeout(15'000);
    QNetworkRequest request(url);
    if (!url.userName().isEmpty())
        request.setRawHeader("Authorization",
                             "Basic " + (url.userName() + u':' + url.password()).toUtf8().toBase64());
    const std::unique_ptr<QNetworkReply> reply(manager.get(request));
    QSignalSpy finished(reply.get(), &QNetworkReply::finished);
    if (!reply->isFinished())
        finished.wait(20'000);
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll()};
}

/// Deletes what it is told on the way out, so that a failed test leaves nothing on the machine.
struct Cleaner
{
    const Daemon &daemon;
    QByteArray id;
    QString aside; // what was deleted is still being deleted here, also when slipwayd is killed
    ~Cleaner()
    {
        std::ignore = daemon.ask("POST", "/api/containers/" + id + "/cancel");
        QElapsedTimer timer;
        timer.start();
        while (daemon.ask("DELETE", "/api/containers/" + id).status == 409 && !timer.hasExpired(20'000)) {
        }
        std::ignore = QTest::qWaitFor([this] { return !QFile::exists(aside); }, 30'000);
    }
};

} // namespace

void TestRealContainer::initTestCase()
{
    hosts::LxcHost host;
    if (const Result<void> able = host.check(); !able) {
        if (qEnvironmentVariableIsSet("SLIPWAY_REQUIRE_LXC"))
            QFAIL(qPrintable(able.error().message));
        QSKIP(qPrintable(able.error().message));
    }
}

void TestRealContainer::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    m_dir = std::make_unique<QTemporaryDir>();
}

void TestRealContainer::aWebServerFromATemplate()
{
    Daemon daemon(path("data"), options(), 0, path("log"));
    QVERIFY(daemon.isServing());
    const QJsonObject host = daemon.health().value(QStringLiteral("host")).toObject();
    QCOMPARE(host.value(QStringLiteral("name")).toString(), QStringLiteral("lxc"));
    QVERIFY(host.value(QStringLiteral("reason")).toString().contains(QStringLiteral("LXC works")));
    const QByteArray marker = "M4rk3r-" + QByteArray::number(QCoreApplication::applicationPid());
    const Reply created =
        daemon.ask("POST", "/api/containers",
                   R"({"hostname":"shop","template":"busybox-web","rootPassword":")" + marker + R"("})");
    QVERIFY2(created.status == 201, created.body.constData());
    const Cleaner cleaner{daemon, created.json().value(QStringLiteral("id")).toString().toLatin1(),
                          path("lxc/.slipway-removed")};
    const QByteArray target = "/api/containers/" + cleaner.id;
    Stream stream = daemon.watch(cleaner.id);
    QVERIFY(stream.client->readToEnd());
    QVERIFY2(stream.client->named("progress").last().data.contains("\"complete\""),
             stream.client->named("progress").last().data.constData());
    QCOMPARE(lxc({QStringLiteral("lxc-ls"), QStringLiteral("-P"), path("lxc"), QStringLiteral("-1"),
                  QStringLiteral("--running")}),
             QByteArray("shop"));

    // The template's numbers, as the request gave none.
    const QJsonObject spec = daemon.ask("GET", target).json().value(QStringLiteral("spec")).toObject();
    QCOMPARE(spec.value(QStringLiteral("memoryMb")).toInt(), 64);
    const QJsonObject services = daemon.ask("GET", target + "/services").json();
    const QJsonArray rows = services.value(QStringLiteral("services")).toArray();
    QCOMPARE(rows.size(), 1);
    const QJsonObject credentials = rows[0].toObject().value(QStringLiteral("credentials")).toObject();
    QCOMPARE(lxc({QStringLiteral("lxc-attach"), QStringLiteral("-P"), path("lxc"), QStringLiteral("-n"),
                  QStringLiteral("shop"), QStringLiteral("--"), QStringLiteral("sh"), QStringLiteral("-c"),
                  QStringLiteral(". /etc/slipway/credentials/httpd; echo \"$USER:$PASSWORD\"")}),
             "admin:" + credentials.value(QStringLiteral("PASSWORD")).toString().toLatin1());
    QUrl url(QStringLiteral("http://%1:%2/")
                 .arg(services.value(QStringLiteral("containerIp")).toString())
                 .arg(rows[0].toObject().value(QStringLiteral("port")).toInt()));
    QCOMPARE(httpGet(url).first, 401);
    url.setUserName(credentials.value(QStringLiteral("USER")).toString());
    url.setPassword(credentials.value(QStringLiteral("PASSWORD")).toString());
    QCOMPARE(httpGet(url).first, 200);
    QCOMPARE(lxc({QStringLiteral("sh"), QStringLiteral("-c"),
                  QStringLiteral("grep -rlF -D skip -- '%1' '%2' '%3' '%4'; true")
                      .arg(QString::fromLatin1(marker), path("data"), path("lxc"), path("log"))}),
             QByteArray());

    QCOMPARE(daemon.ask("DELETE", target).status, 204);
    QCOMPARE(lxc({QStringLiteral("lxc-ls"), QStringLiteral("-P"), path("lxc"), QStringLiteral("-1")}),
             QByteArray());
    QVERIFY(QDir(path("lxc")).isEmpty());
}

void TestRealContainer::whatAKilledBackendLeftIsRolledBack()
{
    const QStringList list{QStringLiteral("lxc-ls"), QStringLiteral("-P"), path("lxc"), QStringLiteral("-1")};
    QByteArray id;
    {
        Daemon daemon(path("data"), options(), 0, path("log"));
        QVERIFY(daemon.isServing());
        const Reply created =
            daemon.ask("POST", "/api/containers",
                       R"({"hostname":"half","source":"busybox","onFailure":"rollback",)"
                       R"("scripts":[{"name":"00-long.sh","content":"echo begun\nsleep 600\n"}]})");
        QVERIFY2(created.status == 201, created.body.constData());
        id = created.json().value(QStringLiteral("id")).toString().toLatin1();
        Stream stream = daemon.watch(id);
        QVERIFY(stream.client->readUntil([&] {
            const auto told = stream.client->named("progress");
            return !told.isEmpty() && told.last().data.contains("\"message\":\"begun\"");
        }));
        daemon.process().kill();
        QVERIFY(daemon.process().waitForFinished(20'000));
    }
    QCOMPARE(lxc(list), QByteArray("half"));
    Daemon daemon(path("data"), options(), 0, path("log"));
    QVERIFY(daemon.isServing());
    const Cleaner cleaner{daemon, id, path("lxc/.slipway-removed")};
    Stream stream = daemon.watch(id);
    QVERIFY(stream.client->readToEnd());
    const auto told = stream.client->named("progress");
    const bool isTold = std::any_of(told.begin(), told.end(), [](const auto &event) {
        return event.data.contains("Rolling back: the container is removed");
    });
    QVERIFY(isTold);
    QVERIFY2(told.last().data.contains("\"leftOnHost\":null"), told.last().data.constData());
    QCOMPARE(lxc(list), QByteArray());
}

void TestRealContainer::loudScripts_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QByteArray>("contains"); // what all lines together hold…
    QTest::addColumn<qint64>("times");        // …so often
    QTest::newRow("100 MB without a line end")
        << QByteArray("head -c 100000000 /dev/zero | tr '\\\\0' z") << QByteArray("z") << qint64(100'000'000);
    QTest::newRow("invalid UTF-8")
        << QByteArray(
               "for i in 1 2 3 4 5 6 7 8 9; do printf '\\\\377\\\\300\\\\200 cut \\\\342\\\\202\\\\n'; done")
        << QByteArray("\uFFFD\uFFFD\uFFFD cut ") << qint64(9);
    QTest::newRow("ANSI bomb")
        << QByteArray("i=0; while [ $i -lt 3000 ]; do printf '\\\\033[38;5;999999999999;;;;m\\\\033]0;'; "
                      "printf '\\\\033[2J\\\\033P\\\\033[99999999A'; i=$((i+1)); done; echo; echo after")
        << QByteArray("after") << qint64(1);
    QTest::newRow("NUL bytes") << QByteArray("head -c 5000 /dev/zero; echo; echo after")
                               << QByteArray("after") << qint64(1);
}

// AddressSanitizer keeps 256 MB of what was freed, and a shadow of an eighth.
#ifdef SLIPWAY_SANITIZED
constexpr qint64 mostResidentKb = (400 + 512) * 1024;
#else
constexpr qint64 mostResidentKb = 400 * 1024;
#endif

/// Nothing is lost, the backend stays small, answers meanwhile, and the run ends.
void TestRealContainer::loudScripts()
{
    QFETCH(QByteArray, script);
    QFETCH(QByteArray, contains);
    QFETCH(qint64, times);
    Daemon daemon(path("data"), options(), 0, path("log"));
    QVERIFY(daemon.isServing());
    const Reply created =
        daemon.ask("POST", "/api/containers",
                   R"({"hostname":"loud","source":"busybox","scripts":[{"name":"loud.sh","content":")" +
                       script + R"("}]})");
    QVERIFY2(created.status == 201, created.body.constData());
    const Cleaner cleaner{daemon, created.json().value(QStringLiteral("id")).toString().toLatin1(),
                          path("lxc/.slipway-removed")};
    const QByteArray target = "/api/containers/" + cleaner.id;
    qint64 most = 0;
    const auto isOver = [&] {
        most = std::max(most, daemon.residentKb());
        const QString state = daemon.ask("GET", target).json().value(QStringLiteral("lifecycle")).toString();
        return state != QStringLiteral("creating") && state != QStringLiteral("pending");
    };
    QTRY_VERIFY_WITH_TIMEOUT(isOver(), 240'000);
    QCOMPARE(daemon.ask("GET", target).json().value(QStringLiteral("lifecycle")).toString(),
             QStringLiteral("ready"));
    QVERIFY2(most < mostResidentKb, qPrintable(QString::number(most) + QStringLiteral(" kB")));
    qint64 found = 0;
    qint64 seen = 0;
    QByteArray lines;
    for (qint64 after = 0;;) {
        const QJsonObject page =
            daemon.ask("GET", target + "/events?limit=200&after=" + QByteArray::number(after)).json();
        QVERIFY(!page.isEmpty()); // it is JSON, whatever was printed
        const QJsonArray events = page.value(QStringLiteral("events")).toArray();
        for (const QJsonValue &event : events) {
            QCOMPARE(event.toObject().value(QStringLiteral("seq")).toInteger(), ++seen);
            if (event.toObject().value(QStringLiteral("scriptName")) == QStringLiteral("loud.sh"))
                lines += event.toObject().value(QStringLiteral("message")).toString().toUtf8();
        }
        found += lines.count(contains);
        lines.clear();
        after = page.value(QStringLiteral("after")).toInteger();
        if (!page.value(QStringLiteral("more")).toBool())
            break;
    }
    QCOMPARE(found, times); // a line past the cap is cut into several, which hold all of it
}

QTEST_GUILESS_MAIN(TestRealContainer)
#include "tst_realcontainer.moc"
