#pragma once
#include <QString>

namespace slipway {

/// Path of a credential that the service manager gave this process (systemd.exec(5), LoadCredential=), or
/// empty when there is none of this name.
QString systemCredential(QLatin1StringView name);

/// Mode bits that a file with a secret must not have: all of group and others. For a file that systemd
/// placed, the group bits are the mask of the access control list by which it lets the service's user read
/// it; only those of others count there.
unsigned forbiddenModeOfSecret(const QString &path);

} // namespace slipway
