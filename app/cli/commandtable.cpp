#include "app/cli/commandtable.h"

#include "app/base/optiontable.h"
#include <QCoreApplication>
#include <QRegularExpression>

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipwayctl)
};

#define SLIPWAY_NODE_OPTIONS                                                                                 \
    "host port pve-node token user secret-file fingerprint ssh-host ssh-port ssh-user ssh-key-file "         \
    "ssh-passphrase-file ssh-password-file ssh-agent ssh-host-key no-ssh storage template-storage bridge "   \
    "trust-on-first-use force"

constexpr CommandRule kCommands[] = {
    {"create", nullptr,
     "hostname template source script script-timeout file package npm-package pip-package cores memory disk "
     "tag spec root-password-file node vmid storage template-storage bridge ip gateway ip6 gateway6 vlan "
     "firewall nameserver search-domain nesting keyctl fuse no-nesting no-keyctl no-fuse unprivileged "
     "privileged swap onboot no-onboot pool description ssh-key-file follow reveal timeout sim-lines "
     "sim-seconds sim-rate fail-at fail-exit-code on-failure",
     "create a container, or several ('web-{1..5}'); --follow watches them come up"},
    {"list", nullptr, "follow timeout", "all containers, newest first; --follow goes on with what changes"},
    {"show", "ID", "", "one container"},
    {"status", "ID", "", "a container on its host, now: power, load, what goes on with it"},
    {"watch", "ID", "reveal timeout", "watch a container come up; exits 0 when ready, 1 when it failed"},
    {"events", "URL", "max-events timeout", "a bare EventSource on any URL, one JSON line per event"},
    {"retry", "ID", "from script root-password-file follow reveal timeout",
     "go on with a creation that failed, from the step that failed"},
    {"runs", "ID", "", "every run of a creation, with how long its parts took"},
    {"services", "ID", "reveal", "what runs inside, with addresses and credentials"},
    {"rediscover", "ID", "reveal", "look again for what runs inside"},
    {"logs", "ID", "service lines follow timeout", "log of the creation, or of a service (--service NAME)"},
    {"start", "ID", "timeout", "start a container and wait until it runs"},
    {"shutdown", "ID", "timeout", "let a container end by itself, within --timeout (60 s)"},
    {"stop", "ID", "timeout", "stop a container at once, like pulling the plug"},
    {"reboot", "ID", "timeout", "shut a container down and start it again"},
    {"delete", "ID", "yes", "remove a container from its host"},
    {"cancel", "ID", "", "stop a creation that is going on"},
    {"node add", "NAME", SLIPWAY_NODE_OPTIONS, "add a Proxmox VE node, once its fingerprints are trusted"},
    {"node edit", "NAME", SLIPWAY_NODE_OPTIONS, "change what the options name, keep the rest"},
    {"node list", nullptr, "", "all nodes"},
    {"node show", "NAME", "", "one node; never its secrets"},
    {"node test", "NAME", "", "go through all that a creation needs; exits 1 when something is missing"},
    {"node remove", "NAME", "yes force", "forget a node; with --force also when containers live on it"},
    {"node storages", "NAME", "content", "storages to choose from"},
    {"node bridges", "NAME", "", "network bridges to choose from"},
    {"node templates", "NAME", "", "OS templates, those to download too"},
    {"node download", "NAME", "source template-storage cancel timeout",
     "fetch an OS template ahead, and follow it to its end"},
    {"node nextid", "NAME", "", "the next free VMID"},
    {"template list", nullptr, "", "all templates, your own and the shipped ones"},
    {"template show", "TEMPLATE", "", "one template; with --json everything in it"},
    {"template validate", "FOLDER", "",
     "check a template's folder; needs no backend, exits 1 when it is wrong"},
    {"template import", "FOLDER", "as force",
     "store a folder as a template; --force replaces the one that is there"},
    {"template export", "TEMPLATE FOLDER", "", "write a template into a folder, for version control"},
    {"template remove", "TEMPLATE", "yes", "remove one of your own; a shipped one of that name is back then"},
    {"bucket list", nullptr, "", "lists of packages that templates share"},
    {"bucket show", "BUCKET", "", "one of these lists"},
    {"bucket set", "BUCKET", "package npm-package pip-package", "make a list, or replace what is in it"},
    {"bucket remove", "BUCKET", "yes force", "remove a list; with --force also when templates use it"},
};

#undef SLIPWAY_NODE_OPTIONS

constexpr const char *kCommon = "server token-file header json human plain no-color h help v version";

bool hasWord(const char *words, const QString &word)
{
    return QString::fromLatin1(words).split(u' ').contains(word);
}

} // namespace

