#pragma once
#include "app/base/result.h"
#include "net/httpd/server.h"
#include "net/httpd/streambroadcaster.h"
#include <QHostAddress>
#include <QMap>
#include <QProcessEnvironment>
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
    int listenDescriptor = -1; ///< a listening socket that was handed over: `address` and `port` are not used
    QMap<QString, QString>
        values; ///< every setting by its option's name, as text: to see what a reload changes

    /// Serve on a listening socket that was handed over; `address` becomes its. Nothing for an invalid one.
    void adopt(httpd::FileDescriptor listening);
};

/// Text to print and leave: --help, --version.
struct PrintAndExit
{
    QString text;
};

/// Settings come from the file of --config (or SLIPWAYD_CONFIG), from SLIPWAYD_… in the environment and from
/// the command line; the later has the last word. `arguments` begin with the program's name. Errors: Invalid
/// or Unavailable, the message names the option, or file and line (exit code 2).
Result<std::variant<Options, PrintAndExit>> parseOptions(const QStringList &arguments,
                                                         const QProcessEnvironment &environment);

/// Where data is kept when nobody says: /var/lib/slipway for root, otherwise below XDG_STATE_HOME.
QString defaultDataDir();
/// The installed templates, or those of the source tree beside a build; empty when there are none.
QString defaultTemplatesDir();

} // namespace slipway::backend
