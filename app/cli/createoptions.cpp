#include "app/cli/optionreader.h"

#include "app/domain/hostnamepattern.h"
#include "app/domain/step.h"

#include <QFile>
#include <QFileInfo>
#include <algorithm>
#include <cstdio>

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

tl::unexpected<Error> usage(const QString &message) { return fail(ErrorCode::Invalid, message); }

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

Result<QByteArray> readSecretFile(const QString &what, const QString &path)
{
    Result<QByteArray> bytes;
    if (path == u"-") {
        QFile input;
        constexpr qint64 limit = 1024 * 1024;
        if (!input.open(stdin, QIODevice::ReadOnly))
            return usage(
                Text::tr("Cannot read the %1 from standard input. %2.").arg(what, input.errorString()));
        bytes = input.read(limit);
    } else {
        bytes = readFile(what, path);
    }
    if (bytes && bytes->endsWith('\n'))
        bytes->chop(bytes->endsWith("\r\n") ? 2 : 1);
    if (bytes && bytes->isEmpty())
        return usage(Text::tr("Cannot use the %1 %2. It is empty.").arg(what, path));
    return bytes;
}

namespace {

Result<void> readSimulation(const QCommandLineParser &parser, ContainerSpec &spec)
{
    SimulationSpec simulation = spec.simulation.value_or(SimulationSpec{});
    bool isSet = false;
    for (const QString &option :
         {u"sim-lines"_s, u"sim-seconds"_s, u"sim-rate"_s, u"fail-at"_s, u"fail-exit-code"_s})
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
    if (auto ok = readNumber(parser, u"fail-exit-code"_s, 1, 255, simulation.failExitCode); !ok)
        return ok;
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

/// The text of each option that is given.
void readTexts(const QCommandLineParser &parser,
               std::initializer_list<std::pair<const char *, QString *>> options)
{
    for (const auto &[name, out] : options) {
        if (parser.isSet(QString::fromLatin1(name)))
            *out = parser.value(QString::fromLatin1(name));
    }
}

/// Where it is to be, and as what.
Result<void> readPlace(const QCommandLineParser &parser, ContainerSpec &spec)
{
    readTexts(parser, {{"node", &spec.node},
                       {"storage", &spec.storage},
                       {"template-storage", &spec.templateStorage},
                       {"bridge", &spec.bridge},
                       {"pool", &spec.pool},
                       {"description", &spec.description}});
    if (auto ok = readNumber(parser, u"vmid"_s, 100, 999'999'999, spec.vmid); !ok)
        return ok;
    if (parser.isSet(u"swap"_s)) {
        int swap = 0;
        if (auto ok = readNumber(parser, u"swap"_s, 0, 1'048'576, swap); !ok)
            return ok;
        spec.swapMb = swap;
    }
    if (!parser.isSet(u"ssh-key-file"_s))
        return {};
    const Result<QByteArray> keys =
        readFile(Text::tr("file of public keys"), parser.value(u"ssh-key-file"_s));
    if (!keys)
        return tl::unexpected(keys.error());
    if (keys->contains("PRIVATE KEY"))
        return usage(
            Text::tr("Cannot use --ssh-key-file %1. It holds a private key; the container gets public "
                     "ones, for example from %1.pub.")
                .arg(parser.value(u"ssh-key-file"_s)));
    for (const QByteArray &line : keys->split('\n')) {
        const QByteArray key = line.trimmed();
        if (!key.isEmpty() && !key.startsWith('#'))
            spec.sshPublicKeys.append(QString::fromUtf8(key));
    }
    return {};
}

Result<void> readNetwork(const QCommandLineParser &parser, NetworkSpec &network)
{
    readTexts(parser, {{"ip", &network.ipv4},
                       {"gateway", &network.gateway},
                       {"ip6", &network.ipv6},
                       {"gateway6", &network.gateway6},
                       {"search-domain", &network.searchDomain}});
    if (parser.isSet(u"nameserver"_s))
        network.nameservers = parser.values(u"nameserver"_s);
    network.firewall = network.firewall || parser.isSet(u"firewall"_s);
    return readNumber(parser, u"vlan"_s, 1, 4094, network.vlan);
}

/// An option and the one that says the opposite; nothing when neither is given.
Result<void> readChoice(const QCommandLineParser &parser, const QString &yes, const QString &no,
                        std::optional<bool> &out)
{
    if (parser.isSet(yes) && parser.isSet(no))
        return usage(Text::tr("Cannot use --%1 together with --%2. Choose one.").arg(yes, no));
    if (parser.isSet(yes) || parser.isSet(no))
        out = parser.isSet(yes);
    return {};
}

Result<void> readRights(const QCommandLineParser &parser, ContainerSpec &spec)
{
    struct Row
    {
        QString yes;
        QString no;
        std::optional<bool> *out;
    };
    for (const Row &row : {Row{u"nesting"_s, u"no-nesting"_s, &spec.features.nesting},
                           Row{u"keyctl"_s, u"no-keyctl"_s, &spec.features.keyctl},
                           Row{u"fuse"_s, u"no-fuse"_s, &spec.features.fuse},
                           Row{u"unprivileged"_s, u"privileged"_s, &spec.unprivileged},
                           Row{u"onboot"_s, u"no-onboot"_s, &spec.startOnBoot}}) {
        if (auto ok = readChoice(parser, row.yes, row.no, *row.out); !ok)
            return ok;
    }
    return {};
}

Result<void> readScripts(const QCommandLineParser &parser, ContainerSpec &spec)
{
    for (const QString &path : parser.values(u"script"_s)) {
        const Result<QByteArray> content = readFile(Text::tr("script"), path);
        if (!content)
            return tl::unexpected(content.error());
        spec.scripts.append({QFileInfo(path).fileName(), *content});
    }
    for (const QString &limit : parser.values(u"script-timeout"_s)) {
        const QString name = limit.section(u'=', 0, -2);
        bool ok = false;
        const int seconds = limit.section(u'=', -1).toInt(&ok);
        const auto script = std::find_if(spec.scripts.begin(), spec.scripts.end(),
                                         [&name](const ScriptSpec &one) { return one.name == name; });
        if (!ok || name.isEmpty())
            return usage(
                Text::tr("Cannot use --script-timeout %1. It takes the name of a script and seconds: "
                         "90-app.sh=600.")
                    .arg(limit));
        if (script == spec.scripts.end())
            return usage(Text::tr("Cannot use --script-timeout %1. There is no script \"%2\" in the request.")
                             .arg(limit, name));
        script->timeoutSeconds = seconds;
    }
    return {};
}

/// SOURCE:TARGET[:POLICY]. A target is a whole path, so the last ":/" is where it begins.
Result<void> readFiles(const QCommandLineParser &parser, ContainerSpec &spec)
{
    for (const QString &words : parser.values(u"file"_s)) {
        QString target = words;
        FileSpec file;
        if (const auto policy = filePolicyFromName(words.section(u':', -1))) {
            file.policy = *policy;
            target = words.section(u':', 0, -2);
        }
        const qsizetype at = target.lastIndexOf(u":/"_s);
        if (at <= 0)
            return usage(Text::tr("Cannot use --file %1. It takes a file here and its whole path in the "
                                  "container: motd:/etc/motd, or motd:/etc/motd:backup.")
                             .arg(words));
        const Result<QByteArray> content = readFile(Text::tr("file"), target.left(at));
        if (!content)
            return tl::unexpected(content.error());
        file.path = target.mid(at + 1);
        file.content = *content;
        spec.files.append(file);
    }
    return {};
}

} // namespace

Result<QJsonObject> readRetry(const QCommandLineParser &parser)
{
    QJsonObject body;
    if (parser.isSet(u"from"_s)) {
        if (!stepFromName(parser.value(u"from"_s)))
            return usage(Text::tr("Cannot use --from %1. A step is creating, starting, deploying, syncing or "
                                  "finalizing.")
                             .arg(parser.value(u"from"_s)));
        body.insert(u"from"_s, parser.value(u"from"_s));
    }
    if (parser.values(u"script"_s).size() > 1)
        return usage(Text::tr("Cannot use --script twice here. Name the one to begin with."));
    if (parser.isSet(u"script"_s))
        body.insert(u"script"_s, parser.value(u"script"_s));
    if (parser.isSet(u"root-password-file"_s)) {
        const Result<QByteArray> bytes =
            readSecretFile(Text::tr("password file"), parser.value(u"root-password-file"_s));
        if (!bytes)
            return tl::unexpected(bytes.error());
        body.insert(u"rootPassword"_s, QString::fromUtf8(*bytes));
    }
    return body;
}

Result<void> readSpec(const QCommandLineParser &parser, ContainerSpec &spec, QStringList &hostnames)
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
    spec.npmPackages += parser.values(u"npm-package"_s);
    spec.pipPackages += parser.values(u"pip-package"_s);
    spec.tags += parser.values(u"tag"_s);
    if (auto ok = readScripts(parser, spec); !ok)
        return ok;
    if (auto ok = readFiles(parser, spec); !ok)
        return ok;
    if (parser.isSet(u"root-password-file"_s)) {
        const Result<QByteArray> bytes =
            readSecretFile(Text::tr("password file"), parser.value(u"root-password-file"_s));
        if (!bytes)
            return tl::unexpected(bytes.error());
        spec.rootPassword = Secret(*bytes);
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
    if (auto ok = readPlace(parser, spec); !ok)
        return ok;
    if (auto ok = readNetwork(parser, spec.network); !ok)
        return ok;
    if (auto ok = readRights(parser, spec); !ok)
        return ok;
    if (auto ok = readSimulation(parser, spec); !ok)
        return ok;
    if (spec.hostname.isEmpty())
        return usage(Text::tr("Cannot create a container. It needs a name: --hostname NAME."));
    if (parser.isSet(u"on-failure"_s)) {
        const QString what = parser.value(u"on-failure"_s);
        const std::optional<OnFailure> named = onFailureFromName(what);
        if (!named)
            return usage(Text::tr("Cannot use --on-failure %1. It takes keep or rollback.").arg(what));
        spec.onFailure = *named;
    }
    hostnames = {spec.hostname};
    if (isHostnamePattern(spec.hostname)) {
        const Result<QStringList> names = expandHostnames(spec.hostname);
        if (!names)
            return usage(u"hostname: %1"_s.arg(names.error().message));
        hostnames = *names;
        spec.hostname = names->first();
    }
    if (hostnames.size() > 1 && spec.vmid != 0)
        return usage(
            Text::tr("Cannot use --vmid for several containers. Leave it out: each gets the next free "
                     "one."));
    const QList<FieldError> errors = validate(spec);
    if (!errors.isEmpty())
        return usage(u"%1: %2"_s.arg(errors.first().field, errors.first().message));
    return {};
}

} // namespace slipway::cli