// clang-format off
const QList<QCommandLineOption> &commandOptions()
{
    static const QList<QCommandLineOption> list = {
        {u"server"_s, Text::tr("Address of the backend (or SLIPWAY_SERVER)."), u"URL"_s},
        {u"token-file"_s, Text::tr("File with the backend's token (or SLIPWAY_TOKEN_FILE)."), u"FILE"_s},
        {u"header"_s, Text::tr("Header to send with each request; may be repeated."), u"Name: value"_s},
        {u"json"_s, Text::tr("One JSON object a line; the default when stdout is no terminal.")},
        {{u"human"_s, u"plain"_s}, Text::tr("Text for people, also when stdout is no terminal.")},
        {u"no-color"_s, Text::tr("No colours (or NO_COLOR).")},
        {u"hostname"_s, Text::tr("create: name of the container, or of several: web-{1..5}, {a,b}-db."), u"NAME"_s},
        {u"template"_s, Text::tr("create: template to start from."), u"NAME"_s},
        {u"source"_s, Text::tr("create: what to install; see below. node: the OS template to fetch."), u"SOURCE"_s},
        {u"script"_s, Text::tr("create: script to run inside; may be repeated, runs in this order. retry: the name of the one to begin with."), u"FILE"_s},
        {u"script-timeout"_s, Text::tr("create: time limit of one script, 3600 s without it; may be repeated."), u"SCRIPT=S"_s},
        {u"file"_s, Text::tr("create: file to put at TARGET; POLICY: replace, default or backup; may be repeated."), u"SOURCE:TARGET[:POLICY]"_s},
        {u"package"_s, Text::tr("create, bucket: apt package to install; may be repeated."), u"NAME"_s},
        {u"npm-package"_s, Text::tr("create, bucket: npm package to install; may be repeated."), u"NAME"_s},
        {u"pip-package"_s, Text::tr("create, bucket: pip package to install; may be repeated."), u"NAME"_s},
        {u"cores"_s, Text::tr("create: CPU cores."), u"N"_s},
        {u"memory"_s, Text::tr("create: memory in MB."), u"MB"_s},
        {u"disk"_s, Text::tr("create: disk in GB."), u"GB"_s},
        {u"tag"_s, Text::tr("create: tag; may be repeated."), u"TAG"_s},
        {u"spec"_s, Text::tr("create: the request as JSON; other options change it."), u"FILE"_s},
        {u"root-password-file"_s, Text::tr("create, retry: file with the root password."), u"FILE"_s},
        {u"node"_s, Text::tr("create: node to create it on; without it the backend's own host."), u"NAME"_s},
        {u"vmid"_s, Text::tr("create: its number on Proxmox; without it the next free one."), u"N"_s},
        {u"storage"_s, Text::tr("create: storage of the disk. node: the default of its containers."), u"NAME"_s},
        {u"template-storage"_s, Text::tr("create: storage of the OS template. node: the default; with download, where to put it."), u"NAME"_s},
        {u"bridge"_s, Text::tr("create: network bridge. node: the default of its containers."), u"NAME"_s},
        {u"ip"_s, Text::tr("create: dhcp or ADDRESS/PREFIX."), u"IPV4"_s},
        {u"gateway"_s, Text::tr("create: gateway of a fixed IPv4 address."), u"ADDRESS"_s},
        {u"ip6"_s, Text::tr("create: auto, dhcp or ADDRESS/PREFIX."), u"IPV6"_s},
        {u"gateway6"_s, Text::tr("create: gateway of a fixed IPv6 address."), u"ADDRESS"_s},
        {u"vlan"_s, Text::tr("create: VLAN tag, 1-4094."), u"TAG"_s},
        {u"firewall"_s, Text::tr("create: put the host's firewall before it.")},
        {u"nameserver"_s, Text::tr("create: DNS server; may be repeated."), u"ADDRESS"_s},
        {u"search-domain"_s, Text::tr("create: DNS search domain."), u"DOMAIN"_s},
        {u"nesting"_s, Text::tr("create: may run containers of its own (Docker).")},
        {u"no-nesting"_s, Text::tr("create: not so, whatever the template says.")},
        {u"keyctl"_s, Text::tr("create: may use kernel keys (Docker).")},
        {u"no-keyctl"_s, Text::tr("create: not so, whatever the template says.")},
        {u"fuse"_s, Text::tr("create: may mount FUSE file systems.")},
        {u"no-fuse"_s, Text::tr("create: not so, whatever the template says.")},
        {u"unprivileged"_s, Text::tr("create: its root is not root of the host.")},
        {u"privileged"_s, Text::tr("create: its root is root of the host.")},
        {u"swap"_s, Text::tr("create: swap in MB."), u"MB"_s},
        {u"onboot"_s, Text::tr("create: start it whenever the host starts.")},
        {u"no-onboot"_s, Text::tr("create: not so, whatever the host does with others.")},
        {u"pool"_s, Text::tr("create: pool on Proxmox."), u"NAME"_s},
        {u"description"_s, Text::tr("create: notes on Proxmox."), u"TEXT"_s},
        {u"follow"_s, Text::tr("create, retry: watch it to the end. logs: go on with new lines. list: go on with what changes.")},
        {u"reveal"_s, Text::tr("Show passwords; without it they are masked, in JSON as well.")},
        {u"sim-lines"_s, Text::tr("create, simulated host: log lines."), u"N"_s},
        {u"sim-seconds"_s, Text::tr("create, simulated host: how long it takes."), u"S"_s},
        {u"sim-rate"_s, Text::tr("create, simulated host: lines per second."), u"N"_s},
        {u"fail-at"_s, Text::tr("create, simulated host: step or script that fails."), u"NAME"_s},
        {u"fail-exit-code"_s, Text::tr("create, simulated host: exit code of what fails (1)."), u"N"_s},
        {u"on-failure"_s, Text::tr("create: keep (the default) or rollback: remove what was made when a later step fails."), u"WHAT"_s},
        {u"from"_s, Text::tr("retry: creating, starting, deploying, syncing or finalizing."), u"STEP"_s},
        {u"service"_s, Text::tr("logs: of this service inside the container."), u"NAME"_s},
        {u"lines"_s, Text::tr("logs --service: how many (1-200)."), u"N"_s},
        {u"max-events"_s, Text::tr("events: exit 0 after so many."), u"N"_s},
        {u"timeout"_s, Text::tr("Give up after so many seconds over all."), u"S"_s},
        {u"host"_s, Text::tr("node: name or address of the machine."), u"HOST"_s},
        {u"port"_s, Text::tr("node: of its API (8006)."), u"N"_s},
        {u"pve-node"_s, Text::tr("node: its name in the cluster; without it the one that answers."), u"NAME"_s},
        {u"token"_s, Text::tr("node: API token such as root@pam!slipway; its secret is asked for."), u"USER!NAME"_s},
        {u"user"_s, Text::tr("node: sign in with a password instead, e.g. root@pam."), u"USER"_s},
        {u"secret-file"_s, Text::tr("node: file with the token's secret or the password; - is stdin."), u"FILE"_s},
        {u"fingerprint"_s, Text::tr("node: SHA-256 of the certificate to trust."), u"SHA256"_s},
        {u"ssh-host"_s, Text::tr("node: for SSH, when it is another than --host."), u"HOST"_s},
        {u"ssh-port"_s, Text::tr("node: for SSH (22)."), u"N"_s},
        {u"ssh-user"_s, Text::tr("node: for SSH (root)."), u"USER"_s},
        {u"ssh-key-file"_s, Text::tr("node: private key for SSH. create: public keys for root."), u"FILE"_s},
        {u"ssh-passphrase-file"_s, Text::tr("node: file with the key's passphrase; - is stdin."), u"FILE"_s},
        {u"ssh-password-file"_s, Text::tr("node: file with the password for SSH; - is stdin."), u"FILE"_s},
        {u"ssh-agent"_s, Text::tr("node: sign in with the keys of the backend's SSH agent.")},
        {u"ssh-host-key"_s, Text::tr("node: fingerprint of the host key to trust."), u"SHA256"_s},
        {u"no-ssh"_s, Text::tr("node: no SSH: containers are made, but nothing is put or run inside.")},
        {u"trust-on-first-use"_s, Text::tr("node: trust what it shows, without asking, when nothing is known.")},
        {u"force"_s, Text::tr("node: also when its test fails, or containers live on it. template: replace. bucket: also when templates use it.")},
        {u"as"_s, Text::tr("template: under this name; without it that of the folder."), u"NAME"_s},
        {u"cancel"_s, Text::tr("node download: end the one that goes on.")},
        {u"content"_s, Text::tr("node storages: only those for rootdir, vztmpl…"), u"KIND"_s},
        {{u"y"_s, u"yes"_s}, Text::tr("delete, node, template, bucket: do not ask.")},
        {{u"h"_s, u"help"_s}, Text::tr("Show this, or with a command its options.")},
        {{u"v"_s, u"version"_s}, Text::tr("Show the version.")},
    };
    return list;
}
// clang-format on

