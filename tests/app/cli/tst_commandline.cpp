#include "app/cli/commandline.h"
#include "app/cli/commandtable.h"
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace slipway::cli;
using namespace Qt::Literals::StringLiterals;

class TestCommandLine : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void refuses_data();
    void refuses();
    void optionsBeforeAndAfterTheCommand();
    void serverFromTheEnvironment();
    void tokenBecomesAHeader();
    void tokenGoesOnlyToItsOwnServer_data();
    void tokenGoesOnlyToItsOwnServer();
    void headerKeepsItsValue();
    void specFromOptions();
    void specFromFileChangedByOptions();
    void whatBecomesOfAFailedOne_data();
    void whatBecomesOfAFailedOne();
    void eventsTakesAPathOfTheServer();
    void everyCommandIsInTheUsageText();
    void everyCommandShowsItsOwnOptions();
    void placeOfAContainer();
    void nodeFromOptions();

private:
    QString write(const QString &name, const QByteArray &content);
    QTemporaryDir m_dir;
};

void TestCommandLine::init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

QString TestCommandLine::write(const QString &name, const QByteArray &content)
{
    QFile file(m_dir.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write a test file");
    return file.fileName();
}

void TestCommandLine::refuses_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("word"); // that the message must hold
    const QString server = u"--server=http://127.0.0.1:1"_s;
    QTest::newRow("nothing") << QStringList{} << u"command"_s;
    QTest::newRow("unknown command") << QStringList{u"make"_s} << u"make"_s;
    QTest::newRow("unknown option") << QStringList{u"list"_s, u"--colour"_s} << u"colour"_s;
    QTest::newRow("no server") << QStringList{u"list"_s} << u"--server"_s;
    QTest::newRow("server without scheme")
        << QStringList{u"list"_s, u"--server=localhost:80"_s} << u"localhost:80"_s;
    QTest::newRow("server is a file")
        << QStringList{u"list"_s, u"--server=file:///etc/passwd"_s} << u"file:"_s;
    QTest::newRow("option of another command")
        << QStringList{u"show"_s, u"c1"_s, server, u"--follow"_s} << u"follow"_s;
    QTest::newRow("unknown step") << QStringList{u"retry"_s, u"c1"_s, server, u"--from=polishing"_s}
                                  << u"polishing"_s;
    QTest::newRow("unknown way to fail")
        << QStringList{u"create"_s, server, u"--hostname=a"_s, u"--on-failure=explode"_s} << u"explode"_s;
    QTest::newRow("a range that is none")
        << QStringList{u"create"_s, server, u"--hostname=w{1..}"_s} << u"hostname"_s;
    QTest::newRow("one VMID for several")
        << QStringList{u"create"_s, server, u"--hostname=w{1..2}"_s, u"--vmid=120"_s} << u"vmid"_s;
    QTest::newRow("list with an argument") << QStringList{u"list"_s, server, u"x"_s} << u"no argument"_s;
    QTest::newRow("show without id") << QStringList{u"show"_s, server} << u"ID"_s;
    QTest::newRow("show with two ids") << QStringList{u"show"_s, server, u"a"_s, u"b"_s} << u"ID"_s;
    QTest::newRow("id that climbs up") << QStringList{u"show"_s, server, u"../x"_s} << u"../x"_s;
    QTest::newRow("id with a space") << QStringList{u"show"_s, server, u"a b"_s} << u"a b"_s;
    QTest::newRow("create without hostname") << QStringList{u"create"_s, server} << u"--hostname"_s;
    QTest::newRow("hostname with spaces")
        << QStringList{u"create"_s, server, u"--hostname=my host"_s} << u"hostname"_s;
    QTest::newRow("cores not a number")
        << QStringList{u"create"_s, server, u"--hostname=a"_s, u"--cores=two"_s} << u"two"_s;
    QTest::newRow("cores zero") << QStringList{u"create"_s, server, u"--hostname=a"_s, u"--cores=0"_s}
                                << u"1 to 128"_s;
    QTest::newRow("cores not whole") << QStringList{u"create"_s, server, u"--hostname=a"_s, u"--cores=1.5"_s}
                                     << u"1.5"_s;
    QTest::newRow("file without a target")
        << QStringList{u"create"_s, server, u"--hostname=a"_s, u"--file=motd"_s} << u"motd:/etc/motd"_s;
    QTest::newRow("file to a relative target")
        << QStringList{u"create"_s, server, u"--hostname=a"_s, u"--file=motd:etc/motd"_s} << u"whole path"_s;
    QTest::newRow("file missing") << QStringList{u"create"_s, server, u"--hostname=a"_s,
                                                 u"--file=/nonexistent/x:/etc/x:backup"_s}
                                  << u"/nonexistent/x"_s;
    QTest::newRow("time limit of no script")
        << QStringList{u"create"_s, server, u"--hostname=a"_s, u"--script-timeout=a.sh=5"_s} << u"a.sh"_s;
    QTest::newRow("time limit without seconds")
        << QStringList{u"create"_s, server, u"--hostname=a"_s, u"--script-timeout=a.sh"_s} << u"seconds"_s;
    QTest::newRow("onboot and not") << QStringList{u"create"_s, server, u"--hostname=a"_s, u"--onboot"_s,
                                                   u"--no-onboot"_s}
                                    << u"--onboot"_s;
    QTest::newRow("exit code zero") << QStringList{u"create"_s, server, u"--hostname=a"_s,
                                                   u"--fail-exit-code=0"_s}
                                    << u"1 to"_s;
    QTest::newRow("script missing") << QStringList{u"create"_s, server, u"--hostname=a"_s,
                                                   u"--script=/nonexistent/x.sh"_s}
                                    << u"/nonexistent/x.sh"_s;
    QTest::newRow("spec missing") << QStringList{u"create"_s, server, u"--spec=/nonexistent/x"_s}
                                  << u"/nonexistent/x"_s;
    QTest::newRow("json and human") << QStringList{u"list"_s, server, u"--json"_s, u"--human"_s}
                                    << u"--human"_s;
    QTest::newRow("events without url") << QStringList{u"events"_s} << u"URL"_s;
    QTest::newRow("events with a word") << QStringList{u"events"_s, u"nonsense"_s} << u"nonsense"_s;
    QTest::newRow("max-events zero") << QStringList{u"events"_s, u"http://a/"_s, u"--max-events=0"_s}
                                     << u"max-events"_s;
    QTest::newRow("timeout negative")
        << QStringList{u"events"_s, u"http://a/"_s, u"--timeout=-1"_s} << u"timeout"_s;
    QTest::newRow("timeout nan") << QStringList{u"events"_s, u"http://a/"_s, u"--timeout=nan"_s}
                                 << u"timeout"_s;
    QTest::newRow("header without colon")
        << QStringList{u"list"_s, server, u"--header=Cookie"_s} << u"--header"_s;
    QTest::newRow("header without name")
        << QStringList{u"list"_s, server, u"--header=: x"_s} << u"--header"_s;
    QTest::newRow("header with a line break")
        << QStringList{u"list"_s, server, u"--header=A: b\r\nC: d"_s} << u"--header"_s;
    QTest::newRow("header name with a space")
        << QStringList{u"list"_s, server, u"--header=A B: c"_s} << u"--header"_s;
    QTest::newRow("token file missing")
        << QStringList{u"list"_s, server, u"--token-file=/nonexistent/t"_s} << u"/nonexistent/t"_s;
    QTest::newRow("token file with two words")
        << QStringList{u"list"_s, server, u"--token-file="_s + write(u"two"_s, "a b")} << u"one token"_s;
    QTest::newRow("token file empty")
        << QStringList{u"list"_s, server, u"--token-file="_s + write(u"none"_s, "\n")} << u"one token"_s;
    QTest::newRow("lines of a service")
        << QStringList{u"logs"_s, server, u"a"_s, u"--lines=201"_s} << u"1 to 200"_s;
    QTest::newRow("node alone") << QStringList{u"node"_s, server} << u"node"_s;
    QTest::newRow("node with another word") << QStringList{u"node"_s, u"make"_s, server} << u"node make"_s;
    QTest::newRow("node without a name") << QStringList{u"node"_s, u"show"_s, server} << u"NAME"_s;
    QTest::newRow("node name that climbs")
        << QStringList{u"node"_s, u"show"_s, u"../x"_s, server} << u"../x"_s;
    const QStringList add = {u"node"_s, u"add"_s, u"a"_s, server};
    const QStringList addTo = add + QStringList{u"--host=h"_s};
    const QStringList addAs = addTo + QStringList{u"--token=root@pam!t"_s};
    QTest::newRow("node without a host") << add << u"--host"_s;
    QTest::newRow("node without an account") << addTo << u"--token"_s;
    QTest::newRow("node without a way inside") << addAs << u"--no-ssh"_s;
    QTest::newRow("two ways inside") << addAs + QStringList{u"--no-ssh"_s, u"--ssh-agent"_s}
                                     << u"--ssh-agent"_s;
    QTest::newRow("token and user") << addAs + QStringList{u"--user=root@pam"_s} << u"--user"_s;
    QTest::newRow("token without its name")
        << addTo + QStringList{u"--token=root@pam"_s, u"--no-ssh"_s} << u"USER!NAME"_s;
    QTest::newRow("secret behind the token")
        << addTo + QStringList{u"--token=root@pam!t=12345678-aaaa"_s, u"--no-ssh"_s} << u"command line"_s;
    QTest::newRow("secret file missing")
        << addAs + QStringList{u"--no-ssh"_s, u"--secret-file=/nonexistent/s"_s} << u"/nonexistent/s"_s;
    QTest::newRow("secret file empty")
        << addAs + QStringList{u"--no-ssh"_s, u"--secret-file="_s + write(u"empty"_s, "\n")} << u"empty"_s;
    QTest::newRow("port of a node") << addAs + QStringList{u"--no-ssh"_s, u"--port=0"_s} << u"1 to 65535"_s;
    QTest::newRow("edit of nothing") << QStringList{u"node"_s, u"edit"_s, u"a"_s, server} << u"No option"_s;
    const QStringList create = {u"create"_s, server, u"--hostname=a"_s};
    QTest::newRow("nesting and not") << create + QStringList{u"--nesting"_s, u"--no-nesting"_s}
                                     << u"--no-nesting"_s;
    QTest::newRow("privileged and not")
        << create + QStringList{u"--privileged"_s, u"--unprivileged"_s} << u"--privileged"_s;
    QTest::newRow("vmid too small") << create + QStringList{u"--vmid=99"_s} << u"100 to"_s;
    QTest::newRow("vlan too big") << create + QStringList{u"--vlan=4095"_s} << u"1 to 4094"_s;
    QTest::newRow("private key for a container")
        << create + QStringList{u"--ssh-key-file="_s +
                                write(u"private"_s, "-----BEGIN OPENSSH PRIVATE KEY-----\n")}
        << u"private key"_s;
}

