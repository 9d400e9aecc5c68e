#include "app/cli/commandline.h"

#include "app/base/nearest.h"
#include "app/base/optiontable.h"
#include "app/cli/commandtable.h"
#include "app/cli/optionreader.h"
#include "app/domain/template.h"
#include <QRegularExpression>

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

namespace {

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

Result<void> readServer(const QCommandLineParser &parser, const Environment &environment, CommandLine &line)
{
    const QString text = parser.isSet(u"server"_s) ? parser.value(u"server"_s) : environment.server;
    const bool isEvents = line.command == u"events";
    if (!text.isEmpty()) {
        const Result<QUrl> url = parseServer(text);
        if (!url)
            return tl::unexpected(url.error());
        line.server = *url;
    } else if (!isEvents && line.command != u"template validate") {
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
    const qsizetype count = wanted.count(u' ') + 1;
    if (arguments.size() != count || arguments.contains(QString()))
        return usage(count == 1
                         ? Text::tr("Cannot run '%1'. It takes one argument: %1 %2.").arg(name, wanted)
                         : Text::tr("Cannot run '%1'. It takes two arguments: %1 %2.").arg(name, wanted));
    line.target = arguments.first();
    line.folder = arguments.value(1);
    if ((wanted.startsWith(u"TEMPLATE") || wanted == u"BUCKET") && !isTemplateName(line.target))
        return usage(
            Text::tr("Cannot use '%1' as a name here. It has 1-64 letters, digits, '.', '_' or '-', and "
                     "begins with a letter or digit.")
                .arg(line.target));
    if (wanted == u"ID" && !ContainerId::isValid(line.target))
        return usage(
            Text::tr("Cannot use '%1' as a container. An id is 1-64 letters, digits, '-' or '_'; see "
                     "'slipwayctl list'.")
                .arg(line.target));
    static const QRegularExpression nodeName(u"\\A[a-z0-9][a-z0-9-]{0,30}\\z"_s);
    if (wanted == u"NAME" && !nodeName.match(line.target).hasMatch())
        return usage(
            Text::tr("Cannot use '%1' as the name of a node. It has 1-31 lower-case letters, digits or '-', "
                     "and does not begin with '-'.")
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
    line.force = parser.isSet(u"force"_s);
    line.trustOnFirstUse = parser.isSet(u"trust-on-first-use"_s);
    line.content = parser.value(u"content"_s);
    line.source = parser.value(u"source"_s);
    line.templateStorage = parser.value(u"template-storage"_s);
    line.cancel = parser.isSet(u"cancel"_s);
    line.asName = parser.value(u"as"_s);
    line.aptPackages = parser.values(u"package"_s);
    line.npmPackages = parser.values(u"npm-package"_s);
    line.pipPackages = parser.values(u"pip-package"_s);
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

/// The command's one or two words, taken out of `words`.
QString takeCommand(QStringList &words)
{
    QString name = words.isEmpty() ? QString() : words.takeFirst();
    if (isCommandGroup(name) && !words.isEmpty())
        name += u' ' + words.takeFirst();
    return name;
}

QString unknownCommand(const QString &name)
{
    QStringList names;
    for (const CommandRule &rule : commandRules())
        names += QString::fromLatin1(rule.name);
    const QString meant = nearest(name, names);
    return meant.isEmpty()
               ? Text::tr("Cannot run. '%1' is not a command.").arg(name)
               : Text::tr("Cannot run. '%1' is not a command. Did you mean '%2'?").arg(name, meant);
}

} // namespace

Environment Environment::ofProcess()
{
    return {qEnvironmentVariable("SLIPWAY_SERVER"), qEnvironmentVariable("SLIPWAY_TOKEN_FILE")};
}

Result<CommandLine> parseCommandLine(const QStringList &arguments, const Environment &environment)
{
    QCommandLineParser parser;
    parser.addOptions(commandOptions());
    parser.addOption(optionTableOption());
    CommandLine line;
    const bool isParsed = parser.parse(QStringList{u"slipwayctl"_s} + arguments);
    if (!isParsed)
        return usage(Text::tr("Cannot run. %1").arg(parseProblem(parser, commandOptions())));
    if (parser.isSet(optionTableOption())) {
        line.text = commandTable();
        return line;
    }
    QStringList positional = parser.positionalArguments();
    const QString name = takeCommand(positional);
    const CommandRule *rule = commandRule(name);
    if (parser.isSet(u"help"_s)) {
        line.text = usageText(rule);
        return line;
    }
    if (parser.isSet(u"version"_s)) {
        line.text = u"slipwayctl " SLIPWAY_VERSION "\n"_s;
        return line;
    }
    if (name.isEmpty())
        return usage(Text::tr("Cannot run. No command is given."));
    if (!rule)
        return usage(unknownCommand(name));
    line.command = name;
    for (const QString &option : parser.optionNames())
        if (!rule->allows(option))
            return usage(Text::tr("Cannot use --%1. '%2' does not know it.").arg(option, line.command));
    if (auto ok = readTarget(*rule, positional, line); !ok)
        return tl::unexpected(ok.error());
    if (auto ok = readOptions(parser, line); !ok)
        return tl::unexpected(ok.error());
    if (auto ok = readServer(parser, environment, line); !ok)
        return tl::unexpected(ok.error());
    if (auto ok = readHeaders(parser, environment, line); !ok)
        return tl::unexpected(ok.error());
    if (line.command == u"node download" && line.source.isEmpty())
        return usage(
            Text::tr("Cannot download. Say which OS template: --source SOURCE, one of 'slipwayctl node "
                     "templates %1'.")
                .arg(line.target));
    if (line.command == u"create")
        if (auto ok = readSpec(parser, line.spec, line.hostnames); !ok)
            return tl::unexpected(ok.error());
    if (line.command == u"retry") {
        Result<QJsonObject> retry = readRetry(parser);
        if (!retry)
            return tl::unexpected(retry.error());
        line.retry = *std::move(retry);
    }
    if (line.command == u"node add" || line.command == u"node edit") {
        Result<QJsonObject> node = readNode(parser, line.target, line.command == u"node add");
        if (!node)
            return tl::unexpected(node.error());
        line.node = *std::move(node);
    }
    return line;
}

} // namespace slipway::cli
