#include "app/desktop/mainwindow.h"

#include "app/desktop/bucketscontroller.h"
#include "app/desktop/containerlistcontroller.h"
#include "app/desktop/createcontainercontroller.h"
#include "app/desktop/desktopsettings.h"
#include "app/desktop/draftstore.h"
#include "app/desktop/historycontroller.h"
#include "app/desktop/hostlookups.h"
#include "app/desktop/livecontroller.h"
#include "app/desktop/nodeeditorcontroller.h"
#include "app/desktop/pages/bucketspage.h"
#include "app/desktop/pages/containerlistpage.h"
#include "app/desktop/pages/createpage.h"
#include "app/desktop/pages/detailpage.h"
#include "app/desktop/pages/historyview.h"
#include "app/desktop/pages/nodeeditorpage.h"
#include "app/desktop/pages/nodespage.h"
#include "app/desktop/pages/progresspage.h"
#include "app/desktop/pages/runsoverview.h"
#include "app/desktop/pages/settingspage.h"
#include "app/desktop/pages/templateeditorpage.h"
#include "app/desktop/pages/templatespage.h"
#include "app/desktop/powerwatcher.h"
#include "app/desktop/presetstore.h"
#include "app/desktop/profiles.h"
#include "app/desktop/progresscontroller.h"
#include "app/desktop/runscontroller.h"
#include "app/desktop/session.h"
#include "app/desktop/sidebar.h"
#include "app/desktop/templateeditorcontroller.h"
#include "app/desktop/templatescontroller.h"
#include "widgets/credentials/secretclipboard.h"
#include "widgets/elements/connectionpill.h"
#include "widgets/elements/elidedlabel.h"
#include "widgets/elements/iconbutton.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/logview/logpanel.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <QRadioButton>
#include <QStackedWidget>

namespace slipway::desktop {

using namespace theme;

namespace {

DesktopSettings &orOwn(DesktopSettings *given, std::unique_ptr<DesktopSettings> &own)
{
    if (!given)
        own = std::make_unique<DesktopSettings>();
    return given ? *given : *own;
}

TokenVault &orOwn(TokenVault *given, std::unique_ptr<TokenVault> &own)
{
    if (!given)
        own = std::make_unique<MemoryVault>();
    return given ? *given : *own;
}

} // namespace

MainWindow::MainWindow(const Options &options, const Belongings &belongings, QWidget *parent)
    : QMainWindow(parent), m_options(options), m_settings(orOwn(belongings.settings, m_ownSettings)),
      m_vault(orOwn(belongings.vault, m_ownVault)),
      m_profiles(std::make_unique<Profiles>(m_settings, m_vault))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Slipway"));
    setMinimumSize(720, 480);
    resize(1180, 760);
    makeActions();
    build(std::make_unique<Session>(options));
    const auto last = static_cast<Page>(m_settings.lastPage());
    showPage(last >= RunsPage && last <= Nodes ? last : ContainersPage);
    connect(m_profiles.get(), &Profiles::changed, this, &MainWindow::showProfiles);
    connect(&m_settings, &DesktopSettings::logViewChanged, this, &MainWindow::applyLogSettings);
    connect(qApp, &QCoreApplication::aboutToQuit, this, &MainWindow::remember); // a signal closes no window
    restorePlace();
}

void MainWindow::build(std::unique_ptr<Session> session)
{
    m_session = std::move(session);
    makeControllers();
    m_side = new SideBar;
    m_stack = new QStackedWidget;
    makePages();
    m_side->addEntry(RunsPage, Icon::Runs, tr("Runs"));
    m_side->addEntry(ContainersPage, Icon::Container, tr("Containers"));
    m_side->addEntry(Templates, Icon::Files, tr("Templates"));
    m_side->addEntry(Nodes, Icon::Node, tr("Nodes"));
    m_side->addFootEntry(Preferences, Icon::Service, tr("Settings"));

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
    m_more->setMenu(m_menu);
    m_side->setCollapsed(width() < space(116));
    connectSession();
    connectPower();
    connectNodes();
    connect(m_side, &SideBar::profileMenuRequested, this, &MainWindow::showProfileMenu);
    showProfiles();
}

void MainWindow::makeControllers()
{
    m_list = std::make_unique<ContainerListController>(*m_session);
    m_creation = std::make_unique<CreateContainerController>(*m_session);
    m_progress = std::make_unique<ProgressController>(*m_session);
    m_nodes = std::make_unique<NodesController>(*m_session);
    m_templates = std::make_unique<TemplatesController>(*m_session);
    m_templateEditor = std::make_unique<TemplateEditorController>(*m_templates);
    m_buckets = std::make_unique<BucketsController>(*m_session, *m_templates);
    m_live = std::make_unique<LiveController>(*m_session, this);
    m_history = std::make_unique<HistoryController>(*m_session);
    m_runStreams = std::make_unique<RunsController>(*m_session);
    m_editorLookups = std::make_unique<HostLookups>(*m_session);
    m_createLookups = std::make_unique<HostLookups>(*m_session);
    m_nodeEditor = std::make_unique<NodeEditorController>(*m_session);
    m_drafts = std::make_unique<DraftStore>();
    m_presets = std::make_unique<PresetStore>();
}