void TestCommandLine::refuses()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, word);
    const Result<CommandLine> line = parseCommandLine(arguments, {});
    QVERIFY(!line);
    QCOMPARE(line.error().code, ErrorCode::Invalid);
    QVERIFY2(line.error().message.contains(word), qPrintable(line.error().message));
}

void TestCommandLine::optionsBeforeAndAfterTheCommand()
{
    const auto before =
        parseCommandLine({u"--server"_s, u"http://h:1"_s, u"--json"_s, u"watch"_s, u"abc"_s}, {});
    const auto after =
        parseCommandLine({u"watch"_s, u"abc"_s, u"--json"_s, u"--server"_s, u"http://h:1"_s}, {});
    for (const auto &line : {before, after}) {
        QVERIFY(line);
        QCOMPARE(line->command, u"watch"_s);
        QCOMPARE(line->target, u"abc"_s);
        QCOMPARE(line->server, QUrl(u"http://h:1"_s));
        QCOMPARE(line->output, OutputMode::Json);
    }
}

void TestCommandLine::serverFromTheEnvironment()
{
    const Environment environment{u"http://env:1"_s, write(u"token"_s, "secret-of-env\n")};
    const auto line = parseCommandLine({u"list"_s}, environment);
    QVERIFY(line);
    QCOMPARE(line->server, QUrl(u"http://env:1"_s));
    QCOMPARE(line->headers, (Headers{{"Authorization", "Bearer secret-of-env"}}));
    const auto named = parseCommandLine({u"list"_s, u"--server=http://cli:2"_s}, environment);
    QCOMPARE(named->server, QUrl(u"http://cli:2"_s));
}

