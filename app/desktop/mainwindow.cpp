#include "app/desktop/mainwindow.h"

#include "app/desktop/containerlistcontroller.h"
#include "app/desktop/createcontainercontroller.h"
#include "app/desktop/pages/containerlistpage.h"
#include "app/desktop/pages/createpage.h"
#include "app/desktop/pages/detailpage.h"
#include "app/desktop/pages/dialogs.h"
#include "app/desktop/pages/progresspage.h"
#include "app/desktop/progresscontroller.h"
#include "app/desktop/session.h"
#include "app/desktop/sidebar.h"
#include "widgets/credentials/secretclipboard.h"
#include "widgets/elements/connectionpill.h"
#include "widgets/elements/elidedlabel.h"
#include "widgets/elements/iconbutton.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/logview/logpanel.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QKeyEvent>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>

namespace slipway::desktop {

using namespace theme;

MainWindow::MainWindow(const Options &options, QWidget *parent)
    : QMainWindow(parent), m_options(options), m_session(std::make_unique<Session>(options)),
      m_list(std::make_unique<ContainerListController>(*m_session)),
      m_creation(std::make_unique<CreateContainerController>(*m_session)),
      m_progress(std::make_unique<ProgressController>(*m_session)), m_side(new SideBar),
      m_stack(new QStackedWidget)
{
    auto &clipboard = credentials::SecretClipboard::instance();
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Slipway"));
    setWindowIcon(applicationIcon());
    setMinimumSize(720, 480);
    resize(1180, 760);
    m_runs = new ContainerListPage(ContainerListPage::Kind::Runs, m_model);
    m_containers = new ContainerListPage(ContainerListPage::Kind::Containers, m_model);
    m_createPage = new CreatePage(*m_creation);
    m_progressPage = new ProgressPage(clipboard);
    m_detailPage = new DetailPage(clipboard);
    for (QWidget *widget :
         std::initializer_list<QWidget *>{m_runs, m_containers, m_createPage, m_progressPage, m_detailPage})
        m_stack->addWidget(widget);
    m_side->addEntry(RunsPage, Icon::Runs, tr("Runs"));
    m_side->addEntry(ContainersPage, Icon::List, tr("Containers"));

    auto *central = new QWidget;
    auto *columns = new QHBoxLayout(central);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(0);
    columns->addWidget(m_side);
    auto *rows = new QVBoxLayout;
    rows->setSpacing(0);
    rows->addWidget(makeBar());
    m_trouble = new elements::InlineMessage;
    auto *troubleRow = new QVBoxLayout;
    troubleRow->setContentsMargins(margins(2, 0));
    troubleRow->addWidget(m_trouble);
    rows->addLayout(troubleRow);
    rows->addWidget(m_stack, 1);
    columns->addLayout(rows, 1);
    setCentralWidget(central);
    makeMenu();
    makeShortcuts();
    connectSession();
    connectCreation();
    connectRun();
    connectDetail();
    showPage(ContainersPage);
    showConnection();
}

MainWindow::~MainWindow() = default;

void MainWindow::start() { m_session->start(); }

MainWindow::Page MainWindow::page() const { return static_cast<Page>(m_stack->currentIndex()); }

QWidget *MainWindow::makeBar()
{
    auto *bar = new QWidget;
    m_back = new elements::IconButton(Icon::Back, tr("Back"));
    m_back->setObjectName(QStringLiteral("back"));
    m_crumb = new elements::ElidedLabel({}, TextStyle::Strong);
    m_crumb->setObjectName(QStringLiteral("crumb"));
    m_pill = new elements::ConnectionPill;
    m_more = new elements::IconButton(Icon::More, tr("More"));
    m_more->setObjectName(QStringLiteral("more"));
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_new = new QPushButton(tr("New"));
    m_new->setObjectName(QStringLiteral("newContainer"));
    m_new->setAccessibleName(tr("New container"));
    m_new->setIcon(theme::icon(Icon::Plus, Role::OnAccent));
    setButtonKind(m_new, ButtonKind::Primary);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(margins(2, 1));
    layout->setSpacing(space(0.8));
    layout->addWidget(m_back);
    layout->addWidget(m_crumb, 1);
    layout->addWidget(m_pill);
    layout->addWidget(m_more);
    layout->addWidget(m_new);
    connect(m_back, &QToolButton::clicked, this, &MainWindow::goBack);
    connect(m_new, &QPushButton::clicked, this, [this] { showPage(Create); });
    connect(m_pill, &elements::ConnectionPill::retryRequested, this, &MainWindow::retryConnection);
    return bar;
}

void MainWindow::retryConnection()
{
    if (page() == Progress)
        m_progress->retryNow();
    m_session->retryNow();
    m_list->refresh();
}

void MainWindow::makeMenu()
{
    auto *menu = new QMenu(this);
    auto *modes = new QActionGroup(this);
    const QList<std::pair<QString, Mode>> entries{
        {tr("Follow the System"), Mode::System}, {tr("Light"), Mode::Light}, {tr("Dark"), Mode::Dark}};
    menu->addSection(tr("Appearance"));
    for (const auto &[text, mode] : entries) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(Theme::instance().mode() == mode);
        modes->addAction(action);
        connect(action, &QAction::triggered, this, [mode = mode] { Theme::instance().setMode(mode); });
    }
    menu->addSection(tr("Go to"));
    menu->addAction(tr("New Container"), QKeySequence(Qt::CTRL | Qt::Key_N), this,
                    [this] { showPage(Create); });
    menu->addAction(tr("Runs"), QKeySequence(Qt::CTRL | Qt::Key_1), this, [this] { showPage(RunsPage); });
    menu->addAction(tr("Containers"), QKeySequence(Qt::CTRL | Qt::Key_2), this,
                    [this] { showPage(ContainersPage); });
    menu->addAction(tr("Find"), QKeySequence::Find, this, &MainWindow::find);
    menu->addAction(tr("Refresh"), QKeySequence::Refresh, m_list.get(), &ContainerListController::refresh);
    menu->addSeparator();
    menu->addAction(tr("Quit"), QKeySequence::Quit, this, &QWidget::close);
    m_more->setMenu(menu);
    addActions(menu->actions()); // so that their keys work while the menu is closed
}

