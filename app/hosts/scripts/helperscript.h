#pragma once
#include <QByteArray>

namespace slipway::hosts {

/// resources/scripts/helpers.sh: POSIX shell, to be read (".") before a setup script. Never empty.
QByteArray helperScript();

} // namespace slipway::hosts
