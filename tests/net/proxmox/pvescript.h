#pragma once
#include "net/proxmox/client.h"
#include "tests/fakes/scriptedserver.h"

// Answers in Proxmox VE's shape.
namespace slipway::test {

inline const char kTokenSecret[] = "0f1e2d3c-aaaa-bbbb-cccc-0123456789ab";

inline proxmox::ClientOptions tokenOptions(const QUrl &server)
{
    proxmox::ClientOptions options;
    options.endpoint = server.adjusted(QUrl::RemovePath);
    options.auth = proxmox::ApiToken{QStringLiteral("slipway@pve!web"), Secret(QByteArray(kTokenSecret))};
    return options;
}

inline proxmox::ClientOptions loginOptions(const QUrl &server, const QByteArray &password)
{
    proxmox::ClientOptions options = tokenOptions(server);
    options.auth = proxmox::Login{QStringLiteral("root@pam"), Secret(password)};
    return options;
}

/// 200 with {"data":…}, and the connection stays open for the next request.
inline fakes::Script data(const QByteArray &json)
{
    const QByteArray body = "{\"data\":" + json + "}";
    return fakes::Script()
        .send("HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=UTF-8\r\nConnection: Keep-Alive\r\n"
              "Content-Length: " +
              QByteArray::number(body.size()) + "\r\n\r\n" + body)
        .nextRequest();
}

/// An error: the text is the reason phrase; Proxmox closes the connection after it.
inline fakes::Script error(int status, const QByteArray &reason, const QByteArray &body = {})
{
    fakes::Script script;
    script.send(
        "HTTP/1.1 " + QByteArray::number(status) + ' ' + reason + "\r\nConnection: close\r\n" +
        (body.isEmpty() ? QByteArray() : "Content-Length: " + QByteArray::number(body.size()) + "\r\n") +
        "\r\n" + body);
    return script.close();
}

inline QByteArray upid(const QByteArray &type = "vzcreate", const QByteArray &id = "105")
{
    return "UPID:pve:0000C350:00A1B2C3:67400000:" + type + ':' + id + ":slipway@pve!web:";
}

/// What PVE::APIServer::AnyEvent::decode_urlencoded makes of a form: cut at & and ;, at =, + is a space.
inline QMap<QByteArray, QByteArray> asProxmoxReads(const QByteArray &form)
{
    QMap<QByteArray, QByteArray> values;
    for (QByteArray pair : QByteArray(form).replace(';', '&').split('&')) {
        const QByteArrayList parts = pair.replace('+', ' ').split('=');
        values.insert(QByteArray::fromPercentEncoding(parts.at(0)),
                      parts.size() > 1 ? QByteArray::fromPercentEncoding(parts.at(1)) : QByteArray());
    }
    return values;
}

/// All that people may read of an error.
inline QByteArray allTexts(const proxmox::ApiError &e)
{
    QString all = e.message + e.detail + e.lock;
    for (const FieldError &field : e.fields)
        all += field.field + field.message;
    return all.toUtf8();
}

} // namespace slipway::test
