#include "app/backend/backend.h"
#include "app/backend/processguard.h"
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

void print(FILE *where, const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), where);
    std::fflush(where);
}

QString urlOf(const QHostAddress &address, quint16 port)
{
    const bool v6 = address.protocol() == QAbstractSocket::IPv6Protocol;
    const QString host = v6 ? u'[' + address.toString() + u']' : address.toString();
    return QStringLiteral("http://%1:%2").arg(host).arg(port);
}

} // namespace

int main(int argc, char **argv)
{
    hardenProcess();
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("slipwayd"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SLIPWAY_VERSION));
    qSetMessagePattern(QStringLiteral("%{time yyyy-MM-ddThh:mm:ss.zzz} %{type} %{category}: %{message}"));

    const auto parsed = parseOptions(QCoreApplication::arguments());
    if (!parsed) {
        print(stderr, QStringLiteral("slipwayd: %1\n").arg(parsed.error().message));
        return kUsage;
    }
    if (const auto *said = std::get_if<PrintAndExit>(&*parsed)) {
        print(stdout, said->text);
        return 0;
    }
    const Options &options = std::get<Options>(*parsed);
    if (options.verbose)
        QLoggingCategory::setFilterRules(QStringLiteral("slipway.*=true"));

    ProcessGuard guard;
    Backend backend(options);
    const Result<quint16> port = backend.start();
    if (!port) {
        const Error &error = port.error();
        print(stderr, QStringLiteral("slipwayd: %1\n").arg(error.message));
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
    print(stdout, QStringLiteral("listening on %1\n").arg(urlOf(options.address, *port)));

    const int result = QCoreApplication::exec();
    QElapsedTimer timer;
    timer.start();
    backend.stop();
    qCInfo(lcBackend) << "stopped after" << timer.elapsed() << "ms";
    return result;
}
