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
#include "app/desktop/pages/dialogs.h"
#include "app/desktop/pages/nodeeditorpage.h"
#include "app/desktop/pages/profiledialog.h"
#include "app/desktop/pages/progresspage.h"
#include "app/desktop/pages/settingspage.h"
#include "app/desktop/pages/templateeditorpage.h"
#include "app/desktop/powerwatcher.h"
#include "app/desktop/presetstore.h"
#include "app/desktop/profiles.h"
#include "app/desktop/progresscontroller.h"
#include "app/desktop/runscontroller.h"
#include "app/desktop/session.h"
#include "app/desktop/sidebar.h"
#include "app/desktop/templateeditorcontroller.h"
#include "app/desktop/templatescontroller.h"
#include "widgets/elements/iconbutton.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/logview/logpanel.h"
#include "widgets/theme/style.h"

#include <QActionGroup>
#include <QGuiApplication>
#include <QMenu>
#include <QScreen>
#include <QStackedWidget>

namespace slipway::desktop {

void MainWindow::joinSettingsPage()
{
    SettingsPage *const page = m_settingsPage.get();
    connect(page, &SettingsPage::addRequested, this, [this] { editProfile({}); });
    connect(page, &SettingsPage::editRequested, this, &MainWindow::editProfile);
    connect(page, &SettingsPage::removeRequested, this, &MainWindow::removeProfile);
    connect(page, &SettingsPage::useRequested, this, &MainWindow::switchTo);
    showProfiles();
}

void MainWindow::applyLogSettings()
{
    const auto hours = m_settings.hours();
    for (logview::LogView *view : findChildren<logview::LogView *>()) { // of dialogs too
        view->setWordWrap(m_settings.wrapsLog());
        view->set24Hours(hours == DesktopSettings::Hours::System
                             ? std::nullopt
                             : std::optional(hours == DesktopSettings::Hours::H24));
    }
}

/// It looks as the settings say, and what is switched in it holds for all logs.
void MainWindow::adoptLog(logview::LogView *view)
{
    applyLogSettings();
    connect(view, &logview::LogView::wordWrapChanged, &m_settings, &DesktopSettings::setWrapsLog);
}

QString MainWindow::profileName() const
{
    if (const Profile *profile = m_profiles->find(m_profile))
        return profile->name;
    if (!m_options.server.isEmpty() && m_usesOptions)
        return m_options.server.host();
    return tr("This computer");
}

void MainWindow::showProfiles()
{
    m_side->setProfile(profileName());
    if (!m_settingsPage.made())
        return;
    m_settingsPage->showProfiles(m_usesOptions && !m_options.server.isEmpty() ? std::nullopt
                                                                              : std::optional(m_profile),
                                 m_options.server);
}

void MainWindow::showProfileMenu(const QPoint &above)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("profileMenu"));
    auto *choices = new QActionGroup(menu);
    const bool isNamed = m_usesOptions && !m_options.server.isEmpty();
    const auto add = [&](const QString &text, const QString &id) {
        QAction *action = menu->addAction(QString(text).replace(u'&', QStringLiteral("&&")));
        action->setObjectName(QStringLiteral("profile:") + id);
        action->setCheckable(true);
        action->setChecked(!isNamed && id == m_profile);
        choices->addAction(action);
        connect(action, &QAction::triggered, this, [this, id] { switchTo(id); });
    };
    menu->addSection(tr("Backend"));
    if (isNamed) { // by the command line; there is nothing to switch to
        QAction *named = menu->addAction(profileName());
        named->setCheckable(true);
        named->setChecked(true);
        choices->addAction(named);
    }
    add(tr("This computer"), {});
    for (const Profile &profile : m_profiles->all())
        add(profile.name, profile.id);
    menu->addSeparator();
    connect(menu->addAction(tr("Add a Connection…")), &QAction::triggered, this,
            [this] { run(Command::AddConnection); });
    connect(menu->addAction(tr("Manage Connections…")), &QAction::triggered, this,
            [this] { showPage(Preferences); });
    menu->popup(above - QPoint(0, menu->sizeHint().height()));
}

bool MainWindow::mayLeavePage()
{
    if (!m_stack->currentWidget()->isVisible())
        return true;
    return (page() != NodeEditor || m_editorPage->mayLeave()) &&
           (page() != TemplateEditor || m_templateEditorPage->mayLeave()) &&
           (page() != Buckets || m_bucketsPage->mayLeave());
}

void MainWindow::switchTo(const QString &id)
{
    const bool isThere = m_usesOptions ? id.isEmpty() && m_options.server.isEmpty() : id == m_profile;
    if (isThere || !mayLeavePage())
        return;
    m_settings.setCurrentProfile(id);
    connectProfile(id);
}

