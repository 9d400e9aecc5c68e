#include "app/desktop/containerlistcontroller.h"
#include "app/desktop/desktopsettings.h"
#include "app/desktop/pages/detailpage.h"
#include "app/desktop/profiles.h"
#include "app/desktop/session.h"
#include "app/desktop/slowanswers.h"
#include "tests/app/desktop/windowfixture.h"
#include "tests/support/loopticker.h"
#include "widgets/elements/badge.h"
#include "widgets/elements/connectionpill.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/theme/theme.h"

#include <QListWidget>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using desktoptest::WindowFixture;
using elements::ConnectionPill;
using fakes::Script;

/// A backend that needs long for every answer: an overloaded machine, a slow link.
class TestSlowBackend : public QObject, private WindowFixture
{
    Q_OBJECT
private slots:
    void initTestCase() { theme::Theme::instance().install(); }
    void init()
    {
        begin();
        const QByteArray rows =
            m_fixture->row(Fixture::Run::Complete) + ',' + m_fixture->row(Fixture::Run::Error);
        m_fixture->server().setDefault(
            "/api/events",
            Script::eventStream("event: containers\ndata: {\"containers\":[" + rows + "]}\n\n"));
    }
    void cleanup() { end(); }
    void everyAnswerIsWaitedForAndNamed();
    void aMessageOfAnotherKindStays();
    void theWindowIsClosedMeanwhile();
    void theBackendIsChangedMeanwhile();
    void whatIsAskedInWords_data();
    void whatIsAskedInWords();

private:
    QListView *list() const
    {
        return child<QWidget>("containersPage")->findChild<QListView *>(QStringLiteral("containers"));
    }
    ConnectionPill *pill() const { return child<ConnectionPill>("connectionPill"); }
    /// Pages that are told how the connection stands are there, and what they asked for is late.
    void waitForTemplatesAndNodes(const Belongings &belongings = {})
    {
        m_fixture->server().setDefault("/api/templates", Script::silence());
        m_fixture->server().setDefault("/api/nodes", Script::silence());
        open(belongings);
        QTRY_COMPARE(list()->model()->rowCount(), 2);
        m_window->showPage(MainWindow::Templates);
        m_window->showPage(MainWindow::Nodes);
        QTRY_COMPARE(pill()->state(), ConnectionPill::State::Asked);
    }
    bool isSaid(const QString &words) const
    {
        for (auto *message : m_window->findChildren<elements::InlineMessage *>()) {
            if (message->isVisible() && message->text().contains(words))
                return true;
        }
        return false;
    }
};

void TestSlowBackend::everyAnswerIsWaitedForAndNamed()
{
    constexpr int kAnswerMs = SlowAnswers::kLateMs + 1500;
    m_fixture->server().setDelay(kAnswerMs);
    open();
    test::LoopTicker ticker;
    QTRY_COMPARE(pill()->state(), ConnectionPill::State::Asked);
    QVERIFY2(pill()->text().startsWith(u"waiting for an answer ("_s), qPrintable(pill()->text()));
    QVERIFY(isSaid(u"Waiting for the list of containers from"_s));
    const auto seconds = [this] { return pill()->text().section(u'(', 1).section(u' ', 0, 0).toInt(); };
    QTRY_VERIFY(seconds() >= 3);                  // and counts on when the others become late, too
    QTRY_COMPARE(list()->model()->rowCount(), 2); // by the first stream, not by one after it
    QCOMPARE(m_fixture->server().requests().count() -
                 std::count_if(m_fixture->server().requests().begin(), m_fixture->server().requests().end(),
                               [](const fakes::Request &r) { return r.target != "/api/events"; }),
             1);
    QTRY_VERIFY(!isSaid(u"Waiting for the list of containers from"_s));

    // The container: how it is doing is asked, and says so.
    list()->setCurrentIndex(row(Fixture::Run::Complete));
    QTest::keyClick(list(), Qt::Key_Return);
    QCOMPARE(m_window->page(), MainWindow::Detail);
    QTRY_VERIFY(pill()->toolTip().contains(u"how a container is doing"_s));
    QTRY_VERIFY(child<elements::Badge>("powerState")->isVisible());

    // Its removal.
    answer("confirm");
    click("deleteContainer");
    QCOMPARE(child<QPushButton>("deleteContainer")->text(), u"Deleting…"_s);
    QTRY_VERIFY(pill()->toolTip().contains(u"a removal"_s));
    QTRY_COMPARE(m_window->page(), MainWindow::ContainersPage);
    QCOMPARE(deletesOf(Fixture::Run::Complete), 1);
    QTRY_COMPARE(list()->model()->rowCount(), 1);

    // The wizard.
    m_window->showPage(MainWindow::Create);
    auto *templates = child<QListWidget>("createTemplates");
    QTRY_COMPARE(templates->count(), 5); // one is "No template"
    QTRY_VERIFY(pill()->state() == ConnectionPill::State::Connected);
    QVERIFY2(ticker.longestBusyMs() < test::kNoticedMs, qPrintable(QString::number(ticker.longestBusyMs())));
}

