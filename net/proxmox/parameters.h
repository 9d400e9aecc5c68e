#pragma once
#include "app/base/secret.h"
#include <QByteArray>
#include <QList>
#include <QString>
#include <concepts>
#include <utility>

namespace slipway::proxmox {

/// Parameters of one request, in their order. Every byte of a value but the unreserved ones of RFC 3986 is
/// percent-encoded: Proxmox cuts a form at `&` and `;`, a value at its second `=`, and takes `+` for a space.
class Parameters
{
public:
    Parameters() = default;

    Parameters &add(const QByteArray &name, const QString &value);
    Parameters &add(const QByteArray &name, const Secret &value);          ///< never shown by an error
    Parameters &add(const QByteArray &name, std::same_as<bool> auto value) ///< exactly 0 or 1
    {
        return addRaw(name, value ? QByteArray("1") : QByteArray("0"));
    }
    Parameters &add(const QByteArray &name,
                    std::integral auto value) requires(!std::same_as<decltype(value), bool>)
    {
        return addRaw(name, QByteArray::number(qlonglong(value)));
    }
    /// Only if there is something to say: Proxmox reads an empty value as an absent one at best.
    Parameters &addIfSet(const QByteArray &name, const QString &value)
    {
        return value.isEmpty() ? *this : add(name, value);
    }

    bool isEmpty() const { return m_values.isEmpty(); }
    bool contains(QByteArrayView name) const;
    /// The (last) value as it was given; a null string when there is none. Of a secret one too: for tests.
    QString value(QByteArrayView name) const;
    QByteArray encoded() const; ///< application/x-www-form-urlencoded; wipe it when hasSecrets()
    bool hasSecrets() const { return !m_secrets.isEmpty(); }
    const QList<Secret> &secrets() const { return m_secrets; }

private:
    Parameters &addRaw(const QByteArray &name, const QByteArray &value);
    struct Value
    {
        QByteArray name;
        QByteArray plain;
        qsizetype secret = -1; ///< index into m_secrets
    };
    QList<Value> m_values;
    QList<Secret> m_secrets;
};

} // namespace slipway::proxmox
