#include "app/cli/commandline.h"

#include "app/base/optiontable.h"
#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipwayctl)
};

struct CommandRule
{
    const char *name;
    const char *argument; ///< nullptr: none
    const char *options;  ///< beyond the common ones
    const char *help;
};

// One table for the parser, the usage text and the refusal of options that a command does not know.
constexpr CommandRule kCommands[] = {
    {"create", nullptr,
     "hostname template source script package cores memory disk tag spec root-password-file follow reveal "
     "timeout "
     "sim-lines sim-seconds sim-rate fail-at",
     "create a container (--hostname NAME); --follow watches it come up"},
    {"list", nullptr, "", "all containers, newest first"},
    {"show", "ID", "", "one container"},
    {"watch", "ID", "reveal timeout", "watch a container come up; exits 0 when ready, 1 when it failed"},
    {"events", "URL", "max-events timeout", "a bare EventSource on any URL, one JSON line per event"},
    {"services", "ID", "reveal", "what runs inside, with addresses and credentials"},
    {"logs", "ID", "service lines follow timeout", "log of the creation, or of a service (--service NAME)"},
    {"delete", "ID", "yes", "remove a container from its host"},
    {"cancel", "ID", "", "stop a creation that is going on"},
};

// clang-format off
const QList<QCommandLineOption> &options()
{
    static const QList<QCommandLineOption> list = {
        {u"server"_s, Text::tr("Address of the backend (or SLIPWAY_SERVER)."), u"URL"_s},
        {u"token-file"_s, Text::tr("File with the backend's token (or SLIPWAY_TOKEN_FILE)."), u"FILE"_s},
        {u"header"_s, Text::tr("Header to send with each request; may be repeated."), u"Name: value"_s},
        {u"json"_s, Text::tr("One JSON object a line; the default when stdout is no terminal.")},
        {{u"human"_s, u"plain"_s}, Text::tr("Text for people, also when stdout is no terminal.")},
        {u"no-color"_s, Text::tr("No colours (or NO_COLOR).")},
        {u"hostname"_s, Text::tr("create: name of the container."), u"NAME"_s},
        {u"template"_s, Text::tr("create: template to start from."), u"NAME"_s},
        {u"source"_s, Text::tr("create: busybox, debootstrap:SUITE or rootfs:FILE (LXC)."), u"SOURCE"_s},
        {u"script"_s, Text::tr("create: script to run inside; may be repeated, runs in this order."), u"FILE"_s},
        {u"package"_s, Text::tr("create: apt package to install; may be repeated."), u"NAME"_s},
        {u"cores"_s, Text::tr("create: CPU cores."), u"N"_s},
        {u"memory"_s, Text::tr("create: memory in MB."), u"MB"_s},
        {u"disk"_s, Text::tr("create: disk in GB."), u"GB"_s},
        {u"tag"_s, Text::tr("create: tag; may be repeated."), u"TAG"_s},
        {u"spec"_s, Text::tr("create: the request as JSON; other options change it."), u"FILE"_s},
        {u"root-password-file"_s, Text::tr("create: file with the root password."), u"FILE"_s},
        {u"follow"_s, Text::tr("create: watch it to the end. logs: go on with new lines.")},
        {u"reveal"_s, Text::tr("Show passwords; without it they are masked, in JSON as well.")},
        {u"sim-lines"_s, Text::tr("create, simulated host: log lines."), u"N"_s},
        {u"sim-seconds"_s, Text::tr("create, simulated host: how long it takes."), u"S"_s},
        {u"sim-rate"_s, Text::tr("create, simulated host: lines per second."), u"N"_s},
        {u"fail-at"_s, Text::tr("create, simulated host: step or script that fails."), u"NAME"_s},
        {u"service"_s, Text::tr("logs: of this service inside the container."), u"NAME"_s},
        {u"lines"_s, Text::tr("logs --service: how many (1-200)."), u"N"_s},
        {u"max-events"_s, Text::tr("events: exit 0 after so many."), u"N"_s},
        {u"timeout"_s, Text::tr("Give up after so many seconds over all."), u"S"_s},
        {{u"y"_s, u"yes"_s}, Text::tr("delete: do not ask.")},
        {{u"h"_s, u"help"_s}, Text::tr("Show this.")},
        {{u"v"_s, u"version"_s}, Text::tr("Show the version.")},
    };
    return list;
}
// clang-format on

