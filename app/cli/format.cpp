#include "app/cli/format.h"
#include "app/base/secretkey.h"
#include "app/cli/terminaltext.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipwayctl)
};

QString mask() { return u"••••••"_s; }

QString plain(const QString &text) { return terminalSafe(text, Colors::Remove); }

QString addressOf(const Service &service, const QString &containerIp)
{
    if (!service.webUrl.isEmpty())
        return service.webUrl;
    if (!service.port)
        return {};
    const QString host = containerIp.isEmpty()        ? Text::tr("port") + u' '
                         : containerIp.contains(u':') ? u'[' + containerIp + u"]:"_s
                                                      : containerIp + u':';
    return host + QString::number(*service.port);
}

} // namespace

QByteArray jsonString(const QString &text)
{
    const QByteArray array = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return array.mid(1, array.size() - 2);
}

QByteArray jsonLineIdFirst(const QJsonObject &object)
{
    QJsonObject rest = object;
    const QByteArray id = jsonString(rest.take("id"_L1).toVariant().toString());
    const QByteArray body = QJsonDocument(rest).toJson(QJsonDocument::Compact);
    return "{\"id\":" + id + (rest.isEmpty() ? QByteArray() : QByteArray(",")) + body.mid(1);
}

QByteArray jsonEventLine(const QByteArray &type, const QByteArray &data, const QByteArray &lastEventId)
{
    return "{\"event\":" + jsonString(QString::fromUtf8(type)) +
           ",\"data\":" + jsonString(QString::fromUtf8(data)) +
           ",\"id\":" + jsonString(QString::fromUtf8(lastEventId)) + '}';
}

QByteArray onOneLine(QByteArray json)
{
    if (json.contains('\n') || json.contains('\r')) {
        json.replace('\n', ' ');
        json.replace('\r', ' ');
    }
    return json;
}

QList<QJsonObject> containerObjects(QByteArrayView body)
{
    const QJsonDocument document = QJsonDocument::fromJson(body.toByteArray());
    const QJsonArray array =
        document.isArray() ? document.array() : document.object().value("containers"_L1).toArray();
    QList<QJsonObject> objects;
    for (const QJsonValue &value : array)
        objects += value.toObject();
    return objects;
}

QStringList serviceLines(const ServiceList &services, bool reveal)
{
    if (services.services.isEmpty())
        return {Text::tr("No services were found.")};
    QList<QStringList> rows;
    for (const Service &service : services.services)
        rows += {plain(service.name), plain(service.status), plain(service.type),
                 plain(addressOf(service, services.containerIp))};
    const QStringList heads = tableLines(rows);
    QStringList lines;
    for (qsizetype i = 0; i < heads.size(); ++i) {
        const Service &service = services.services[i];
        lines += heads[i];
        if (service.credentialsEncrypted)
            lines += u"    "_s + Text::tr("credentials: encrypted, cannot be shown");
        QList<QStringList> fields;
        for (const Credential &field : service.credentials) {
            const bool isShown = reveal || !isSecretKey(field.key);
            fields += {u"    "_s + plain(field.key), isShown ? plain(field.value.revealText()) : mask()};
        }
        lines += tableLines(fields);
    }
    return lines;
}

QByteArray servicesJson(const ServiceList &services, bool reveal)
{
    if (reveal)
        return onOneLine(toJsonWithSecrets(services));
    ServiceList masked = services;
    for (Service &service : masked.services)
        for (Credential &field : service.credentials)
            if (isSecretKey(field.key))
                field.value = Secret(mask());
    return onOneLine(toJsonWithSecrets(masked));
}

QStringList tableLines(const QList<QStringList> &rows)
{
    QList<int> widths;
    for (const QStringList &row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (qsizetype i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], displayWidth(row[i]));
    }
    QStringList lines;
    for (const QStringList &row : rows) {
        QString line;
        for (qsizetype i = 0; i < row.size(); ++i)
            line += row[i] + QString(widths[i] - displayWidth(row[i]) + 2, u' ');
        while (line.endsWith(u' '))
            line.chop(1);
        lines += line;
    }
    return lines;
}

QStringList containerRow(const Container &container)
{
    QString state = lifecycleName(container.lifecycle);
    if (container.isSimulated)
        state += Text::tr(" (simulated)");
    return {container.id.value,
            plain(container.hostname),
            plain(container.node),
            state,
            u"%1 %"_s.arg(container.snapshot.percent),
            plain(container.address),
            plain(container.createdAt)};
}

QStringList containerTable(const QList<QJsonObject> &rows)
{
    QList<QStringList> cells = {{Text::tr("ID"), Text::tr("HOSTNAME"), Text::tr("NODE"), Text::tr("STATE"),
                                 u"%"_s, Text::tr("ADDRESS"), Text::tr("CREATED")}};
    for (const QJsonObject &row : rows) {
        if (const Result<Container> container = containerFromJson(row))
            cells += containerRow(*container);
    }
    return cells.size() > 1 ? tableLines(cells) : QStringList{Text::tr("No containers yet.")};
}

namespace {

QString cleanupText(const Container &container)
{
    if (!container.cleanup)
        return {};
    return Text::tr("since %1, attempts: %2. %3")
        .arg(container.cleanup->since)
        .arg(container.cleanup->attempts)
        .arg(container.cleanup->problem);
}

} // namespace

QStringList containerLines(const Container &container)
{
    const QList<QStringList> all = {
        {Text::tr("Hostname"), container.hostname},
        {Text::tr("Id"), container.id.value},
        {Text::tr("State"), lifecycleName(container.lifecycle)},
        {Text::tr("Progress"), u"%1 %"_s.arg(container.snapshot.percent)},
        {Text::tr("Host"),
         container.isSimulated ? Text::tr("%1 (a simulation)").arg(container.host) : container.host},
        {Text::tr("Node"), container.node},
        {Text::tr("Name on host"), nameOnHost(container)},
        {Text::tr("Template"), container.templateName},
        {Text::tr("Address"), container.address},
        {Text::tr("Created"), container.createdAt},
        {Text::tr("Finished"), container.finishedAt},
        {Text::tr("Error"), container.errorMessage},
        {Text::tr("To be removed"), cleanupText(container)},
    };
    QList<QStringList> rows;
    for (const QStringList &row : all)
        if (!row[1].isEmpty())
            rows += {row[0] + u':', plain(row[1])};
    return tableLines(rows);
}

} // namespace slipway::cli
