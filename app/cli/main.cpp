#include "app/cli/commands.h"
#include "app/cli/signals.h"
#include <QCoreApplication>
#include <clocale>
#include <cstdio>
#include <langinfo.h>
#include <unistd.h>

using namespace slipway::cli;

namespace {

void print(int fd, const QString &text)
{
    Output output(fd);
    output.write(text.toUtf8());
}

/// Qt warns on stderr when the locale is not UTF-8 and switches by itself; a container without locales is no
/// reason to talk to the user. Must run before QCoreApplication.
void chooseUtf8()
{
    std::setlocale(LC_ALL, "");
    if (qstrcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        qputenv("LC_ALL", "C.UTF-8");
}

} // namespace

int main(int argc, char *argv[])
{
    chooseUtf8();
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("slipwayctl"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SLIPWAY_VERSION));

    slipway::Result<CommandLine> line =
        parseCommandLine(QCoreApplication::arguments().mid(1), Environment::ofProcess());
    if (!line) {
        print(STDERR_FILENO,
              line.error().message + QCoreApplication::translate("slipwayctl", "\nSee slipwayctl --help.\n"));
        return Usage;
    }
    if (!line->text.isEmpty()) {
        print(STDOUT_FILENO, line->text);
        return Success;
    }
    SignalWatcher signalWatcher;
    Context context(std::move(*line), STDOUT_FILENO, STDERR_FILENO);
    QObject::connect(
        &context, &Context::finished, &app, [](int code) { QCoreApplication::exit(code); },
        Qt::QueuedConnection);
    QObject::connect(&signalWatcher, &SignalWatcher::caught, &context, &Context::interrupt);
    QMetaObject::invokeMethod(
        &context, [&context] { startCommand(context); }, Qt::QueuedConnection);
    return QCoreApplication::exec();
}
