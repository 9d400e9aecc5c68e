#include "app/cli/commandline.h"
#include "app/desktop/createcommand.h"
#include "tests/app/desktop/quiet.h"

#include <QProcess>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;

/// The command that the review shows does what the wizard does: a shell takes it apart, slipwayctl reads it.
class TestCreateCommand : public QObject
{
    Q_OBJECT
private slots:
    void init() { desktoptest::failOnWarnings(); }
    void doesTheSame_data();
    void doesTheSame();
    void saysWhatItCannotDo();
};

namespace {

ContainerSpec named(const QString &hostname)
{
    ContainerSpec spec;
    spec.hostname = hostname;
    spec.given = GivenFields::all();
    return spec;
}

} // namespace

void TestCreateCommand::doesTheSame_data()
{
    QTest::addColumn<ContainerSpec>("spec");
    QTest::newRow("only a name") << named(u"web-01"_s);
    ContainerSpec spec = named(u"db-01"_s);
    spec.templateName = u"postgres"_s;
    spec.node = u"pve"_s;
    spec.source = u"debian-12-standard"_s;
    spec.vmid = 4711;
    spec.onFailure = OnFailure::Rollback;
    spec.storage = u"tank"_s;
    spec.templateStorage = u"local"_s;
    spec.bridge = u"vmbr1"_s;
    spec.pool = u"staging"_s;
    spec.tags = {u"db"_s, u"x"_s};
    spec.packages = {u"git"_s, u"nginx=1.22.1-9"_s};
    spec.network.ipv4 = u"10.10.0.50/24"_s;
    spec.network.gateway = u"10.10.0.1"_s;
    spec.network.ipv6 = u"auto"_s;
    spec.network.vlan = 42;
    spec.network.firewall = true;
    spec.network.nameservers = {u"9.9.9.9"_s, u"1.1.1.1"_s};
    spec.network.searchDomain = u"example.net"_s;
    spec.description = u"it's mine; $HOME `id` \"x\""_s;
    spec.unprivileged = true;
    spec.features.nesting = false;
    spec.features.keyctl = true;
    spec.swapMb = 256;
    spec.startOnBoot = true;
    QTest::newRow("all that a node knows") << spec;
    spec = named(u"sim-01"_s);
    spec.simulation = SimulationSpec{12, 250, 0, u"starting"_s, 1};
    QTest::newRow("a simulation") << spec;
}

void TestCreateCommand::doesTheSame()
{
    QFETCH(const ContainerSpec, spec);
    const CreateCommand command = createCommand({spec});
    QVERIFY2(command.missing.isEmpty() && command.files.isEmpty(), qPrintable(command.missing.join(u';')));
    QString printed = command.text;
    printed.replace(u"slipwayctl create"_s, u"printf '%s\\n' create"_s);
    QProcess shell;
    shell.start(u"sh"_s, {u"-c"_s, printed});
    QVERIFY(shell.waitForFinished());
    QStringList words = QString::fromUtf8(shell.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts);
    words << u"--server"_s << u"http://127.0.0.1:1"_s;
    const auto line = cli::parseCommandLine(words, {});
    QVERIFY2(line, line ? "" : qPrintable(line.error().message));
    QCOMPARE(toRedactedJson(line->spec), toRedactedJson(spec));
}

void TestCreateCommand::saysWhatItCannotDo()
{
    ContainerSpec spec = named(u"web-01"_s);
    spec.npmPackages = {u"pm2"_s};
    spec.files = {{u"/etc/motd"_s, "hi\n"}};
    spec.scripts = {{u"90-a.sh"_s, "echo\n", 60}};
    spec.startOnBoot = false;
    spec.rootPassword = Secret(QByteArray("s3-marker-root"));
    const CreateCommand command = createCommand({spec, spec});
    QCOMPARE(command.text.count(u'\n'), 1); // one line each
    QCOMPARE(command.missing.size(), 4);
    QCOMPARE(command.files.size(), 2);
    QVERIFY(command.text.contains(u"--root-password-file root-password"_s));
    QVERIFY(!command.text.contains(u"s3-marker"_s));
}

QTEST_GUILESS_MAIN(TestCreateCommand)
#include "tst_createcommand.moc"
