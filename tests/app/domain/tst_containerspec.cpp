#include "app/domain/container.h"
#include "app/domain/containerspec.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;

static ContainerSpec goodSpec()
{
    ContainerSpec spec;
    spec.hostname = u"web-01"_s;
    spec.templateName = u"busybox-web"_s;
    spec.source = u"debootstrap:bookworm"_s;
    spec.tags = {u"web"_s};
    spec.packages = {u"nginx"_s, u"g++"_s, u"libc6:i386"_s, u"curl=7.88.1-10+deb12u5"_s};
    spec.scripts = {{u"00-a.sh"_s, "echo a\n", 60}, {u"01-b.sh"_s, "echo b\n", 3600}};
    spec.files = {{u"/etc/app/app.conf"_s, "x=1\n", FileSpec::Policy::Backup},
                  {u"/usr/local/bin/tool"_s,
                   QByteArray("\x7f"
                              "ELF\0\xff",
                              6),
                   FileSpec::Policy::Default}};
    spec.npmPackages = {u"pm2"_s, u"@vue/cli@5.0.8"_s, u"left-pad@^1.3.0"_s};
    spec.pipPackages = {u"flask"_s, u"uvicorn[standard]==0.30.1"_s, u"requests>=2.31,<3"_s};
    spec.given = GivenFields::all();
    spec.rootPassword = Secret(QByteArray("correct horse"));
    spec.simulation = SimulationSpec{2.5, 40, 0, u"01-b.sh"_s, 3};
    spec.onFailure = OnFailure::Rollback;
    return spec;
}

// Everything a host with nodes can be asked for.
static ContainerSpec nodeSpec()
{
    ContainerSpec spec = goodSpec();
    spec.node = u"pve"_s;
    spec.source = u"local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst"_s;
    spec.vmid = 4711;
    spec.storage = u"local-lvm"_s;
    spec.templateStorage = u"local"_s;
    spec.bridge = u"vmbr0"_s;
    spec.pool = u"web/front"_s;
    spec.description = u"Shop\n\tof Ada, äöü"_s;
    spec.network = {u"192.168.1.50/24"_s,
                    u"192.168.1.1"_s,
                    u"2001:db8::50/64"_s,
                    u"fe80::1"_s,
                    4094,
                    true,
                    {u"192.168.1.1"_s, u"2001:db8::53"_s},
                    u"example.net"_s};
    spec.features = {true, false, std::nullopt};
    spec.unprivileged = false;
    spec.swapMb = 0;
    spec.startOnBoot = true;
    spec.sshPublicKeys = {
        u"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKdbUEf/DjfluSzy0BqUwSwiCVaeRxGXCFlWLI7tdVnb ada@desk"_s};
    return spec;
}

