#include "app/desktop/mainwindow.h"

#include "app/desktop/containerlistcontroller.h"
#include "app/desktop/livecontroller.h"
#include "app/desktop/pages/commandpalette.h"
#include "app/desktop/pages/containerlistpage.h"
#include "app/desktop/pages/createpage.h"
#include "app/desktop/pages/detailpage.h"
#include "app/desktop/pages/powerbar.h"
#include "app/desktop/profiles.h"
#include "app/desktop/templatescontroller.h"

#include <QPointer>

namespace slipway::desktop {

using theme::Icon;
using namespace Qt::Literals::StringLiterals;

namespace {

Icon iconOf(Command command)
{
    switch (command) {
    case Command::NewContainer:
    case Command::AddNode:
    case Command::AddConnection:
        return Icon::Plus;
    case Command::GoToRuns:
        return Icon::Runs;
    case Command::GoToContainers:
        return Icon::Container;
    case Command::GoToTemplates:
        return Icon::Files;
    case Command::GoToNodes:
        return Icon::Node;
    case Command::GoToSettings:
        return Icon::Service;
    case Command::GoBack:
        return Icon::Back;
    case Command::Find:
        return Icon::Search;
    case Command::Refresh:
        return Icon::Refresh;
    case Command::ShowShortcuts:
        return Icon::Info;
    case Command::LightTheme:
    case Command::DarkTheme:
    case Command::SystemTheme:
        return Icon::Theme;
    case Command::Quit:
        return Icon::Power;
    default:
        return Icon::ChevronRight;
    }
}

} // namespace

QList<PaletteEntry> MainWindow::paletteCommands()
{
    QList<PaletteEntry> entries;
    for (const CommandInfo &entry : commandTable()) {
        if (entry.command == Command::OpenPalette)
            continue;
        const QString text = entry.group == CommandGroup::Go           ? tr("Go to: %1").arg(entry.text)
                             : entry.group == CommandGroup::Appearance ? tr("Theme: %1").arg(entry.text)
                                                                       : entry.text;
        entries.append({text, keysText(entry.keys), iconOf(entry.command),
                        [this, command = entry.command] { run(command); }});
    }
    entries.append({tr("Connect Again"), {}, Icon::Plug, [this] { retryConnection(); }});
    return entries;
}

QList<PaletteEntry> MainWindow::paletteContainers()
{
    QList<PaletteEntry> entries;
    for (const Container &container : m_list->containers()) {
        const ContainerId id = container.id;
        const QString name = container.hostname;
        const auto power = m_model.powerOf(container);
        const QString state = stateText(container, power);
        entries.append({tr("Open %1").arg(name), state, Icon::Container, [this, id] { open(id); }});
        entries.append({tr("Show the log of %1").arg(name), state, Icon::Log, [this, id] {
                            if (const Container *row = m_list->find(id))
                                watch(*row);
                        }});
        if (container.lifecycle == Lifecycle::Ready || container.lifecycle == Lifecycle::Stopped) {
            // On its page, where one sees what comes of it. What cannot be done is not offered, as far as is
            // known.
            if (power != HostStatus::Power::Running)
                entries.append({tr("Start %1").arg(name), state, Icon::Start, [this, id] {
                                    view(id);
                                    m_live->power(u"start"_s);
                                }});
            const auto ask = [this, id](const QString &action) {
                view(id);
                if (auto *bar = m_detailPage->findChild<PowerBar *>())
                    bar->ask(action);
            };
            if (power != HostStatus::Power::Stopped) {
                entries.append(
                    {tr("Shut down %1…").arg(name), state, Icon::Power, [ask] { ask(u"shutdown"_s); }});
                entries.append(
                    {tr("Restart %1…").arg(name), state, Icon::Refresh, [ask] { ask(u"reboot"_s); }});
                entries.append(
                    {tr("Stop %1 at once…").arg(name), state, Icon::Stop, [ask] { ask(u"stop"_s); }});
            }
        }
        if (isTerminal(container.lifecycle)) // a run that goes on is cancelled first
            entries.append({tr("Delete %1…").arg(name), state, Icon::Trash, [this, id] { askToDelete(id); }});
    }
    return entries;
}

QList<PaletteEntry> MainWindow::palettePlaces()
{
    QList<PaletteEntry> entries;
    for (const TemplateEntry &entry : m_templates->templates())
        entries.append({tr("New from %1").arg(entry.entry.name), tr("Template"), Icon::Files,
                        [this, name = entry.entry.name] {
                            m_createPage->chooseTemplate(name);
                            showPage(Create);
                        }});
    for (const NodeEntry &entry : m_nodes->nodes()) {
        const QString name = entry.node.name;
        entries.append({tr("Containers on %1").arg(name), tr("Node"), Icon::Node, [this, name] {
                            m_containers->showNode(name);
                            showPage(ContainersPage);
                        }});
        entries.append(
            {tr("Edit node %1").arg(name), tr("Node"), Icon::Node, [this, name] { editNode(name); }});
    }
    entries.append(
        {tr("Connect to: %1").arg(tr("This computer")), tr("Backend"), Icon::Plug, [this] { switchTo({}); }});
    for (const Profile &profile : m_profiles->all())
        entries.append({tr("Connect to: %1").arg(profile.name), tr("Backend"), Icon::Plug,
                        [this, id = profile.id] { switchTo(id); }});
    return entries;
}

void MainWindow::openPalette()
{
    if (m_templates->state() == TemplatesController::State::Idle)
        m_templates->load(); // there the next time
    auto *palette = new CommandPalette(paletteCommands() + palettePlaces() + paletteContainers(), this);
    palette->setAttribute(Qt::WA_DeleteOnClose);
    palette->open();
}

} // namespace slipway::desktop
