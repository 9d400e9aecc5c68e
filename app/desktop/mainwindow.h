#pragma once
#include "app/desktop/connectioninfo.h"
#include "app/desktop/containermodel.h"
#include "app/desktop/createdraft.h"
#include "app/desktop/lazypage.h"
#include "app/desktop/nodescontroller.h"
#include "app/desktop/options.h"
#include "app/desktop/shortcuts.h"

#include <QMainWindow>
#include <QTimer>
#include <memory>

class QMenu;
class QPushButton;
class QStackedWidget;

namespace slipway::theme {
class Label;
}
namespace slipway::elements {
class ConnectionPill;
class ElidedLabel;
class IconButton;
class InlineMessage;
} // namespace slipway::elements

namespace slipway::logview {
class LogView;
}

namespace slipway::desktop {

class BucketsController;
class BucketsPage;
class ContainerListController;
class ContainerListPage;
class CreateContainerController;
class CreatePage;
class DesktopSettings;
class DetailPage;
class DraftStore;
class HistoryController;
class HostLookups;
class LiveController;
class NodeEditorController;
class NodeEditorPage;
class NodesPage;
class Profiles;
class ProgressController;
class ProgressPage;
class PowerWatcher;
class PresetStore;
class RunsController;
class RunsOverview;
class Session;
class SettingsPage;
class SideBar;
class TemplateEditorController;
class TemplateEditorPage;
class TemplatesController;
class TemplatesPage;
class TokenVault;
struct ConnectionInfo;
struct PaletteEntry;
struct Profile;

/// What outlives a window. Without them a window remembers nothing and keeps tokens in memory.
struct Belongings
{
    DesktopSettings *settings = nullptr;
    TokenVault *vault = nullptr;
};

/// Joins session, controllers and pages; the only place that knows which page comes after which. A switch to
/// another backend makes session, controllers and pages anew, so that nothing of the one is seen in the
/// other.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    enum Page {
        RunsPage,
        ContainersPage,
        Templates,
        Nodes,
        Create,
        Progress,
        Detail,
        NodeEditor,
        TemplateEditor,
        Preferences,
        Buckets
    };

    explicit MainWindow(const Options &options, const Belongings &belongings = {}, QWidget *parent = nullptr);
    ~MainWindow() override;

    void start(); ///< connects; with Options::create the first creation follows
    void showPage(Page to);
    /// Opens the page of this container once the backend has told its list; says so when it is not in it.
    void openWhenListed(const ContainerLink &link);
    Page page() const;
    const Session &session() const { return *m_session; }
    /// Connects to the backend of this profile; an empty id is that of this computer. Asks when typed things
    /// would be lost. The own backend goes on meanwhile, with its runs.
    void switchTo(const QString &profile);
    /// A close leaves the program running, hidden, while its own backend makes containers: there is a tray.
    void setStaysForRuns(bool stays) { m_staysForRuns = stays; }
    void comeForward(); ///< shows itself in front of others
    void quit();        ///< asks when creations would end with it
    void createNamed(const QString &hostname, const QString &templateName); ///< as --create does

signals:
    void containersSeen(const QList<slipway::Container> &containers); ///< of the backend in the window
    void parkedSeen(const QList<slipway::Container> &containers);     ///< of the own one behind it
    void backendReplaced();
    void hiddenWithRuns();
    void firstFrameDrawn(); ///< once, as soon as there is something to look at