class TestContainerSpec : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void aGoodSpecHasNoErrors()
    {
        QCOMPARE(validate(goodSpec()), QList<FieldError>());
        QCOMPARE(validate(nodeSpec()), QList<FieldError>());
    }

    void roundTrip()
    {
        const auto parsed = containerSpecFromJson(toRequestJson(goodSpec()));
        QVERIFY(parsed);
        QCOMPARE(parsed->errors, QList<FieldError>());
        QCOMPARE(parsed->spec, goodSpec());
        const auto onNode = containerSpecFromJson(toRequestJson(nodeSpec()));
        QCOMPARE(onNode->errors, QList<FieldError>());
        QCOMPARE(onNode->spec, nodeSpec());
        // What is kept lacks the password alone; what a list shows also the contents.
        ContainerSpec kept = nodeSpec();
        kept.rootPassword.reset();
        QCOMPARE(containerSpecFromJson(QJsonDocument(toRedactedJson(nodeSpec())).toJson())->spec, kept);
        const QJsonObject row = toSummaryJson(nodeSpec());
        QCOMPARE(row.value(u"network"_s), toRedactedJson(nodeSpec()).value(u"network"_s));
        QCOMPARE(row.value(u"vmid"_s), QJsonValue(4711));
    }

    // One change each to a spec that is good, and what is said about it.
    void placement_data();
    void placement()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, field);
        QFETCH(QString, says);
        const auto parsed = containerSpecFromJson(json);
        QVERIFY(parsed);
        const QList<FieldError> errors = parsed->errors + validate(parsed->spec);
        if (field.isEmpty()) {
            QCOMPARE(errors, QList<FieldError>());
            return;
        }
        QCOMPARE(errors.size(), 1);
        QCOMPARE(errors.first().field, field);
        const QString &message = errors.first().message;
        QVERIFY2(message.contains(says), qPrintable(message));
        QVERIFY2(message.startsWith(u"Cannot ") && message.count(u". ") >= 2, qPrintable(message));
    }

    // What nobody chose is left to the template; what somebody chose is sent, also if it is the default.
    void onlyGivenNumbersAreSent()
    {
        ContainerSpec spec;
        spec.hostname = u"a"_s;
        QCOMPARE(toRequestJson(spec), QByteArray(R"({"hostname":"a"})"));
        spec.given.cores = true;
        spec.memoryMb = 1024;
        QCOMPARE(toRequestJson(spec), QByteArray(R"({"cores":1,"hostname":"a","memoryMb":1024})"));
        const GivenFields parsed = containerSpecFromJson(toRequestJson(spec))->spec.given;
        QVERIFY(parsed.cores && parsed.memoryMb && !parsed.diskGb);
        // What was run is told in full, so that it is tried again with the same.
        QVERIFY(toRedactedJson(spec).contains(u"diskGb"_s));
    }

    void failAt_data()
    {
        QTest::addColumn<bool>("good");
        for (const char *place :
             {"", "creating", "starting", "deploying", "syncing", "finalizing", "01-b.sh"})
            QTest::newRow(place) << true;
        for (const char *place : {"deployment", "Creating", "99-none.sh", "creating "})
            QTest::newRow(place) << false;
    }
    void failAt()
    {
        QFETCH(bool, good);
        ContainerSpec spec = goodSpec();
        spec.simulation->failAt = QString::fromLatin1(QTest::currentDataTag());
        const QList<FieldError> errors = validateComplete(spec);
        QCOMPARE(errors.size(), good ? 0 : 1);
        if (!good)
            QCOMPARE(errors.first().field, u"simulation.failAt"_s);
    }

    void moduleNames_data()
    {
        QTest::addColumn<QString>("npm");
        QTest::addColumn<QString>("pip");
        QTest::newRow("option") << u"--prefix=/"_s << u"--index-url=http://x"_s;
        QTest::newRow("path") << u"../evil"_s << u"./evil"_s;
        QTest::newRow("address") << u"https://x/y.tgz"_s << u"git+https://x/y"_s;
        QTest::newRow("shell") << u"a;reboot"_s << u"a$(reboot)"_s;
        QTest::newRow("line end") << u"a\n"_s << u"a\n"_s;
        QTest::newRow("empty") << QString() << QString();
    }
    void moduleNames()
    {
        QFETCH(QString, npm);
        QFETCH(QString, pip);
        ContainerSpec spec = goodSpec();
        spec.npmPackages = {u"good"_s, npm};
        spec.pipPackages = {pip};
        const QList<FieldError> errors = validate(spec);
        QCOMPARE(errors.size(), 2);
        QCOMPARE(errors.at(0).field, u"npmPackages[1]"_s);
        QCOMPARE(errors.at(1).field, u"pipPackages[0]"_s);
    }

    void redactedFormsHoldNoPassword()
    {
        const QByteArray redacted = QJsonDocument(toRedactedJson(goodSpec())).toJson();
        QVERIFY(!redacted.contains("horse"));
        QVERIFY(redacted.contains("••••••"));
        QVERIFY(!QJsonDocument(toSummaryJson(goodSpec())).toJson().contains("echo a"));
        const auto parsed = containerSpecFromJson(redacted);
        QVERIFY(parsed && parsed->errors.isEmpty());
        QVERIFY2(!parsed->spec.rootPassword, "the mask is no password");
        QCOMPARE(parsed->spec.scripts, goodSpec().scripts);
    }

    void hostnames_data()
    {
        QTest::addColumn<QString>("hostname");
        QTest::addColumn<QString>("says"); // empty: good
        const auto row = [](const char *name, const char *says) {
            QTest::newRow(name) << QString::fromUtf8(name) << QString::fromUtf8(says);
        };
        row("a", "");
        row("web-01", "");
        row("3com", "");
        row("a.b-c.example", "");
        row("xn--grn-1na", "");
        row("", "without a hostname");
        row("my web server", "Try \"my-web-server\"");
        row(" web", "Try \"web\"");
        row("web\n", "spaces");
        row("Web-01", "Try \"web-01\"");
        row("web_01", "Try \"web-01\"");
        row("grün", "Cannot use \"ü\"");
        row("-web", "begins or ends with a hyphen");
        row("web-", "Try \"web\"");
        row("a.-b", "begins or ends with a hyphen");
        row(".web", "before or after a dot");
        row("a..b", "before or after a dot");
        row("10.0.0.5", "read as an address");
        row("42", "read as an address");
        row("web;reboot", "Cannot use \";\"");
        row("../etc", "Cannot use \"/\"");
        QTest::newRow("63 characters") << QString(63, u'a') << QString();
        QTest::newRow("64 characters") << QString(64, u'a') << u"At most 63"_s;
        QTest::newRow("a NUL") << u"a"_s + QChar(0) << u"not printable"_s;
        QTest::newRow("only signs") << u"!!!"_s << u"Use letters"_s;
    }
    void hostnames()
    {
        QFETCH(QString, hostname);
        QFETCH(QString, says);
        const auto error = validateHostname(hostname);
        QCOMPARE(error.has_value(), !says.isEmpty());
        if (error) {
            QVERIFY2(error->message.contains(says), qPrintable(error->message));
            QVERIFY(error->message.startsWith(u"Cannot "));
            QCOMPARE(error->field, u"hostname"_s);
        }
    }

    // What the message proposes is itself good.
    void suggestionsAreValid()
    {
        static const QRegularExpression quoted(u"Try \"([^\"]+)\""_s);
        for (const QString &bad :
             {u"My Web"_s, u"--a--"_s, u"a _ b"_s, u"a.-b"_s, u"A.B C."_s, u"x-. y"_s, u"ÄÖ web"_s}) {
            const auto error = validateHostname(bad);
            QVERIFY(error);
            const auto match = quoted.match(error->message);
            QVERIFY2(match.hasMatch(), qPrintable(error->message));
            QVERIFY2(!validateHostname(match.captured(1)), qPrintable(error->message));
        }
    }

    void fields_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("field");
        const auto row = [](const char *name, const char *member, const char *field) {
            QTest::newRow(name) << QByteArray("{\"hostname\":\"a\",") + member + '}'
                                << QString::fromLatin1(field);
        };
        row("unknown field", R"("hostnam":"b")", "hostnam");
        row("unknown field of a script", R"("scripts":[{"name":"a.sh","content":"x","x":1}])",
            "scripts[0].x");
        row("cores as text", R"("cores":"2")", "cores");
        row("cores 1.5", R"("cores":1.5)", "cores");
        row("cores 0", R"("cores":0)", "cores");
        row("memory too large", R"("memoryMb":1048577)", "memoryMb");
        row("disk negative", R"("diskGb":-1)", "diskGb");
        row("tags no list", R"("tags":"a")", "tags");
        row("tag of a number", R"("tags":["a",1])", "tags[1]");
        row("tag with space", R"("tags":["a b"])", "tags[0]");
        row("package that is an option", R"("packages":["nginx","--force-yes"])", "packages[1]");
        row("package with shell", R"("packages":["a;b"])", "packages[0]");
        row("template path", R"("template":"../x")", "template");
        row("source unknown", R"("source":"docker:alpine")", "source");
        row("source climbs", R"("source":"rootfs:/srv/../etc/shadow")", "source");
        row("script path", R"("scripts":[{"name":"../a.sh","content":"x"}])", "scripts[0].name");
        row("script option", R"("scripts":[{"name":"-a.sh","content":"x"}])", "scripts[0].name");
        row("script empty", "\"scripts\":[{\"name\":\"a.sh\",\"content\":\" \\n\"}]", "scripts[0].content");
        row("script twice", R"("scripts":[{"name":"a.sh","content":"x"},{"name":"a.sh","content":"y"}])",
            "scripts[1].name");
        row("script no object", R"("scripts":["a"])", "scripts[0]");
        row("script timeout", R"("scripts":[{"name":"a.sh","content":"x","timeoutSeconds":0}])",
            "scripts[0].timeoutSeconds");
        row("script binary", "\"scripts\":[{\"name\":\"a.sh\",\"content\":\"x\\u0000\"}]",
            "scripts[0].content");
        row("file climbs", R"("files":[{"path":"/etc/../../x","content":""}])", "files[0].path");
        row("file relative", R"("files":[{"path":"etc/x","content":""}])", "files[0].path");
        row("file directory", R"("files":[{"path":"/etc/","content":""}])", "files[0].path");
        row("file of the kernel", R"("files":[{"path":"/proc/sysrq-trigger","content":"b"}])",
            "files[0].path");
        row("file with line end", "\"files\":[{\"path\":\"/etc/a\\nb\",\"content\":\"\"}]", "files[0].path");
        row("file twice", R"("files":[{"path":"/a/b","content":""},{"path":"/a/b","content":""}])",
            "files[1].path");
        row("file policy", R"("files":[{"path":"/a","content":"","policy":"merge"}])", "files[0].policy");
        row("file base64", R"("files":[{"path":"/a","contentBase64":"!!"}])", "files[0].contentBase64");
        row("file both contents", R"("files":[{"path":"/a","content":"x","contentBase64":"eA=="}])",
            "files[0].contentBase64");
        row("password with line end", "\"rootPassword\":\"abcdef\\nroot2:x\"", "rootPassword");
        row("password short", R"("rootPassword":"abc")", "rootPassword");
        row("password number", R"("rootPassword":12345678)", "rootPassword");
        row("onFailure unknown", R"("onFailure":"explode")", "onFailure");
        row("onFailure no text", R"("onFailure":true)", "onFailure");
        row("simulation no object", R"("simulation":true)", "simulation");
        row("simulation unknown", R"("simulation":{"speed":1})", "simulation.speed");
        row("simulation negative", R"("simulation":{"lines":-1})", "simulation.lines");
        row("simulation exit code", R"("simulation":{"failExitCode":0})", "simulation.failExitCode");
        row("simulation duration", R"("simulation":{"durationSeconds":1e9})", "simulation.durationSeconds");
    }
    void fields()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, field);
        const auto parsed = containerSpecFromJson(json);
        QVERIFY(parsed);
        const QList<FieldError> errors = parsed->errors + validate(parsed->spec);
        QCOMPARE(errors.size(), 1);
        QCOMPARE(errors.first().field, field);
        QVERIFY2(errors.first().message.startsWith(u"Cannot "), qPrintable(errors.first().message));
        QVERIFY2(errors.first().message.count(u". ") >= 2, qPrintable(errors.first().message));
    }

    void limits()
    {
        ContainerSpec spec;
        spec.hostname = u"a"_s;
        for (int i = 0; i <= SpecLimits::maxScripts; ++i)
            spec.scripts.append({u"%1.sh"_s.arg(i), "x", 1});
        QCOMPARE(validate(spec).size(), 1);
        QCOMPARE(validate(spec).first().field, u"scripts"_s);
        spec.scripts = {{u"a.sh"_s, QByteArray(SpecLimits::maxScriptBytes, 'x'), 1}};
        QVERIFY(validate(spec).isEmpty());
        spec.scripts.first().content += 'x';
        QCOMPARE(validate(spec).first().field, u"scripts[0].content"_s);
        spec.scripts.clear();
        spec.files = {{u"/a"_s, QByteArray(SpecLimits::maxFileBytes + 1, 'x'), FileSpec::Policy::Replace}};
        QCOMPARE(validate(spec).first().field, u"files[0].content"_s);
        spec.files.clear();
        for (int i = 0; i < 9; ++i)
            spec.files.append(
                {u"/a%1"_s.arg(i), QByteArray(SpecLimits::maxFileBytes, 'x'), FileSpec::Policy::Replace});
        QCOMPARE(validate(spec).first().field, u"files"_s);
    }

    void noObjectIsAnError_data()
    {
        QTest::addColumn<QByteArray>("json");
        for (const char *json : {"", "[]", "\"x\"", "{", "{\"hostname\":}", "hostname=a", "\xff\xfe"})
            QTest::newRow(json) << QByteArray(json);
    }
    void noObjectIsAnError()
    {
        QFETCH(QByteArray, json);
        const auto parsed = containerSpecFromJson(json);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().code, ErrorCode::Invalid);
    }

    void containerRoundTrip()
    {
        Container container;
        container.id = {u"abc"_s};
        container.hostname = u"web-01"_s;
        container.templateName = u"default"_s;
        container.host = u"proxmox"_s;
        container.node = u"pve"_s;
        container.lifecycle = Lifecycle::Creating;
        container.createdAt = u"2026-11-21T16:37:26.805Z"_s;
        container.spec = toRedactedJson(goodSpec());
        container.snapshot.apply(ProgressEvent::makeStep(Step::Starting, 35, u"x"_s));
        const auto read = containerFromJson(toJson(container, true));
        QVERIFY(read);
        QCOMPARE(*read, container);
        const QJsonObject row = toJson(container, false);
        QCOMPARE(row.value(u"percent"_s).toInt(), 35);
        QCOMPARE(row.value(u"step"_s).toString(), u"starting"_s);
        QVERIFY(!row.contains(u"snapshot"_s));
        QVERIFY2(!QJsonDocument(row).toJson().contains("echo a"), "rows of a list are small");
        QVERIFY(!containerFromJson({{u"id"_s, u"../x"_s}}));
    }
};

