#include "tests/fakes/fakepve/wire.h"
#include "tests/fakes/fakepve/engine.h"
#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QUrl>
#include <array>
#include <sys/socket.h>

using namespace Qt::Literals::StringLiterals;

namespace slipway::fakes::pve {

QByteArray Head::value(QByteArrayView name) const
{
    for (const auto &[key, content] : lines) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return content;
    }
    return {};
}

QString percentDecoded(const QByteArray &text)
{
    return QString::fromUtf8(QByteArray::fromPercentEncoding(text));
}

QString Head::path() const { return percentDecoded(target.split('?').constFirst()); }

QByteArray Head::query() const
{
    const qsizetype at = target.indexOf('?');
    return at < 0 ? QByteArray() : target.mid(at + 1);
}

Parameters decodeForm(const QByteArray &text)
{
    Parameters parameters;
    QByteArray unified = text;
    unified.replace(';', '&');
    const QByteArrayList pairs = unified.split('&');
    for (const QByteArray &pair : pairs) {
        if (pair.isEmpty())
            continue;
        QByteArrayList parts = pair.split('='); // what follows a second "=" is lost
        for (QByteArray &part : parts)
            part.replace('+', ' ');
        const QString name = percentDecoded(parts.constFirst());
        if (parts.size() < 2)
            continue; // a name without a value is as good as absent
        const QString value = percentDecoded(parts.at(1));
        const auto old = parameters.constFind(name);
        parameters.insert(name, old == parameters.constEnd() ? value : *old + QChar(0) + value);
    }
    return parameters;
}

static quint32 crc32(const QByteArray &data)
{
    static const std::array<quint32, 256> table = [] {
        std::array<quint32, 256> entries{};
        for (quint32 i = 0; i < 256; ++i) {
            quint32 value = i;
            for (int bit = 0; bit < 8; ++bit)
                value = (value & 1U) ? 0xEDB88320U ^ (value >> 1U) : value >> 1U;
            entries[i] = value;
        }
        return entries;
    }();
    quint32 crc = 0xFFFFFFFFU;
    for (const char byte : data)
        crc = table[(crc ^ static_cast<unsigned char>(byte)) & 0xFFU] ^ (crc >> 8U);
    return ~crc;
}

// qCompress() gives a length, a zlib head, the deflated bytes and a checksum; gzip has another frame around
// them.
QByteArray gzipped(const QByteArray &plain)
{
    const QByteArray zlib = qCompress(plain);
    QByteArray out("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", 10);
    out += zlib.mid(6).chopped(4);
    for (const quint32 word : {crc32(plain), quint32(plain.size())}) {
        for (int shift = 0; shift < 32; shift += 8)
            out += char((word >> quint32(shift)) & 0xFFU);
    }
    return out;
}

Connection::Connection(Engine &engine, qintptr descriptor, int number)
    : QObject(&engine), m_engine(engine), m_number(number), m_left(engine.options().requestsPerConnection)
{
    m_socket.setSocketDescriptor(descriptor);
    m_idle.setSingleShot(true);
    m_idle.setInterval(engine.options().idleClose);
    connect(&m_idle, &QTimer::timeout, this, [this] { finish(); });
    connect(&m_socket, &QSslSocket::readyRead, this, [this] { read(); });
    connect(&m_socket, &QSslSocket::disconnected, this, [this] {
        m_state = State::Closing;
        deleteLater();
    });
    connect(&m_socket, &QSslSocket::errorOccurred, this, [this] {
        if (m_socket.state() == QAbstractSocket::UnconnectedState)
            deleteLater(); // the handshake failed
    });
    m_idle.start();
    if (engine.options().tls) {
        m_socket.setLocalCertificate(engine.certificate());
        m_socket.setPrivateKey(engine.privateKey());
        m_socket.startServerEncryption();
    }
}

void Connection::read()
{
    m_input += m_socket.readAll();
    if (m_state == State::Head || m_state == State::Body)
        m_idle.start();
    if (m_state == State::Head && readHead())
        headComplete();
    if (m_state == State::Body && m_input.size() >= m_bodyLength) {
        const QByteArray body = m_input.left(m_bodyLength);
        m_input.remove(0, m_bodyLength);
        bodyComplete(body);
    }
}

