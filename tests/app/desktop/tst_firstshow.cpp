#include "app/desktop/pages/detailpage.h"
#include "tests/app/desktop/windowfixture.h"
#include "tests/support/loopticker.h"
#include "tests/support/patience.h"
#include "widgets/theme/theme.h"

#include <QElapsedTimer>
#include <QTcpServer>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using desktoptest::WindowFixture;
using fakes::Script;

namespace {

constexpr int kRows = 1000;

/// Of the fixture's containers, so that the first ones have runs and services, and many more.
QByteArray thousandRows(const Fixture &fixture)
{
    QByteArrayList rows{fixture.row(Fixture::Run::Connecting), fixture.row(Fixture::Run::Streaming),
                        fixture.row(Fixture::Run::Complete), fixture.row(Fixture::Run::Error)};
    const QByteArray model = fixture.row(Fixture::Run::Complete);
    while (rows.size() < kRows) {
        QByteArray row = model;
        row.replace(Fixture::idOf(Fixture::Run::Complete), "row-" + QByteArray::number(rows.size()));
        row.replace("\"hostname\":\"", "\"hostname\":\"n" + QByteArray::number(rows.size()) + '-');
        rows.append(row);
    }
    return "event: containers\ndata: {\"containers\":[" + rows.join(',') + "]}\n\n";
}

} // namespace

/// The first look at each page costs nobody a stutter, however long the list is and whatever the backend
/// does.
class TestFirstShow : public QObject, private WindowFixture
{
    Q_OBJECT
private slots:
    void initTestCase() { theme::Theme::instance().install(); }
    void init() { begin(); }
    void cleanup() { end(); }
    void aThousandContainers();
    void aDeadBackend();
    void aBackendThatAnswersAfterHalfAMinute();

private:
    struct Place
    {
        const char *name;
        std::function<void()> show;
    };
    /// Every page and step, in the order in which somebody who is new would come by.
    QList<Place> places() const
    {
        QList<Place> all;
        const auto page = [&](const char *name, MainWindow::Page to) {
            all.append({name, [this, to] { m_window->showPage(to); }});
        };
        page("containers", MainWindow::ContainersPage);
        page("runs", MainWindow::RunsPage);
        page("templates", MainWindow::Templates);
        page("nodes", MainWindow::Nodes);
        page("settings", MainWindow::Preferences);
        page("wizard: template", MainWindow::Create);
        static constexpr std::array steps = {"wizard: configure", "wizard: packages", "wizard: scripts",
                                             "wizard: review"};
        for (const char *name : steps)
            all.append({name, [this] { wizard()->next(); }});
        page("node editor", MainWindow::NodeEditor);
        page("template editor", MainWindow::TemplateEditor);
        page("package buckets", MainWindow::Buckets);
        return all;
    }
    void showAndMeasure(const Place &place)
    {
        const test::LoopTicker ticker;
        place.show();
        QTRY_VERIFY(ticker.ticks() > 5); // drawn, and what was asked for has begun
        const double busy = ticker.longestBusyMs();
        qInfo("%-20s %5.1f ms of work, %3lld ms at a time", place.name, busy,
              static_cast<long long>(ticker.longestGapMs()));
        QVERIFY2(busy <= test::kNoticedMs, place.name);
        QVERIFY2(ticker.longestGapMs() < test::kFrozenMs, place.name);
    }
    void walkThrough()
    {
        for (const Place &place : places())
            showAndMeasure(place);
    }
    void openDetail()
    {
        const QString id = QString::fromLatin1(Fixture::idOf(Fixture::Run::Complete));
        using Link = ContainerLink;
        const auto to = [this, id](std::optional<DetailTab> tab) {
            return [this, link = Link{{id}, tab}] { m_window->openWhenListed(link); };
        };
        showAndMeasure({"container: overview", to(DetailTab::Overview)});
        showAndMeasure({"container: services", to(DetailTab::Services)});
        showAndMeasure({"container: events", to(DetailTab::Events)});
        QCOMPARE(m_window->page(), MainWindow::Detail);
        const QString failed = QString::fromLatin1(Fixture::idOf(Fixture::Run::Error));
        showAndMeasure({"a failed run", [this, failed] { m_window->openWhenListed({{failed}, {}}); }});
        QCOMPARE(m_window->page(), MainWindow::Progress);
        const QString streaming = QString::fromLatin1(Fixture::idOf(Fixture::Run::Streaming));
        showAndMeasure({"a run", [this, streaming] { m_window->openWhenListed({{streaming}, {}}); }});
    }
    int rows() const
    {
        return child<QWidget>("containersPage")
            ->findChild<QListView *>(QStringLiteral("containers"))
            ->model()
            ->rowCount();
    }
};

void TestFirstShow::aThousandContainers()
{
    m_fixture->setNode(Fixture::Trust::Trusted);
    m_fixture->setHistory();
    m_fixture->server().setDefault("/api/events", Script::eventStream(thousandRows(*m_fixture)));
    open();
    QTRY_COMPARE(rows(), kRows);
    walkThrough();
    openDetail();
}

void TestFirstShow::aDeadBackend()
{
    Options options;
    {
        QTcpServer taken; // a port where nobody listens
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        options.server = QUrl(u"http://127.0.0.1:%1"_s.arg(taken.serverPort()));
    }
    options.tokenFile = m_fixture->tokenFile();
    m_window = std::make_unique<MainWindow>(options);
    m_window->show();
    m_window->start();
    walkThrough();
}

void TestFirstShow::aBackendThatAnswersAfterHalfAMinute()
{
    constexpr qint64 kLateMs = 30'000;
    QElapsedTimer since;
    since.start();
    const QByteArray list = thousandRows(*m_fixture);
    m_fixture->server().setHandler([&](const fakes::Request &request) {
        const bool isList = request.target.startsWith("/api/events");
        Script answer;
        answer.pause(int(std::max<qint64>(0, kLateMs - since.elapsed())));
        if (isList)
            return answer.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n").send(list);
        return answer
            .send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                  "Content-Length: 2\r\n\r\n{}")
            .close();
    });
    open();
    const test::LoopTicker ticker;
    walkThrough();
    m_window->showPage(MainWindow::ContainersPage);
    QTRY_COMPARE_WITH_TIMEOUT(rows(), kRows, 4 * int(kLateMs));
    QVERIFY2(ticker.longestBusyMs() <= test::kNoticedMs, qPrintable(QString::number(ticker.longestBusyMs())));
    QVERIFY2(ticker.longestGapMs() < test::kFrozenMs, qPrintable(QString::number(ticker.longestGapMs())));
}

QTEST_MAIN(TestFirstShow)
#include "tst_firstshow.moc"