void TestSlowBackend::aMessageOfAnotherKindStays()
{
    open();
    QTRY_COMPARE(list()->model()->rowCount(), 2);
    m_fixture->server().setDefault("/api/templates", Script::silence());
    m_fixture->server().setDefault(
        "/api/containers/" + Fixture::idOf(Fixture::Run::Complete),
        Script::reply(409, "application/problem+json", R"({"detail":"Cannot delete it. It is held."})"));
    answer("confirm");
    list()->setCurrentIndex(row(Fixture::Run::Complete));
    QTest::keyClick(list(), Qt::Key_Delete);
    QTRY_VERIFY(isSaid(u"It is held"_s));
    const_cast<Session &>(m_window->session()).client().get(u"/api/templates"_s, this, [](const auto &) {});
    QTRY_COMPARE(pill()->state(), ConnectionPill::State::Asked);
    QVERIFY(isSaid(u"It is held"_s));
}

// What nobody waits for any more is not late any more: that was shown on pages whose controllers were gone.
// The allocator overwrites in this test what is freed.
void TestSlowBackend::theWindowIsClosedMeanwhile()
{
    waitForTemplatesAndNodes();
    QList<ConnectionPill::State> seen;
    connect(&m_window->session().slowAnswers(), &SlowAnswers::changed, this,
            [&seen, pill = pill()] { seen.append(pill->state()); }); // after the window has been told
    m_window.reset();
    QVERIFY(!seen.isEmpty());
    for (const ConnectionPill::State state : std::as_const(seen))
        QCOMPARE(state, ConnectionPill::State::Asked);
}

void TestSlowBackend::theBackendIsChangedMeanwhile()
{
    DesktopSettings settings;
    MemoryVault vault;
    const QString other = Profiles(settings, vault).store({{}, u"other"_s, m_fixture->url()}, {}, this, {});
    waitForTemplatesAndNodes({&settings, &vault});
    QSignalSpy replaced(m_window.get(), &MainWindow::backendReplaced);
    m_window->switchTo(other);
    QTRY_COMPARE(replaced.size(), 1);
    QVERIFY(pill()->state() != ConnectionPill::State::Asked); // of the other one nothing is late yet
}

void TestSlowBackend::whatIsAskedInWords_data()
{
    QTest::addColumn<QByteArray>("verb");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *verb, const char *path, const char *words) {
        QTest::newRow(qPrintable(u"%1 %2"_s.arg(QLatin1StringView(verb), QLatin1StringView(path))))
            << QByteArray(verb) << QString::fromUtf8(words);
    };
    row("GET", "/api/containers", "the list of containers");
    row("GET", "/api/containers/a1/live", "how a container is doing");
    row("GET", "/api/containers/a1/runs?limit=5", "what is known of a container");
    row("POST", "/api/containers", "the creation of a container");
    row("DELETE", "/api/containers/a1", "a removal");
    row("POST", "/api/containers/a1/power", "start or stop");
    row("POST", "/api/containers/a1/rediscover", "the search for services");
    row("GET", "/api/templates/web", "the templates");
    row("GET", "/api/package-buckets", "the package buckets");
    row("GET", "/api/nodes", "the list of nodes");
    row("GET", "/api/nodes/pve/storages", "what a node offers");
    row("PATCH", "/api/nodes/pve", "a change");
    row("GET", "/api/health", "how the backend is doing");
}

void TestSlowBackend::whatIsAskedInWords()
{
    QFETCH(QByteArray, verb);
    QFETCH(QString, words);
    const QString path = QString::fromUtf8(QTest::currentDataTag()).section(u' ', 1);
    QCOMPARE(questionText(verb, path), words);
}

QTEST_MAIN(TestSlowBackend)
#include "tst_slowbackend.moc"
