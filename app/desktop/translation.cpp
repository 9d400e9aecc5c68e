#include "app/desktop/translation.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTranslator>

// In the global namespace, as Q_INIT_RESOURCE demands.
static void initTranslations() { Q_INIT_RESOURCE(translations); }

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

QString spokenLanguage(const QStringList &wanted)
{
    for (const QString &name : wanted) {
        const QString language = name.section(u'-', 0, 0).section(u'_', 0, 0).toLower();
        if (language == "de"_L1 || language == "en"_L1)
            return language;
    }
    return u"en"_s;
}

void installTranslation(QCoreApplication &application, const QString &language)
{
    const QString spoken =
        spokenLanguage(language.isEmpty() ? QLocale::system().uiLanguages() : QStringList{language});
    // Who chose another language than the system's gets its numbers and times too.
    const QLocale system = QLocale::system();
    if (!language.isEmpty() && QLocale::languageToCode(system.language()) != spoken)
        QLocale::setDefault(QLocale(spoken));
    initTranslations();
    for (const QString &file : {u"slipway"_s, u"qtbase"_s}) {
        auto *translator = new QTranslator(&application);
        if (translator->load(u":/slipway/translations/"_s + file + u'_' + spoken))
            application.installTranslator(translator);
        else
            delete translator; // English needs none of Qt's
    }
}

} // namespace slipway::desktop
