#include "app/desktop/options.h"

#include "app/base/optiontable.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace slipway::desktop {

namespace {

QString text(const char *source) { return QCoreApplication::translate("slipway", source); }

tl::unexpected<Error> usage(const QString &message)
{
    return fail(ErrorCode::Invalid, message + QLatin1Char(' ') + text("See slipway --help."));
}

struct Parser
{
    QCommandLineParser parser;
    QCommandLineOption server{QStringLiteral("server"),
                              text("Attach to the backend at URL (or SLIPWAY_SERVER) instead of "
                                   "starting one."),
                              QStringLiteral("URL")};
    QCommandLineOption tokenFile{QStringLiteral("token-file"),
                                 text("File with the access token for --server (or SLIPWAY_TOKEN_FILE)."),
                                 QStringLiteral("FILE")};
    QCommandLineOption host{QStringLiteral("host"),
                            text("What the own backend makes containers with: simulated, lxc or auto."),
                            QStringLiteral("NAME"), QStringLiteral("auto")};
    QCommandLineOption dataDir{QStringLiteral("data-dir"), text("Where the own backend keeps its data."),
                               QStringLiteral("DIR")};
    QCommandLineOption create{QStringLiteral("create"),
                              text("Create a container at once and show its progress."),
                              QStringLiteral("HOSTNAME")};
    QCommandLineOption createTemplate{QStringLiteral("template"),
                                      text("Template of the container of --create."), QStringLiteral("NAME")};
    QCommandLineOption theme{QStringLiteral("theme"), text("light, dark or system."), QStringLiteral("NAME"),
                             QStringLiteral("system")};
    QCommandLineOption newWindow{QStringLiteral("new-window"),
                                 text("Open a window of its own beside one that runs already.")};
    QCommandLineOption help{{QStringLiteral("h"), QStringLiteral("help")}, text("Print this help.")};
    QCommandLineOption version{QStringLiteral("version"), text("Print the version.")};

    QCommandLineOption table = optionTableOption();
    const QList<QCommandLineOption> all = {server,         tokenFile, host,      dataDir, create,
                                           createTemplate, theme,     newWindow, help,    version};

    Parser()
    {
        parser.setApplicationDescription(text("Creates LXC containers and shows how they come up."));
        parser.addOptions(all);
        parser.addOption(table);
    }
};

Result<theme::Mode> themeMode(const QString &name)
{
    if (name == QLatin1StringView("system"))
        return theme::Mode::System;
    if (name == QLatin1StringView("light"))
        return theme::Mode::Light;
    if (name == QLatin1StringView("dark"))
        return theme::Mode::Dark;
    return usage(text("Cannot use --theme %1. Choose light, dark or system.").arg(name));
}

Result<QUrl> serverUrl(const QString &value)
{
    const QUrl url(value, QUrl::StrictMode);
    const bool http = url.scheme() == QLatin1StringView("http") || url.scheme() == QLatin1StringView("https");
    if (!url.isValid() || !http || url.host().isEmpty())
        return usage(
            text("Cannot use --server %1. It must be an address such as http://127.0.0.1:8790.").arg(value));
    return url;
}

} // namespace

Result<std::variant<Options, PrintAndExit>> parseOptions(const QStringList &arguments)
{
    Parser p;
    if (!p.parser.parse(arguments))
        return usage(parseProblem(p.parser, p.all));
    if (p.parser.isSet(p.table))
        return PrintAndExit{optionTable(p.all)};
    if (p.parser.isSet(p.help))
        return PrintAndExit{p.parser.helpText()};
    if (p.parser.isSet(p.version))
        return PrintAndExit{QStringLiteral("slipway " SLIPWAY_VERSION "\n")};
    Options options;
    const QStringList links = p.parser.positionalArguments();
    if (links.size() > 1)
        return usage(text("Cannot use \"%1\". slipway takes options and one link.").arg(links[1]));
    if (!links.isEmpty()) {
        const Result<ContainerLink> link = containerLinkFromText(links.constFirst());
        if (!link)
            return usage(link.error().message);
        options.open = *link;
    }
    options.tokenFile = p.parser.value(p.tokenFile);
    options.host = p.parser.value(p.host);
    options.dataDir = p.parser.value(p.dataDir);
    options.create = p.parser.value(p.create);
    options.createTemplate = p.parser.value(p.createTemplate);
    if (!QStringList{QStringLiteral("simulated"), QStringLiteral("lxc"), QStringLiteral("auto")}.contains(
            options.host))
        return usage(text("Cannot use --host %1. Choose simulated, lxc or auto.").arg(options.host));
    const Result<theme::Mode> mode = themeMode(p.parser.value(p.theme));
    if (!mode)
        return tl::unexpected(mode.error());
    options.theme = *mode;
    options.namesTheme = p.parser.isSet(p.theme);
    options.newWindow = p.parser.isSet(p.newWindow);
    // As for slipwayctl; what is said about the own backend asks for that one.
    const bool wantsOwn = p.parser.isSet(p.host) || p.parser.isSet(p.dataDir);
    options.namesBackend = wantsOwn || p.parser.isSet(p.server);
    const QString server = p.parser.isSet(p.server) ? p.parser.value(p.server)
                           : wantsOwn               ? QString()
                                                    : qEnvironmentVariable("SLIPWAY_SERVER");
    if (p.parser.isSet(p.server) || !server.isEmpty()) {
        const Result<QUrl> url = serverUrl(server);
        if (!url)
            return tl::unexpected(url.error());
        options.server = *url;
        options.namesBackend = true;
        if (options.tokenFile.isEmpty() && !p.parser.isSet(p.server))
            options.tokenFile = qEnvironmentVariable("SLIPWAY_TOKEN_FILE");
    } else if (!options.tokenFile.isEmpty()) {
        return usage(
            text("Cannot use --token-file without --server. The own backend makes a token by itself."));
    }
    return options;
}

} // namespace slipway::desktop
