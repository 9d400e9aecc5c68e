// Renders the window in every state, light and dark, wide and narrow, from the fixture of tests/app/desktop.
#include "app/desktop/containermodel.h"
#include "app/desktop/livecontroller.h"
#include "app/desktop/mainwindow.h"
#include "app/desktop/pages/createpage.h"
#include "app/desktop/pages/detailpage.h"
#include "app/desktop/pages/progresspage.h"
#include "app/desktop/pages/runsoverview.h"
#include "app/desktop/pages/runtile.h"
#include "app/desktop/translation.h"
#include "tests/app/desktop/fixture.h"
#include "tests/screenshots/scenes.h"
#include "widgets/elements/connectionpill.h"
#include "widgets/elements/emptystate.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDeadlineTimer>
#include <QDialog>
#include <QDir>
#include <QFontDatabase>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QTemporaryDir>
#include <cstdio>

using namespace slipway;
using namespace slipway::desktop;
using desktoptest::Fixture;
using fakes::Script;
using shots::waitFor;

namespace {

struct Shot
{
    const char *name;
    std::optional<Fixture::Run> run; // nothing: another page
    MainWindow::Page page;
    bool simulated = false;
    std::optional<Fixture::Trust> trust = {}; // there is a node; how it stands with its fingerprints
    enum class More { None, Tested, Dialog, History, Offline } more = More::None;
    CreateStep step = CreateStep::Configure; // of the wizard
    DetailPage::Tab tab = DetailPage::Tab::Overview;
};

const QList<Shot> kShots = {
    {"connecting", Fixture::Run::Connecting, MainWindow::Progress},
    {"streaming", Fixture::Run::Streaming, MainWindow::Progress},
    {"complete", Fixture::Run::Complete, MainWindow::Progress},
    {"error", Fixture::Run::Error, MainWindow::Progress},
    {"list", {}, MainWindow::ContainersPage, false, Fixture::Trust::Trusted},
    {"create-template", {}, MainWindow::Create, false, {}, Shot::More::None, CreateStep::Template},
    {"create-packages", {}, MainWindow::Create, false, {}, Shot::More::None, CreateStep::Packages},
    {"create-scripts", {}, MainWindow::Create, false, {}, Shot::More::None, CreateStep::Scripts},
    {"create-review", {}, MainWindow::Create, true, {}, Shot::More::None, CreateStep::Review},
    {"create-several",
     {},
     MainWindow::Create,
     false,
     Fixture::Trust::Trusted,
     Shot::More::Tested,
     CreateStep::Review},
    {"buckets", {}, MainWindow::Buckets},
    {"form", {}, MainWindow::Create},
    {"form-node", {}, MainWindow::Create, false, Fixture::Trust::Trusted},
    {"detail", {}, MainWindow::Detail, false, Fixture::Trust::Trusted},
    {"services",
     {},
     MainWindow::Detail,
     false,
     {},
     Shot::More::History,
     CreateStep::Configure,
     DetailPage::Tab::Services},
    {"events",
     {},
     MainWindow::Detail,
     false,
     {},
     Shot::More::History,
     CreateStep::Configure,
     DetailPage::Tab::Events},
    {"runs", {}, MainWindow::RunsPage, false, {}, Shot::More::History},
    {"streaming-time", Fixture::Run::Streaming, MainWindow::Progress, false, {}, Shot::More::History},
    {"complete-times", Fixture::Run::Complete, MainWindow::Progress, false, {}, Shot::More::History},
    {"error-left", Fixture::Run::Error, MainWindow::Progress, false, {}, Shot::More::History},
    {"offline", {}, MainWindow::ContainersPage, false, {}, Shot::More::Offline},
    {"nodes-empty", {}, MainWindow::Nodes},
    {"nodes", {}, MainWindow::Nodes, false, Fixture::Trust::Trusted, Shot::More::Tested},
    {"node-new", {}, MainWindow::NodeEditor},
    {"node-tested", {}, MainWindow::NodeEditor, false, Fixture::Trust::Trusted, Shot::More::Tested},
    {"node-trust", {}, MainWindow::NodeEditor, false, Fixture::Trust::New, Shot::More::Tested},
    {"trust-new", {}, MainWindow::NodeEditor, false, Fixture::Trust::New, Shot::More::Dialog},
    {"trust-changed", {}, MainWindow::NodeEditor, false, Fixture::Trust::Changed, Shot::More::Dialog},
    {"settings", {}, MainWindow::Preferences},
    {"simulated", Fixture::Run::Streaming, MainWindow::Progress, true},
};

QString s_only; ///< a beginning of names: the others are left out

void clickRow(MainWindow &window, const QByteArray &id)
{
    auto *view = window.findChild<QWidget *>(QStringLiteral("containersPage"))
                     ->findChild<QListView *>(QStringLiteral("containers"));
    for (int row = 0; row < view->model()->rowCount(); ++row) {
        const QModelIndex index = view->model()->index(row, 0);
        if (index.data(ContainerModel::IdRole).toString() == QLatin1StringView(id))
            emit view->clicked(index);
    }
}

RunPhase expectedPhase(Fixture::Run run) { return static_cast<RunPhase>(run); }

bool click(const QWidget &in, const char *name)
{
    auto *button = in.findChild<QAbstractButton *>(QString::fromLatin1(name));
    if (button && button->isEnabled())
        button->click();
    return button;
}

bool openNodes(MainWindow &window, const Shot &shot)
{
    window.showPage(MainWindow::Nodes);
    if (!shot.trust) {
        auto *empty =
            window.findChild<QWidget *>(QStringLiteral("nodesPage"))->findChild<elements::EmptyState *>();
        return waitFor([&] { return empty->isVisible(); }) &&
               (shot.page == MainWindow::Nodes || click(window, "addNode"));
    }
    if (!waitFor([&] { return window.findChild<QWidget *>(QStringLiteral("node:pve")); }))
        return false;
    auto *card = window.findChild<QWidget *>(QStringLiteral("node:pve"));
    if (shot.page == MainWindow::Nodes) {
        click(*card, "test");
        return waitFor([&] { return card->findChild<QWidget *>(QStringLiteral("check:pct")); });
    }
    click(*card, "edit");
    auto *editor = window.findChild<QWidget *>(QStringLiteral("nodeEditor"));
    click(*editor, "testNode");
    if (!waitFor([&] { return editor->findChild<QWidget *>(QStringLiteral("check:pct")); }))
        return false;
    if (shot.more == Shot::More::Dialog)
        emit editor->findChild<elements::InlineMessage *>(QStringLiteral("trustQuestion"))->actionTriggered();
    return true;
}

/// A template, packages and scripts; one package is wrong where the packages are looked at.
bool fillWizard(MainWindow &window, const Shot &shot)
{
    auto *templates = window.findChild<QListWidget *>(QStringLiteral("createTemplates"));
    if (shot.step == CreateStep::Configure)
        return true;
    if (!waitFor([&] { return templates->count() == 5; }))
        return false;
    templates->setCurrentRow(1);
    auto *given = window.findChild<QListWidget *>(QStringLiteral("givenScripts"));
    if (!waitFor([&] { return given->count() == 1; }))
        return false;
    const auto text = [&](const char *name) {
        return window.findChild<QPlainTextEdit *>(QString::fromLatin1(name));
    };
    text("packages:apt")->setPlainText(QStringLiteral("nginx\npostgresql-client\ngit"));
    text("packages:npm")
        ->setPlainText(shot.step == CreateStep::Packages ? QStringLiteral("pm2@5\nNot A Package!")
                                                         : QStringLiteral("pm2@5"));
    for (const char *body :
         {"set -euo pipefail\n\n# the application's user\nuseradd --create-home app\n",
          "set -euo pipefail\n\nfor unit in nginx app; do\n    systemctl enable --now \"$unit\"\n"
          "done\necho \"listening on $(hostname -I)\"\n"}) {
        click(window, "addOwnScript");
        text("scriptText")->setPlainText(QString::fromLatin1(body));
    }
    return true;
}

bool openState(MainWindow &window, Fixture &fixture, const Shot &shot)
{
    auto *view = window.findChild<QWidget *>(QStringLiteral("containersPage"))
                     ->findChild<QListView *>(QStringLiteral("containers"));
    const int rows = shot.more == Shot::More::History ? 10 : 4;
    if (!waitFor([&] { return view->model()->rowCount() == rows; }))
        return false;
    if (shot.more == Shot::More::Offline) {
        fixture.server().shutDown();
        auto *pill = window.findChild<elements::ConnectionPill *>();
        return waitFor([&] { return pill->state() == elements::ConnectionPill::State::Waiting; });
    }
    if (shot.page == MainWindow::RunsPage) {
        window.showPage(MainWindow::RunsPage);
        auto *runs = window.findChild<RunsOverview *>();
        const int inSight = window.width() < 1000 ? 1 : 4; // only those are followed
        const auto areFollowed = [runs, inSight] {
            const auto tiles = runs->tiles();
            return std::count_if(tiles.begin(), tiles.end(),
                                 [](const RunTile *tile) { return !tile->lines().isEmpty(); }) >= inSight;
        };
        if (!waitFor(areFollowed))
            return false;
    }
    const auto isSeenRunning = [view] { // by whom the fixture can ask: the one that is made
        const int running = int(HostStatus::Power::Running);
        return !view->model()
                    ->match(view->model()->index(0, 0), ContainerModel::PowerRole, running, 1,
                            Qt::MatchExactly)
                    .isEmpty();
    };
    if (shot.page == MainWindow::ContainersPage && !waitFor(isSeenRunning))
        return false;
    if (shot.page == MainWindow::Buckets) {
        window.showPage(MainWindow::Buckets);
        if (!waitFor(
                [&] { return window.findChild<QListWidget *>(QStringLiteral("buckets"))->count() == 2; }))
            return false;
    } else if (shot.page == MainWindow::Create) {
        window.showPage(MainWindow::Create);
        if (!fillWizard(window, shot))
            return false;
        window.findChild<QLineEdit *>(QStringLiteral("hostname"))->setText(QStringLiteral("web-01"));
        auto *where = window.findChild<QComboBox *>(QStringLiteral("where"));
        if (shot.trust) {
            if (!waitFor([&] { return where->count() == 2; }))
                return false;
            where->setCurrentIndex(1);
            auto *systems = window.findChild<QComboBox *>(QStringLiteral("osTemplate"));
            if (!waitFor([&] { return systems->count() == 2; }))
                return false;
            systems->setCurrentIndex(0);
            click(window, "expander:network");
        }
        if (shot.more == Shot::More::Tested) {
            window.findChild<QLineEdit *>(QStringLiteral("hostname"))->setText(QStringLiteral("web-{1..4}"));
            window.findChild<QComboBox *>(QStringLiteral("ipv4Kind"))->setCurrentIndex(1);
            window.findChild<QLineEdit *>(QStringLiteral("ipv4"))->setText(QStringLiteral("192.168.1.50/24"));
            window.findChild<QLineEdit *>(QStringLiteral("gateway"))->setText(QStringLiteral("192.168.1.1"));
        }
        window.findChild<CreatePage *>()->goTo(shot.step);
    } else if (shot.page == MainWindow::Preferences) {
        window.showPage(MainWindow::Preferences);
    } else if (shot.page == MainWindow::Nodes || shot.page == MainWindow::NodeEditor) {
        if (!openNodes(window, shot))
            return false;
    } else if (shot.run) {
        clickRow(window, Fixture::idOf(*shot.run));
        if (*shot.run == Fixture::Run::Complete) { // a finished one opens its detail page; its log leads here
            auto *log = window.findChild<QAbstractButton *>(QStringLiteral("showLog"));
            log->click();
        }
        auto *progress = window.findChild<ProgressPage *>();
        if (!waitFor([&] { return progress->run().phase == expectedPhase(*shot.run); }))
            return false;
        if (*shot.run == Fixture::Run::Complete &&
            !waitFor([&] { return progress->findChild<QWidget *>(QStringLiteral("service:code-server")); }))
            return false;
    } else if (shot.page == MainWindow::Detail) {
        clickRow(window, Fixture::idOf(Fixture::Run::Complete));
        if (!waitFor([&] { return window.findChild<QWidget *>(QStringLiteral("service:code-server")); }))
            return false;
        window.findChild<DetailPage *>()->showTab(shot.tab);
        // Some minutes of history at once.
        auto *live = window.findChild<LiveController *>();
        for (const int cpu :
             {4, 6, 5, 9, 22, 48, 61, 55, 40, 31, 24, 18, 15, 12, 16, 28, 35, 30, 22, 17, 14, 18}) {
            const auto seen = live->history().size();
            fixture.server().setDefault("/api/containers/" + Fixture::idOf(Fixture::Run::Complete) + "/live",
                                        Script::reply(200, QByteArrayLiteral("application/json"),
                                                      Fixture::live("running", "null", cpu)));
            live->refresh();
            if (!waitFor([&] { return live->history().size() > seen; }))
                return false;
        }
    }
    return true;
}

bool isEmpty(const QImage &image)
{
    QSet<QRgb> colors;
    for (int y = 0; y < image.height(); y += 7)
        for (int x = 0; x < image.width(); x += 7)
            colors.insert(image.pixel(x, y));
    return colors.size() < 8;
}

/// Every picture of one state, in both themes and all sizes; how many could not be made.
class Camera
{
public:
    Camera(QString directory, QList<std::pair<QString, QSize>> sizes)
        : m_directory(std::move(directory)), m_sizes(std::move(sizes))
    {}

