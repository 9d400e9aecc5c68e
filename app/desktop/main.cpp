#include "app/desktop/linkevents.h"
#include "app/desktop/mainwindow.h"
#include "app/desktop/options.h"
#include "app/desktop/quitsignals.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <cstdio>

using namespace slipway;

namespace {

/// Answers --help, --version and wrong options before a display is needed.
std::optional<int>
answeredWithoutWindow(const Result<std::variant<desktop::Options, desktop::PrintAndExit>> &parsed)
{
    if (!parsed) {
        std::fprintf(stderr, "%s\n", qPrintable(parsed.error().message));
        return 2;
    }
    if (const auto *print = std::get_if<desktop::PrintAndExit>(&*parsed)) {
        std::fputs(qPrintable(print->text), stdout);
        return 0;
    }
    return {};
}

QStringList argumentsOf(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    return arguments;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication::setApplicationName(QStringLiteral("slipway"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SLIPWAY_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("slipway"));
    // Options of Qt itself (-platform, -style …) are taken out of argv by the application object.
    {
        const auto early = desktop::parseOptions(argumentsOf(argc, argv));
        if (early && std::holds_alternative<desktop::PrintAndExit>(*early))
            return *answeredWithoutWindow(early);
    }
    QApplication application(argc, argv);
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Slipway"));
    const auto parsed = desktop::parseOptions(argumentsOf(argc, argv));
    if (const auto code = answeredWithoutWindow(parsed))
        return *code;
    const auto &options = std::get<desktop::Options>(*parsed);
    const desktop::QuitSignals quitSignals;
    // Not quit(): an open dialog could refuse that.
    QObject::connect(&quitSignals, &desktop::QuitSignals::caught, &application,
                     [] { QCoreApplication::exit(0); });
    theme::Theme::instance().install();
    theme::Theme::instance().setMode(options.theme);
    desktop::MainWindow window(options);
    desktop::LinkEvents links(window);
    application.installEventFilter(&links);
    window.show();
    window.start();
    if (!options.open.value.isEmpty())
        window.openWhenListed(options.open);
    return QApplication::exec();
}
