#include "app/domain/container.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace slipway {
namespace {

// Rows of a list carry no contents of scripts and files: a page of containers would weigh megabytes.
QJsonObject withoutContents(QJsonObject spec)
{
    for (const QString &key : {QStringLiteral("scripts"), QStringLiteral("files")}) {
        if (!spec.contains(key))
            continue;
        QJsonArray items;
        const QJsonArray all = spec.value(key).toArray();
        for (const QJsonValue &value : all) {
            QJsonObject item = value.toObject();
            item.remove(QStringLiteral("content"));
            item.remove(QStringLiteral("contentBase64"));
            items.append(item);
        }
        spec.insert(key, items);
    }
    return spec;
}

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(text);
}

} // namespace

QString nameOnHost(const Container &container)
{
    if (container.host != QLatin1StringView("proxmox"))
        return container.hostRef;
    // "131-3f9a2c07": the rest is between Slipway and the notes of that container.
    const QString vmid = container.hostRef.section(QLatin1Char('-'), 0, 0);
    return vmid.toInt() > 0 ? vmid : container.hostRef;
}

QJsonObject toJson(const Container &container, bool detail)
{
    QJsonObject object{
        {QStringLiteral("id"), container.id.value},
        {QStringLiteral("hostname"), container.hostname},
        {QStringLiteral("template"), textOrNull(container.templateName)},
        {QStringLiteral("host"), container.host},
        {QStringLiteral("node"), textOrNull(container.node)},
        {QStringLiteral("simulated"), container.isSimulated},
        {QStringLiteral("lifecycle"), lifecycleName(container.lifecycle)},
        {QStringLiteral("address"), textOrNull(container.address)},
        {QStringLiteral("hostRef"), textOrNull(container.hostRef)},
        {QStringLiteral("createdAt"), container.createdAt},
        {QStringLiteral("finishedAt"), textOrNull(container.finishedAt)},
        {QStringLiteral("errorMessage"), textOrNull(container.errorMessage)},
        {QStringLiteral("percent"), container.snapshot.percent},
        {QStringLiteral("step"), textOrNull(container.snapshot.step)},
        {QStringLiteral("spec"), detail ? container.spec : withoutContents(container.spec)},
    };
    if (container.cleanup) {
        object.insert(QStringLiteral("cleanup"),
                      QJsonObject{{QStringLiteral("since"), container.cleanup->since},
                                  {QStringLiteral("attempts"), container.cleanup->attempts},
                                  {QStringLiteral("problem"), textOrNull(container.cleanup->problem)}});
    }
    if (detail) {
        object.insert(QStringLiteral("snapshot"),
                      QJsonDocument::fromJson(toJson(container.snapshot)).object());
    }
    return object;
}

Result<Container> containerFromJson(const QJsonObject &object)
{
    const auto text = [&object](const char *key) { return object.value(QLatin1StringView(key)).toString(); };
    Container container;
    container.id = {text("id")};
    if (!ContainerId::isValid(container.id.value)) {
        return fail(ErrorCode::Protocol,
                    QCoreApplication::translate("slipway::Container",
                                                "Cannot read a container. It has no usable id. Check that "
                                                "client and server fit together."));
    }
    container.hostname = text("hostname");
    container.templateName = text("template");
    container.host = text("host");
    container.node = text("node");
    container.isSimulated = object.value(QLatin1StringView("simulated")).toBool();
    container.lifecycle = lifecycleFromName(text("lifecycle"));
    container.address = text("address");
    container.hostRef = text("hostRef");
    container.createdAt = text("createdAt");
    container.finishedAt = text("finishedAt");
    container.errorMessage = text("errorMessage");
    container.spec = object.value(QLatin1StringView("spec")).toObject();
    if (const QJsonValue value = object.value(QLatin1StringView("cleanup")); value.isObject()) {
        const QJsonObject cleanup = value.toObject();
        container.cleanup = PendingCleanup{cleanup.value(QLatin1StringView("since")).toString(),
                                           cleanup.value(QLatin1StringView("attempts")).toInt(),
                                           cleanup.value(QLatin1StringView("problem")).toString()};
    }
    const QJsonValue snapshot = object.value(QLatin1StringView("snapshot"));
    if (snapshot.isObject()) {
        const QByteArray json = QJsonDocument(snapshot.toObject()).toJson(QJsonDocument::Compact);
        if (auto parsed = snapshotFromJson(json))
            container.snapshot = *std::move(parsed);
    } else {
        container.snapshot.percent = object.value(QLatin1StringView("percent")).toInt();
        container.snapshot.step = text("step");
    }
    return container;
}

} // namespace slipway