    void take(const QString &name, bool isSimulated, const std::function<void(Fixture &)> &prepare,
              const std::function<bool(MainWindow &, Fixture &)> &open, bool isDialog)
    {
        if (!s_only.isEmpty() && !name.startsWith(s_only))
            return;
        for (const auto &[suffix, size] : m_sizes) {
            for (const auto mode : {theme::Mode::Light, theme::Mode::Dark}) {
                theme::Theme::instance().setMode(mode);
                QDir(privateFolder()).removeRecursively(); // the drafts of the windows before
                Fixture fixture(isSimulated);
                prepare(fixture);
                Options options;
                options.server = fixture.url();
                options.tokenFile = fixture.tokenFile();
                MainWindow window(options);
                window.resize(size);
                window.show();
                window.start();
                const bool isThere = open(window, fixture) && settle(fixture);
                const bool isLight = mode == theme::Mode::Light;
                keep(window, isThere, isDialog,
                     name + suffix + (isLight ? QStringLiteral("-light") : QStringLiteral("-dark")));
            }
        }
    }
    int failures() const { return m_failures; }

private:
    /// Two rounds of layout and the log view's frame; whatever was asked had our token.
    static bool settle(Fixture &fixture)
    {
        const QDeadlineTimer settled(250);
        while (!settled.hasExpired())
            QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
        const auto &requests = fixture.server().requests();
        return std::all_of(requests.begin(), requests.end(), [](const fakes::Request &request) {
            return request.header("Authorization") == "Bearer " + Fixture::token();
        });
    }
    void keep(MainWindow &window, bool isThere, bool isDialog, const QString &name)
    {
        QWidget *shown = &window;
        for (auto *dialog : window.findChildren<QDialog *>()) {
            if (isDialog && dialog->isVisible())
                shown = dialog;
        }
        QCoreApplication::sendPostedEvents(); // what the last answer made is laid out
        const QPixmap picture = shown->grab();
        const QString file = QDir(m_directory).filePath(name + QStringLiteral(".png"));
        if (isThere && !isEmpty(picture.toImage()) && picture.save(file))
            return;
        std::fprintf(stderr, "%s: %s\n", qPrintable(file),
                     isThere ? "is empty or was not written" : "state not reached");
        ++m_failures;
    }

