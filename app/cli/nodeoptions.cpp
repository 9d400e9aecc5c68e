#include "app/cli/optionreader.h"

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

namespace {

struct TextOption
{
    const char *option;
    const char *key;
};

Result<void> readSignIn(const QCommandLineParser &parser, QJsonObject &node)
{
    if (parser.isSet(u"token"_s) && parser.isSet(u"user"_s))
        return usage(Text::tr("Cannot use --token together with --user. Choose one."));
    if (parser.isSet(u"token"_s)) {
        const QString token = parser.value(u"token"_s);
        if (token.contains(u'='))
            return usage(Text::tr(
                "Cannot use --token. It takes USER!NAME only: the secret behind it must not stand on "
                "a command line, where every user of this machine can read it. Make a new token "
                "and use --secret-file."));
        const qsizetype mark = token.indexOf(u'!');
        if (mark <= 0 || mark == token.size() - 1)
            return usage(
                Text::tr("Cannot use --token %1. It has the form USER!NAME, for example root@pam!slipway.")
                    .arg(token));
        node.insert("signIn"_L1, u"token"_s);
        node.insert("user"_L1, token.left(mark));
        node.insert("tokenName"_L1, token.mid(mark + 1));
    }
    if (parser.isSet(u"user"_s)) {
        node.insert("signIn"_L1, u"password"_s);
        node.insert("user"_L1, parser.value(u"user"_s));
        node.insert("tokenName"_L1, QString());
    }
    return {};
}

Result<void> readSecrets(const QCommandLineParser &parser, QJsonObject &node, QJsonObject &ssh)
{
    struct Row
    {
        QString option;
        QString what;
        const char *key;
        QJsonObject &into;
    };
    const QList<Row> rows = {{u"secret-file"_s, Text::tr("secret file"), "secret", node},
                             {u"ssh-key-file"_s, Text::tr("key file"), "privateKey", ssh},
                             {u"ssh-passphrase-file"_s, Text::tr("passphrase file"), "passphrase", ssh},
                             {u"ssh-password-file"_s, Text::tr("password file"), "password", ssh}};
    int fromInput = 0;
    for (const Row &row : rows) {
        if (!parser.isSet(row.option))
            continue;
        const QString path = parser.value(row.option);
        if (path == u"-" && ++fromInput > 1)
            return usage(
                Text::tr("Cannot read two secrets from standard input. Put one of them into a file."));
        const Result<QByteArray> bytes = readSecretFile(row.what, path);
        if (!bytes)
            return tl::unexpected(bytes.error());
        // A key is text of lines; the last line end belongs to it.
        const QString end = row.option == u"ssh-key-file" ? u"\n"_s : QString();
        row.into.insert(QLatin1StringView(row.key), QString::fromUtf8(*bytes) + end);
    }
    return {};
}

Result<void> readSsh(const QCommandLineParser &parser, bool isNew, QJsonObject &ssh)
{
    const QList<std::pair<QString, QString>> ways = {{u"ssh-key-file"_s, u"key"_s},
                                                     {u"ssh-password-file"_s, u"password"_s},
                                                     {u"ssh-agent"_s, u"agent"_s},
                                                     {u"no-ssh"_s, QString()}};
    QStringList chosen;
    for (const auto &[option, way] : ways) {
        if (!parser.isSet(option))
            continue;
        chosen.append(u"--"_s + option);
        ssh.insert("enabled"_L1, !way.isEmpty());
        if (!way.isEmpty())
            ssh.insert("signIn"_L1, way);
    }
    if (chosen.size() > 1)
        return usage(Text::tr("Cannot use %1 together. Choose one.").arg(chosen.join(Text::tr(" and "))));
    if (isNew && chosen.isEmpty())
        return usage(
            Text::tr("Cannot add the node. Say how to work inside its containers: --ssh-key-file FILE, "
                     "--ssh-password-file FILE or --ssh-agent; or --no-ssh, then containers are made, but "
                     "nothing can be put or run inside."));
    int port = 0;
    if (auto ok = readNumber(parser, u"ssh-port"_s, 1, 65535, port); !ok)
        return ok;
    if (port > 0)
        ssh.insert("port"_L1, port);
    return {};
}

void readTexts(const QCommandLineParser &parser, std::initializer_list<TextOption> rows, QJsonObject &into)
{
    for (const TextOption &row : rows) {
        const QString option = QString::fromLatin1(row.option);
        if (parser.isSet(option))
            into.insert(QLatin1StringView(row.key), parser.value(option));
    }
}

} // namespace

Result<QJsonObject> readNode(const QCommandLineParser &parser, const QString &name, bool isNew)
{
    QJsonObject node{{"name"_L1, name}};
    QJsonObject ssh;
    readTexts(parser,
              {{"host", "host"},
               {"pve-node", "pveNode"},
               {"fingerprint", "certificateSha256"},
               {"storage", "storage"},
               {"template-storage", "templateStorage"},
               {"bridge", "bridge"}},
              node);
    readTexts(parser, {{"ssh-host", "host"}, {"ssh-user", "user"}, {"ssh-host-key", "hostKeySha256"}}, ssh);
    int port = 0;
    if (auto ok = readNumber(parser, u"port"_s, 1, 65535, port); !ok)
        return tl::unexpected(ok.error());
    if (port > 0)
        node.insert("port"_L1, port);
    if (isNew && !parser.isSet(u"host"_s))
        return usage(Text::tr("Cannot add the node. Say where it is: --host HOST."));
    if (isNew && !parser.isSet(u"token"_s) && !parser.isSet(u"user"_s))
        return usage(Text::tr("Cannot add the node. Say how to sign in: --token USER!NAME, or --user USER."));
    if (auto ok = readSignIn(parser, node); !ok)
        return tl::unexpected(ok.error());
    if (auto ok = readSsh(parser, isNew, ssh); !ok)
        return tl::unexpected(ok.error());
    if (auto ok = readSecrets(parser, node, ssh); !ok)
        return tl::unexpected(ok.error());
    if (!ssh.isEmpty())
        node.insert("ssh"_L1, ssh);
    if (!isNew && node.size() == 1)
        return usage(
            Text::tr("Cannot change the node. No option says what. See slipwayctl node edit --help."));
    return node;
}

} // namespace slipway::cli