void MainWindow::makeShortcuts()
{
    auto *help = new QShortcut(QKeySequence::HelpContents, this);
    connect(help, &QShortcut::activated, m_more, &QToolButton::showMenu);
}

void MainWindow::connectSession()
{
    connect(m_session.get(), &Session::hostChanged, this, [this] {
        const HostInfo &host = m_session->host();
        m_createPage->setHost(host);
        m_side->setFoot(host.isSimulated      ? tr("Simulated host: nothing is created on this machine.")
                        : host.name.isEmpty() ? QString()
                                              : tr("Host: %1").arg(host.name));
        createFirst();
    });
    connect(m_list.get(), &ContainerListController::connectionChanged, this, &MainWindow::showConnection);
    connect(m_progress.get(), &ProgressController::connectionChanged, this, &MainWindow::showConnection);
    connect(m_list.get(), &ContainerListController::containersChanged, this,
            [this](const QList<Container> &containers) {
                m_model.setContainers(containers);
                m_runs->setLoaded(true);
                m_containers->setLoaded(true);
                showCounts();
                if (const Container *shown = m_list->find(m_detailPage->container().id))
                    m_detailPage->showContainer(*shown);
            });
    for (ContainerListPage *list : {m_runs, m_containers}) {
        connect(list, &ContainerListPage::opened, this, &MainWindow::open);
        connect(list, &ContainerListPage::createRequested, this, [this] { showPage(Create); });
        connect(list, &ContainerListPage::retryRequested, this, &MainWindow::retryConnection);
        connect(list, &ContainerListPage::deleteRequested, this, &MainWindow::askToDelete);
        connect(list, &ContainerListPage::logRequested, this, [this](const ContainerId &id) {
            if (const Container *container = m_list->find(id))
                watch(*container);
        });
    }
    connect(m_side, &SideBar::chosen, this, [this](int to) { showPage(static_cast<Page>(to)); });
}

