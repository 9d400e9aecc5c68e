#pragma once
#include "app/domain/service.h"
#include <QByteArray>
#include <QString>

namespace slipway::hosts {

/// A number that depends on `text` only, the same on every machine (FNV-1a, 64 bit).
quint64 stableHash(QByteArrayView text);
/// Line `index` of `count` of a simulated script: coloured levels, apt, docker and systemd talk, by the
/// script's name. Depends on the arguments only.
QByteArray simulatedLine(const QString &script, quint64 seed, int index, int count);
QString simulatedAddress(const QString &hostname); ///< in 10.99.0.0/16
ServiceList simulatedServices(const QString &hostname);
QStringList simulatedServiceLog(const QString &hostname, const QString &service, int lines);

} // namespace slipway::hosts
