#pragma once
#include <QCommandLineOption>
#include <QList>
#include <QString>
#include <QStringList>
#include <span>

namespace slipway::cli {

struct CommandRule
{
    const char *name;     ///< "list"; of two words when it is one of a group: "node add"
    const char *argument; ///< nullptr: none
    const char *options;  ///< beyond the common ones, apart by spaces
    const char *help;

    bool allows(const QString &option) const; ///< any name of the option
};

// The one place in which commands and options are written down: the parser, the usage text, the refusal of
// options that a command does not know, manual page and completions are made from it.

std::span<const CommandRule> commandRules();
const CommandRule *commandRule(const QString &name); ///< nullptr: no such command
bool isCommandGroup(const QString &word);            ///< "node"
const QList<QCommandLineOption> &commandOptions();

/// All commands and the options that all of them know; with `rule`, that command and its options.
QString usageText(const CommandRule *rule = nullptr);
/// The option table (app/base/optiontable) and a line per command, tabs between: "command", name, argument,
/// its options, help.
QString commandTable();

} // namespace slipway::cli
