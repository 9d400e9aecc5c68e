#pragma once
#include "app/base/result.h"
#include "app/base/secret.h"
#include <QJsonObject>
#include <QList>
#include <QString>
#include <optional>
#include <vector>

namespace slipway {

/// A field of a service's credentials, in file order. `key` is shown; `value` is a Secret until revealed.
struct Credential
{
    QString key;
    Secret value;
    bool operator==(const Credential &) const = default;
};

/// A service found inside a container (contract: GET /api/containers/{id}/services).
struct Service
{
    QString name;
    QString type;            ///< systemd docker process
    std::optional<int> port; ///< 1–65535
    QString status;          ///< running stopped installing error
    bool isSystem = false;
    QString webUrl; ///< empty unless the backend says one
    std::vector<Credential> credentials;
    /// True when the sender gave ciphertext: show "encrypted, cannot be shown", never the text.
    bool credentialsEncrypted = false;
    bool operator==(const Service &) const = default;
};

struct ServiceList
{
    QList<Service> services;
    QString containerIp; ///< empty = null
    bool operator==(const ServiceList &) const = default;
};

/// Response body with the secrets in it: for the authorised HTTP response and nothing else.
QByteArray toJsonWithSecrets(const ServiceList &list);
/// Understands the newest form and the oldest (an array of rows). Services of the same name and port are
/// merged.
Result<ServiceList> serviceListFromJson(QByteArrayView json);
/// Names of services that may go into a command line or URL: [A-Za-z0-9@._:-], 1–128, not starting with '-'.
bool isSafeServiceName(QStringView name);

} // namespace slipway
