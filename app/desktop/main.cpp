#include "app/base/besidethread.h"
#include "app/desktop/desktopsettings.h"
#include "app/desktop/linkevents.h"
#include "app/desktop/mainwindow.h"
#include "app/desktop/options.h"
#include "app/desktop/presence.h"
#include "app/desktop/quitsignals.h"
#include "app/desktop/singleinstance.h"
#include "app/desktop/tokenvault.h"
#include "app/desktop/translation.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QScreen>
#include <QTimer>
#include <cstdio>
#include <optional>
#ifdef Q_OS_LINUX
#include <dlfcn.h>
#endif

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

/// What Qt does with the first text, done beside the making of the application: 28 of the 94 million
/// instructions until the first frame are fontconfig's reading of its files. Its library is there already, as
/// Qt draws with it; a second call finds all read, and one that comes meanwhile is allowed. Nothing of Qt
/// here: it takes the first thread that uses it for the main one.
void readFontConfiguration()
{
#ifdef Q_OS_LINUX
    if (void *const init = ::dlsym(RTLD_DEFAULT, "FcInit"))
        reinterpret_cast<int (*)()>(init)();
#endif
}

/// The second part of that, once Qt has its application object: it makes a table of all fonts of the machine,
/// 7 of the 83 million instructions. Who needs a font meanwhile waits for it, as without the thread.
void readFontTable() { static_cast<void>(QFontDatabase::families()); }

/// On a small or much enlarged screen the usual size is larger than it is; its frame needs room, too.
void fitTheScreen(QWidget &window)
{
    const QSize room = window.screen()->availableSize() - QSize(0, theme::controlHeight());
    window.resize(window.size().boundedTo(room).expandedTo(window.minimumSize()));
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
    auto parsed = desktop::parseOptions(argumentsOf(argc, argv));
    if (parsed && std::holds_alternative<desktop::PrintAndExit>(*parsed))
        return *answeredWithoutWindow(parsed);
    BesideThread fonts(readFontConfiguration);
    QApplication application(argc, argv);
    fonts.wait(); // usually long done; what comes meanwhile would read it all a second time
    const BesideThread fontTable(readFontTable);
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Slipway"));
    if (!parsed) // it may have been an option of Qt's
        parsed = desktop::parseOptions(argumentsOf(argc, argv));
    if (const auto code = answeredWithoutWindow(parsed))
        return *code;
    const auto &options = std::get<desktop::Options>(*parsed);
    desktop::SingleInstance instance(
        options, options.newWindow ? QString() : desktop::SingleInstance::runtimeDirectory());
    if (instance.handOver({options.open, options.create, options.createTemplate}))
        return 0;
    const desktop::QuitSignals quitSignals;
    // Not quit(): an open dialog could refuse that.
    QObject::connect(&quitSignals, &desktop::QuitSignals::caught, &application,
                     [] { QCoreApplication::exit(0); });
    desktop::DesktopSettings settings(desktop::DesktopSettings::userFile());
    desktop::KeychainVault vault;
    desktop::installTranslation(application, settings.language());
    theme::Theme::instance().install();
    theme::Theme::instance().setMode(options.namesTheme ? options.theme : settings.theme());
    if (settings.reduceMotion())
        theme::Theme::instance().setReduceMotion(true);
    desktop::MainWindow window(options, {&settings, &vault});
    fitTheScreen(window);
    desktop::LinkEvents links(window);
    application.installEventFilter(&links);
    QObject::connect(&instance, &desktop::SingleInstance::received, &window,
                     [&window](const desktop::HandedOver &what) {
                         window.comeForward();
                         if (!what.open.isEmpty())
                             window.openWhenListed(what.open);
                         if (!what.create.isEmpty())
                             window.createNamed(what.create, what.createTemplate);
                     });
    // What nobody sees waits for the first frame, which it would make 15 of 55 ms later: the session bus, the
    // tray, other starts, a backend that begins to work. A window that is not drawn, as it is minimised, has
    // them all the same.
    constexpr int kNotDrawnMs = 100;
    std::optional<desktop::Presence> presence;
    const auto begin = [&] {
        if (presence)
            return;
        instance.listen();
        presence.emplace(window, settings);
        window.start();
    };
    QObject::connect(&window, &desktop::MainWindow::firstFrameDrawn, &window, begin);
    QTimer::singleShot(kNotDrawnMs, &window, begin);
    window.show();
    if (!options.open.isEmpty())
        window.openWhenListed(options.open);
    return QApplication::exec();
}
