#pragma once
#include <QRegularExpression>
#include <QTest>

namespace slipway::desktoptest {

/// Every warning fails the test; the one exception is what the offscreen platform says of each window.
inline void failOnWarnings()
{
    QTest::failOnWarning(
        QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)")));
}

} // namespace slipway::desktoptest
