#include "tests/fakes/fakepve.h"
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

using namespace Qt::Literals::StringLiterals;

namespace slipway::fakes {

PveHooks::Hook hookCommand(const QString &command)
{
    return [command](const PveHookCall &call) {
        QJsonObject config;
        for (auto value = call.container.config.begin(); value != call.container.config.end(); ++value)
            config.insert(value.key(), value.value());
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"PVE_EVENT"_s, call.event);
        environment.insert(u"PVE_VMID"_s, QString::number(call.container.vmid));
        environment.insert(u"PVE_NODE"_s, call.container.node);
        environment.insert(u"PVE_HOSTNAME"_s, call.container.config.value(u"hostname"_s));
        environment.insert(u"PVE_OSTEMPLATE"_s, call.container.ostemplate);
        environment.insert(u"PVE_NET0"_s, call.container.config.value(u"net0"_s));
        environment.insert(u"PVE_PASSWORD"_s, call.container.password);
        environment.insert(u"PVE_SSH_KEYS"_s, call.container.sshPublicKeys);
        environment.insert(u"PVE_UPID"_s, call.upid);
        environment.insert(u"PVE_CONFIG"_s,
                           QString::fromUtf8(QJsonDocument(config).toJson(QJsonDocument::Compact)));
        QProcess process;
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(u"/bin/sh"_s, {u"-c"_s, command});
        process.closeWriteChannel();
        PveHookResult result;
        if (!process.waitForFinished(10 * 60 * 1000)) {
            process.kill();
            process.waitForFinished();
            result.error = u"hook '%1' did not end: %2"_s.arg(command, process.errorString());
            return result;
        }
        const QStringList lines = QString::fromUtf8(process.readAll()).split(u'\n', Qt::SkipEmptyParts);
        for (const QString &line : lines) {
            if (line.startsWith("ipv4="_L1))
                result.ipv4 = line.mid(5).trimmed();
            else
                result.log.append(line);
        }
        if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
            result.error = result.log.isEmpty() ? u"hook '%1' failed"_s.arg(command) : result.log.constLast();
        return result;
    };
}

} // namespace slipway::fakes
