#pragma once
#include "app/base/secret.h"
#include "net/proxmox/apierror.h"
#include "net/proxmox/transport.h"

namespace slipway::proxmox {

// The one place where what Proxmox says becomes an ApiError with a sentence for people.

/// What a sentence needs to know of the request.
struct Asked
{
    QString purpose; ///< completes "Cannot …."
    QString server;  ///< host:port
    QString node;    ///< of the path; may be empty
    QString who;     ///< the token's or the user's name
    bool isToken = false;
    bool changes = false;         ///< no GET
    MissingPermission needs = {}; ///< what a 403 that names nothing is about
};

/// For a status that is not 2xx.
ApiError refusal(const Asked &asked, int status, const QString &reason, const QByteArray &body);
/// For an exchange that brought no answer.
ApiError noAnswer(const Asked &asked, const Transport::Incoming &incoming);
/// For a task that ended with an error text.
ApiError taskFailure(const QString &purpose, const QString &exitStatus);
/// Takes every secret out of its texts.
void redact(ApiError &error, const QList<Secret> &secrets);

} // namespace slipway::proxmox