void TestCommandLine::tokenBecomesAHeader()
{
    const QString file = write(u"token"_s, "  abc.DEF-123_  \n");
    const auto line = parseCommandLine({u"list"_s, u"--server=http://h:1"_s, u"--token-file"_s, file}, {});
    QVERIFY(line);
    QCOMPARE(line->headers, (Headers{{"Authorization", "Bearer abc.DEF-123_"}}));
}

void TestCommandLine::tokenGoesOnlyToItsOwnServer_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("isSent");
    QTest::newRow("same server") << u"http://h:8080/x"_s << true;
    QTest::newRow("same server, path only") << u"/x"_s << true;
    QTest::newRow("other host") << u"http://evil:8080/x"_s << false;
    QTest::newRow("other port") << u"http://h/x"_s << false;
    QTest::newRow("other scheme") << u"https://h:8080/x"_s << false;
    QTest::newRow("host as user") << u"http://h:8080@evil/x"_s << false;
}

void TestCommandLine::tokenGoesOnlyToItsOwnServer()
{
    QFETCH(QString, url);
    QFETCH(bool, isSent);
    const auto line = parseCommandLine({u"events"_s, url}, {u"http://h:8080"_s, write(u"token"_s, "abc")});
    QVERIFY2(line, line ? "" : qPrintable(line.error().message));
    QCOMPARE(!line->headers.isEmpty(), isSent);
}

