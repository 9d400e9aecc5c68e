#include "net/proxmox/parameters.h"

namespace slipway::proxmox {

Parameters &Parameters::addRaw(const QByteArray &name, const QByteArray &value)
{
    m_values.append({name, value, -1});
    return *this;
}

Parameters &Parameters::add(const QByteArray &name, const QString &value)
{
    return addRaw(name, value.toUtf8());
}

Parameters &Parameters::add(const QByteArray &name, const Secret &value)
{
    m_secrets.append(value);
    m_values.append({name, {}, m_secrets.size() - 1});
    return *this;
}

bool Parameters::contains(QByteArrayView name) const
{
    return std::any_of(m_values.begin(), m_values.end(), [&](const Value &v) { return v.name == name; });
}

QString Parameters::value(QByteArrayView name) const
{
    for (auto value = m_values.crbegin(); value != m_values.crend(); ++value) {
        if (value->name == name) {
            return value->secret < 0 ? QString::fromUtf8(value->plain)
                                     : m_secrets.at(value->secret).revealText();
        }
    }
    return {};
}

QByteArray Parameters::encoded() const
{
    // In one piece: a buffer that grows leaves copies of a password behind.
    qsizetype size = 0;
    for (const Value &value : m_values) {
        const qsizetype length =
            value.secret < 0 ? value.plain.size() : m_secrets.at(value.secret).reveal().size();
        size += 3 * (value.name.size() + length) + 2;
    }
    QByteArray form;
    form.reserve(size);
    for (const Value &value : m_values) {
        if (!form.isEmpty())
            form += '&';
        form += value.name.toPercentEncoding();
        form += '=';
        QByteArray text =
            (value.secret < 0 ? value.plain : m_secrets.at(value.secret).reveal()).toPercentEncoding();
        form += text;
        if (value.secret >= 0)
            wipe(text);
    }
    return form;
}

} // namespace slipway::proxmox
