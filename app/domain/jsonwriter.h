#pragma once
#include <QByteArray>
#include <QJsonObject>
#include <QStringList>

namespace slipway {

/// Appends `text` as a JSON string with its quotes: UTF-8, only what must be escaped is; a lone surrogate
/// becomes \udXXX as JSON.stringify does, so that the bytes stay valid UTF-8. Never writes a raw line feed.
void appendJsonString(QByteArray &out, QStringView text);

/// Writes one compact object, members in the order of the calls.
class JsonObjectWriter
{
public:
    explicit JsonObjectWriter(qsizetype reserve = 256);
    void string(QByteArrayView key, QStringView value);
    void stringOrNull(QByteArrayView key, QStringView value); ///< null when empty
    void integer(QByteArrayView key, qint64 value);
    void boolean(QByteArrayView key, bool value);
    void strings(QByteArrayView key, const QStringList &values);
    void raw(QByteArrayView key, QByteArrayView json); ///< `json` is a value already
    void members(const QJsonObject &object); ///< each member of `object`, as QJsonDocument writes it
    QByteArray finish();                     ///< closes and hands the bytes out; call once

private:
    void key(QByteArrayView name);
    QByteArray m_out;
};

} // namespace slipway