void TestCommandLine::headerKeepsItsValue()
{
    const auto line =
        parseCommandLine({u"events"_s, u"http://h/"_s, u"--header"_s, u"Cookie: a=b: c; d=\"e\""_s,
                          u"--header=X-Empty:"_s, u"--header"_s, u"X-Name: Grüße"_s},
                         {});
    QVERIFY(line);
    QCOMPARE(line->headers, (Headers{{"Cookie", "a=b: c; d=\"e\""}, {"X-Empty", ""}, {"X-Name", "Grüße"}}));
}

void TestCommandLine::specFromOptions()
{
    const QString first = write(u"00-first.sh"_s, "echo 1\n");
    const QString second = write(u"01-second.sh"_s, "echo 2\n");
    const auto line =
        parseCommandLine({u"create"_s, u"--server=http://h:1"_s, u"--hostname=web"_s, u"--script"_s, second,
                          u"--script"_s, first, u"--package=nginx"_s, u"--package=curl"_s, u"--cores=2"_s,
                          u"--memory=1024"_s, u"--disk=16"_s, u"--source=busybox"_s, u"--sim-lines=5"_s,
                          u"--sim-seconds=0.5"_s, u"--fail-at=deploying"_s, u"--follow"_s},
                         {});
    QVERIFY2(line, line ? "" : qPrintable(line.error().message));
    const ContainerSpec &spec = line->spec;
    QCOMPARE(spec.hostname, u"web"_s);
    QCOMPARE(spec.source, u"busybox"_s);
    QCOMPARE(spec.packages, (QStringList{u"nginx"_s, u"curl"_s}));
    QCOMPARE(spec.scripts.size(), 2);
    QCOMPARE(spec.scripts[0].name, u"01-second.sh"_s); // the order of the command line
    QCOMPARE(spec.scripts[1].content, QByteArray("echo 1\n"));
    QCOMPARE(spec.cores, 2);
    QCOMPARE(spec.memoryMb, 1024);
    QCOMPARE(spec.diskGb, 16);
    QVERIFY(spec.simulation);
    QCOMPARE(spec.simulation->lines, 5);
    QCOMPARE(spec.simulation->durationSeconds, 0.5);
    QCOMPARE(spec.simulation->failAt, u"deploying"_s);
    QVERIFY(line->follow);
}

void TestCommandLine::specFromFileChangedByOptions()
{
    const QString file = write(u"spec.json"_s, R"({"hostname":"from-file","cores":4})");
    const auto line = parseCommandLine(
        {u"create"_s, u"--server=http://h:1"_s, u"--spec"_s, file, u"--hostname=other"_s}, {});
    QVERIFY2(line, line ? "" : qPrintable(line.error().message));
    QCOMPARE(line->spec.hostname, u"other"_s);
    QCOMPARE(line->spec.cores, 4);
    QVERIFY(!line->spec.simulation);
}

