#include "tests/screenshots/scenes.h"

#include "app/desktop/containermodel.h"
#include "app/desktop/mainwindow.h"
#include "app/desktop/pages/createpage.h"
#include "app/desktop/pages/detailpage.h"
#include "app/desktop/pages/runsoverview.h"
#include "app/desktop/pages/runtile.h"
#include "app/desktop/pages/templatespage.h"
#include "widgets/elements/connectionpill.h"

#include <QAbstractButton>
#include <QAction>
#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDialog>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QTabWidget>

namespace slipway::shots {

using namespace desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using fakes::Script;

bool waitFor(const std::function<bool()> &condition)
{
    const QDeadlineTimer deadline(20'000);
    while (!condition() && !deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
    return condition();
}

namespace {

template<typename T>
T *child(const MainWindow &window, const QString &name)
{
    return window.findChild<T *>(name);
}

/// The one in sight, where several pages have one of that name.
QWidget *shown(const MainWindow &window, const QString &name)
{
    const auto all = window.findChildren<QWidget *>(name);
    const auto seen = std::find_if(all.begin(), all.end(), [](QWidget *one) { return one->isVisible(); });
    return seen != all.end() ? *seen : nullptr;
}

bool isShown(const MainWindow &window, const QString &name) { return shown(window, name) != nullptr; }

bool press(const MainWindow &window, const QString &name)
{
    const auto canBe = [&] {
        const QWidget *button = shown(window, name);
        return button && button->isEnabled();
    };
    if (!waitFor(canBe))
        return false;
    static_cast<QAbstractButton *>(shown(window, name))->click();
    return true;
}

QListView *list(const MainWindow &window)
{
    return child<QWidget>(window, u"containersPage"_s)->findChild<QListView *>(u"containers"_s);
}

bool listed(const MainWindow &window, int rows)
{
    return waitFor([&] { return list(window)->model()->rowCount() == rows; });
}

bool openRow(const MainWindow &window, Fixture::Run run)
{
    auto *view = list(window);
    for (int row = 0; row < view->model()->rowCount(); ++row) {
        const QModelIndex index = view->model()->index(row, 0);
        if (index.data(ContainerModel::IdRole).toString() == QLatin1StringView(Fixture::idOf(run))) {
            emit view->clicked(index);
            return true;
        }
    }
    return false;
}

QByteArray thousandRows()
{
    static constexpr std::array<const char *, 5> states = {"ready", "ready", "stopped", "ready", "error"};
    static constexpr std::array<const char *, 4> names = {"web", "db", "cache", "worker"};
    QByteArrayList rows;
    for (int i = 1; i <= 1000; ++i) {
        const QByteArray number = QByteArray::number(i);
        const auto mixed = size_t(i / 60 + i); // so that neighbours in the list differ
        const auto name = QByteArray(names.at(mixed % names.size())) + '-' + number.rightJustified(4, '0');
        rows.append(
            R"({"id":"many-)" + number + R"(","hostname":")" + name + R"(","template":"docker","node":"pve)" +
            QByteArray::number(i % 3 + 1) + R"(","host":"proxmox","simulated":false,"lifecycle":")" +
            states.at(mixed % states.size()) + R"(","address":"10.0.)" + QByteArray::number(i / 250) + '.' +
            QByteArray::number(i % 250) + R"(","hostRef":")" + QByteArray::number(100 + i) +
            R"(","createdAt":"2026-11-21T1)" + QByteArray::number(i % 10) + ":" +
            QByteArray::number(i % 60).rightJustified(2, '0') +
            R"(:06.805Z","finishedAt":null,"errorMessage":null,"percent":100,"step":null,"spec":{}})");
    }
    return R"({"containers":[)" + rows.join(',') + "]}";
}

void answer(Fixture &fixture, const QByteArray &path, const Script &script)
{
    fixture.server().setDefault(path, script);
}

bool openTemplates(MainWindow &window)
{
    window.showPage(MainWindow::Templates);
    auto *templates = child<QListWidget>(window, u"templates"_s);
    if (!waitFor([&] { return templates->count() == 4; }))
        return false;
    child<TemplatesPage>(window, u"templatesPage"_s)->choose(u"docker"_s);
    return waitFor([&] {
        const QWidget *edit = shown(window, u"editTemplate"_s);
        return edit && edit->isEnabled();
    });
}

bool editTemplate(MainWindow &window, int tab)
{
    if (!openTemplates(window) || !press(window, u"editTemplate"_s))
        return false;
    child<QTabWidget>(window, u"templateTabs"_s)->setCurrentIndex(tab);
    return true;
}

QDialog *dialogOf(const MainWindow &window)
{
    for (auto *dialog : window.findChildren<QDialog *>()) {
        if (dialog->isVisible())
            return dialog;
    }
    return nullptr;
}

void trigger(const MainWindow &window, const QKeySequence &keys)
{
    for (QAction *action : window.findChildren<QAction *>()) {
        if (action->shortcuts().contains(keys))
            action->trigger();
    }
}

void nothing(Fixture &) {}

} // namespace

const QList<Scene> &scenes()
{
    static const QList<Scene> all = {
        {"first-start", [](Fixture &fixture) { fixture.setContainers({}); },
         [](MainWindow &window) { return waitFor([&] { return isShown(window, u"emptyAction"_s); }); }, false,
         true},
        {"list-loading", [](Fixture &fixture) { answer(fixture, "/api/containers", Script::silence()); },
         [](MainWindow &) { return true; }},
        {"token-wrong",
         [](Fixture &fixture) {
             const auto refused = Script::reply(401, "application/problem+json",
                                                R"({"title":"Not signed in","detail":"The token is wrong.",)"
                                                R"("status":401,"code":"unauthorized"})");
             for (const char *path : {"/api/containers", "/api/health", "/api/events", "/api/templates"})
                 answer(fixture, path, refused);
         },
         [](MainWindow &window) {
             auto *pill = window.findChild<elements::ConnectionPill *>();
             return waitFor([&] { return pill->state() == elements::ConnectionPill::State::SignedOut; });
         }},
        {"list-many",
         [](Fixture &fixture) {
             answer(fixture, "/api/containers", Script::reply(200, "application/json", thousandRows()));
         },
         [](MainWindow &window) { return listed(window, 1000); }},
        {"list-no-match", nothing,
         [](MainWindow &window) {
             if (!listed(window, 4))
                 return false;
             child<QLineEdit>(window, u"filter"_s)->setText(u"mail"_s);
             return listed(window, 0);
         }},
        {"runs-empty", [](Fixture &fixture) { fixture.setContainers({}); },
         [](MainWindow &window) {
             window.showPage(MainWindow::RunsPage);
             return waitFor([&] { return isShown(window, u"emptyAction"_s); });
         }},
        {"runs-one",
         [](Fixture &fixture) {
             fixture.setContainers({Fixture::Run::Streaming, Fixture::Run::Error});
         },
         [](MainWindow &window) {
             window.showPage(MainWindow::RunsPage);
             auto *runs = window.findChild<RunsOverview *>();
             return waitFor(
                 [&] { return runs->tiles().size() == 1 && !runs->tiles().first()->lines().isEmpty(); });
         }},
        {"create-wrong", nothing,
         [](MainWindow &window) {
             window.showPage(MainWindow::Create);
             window.findChild<CreatePage *>()->goTo(CreateStep::Configure);
             child<QLineEdit>(window, u"hostname"_s)->setText(u"Web 01!"_s);
             window.findChild<CreatePage *>()->goTo(CreateStep::Packages);
             window.findChild<CreatePage *>()->goTo(CreateStep::Configure);
             return waitFor([&] { return isShown(window, u"hostname:note"_s); });
         }},
        {"create-scripts-none", nothing,
         [](MainWindow &window) {
             window.showPage(MainWindow::Create);
             window.findChild<CreatePage *>()->goTo(CreateStep::Scripts);
             return true;
         }},
        {"services-revealed", nothing,
         [](MainWindow &window) {
             if (!listed(window, 4) || !openRow(window, Fixture::Run::Complete))
                 return false;
             window.findChild<DetailPage *>()->showTab(DetailPage::Tab::Services);
             return press(window, u"reveal"_s);
         }},
        {"templates", nothing, openTemplates},
        {"template-edit", nothing, [](MainWindow &window) { return editTemplate(window, 0); }},
        {"template-scripts", nothing, [](MainWindow &window) { return editTemplate(window, 1); }},
        {"template-files", nothing, [](MainWindow &window) { return editTemplate(window, 2); }},
        {"palette", nothing,
         [](MainWindow &window) {
             if (!listed(window, 4))
                 return false;
             trigger(window, Qt::CTRL | Qt::Key_K);
             return waitFor([&] { return dialogOf(window) != nullptr; });
         },
         true},
        {"shortcuts", nothing,
         [](MainWindow &window) {
             trigger(window, Qt::Key_F1);
             return waitFor([&] { return dialogOf(window) != nullptr; });
         },
         true},
        {"profile", nothing,
         [](MainWindow &window) {
             window.showPage(MainWindow::Preferences);
             if (!press(window, u"addConnection"_s))
                 return false;
             return waitFor([&] { return dialogOf(window) != nullptr; });
         },
         true},
    };
    return all;
}

} // namespace slipway::shots
