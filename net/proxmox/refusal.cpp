#include "net/proxmox/refusal.h"
#include "app/base/redactor.h"
#include "net/proxmox/texts.h"
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::Literals::StringLiterals;

namespace slipway::proxmox {

namespace {

constexpr qsizetype longestWords = 2000;

// Proxmox's own words: `message` of the body (since 2025), else the reason phrase, else a body of plain text.
QString wordsOf(const QString &reason, const QByteArray &body, const QJsonObject &json)
{
    QString words = json["message"_L1].toString().trimmed();
    if (words.isEmpty())
        words = reason.trimmed();
    if (words.isEmpty() && json.isEmpty() && !body.trimmed().startsWith('<'))
        words = QString::fromUtf8(body).trimmed();
    return words.left(longestWords);
}

QList<FieldError> fieldsOf(const QJsonObject &json)
{
    QList<FieldError> fields;
    const QJsonObject errors = json["errors"_L1].toObject();
    for (auto field = errors.begin(); field != errors.end(); ++field)
        fields.append({field.key(), field.value().toString().trimmed().left(longestWords)});
    return fields;
}

ErrorCode codeOf(Cause cause, ErrorCode otherwise)
{
    switch (cause) {
    case Cause::DuplicateVmid:
    case Cause::Locked:
    case Cause::LockTimeout:
    case Cause::AlreadyRunning:
    case Cause::NotRunning:
        return ErrorCode::Conflict;
    case Cause::NoSuchContainer:
        return ErrorCode::NotFound;
    case Cause::NoSuchTemplate:
    case Cause::NoSuchStorage:
    case Cause::WrongContent:
    case Cause::NoSuchBridge:
        return ErrorCode::Invalid;
    case Cause::MissingPermission:
        return ErrorCode::Forbidden;
    case Cause::StorageFull:
    case Cause::Unknown:
        break;
    }
    return otherwise;
}

QString hintOf(const ApiError &error)
{
    switch (error.cause) {
    case Cause::DuplicateVmid:
        return Texts::tr("Take the next free number.");
    case Cause::NoSuchContainer:
        return Texts::tr("Look whether it was removed or is on another node.");
    case Cause::Locked:
        return error.lock.isEmpty()
                   ? Texts::tr("Wait until the task that locked it is over.")
                   : Texts::tr(
                         "Wait until its “%1” is over; if nothing runs any more, `pct unlock` on the node "
                         "frees it.")
                         .arg(error.lock);
    case Cause::LockTimeout:
        return Texts::tr("Another task holds it. Try again in a moment.");
    case Cause::AlreadyRunning:
    case Cause::NotRunning:
        return Texts::tr("There is nothing left to do.");
    case Cause::NoSuchTemplate:
        return Texts::tr("Choose another OS template, or download this one first.");
    case Cause::NoSuchStorage:
        return Texts::tr("Choose a storage that is enabled on this node.");
    case Cause::WrongContent:
        return Texts::tr("Choose a storage that holds containers (“rootdir”).");
    case Cause::StorageFull:
        return Texts::tr("Make room on the storage, or choose another one.");
    case Cause::NoSuchBridge:
        return Texts::tr("Choose a bridge that exists on this node.");
    case Cause::MissingPermission:
    case Cause::Unknown:
        break;
    }
    return {};
}

// Proxmox ends its sentences with or without a full stop.
QString sentence(QString words)
{
    if (!words.isEmpty() && !words.endsWith(u'.') && !words.endsWith(u'!') && !words.endsWith(u'?'))
        words += u'.';
    return words;
}

QString joined(const QStringList &sentences)
{
    QStringList said = sentences;
    said.removeAll(QString());
    return said.join(u' ');
}

void setForbidden(ApiError &error, const Asked &asked, const QString &words)
{
    error.code = ErrorCode::Forbidden;
    error.cause = Cause::MissingPermission;
    error.permission = missingPermissionOf(words).value_or(MissingPermission());
    if (error.permission->path.isEmpty() && !error.permission->rootOnly)
        error.permission = asked.needs;
    const QString cannot = Texts::tr("Cannot %1.").arg(asked.purpose);
    if (error.permission->rootOnly) {
        error.message = joined({cannot,
                                Texts::tr("Proxmox allows this to root@pam itself only, and to none of its "
                                          "API tokens:"),
                                sentence(words), Texts::tr("Leave it out, or have root@pam do it.")});
    } else if (!error.permission->path.isEmpty()) {
        error.message = joined(
            {cannot,
             Texts::tr("%1 lacks the privilege %2 on %3.")
                 .arg(asked.who, error.permission->privileges.join(Texts::tr(" or ")),
                      error.permission->path),
             asked.isToken
                 ? Texts::tr("Give it a role with that under Datacenter → Permissions, as an API token "
                             "permission: with privilege separation the rights of its user do not count.")
                 : Texts::tr("Give it a role with that under Datacenter → Permissions.")});
    } else {
        error.message =
            joined({cannot, Texts::tr("Proxmox does not allow it to %1:").arg(asked.who), sentence(words),
                    Texts::tr("Look at its roles under Datacenter → Permissions.")});
    }
}

void setUnauthorized(ApiError &error, const Asked &asked, const QString &words)
{
    error.code = ErrorCode::Unauthorized;
    const QString cannot = Texts::tr("Cannot %1.").arg(asked.purpose);
    const QString why = words.isEmpty() ? QString() : Texts::tr("(Proxmox says: %1)").arg(words);
    error.message = asked.isToken
                        ? joined({cannot, Texts::tr("Proxmox does not know the API token %1.").arg(asked.who),
                                  why, Texts::tr("Check its name and secret, and whether it has expired.")})
                        : joined({cannot, Texts::tr("Proxmox refuses the sign-in of %1.").arg(asked.who), why,
                                  Texts::tr("Check the user with its realm (root@pam) and the password.")});
}

} // namespace

ApiError refusal(const Asked &asked, int status, const QString &reason, const QByteArray &body)
{
    const QJsonObject json = QJsonDocument::fromJson(body).object();
    const QString words = wordsOf(reason, body, json);
    ApiError error;
    error.status = status;
    error.fields = fieldsOf(json);
    QStringList details{words};
    for (const FieldError &field : std::as_const(error.fields))
        details << field.field + u": "_s + field.message;
    details.removeAll(QString());
    error.detail = details.join(u'\n');
    error.cause = causeOf(error.detail);
    error.lock = lockOf(error.detail);
    const QString cannot = Texts::tr("Cannot %1.").arg(asked.purpose);
    const QString node =
        asked.node.isEmpty() ? Texts::tr("The node") : Texts::tr("The node %1").arg(asked.node);

    if (status == 401) {
        setUnauthorized(error, asked, words);
    } else if (status == 403) {
        setForbidden(error, asked, words);
    } else if (status == 595) {
        error.code = ErrorCode::Unavailable;
        error.retryable = true;
        error.message = joined({cannot, Texts::tr("%1 cannot be reached from %2.").arg(node, asked.server),
                                sentence(words), Texts::tr("Check that it is on and in the cluster.")});
    } else if (status == 596) {
        error.code = ErrorCode::Unavailable;
        error.retryable = true;
        error.mayHaveHappened = asked.changes;
        error.message = joined(
            {cannot,
             Texts::tr("%1 did not answer %2 in time, or its certificate is not good for that name.")
                 .arg(node, asked.server),
             sentence(words),
             Texts::tr(
                 "Use the name that the cluster gives it, not a DNS name; `pvecm updatecerts` on it renews "
                 "the certificate.")});
    } else if (status == 501) {
        error.code = ErrorCode::Unavailable;
        error.message = joined({cannot, Texts::tr("This Proxmox VE does not know how (501)."),
                                sentence(words), Texts::tr("Slipway needs version 8 or 9.")});
    } else if (status >= 300 && status < 400) {
        error.code = ErrorCode::Protocol;
        error.message =
            joined({cannot, Texts::tr("%1 sends elsewhere instead of answering.").arg(asked.server),
                    Texts::tr("Check host and port; Proxmox VE has 8006.")});
    } else {
        const ErrorCode byStatus = status == 400                    ? ErrorCode::Invalid
                                   : status == 404                  ? ErrorCode::NotFound
                                   : status == 429 || status >= 502 ? ErrorCode::Unavailable
                                                                    : ErrorCode::HostFailed;
        error.code = codeOf(error.cause, byStatus);
        error.retryable = error.cause == Cause::Locked || error.cause == Cause::LockTimeout ||
                          byStatus == ErrorCode::Unavailable;
        const QString said = details.isEmpty() ? Texts::tr("an error without a word (HTTP %1)").arg(status)
                                               : details.join(u"; "_s);
        error.message = joined({cannot, Texts::tr("Proxmox says: %1").arg(sentence(said)), hintOf(error)});
    }
    return error;
}

ApiError noAnswer(const Asked &asked, const Transport::Incoming &incoming)
{
    ApiError error;
    error.detail = incoming.words;
    error.mayHaveHappened = asked.changes && incoming.sent;
    const QString cannot = Texts::tr("Cannot %1.").arg(asked.purpose);
    const QString look = error.mayHaveHappened
                             ? Texts::tr("Perhaps it was done all the same: look before you repeat it.")
                             : QString();
    using End = Transport::End;
    switch (incoming.end) {
    case End::Cancelled:
        error.code = ErrorCode::Cancelled;
        error.message = joined({cannot, Texts::tr("It was cancelled."), look});
        break;
    case End::TimedOut:
        error.code = ErrorCode::Timeout;
        error.retryable = !error.mayHaveHappened;
        error.message = joined({cannot, Texts::tr("%1 did not answer in time.").arg(asked.server), look,
                                Texts::tr("Check that it is not overloaded and that the network is well.")});
        break;
    case End::TooLarge:
        error.code = ErrorCode::TooLarge;
        error.message = joined({cannot, Texts::tr("The answer is larger than 32 MB."), look});
        break;
    case End::Untrusted: {
        error.code = ErrorCode::Forbidden;
        error.certificate = incoming.certificate;
        const CertificateProblem problem = incoming.certificate.value_or(CertificateProblem());
        error.detail = problem.reason;
        if (problem.isChange())
            error.message = joined(
                {cannot,
                 Texts::tr("WARNING: the certificate of %1 has CHANGED. It shows %2 (%3), pinned is %4.")
                     .arg(asked.server, problem.presented.text(), problem.subject, problem.pinned.text()),
                 Texts::tr(
                     "Somebody may be between here and there. Nothing was sent. If it was renewed, compare "
                     "with `pvenode cert info` on the node and confirm the new fingerprint.")});
        else
            error.message = joined(
                {cannot,
                 Texts::tr("The certificate of %1 (%2) is not trusted. Its SHA-256 fingerprint is %3.")
                     .arg(asked.server, problem.subject, problem.presented.text()),
                 Texts::tr(
                     "Nothing was sent. Compare it with `pvenode cert info` on the node and confirm it.")});
        break;
    }
    case End::Unreachable:
        error.code = incoming.noTls ? ErrorCode::Protocol : ErrorCode::Unavailable;
        error.retryable = incoming.isPassing;
        error.message =
            joined({cannot, Texts::tr("%1 cannot be reached.").arg(asked.server), sentence(incoming.words),
                    Texts::tr("Check host, port (8006) and firewall, and that pveproxy runs.")});
        break;
    case End::Broken:
    case End::Answered:
    case End::Shaken:
        error.code = ErrorCode::Unavailable;
        error.retryable = !error.mayHaveHappened;
        error.message = joined(
            {cannot, Texts::tr("The connection to %1 ended before the answer was there.").arg(asked.server),
             look.isEmpty() ? Texts::tr("Try again.") : look});
        break;
    }
    return error;
}

ApiError taskFailure(const QString &purpose, const QString &exitStatus)
{
    ApiError error;
    error.detail = exitStatus.left(longestWords);
    error.cause = causeOf(exitStatus);
    error.lock = lockOf(exitStatus);
    error.code = codeOf(error.cause, ErrorCode::HostFailed);
    error.retryable = error.cause == Cause::Locked || error.cause == Cause::LockTimeout;
    if (error.cause == Cause::MissingPermission)
        error.permission = missingPermissionOf(exitStatus);
    const QString cannot = Texts::tr("Cannot %1.").arg(purpose);
    // What PVE::Tools::upid_read_status says when the last line of the log is none of its own.
    if (exitStatus.isEmpty() || exitStatus.startsWith("unexpected status"_L1) ||
        exitStatus.startsWith("unable to read"_L1))
        error.message =
            joined({cannot, Texts::tr("Its task on Proxmox ended without saying how; perhaps it was "
                                      "killed. Look at the container before you go on: it may be half "
                                      "made and locked.")});
    else
        error.message = joined(
            {cannot, Texts::tr("Its task on Proxmox failed: %1").arg(sentence(error.detail)), hintOf(error)});
    return error;
}

void redact(ApiError &error, const QList<Secret> &secrets)
{
    Redactor redactor;
    for (const Secret &secret : secrets)
        redactor.add(secret.reveal());
    const auto clean = [&redactor](QString &text) {
        text = QString::fromUtf8(redactor.redacted(text.toUtf8()));
    };
    clean(error.message);
    clean(error.detail);
    clean(error.lock);
    for (FieldError &field : error.fields) {
        clean(field.field);
        clean(field.message);
    }
    if (error.permission) {
        clean(error.permission->path);
        for (QString &privilege : error.permission->privileges)
            clean(privilege);
    }
}

} // namespace slipway::proxmox
