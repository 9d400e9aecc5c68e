#pragma once
#include <QByteArray>
#include <QList>
#include <QMap>
#include <QRegularExpression>
#include <QString>
#include <QStringList>
#include <optional>

// What the API of Proxmox VE takes: calls, names, types, bounds. The texts of its refusals.
namespace slipway::fakes::pve {

using Parameters = QMap<QString, QString>;
using Errors = QMap<QString, QString>; ///< parameter → what is wrong

struct Property
{
    QString name;
    int copies = 0; ///< net[32]: net0 … net31
    QString type;   ///< string, integer, number, boolean
    bool required = false;
    QString format; ///< name; "{net}": a property string of ours
    std::optional<double> minimum = {}, maximum = {};
    QString minimumText = {}, maximumText = {};
    int minLength = -1, maxLength = -1;
    QRegularExpression pattern = {};
    QStringList values = {};
    QString needs = {};
    bool defaultKey = false;
    int since = 8, until = 99;
};

struct CallRule
{
    QByteArray method;
    QString path; ///< with {node} …
    QStringList segments;
    QList<Property> properties;

    QString key() const { return QString::fromLatin1(method) + QLatin1Char(' ') + path; }
};

/// The rule for a path, and what the path says ({node} …); null: not implemented.
const CallRule *findCall(const QByteArray &method, const QString &path, Parameters *fromPath);
bool pathKnown(const QString &path);
/// Empty: fits. `version` is 8 or 9.
Errors checkCall(const CallRule &rule, const Parameters &parameters, int version);
/// "name=eth0,ip=dhcp" by the property string format of that name; `error` as Proxmox words it.
Parameters parsePropertyString(const QString &format, const QString &value, const QString &path, int version,
                               QString *error);
/// A named format such as dns-name; a text if it does not fit.
std::optional<QString> formatError(const QString &format, const QString &value);
const QList<CallRule> &allCalls();

} // namespace slipway::fakes::pve
