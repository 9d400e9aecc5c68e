#pragma once
#include "tests/fakes/fakepve.h"
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QUrl>

// Talks to FakePve in plain bytes, no HTTP library between. Blocking; for tests of the fake.
namespace slipway::fakes {

struct RawAnswer
{
    QByteArray head; ///< with the status line
    QByteArray body;
    bool closed = false; ///< the server ended the connection after it

    int status() const { return head.mid(9, 3).toInt(); }
    QString reason() const { return QString::fromUtf8(head.left(head.indexOf("\r\n")).mid(13)); }
    QByteArray header(const QByteArray &name) const
    {
        const qsizetype at = head.toLower().indexOf("\r\n" + name.toLower() + ": ");
        if (at < 0)
            return {};
        const qsizetype from = at + 4 + name.size();
        return head.mid(from, head.indexOf("\r\n", from) - from);
    }
    QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
    QJsonValue data() const { return json().value(QLatin1StringView("data")); }
    QString text() const { return data().toString(); }
    QString error(const char *field) const
    {
        return json()
            .value(QLatin1StringView("errors"))
            .toObject()
            .value(QLatin1StringView(field))
            .toString();
    }
};

class RawPve
{
public:
    static constexpr int patience = 20000;

    explicit RawPve(const FakePve &fake) : m_url(fake.url()), m_certificate(fake.certificate()) {}
    /// Comes with a token of root@pam that may do what root may.
    static QByteArray rootToken(FakePve &fake)
    {
        return "Authorization: " + fake.addToken(QStringLiteral("root@pam"), QStringLiteral("t"), false) +
               "\r\n";
    }
    RawPve(const FakePve &fake, const QByteArray &authorization) : RawPve(fake)
    {
        m_authorization = authorization;
    }

    bool connectNow()
    {
        m_socket.abort();
        if (m_url.scheme() == QLatin1StringView("http")) {
            m_socket.connectToHost(m_url.host(), quint16(m_url.port()));
            return m_socket.waitForConnected(patience);
        }
        QSslConfiguration configuration = m_socket.sslConfiguration();
        configuration.setCaCertificates({m_certificate}); // no other than the pinned one
        m_socket.setSslConfiguration(configuration);
        m_socket.connectToHostEncrypted(m_url.host(), quint16(m_url.port()));
        return m_socket.waitForEncrypted(patience);
    }

    void setAuthorization(const QByteArray &lines) { m_authorization = lines; }
    QSslSocket &socket() { return m_socket; }

    /// Sends the bytes as they are and reads one answer. Connects if need be.
    RawAnswer exchange(const QByteArray &bytes)
    {
        if (m_socket.state() != QAbstractSocket::ConnectedState && !connectNow())
            return {};
        m_socket.write(bytes);
        return readAnswer();
    }

    RawAnswer readAnswer()
    {
        RawAnswer answer;
        QByteArray input;
        const auto more = [&] {
            if (!m_socket.bytesAvailable() && !m_socket.waitForReadyRead(patience))
                return false;
            input += m_socket.readAll();
            return true;
        };
        while (!input.contains("\r\n\r\n")) {
            if (!more()) {
                answer.closed = m_socket.state() == QAbstractSocket::UnconnectedState;
                answer.body = input;
                return answer;
            }
        }
        const qsizetype end = input.indexOf("\r\n\r\n");
        answer.head = input.left(end + 2);
        const qsizetype length = answer.header("Content-Length").toLongLong();
        while (input.size() < end + 4 + length && more()) {
        }
        answer.body = input.mid(end + 4);
        if (answer.header("Connection") == "close") {
            if (m_socket.state() != QAbstractSocket::UnconnectedState)
                m_socket.waitForDisconnected(patience);
            answer.closed = m_socket.state() == QAbstractSocket::UnconnectedState;
        }
        return answer;
    }

    /// A good create of a container that asks DHCP.
    static QByteArray createForm(int vmid)
    {
        return "vmid=" + QByteArray::number(vmid) +
               "&ostemplate=" + QUrl::toPercentEncoding(FakePve::defaultTemplate()) +
               "&rootfs=local-lvm%3A8&unprivileged=1&net0=name%3Deth0%2Cbridge%3Dvmbr0%2Cip%3Ddhcp";
    }

    /// `form` is sent as it is: "a=1&b=2".
    RawAnswer call(const QByteArray &method, const QByteArray &path, const QByteArray &form = {})
    {
        QByteArray target = "/api2/json" + path;
        const bool inBody = method == "POST" || method == "PUT";
        if (!inBody && !form.isEmpty())
            target += '?' + form;
        QByteArray bytes = method + ' ' + target + " HTTP/1.1\r\nHost: pve\r\n" + m_authorization;
        if (inBody && !form.isEmpty()) {
            bytes += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
                     QByteArray::number(form.size()) + "\r\n\r\n" + form;
        } else {
            bytes += "\r\n";
        }
        return exchange(bytes);
    }
    RawAnswer get(const QByteArray &path, const QByteArray &query = {}) { return call("GET", path, query); }
    RawAnswer post(const QByteArray &path, const QByteArray &form = {}) { return call("POST", path, form); }

    /// Polls a task until it has stopped; its exit status, or an empty text when it does not in time.
    QString waitForTask(const QString &upid)
    {
        QElapsedTimer timer;
        timer.start();
        const QByteArray path = "/nodes/" + upid.section(QLatin1Char(':'), 1, 1).toLatin1() + "/tasks/" +
                                QUrl::toPercentEncoding(upid);
        while (timer.elapsed() < patience) {
            const QJsonObject status = get(path + "/status").data().toObject();
            if (status.value(QLatin1StringView("status")) == QLatin1StringView("stopped"))
                return status.value(QLatin1StringView("exitstatus")).toString();
        }
        return {};
    }

private:
    QUrl m_url;
    QSslCertificate m_certificate;
    QSslSocket m_socket;
    QByteArray m_authorization;
};

} // namespace slipway::fakes
