#include "app/domain/jsonwriter.h"

#include <QJsonDocument>
#include <utility>

namespace slipway {
namespace {

bool needsEscape(char16_t c) { return c < 0x20 || c == u'"' || c == u'\\'; }

void appendEscape(QByteArray &out, char16_t c)
{
    static constexpr char hex[] = "0123456789abcdef";
    switch (c) {
    case u'"':
        out += "\\\"";
        return;
    case u'\\':
        out += "\\\\";
        return;
    case u'\b':
        out += "\\b";
        return;
    case u'\f':
        out += "\\f";
        return;
    case u'\n':
        out += "\\n";
        return;
    case u'\r':
        out += "\\r";
        return;
    case u'\t':
        out += "\\t";
        return;
    default:
        break;
    }
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
        out += hex[(c >> shift) & 0xF];
}

} // namespace

void appendJsonString(QByteArray &out, QStringView text)
{
    out += '"';
    const QChar *p = text.begin();
    const QChar *const end = text.end();
    while (p != end) {
        const QChar *run = p;
        for (; p != end; ++p) {
            const char16_t c = p->unicode();
            if (needsEscape(c))
                break;
            if (p->isHighSurrogate() && p + 1 != end && p[1].isLowSurrogate())
                ++p;
            else if (p->isSurrogate())
                break;
        }
        if (p != run)
            out += QStringView(run, p).toUtf8();
        if (p != end)
            appendEscape(out, (p++)->unicode());
    }
    out += '"';
}

JsonObjectWriter::JsonObjectWriter(qsizetype reserve)
{
    m_out.reserve(reserve);
    m_out += '{';
}

void JsonObjectWriter::key(QByteArrayView name)
{
    if (m_out.size() > 1)
        m_out += ',';
    m_out += '"';
    m_out += name;
    m_out += "\":";
}

void JsonObjectWriter::string(QByteArrayView name, QStringView value)
{
    key(name);
    appendJsonString(m_out, value);
}

void JsonObjectWriter::stringOrNull(QByteArrayView name, QStringView value)
{
    if (value.isEmpty())
        raw(name, "null");
    else
        string(name, value);
}

void JsonObjectWriter::integer(QByteArrayView name, qint64 value)
{
    key(name);
    m_out += QByteArray::number(value);
}

void JsonObjectWriter::boolean(QByteArrayView name, bool value) { raw(name, value ? "true" : "false"); }

void JsonObjectWriter::strings(QByteArrayView name, const QStringList &values)
{
    key(name);
    m_out += '[';
    for (qsizetype i = 0; i < values.size(); ++i) {
        if (i > 0)
            m_out += ',';
        appendJsonString(m_out, values.at(i));
    }
    m_out += ']';
}

void JsonObjectWriter::raw(QByteArrayView name, QByteArrayView json)
{
    key(name);
    m_out += json;
}

void JsonObjectWriter::members(const QJsonObject &object)
{
    if (object.isEmpty())
        return;
    if (m_out.size() > 1)
        m_out += ',';
    const QByteArray json = QJsonDocument(object).toJson(QJsonDocument::Compact);
    m_out += QByteArrayView(json).sliced(1, json.size() - 2);
}

QByteArray JsonObjectWriter::finish()
{
    m_out += '}';
    return std::exchange(m_out, {});
}

} // namespace slipway
