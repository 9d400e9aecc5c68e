#pragma once
#include "tests/fakes/fakepve/rules.h"
#include <QByteArray>
#include <QJsonValue>
#include <QObject>
#include <QSslSocket>
#include <QTimer>
#include <chrono>

namespace slipway::fakes::pve {

class Engine;

/// What a handler answers; the connection puts it into bytes.
struct Reply
{
    int status = 200;
    QString reason = {}; ///< first line goes into the status line
    QJsonValue data = QJsonValue::Null;
    Errors errors = {};
    std::optional<qint64> total = {};
    bool bare = false; ///< no body of the API (refused before it was reached)
    std::chrono::milliseconds delay{0};
    qsizetype cutAfter = -1; ///< ≥ 0: reset after so many bytes
    bool silent = false;

    static Reply ok(const QJsonValue &data) { return {.data = data}; }
    static Reply fail(int status, const QString &reason) { return {.status = status, .reason = reason}; }
    static Reply die(const QString &text) { return fail(500, text); }
    static Reply badParameter(const QString &name, const QString &text)
    {
        Reply reply = fail(400, QStringLiteral("Parameter verification failed."));
        reply.errors.insert(name, text);
        return reply;
    }
};

struct Head
{
    QByteArray method;
    QByteArray target;
    QByteArray version; ///< "HTTP/1.1"
    QList<std::pair<QByteArray, QByteArray>> lines;

    QByteArray value(QByteArrayView name) const;
    QString path() const;     ///< decoded, no query
    QByteArray query() const; ///< as sent
};

/// A form or query as pveproxy takes it apart: "&" and ";" split, a second raw "=" cuts, "+" is a space. A
/// name that comes twice has both values, joined by NUL.
Parameters decodeForm(const QByteArray &text);
QString percentDecoded(const QByteArray &text);
QByteArray gzipped(const QByteArray &plain);

/// One client, with the manners of pveproxy. Deletes itself when closed.
class Connection : public QObject
{
    Q_OBJECT
public:
    Connection(Engine &engine, qintptr descriptor, int number);
    void reset() { resetAfter({}); } ///< at once, without a word

private:
    enum class State { Head, Body, Answering, Closing };

    void read();
    bool readHead();
    void headComplete();
    void bodyComplete(const QByteArray &body);
    std::optional<Reply> refusal() const;
    void answer(const Reply &reply);
    void send(const Reply &reply);
    QByteArray bytesOf(const Reply &reply) const;
    void finish();
    void resetAfter(const QByteArray &bytes);

    Engine &m_engine;
    QSslSocket m_socket;
    QTimer m_idle;
    int m_number;
    int m_left; ///< requests still allowed
    bool m_keepAlive = true;
    State m_state = State::Head;
    Head m_head;
    QByteArray m_input;
    qsizetype m_bodyLength = 0;
    QString m_user;
    int m_record = -1;
};

} // namespace slipway::fakes::pve
