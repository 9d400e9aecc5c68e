#pragma once
#include <QRegularExpression>
#include <QTest>

namespace slipway::desktoptest {

/// Every warning fails the test; the one exception is what the offscreen platform says of windows and menus.
inline void failOnWarnings()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(
        "^(?!This plugin does not support (propagateSizeHints|raise|grabbing the (keyboard|mouse)))")));
}

} // namespace slipway::desktoptest
