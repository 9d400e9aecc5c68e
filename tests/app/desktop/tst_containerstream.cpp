#include "app/desktop/containerlistcontroller.h"
#include "app/desktop/containermodel.h"
#include "app/desktop/options.h"
#include "app/desktop/pages/containerlistpage.h"
#include "app/desktop/session.h"
#include "tests/app/desktop/windowfixture.h"
#include "tests/support/loopticker.h"
#include "widgets/elements/connectionpill.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/theme/theme.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using desktoptest::WindowFixture;
using fakes::Script;

namespace {

QByteArray rowJson(int number, const QByteArray &lifecycle, int percent)
{
    const QByteArray n = QByteArray::number(number);
    return R"({"id":"row-)" + n + R"(","hostname":"web-)" + n +
           R"(","template":"docker","node":null,"host":"lxc","simulated":false,"lifecycle":")" + lifecycle +
           R"(","address":null,"hostRef":"slip-)" + n +
           R"(","createdAt":"2026-11-21T16:04:06.805Z","finishedAt":null,"errorMessage":null,"percent":)" +
           QByteArray::number(percent) + R"(,"step":"syncing","spec":{"hostname":"web-)" + n +
           R"(","cores":2,"memoryMb":2048,"diskGb":16,"tags":["a","b"],"scripts":[{"name":"00-x.sh"},{"name":"01-y.sh"}]}})";
}

QByteArray frameOf(const QByteArray &name, const QByteArray &data)
{
    return "event: " + name + "\ndata: " + data + "\n\n";
}

QByteArray wholeList(int count, const QByteArray &lifecycle = "creating")
{
    QByteArrayList rows;
    for (int i = 0; i < count; ++i)
        rows.append(rowJson(i, lifecycle, 40));
    return frameOf("containers", R"({"containers":[)" + rows.join(',') + "]}");
}

QByteArray oneRow(int number, const QByteArray &lifecycle, int percent)
{
    return frameOf("container", R"({"container":)" + rowJson(number, lifecycle, percent) + "}");
}

QString saidOf(const QList<Container> &containers)
{
    QStringList said;
    for (const Container &c : containers)
        said.append(c.hostname + u':' + QString(lifecycleName(c.lifecycle)));
    return said.join(u' ');
}

} // namespace

/// The list as the stream of changes tells it.
class TestContainerStream : public QObject, private WindowFixture
{
    Q_OBJECT
private slots:
    void initTestCase() { theme::Theme::instance().install(); }
    void init() { begin(); }
    void cleanup() { end(); }
    void rowsArePatched();
    void nothingIsAskedWhileItStreams();
    void anOlderBackendIsPolled();
    void anOlderBackendThatComesBackIsAskedForItsStream();
    void refusedTokenIsFinal();
    void aCutIsSaidAtOnceAndResumedAlone();
    void aNewBeginningReplacesTheList();
    void aBrokenRowHurtsNoOther();
    void deletedRowSaysSoUntilItIsGone();
    void aThousandRowsAndTwoHundredChangesASecond();

private:
    struct Parts
    {
        std::unique_ptr<Session> session;
        std::unique_ptr<ContainerListController> list;
    };
    Parts connectList() const
    {
        Options options;
        options.server = m_fixture->url();
        options.tokenFile = m_fixture->tokenFile();
        Parts parts;
        parts.session = std::make_unique<Session>(options);
        parts.list = std::make_unique<ContainerListController>(*parts.session);
        parts.session->start();
        return parts;
    }
    int asked(const QByteArray &target) const
    {
        int count = 0;
        for (const auto &request : m_fixture->server().requests())
            count += request.target == target;
        return count;
    }
    fakes::ScriptedServer &server() const { return m_fixture->server(); }
};

void TestContainerStream::rowsArePatched()
{
    server().setDefault("/api/events",
                        Script::eventStream(wholeList(3))
                            .waitFor("go")
                            .send(oneRow(1, "ready", 100) + oneRow(7, "pending", 0) +
                                  frameOf("removed", R"({"id":"row-0"})") + frameOf("heartbeat", "{}")));
    const Parts parts = connectList();
    QSignalSpy whole(parts.list.get(), &ContainerListController::containersChanged);
    QSignalSpy rows(parts.list.get(), &ContainerListController::rowsChanged);
    QTRY_COMPARE(whole.size(), 1);
    QVERIFY(parts.list->isStreaming());
    QCOMPARE(int(parts.list->connection().state), int(ConnectionInfo::State::Connected));
    server().release("go");
    QTRY_COMPARE(saidOf(parts.list->containers()), u"web-1:ready web-2:creating web-7:pending"_s);
    QCOMPARE(whole.size(), 1);
    QVERIFY(rows.size() >= 1);
    QCOMPARE(parts.list->find({u"row-7"_s})->hostname, u"web-7"_s);
    QVERIFY(!parts.list->find({u"row-0"_s}));
    for (const auto &request : server().requests()) {
        if (request.target == "/api/events")
            QCOMPARE(request.header("Authorization"), "Bearer " + Fixture::token());
    }
}

