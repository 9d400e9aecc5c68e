#pragma once
#include "app/base/result.h"
#include <QCommandLineOption>
#include <QProcessEnvironment>
#include <QStringList>

namespace slipway::backend {

/// What a configuration file and the environment say, as arguments ("--name=value") to put before those of
/// the command line, which so has the last word; the environment has it over the file.
///
/// The file has one "name = value" a line, the names those of the long options; empty lines and lines that
/// begin with # are skipped. A flag takes yes or no. In the environment the option --max-streams is
/// SLIPWAYD_MAX_STREAMS. Errors: Invalid with file and line, or the variable; Unavailable: no such file.
Result<QStringList> storedSettings(const QString &file, const QProcessEnvironment &environment,
                                   const QList<QCommandLineOption> &options);

} // namespace slipway::backend
