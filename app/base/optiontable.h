#pragma once
#include <QCommandLineOption>
#include <QCommandLineParser>
#include <QList>
#include <QString>

namespace slipway {

/// The hidden option that prints the table below: manual pages and shell completions are made from it, so
/// that a program, its page and its completion cannot disagree.
QCommandLineOption optionTableOption();

/// One line per option, its fields separated by tabs: "option", names (comma), name of the value, default,
/// description. A default that is a path depends on the machine and is left out. Hidden options are left out.
QString optionTable(const QList<QCommandLineOption> &options);

/// Why `parser` did not understand the arguments, and which of `options` was probably meant.
QString parseProblem(const QCommandLineParser &parser, const QList<QCommandLineOption> &options);

} // namespace slipway
