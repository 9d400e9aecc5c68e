#include "app/backend/backend.h"
#include "app/backend/journal.h"
#include "app/backend/processguard.h"
#include "app/backend/servicemanager.h"
#include "app/base/log.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QLoggingCategory>
#include <cstdio>

using namespace slipway;
using namespace slipway::backend;

namespace {

constexpr int kUsage = 2;
constexpr int kCannotStart = 1;

void print(const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stdout);
    std::fflush(stdout);
}

QString urlOf(const QHostAddress &address, quint16 port)
{
    const bool v6 = address.protocol() == QAbstractSocket::IPv6Protocol;
    const QString host = v6 ? u'[' + address.toString() + u']' : address.toString();
    return QStringLiteral("http://%1:%2").arg(host).arg(port);
}

void setVerbose(bool verbose)
{
    QLoggingCategory::setFilterRules(verbose ? QStringLiteral("slipway.*=true") : QString());
}

Result<std::variant<Options, PrintAndExit>> readOptions()
{
    return parseOptions(QCoreApplication::arguments(), QProcessEnvironment::systemEnvironment());
}

void reload(Backend &backend)
{
    const auto parsed = readOptions();
    if (!parsed || !std::holds_alternative<Options>(*parsed)) {
        qCCritical(lcBackend).noquote()
            << "reload: everything stays as it was." << (parsed ? QString() : parsed.error().message);
        return;
    }
    const Options &options = std::get<Options>(*parsed);
    const Result<QStringList> done = backend.reload(options);
    if (!done) {
        qCCritical(lcBackend).noquote() << "reload: everything stays as it was." << done.error().message;
        return;
    }
    setVerbose(options.verbose);
    for (const QString &line : *done)
        qCInfo(lcBackend).noquote() << "reload:" << line;
}

} // namespace

int main(int argc, char **argv)
{
    hardenProcess();
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("slipwayd"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SLIPWAY_VERSION));
    installLog();

    auto parsed = readOptions();
    if (!parsed) {
        printFatal(parsed.error().message);
        return kUsage;
    }
    if (const auto *said = std::get_if<PrintAndExit>(&*parsed)) {
        print(said->text);
        return 0;
    }
    Options &options = std::get<Options>(*parsed);
    setVerbose(options.verbose);

    ServiceManager manager;
    auto handedOver = takeListenDescriptor();
    if (!handedOver) {
        printFatal(handedOver.error().message);
        return kCannotStart;
    }
    options.adopt(*std::move(handedOver));
    ProcessGuard guard;
    Backend backend(options);
    const Result<quint16> port = backend.start();
    if (!port) {
        const Error &error = port.error();
        printFatal(error.message);
        if (!error.detail.isEmpty())
            qCDebug(lcBackend).noquote() << error.detail;
        return kCannotStart;
    }
    QObject::connect(&guard, &ProcessGuard::stopRequested, &app, [](const QString &reason) {
        qCInfo(lcBackend).noquote() << "stopping:" << reason;
        QCoreApplication::quit();
    });
    if (options.exitOnStdinEof)
        guard.watchStandardInput();
    const QString listening = QStringLiteral("listening on %1").arg(urlOf(options.address, *port));
    QObject::connect(&guard, &ProcessGuard::reloadRequested, &app, [&] {
        manager.reloading();
        reload(backend);
        manager.ready(listening);
    });
    print(listening + u'\n');
    manager.ready(listening);

    const int result = QCoreApplication::exec();
    manager.stopping();
    QElapsedTimer timer;
    timer.start();
    backend.stop();
    qCInfo(lcBackend) << "stopped after" << timer.elapsed() << "ms";
    return result;
}