tl::unexpected<Error> usage(const QString &message) { return fail(ErrorCode::Invalid, message); }

const CommandRule *ruleFor(const QString &name)
{
    for (const CommandRule &rule : kCommands)
        if (name == QLatin1StringView(rule.name))
            return &rule;
    return nullptr;
}

bool isAllowed(const CommandRule &rule, const QString &option)
{
    static const QStringList common = {u"server"_s, u"token-file"_s, u"header"_s,   u"json"_s,
                                       u"human"_s,  u"plain"_s,      u"no-color"_s, u"h"_s,
                                       u"help"_s,   u"v"_s,          u"version"_s};
    if (common.contains(option))
        return true;
    const QString name = option == u"y"_s ? u"yes"_s : option;
    return QString::fromLatin1(rule.options).split(u' ').contains(name);
}

Result<QByteArray> readFile(const QString &what, const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return usage(Text::tr("Cannot read the %1 %2. %3.").arg(what, path, file.errorString()));
    constexpr qint64 limit = 8 * 1024 * 1024;
    QByteArray bytes = file.read(limit + 1);
    if (bytes.size() > limit)
        return usage(Text::tr("Cannot use the %1 %2. It is larger than 8 MB.").arg(what, path));
    return bytes;
}

/// One number of an option, in [min, max].
template<typename T>
Result<void> readNumber(const QCommandLineParser &parser, const QString &option, T min, T max, T &out)
{
    if (!parser.isSet(option))
        return {};
    bool ok = false;
    const double value = parser.value(option).toDouble(&ok);
    const bool isWhole = value == static_cast<double>(static_cast<qint64>(value));
    if (!ok || !(value >= static_cast<double>(min) && value <= static_cast<double>(max)) /* also not NaN */ ||
        (std::is_integral_v<T> && !isWhole))
        return usage(Text::tr("Cannot use --%1 %2. It takes a number from %3 to %4.")
                         .arg(option, parser.value(option))
                         .arg(min)
                         .arg(max));
    out = static_cast<T>(value);
    return {};
}

Result<std::pair<QByteArray, QByteArray>> parseHeader(const QString &text)
{
    const qsizetype colon = text.indexOf(u':');
    const QByteArray name = text.left(colon).trimmed().toLatin1();
    const QByteArray value = text.mid(colon + 1).trimmed().toUtf8();
    const auto isToken = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
    };
    const bool nameIsGood = colon > 0 && !name.isEmpty() && std::all_of(name.begin(), name.end(), isToken);
    const bool valueIsGood = std::all_of(value.begin(), value.end(), [](char c) {
        return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
    });
    if (!nameIsGood || !valueIsGood)
        return usage(Text::tr("Cannot use --header. It has the form 'Name: value', on one line."));
    return std::pair(name, value);
}

/// The token of a file, as a header. It never stands on a command line, where every user of a machine can
/// read it.
Result<std::pair<QByteArray, QByteArray>> tokenHeader(const QString &path)
{
    const Result<QByteArray> bytes = readFile(Text::tr("token file"), path);
    if (!bytes)
        return tl::unexpected(bytes.error());
    const QByteArray token = bytes->trimmed();
    const bool isGood = !token.isEmpty() &&
                        std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (!isGood)
        return usage(
            Text::tr("Cannot use the token file %1. It should hold one token on one line.").arg(path));
    return std::pair(QByteArrayLiteral("Authorization"), QByteArray("Bearer " + token));
}

Result<QUrl> parseServer(const QString &text)
{
    QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || (url.scheme() != u"http" && url.scheme() != u"https") || url.host().isEmpty())
        return usage(
            Text::tr("Cannot use '%1' as a server. It should be a URL such as http://127.0.0.1:8080.")
                .arg(text));
    return url;
}