void MainWindow::connectProfile(const QString &id)
{
    m_profile = id;
    m_usesOptions = false;
    ++m_switches;
    // The widget that asked for it goes with the pages: not while it is still at it.
    QMetaObject::invokeMethod(
        this,
        [this, at = m_switches] {
            if (at == m_switches)
                replaceSession();
        },
        Qt::QueuedConnection);
}

void MainWindow::replaceSession()
{
    Options options = m_options;
    options.server.clear();
    options.tokenFile.clear();
    const Profile *profile = m_profiles->find(m_profile);
    if (profile) {
        options.server = profile->url;
        options.profile = profile->name;
    } else {
        m_profile.clear();
    }
    const Page at = page();
    dismantle();
    std::unique_ptr<Session> session;
    if (!profile && m_parked) {
        m_parkedList.reset();
        session = std::move(m_parked);
    } else {
        session = std::make_unique<Session>(options);
    }
    emit backendReplaced();
    const bool isRunning = session->hasOwnBackend();
    build(std::move(session));
    showPage(isTop(at) ? at : ContainersPage);
    if (isRunning)
        m_session->resume();
    else if (profile)
        readToken();
    else
        m_session->start();
}

void MainWindow::readToken()
{
    m_tokenMissing = true;
    m_profiles->readToken(m_profile, m_session.get(), [this](const Result<Secret> &token) {
        m_tokenMissing = !token;
        if (!token) {
            m_session->refuse(token.error().message);
            return;
        }
        m_session->setToken(*token);
        m_session->start();
    });
}

void MainWindow::dismantle()
{
    m_tokenMissing = false;
    stopShowingConnection();
    // Pages first: they know the controllers.
    delete takeCentralWidget();
    m_power.reset();
    m_nodeEditor.reset();
    m_createLookups.reset();
    m_editorLookups.reset();
    m_listed.stop();
    m_runStreams.reset();
    m_history.reset();
    m_live.reset();
    m_templateEditor.reset();
    m_buckets.reset();
    m_presets.reset();
    m_drafts.reset(); // what was typed is written; the next one finds it
    m_templates.reset();
    m_nodes.reset();
    m_progress.reset();
    m_creation.reset();
    m_list.reset();
    m_model.setContainers({});
    m_createdHere = {};
    m_home = ContainersPage;
    // What was begun on this computer goes on.
    if (m_session->hasOwnBackend()) {
        m_parked = std::move(m_session);
        m_parkedList = std::make_unique<ContainerListController>(*m_parked);
        connect(m_parkedList.get(), &ContainerListController::containersChanged, this,
                &MainWindow::parkedSeen);
        connect(m_parkedList.get(), &ContainerListController::rowsChanged, this,
                [this] { emit parkedSeen(m_parkedList->containers()); });
        m_parkedList->refresh();
    }
    m_session.reset();
}

void MainWindow::editProfile(const QString &id)
{
    const Profile *stored = m_profiles->find(id);
    if (!id.isEmpty() && !stored)
        return;
    auto *dialog = new ProfileDialog(*m_profiles, stored ? *stored : Profile{}, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ProfileDialog::saved, this, [this](const QString &saved, bool isSessionOnly) {
        m_settingsPage->showKept(isSessionOnly);
        if (saved == m_profile && !m_usesOptions)
            connectProfile(saved); // to the new address, with the new token
    });
    dialog->open();
}

void MainWindow::removeProfile(const QString &id)
{
    const Profile *profile = m_profiles->find(id);
    if (!profile)
        return;
    ConfirmDialog dialog(tr("Remove the connection %1?").arg(profile->name),
                         tr("Its address and its token are forgotten here. The backend and its containers "
                            "stay as they are."),
                         tr("Remove Connection"), this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    const bool isInUse = id == m_profile && !m_usesOptions;
    m_profiles->remove(id);
    if (isInUse) {
        m_settings.setCurrentProfile({});
        connectProfile({});
    }
}

void MainWindow::remember()
{
    m_settings.setGeometry(saveGeometry());
    if (isTop(page()))
        m_settings.setLastPage(page());
}

void MainWindow::restorePlace()
{
    const QByteArray geometry = m_settings.geometry();
    if (!geometry.isEmpty() && restoreGeometry(geometry)) {
        // Qt brings a window back to the screens there are, but not one that was larger than they.
        const QRect room = (screen() ? screen() : QGuiApplication::primaryScreen())->availableGeometry();
        resize(size().boundedTo(room.size()).expandedTo(minimumSize()));
        if (!room.intersects(frameGeometry()))
            move(room.topLeft());
    }
}

} // namespace slipway::desktop
