#pragma once
#include <QStringView>

namespace slipway {

/// True unless `key`, the name of a field in a service's credentials, is known to name something that may be
/// seen (USER, DATABASE, URL …; case does not matter). Unknown names are secrets: showing a password as if it
/// were a name cannot be undone. Window and terminal mask by this one list.
bool isSecretKey(QStringView key);

} // namespace slipway