void TestCommandLine::whatBecomesOfAFailedOne_data()
{
    QTest::addColumn<QByteArray>("inFile");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<bool>("rollsBack");
    const QByteArray plain = R"({"hostname":"a"})", rollback = R"({"hostname":"a","onFailure":"rollback"})";
    QTest::newRow("said nowhere") << plain << QStringList() << false;
    QTest::newRow("in the file") << rollback << QStringList() << true;
    QTest::newRow("as an option") << plain << QStringList{u"--on-failure=rollback"_s} << true;
    QTest::newRow("the option wins") << rollback << QStringList{u"--on-failure=keep"_s} << false;
}

void TestCommandLine::whatBecomesOfAFailedOne()
{
    QFETCH(QByteArray, inFile);
    QFETCH(QStringList, options);
    QFETCH(bool, rollsBack);
    const QString file = write(u"spec.json"_s, inFile);
    const auto line =
        parseCommandLine(QStringList{u"create"_s, u"--server=http://h:1"_s, u"--spec"_s, file} + options, {});
    QVERIFY2(line, line ? "" : qPrintable(line.error().message));
    QCOMPARE(line->spec.onFailure == OnFailure::Rollback, rollsBack);
    QCOMPARE(toRequestJson(line->spec).contains(R"("onFailure":"rollback")"), rollsBack);
}

void TestCommandLine::eventsTakesAPathOfTheServer()
{
    const auto line = parseCommandLine({u"events"_s, u"/api/x?y=1"_s, u"--server=http://h:1"_s}, {});
    QVERIFY(line);
    QCOMPARE(line->target, u"http://h:1/api/x?y=1"_s);
}

void TestCommandLine::everyCommandIsInTheUsageText()
{
    const QString text = usageText();
    for (const CommandRule &rule : commandRules())
        QVERIFY2(text.contains(u"\n  "_s + QString::fromLatin1(rule.name)), rule.name);
    for (const QString &line : text.split(u'\n'))
        QVERIFY2(line.size() < 110, qPrintable(line));
}

void TestCommandLine::everyCommandShowsItsOwnOptions()
{
    QStringList shown;
    for (const CommandRule &rule : commandRules()) {
        const auto line =
            parseCommandLine(QString::fromLatin1(rule.name).split(u' ') + QStringList{u"--help"_s}, {});
        QVERIFY2(line && line->text == usageText(&rule), rule.name);
        for (const QString &option : QString::fromLatin1(rule.options).split(u' ', Qt::SkipEmptyParts)) {
            QVERIFY2(line->text.contains(u"\n  --%1 "_s.arg(option)), qPrintable(option));
            shown += option;
        }
        QVERIFY2(line->text.contains(u"\n  --server "_s), rule.name);
        for (const QString &one : line->text.split(u'\n'))
            QVERIFY2(one.size() < 115, qPrintable(one));
    }
    // And there is no option that no command knows.
    for (const QCommandLineOption &option : commandOptions()) {
        const QString name = option.names().last();
        QVERIFY2(shown.contains(name) || usageText().contains(u"\n  --"_s + name), qPrintable(name));
    }
}

