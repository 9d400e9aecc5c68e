#include "app/desktop/mainwindow.h"

#include "app/desktop/containerlistcontroller.h"
#include "app/desktop/desktopsettings.h"
#include "app/desktop/pages/containerlistpage.h"
#include "app/desktop/pages/createpage.h"
#include "app/desktop/pages/progresspage.h"
#include "app/desktop/pages/settingspage.h"
#include "app/desktop/pages/shortcutsdialog.h"
#include "app/desktop/pages/templatespage.h"
#include "widgets/logview/logpanel.h"
#include "widgets/theme/theme.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>

namespace slipway::desktop {

using namespace theme;

namespace {

std::optional<Mode> themeOf(Command command)
{
    switch (command) {
    case Command::SystemTheme:
        return Mode::System;
    case Command::LightTheme:
        return Mode::Light;
    case Command::DarkTheme:
        return Mode::Dark;
    default:
        return {};
    }
}

} // namespace

void MainWindow::makeActions()
{
    m_menu = new QMenu(this);
    auto *modes = new QActionGroup(m_menu);
    const QList<CommandInfo> table = commandTable();
    for (const CommandGroup group :
         {CommandGroup::Appearance, CommandGroup::Go, CommandGroup::Do, CommandGroup::Program}) {
        m_menu->addSection(groupText(group));
        for (const CommandInfo &entry : table) {
            if (entry.group != group)
                continue;
            QAction *action = m_menu->addAction(entry.text);
            action->setObjectName(QStringLiteral("command:%1").arg(int(entry.command)));
            action->setShortcuts(entry.keys);
            const std::optional<Mode> mode = themeOf(entry.command);
            if (mode) {
                action->setCheckable(true);
                modes->addAction(action);
                connect(&Theme::instance(), &Theme::changed, action,
                        [action, mode] { action->setChecked(Theme::instance().mode() == *mode); });
                action->setChecked(Theme::instance().mode() == *mode);
            }
            connect(action, &QAction::triggered, this, [this, command = entry.command] { run(command); });
        }
    }
    addActions(m_menu->actions()); // so that their keys work while the menu is closed
}

void MainWindow::run(Command command)
{
    if (const std::optional<Mode> mode = themeOf(command)) {
        m_settings.setTheme(*mode);
        Theme::instance().setMode(*mode);
        return;
    }
    switch (command) {
    case Command::NewContainer:
        return showPage(Create);
    case Command::GoToRuns:
        return showPage(RunsPage);
    case Command::GoToContainers:
        return showPage(ContainersPage);
    case Command::GoToTemplates:
        return showPage(Templates);
    case Command::GoToNodes:
        return showPage(Nodes);
    case Command::GoToSettings:
        return showPage(Preferences);
    case Command::GoBack:
        if (page() == Create && m_createPage->step() != CreateStep::Template)
            return m_createPage->back(); // a step at a time, before it leaves the wizard
        return goBack();
    case Command::Find:
        return find();
    case Command::Refresh:
        m_list->reload();
        if (page() == Nodes)
            m_nodes->load();
        return;
    case Command::OpenPalette:
        return openPalette();
    case Command::ShowShortcuts: {
        auto *dialog = new ShortcutsDialog(this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
        return;
    }
    case Command::AddConnection:
        showPage(Preferences);
        return editProfile({});
    case Command::AddNode:
        return editNode({});
    case Command::Quit:
        return quit();
    default:
        return;
    }
}

} // namespace slipway::desktop