/// Until somebody needs the page, an empty widget stands in its place.
template<typename Widget>
void MainWindow::makeLater(LazyPage<Widget> &page, Page at, std::function<Widget *()> make,
                           void (MainWindow::*join)())
{
    m_stack->insertWidget(at, new QWidget);
    page.setMaker(
        [this, at, make = std::move(make)] {
            Widget *const widget = make();
            delete m_stack->widget(at);
            m_stack->insertWidget(at, widget);
            return widget;
        },
        [this, join] {
            if (join)
                (this->*join)();
        });
}

void MainWindow::makePages()
{
    using credentials::SecretClipboard;
    // In the order of Page.
    makeLater<RunsOverview>(
        m_runs, RunsPage, [this] { return new RunsOverview(m_model, *m_runStreams); },
        &MainWindow::joinRunsPage);
    makeLater<ContainerListPage>(
        m_containers, ContainersPage, [this] { return new ContainerListPage(m_model); },
        &MainWindow::joinContainersPage);
    makeLater<TemplatesPage>(
        m_templatesPage, Templates, [this] { return new TemplatesPage(*m_templates); },
        &MainWindow::joinTemplatesPage);
    makeLater<NodesPage>(
        m_nodesPage, Nodes, [this] { return new NodesPage(*m_nodes); }, &MainWindow::joinNodesPage);
    makeLater<CreatePage>(
        m_createPage, Create,
        [this] {
            return new CreatePage({*m_creation, *m_createLookups, *m_templates, *m_drafts, *m_presets});
        },
        &MainWindow::joinCreatePage);
    makeLater<ProgressPage>(
        m_progressPage, Progress, [] { return new ProgressPage(SecretClipboard::instance()); },
        &MainWindow::joinProgressPage);
    makeLater<DetailPage>(
        m_detailPage, Detail,
        [this] { return new DetailPage(SecretClipboard::instance(), *m_live, *m_history); },
        &MainWindow::joinDetailPage);
    makeLater<NodeEditorPage>(
        m_editorPage, NodeEditor, [this] { return new NodeEditorPage(*m_nodeEditor, *m_editorLookups); },
        &MainWindow::joinNodeEditorPage);
    makeLater<TemplateEditorPage>(
        m_templateEditorPage, TemplateEditor, [this] { return new TemplateEditorPage(*m_templateEditor); },
        &MainWindow::joinTemplateEditorPage);
    makeLater<SettingsPage>(
        m_settingsPage, Preferences, [this] { return new SettingsPage(m_settings, *m_profiles); },
        &MainWindow::joinSettingsPage);
    makeLater<BucketsPage>(
        m_bucketsPage, Buckets, [this] { return new BucketsPage(*m_buckets); }, nullptr);
}

QWidget *MainWindow::pageWidget(Page of)
{
    switch (of) {
    case RunsPage:
        return m_runs.get();
    case ContainersPage:
        return m_containers.get();
    case Templates:
        return m_templatesPage.get();
    case Nodes:
        return m_nodesPage.get();
    case Create:
        return m_createPage.get();
    case Progress:
        return m_progressPage.get();
    case Detail:
        return m_detailPage.get();
    case NodeEditor:
        return m_editorPage.get();
    case TemplateEditor:
        return m_templateEditorPage.get();
    case Preferences:
        return m_settingsPage.get();
    case Buckets:
        return m_bucketsPage.get();
    }
    Q_UNREACHABLE();
}

MainWindow::~MainWindow()
{
    stopShowingConnection();
    hide(); // pages tell their controllers that nobody looks any more; those are gone before the pages are
}

void MainWindow::start()
{
    // Not before the first frame: X11 wants the icon drawn in six sizes, which is a twelfth of the work until
    // then.
    setWindowIcon(applicationIcon());
    const Profile *last = m_options.namesBackend ? nullptr : m_profiles->find(m_settings.currentProfile());
    if (last)
        switchTo(last->id);
    else
        m_session->start();
}

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
    layout->setContentsMargins(margins(2, 0));
    layout->setSpacing(space(0.8));
    bar->setFixedHeight(controlHeight() + space(2)); // also while the pill holds a button
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
    if (m_tokenMissing) {
        connectProfile(m_profile);
        return;
    }
    if (page() == Progress)
        m_progress->retryNow();
    m_session->retryNow();
    m_list->refresh();
    if (page() == RunsPage)
        m_runStreams->retryNow();
    if (page() == Nodes)
        m_nodes->load();
}