void TestCommandLine::placeOfAContainer()
{
    const QString keys = write(
        u"keys.pub"_s,
        "# mine\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJt0s8pW0rWnFqWmUYn0nYd3Jz8tV1m9R3kq0b8sCk5d me\n\n");
    const auto line = parseCommandLine({u"create"_s,
                                        u"--server=http://h:1"_s,
                                        u"--hostname=a"_s,
                                        u"--node=pve"_s,
                                        u"--vmid=4711"_s,
                                        u"--storage=local-lvm"_s,
                                        u"--template-storage=local"_s,
                                        u"--bridge=vmbr1"_s,
                                        u"--ip=10.0.0.5/24"_s,
                                        u"--gateway=10.0.0.1"_s,
                                        u"--ip6=auto"_s,
                                        u"--vlan=42"_s,
                                        u"--firewall"_s,
                                        u"--nameserver=10.0.0.2"_s,
                                        u"--nameserver=10.0.0.3"_s,
                                        u"--search-domain=example.org"_s,
                                        u"--nesting"_s,
                                        u"--no-keyctl"_s,
                                        u"--privileged"_s,
                                        u"--swap=0"_s,
                                        u"--onboot"_s,
                                        u"--pool=web"_s,
                                        u"--description=a b"_s,
                                        u"--ssh-key-file="_s + keys,
                                        u"--source=debian-12-standard"_s},
                                       {});
    QVERIFY2(line, line ? "" : qPrintable(line.error().message));
    const ContainerSpec &spec = line->spec;
    QCOMPARE(spec.node, u"pve"_s);
    QCOMPARE(spec.vmid, 4711);
    QCOMPARE(spec.storage, u"local-lvm"_s);
    QCOMPARE(spec.templateStorage, u"local"_s);
    QCOMPARE(spec.bridge, u"vmbr1"_s);
    QCOMPARE(spec.network.ipv4, u"10.0.0.5/24"_s);
    QCOMPARE(spec.network.gateway, u"10.0.0.1"_s);
    QCOMPARE(spec.network.ipv6, u"auto"_s);
    QCOMPARE(spec.network.vlan, 42);
    QVERIFY(spec.network.firewall);
    QCOMPARE(spec.network.nameservers, QStringList({u"10.0.0.2"_s, u"10.0.0.3"_s}));
    QCOMPARE(spec.network.searchDomain, u"example.org"_s);
    QCOMPARE(spec.features.nesting, std::optional(true));
    QCOMPARE(spec.features.keyctl, std::optional(false));
    QCOMPARE(spec.features.fuse, std::nullopt);
    QCOMPARE(spec.unprivileged, std::optional(false));
    QCOMPARE(spec.swapMb, std::optional(0));
    QCOMPARE(spec.startOnBoot, std::optional(true));
    QCOMPARE(spec.pool, u"web"_s);
    QCOMPARE(spec.description, u"a b"_s);
    QCOMPARE(spec.sshPublicKeys.size(), 1);
    QVERIFY(spec.sshPublicKeys.first().startsWith(u"ssh-ed25519 AAAA"));
    QCOMPARE(spec.source, u"debian-12-standard"_s);
}

void TestCommandLine::nodeFromOptions()
{
    const QString key =
        write(u"key"_s, "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY-----\n");
    const auto line = parseCommandLine(
        {u"node"_s, u"add"_s, u"pve1"_s, u"--server=http://h:1"_s, u"--host=10.0.0.2"_s, u"--port=8007"_s,
         u"--token=root@pam!ship"_s, u"--secret-file="_s + write(u"secret"_s, "top-secret\n"),
         u"--ssh-key-file="_s + key, u"--ssh-port=2222"_s, u"--storage=local-lvm"_s, u"--bridge=vmbr0"_s},
        {});
    QVERIFY2(line, line ? "" : qPrintable(line.error().message));
    QCOMPARE(line->command, u"node add"_s);
    QCOMPARE(line->target, u"pve1"_s);
    const QJsonObject expected{
        {u"name"_s, u"pve1"_s},
        {u"host"_s, u"10.0.0.2"_s},
        {u"port"_s, 8007},
        {u"signIn"_s, u"token"_s},
        {u"user"_s, u"root@pam"_s},
        {u"tokenName"_s, u"ship"_s},
        {u"secret"_s, u"top-secret"_s},
        {u"storage"_s, u"local-lvm"_s},
        {u"bridge"_s, u"vmbr0"_s},
        {u"ssh"_s,
         QJsonObject{{u"enabled"_s, true},
                     {u"signIn"_s, u"key"_s},
                     {u"port"_s, 2222},
                     {u"privateKey"_s, u"-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH "
                                       "PRIVATE KEY-----\n"_s}}}};
    QCOMPARE(line->node, expected);

    // An edit says what was asked for and nothing else.
    const auto edit =
        parseCommandLine({u"node"_s, u"edit"_s, u"pve1"_s, u"--server=http://h:1"_s, u"--no-ssh"_s}, {});
    QVERIFY2(edit, edit ? "" : qPrintable(edit.error().message));
    QCOMPARE(edit->node,
             QJsonObject({{u"name"_s, u"pve1"_s}, {u"ssh"_s, QJsonObject{{u"enabled"_s, false}}}}));
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
