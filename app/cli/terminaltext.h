#pragma once
#include <QByteArray>
#include <QString>

namespace slipway::cli {

enum class Colors { Keep, Remove };

/// `text` made safe to print on a terminal: a container's log must not move the cursor, set the window's
/// title or write the clipboard. Colours (SGR) stay when `colors` says so and are reset at the end; every
/// other control sequence and control character goes, tabs become spaces to the next multiple of eight.
QString terminalSafe(QStringView text, Colors colors);

/// Columns that `text` takes on a terminal; SGR sequences take none, wide characters two.
int displayWidth(QStringView text);
/// `text` cut to `columns`, ending in "…" when it was longer. SGR sequences are kept.
QString elided(const QString &text, int columns);

} // namespace slipway::cli