void MainWindow::connectSession()
{
    connect(m_session.get(), &Session::hostChanged, this, [this] {
        const HostInfo &host = m_session->host();
        if (m_createPage.made())
            m_createPage->setHost(host);
        m_side->setFoot(host.isSimulated      ? tr("Simulated host: nothing is created on this machine.")
                        : host.name.isEmpty() ? QString()
                                              : tr("Host: %1").arg(host.name));
        showPlace();
        createFirst();
    });
    connect(m_list.get(), &ContainerListController::connectionChanged, this, &MainWindow::showConnection);
    connect(&m_session->slowAnswers(), &SlowAnswers::changed, m_list.get(), [this] {
        if (m_trouble->isHidden() || m_trouble->text() == m_toldConnection)
            showConnection();
        else // something else stands there, which is not ours to take away
            showPill(connectionNow());
    });
    connect(m_progress.get(), &ProgressController::connectionChanged, this, &MainWindow::showConnection);
    connectList();
    connect(m_side, &SideBar::chosen, this, [this](int to) { showPage(static_cast<Page>(to)); });
}

void MainWindow::showPage(Page to)
{
    if (to != page() && !mayLeavePage()) {
        m_side->setCurrent(m_home);
        return;
    }
    if (isTop(to))
        m_home = to;
    else if (to == Buckets)
        m_home = Templates;
    else if ((to == Create || to == Progress || to == Detail) && m_home != RunsPage)
        m_home = ContainersPage; // wherever the notification or the palette was that led here
    m_stack->setCurrentWidget(pageWidget(to));
    m_back->setVisible(!isTop(to));
    m_new->setVisible(to != Create && to != NodeEditor && to != TemplateEditor);
    m_side->setCurrent(m_home);
    m_crumb->setText(crumbFor(to));
    if (to == Create)
        m_createPage->arrive();
    else if (to == Buckets)
        m_bucketsPage->arrive();
    else if (to !=
             NodeEditor) // otherwise whoever comes next to a button that went out of sight: the side bar
        m_stack->currentWidget()->setFocus(Qt::OtherFocusReason);
    showConnection();
}

QString MainWindow::crumbFor(Page page) const
{
    const QString home = m_home == RunsPage         ? tr("Runs")
                         : m_home == ContainersPage ? tr("Containers")
                         : m_home == Templates      ? tr("Templates")
                         : m_home == Preferences    ? tr("Settings")
                                                    : tr("Nodes");
    switch (page) {
    case RunsPage:
    case ContainersPage:
    case Templates:
    case Nodes:
        break;
    case Create:
        return tr("%1 / New").arg(home);
    case Progress:
        return tr("%1 / %2").arg(home, m_progress->run().hostname);
    case Detail:
        return tr("%1 / %2").arg(home, m_detailPage.made()->container().hostname);
    case NodeEditor:
        return tr("%1 / %2").arg(home, m_editorPage.made()->title());
    case TemplateEditor:
        return tr("%1 / %2").arg(home, m_templateEditorPage.made()->title());
    case Preferences:
        break;
    case Buckets:
        return tr("%1 / Package buckets").arg(home);
    }
    return {};
}

void MainWindow::goBack() { showPage(m_home); }

void MainWindow::find()
{
    if (page() == Progress)
        m_progressPage->log()->openFind();
    else if (page() == Detail && m_detailPage->tab() == DetailPage::Tab::Events)
        m_detailPage->history()->log()->openFind();
    else if (page() == ContainersPage)
        m_containers->focusFilter();
    else if (page() == Templates)
        m_templatesPage->focusFilter();
}

void MainWindow::paintEvent(QPaintEvent *event)
{
    QMainWindow::paintEvent(event);
    if (!std::exchange(m_isDrawn, true)) // the frame is complete when this event has been dealt with
        QMetaObject::invokeMethod(this, &MainWindow::firstFrameDrawn, Qt::QueuedConnection);
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    m_side->setCollapsed(width() < space(116));
}

namespace {

/// The button that has the focus, when it is one that does something at once: Return presses it, as in a
/// dialog.
QAbstractButton *pressedByReturn(const QKeyEvent &event, QWidget *focus)
{
    const bool isReturn = event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter;
    if (!isReturn || event.isAutoRepeat() || (event.modifiers() & ~Qt::KeypadModifier))
        return nullptr;
    auto *button = qobject_cast<QAbstractButton *>(focus);
    const bool isChoice = qobject_cast<QCheckBox *>(button) || qobject_cast<QRadioButton *>(button);
    return isChoice ? nullptr : button;
}

} // namespace

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    // Only what no widget wanted arrives here.
    if (auto *button = pressedByReturn(*event, focusWidget())) {
        button->click();
        return;
    }
    if (page() == Progress && m_progressPage->takeFindKey(*event))
        return;
    if (page() == Detail && m_detailPage->tab() == DetailPage::Tab::Events &&
        m_detailPage->history()->takeFindKey(*event))
        return;
    if (event->key() == Qt::Key_Escape && !isTop(page())) {
        goBack();
        return;
    }
    QMainWindow::keyPressEvent(event);
}

} // namespace slipway::desktop
