#pragma once
#include "app/domain/container.h"
#include "app/domain/service.h"
#include <QByteArray>
#include <QJsonObject>
#include <QStringList>

namespace slipway::cli {

/// `text` as a JSON string, quotes included.
QByteArray jsonString(const QString &text);
/// The object on one line with `id` as its first key: what a script cuts out without a JSON parser.
QByteArray jsonLineIdFirst(const QJsonObject &object);
/// One event of a bare EventSource: {"event":…,"data":…,"id":…}.
QByteArray jsonEventLine(const QByteArray &type, const QByteArray &data, const QByteArray &lastEventId);
/// `json` on one line: a raw line break can stand between its tokens only.
QByteArray onOneLine(QByteArray json);

/// Containers of a list answer: an array, or an object that holds it under "containers".
QList<QJsonObject> containerObjects(QByteArrayView body);

/// Services for people: one line each and its credentials below, values masked unless `reveal`.
QStringList serviceLines(const ServiceList &services, bool reveal);
/// Services as JSON on one line; the values of credentials are "••••••" unless `reveal`.
QByteArray servicesJson(const ServiceList &services, bool reveal);

/// Columns padded to their widest cell, two spaces apart; the last one is not padded.
QStringList tableLines(const QList<QStringList> &rows);
QStringList containerLines(const Container &container);
QStringList containerRow(const Container &container);
/// Rows of the list's answer as a table with its heads, or a sentence that there are none.
QStringList containerTable(const QList<QJsonObject> &rows);

} // namespace slipway::cli