bool Connection::readHead()
{
    while (m_input.startsWith("\r\n"))
        m_input.remove(0, 2);
    const qsizetype end = m_input.indexOf("\r\n\r\n");
    if (end < 0)
        return false;
    const QByteArrayList lines = m_input.left(end).split('\n');
    m_input.remove(0, end + 4);
    m_head = {};
    const QByteArrayList first = lines.constFirst().trimmed().split(' ');
    if (first.size() == 3) {
        m_head.method = first.at(0);
        m_head.target = first.at(1);
        m_head.version = first.at(2);
    }
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const qsizetype colon = lines.at(i).indexOf(':');
        if (colon > 0)
            m_head.lines.append({lines.at(i).left(colon).trimmed(), lines.at(i).mid(colon + 1).trimmed()});
    }
    return true;
}

// What pveproxy refuses for the sake of the head alone, before it asks who it is.
std::optional<Reply> Connection::refusal() const
{
    const auto refuse = [](int status, const QString &reason) {
        Reply reply = Reply::fail(status, reason);
        reply.bare = true;
        return reply;
    };
    if (m_head.method.isEmpty())
        return refuse(400, u"bad request"_s);
    const QString method = QString::fromLatin1(m_head.method);
    if (!QStringList{u"GET"_s, u"POST"_s, u"PUT"_s, u"DELETE"_s}.contains(method))
        return refuse(501, u"method '%1' not available"_s.arg(method));
    const QByteArray coding = m_head.value("Transfer-Encoding").toLower();
    if (coding == "chunked")
        return refuse(501, u"chunked transfer encoding not supported"_s);
    if (!coding.isEmpty())
        return refuse(501, u"Unknown transfer encoding '%1'"_s.arg(QString::fromLatin1(coding)));
    return {};
}

void Connection::headComplete()
{
    m_state = State::Answering;
    --m_left;
    const QByteArray wish = m_head.value("Connection").toLower();
    m_keepAlive = m_left > 0 && !wish.contains("close") && (m_head.version == "HTTP/1.1" || !wish.isEmpty());
    m_record = m_engine.record(m_head, m_number);
    if (const std::optional<Reply> reply = refusal()) {
        m_engine.violation(m_record, reply->reason);
        return answer(*reply);
    }
    m_user.clear();
    if (const std::optional<Reply> reply = m_engine.authenticate(m_head, &m_user))
        return answer(*reply);
    m_bodyLength = m_head.value("Content-Length").toLongLong();
    if (m_bodyLength <= 0)
        return bodyComplete({});
    Reply reply;
    reply.bare = true;
    reply.status = 501;
    const QByteArray type = m_head.value("Content-Type");
    const QByteArray plainType = type.split(';').constFirst().trimmed();
    if (m_head.method != "POST" && m_head.method != "PUT")
        reply.reason = u"Unexpected content for method '%1'"_s.arg(QString::fromLatin1(m_head.method));
    else if (m_bodyLength > m_engine.options().maxBody)
        reply.reason = u"for data too large"_s;
    else if (!plainType.isEmpty() && plainType != "application/x-www-form-urlencoded" &&
             plainType != "application/json") {
        reply.status = 506;
        reply.reason = u"upload 'Content-Type '%1' not implemented"_s.arg(QString::fromLatin1(type));
    } else {
        m_state = State::Body;
        return;
    }
    m_engine.violation(m_record, reply.reason);
    answer(reply);
}

static Parameters fromJson(const QByteArray &body)
{
    Parameters parameters;
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    for (auto value = object.begin(); value != object.end(); ++value) {
        if (value->isBool())
            parameters.insert(value.key(), value->toBool() ? u"1"_s : u"0"_s);
        else
            parameters.insert(value.key(), value->toVariant().toString());
    }
    return parameters;
}

void Connection::bodyComplete(const QByteArray &body)
{
    m_state = State::Answering;
    m_idle.stop(); // as they do: no time-out while a handler works
    const bool json = m_head.value("Content-Type").startsWith("application/json");
    Parameters parameters = json ? fromJson(body) : decodeForm(body);
    parameters.insert(decodeForm(m_head.query()));
    parameters.remove(u"_dc"_s);
    m_engine.recordBody(m_record, parameters, body, m_user);
    answer(m_engine.handle(m_record, m_head.method, m_head.path(), parameters, m_user));
}