bool isSameOrigin(const QUrl &a, const QUrl &b)
{
    const auto port = [](const QUrl &url) { return url.port(url.scheme() == u"https" ? 443 : 80); };
    return a.scheme() == b.scheme() && a.host() == b.host() && port(a) == port(b);
}

Result<void> readSimulation(const QCommandLineParser &parser, ContainerSpec &spec)
{
    SimulationSpec simulation = spec.simulation.value_or(SimulationSpec{});
    bool isSet = false;
    for (const QString &option : {u"sim-lines"_s, u"sim-seconds"_s, u"sim-rate"_s, u"fail-at"_s})
        isSet = isSet || parser.isSet(option);
    if (!isSet)
        return {};
    if (auto ok = readNumber(parser, u"sim-lines"_s, 0, 100'000'000, simulation.lines); !ok)
        return ok;
    if (auto ok = readNumber(parser, u"sim-seconds"_s, 0.0, 86'400.0, simulation.durationSeconds); !ok)
        return ok;
    if (auto ok = readNumber(parser, u"sim-rate"_s, 0.0, 10'000'000.0, simulation.linesPerSecond); !ok)
        return ok;
    if (parser.isSet(u"fail-at"_s))
        simulation.failAt = parser.value(u"fail-at"_s);
    spec.simulation = simulation;
    return {};
}

Result<void> readSpecFile(const QCommandLineParser &parser, ContainerSpec &spec)
{
    if (!parser.isSet(u"spec"_s))
        return {};
    const QString path = parser.value(u"spec"_s);
    const Result<QByteArray> json = readFile(Text::tr("request"), path);
    if (!json)
        return tl::unexpected(json.error());
    Result<ParsedSpec> parsed = containerSpecFromJson(*json);
    if (!parsed)
        return tl::unexpected(parsed.error());
    if (!parsed->errors.isEmpty())
        return usage(u"%1: %2"_s.arg(parsed->errors.first().field, parsed->errors.first().message));
    spec = std::move(parsed->spec);
    return {};
}

Result<void> readSpec(const QCommandLineParser &parser, ContainerSpec &spec)
{
    if (auto ok = readSpecFile(parser, spec); !ok)
        return ok;
    if (parser.isSet(u"hostname"_s))
        spec.hostname = parser.value(u"hostname"_s);
    if (parser.isSet(u"template"_s))
        spec.templateName = parser.value(u"template"_s);
    if (parser.isSet(u"source"_s))
        spec.source = parser.value(u"source"_s);
    spec.packages += parser.values(u"package"_s);
    spec.tags += parser.values(u"tag"_s);
    for (const QString &path : parser.values(u"script"_s)) {
        const Result<QByteArray> content = readFile(Text::tr("script"), path);
        if (!content)
            return tl::unexpected(content.error());
        spec.scripts.append({QFileInfo(path).fileName(), *content});
    }
    if (parser.isSet(u"root-password-file"_s)) {
        const Result<QByteArray> bytes =
            readFile(Text::tr("password file"), parser.value(u"root-password-file"_s));
        if (!bytes)
            return tl::unexpected(bytes.error());
        spec.rootPassword = Secret(bytes->endsWith('\n') ? bytes->chopped(1) : *bytes);
    }
    if (auto ok = readNumber(parser, u"cores"_s, 1, 128, spec.cores); !ok)
        return ok;
    if (auto ok = readNumber(parser, u"memory"_s, 16, 1'048'576, spec.memoryMb); !ok)
        return ok;
    if (auto ok = readNumber(parser, u"disk"_s, 1, 65'536, spec.diskGb); !ok)
        return ok;
    // Asked for here or in the file: a template does not change these.
    spec.given.cores = spec.given.cores || parser.isSet(u"cores"_s);
    spec.given.memoryMb = spec.given.memoryMb || parser.isSet(u"memory"_s);
    spec.given.diskGb = spec.given.diskGb || parser.isSet(u"disk"_s);
    if (auto ok = readSimulation(parser, spec); !ok)
        return ok;
    if (spec.hostname.isEmpty())
        return usage(Text::tr("Cannot create a container. It needs a name: --hostname NAME."));
    const QList<FieldError> errors = validate(spec);
    if (!errors.isEmpty())
        return usage(u"%1: %2"_s.arg(errors.first().field, errors.first().message));
    return {};
}

Result<void> readServer(const QCommandLineParser &parser, const Environment &environment, CommandLine &line)
{
    const QString text = parser.isSet(u"server"_s) ? parser.value(u"server"_s) : environment.server;
    const bool isEvents = line.command == u"events";
    if (!text.isEmpty()) {
        const Result<QUrl> url = parseServer(text);
        if (!url)
            return tl::unexpected(url.error());
        line.server = *url;
    } else if (!isEvents) {
        return usage(Text::tr("Cannot connect. No server is named: use --server URL or set SLIPWAY_SERVER."));
    }
    if (isEvents) {
        QUrl target(line.target, QUrl::StrictMode);
        if (target.isRelative() && line.target.startsWith(u'/') && !line.server.isEmpty())
            target = line.server.resolved(target);
        const Result<QUrl> url = parseServer(target.toString(QUrl::FullyEncoded));
        if (!url)
            return tl::unexpected(url.error());
        line.target = url->toString(QUrl::FullyEncoded);
    }
    return {};
}

Result<void> readHeaders(const QCommandLineParser &parser, const Environment &environment, CommandLine &line)
{
    for (const QString &text : parser.values(u"header"_s)) {
        auto header = parseHeader(text);
        if (!header)
            return tl::unexpected(header.error());
        line.headers.append(*header);
    }
    // A token that was not asked for by name goes to the server it belongs to, and to no other URL.
    const bool isAsked = parser.isSet(u"token-file"_s);
    const QString path = isAsked ? parser.value(u"token-file"_s) : environment.tokenFile;
    const bool isOurs = line.command != u"events" || isSameOrigin(QUrl(line.target), line.server);
    if (path.isEmpty() || !(isAsked || isOurs))
        return {};
    auto header = tokenHeader(path);
    if (!header)
        return tl::unexpected(header.error());
    line.headers.append(*header);
    return {};
}

Result<void> readTarget(const CommandRule &rule, QStringList arguments, CommandLine &line)
{
    const QString name = QString::fromLatin1(rule.name);
    if (!rule.argument && !arguments.isEmpty())
        return usage(Text::tr("Cannot use '%1'. '%2' takes no argument.").arg(arguments.first(), name));
    if (!rule.argument)
        return {};
    const QString wanted = QString::fromLatin1(rule.argument);
    if (arguments.size() != 1 || arguments.first().isEmpty())
        return usage(Text::tr("Cannot run '%1'. It takes one argument: %1 %2.").arg(name, wanted));
    line.target = arguments.first();
    if (wanted == u"ID" && !ContainerId::isValid(line.target))
        return usage(
            Text::tr("Cannot use '%1' as a container. An id is 1-64 letters, digits, '-' or '_'; see "
                     "'slipwayctl list'.")
                .arg(line.target));
    return {};
}

Result<void> readOptions(const QCommandLineParser &parser, CommandLine &line)
{
    if (parser.isSet(u"json"_s) && parser.isSet(u"human"_s))
        return usage(Text::tr("Cannot use --json together with --human. Choose one."));
    line.output = parser.isSet(u"json"_s)    ? OutputMode::Json
                  : parser.isSet(u"human"_s) ? OutputMode::Human
                                             : OutputMode::Auto;
    line.follow = parser.isSet(u"follow"_s);
    line.reveal = parser.isSet(u"reveal"_s);
    line.assumeYes = parser.isSet(u"yes"_s);
    line.noColor = parser.isSet(u"no-color"_s);
    line.service = parser.value(u"service"_s);
    if (auto ok = readNumber(parser, u"lines"_s, 1, 200, line.lines); !ok)
        return ok;
    if (auto ok = readNumber(parser, u"max-events"_s, 1, 2'000'000'000, line.maxEvents); !ok)
        return ok;
    double seconds = 0;
    if (auto ok = readNumber(parser, u"timeout"_s, 0.001, 31'536'000.0, seconds); !ok)
        return ok;
    line.timeoutMs = qRound64(seconds * 1000);
    return {};
}

} // namespace

Environment Environment::ofProcess()
{
    return {qEnvironmentVariable("SLIPWAY_SERVER"), qEnvironmentVariable("SLIPWAY_TOKEN_FILE")};
}

QString usageText()
{
    QString text =
        Text::tr("Usage: slipwayctl [--server URL] [--token-file FILE] COMMAND [ARGUMENT] [OPTION]…\n\n");
    for (const CommandRule &rule : kCommands) {
        const QString head =
            QString::fromLatin1(rule.name) + u' ' + QString::fromLatin1(rule.argument ? rule.argument : "");
        text += u"  %1 %2\n"_s.arg(head, -13).arg(Text::tr(rule.help));
    }
    text += u'\n';
    for (const QCommandLineOption &option : options()) {
        QString head = option.names().last().prepend(u"--"_s);
        if (!option.valueName().isEmpty())
            head += u" %1"_s.arg(option.valueName());
        text += u"  %1 %2\n"_s.arg(head, -25).arg(option.description());
    }
    text += Text::tr(
        "\nExit codes: 0 ready or done, 1 failed, refused or not found, 2 wrong command line or request,\n"
        "3 cannot connect or not signed in, 130 interrupted.\n");
    return text;
}

/// The option table with a line per command: "command", name, argument, its options, help.
QString commandTable()
{
    QString table = optionTable(options());
    for (const CommandRule &rule : kCommands) {
        const QStringList fields = {u"command"_s, QString::fromLatin1(rule.name),
                                    QString::fromLatin1(rule.argument), QString::fromLatin1(rule.options),
                                    Text::tr(rule.help)};
        table += fields.join(u'\t') + u'\n';
    }
    return table;
}

Result<CommandLine> parseCommandLine(const QStringList &arguments, const Environment &environment)
{
    QCommandLineParser parser;
    parser.addOptions(options());
    parser.addOption(optionTableOption());
    CommandLine line;
    const bool isParsed = parser.parse(QStringList{u"slipwayctl"_s} + arguments);
    if (!isParsed)
        return usage(Text::tr("Cannot run. %1").arg(parser.errorText()));
    if (parser.isSet(optionTableOption())) {
        line.text = commandTable();
        return line;
    }
    if (parser.isSet(u"help"_s)) {
        line.text = usageText();
        return line;
    }
    if (parser.isSet(u"version"_s)) {
        line.text = u"slipwayctl " SLIPWAY_VERSION "\n"_s;
        return line;
    }
    QStringList positional = parser.positionalArguments();
    if (positional.isEmpty())
        return usage(Text::tr("Cannot run. No command is given."));
    line.command = positional.takeFirst();
    const CommandRule *rule = ruleFor(line.command);
    if (!rule)
        return usage(Text::tr("Cannot run. '%1' is not a command.").arg(line.command));
    for (const QString &option : parser.optionNames())
        if (!isAllowed(*rule, option))
            return usage(Text::tr("Cannot use --%1. '%2' does not know it.").arg(option, line.command));
    if (auto ok = readTarget(*rule, positional, line); !ok)
        return tl::unexpected(ok.error());
    if (auto ok = readOptions(parser, line); !ok)
        return tl::unexpected(ok.error());
    if (auto ok = readServer(parser, environment, line); !ok)
        return tl::unexpected(ok.error());
    if (auto ok = readHeaders(parser, environment, line); !ok)
        return tl::unexpected(ok.error());
    if (line.command == u"create")
        if (auto ok = readSpec(parser, line.spec); !ok)
            return tl::unexpected(ok.error());
    return line;
}

} // namespace slipway::cli
