#pragma once
#include "app/desktop/containermodel.h"
#include "app/desktop/nodescontroller.h"
#include "app/desktop/options.h"

#include <QMainWindow>
#include <memory>

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

namespace slipway::desktop {

class ContainerListController;
class ContainerListPage;
class CreateContainerController;
class CreatePage;
class DetailPage;
class HostLookups;
class LiveController;
class NodeEditorController;
class NodeEditorPage;
class NodesPage;
class ProgressController;
class ProgressPage;
class PowerWatcher;
class Session;
class SideBar;
class TemplateEditorController;
class TemplateEditorPage;
class TemplatesController;
class TemplatesPage;
struct ConnectionInfo;

/// Joins session, controllers and pages; the only place that knows which page comes after which.
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
        TemplateEditor
    };

    explicit MainWindow(const Options &options, QWidget *parent = nullptr);
    ~MainWindow() override;

    void start(); ///< connects; with Options::create the first creation follows
    void showPage(Page to);
    /// Opens the page of this container once the backend has told its list; says so when it is not in it.
    void openWhenListed(const ContainerId &id);
    Page page() const;
    const Session &session() const { return *m_session; }

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *makeBar();
    void retryConnection();
    void makeMenu();
    void makeShortcuts();
    void connectSession();
    void connectCreation();
    void connectRun();
    void connectDetail();
    void connectNodes();
    void connectTemplates();
    void editNode(const QString &name); ///< empty: a new one
    void finishNode(const NodeEntry &entry);
    QString crumbFor(Page page) const;
    bool isTop(Page page) const { return page <= Nodes; }
    void showConnection();
    void showCounts();
    void open(const ContainerId &id);
    void watch(const Container &container);
    void view(const ContainerId &id);
    void tryAgain();
    const Container *failedOneNamed(const QString &hostname) const;
    void askToDelete(const ContainerId &id);
    void showDetails();
    void cancelRun();
    void goBack();
    void find();
    void createFirst();
    void loadDetailServices();

    Options m_options;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<ContainerListController> m_list;
    std::unique_ptr<CreateContainerController> m_creation;
    std::unique_ptr<ProgressController> m_progress;
    std::unique_ptr<NodesController> m_nodes;
    std::unique_ptr<TemplatesController> m_templates;
    std::unique_ptr<TemplateEditorController> m_templateEditor;
    std::unique_ptr<LiveController> m_live;
    std::unique_ptr<PowerWatcher> m_power;
    std::unique_ptr<HostLookups> m_editorLookups;
    std::unique_ptr<HostLookups> m_createLookups;
    std::unique_ptr<NodeEditorController> m_nodeEditor;
    ContainerModel m_model;
    ContainerId m_createdHere; ///< the run that m_createdSpec belongs to
    ContainerSpec m_createdSpec;
    bool m_firstCreated = false;

    SideBar *m_side;
    QStackedWidget *m_stack;
    elements::IconButton *m_back;
    elements::ElidedLabel *m_crumb;
    elements::ConnectionPill *m_pill;
    elements::IconButton *m_more;
    elements::InlineMessage *m_trouble;
    QPushButton *m_new;
    ContainerListPage *m_runs;
    ContainerListPage *m_containers;
    CreatePage *m_createPage;
    ProgressPage *m_progressPage;
    DetailPage *m_detailPage;
    NodesPage *m_nodesPage = nullptr;
    NodeEditorPage *m_editorPage = nullptr;
    TemplatesPage *m_templatesPage = nullptr;
    TemplateEditorPage *m_templateEditorPage = nullptr;
    Page m_home = ContainersPage; ///< where "back" leads
};

} // namespace slipway::desktop
