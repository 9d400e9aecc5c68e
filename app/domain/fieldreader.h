#pragma once
#include "app/base/problem.h"
#include <QJsonArray>
#include <QJsonObject>
#include <QSet>
#include <QString>
#include <QStringList>
#include <optional>

namespace slipway {

/// Reads the members of one JSON object of a request and keeps count of which keys are known. What has the
/// wrong type, and what nobody asked for, becomes a field error; null is the same as absent. For the readers
/// of this room.
class FieldReader
{
public:
    /// `path` goes before the names of the fields ("ssh."). `errors` outlives the reader.
    FieldReader(const QJsonObject &object, QString path, QList<FieldError> &errors)
        : m_object(object), m_path(std::move(path)), m_errors(errors)
    {}

    QString text(const char *key, const QString &otherwise = {});
    int integer(const char *key, int otherwise);
    std::optional<int> optionalInteger(const char *key);
    double real(const char *key, double otherwise);
    bool boolean(const char *key, bool otherwise);
    std::optional<bool> optionalBoolean(const char *key);
    QStringList texts(const char *key);
    /// Bytes as "content" or "contentBase64".
    QByteArray content();
    /// The member as an object; nothing when it is absent (or no object, which is an error).
    std::optional<QJsonObject> object(const char *key);
    /// `function(value, field)` for every entry of a list.
    template<typename F>
    void forEach(const char *key, F &&function)
    {
        const QJsonArray entries = array(key);
        for (qsizetype i = 0; i < entries.size(); ++i)
            function(entries.at(i), QStringLiteral("%1[%2]").arg(field(key)).arg(i));
    }

    bool isGiven(const char *key) const { return m_object.value(QLatin1StringView(key)).isDouble(); }
    /// The value as it stands; the key is known from then on.
    QJsonValue take(const char *key);
    /// To be called last: what was not taken is not known.
    void refuseUnknown();

    QString field(const char *key) const { return m_path + QLatin1StringView(key); }
    void wrongType(const char *key, const QString &expected) { wrongTypeAt(field(key), expected); }
    void wrongTypeAt(const QString &field, const QString &expected);

private:
    QJsonArray array(const char *key);
    QJsonObject m_object;
    QString m_path;
    QList<FieldError> &m_errors;
    QSet<QString> m_known;
};

} // namespace slipway