void MainWindow::connectCreation()
{
    connect(m_createPage, &CreatePage::cancelled, this, &MainWindow::goBack);
    connect(m_creation.get(), &CreateContainerController::created, this, [this](const Container &container) {
        m_createdHere = container.id;
        m_createdSpec = m_createPage->spec();
        m_list->refresh();
        watch(container);
    });
    // The name may be taken by what a failed run left behind: then that can go from here.
    connect(m_creation.get(), &CreateContainerController::refused, this, [this] {
        m_createPage->offerDeletion(m_creation->refusesHostname() &&
                                    failedOneNamed(m_creation->spec().hostname));
    });
    connect(m_createPage, &CreatePage::deletionRequested, this, [this] {
        if (const Container *failed = failedOneNamed(m_creation->spec().hostname))
            askToDelete(failed->id);
    });
    connect(m_list.get(), &ContainerListController::removed, m_creation.get(),
            &CreateContainerController::forgetRefusals);
}

const Container *MainWindow::failedOneNamed(const QString &hostname) const
{
    const auto &all = m_list->containers();
    const auto it = std::find_if(all.begin(), all.end(), [&](const Container &c) {
        return c.hostname == hostname && c.lifecycle == Lifecycle::Error;
    });
    return it == all.end() ? nullptr : &*it;
}

void MainWindow::connectRun()
{
    connect(m_progress.get(), &ProgressController::restarted, m_progressPage, &ProgressPage::startRun);
    connect(m_progress.get(), &ProgressController::runChanged, m_progressPage, &ProgressPage::showRun);
    connect(m_progress.get(), &ProgressController::linesAppended, m_progressPage, &ProgressPage::appendLines);
    connect(m_progress.get(), &ProgressController::servicesLoaded, this,
            [this] { m_progressPage->showServices(m_progress->services()); });
    connect(m_progress.get(), &ProgressController::servicesFailed, m_progressPage,
            &ProgressPage::showServicesFailure);
    connect(m_progressPage, &ProgressPage::servicesRequested, m_progress.get(),
            &ProgressController::loadServices);
    connect(m_progressPage, &ProgressPage::viewRequested, this, &MainWindow::view);
    connect(m_progressPage, &ProgressPage::anotherRequested, this, [this] {
        m_createPage->prepareAnother();
        showPage(Create);
    });
    connect(m_progressPage, &ProgressPage::tryAgainRequested, this, &MainWindow::tryAgain);
    connect(m_progressPage, &ProgressPage::detailsRequested, this, &MainWindow::showDetails);
    connect(m_progressPage, &ProgressPage::cancelRequested, this, &MainWindow::cancelRun);
    connect(m_progressPage, &ProgressPage::deleteRequested, this, &MainWindow::askToDelete);
}

void MainWindow::connectDetail()
{
    connect(m_detailPage, &DetailPage::deleteConfirmed, m_list.get(), &ContainerListController::remove);
    connect(m_detailPage, &DetailPage::servicesRequested, this, &MainWindow::loadDetailServices);
    connect(m_detailPage, &DetailPage::logRequested, this, [this] { watch(m_detailPage->container()); });
    connect(m_list.get(), &ContainerListController::removed, this, [this](const ContainerId &id) {
        const bool shown = (page() == Detail && m_detailPage->container().id == id) ||
                           (page() == Progress && m_progress->run().id == id);
        if (shown)
            showPage(m_home);
    });
    connect(m_list.get(), &ContainerListController::removalFailed, this,
            [this](const ContainerId &id, const QString &message) {
                if (m_detailPage->container().id == id)
                    m_detailPage->setDeleting(false);
                if (page() == Detail && m_detailPage->container().id == id)
                    m_detailPage->showProblem(message);
                else
                    m_trouble->showMessage(elements::InlineMessage::Kind::Error, message);
            });
}