bool CommandRule::allows(const QString &option) const
{
    return hasWord(kCommon, option) || hasWord(options, option == u"y"_s ? u"yes"_s : option);
}

std::span<const CommandRule> commandRules() { return kCommands; }

const CommandRule *commandRule(const QString &name)
{
    for (const CommandRule &rule : kCommands)
        if (name == QLatin1StringView(rule.name))
            return &rule;
    return nullptr;
}

bool isCommandGroup(const QString &word)
{
    return std::any_of(std::begin(kCommands), std::end(kCommands), [&](const CommandRule &rule) {
        return QString::fromLatin1(rule.name).startsWith(word + u' ');
    });
}

namespace {

/// What `description` says about `rule`: an option of several commands has a sentence for each ("create: …").
QString descriptionFor(const CommandRule *rule, const QString &description)
{
    static const QRegularExpression head(u"(?:^|(?<=\\. ))([a-z][a-z, -]*): "_s);
    const QString word = rule ? QString::fromLatin1(rule->name).section(u' ', 0, 0) : QString();
    qsizetype begin = -1;
    qsizetype end = description.size();
    auto heads = head.globalMatch(description);
    while (heads.hasNext()) {
        const QRegularExpressionMatch match = heads.next();
        if (begin >= 0) {
            end = match.capturedStart();
            break;
        }
        if (!word.isEmpty() && match.captured(1).contains(word))
            begin = match.capturedEnd();
    }
    if (begin < 0)
        return description;
    QString own = description.sliced(begin, end - begin).trimmed();
    own[0] = own[0].toUpper();
    return own;
}

QString optionLines(const CommandRule *rule)
{
    QString text;
    for (const QCommandLineOption &option : commandOptions()) {
        const bool isCommon = hasWord(kCommon, option.names().last());
        if (rule ? !rule->allows(option.names().last()) : !isCommon)
            continue;
        QString head = option.names().last().prepend(u"--"_s);
        if (!option.valueName().isEmpty())
            head += u" %1"_s.arg(option.valueName());
        text += u"  %1 %2\n"_s.arg(head, -27).arg(descriptionFor(rule, option.description()));
    }
    return text;
}

QString headOf(const CommandRule &rule)
{
    QString head = QString::fromLatin1(rule.name);
    return rule.argument ? head + u' ' + QString::fromLatin1(rule.argument) : head;
}

} // namespace

