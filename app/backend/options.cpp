#include "app/backend/options.h"

#include "app/backend/settings.h"
#include "app/base/optiontable.h"
#include "app/base/systemcredential.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <limits>
#include <optional>
#include <unistd.h>

namespace slipway::backend {

namespace {

QString text(const char *source) { return QCoreApplication::translate("slipwayd", source); }

tl::unexpected<Error> usage(const QString &message)
{
    return fail(ErrorCode::Invalid, message + u' ' + text("See slipwayd --help."));
}

struct Parser
{
    QCommandLineParser parser;
    QCommandLineOption listen{QStringLiteral("listen"),
                              text("Address and port to serve on; port 0 takes a free one."),
                              QStringLiteral("ADDR:PORT"), QStringLiteral("127.0.0.1:8790")};
    QCommandLineOption dataDir{QStringLiteral("data-dir"),
                               text("Where containers and their events are kept."), QStringLiteral("DIR"),
                               defaultDataDir()};
    QCommandLineOption tokenFile{
        QStringLiteral("token-file"),
        text("File with the access token, mode 0600; made on the first start. Default: "
             "\"token\" in the data directory."),
        QStringLiteral("FILE")};
    QCommandLineOption redis{QStringLiteral("redis"), text("Share live events over this Redis."),
                             QStringLiteral("URL")};
    QCommandLineOption host{QStringLiteral("host"), text("What makes containers: simulated, lxc or auto."),
                            QStringLiteral("NAME"), QStringLiteral("auto")};
    QCommandLineOption lxcPath{QStringLiteral("lxc-path"), text("Directory of the lxc containers."),
                               QStringLiteral("DIR")};
    QCommandLineOption templates{QStringLiteral("templates"), text("Directory with template folders."),
                                 QStringLiteral("DIR"), defaultTemplatesDir()};
    QCommandLineOption maxConnections{QStringLiteral("max-connections"), text("HTTP connections at once."),
                                      QStringLiteral("N"), QStringLiteral("256")};
    QCommandLineOption maxStreams{QStringLiteral("max-streams"), text("Progress streams at once."),
                                  QStringLiteral("N"), QStringLiteral("4096")};
    QCommandLineOption maxBody{QStringLiteral("max-body"), text("Largest request body."),
                               QStringLiteral("BYTES"), QStringLiteral("4194304")};
    QCommandLineOption maxHead{QStringLiteral("max-head"), text("Largest request head."),
                               QStringLiteral("BYTES"), QStringLiteral("16384")};
    QCommandLineOption idleTimeout{QStringLiteral("idle-timeout"),
                                   text("Close a connection without requests after."),
                                   QStringLiteral("SECONDS"), QStringLiteral("60")};
    QCommandLineOption requestTimeout{QStringLiteral("request-timeout"),
                                      text("Time for a request to arrive."), QStringLiteral("SECONDS"),
                                      QStringLiteral("10")};
    QCommandLineOption stallTimeout{QStringLiteral("stall-timeout"),
                                    text("Cut off a stream that takes nothing for."),
                                    QStringLiteral("SECONDS"), QStringLiteral("30")};
    QCommandLineOption parallelRuns{QStringLiteral("parallel-runs"), text("Containers created at once."),
                                    QStringLiteral("N"), QStringLiteral("8")};
    QCommandLineOption exitOnStdinEof{
        QStringLiteral("exit-on-stdin-eof"),
        text("Stop when standard input is closed: for a program that starts its own "
             "slipwayd.")};
    QCommandLineOption verbose{{QStringLiteral("v"), QStringLiteral("verbose")},
                               text("Log each request and more.")};
    QCommandLineOption config{QStringLiteral("config"),
                              text("File with settings, a \"name = value\" a line."), QStringLiteral("FILE")};
    QCommandLineOption help{{QStringLiteral("h"), QStringLiteral("help")}, text("Print this help.")};
    QCommandLineOption version{QStringLiteral("version"), text("Print the version.")};

    QCommandLineOption table = optionTableOption();
    /// What may stand in a configuration file or in the environment.
    const QList<QCommandLineOption> settings = {listen,         dataDir,      tokenFile,    redis,
                                                host,           lxcPath,      templates,    maxConnections,
                                                maxStreams,     maxBody,      maxHead,      idleTimeout,
                                                requestTimeout, stallTimeout, parallelRuns, verbose};

    Parser()
    {
        parser.setApplicationDescription(text("Creates containers and streams how they come up."));
        parser.addOptions(all());
        parser.addOption(table);
    }
    QList<QCommandLineOption> all() const
    {
        return settings + QList<QCommandLineOption>{exitOnStdinEof, config, help, version};
    }