void Connection::answer(const Reply &reply)
{
    m_engine.recordAnswer(m_record, reply);
    if (reply.delay.count() > 0)
        QTimer::singleShot(reply.delay, this, [this, reply] { send(reply); });
    else
        send(reply);
}

static QByteArray statusText(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 501:
        return "Not Implemented";
    default:
        return "Internal Server Error";
    }
}

QByteArray Connection::bytesOf(const Reply &reply) const
{
    QByteArray body, type;
    const QString firstLine = reply.reason.section(u'\n', 0, 0);
    const QByteArray reason = firstLine.isEmpty() ? statusText(reply.status) : firstLine.toUtf8();
    if (!reply.bare) {
        QJsonObject object{{u"data"_s, reply.data}};
        QJsonObject errors;
        for (auto entry = reply.errors.begin(); entry != reply.errors.end(); ++entry)
            errors.insert(entry.key(), entry.value());
        if (!errors.isEmpty())
            object.insert(u"errors"_s, errors);
        if (reply.status >= 400 && m_engine.options().version >= 9)
            object.insert(u"message"_s, QString(QString::fromUtf8(reason) + u'\n'));
        if (reply.total && reply.status < 400)
            object.insert(u"total"_s, *reply.total);
        body = QJsonDocument(object).toJson(QJsonDocument::Compact);
        type = "application/json;charset=UTF-8";
    } else if (m_engine.options().version >= 9 && reply.status == 501) {
        body = reason; // the text as the body, of no type
    }
    QByteArray coding;
    if (m_engine.options().compression && body.size() > 1024 &&
        m_head.value("Accept-Encoding").contains("gzip")) {
        body = gzipped(body);
        coding = "gzip";
    }
    const QByteArray date =
        QLocale::c()
            .toString(QDateTime::currentDateTimeUtc(), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s)
            .toLatin1();
    const bool keep = m_keepAlive && reply.status < 400;
    QByteArray bytes = (m_head.version.isEmpty() ? QByteArray("HTTP/1.0") : m_head.version) + ' ' +
                       QByteArray::number(reply.status) + ' ' + reason + "\r\nCache-Control: max-age=0\r\n" +
                       "Connection: " + (keep ? "Keep-Alive" : "close") + "\r\nDate: " + date +
                       "\r\nPragma: no-cache\r\nServer: pve-api-daemon/3.0\r\n";
    if (!coding.isEmpty())
        bytes += "Content-Encoding: " + coding + "\r\n";
    if (!body.isEmpty())
        bytes += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    if (!type.isEmpty())
        bytes += "Content-Type: " + type + "\r\n";
    return bytes + "Expires: " + date + "\r\n\r\n" + body;
}

void Connection::send(const Reply &reply)
{
    if (m_state == State::Closing || reply.silent)
        return;
    const QByteArray bytes = bytesOf(reply);
    if (reply.cutAfter >= 0)
        return resetAfter(bytes.left(reply.cutAfter));
    m_socket.write(bytes);
    if (!m_keepAlive || reply.status >= 400)
        return finish();
    m_state = State::Head;
    m_idle.start();
    if (!m_input.isEmpty())
        QTimer::singleShot(0, this, [this] { read(); });
}

void Connection::finish()
{
    m_state = State::Closing;
    m_idle.stop();
    m_socket.disconnectFromHost();
}

// RST in mid answer: what a crashed worker or a cut cable looks like.
void Connection::resetAfter(const QByteArray &bytes)
{
    m_state = State::Closing;
    m_socket.write(bytes);
    m_socket.flush();
    const linger now{1, 0};
    setsockopt(int(m_socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    // A moment for the bytes that were flushed: a reset may overtake what the peer has not read.
    QTimer::singleShot(std::chrono::milliseconds(bytes.isEmpty() ? 0 : 20), this, [this] {
        m_socket.abort();
        deleteLater();
    });
}

} // namespace slipway::fakes::pve
