#include "app/desktop/shortcuts.h"

#include <QCoreApplication>

namespace slipway::desktop {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::desktop::Shortcuts)
};

QList<QKeySequence> standard(QKeySequence::StandardKey key, QKeyCombination otherwise)
{
    // Platforms without one of their own still have ours.
    const QList<QKeySequence> known = QKeySequence::keyBindings(key);
    return {known.isEmpty() ? QKeySequence(otherwise) : known.constFirst()};
}

} // namespace

QList<CommandInfo> commandTable()
{
    using enum CommandGroup;
    const auto ctrl = [](Qt::Key key) { return QList<QKeySequence>{QKeySequence(Qt::CTRL | key)}; };
    return {
        {Command::NewContainer, Do, Text::tr("New Container"), ctrl(Qt::Key_N)},
        {Command::GoToRuns, Go, Text::tr("Runs"), ctrl(Qt::Key_1)},
        {Command::GoToContainers, Go, Text::tr("Containers"), ctrl(Qt::Key_2)},
        {Command::GoToTemplates, Go, Text::tr("Templates"), ctrl(Qt::Key_3)},
        {Command::GoToNodes, Go, Text::tr("Nodes"), ctrl(Qt::Key_4)},
        {Command::GoToSettings, Go, Text::tr("Settings"), ctrl(Qt::Key_Comma)},
        {Command::GoBack, Go, Text::tr("Back"), {QKeySequence(Qt::ALT | Qt::Key_Left)}},
        {Command::Find, Do, Text::tr("Find"), ctrl(Qt::Key_F)},
        {Command::Refresh, Do, Text::tr("Refresh"), standard(QKeySequence::Refresh, Qt::Key_F5)},
        {Command::AddNode, Do, Text::tr("Add a Node"), {}},
        {Command::AddConnection, Do, Text::tr("Add a Connection"), {}},
        {Command::SystemTheme, Appearance, Text::tr("Follow the System"), {}},
        {Command::LightTheme, Appearance, Text::tr("Light"), {}},
        {Command::DarkTheme, Appearance, Text::tr("Dark"), {}},
        {Command::OpenPalette, Program, Text::tr("Command Palette"), ctrl(Qt::Key_K)},
        {Command::ShowShortcuts, Program, Text::tr("Keyboard Shortcuts"),
         standard(QKeySequence::HelpContents, Qt::Key_F1)},
        {Command::Quit, Program, Text::tr("Quit"), standard(QKeySequence::Quit, Qt::CTRL | Qt::Key_Q)},
    };
}

QList<PartKeys> partKeys()
{
    const auto key = [](QKeyCombination combination) { return QList<QKeySequence>{combination}; };
    return {
        {Text::tr("Everywhere"), {{Text::tr("Back, or close what is open"), key(Qt::Key_Escape)}}},
        {Text::tr("In the log"),
         {{Text::tr("Find the next match"), key(Qt::Key_F3)},
          {Text::tr("Find the match before"), key(Qt::SHIFT | Qt::Key_F3)},
          {Text::tr("Save the log"), key(Qt::CTRL | Qt::Key_S)},
          {Text::tr("Larger text"), QKeySequence::keyBindings(QKeySequence::ZoomIn)},
          {Text::tr("Smaller text"), QKeySequence::keyBindings(QKeySequence::ZoomOut)}}},
        {Text::tr("In the editor of a template"),
         {{Text::tr("Save the template"), key(Qt::CTRL | Qt::Key_S)},
          {Text::tr("Move a script up"), key(Qt::ALT | Qt::Key_Up)},
          {Text::tr("Move a script down"), key(Qt::ALT | Qt::Key_Down)}}},
    };
}

QString keysText(const QList<QKeySequence> &keys)
{
    QStringList texts;
    for (const QKeySequence &key : keys.mid(0, 2))
        texts.append(key.toString(QKeySequence::NativeText));
    return texts.size() == 2 ? Text::tr("%1 or %2").arg(texts.at(0), texts.at(1)) : texts.value(0);
}

QString groupText(CommandGroup group)
{
    switch (group) {
    case CommandGroup::Go:
        return Text::tr("Go to");
    case CommandGroup::Do:
        return Text::tr("Actions");
    case CommandGroup::Appearance:
        return Text::tr("Appearance");
    case CommandGroup::Program:
        return Text::tr("Program");
    }
    return {};
}

} // namespace slipway::desktop
