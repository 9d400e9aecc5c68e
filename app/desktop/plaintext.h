#pragma once
#include <QRegularExpression>
#include <QString>

namespace slipway::desktop {

/// A log line without its colours and other control sequences, for labels and reports.
inline QString plainText(const QString &text)
{
    static const QRegularExpression ansi(QStringLiteral("\x1b\\[[0-9;:?]*[@-~]"));
    return QString(text).remove(ansi);
}

} // namespace slipway::desktop
