#pragma once
#include <QString>

class QCoreApplication;

namespace slipway::desktop {

/// Installs the translations for a language ("de", "en"; empty: the first of the system's that there is),
/// Qt's own among them, and makes it the default locale. Once, before a window is made.
void installTranslation(QCoreApplication &application, const QString &language);

/// The one of `wanted` (BCP 47, the best first) that Slipway speaks; "en" when there is none.
QString spokenLanguage(const QStringList &wanted);

} // namespace slipway::desktop
