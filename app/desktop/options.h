#pragma once
#include "app/base/secret.h"
#include "app/desktop/containerlink.h"
#include "widgets/theme/theme.h"

#include <QStringList>
#include <QUrl>
#include <variant>

namespace slipway::desktop {

/// What the command line of slipway says.
struct Options
{
    QUrl server; ///< empty: start an own slipwayd
    QString tokenFile;
    QString host = QStringLiteral("auto"); ///< for the own slipwayd: simulated | lxc | auto
    QString dataDir;                       ///< for the own slipwayd; empty: its default
    QString create;                        ///< hostname of a first container to create at once
    QString createTemplate;                ///< its template; empty: the backend's default
    ContainerLink open;                    ///< its page comes first
    theme::Mode theme = theme::Mode::System;
    bool namesBackend = false; ///< it says which backend: that wins over the profile used last
    bool namesTheme = false;
    bool newWindow = false; ///< beside one that runs already
    // Not of the command line:
    QString profile; ///< name of the profile whose backend `server` is
    Secret token;    ///< for `server`, of the keychain; instead of `tokenFile`
};

/// Text to print and leave: --help, --version.
struct PrintAndExit
{
    QString text;
};

/// Errors: Invalid, the message names the option. `arguments` begin with the program's name.
Result<std::variant<Options, PrintAndExit>> parseOptions(const QStringList &arguments);

} // namespace slipway::desktop