void TestContainerStream::nothingIsAskedWhileItStreams()
{
    server().setDefault("/api/events", Script::eventStream(wholeList(1)));
    const Parts parts = connectList();
    QTRY_VERIFY(parts.list->isLoaded());
    parts.list->refresh();
    parts.list->reload(); // by hand: the list is read anew
    QTRY_COMPARE(asked("/api/events"), 2);
    QCOMPARE(asked("/api/containers"), 0);
    QCOMPARE(int(parts.list->connection().state), int(ConnectionInfo::State::Connected));
}

void TestContainerStream::anOlderBackendIsPolled()
{
    const Parts parts = connectList(); // the fixture has no such path: 404
    QTRY_COMPARE(parts.list->containers().size(), 4);
    QVERIFY(!parts.list->isStreaming());
    QTRY_VERIFY(asked("/api/containers") >= 2);
    QCOMPARE(asked("/api/events"), 1);
}

void TestContainerStream::anOlderBackendThatComesBackIsAskedForItsStream()
{
    const Parts parts = connectList();
    QTRY_VERIFY(parts.list->isLoaded());
    server().enqueue("/api/containers",
                     Script::reply(503, "application/problem+json", R"({"detail":"It starts."})"));
    server().setDefault("/api/events", Script::eventStream(wholeList(2)));
    QTRY_VERIFY(parts.list->isStreaming());
    QTRY_COMPARE(parts.list->containers().size(), 2);
}

void TestContainerStream::refusedTokenIsFinal()
{
    server().setDefault("/api/events", Script::reply(401, "application/problem+json", R"({"detail":"no"})"));
    const Parts parts = connectList();
    QTRY_COMPARE(int(parts.list->connection().state), int(ConnectionInfo::State::SignedOut));
    QCOMPARE(parts.list->connection().reason, parts.session->signInAdvice());
    server().setDefault("/api/events", Script::eventStream(wholeList(2)));
    parts.list->refresh(); // "Retry now"
    QTRY_COMPARE(int(parts.list->connection().state), int(ConnectionInfo::State::Connected));
    QTRY_COMPARE(parts.list->containers().size(), 2);
}

void TestContainerStream::aCutIsSaidAtOnceAndResumedAlone()
{
    server().setDefault("/api/events", Script::eventStream(wholeList(3)));
    open();
    auto *view = child<QWidget>("containersPage")->findChild<QListView *>(QStringLiteral("containers"));
    auto *pill = child<elements::ConnectionPill>("connectionPill");
    QTRY_COMPARE(view->model()->rowCount(), 3);
    QTRY_COMPARE(int(pill->state()), int(elements::ConnectionPill::State::Connected));
    QElapsedTimer since;
    since.start();
    server().shutDown();
    QTRY_COMPARE(int(pill->state()), int(elements::ConnectionPill::State::Waiting));
    QVERIFY2(since.elapsed() < 1000, qPrintable(QString::number(since.elapsed())));
    auto *trouble = m_window->findChild<elements::InlineMessage *>();
    QTRY_VERIFY(trouble->isVisible());
    QVERIFY2(trouble->text().contains(u"connects again by itself"_s), qPrintable(trouble->text()));
    QCOMPARE(view->model()->rowCount(), 3); // what was known stays in sight
    QVERIFY(child<QPushButton>("retryConnection")->isVisible());
    server().setDefault("/api/events", Script::eventStream(wholeList(2, "ready")));
    QVERIFY(server().listenAgain());
    QTRY_COMPARE(int(pill->state()), int(elements::ConnectionPill::State::Connected));
    QTRY_COMPARE(view->model()->rowCount(), 2);
    QVERIFY(!trouble->isVisible());
}