    Result<int> number(const QCommandLineOption &option, int min, int max) const
    {
        bool ok = false;
        const int value = parser.value(option).toInt(&ok);
        if (!ok || value < min || value > max) {
            return usage(text("Cannot use --%1 %2. It must be a number from %3 to %4.")
                             .arg(option.names().constLast(), parser.value(option))
                             .arg(min)
                             .arg(max));
        }
        return value;
    }
};

Result<void> parseListen(const QString &value, Options &options)
{
    const qsizetype colon = value.lastIndexOf(u':');
    QString address = value.left(colon);
    if (address.startsWith(u'[') && address.endsWith(u']'))
        address = address.sliced(1, address.size() - 2);
    bool ok = false;
    const ushort port = value.sliced(colon + 1).toUShort(&ok);
    if (colon < 0 || !ok || !options.address.setAddress(address)) {
        return usage(
            text(
                "Cannot listen on \"%1\". It must be an IP address and a port, for example 127.0.0.1:8790 or "
                "[::1]:0.")
                .arg(value));
    }
    options.port = port;
    return {};
}

Result<void> parseLimits(const Parser &p, Options &options)
{
    constexpr int day = 24 * 3600;
    constexpr int mega = 1024 * 1024;
    struct Row
    {
        const QCommandLineOption &option;
        int min;
        int max;
        std::function<void(int)> set;
    };
    const std::vector<Row> rows = {
        {p.maxConnections, 1, 100'000, [&](int n) { options.http.connections = n; }},
        {p.maxStreams, 1, 100'000, [&](int n) { options.streams.streams = n; }},
        {p.maxBody, 1024, 256 * mega, [&](int n) { options.http.bodyBytes = n; }},
        {p.maxHead, 1024, mega, [&](int n) { options.http.headBytes = n; }},
        {p.idleTimeout, 1, day, [&](int n) { options.http.idleTimeoutMs = n * 1000; }},
        {p.requestTimeout, 1, day,
         [&](int n) {
             options.http.headTimeoutMs = n * 1000;
             options.http.bodyTimeoutMs = std::max(options.http.bodyTimeoutMs, n * 1000);
         }},
        {p.stallTimeout, 1, day, [&](int n) { options.streams.stallMs = n * 1000; }},
        {p.parallelRuns, 1, 256, [&](int n) { options.parallelRuns = n; }},
    };
    for (const Row &row : rows) {
        const Result<int> value = p.number(row.option, row.min, row.max);
        if (!value)
            return tl::unexpected(value.error());
        row.set(*value);
    }
    return {};
}

} // namespace

QString defaultDataDir()
{
    if (::geteuid() == 0)
        return QStringLiteral("/var/lib/slipway");
    const QString state = qEnvironmentVariable("XDG_STATE_HOME");
    return (QDir::isAbsolutePath(state) ? state : QDir::homePath() + QStringLiteral("/.local/state")) +
           QStringLiteral("/slipway");
}

QString defaultTemplatesDir()
{
    const QDir program(QCoreApplication::applicationDirPath());
    for (const auto *relative : {"../share/slipway/templates", "templates", "../../../resources/templates"}) {
        const QString dir = QDir::cleanPath(program.filePath(QString::fromLatin1(relative)));
        if (QDir(dir).exists())
            return dir;
    }
    return {};
}

namespace {

/// The configuration and the environment put before the command line.
Result<QStringList> allArguments(const Parser &p, const QStringList &arguments,
                                 const QProcessEnvironment &environment)
{
    const QString file = p.parser.isSet(p.config) ? p.parser.value(p.config)
                                                  : environment.value(QStringLiteral("SLIPWAYD_CONFIG"));
    const Result<QStringList> stored = storedSettings(file, environment, p.settings);
    if (!stored)
        return stored;
    return arguments.first(1) + *stored + arguments.mid(1);
}

void readPlainOptions(const Parser &p, Options &options)
{
    options.dataDir = p.parser.value(p.dataDir);
    options.tokenFile = p.parser.value(p.tokenFile);
    if (options.tokenFile.isEmpty())
        options.tokenFile = systemCredential(QLatin1StringView("token"));
    if (options.tokenFile.isEmpty())
        options.tokenFile = QDir(options.dataDir).filePath(QStringLiteral("token"));
    options.redisUrl = p.parser.value(p.redis);
    options.host = p.parser.value(p.host);
    options.lxcPath = p.parser.value(p.lxcPath);
    options.templatesDir = p.parser.value(p.templates);
    options.exitOnStdinEof = p.parser.isSet(p.exitOnStdinEof);
    options.verbose = p.parser.isSet(p.verbose);
    for (const QCommandLineOption &option : p.settings) {
        const bool isFlag = option.valueName().isEmpty();
        options.values.insert(option.names().constLast(),
                              isFlag ? QString::number(p.parser.isSet(option)) : p.parser.value(option));
    }
}

} // namespace

Result<std::variant<Options, PrintAndExit>> parseOptions(const QStringList &arguments,
                                                         const QProcessEnvironment &environment)
{
    Parser p;
    if (!p.parser.parse(arguments))
        return usage(parseProblem(p.parser, p.all()));
    if (p.parser.isSet(p.table))
        return PrintAndExit{optionTable(p.all())};
    if (p.parser.isSet(p.help))
        return PrintAndExit{p.parser.helpText()};
    if (p.parser.isSet(p.version))
        return PrintAndExit{QStringLiteral("slipwayd " SLIPWAY_VERSION "\n")};
    if (!p.parser.positionalArguments().isEmpty())
        return usage(text("Cannot use the argument \"%1\". slipwayd takes options only.")
                         .arg(p.parser.positionalArguments().constFirst()));
    const Result<QStringList> everything = allArguments(p, arguments, environment);
    if (!everything)
        return tl::unexpected(everything.error());
    if (!p.parser.parse(*everything))
        return usage(parseProblem(p.parser, p.all()));
    Options options;
    readPlainOptions(p, options);
    const QStringList hosts = {QStringLiteral("simulated"), QStringLiteral("lxc"), QStringLiteral("auto")};
    if (!hosts.contains(options.host))
        return usage(text("Cannot use --host %1. Choose one of simulated, lxc, auto.").arg(options.host));
    if (const auto ok = parseListen(p.parser.value(p.listen), options); !ok)
        return tl::unexpected(ok.error());
    if (const auto ok = parseLimits(p, options); !ok)
        return tl::unexpected(ok.error());
    return options;
}

} // namespace slipway::backend
