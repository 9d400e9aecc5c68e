#include "app/domain/service.h"

#include "app/domain/jsoncursor.h"
#include "app/domain/jsonwriter.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>
#include <utility>

namespace slipway {
namespace {

bool readText(JsonCursor &cursor, QString &out)
{
    switch (cursor.peek()) {
    case JsonCursor::Kind::String:
        return cursor.readString(out);
    case JsonCursor::Kind::Number: {
        double value = 0;
        if (!cursor.readDouble(value))
            return false;
        out = QString::number(value, 'g', 15);
        return true;
    }
    default:
        return cursor.skipValue();
    }
}

bool readPort(JsonCursor &cursor, std::optional<int> &out)
{
    QString text;
    if (!readText(cursor, text))
        return false;
    bool ok = false;
    const int port = text.trimmed().toInt(&ok);
    if (ok && port >= 1 && port <= 65535)
        out = port;
    return true;
}

// The dashboard's ciphertext inside an object: nonce, tag and text in hexadecimal.
bool looksEncrypted(const QString &value)
{
    static const QRegularExpression pattern(QStringLiteral("^[0-9a-f]{24,32}:[0-9a-f]{32}:[0-9a-f]*$"));
    return pattern.match(value).hasMatch();
}

bool readCredentialObject(JsonCursor &cursor, Service &service)
{
    if (!cursor.beginObject())
        return false;
    QString key;
    while (cursor.nextMember(key)) {
        QString value;
        if (!readText(cursor, value))
            return false;
        if (looksEncrypted(value)) {
            service.credentialsEncrypted = true;
            continue;
        }
        if (value.isNull()) // null, or no text at all
            continue;
        std::erase_if(service.credentials, [&key](const Credential &c) { return c.key == key; });
        service.credentials.push_back({key, Secret(value)});
    }
    return !cursor.failed();
}

bool readCredentials(JsonCursor &cursor, Service &service)
{
    if (cursor.peek() == JsonCursor::Kind::Object)
        return readCredentialObject(cursor, service);
    if (cursor.peek() != JsonCursor::Kind::String)
        return cursor.skipValue();
    QString text;
    if (!cursor.readString(text))
        return false;
    if (text.trimmed().isEmpty())
        return true;
    // A row of the database: JSON text in it can be shown, anything else is ciphertext.
    const QByteArray inner = text.toUtf8();
    JsonCursor nested(inner);
    Service parsed;
    if (nested.peek() == JsonCursor::Kind::Object && readCredentialObject(nested, parsed) && nested.atEnd()) {
        service.credentials = std::move(parsed.credentials);
        service.credentialsEncrypted = parsed.credentialsEncrypted;
    } else {
        service.credentialsEncrypted = true;
    }
    return true;
}

bool readService(JsonCursor &cursor, Service &service)
{
    if (!cursor.beginObject())
        return false;
    QString key;
    while (cursor.nextMember(key)) {
        bool ok = false;
        if (key == u"name") {
            ok = readText(cursor, service.name);
        } else if (key == u"type") {
            ok = readText(cursor, service.type);
        } else if (key == u"port") {
            ok = readPort(cursor, service.port);
        } else if (key == u"status") {
            ok = readText(cursor, service.status);
        } else if (key == u"webUrl") {
            ok = readText(cursor, service.webUrl);
        } else if (key == u"credentials") {
            ok = readCredentials(cursor, service);
        } else if (key == u"isSystem" || key == u"credentialsEncrypted") {
            bool &flag = key == u"isSystem" ? service.isSystem : service.credentialsEncrypted;
            const JsonCursor::Kind kind = cursor.peek();
            const bool isBool = kind == JsonCursor::Kind::True || kind == JsonCursor::Kind::False;
            bool value = false;
            ok = isBool ? cursor.readBool(value) : cursor.skipValue();
            flag = flag || value;
        } else {
            ok = cursor.skipValue();
        }
        if (!ok)
            return false;
    }
    return !cursor.failed();
}

void merge(Service &into, Service &&other)
{
    for (Credential &credential : other.credentials) {
        const auto known = std::find_if(into.credentials.begin(), into.credentials.end(),
                                        [&](const Credential &c) { return c.key == credential.key; });
        if (known == into.credentials.end())
            into.credentials.push_back(std::move(credential));
    }
    into.credentialsEncrypted =
        (into.credentialsEncrypted || other.credentialsEncrypted) && into.credentials.empty();
    if (into.type.isEmpty())
        into.type = other.type;
    if (into.status.isEmpty() || other.status == u"running")
        into.status = other.status;
    if (into.webUrl.isEmpty())
        into.webUrl = other.webUrl;
    into.isSystem = into.isSystem && other.isSystem;
}

void add(ServiceList &list, Service &&service)
{
    if (service.name.isEmpty())
        return;
    const auto same = std::find_if(list.services.begin(), list.services.end(), [&](const Service &known) {
        return known.name == service.name && known.port == service.port;
    });
    if (same == list.services.end())
        list.services.append(std::move(service));
    else
        merge(*same, std::move(service));
}

bool readServices(JsonCursor &cursor, ServiceList &list)
{
    if (cursor.peek() != JsonCursor::Kind::Array)
        return cursor.skipValue();
    if (!cursor.beginArray())
        return false;
    while (cursor.nextElement()) {
        Service service;
        const bool isObject = cursor.peek() == JsonCursor::Kind::Object;
        if (!(isObject ? readService(cursor, service) : cursor.skipValue()))
            return false;
        add(list, std::move(service));
    }
    return !cursor.failed();
}

bool readList(JsonCursor &cursor, ServiceList &list)
{
    if (cursor.peek() == JsonCursor::Kind::Array) // the oldest form: rows, no address
        return readServices(cursor, list) && cursor.atEnd();
    if (!cursor.beginObject())
        return false;
    QString key;
    while (cursor.nextMember(key)) {
        const bool ok = key == u"services"      ? readServices(cursor, list)
                        : key == u"containerIp" ? readText(cursor, list.containerIp)
                                                : cursor.skipValue();
        if (!ok)
            return false;
    }
    return cursor.atEnd();
}

} // namespace

QByteArray toJsonWithSecrets(const ServiceList &list)
{
    QByteArray services("[");
    for (const Service &service : list.services) {
        JsonObjectWriter json;
        json.string("name", service.name);
        json.string("type", service.type);
        if (service.port)
            json.integer("port", *service.port);
        else
            json.raw("port", "null");
        json.string("status", service.status);
        json.boolean("isSystem", service.isSystem);
        if (!service.webUrl.isEmpty())
            json.string("webUrl", service.webUrl);
        if (service.credentials.empty()) {
            json.raw("credentials", "null");
        } else {
            QByteArray members("{");
            for (const Credential &credential : service.credentials) {
                if (members.size() > 1)
                    members += ',';
                appendJsonString(members, credential.key);
                members += ':';
                appendJsonString(members, credential.value.revealText());
            }
            json.raw("credentials", members + '}');
        }
        if (service.credentialsEncrypted)
            json.boolean("credentialsEncrypted", true);
        if (services.size() > 1)
            services += ',';
        services += json.finish();
    }
    JsonObjectWriter body(services.size() + 64);
    body.raw("services", services + ']');
    body.stringOrNull("containerIp", list.containerIp);
    return body.finish();
}

Result<ServiceList> serviceListFromJson(QByteArrayView json)
{
    ServiceList list;
    JsonCursor cursor(json);
    if (!json.isValidUtf8() || !readList(cursor, list)) {
        return fail(ErrorCode::Protocol,
                    QCoreApplication::translate("slipway::Service",
                                                "Cannot read the list of services. The server sent something "
                                                "else. Check that client and server fit together."));
    }
    return list;
}

bool isSafeServiceName(QStringView name)
{
    const auto allowed = [](QChar c) {
        const char16_t u = c.unicode();
        return (u >= u'a' && u <= u'z') || (u >= u'A' && u <= u'Z') || (u >= u'0' && u <= u'9') ||
               u == u'@' || u == u'.' || u == u'_' || u == u':' || u == u'-';
    };
    return !name.isEmpty() && name.size() <= 128 && name.front() != u'-' &&
           std::all_of(name.begin(), name.end(), allowed);
}

} // namespace slipway