QString usageText(const CommandRule *rule)
{
    if (rule) {
        QString text =
            Text::tr("Usage: slipwayctl [--server URL] [--token-file FILE] %1 [OPTION]…\n\n%2.\n\n")
                .arg(headOf(*rule), Text::tr(rule->help));
        text += optionLines(rule);
        if (qstrcmp(rule->argument, "ID") == 0)
            text += Text::tr("\nID is the id of a container, the first four or more characters of it, or its "
                             "hostname.\n");
        if (rule->allows(u"source"_s) && rule->allows(u"hostname"_s))
            text += Text::tr(
                "\nA source is \"busybox\", \"debootstrap:SUITE\" or \"rootfs:FILE\" with LXC; with "
                "--node a system such as\n\"debian-12-standard\" or one of 'slipwayctl node templates "
                "NAME'.\n");
        if (rule->allows(u"secret-file"_s))
            text += Text::tr(
                "\nSecrets are read from a file, from stdin or without echo from the terminal, never from "
                "the command line,\nwhere every user of a machine can read them.\n");
        return text;
    }
    QString text =
        Text::tr("Usage: slipwayctl [--server URL] [--token-file FILE] COMMAND [ARGUMENT] [OPTION]…\n\n");
    for (const CommandRule &one : kCommands)
        text += u"  %1 %2\n"_s.arg(headOf(one), -20).arg(Text::tr(one.help));
    text += Text::tr("\nOptions of all commands; 'slipwayctl COMMAND --help' lists those of one:\n\n");
    text += optionLines(nullptr);
    text += Text::tr(
        "\nExit codes: 0 ready or done, 1 failed, refused or not found, 2 wrong command line or request,\n"
        "3 cannot connect or not signed in, 130 interrupted.\n");
    return text;
}

QString commandTable()
{
    QString table = optionTable(commandOptions());
    for (const CommandRule &rule : kCommands) {
        const QStringList fields = {u"command"_s, QString::fromLatin1(rule.name),
                                    QString::fromLatin1(rule.argument), QString::fromLatin1(rule.options),
                                    Text::tr(rule.help)};
        table += fields.join(u'\t') + u'\n';
    }
    return table;
}

} // namespace slipway::cli
