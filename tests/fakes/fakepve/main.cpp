// The stand-in for Proxmox VE as a program of its own, to try a client by hand.
#include "tests/fakes/fakepve/control.h"
#include <QCommandLineParser>
#include <QCoreApplication>
#include <QTextStream>

using namespace slipway::fakes;
using namespace Qt::Literals::StringLiterals;

namespace {

QCommandLineOption option(const char *name, const char *what, const char *value, const QString &preset = {})
{
    return {QString::fromLatin1(name), QString::fromLatin1(what), QString::fromLatin1(value), preset};
}

void addOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(
        u"Answers on 127.0.0.1 as a Proxmox VE node does. Its containers are made up; "
        "commands given with --on-… may put real ones behind them."_s);
    parser.addHelpOption();
    parser.addOption(option("port", "Port of the API (0: any free one).", "port", u"8006"_s));
    parser.addOption(
        option("control", "Port that takes orders as JSON over HTTP (0: any free one).", "port"));
    parser.addOption(option("pve", "Version to play: 8 or 9.", "version", u"8"_s));
    parser.addOption(option("node", "Name of the node.", "name", u"pve"_s));
    parser.addOption({u"plain"_s, u"HTTP without TLS."_s});
    parser.addOption(option("task-time", "How long a task runs.", "milliseconds", u"2000"_s));
    parser.addOption(
        option("address-delay", "From the start to the IPv4 address.", "milliseconds", u"3000"_s));
    parser.addOption(option("bridge", "One more bridge.", "name"));
    parser.addOption(option("password", "Password of root@pam.", "password", u"fakepve-root"_s));
    for (const char *event : {"create", "start", "stop", "delete"})
        parser.addOption(option(QByteArray(QByteArray("on-") + event).constData(),
                                "Command to run in that task.", "command"));
}

PveHooks::Hook hook(const QCommandLineParser &parser, const QString &name)
{
    return parser.isSet(name) ? hookCommand(parser.value(name)) : PveHooks::Hook();
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    addOptions(parser);
    parser.process(application);

    FakePveOptions options;
    options.version = parser.value(u"pve"_s).toInt();
    options.port = parser.value(u"port"_s).toUShort();
    options.node = parser.value(u"node"_s);
    options.tls = !parser.isSet(u"plain"_s);
    options.taskTime = std::chrono::milliseconds(parser.value(u"task-time"_s).toInt());
    options.addressDelay = std::chrono::milliseconds(parser.value(u"address-delay"_s).toInt());
    options.heldBack401 = std::chrono::seconds(3);
    options.lockTimeout = std::chrono::seconds(10);
    FakePve fake(options);
    QTextStream out(stdout);
    QTextStream err(stderr);
    if (!fake.errorString().isEmpty()) {
        err << fake.errorString() << Qt::endl;
        return 1;
    }
    fake.addUser(u"root@pam"_s, parser.value(u"password"_s));
    const QStringList bridges = parser.values(u"bridge"_s);
    for (const QString &bridge : bridges)
        fake.addBridge(options.node, bridge);
    fake.setHooks({hook(parser, u"on-create"_s), hook(parser, u"on-start"_s), hook(parser, u"on-stop"_s),
                   hook(parser, u"on-delete"_s)});
    out << "url " << fake.url().toString() << '\n';
    if (options.tls)
        out << "fingerprint " << fake.fingerprint() << '\n';
    // Said on purpose: this token opens nothing but the stand-in.
    out << "authorization " << fake.addToken(u"root@pam"_s, u"slipway"_s, false) << '\n';
    std::unique_ptr<Control> control;
    if (parser.isSet(u"control"_s)) {
        control = std::make_unique<Control>(fake, parser.value(u"control"_s).toUShort());
        if (!control->isListening()) {
            err << control->errorString() << Qt::endl;
            return 1;
        }
        out << "control http://127.0.0.1:" << control->serverPort() << "/\n";
    }
    out << "ready" << Qt::endl;
    return QCoreApplication::exec();
}
