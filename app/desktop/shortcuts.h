#pragma once
#include <QKeySequence>
#include <QList>
#include <QString>

namespace slipway::desktop {

/// What the window does on a key, from its menu and from the palette.
enum class Command {
    NewContainer,
    GoToRuns,
    GoToContainers,
    GoToTemplates,
    GoToNodes,
    GoToSettings,
    GoBack,
    Find,
    Refresh,
    OpenPalette,
    ShowShortcuts,
    LightTheme,
    DarkTheme,
    SystemTheme,
    AddConnection,
    AddNode,
    Quit,
};

enum class CommandGroup { Go, Do, Appearance, Program };

struct CommandInfo
{
    Command command;
    CommandGroup group;
    QString text;
    QList<QKeySequence> keys; ///< none: menu and palette only
};

/// The one table: the window installs exactly these keys, the overview and the palette read it. In the
/// language in force.
QList<CommandInfo> commandTable();

/// Keys that a part of the window takes by itself, for the overview.
struct PartKeys
{
    QString part;
    QList<std::pair<QString, QList<QKeySequence>>> keys;
};
QList<PartKeys> partKeys();

/// "Ctrl+1 or Alt+1", as the platform writes it.
QString keysText(const QList<QKeySequence> &keys);
QString groupText(CommandGroup group);

} // namespace slipway::desktop
