#pragma once
#include "app/base/ids.h"
#include "app/base/result.h"
#include "app/domain/containerspec.h"
#include <QJsonObject>
#include <QStringList>
#include <QUrl>
#include <utility>

namespace slipway::cli {

/// Exit codes others script against. Signals: 128 + number (130 for SIGINT), 141 when the reader of stdout
/// left.
enum ExitCode {
    Success = 0,      ///< ready; or the request was done
    Failed = 1,       ///< the run failed, the server refused, not found, timed out
    Usage = 2,        ///< the command line or the request it makes is wrong
    CannotConnect = 3 ///< no server there, or it does not let us in
};

enum class OutputMode {
    Auto, ///< human on a terminal, JSON otherwise
    Json, ///< NDJSON: one object a line
    Human ///< text; live on a terminal, plain lines otherwise
};

using Headers = QList<std::pair<QByteArray, QByteArray>>;

/// A command line after parsing, with the files it names already read.
struct CommandLine
{
    QString command; ///< one of commandRules()
    QString target;  ///< container id; URL for `events`; name of a node, template or bucket; folder
    QString folder;  ///< template export
    QUrl server;     ///< empty for `events` with an absolute URL
    Headers headers; ///< those of --header, and Authorization where the token may be sent
    OutputMode output = OutputMode::Auto;

    ContainerSpec spec;     ///< create; with the first of `hostnames`
    QStringList hostnames;  ///< create: one container each
    QJsonObject retry;      ///< retry: the request's body; may hold a secret
    bool follow = false;    ///< create, logs
    bool reveal = false;    ///< show secrets: create, watch, services
    bool assumeYes = false; ///< delete
    bool noColor = false;
    QString service;      ///< logs
    int lines = 50;       ///< logs of a service
    int maxEvents = 0;    ///< events; 0 = no bound
    qint64 timeoutMs = 0; ///< over all; 0 = no bound

    QJsonObject node;             ///< node add, node edit: the request's body; holds secrets
    bool trustOnFirstUse = false; ///< node add, node edit
    bool force = false;           ///< node add, node edit, node remove; template import; bucket remove
    QString content;              ///< node storages
    QString source;               ///< node download; these three
    QString templateStorage;
    bool cancel = false;
    QString asName;          ///< template import
    QStringList aptPackages; ///< bucket set; these three
    QStringList npmPackages;
    QStringList pipPackages;

    QString text; ///< help or version asked for: print it and exit 0
};

/// Where defaults come from; a parameter, so that tests need not change the environment of the process.
struct Environment
{
    QString server;    ///< SLIPWAY_SERVER
    QString tokenFile; ///< SLIPWAY_TOKEN_FILE
    static Environment ofProcess();
};

/// `arguments` without the program's name. Options may stand before or after the command. Errors: Invalid.
Result<CommandLine> parseCommandLine(const QStringList &arguments, const Environment &environment);

} // namespace slipway::cli