void TestContainerStream::aNewBeginningReplacesTheList()
{
    // A change that came before the cut must not come back after the new beginning was read.
    server().enqueue(
        "/api/events",
        Script::eventStream("retry: 10\n\n" + wholeList(500)).send(oneRow(900, "ready", 100)).reset());
    server().setDefault("/api/events", Script::eventStream(wholeList(2, "ready")));
    const Parts parts = connectList();
    QTRY_COMPARE(saidOf(parts.list->containers()), u"web-0:ready web-1:ready"_s);
    QVERIFY(!parts.list->find({u"row-900"_s}));
}

void TestContainerStream::aBrokenRowHurtsNoOther()
{
    server().setDefault("/api/events",
                        Script::eventStream(wholeList(1) + frameOf("container", "{broken") +
                                            frameOf("container", R"({"container":{"id":"../x"}})") +
                                            frameOf("removed", R"({"id":"never-there"})") +
                                            frameOf("later", R"({"more":1})") + oneRow(3, "ready", 100)));
    const Parts parts = connectList();
    QTRY_COMPARE(saidOf(parts.list->containers()), u"web-0:creating web-3:ready"_s);
}

void TestContainerStream::deletedRowSaysSoUntilItIsGone()
{
    server().setDefault("/api/events", Script::eventStream(wholeList(2, "ready")));
    server().setDefault(
        "/api/containers/row-1",
        Script()
            .waitFor("deleted")
            .send("HTTP/1.1 409 Conflict\r\nContent-Type: application/problem+json\r\nContent-Length: 23\r\n"
                  "Connection: close\r\n\r\n{\"detail\":\"It is busy\"}\n")
            .close());
    open();
    auto *view = child<QWidget>("containersPage")->findChild<QListView *>(QStringLiteral("containers"));
    QTRY_COMPARE(view->model()->rowCount(), 2);
    const auto said = [&] {
        return view->model()
            ->match(view->model()->index(0, 0), ContainerModel::IdRole, u"row-1"_s, 1, Qt::MatchExactly)
            .value(0)
            .data(Qt::AccessibleTextRole)
            .toString();
    };
    QCOMPARE(said(), u"web-1, ready"_s);
    bool focusOnCancel = false;
    answer("confirm", &focusOnCancel);
    emit view->parentWidget()
        ->window()
        ->findChild<ContainerListPage *>(u"containersPage"_s)
        ->deleteRequested({u"row-1"_s});
    QVERIFY(focusOnCancel);
    QTRY_COMPARE(said(), u"web-1, Deleting…"_s);
    server().release("deleted");
    QTRY_COMPARE(said(), u"web-1, ready"_s); // refused: it is there, and the reason is said
    QTRY_VERIFY(m_window->findChild<elements::InlineMessage *>()->text().contains(u"It is busy"_s));
}

void TestContainerStream::aThousandRowsAndTwoHundredChangesASecond()
{
    constexpr int kRows = 1000;
    constexpr int kChanges = 600;
    Script script = Script::eventStream().waitFor("list").send(wholeList(kRows)).waitFor("go");
    for (int i = 0; i < kChanges; ++i)
        script.pause(5).send(oneRow((i * 37) % kRows, i % 3 ? "creating" : "ready", 41 + i % 50));
    script.send(oneRow(5000, "pending", 0));
    server().setDefault("/api/events", script);
    open();
    auto *view = child<QWidget>("containersPage")->findChild<QListView *>(QStringLiteral("containers"));
    const QAbstractItemModelTester tester(view->model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QTRY_VERIFY(asked("/api/events") == 1);
    const auto isBearable = [](const test::LoopTicker &ticker, const char *what) {
        QVERIFY2(ticker.longestBusyMs() <= test::kNoticedMs,
                 qPrintable(u"%1: %2 ms of work"_s.arg(QLatin1StringView(what)).arg(ticker.longestBusyMs())));
        QVERIFY2(ticker.longestGapMs() < 1000, what);
    };
    {
        const test::LoopTicker ticker;
        server().release("list");
        QTRY_COMPARE(view->model()->rowCount(), kRows);
        isBearable(ticker, "the whole list");
    }
    const test::LoopTicker ticker;
    server().release("go");
    QTRY_COMPARE(view->model()->rowCount(), kRows + 1);
    isBearable(ticker, "changes");
    QVERIFY(ticker.ticks() > 50);
}

QTEST_MAIN(TestContainerStream)
#include "tst_containerstream.moc"
