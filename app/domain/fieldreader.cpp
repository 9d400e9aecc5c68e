#include "app/domain/fieldreader.h"

#include <QCoreApplication>
#include <cmath>
#include <limits>

namespace slipway {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("slipway::ContainerSpec", text); }

bool isAbsent(const QJsonValue &value) { return value.isUndefined() || value.isNull(); }

} // namespace

QString FieldReader::text(const char *key, const QString &otherwise)
{
    const QJsonValue value = take(key);
    if (isAbsent(value))
        return otherwise;
    if (!value.isString())
        wrongType(key, tr("text in quotes"));
    return value.toString(otherwise);
}

int FieldReader::integer(const char *key, int otherwise) { return optionalInteger(key).value_or(otherwise); }

std::optional<int> FieldReader::optionalInteger(const char *key)
{
    const QJsonValue value = take(key);
    if (isAbsent(value))
        return std::nullopt;
    const double number = value.toDouble(std::numeric_limits<double>::quiet_NaN());
    if (!(std::abs(number) <= std::numeric_limits<int>::max()) || number != std::floor(number)) {
        wrongType(key, tr("a whole number"));
        return std::nullopt;
    }
    return static_cast<int>(number);
}

double FieldReader::real(const char *key, double otherwise)
{
    const QJsonValue value = take(key);
    if (!isAbsent(value) && !value.isDouble())
        wrongType(key, tr("a number"));
    return value.toDouble(otherwise);
}

bool FieldReader::boolean(const char *key, bool otherwise)
{
    return optionalBoolean(key).value_or(otherwise);
}

std::optional<bool> FieldReader::optionalBoolean(const char *key)
{
    const QJsonValue value = take(key);
    if (isAbsent(value))
        return std::nullopt;
    if (!value.isBool()) {
        wrongType(key, tr("true or false"));
        return std::nullopt;
    }
    return value.toBool();
}

QStringList FieldReader::texts(const char *key)
{
    QStringList out;
    forEach(key, [&](const QJsonValue &value, const QString &field) {
        if (value.isString())
            out.append(value.toString());
        else
            wrongTypeAt(field, tr("text in quotes"));
    });
    return out;
}

QByteArray FieldReader::content()
{
    const QJsonValue base64 = take("contentBase64");
    const QString plain = text("content");
    if (isAbsent(base64))
        return plain.toUtf8();
    const auto decoded =
        QByteArray::fromBase64Encoding(base64.toString().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    if (!base64.isString() || !decoded)
        wrongType("contentBase64", tr("Base64 text"));
    else if (!plain.isEmpty())
        wrongType("contentBase64", tr("left out when there is a \"content\""));
    return decoded ? decoded.decoded : QByteArray();
}

std::optional<QJsonObject> FieldReader::object(const char *key)
{
    const QJsonValue value = take(key);
    if (value.isObject())
        return value.toObject();
    if (!isAbsent(value))
        wrongType(key, tr("an object in { }"));
    return std::nullopt;
}

QJsonArray FieldReader::array(const char *key)
{
    const QJsonValue value = take(key);
    if (!isAbsent(value) && !value.isArray())
        wrongType(key, tr("a list in [ ]"));
    return value.toArray();
}

QJsonValue FieldReader::take(const char *key)
{
    m_known.insert(QString::fromLatin1(key));
    return m_object.value(QLatin1StringView(key));
}

void FieldReader::refuseUnknown()
{
    for (auto it = m_object.begin(); it != m_object.end(); ++it) {
        if (!m_known.contains(it.key())) {
            m_errors.append(
                {m_path + it.key(),
                 tr("Cannot use the field \"%1\". It is not known here. Remove it or correct its name.")
                     .arg(it.key().left(64))});
        }
    }
}

void FieldReader::wrongTypeAt(const QString &field, const QString &expected)
{
    m_errors.append(
        {field, tr("Cannot read this field. It has to be %1. Correct it and send again.").arg(expected)});
}

} // namespace slipway
