#include "app/backend/api.h"
#include "app/cli/commandline.h"
#include "app/desktop/createcommand.h"
#include "tests/app/desktop/quiet.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <algorithm>

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
    void everyFieldOfTheRequestIsTried();
    void oneLineEach();
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

namespace {

ContainerSpec withEverything()
{
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
    spec.npmPackages = {u"pm2@5"_s, u"@angular/cli"_s};
    spec.pipPackages = {u"flask==3.0"_s, u"httpx[http2]>=0.27"_s};
    spec.scripts = {{u"10-a.sh"_s, "echo a\n", 3600}, {u"90-b.sh"_s, "echo b\n", 60}};
    spec.files = {{u"/etc/motd"_s, "hello\n", FileSpec::Policy::Backup},
                  {u"/srv/it's here/motd"_s, "other\n", FileSpec::Policy::Replace},
                  {u"/etc/x:default"_s, QByteArray("\0\xff", 2), FileSpec::Policy::Replace}};
    spec.network = {u"10.10.0.50/24"_s,           u"10.10.0.1"_s,  u"fd00::50/64"_s, u"fd00::1"_s, 42, true,
                    {u"9.9.9.9"_s, u"1.1.1.1"_s}, u"example.net"_s};
    spec.description = u"it's mine; $HOME `id` \"x\""_s;
    spec.unprivileged = true;
    spec.features = {false, true, true};
    spec.swapMb = 256;
    spec.startOnBoot = true;
    spec.rootPassword = Secret(QByteArray("s3-marker-root"));
    spec.sshPublicKeys = {
        u"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJt0s8pW0rWnFqWmUYn0nYd3Jz8tV1m9R3kq0b8sCk5d me"_s};
    return spec;
}

/// Names of the fields that `object` gives, those of an object in it as "network.vlan".
QStringList fieldsOf(const QJsonObject &object, const QString &before = {})
{
    QStringList names;
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it->isObject())
            names += fieldsOf(it->toObject(), before + it.key() + u'.');
        else
            names.append(before + it.key());
    }
    return names;
}

/// The same of a schema.
QStringList propertiesOf(const QJsonObject &schema, const QString &before = {})
{
    QStringList names;
    const QJsonObject properties = schema.value("properties"_L1).toObject();
    for (auto it = properties.begin(); it != properties.end(); ++it) {
        const QJsonObject one = it->toObject();
        if (one.contains("properties"_L1))
            names += propertiesOf(one, before + it.key() + u'.');
        else
            names.append(before + it.key());
    }
    return names;
}

} // namespace

void TestCreateCommand::doesTheSame_data()
{
    QTest::addColumn<ContainerSpec>("spec");
    QTest::newRow("only a name") << named(u"web-01"_s);
    QTest::newRow("all that a node knows") << withEverything();
    ContainerSpec spec = named(u"sim-01"_s);
    spec.simulation = SimulationSpec{12, 250, 40, u"starting"_s, 3};
    QTest::newRow("a simulation") << spec;
    spec = named(u"off-01"_s);
    spec.startOnBoot = false;
    spec.unprivileged = false;
    spec.features = {true, false, false};
    QTest::newRow("what is not wanted") << spec;
}

void TestCreateCommand::doesTheSame()
{
    QFETCH(const ContainerSpec, spec);
    const CreateCommand command = createCommand({spec});
    QVERIFY(!command.text.contains(u"s3-marker"_s));
    // What it reads is made as it says.
    const QTemporaryDir place;
    QVERIFY(QDir::setCurrent(place.path()));
    const auto make = [](const QString &name, const QByteArray &content) {
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::NewOnly));
        file.write(content);
    };
    for (const ScriptSpec &script : spec.scripts)
        make(script.name, script.content);
    const QStringList names = {u"motd"_s, u"motd-2"_s, u"x:default"_s};
    for (qsizetype at = 0; at < spec.files.size(); ++at)
        make(names.at(at), spec.files.at(at).content);
    if (spec.rootPassword)
        make(u"root-password"_s, spec.rootPassword->reveal() + '\n');
    if (!spec.sshPublicKeys.isEmpty())
        make(u"keys.pub"_s, spec.sshPublicKeys.join(u'\n').toUtf8());
    QStringList made = QDir().entryList(QDir::Files);
    QCOMPARE(command.files.size(), made.size());
    for (const QString &said : command.files)
        QVERIFY2(std::any_of(made.begin(), made.end(),
                             [&](const QString &name) { return said.startsWith(name + u": "_s); }),
                 qPrintable(said));

    QString printed = command.text;
    printed.replace(u"slipwayctl create"_s, u"printf '%s\\n' create"_s);
    QProcess shell;
    shell.start(u"sh"_s, {u"-c"_s, printed});
    QVERIFY(shell.waitForFinished());
    QStringList words = QString::fromUtf8(shell.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts);
    words << u"--server"_s << u"http://127.0.0.1:1"_s;
    const auto line = cli::parseCommandLine(words, {});
    QVERIFY2(line, line ? "" : qPrintable(line.error().message));
    QCOMPARE(toRequestJson(line->spec), toRequestJson(spec));
    QDir::setCurrent(QDir::rootPath());
}

/// A field that the API takes and the requests above do not have is one nobody has tried to write as an
/// option.
void TestCreateCommand::everyFieldOfTheRequestIsTried()
{
    ContainerSpec spec = withEverything();
    spec.simulation = SimulationSpec{12, 250, 40, u"starting"_s, 3};
    QStringList tried = fieldsOf(QJsonDocument::fromJson(toRequestJson(spec)).object());
    const QJsonObject api = QJsonDocument::fromJson(backend::openApiDocument()).object();
    QStringList known = propertiesOf(api.value("components"_L1)
                                         .toObject()
                                         .value("schemas"_L1)
                                         .toObject()
                                         .value("CreateRequest"_L1)
                                         .toObject());
    tried.sort();
    known.sort();
    QVERIFY(known.size() > 30);
    QCOMPARE(tried, known);
}

void TestCreateCommand::oneLineEach()
{
    const ContainerSpec spec = named(u"web-01"_s);
    QCOMPARE(createCommand({spec, spec}).text.count(u'\n'), 1);
}

QTEST_GUILESS_MAIN(TestCreateCommand)
#include "tst_createcommand.moc"
