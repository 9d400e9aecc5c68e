#pragma once
#include "app/domain/hostoffers.h"
#include <QJsonObject>
#include <QStringList>

namespace slipway::cli {

/// Marks and words of a preflight, one check a line and its details below.
QStringList preflightLines(const Preflight &preflight, bool isUnicode, bool hasColor);

/// A node as the backend shows it: a row of the list, and in full.
QStringList nodeRow(const QJsonObject &node);
QStringList nodeLines(const QJsonObject &node);

/// Live state as `GET …/live` answers it.
QStringList statusLines(const QJsonObject &live);

QStringList storageRow(const HostStorage &storage);
QStringList bridgeRow(const HostBridge &bridge);
QStringList templateRow(const OsTemplate &entry);

QString bytesText(qint64 bytes); ///< "1.5 GiB"; empty below 0

} // namespace slipway::cli
