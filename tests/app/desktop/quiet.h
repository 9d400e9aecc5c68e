#pragma once
#include <QCoreApplication>
#include <QDir>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

namespace slipway::desktoptest {

/// Drafts and presets of a test are its own, and each test function begins without any.
inline QString freshHome()
{
    static const QTemporaryDir home;
    qputenv("XDG_DATA_HOME", home.path().toLocal8Bit());
    QDir(home.filePath(QCoreApplication::applicationName())).removeRecursively();
    return home.path();
}

/// Every warning fails the test; the one exception is what the offscreen platform says of windows and menus.
inline void failOnWarnings()
{
    freshHome();
    QTest::failOnWarning(QRegularExpression(QStringLiteral(
        "^(?!This plugin does not support (propagateSizeHints|raise|grabbing the (keyboard|mouse)))")));
}

} // namespace slipway::desktoptest