    QString m_directory;
    QList<std::pair<QString, QSize>> m_sizes;
    int m_failures = 0;
};

int render(const QString &directory, const QList<std::pair<QString, QSize>> &sizes)
{
    Camera camera(directory, sizes);
    for (const Shot &shot : kShots)
        camera.take(
            QString::fromLatin1(shot.name), shot.simulated,
            [&shot](Fixture &fixture) {
                if (shot.trust)
                    fixture.setNode(*shot.trust);
                if (shot.more == Shot::More::History)
                    fixture.setHistory();
            },
            [&shot](MainWindow &window, Fixture &fixture) {
                return openState(window, fixture, shot) && window.page() == shot.page;
            },
            shot.more == Shot::More::Dialog);
    for (const shots::Scene &scene : shots::scenes())
        camera.take(
            QString::fromLatin1(scene.name), scene.isSimulated, scene.prepare,
            [&scene](MainWindow &window, Fixture &) { return scene.open(window); }, scene.isDialog);
    return camera.failures();
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2) {
        std::fputs("usage: slipway_screenshots DIR [--scale N] [--only NAME] [--language CODE] "
                   "[--size WIDTHxHEIGHT]\n",
                   stderr);
        return 2;
    }
    const QTemporaryDir home; // drafts and presets of nobody
    qputenv("XDG_DATA_HOME", home.path().toLocal8Bit());
    QHash<QByteArray, QByteArray> options;
    for (int i = 2; i + 1 < argc; i += 2)
        options.insert(argv[i], argv[i + 1]);
    if (options.contains("--scale"))
        qputenv("QT_SCALE_FACTOR", options.value("--scale"));
    QApplication application(argc, argv);
    if (QFontDatabase::hasFamily(QStringLiteral("Noto Sans")))
        QApplication::setFont(QFont(QStringLiteral("Noto Sans"), 10));
    theme::Theme::instance().install();
    const QString directory = QString::fromLocal8Bit(argv[1]);
    s_only = QString::fromLocal8Bit(options.value("--only"));
    if (options.contains("--language"))
        desktop::installTranslation(application, QString::fromLocal8Bit(options.value("--language")));
    if (!QDir().mkpath(directory)) {
        std::fprintf(stderr, "Cannot make %s.\n", argv[1]);
        return 2;
    }
    QList<std::pair<QString, QSize>> sizes = {{QString(), {1180, 760}},
                                              {QStringLiteral("-narrow"), {720, 480}}};
    if (const auto size = QString::fromLatin1(options.value("--size")).split(QLatin1Char('x'));
        size.size() == 2)
        sizes = {{QString(), {size[0].toInt(), size[1].toInt()}}};
    return render(directory, sizes) == 0 ? 0 : 1;
}