protected:
    void closeEvent(QCloseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    /// What belongs to one backend: made by the constructor and by each switch.
    void build(std::unique_ptr<Session> session);
    void makeControllers();
    void makePages();
    template<typename Widget>
    void makeLater(LazyPage<Widget> &page, Page at, std::function<Widget *()> make,
                   void (MainWindow::*join)());
    QWidget *pageWidget(Page of); ///< made by now
    void dismantle();
    void connectProfile(const QString &id);
    void replaceSession();
    void readToken();
    QString profileName() const;
    void showProfileMenu(const QPoint &above);
    void joinSettingsPage();
    void applyLogSettings();
    void adoptLog(logview::LogView *view);
    void showProfiles();
    void editProfile(const QString &id);
    void removeProfile(const QString &id);
    bool mayLeavePage();
    void remember();
    void restorePlace();

    QWidget *makeBar();
    void retryConnection();
    void makeActions();
    void run(Command command);
    void openPalette();
    int ownRuns() const; ///< creations that end with this program
    bool mayQuit();
    QList<PaletteEntry> paletteCommands();
    QList<PaletteEntry> palettePlaces();
    QList<PaletteEntry> paletteContainers();
    void connectSession();
    // What joins a page to its controller, once it is made.
    void joinRunsPage();
    void joinContainersPage();
    void joinCreatePage();
    void joinProgressPage();
    void joinDetailPage();
    void joinNodesPage();
    void joinNodeEditorPage();
    void joinTemplatesPage();
    void joinTemplateEditorPage();
    void connectPower();
    void connectNodes();
    void showPlace();                   ///< where a first container would be made
    void editNode(const QString &name); ///< empty: a new one
    void finishNode(const NodeEntry &entry);
    QString crumbFor(Page page) const;
    bool isTop(Page page) const { return page <= Nodes || page == Preferences; }
    void showConnection();
    void stopShowingConnection();
    void showPill(const ConnectionInfo &info);
    ConnectionInfo connectionNow() const;
    void connectList();
    void showListed();
    void showActivity();
    void setActivity(const ContainerId &id, const QString &action);
    void open(const ContainerId &id);
    void watch(const Container &container);
    void view(const ContainerId &id);
    void tryAgain();
    const Container *failedOneNamed(const QString &hostname) const;
    void askToDelete(const ContainerId &id);
    void showDetails();
    void cancelRun();
    bool confirmCancel(const QString &hostname);
    void goBack();
    void find();
    void createFirst();
    void loadDetailServices();
    void showServiceLog(const ContainerId &id, const QString &hostname, const QString &service);
    void askForRootPassword(const QString &reason);

    Options m_options;
    std::unique_ptr<DesktopSettings> m_ownSettings;
    std::unique_ptr<TokenVault> m_ownVault;
    DesktopSettings &m_settings;
    TokenVault &m_vault;
    std::unique_ptr<Profiles> m_profiles;
    QString m_profile;         ///< id of the one in use; empty: this computer, or what the options name
    bool m_usesOptions = true; ///< not switched yet: the backend that the command line names
    int m_switches = 0;
    bool m_tokenMissing = false;       ///< the keychain did not give it; ask again on retry
    std::unique_ptr<Session> m_parked; ///< the own backend while another one is looked at
    std::unique_ptr<ContainerListController> m_parkedList;
    bool m_staysForRuns = false;
    bool m_isQuitting = false;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<ContainerListController> m_list;
    std::unique_ptr<CreateContainerController> m_creation;
    std::unique_ptr<ProgressController> m_progress;
    std::unique_ptr<NodesController> m_nodes;
    std::unique_ptr<TemplatesController> m_templates;
    std::unique_ptr<TemplateEditorController> m_templateEditor;
    std::unique_ptr<BucketsController> m_buckets;
    std::unique_ptr<LiveController> m_live;
    std::unique_ptr<HistoryController> m_history;
    std::unique_ptr<RunsController> m_runStreams;
    std::unique_ptr<PowerWatcher> m_power;
    std::unique_ptr<HostLookups> m_editorLookups;
    std::unique_ptr<HostLookups> m_createLookups;
    std::unique_ptr<NodeEditorController> m_nodeEditor;
    ContainerModel m_model;
    ContainerId m_actedOn; ///< whose power is being changed
    QTimer m_listed; ///< what counts the whole list is drawn some times a second, whatever the stream brings
    std::unique_ptr<DraftStore> m_drafts;
    std::unique_ptr<PresetStore> m_presets;
    QHash<ContainerId, CreateDraft> m_createdHere; ///< what was typed for the last runs begun here
    bool m_firstCreated = false;
    bool m_isDrawn = false;

    QMenu *m_menu = nullptr;
    SideBar *m_side = nullptr;
    QStackedWidget *m_stack = nullptr;
    elements::IconButton *m_back;
    elements::ElidedLabel *m_crumb;
    elements::ConnectionPill *m_pill;
    elements::IconButton *m_more;
    elements::InlineMessage *m_trouble;
    QString m_toldConnection; ///< what stands in m_trouble when it is about the connection
    QPushButton *m_new;
    LazyPage<RunsOverview> m_runs;
    LazyPage<ContainerListPage> m_containers;
    LazyPage<CreatePage> m_createPage;
    LazyPage<ProgressPage> m_progressPage;
    LazyPage<DetailPage> m_detailPage;
    LazyPage<NodesPage> m_nodesPage;
    LazyPage<NodeEditorPage> m_editorPage;
    LazyPage<TemplatesPage> m_templatesPage;
    LazyPage<TemplateEditorPage> m_templateEditorPage;
    LazyPage<SettingsPage> m_settingsPage;
    LazyPage<BucketsPage> m_bucketsPage;
    bool m_isUnreachable = false; ///< signed out or offline: what pages say that are made later
    Page m_home = ContainersPage; ///< where "back" leads
};

} // namespace slipway::desktop