void MainWindow::showPage(Page page)
{
    if (page == RunsPage || page == ContainersPage)
        m_home = page;
    m_stack->setCurrentIndex(page);
    const bool top = page == RunsPage || page == ContainersPage;
    m_back->setVisible(!top);
    m_new->setVisible(page != Create);
    m_side->setCurrent(m_home);
    const QString home = m_home == RunsPage ? tr("Runs") : tr("Containers");
    switch (page) {
    case RunsPage:
    case ContainersPage:
        m_crumb->setText({});
        break;
    case Create:
        m_crumb->setText(tr("%1 / New").arg(home));
        break;
    case Progress:
        m_crumb->setText(tr("%1 / %2").arg(home, m_progress->run().hostname));
        break;
    case Detail:
        m_crumb->setText(tr("%1 / %2").arg(home, m_detailPage->container().hostname));
        break;
    }
    if (page == Create)
        m_createPage->focusFirst();
    else // otherwise whoever comes next to a button that went out of sight: the side bar
        m_stack->currentWidget()->setFocus(Qt::OtherFocusReason);
    showConnection();
}

void MainWindow::showConnection()
{
    ConnectionInfo info = m_list->connection();
    const ConnectionInfo stream = m_progress->connection();
    // The stream is what matters while it is looked at; but without a backend it has nothing to say.
    if (page() == Progress && stream.state != ConnectionInfo::State::Idle && m_session->isUsable())
        info = stream;
    using Pill = elements::ConnectionPill::State;
    static constexpr std::array<Pill, 6> states = {Pill::Idle,    Pill::Connecting, Pill::Connected,
                                                   Pill::Waiting, Pill::SignedOut,  Pill::Offline};
    m_pill->set(states.at(static_cast<size_t>(info.state)), info.reason, info.attempt, info.nextAttemptMs);
    const bool over =
        info.state == ConnectionInfo::State::SignedOut || info.state == ConnectionInfo::State::Offline;
    for (ContainerListPage *list : {m_runs, m_containers})
        list->setUnreachable(over);
    const bool trouble = over || info.state == ConnectionInfo::State::Waiting;
    if (!trouble || info.reason.isEmpty()) {
        m_trouble->hide();
        return;
    }
    if (m_trouble->isHidden() || m_trouble->text() != info.reason)
        m_trouble->showMessage(info.state == ConnectionInfo::State::Waiting
                                   ? elements::InlineMessage::Kind::Warning
                                   : elements::InlineMessage::Kind::Error,
                               info.reason);
}

void MainWindow::showCounts()
{
    const auto &all = m_list->containers();
    const auto running = std::count_if(all.begin(), all.end(), [](const Container &c) {
        return c.lifecycle == Lifecycle::Pending || c.lifecycle == Lifecycle::Creating;
    });
    m_side->setCount(RunsPage, int(running));
}

void MainWindow::open(const ContainerId &id)
{
    const Container *container = m_list->find(id);
    if (!container)
        return;
    if (container->lifecycle == Lifecycle::Ready || container->lifecycle == Lifecycle::Stopped)
        view(id);
    else
        watch(*container);
}

void MainWindow::watch(const Container &container)
{
    if (m_progress->run().id != container.id)
        m_progress->watch(container);
    showPage(Progress);
}

void MainWindow::view(const ContainerId &id)
{
    const Container *container = m_list->find(id);
    if (!container)
        return;
    m_detailPage->showContainer(*container);
    showPage(Detail);
    loadDetailServices();
    // The row may be older than what the run said: ask once more.
    m_list->refresh();
}

