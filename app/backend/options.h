#pragma once
#include "app/base/result.h"
#include "net/httpd/server.h"
#include "net/httpd/streambroadcaster.h"
#include <QHostAddress>
#include <QString>
#include <QStringList>
#include <variant>

namespace slipway::backend {

/// What the command line of slipwayd says, with defaults filled in.
struct Options
{
    QHostAddress address = QHostAddress(QHostAddress::LocalHost);
    quint16 port = 8790;
    QString dataDir;
    QString tokenFile;                     ///< default: DATA-DIR/token
    QString redisUrl;                      ///< empty: one process, no Redis
    QString host = QStringLiteral("auto"); ///< simulated | lxc | auto
    QString lxcPath;                       ///< empty: the system's
    QString templatesDir;                  ///< empty: none found
    int parallelRuns = 8;
    bool verbose = false;
    bool exitOnStdinEof = false;
    httpd::ServerLimits http;
    httpd::StreamLimits streams;
};

/// Text to print and leave: --help, --version.
struct PrintAndExit
{
    QString text;
};

/// Errors: Invalid, the message names the option (exit code 2). `arguments` begin with the program's name.
Result<std::variant<Options, PrintAndExit>> parseOptions(const QStringList &arguments);

/// Where data is kept when nobody says: /var/lib/slipway for root, otherwise below XDG_STATE_HOME.
QString defaultDataDir();
/// The installed templates, or those of the source tree beside a build; empty when there are none.
QString defaultTemplatesDir();

} // namespace slipway::backend