void TestContainerSpec::placement_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("says");
    const auto row = [](const QByteArray &members, const char *field = "", const char *says = "") {
        QTest::newRow(members.constData()) << QByteArray("{\"hostname\":\"a\",") + members + '}'
                                           << QString::fromLatin1(field) << QString::fromUtf8(says);
    };
    row(R"("node":"pve")");
    row(R"("node":"pve","source":"debian-12-standard")");
    row(R"("node":"pve","source":"debian-12-standard_12.7-1_amd64.tar.zst")");
    row(R"("node":null,"network":null,"features":null,"unprivileged":null,"swapMb":null)");
    row(R"("node":"My node")", "node", "list");
    row(R"("node":["pve"])", "node", "text in quotes");
    row(R"("node":"pve","source":"debootstrap:bookworm")", "source", "begin with an OS template");
    row(R"("node":"pve","source":"busybox")", "source", "begin with an OS template");
    row(R"("node":"pve","source":"local:iso/x.iso")", "source", "local:vztmpl/NAME");
    row(R"("node":"pve","source":"local:vztmpl/../x")", "source", "local:vztmpl/NAME");
    row(R"("source":"debian-12-standard")", "source", "none of busybox");
    row(R"("vmid":100)");
    row(R"("vmid":99)", "vmid", "From 100");
    row(R"("vmid":1000000000)", "vmid", "next free");
    row(R"("vmid":"100")", "vmid", "whole number");
    row(R"("storage":"local:8")", "storage", "list");
    row(R"("templateStorage":"-local")", "templateStorage", "list");
    row(R"("bridge":"vmbr0,firewall=0")", "bridge", "1 to 15");
    row(R"("pool":"a/b/c")");
    row(R"("pool":"a b")", "pool", "Pools");
    row(R"("description":"a\u0000b")", "description", "control character");
    row(R"("swapMb":-1)", "swapMb", "From 0");
    row(R"("startOnBoot":1)", "startOnBoot", "true or false");
    row(R"("unprivileged":"yes")", "unprivileged", "true or false");
    row(R"("features":{"nesting":1})", "features.nesting", "true or false");
    row(R"("features":{"mount":"nfs"})", "features.mount", "not known");
    row(R"("features":true)", "features", "an object");
    row(R"("network":{"ip":"dhcp"})", "network.ip", "not known");
    row(R"("network":[])", "network", "an object");
    row(R"("network":{"ipv4":"dhcp","ipv6":"auto"})");
    row(R"("network":{"ipv6":"dhcp"})");
    row(R"("network":{"ipv4":"10.0.0.0/31","gateway":"10.0.0.1"})");
    row(R"("network":{"ipv4":"10.0.0.5/32"})");
    row(R"("network":{"ipv4":"DHCP"})", "network.ipv4", "no IPv4 address");
    row(R"("network":{"ipv4":"192.168.1.50"})", "network.ipv4", "for example 192.168.1.50/24");
    row(R"("network":{"ipv4":"192.168.1.50/33"})", "network.ipv4", "from 8 to 32");
    row(R"("network":{"ipv4":"192.168.1.50/ 24"})", "network.ipv4", "from 8 to 32");
    row(R"("network":{"ipv4":"192.168.1.50/255.255.255.0"})", "network.ipv4", "from 8 to 32");
    row(R"("network":{"ipv4":"192.168.1.050/24"})", "network.ipv4", "no IPv4 address");
    row(R"("network":{"ipv4":"2001:db8::1/64"})", "network.ipv4", "no IPv4 address");
    row(R"("network":{"ipv4":"192.168.1.0/24"})", "network.ipv4", "first address");
    row(R"("network":{"ipv4":"192.168.1.255/24"})", "network.ipv4", "broadcast address");
    row(R"("network":{"ipv4":"192.168.0.255/23"})");
    row(R"("network":{"ipv4":"127.0.0.2/8"})", "network.ipv4", "kept for other uses");
    row(R"("network":{"ipv4":"192.168.1.50/24,gw=1.2.3.4"})", "network.ipv4", "from 8 to 32");
    row(R"("network":{"ipv4":"192.168.1.50/24","gateway":"192.168.2.1"})", "network.gateway",
        "not in the network");
    row(R"("network":{"ipv4":"192.168.1.50/24","gateway":"192.168.1.50"})", "network.gateway", "own address");
    row(R"("network":{"ipv4":"192.168.1.50/24","gateway":"192.168.1.1/24"})", "network.gateway",
        "without a prefix");
    row(R"("network":{"ipv4":"192.168.1.50","gateway":"192.168.1.1"})", "network.ipv4", "prefix");
    row(R"("network":{"ipv4":"dhcp","gateway":"192.168.1.1"})", "network.gateway", "static IPv4");
    row(R"("network":{"gateway":"192.168.1.1"})", "network.gateway", "static IPv4");
    row(R"("network":{"ipv6":"2001:db8::50/64","gateway6":"2001:db8::1"})");
    row(R"("network":{"ipv6":"2001:db8::50/64","gateway6":"fe80::1"})");
    row(R"("network":{"ipv6":"2001:db8::50"})", "network.ipv6", "2001:db8::50/64");
    row(R"("network":{"ipv6":"192.168.1.50/24"})", "network.ipv6", "no IPv6 address");
    row(R"("network":{"ipv6":"2001:db8::/64"})", "network.ipv6", "first address");
    row(R"("network":{"ipv6":"::1/64"})", "network.ipv6", "kept for other uses");
    row(R"("network":{"ipv6":"2001:db8::50/64","gateway6":"2001:db8:0:1::1"})", "network.gateway6",
        "not in the");
    row(R"("network":{"ipv6":"2001:db8::50/64","gateway6":"2001:DB8:0::50"})", "network.gateway6",
        "own address");
    row(R"("network":{"ipv6":"auto","gateway6":"fe80::1"})", "network.gateway6", "static IPv6");
    row(R"("network":{"vlan":4095})", "network.vlan", "1 to 4094");
    row(R"("network":{"vlan":-1})", "network.vlan", "1 to 4094");
    row(R"("network":{"nameservers":["1.1.1.1","dns.example"]})", "network.nameservers[1]", "no IP address");
    row(R"("network":{"nameservers":["1.1.1.1","1.1.1.2","1.1.1.3","1.1.1.4"]})", "network.nameservers",
        "At most 3");
    row(R"("network":{"nameservers":"1.1.1.1"})", "network.nameservers", "a list");
    row(R"("network":{"searchDomain":"a b"})", "network.searchDomain", "example.net");
    row(R"("network":{"searchDomain":"10.0.0.1"})", "network.searchDomain", "example.net");
    row(R"("node":"pve","tags":["My Tag"])", "tags[0]", "Try \"my-tag\"");
    row(R"("node":"pve","rootPassword":"$6$rounds$x")", "rootPassword", "like a hash");
    row(R"("node":"pve","rootPassword":"$y$j9T$x")", "rootPassword", "like a hash");
    row(R"("node":"pve","rootPassword":"$ecret money")");
    row(R"("rootPassword":"$6$rounds$x")"); // other hosts take it as it is
    row(R"("node":"pve","rootPassword":"abcd")", "rootPassword", "5 to 128");
    const QByteArray blob = "AAAAC3NzaC1lZDI1NTE5AAAAIKdbUEf/DjfluSzy0BqUwSwiCVaeRxGXCFlWLI7tdVnb";
    const auto key = [&row](const QByteArray &line, const char *says = "") {
        row("\"sshPublicKeys\":[\"" + line + "\"]", *says ? "sshPublicKeys[0]" : "", says);
    };
    key("ssh-ed25519 " + blob);
    key("ssh-ed25519 " + blob + " ada @ desk, her second");
    key("from=\\\"10.0.0.0/8\\\",no-pty ssh-ed25519 " + blob);
    key("ssh-ed25519 " + blob.chopped(4) + " ada", "cut off");
    key("ssh-rsa " + blob + " ada", "damaged");
    key("ssh-ed25519 not*base64", "no line of an authorized_keys");
    key("", "no line of an authorized_keys");
    key("# my key", "no line of an authorized_keys");
    key("ssh-ed25519 " + blob + "\\nssh-ed25519 " + blob, "more than one line");
    key("-----BEGIN OPENSSH PRIVATE"
        " KEY-----\\nb3Bl\\n",
        "must not leave your machine");
    key("PuTTY-User-Key-File-3: ssh-ed25519", "must not leave");
    key("---- BEGIN SSH2 PUBLIC KEY ----", "ssh-keygen -i");
}

QTEST_GUILESS_MAIN(TestContainerSpec)
#include "tst_containerspec.moc"