void MainWindow::loadDetailServices()
{
    const ContainerId id = m_detailPage->container().id;
    m_detailPage->showServicesLoading();
    m_session->client().get(QStringLiteral("/api/containers/%1/services").arg(id.value), m_detailPage,
                            [this, id](const Result<http::JsonReply> &reply) {
                                if (m_detailPage->container().id != id)
                                    return;
                                if (!reply) {
                                    m_detailPage->showServicesFailure(reply.error().message);
                                    return;
                                }
                                const auto list = serviceListFromJson(reply->body);
                                if (list)
                                    m_detailPage->showServices(*list);
                                else
                                    m_detailPage->showServicesFailure(list.error().message);
                            });
}

void MainWindow::tryAgain()
{
    const ContainerId id = m_progress->run().id;
    if (m_createdHere == id) {
        if (!(m_createPage->spec() == m_createdSpec)) // something else was typed since
            m_createPage->setSpec(m_createdSpec);
        showPage(Create);
        return;
    }
    // The request of an earlier session: only the detail has the contents of its scripts.
    m_session->client().get(
        QStringLiteral("/api/containers/%1").arg(id.value), this,
        [this, id](const Result<http::JsonReply> &reply) {
            if (page() != Progress || m_progress->run().id != id)
                return; // gone elsewhere meanwhile
            const auto detail = reply ? containerFromJson(QJsonDocument::fromJson(reply->body).object())
                                      : Result<Container>(tl::unexpected(reply.error()));
            if (detail) {
                m_createPage->refill(earlierRequest(*detail, {}));
            } else if (const Container *row = m_list->find(id)) {
                m_createPage->refill(earlierRequest(*row, detail.error().message));
            } else {
                m_trouble->showMessage(elements::InlineMessage::Kind::Error, detail.error().message);
                return;
            }
            showPage(Create);
        });
}

void MainWindow::askToDelete(const ContainerId &id)
{
    const Container *row = m_list->find(id);
    if (!row)
        return;
    const Container container = *row; // the list may be read anew while the question stands
    if (confirmDeletion(container, this))
        m_list->remove(id);
}

void MainWindow::showDetails()
{
    const RunState &run = m_progress->run();
    auto *dialog = new DetailsDialog(
        run.hostname, failureReport(run, m_progress->lastLines(200), m_progress->services()), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::cancelRun()
{
    const ContainerId id = m_progress->run().id;
    ConfirmDialog dialog(
        tr("Cancel the creation of %1?").arg(m_progress->run().hostname),
        tr("The run stops after what it is doing now. What was already made stays until it is deleted."),
        tr("Cancel Run"), this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    m_session->client().post(QStringLiteral("/api/containers/%1/cancel").arg(id.value),
                             QByteArrayLiteral("{}"), this, [this](const Result<http::JsonReply> &reply) {
                                 if (!reply)
                                     m_trouble->showMessage(elements::InlineMessage::Kind::Warning,
                                                            reply.error().message);
                             });
}

void MainWindow::createFirst()
{
    if (m_firstCreated || m_options.create.isEmpty())
        return;
    m_firstCreated = true;
    ContainerSpec spec = m_createPage->spec();
    spec.hostname = m_options.create;
    if (!m_options.createTemplate.isEmpty())
        spec.templateName = m_options.createTemplate;
    m_createPage->setSpec(spec);
    showPage(Create);
    m_creation->submit();
}

void MainWindow::goBack() { showPage(m_home); }

void MainWindow::find()
{
    if (page() == Progress)
        m_progressPage->log()->openFind();
    else if (page() == RunsPage)
        m_runs->focusFilter();
    else if (page() == ContainersPage)
        m_containers->focusFilter();
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    m_side->setCollapsed(width() < space(104));
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    // Only what no widget wanted arrives here.
    if (page() == Progress && m_progressPage->takeFindKey(*event))
        return;
    if (event->key() == Qt::Key_Escape && page() != RunsPage && page() != ContainersPage) {
        goBack();
        return;
    }
    QMainWindow::keyPressEvent(event);
}

} // namespace slipway::desktop
