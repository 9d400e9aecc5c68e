#include "app/jobs/recipe.h"

#include "app/domain/snapshot.h"
#include "app/hosts/simulated/simulatedhost.h"
#include <QJsonArray>
#include <QRegularExpression>
#include <QTest>
#include <thread>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;

namespace {

/// A host whose every call can be told what to answer.
class ScriptedHost final : public ContainerHost
{
public:
    QString name() const override { return u"scripted"_s; }
    Result<void> check() override { return {}; }
    Result<QString> create(const ContainerSpec &, const QString &ref, HostCall &) override
    {
        if (createError)
            return tl::unexpected(*createError);
        exists = true;
        return ref;
    }
    Result<void> start(const QString &, HostCall &) override { return {}; }
    Result<QString> awaitAddress(const QString &, HostCall &) override { return u"10.0.0.50"_s; }
    Result<void> putFile(const QString &, const FileSpec &, HostCall &) override { return {}; }
    Result<void> installPackages(const QString &, Installer installer, const QStringList &packages,
                                 HostCall &) override
    {
        installed.append({installer, packages});
        return {};
    }
    Result<int> runScript(const QString &, const ScriptSpec &script, HostCall &call) override
    {
        return onScript ? onScript(script, call) : Result<int>(0);
    }
    Result<ServiceList> discoverServices(const QString &, HostCall &) override { return services; }
    Result<QStringList> serviceLogs(const QString &, const QString &, int) override { return QStringList(); }
    Result<bool> isRunning(const QString &) override { return exists; }
    Result<void> destroy(const QString &, HostCall &) override
    {
        exists = false;
        return {};
    }

    std::optional<Error> createError;
    std::function<Result<int>(const ScriptSpec &, HostCall &)> onScript;
    ServiceList services;
    QList<std::pair<Installer, QStringList>> installed;
    bool exists = false;
};

struct Recorder
{
    QList<ProgressEvent> events;
    QString ref;
    QString address;
    ServiceList services;
    RunSink sink()
    {
        return {[this](const ProgressEvent &event) -> Result<void> {
                    events.append(event);
                    return {};
                },
                [this](const QString &r) { ref = r; }, [this](const QString &a) { address = a; },
                [this](const ServiceList &s) -> Result<void> {
                    services = s;
                    return {};
                }};
    }
    /// Steps as "creating 5", and how it ended.
    QStringList steps() const
    {
        QStringList out;
        for (const ProgressEvent &event : events) {
            if (event.type == EventType::Step)
                out.append(event.stepName + u' ' + QString::number(event.percent.value_or(-1)));
            else if (event.type != EventType::Log)
                out.append(event.type == EventType::Complete ? u"complete"_s : u"error"_s);
        }
        return out;
    }
    QStringList messages(EventType type) const
    {
        QStringList out;
        for (const ProgressEvent &event : events) {
            if (event.type == type)
                out.append(event.message);
        }
        return out;
    }
};

ContainerSpec specWith(const QStringList &scripts)
{
    ContainerSpec spec;
    spec.hostname = u"web"_s;
    for (const QString &name : scripts) {
        ScriptSpec script;
        script.name = name;
        script.content = "true\n";
        spec.scripts.append(script);
    }
    return spec;
}

const QStringList kThree = {u"00-pre-checks.sh"_s, u"01-setup-user.sh"_s, u"02-docker-install.sh"_s};

} // namespace

class TestRecipe : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void percentsAndMessagesOfTheWire();
    void packagesAreFiftyPercent();
    void theSystemsPackagesComeFirst();
    void withoutScripts();
    void aFailedScriptStopsTheRun();
    void aFailedCreationLeavesNothing();
    void undoOfACreatedContainer();
    void cancelNamesWhatIsLeft();
    void aScriptHasItsTime();
    void noSecretInAnyEvent();
    void aSinkThatRefusesStopsTheRun();
};

void TestRecipe::percentsAndMessagesOfTheWire()
{
    ScriptedHost host;
    host.onScript = [](const ScriptSpec &, HostCall &call) -> Result<int> {
        call.log("[INFO   ] line 1 of 2");
        return 0;
    };
    Recorder seen;
    RunContext context(host, specWith(kThree), seen.sink(), CancelToken());
    QVERIFY(runRecipe(creationRecipe(), context));
    QCOMPARE(seen.steps(), QStringList({u"creating 5"_s, u"creating 20"_s, u"starting 25"_s, u"starting 35"_s,
                                        u"deploying 40"_s, u"deploying 60"_s, u"syncing 65"_s,
                                        u"syncing 73"_s, u"syncing 82"_s, u"syncing 90"_s, u"syncing 90"_s,
                                        u"finalizing 92"_s, u"finalizing 98"_s, u"complete"_s}));
    const QStringList steps = seen.messages(EventType::Step);
    QCOMPARE(steps.at(0), u"Creating LXC container..."_s);
    QCOMPARE(steps.at(6), u"Running 3 setup scripts..."_s);
    QCOMPARE(steps.at(7), u"Script \"00-pre-checks.sh\" completed"_s);
    QCOMPARE(seen.events.last().message, u"Container ready!"_s);
    QCOMPARE(seen.events.last().percent, std::optional(100));
    QCOMPARE(seen.address, u"10.0.0.50"_s);
    QCOMPARE(seen.services.containerIp, u"10.0.0.50"_s);

    const auto begin = std::find_if(seen.events.cbegin(), seen.events.cend(),
                                    [](const ProgressEvent &e) { return !e.scriptNames.isEmpty(); });
    QVERIFY(begin != seen.events.cend());
    QCOMPARE(begin->scriptNames, kThree);
    QCOMPARE(begin->scriptTotal, std::optional(3));
    const ProgressEvent first = *(begin + 1);
    QCOMPARE(first.message, u"Running script: 00-pre-checks.sh (1/3)"_s);
    QCOMPARE(first.scriptIndex, std::optional(0));
    QCOMPARE(first.scriptTotal, std::optional(3));
    QCOMPARE((begin + 2)->message, u"[INFO   ] line 1 of 2"_s);
    QCOMPARE((begin + 2)->scriptName, kThree.first());
}

void TestRecipe::packagesAreFiftyPercent()
{
    ScriptedHost host;
    Recorder seen;
    ContainerSpec spec = specWith({});
    spec.packages = QStringList{u"curl"_s};
    RunContext context(host, spec, seen.sink(), CancelToken());
    QVERIFY(runRecipe(creationRecipe(), context));
    QVERIFY(seen.steps().contains(u"deploying 50"_s));
}

void TestRecipe::theSystemsPackagesComeFirst()
{
    ScriptedHost host;
    Recorder seen;
    ContainerSpec spec = specWith({});
    spec.pipPackages = QStringList{u"flask"_s};
    spec.npmPackages = QStringList{u"pm2"_s, u"serve"_s};
    spec.packages = QStringList{u"npm"_s};
    RunContext context(host, spec, seen.sink(), CancelToken());
    QVERIFY(runRecipe(creationRecipe(), context));
    using Row = std::pair<Installer, QStringList>;
    QCOMPARE(host.installed,
             (QList<Row>{Row(Installer::System, spec.packages), Row(Installer::Npm, spec.npmPackages),
                         Row(Installer::Pip, spec.pipPackages)}));
    QCOMPARE(seen.steps().count(u"deploying 50"_s), 1);
    QVERIFY(std::any_of(seen.events.cbegin(), seen.events.cend(), [](const ProgressEvent &event) {
        return event.message == u"Installing 4 packages..."_s;
    }));
}

void TestRecipe::withoutScripts()
{
    ScriptedHost host;
    Recorder seen;
    RunContext context(host, specWith({}), seen.sink(), CancelToken());
    QVERIFY(runRecipe(creationRecipe(), context));
    QVERIFY(seen.steps().contains(u"syncing 65"_s));
    for (const ProgressEvent &event : std::as_const(seen.events)) {
        QVERIFY(event.scriptNames.isEmpty());
        QVERIFY(!event.scriptTotal);
    }
}

void TestRecipe::aFailedScriptStopsTheRun()
{
    ScriptedHost host;
    host.onScript = [](const ScriptSpec &script, HostCall &call) -> Result<int> {
        for (int i = 0; i < 30; ++i)
            call.log("line " + QByteArray::number(i));
        return script.name == kThree.at(1) ? 1 : 0;
    };
    Recorder seen;
    RunContext context(host, specWith(kThree), seen.sink(), CancelToken());
    const Result<void> ended = runRecipe(creationRecipe(), context);
    QVERIFY(!ended);
    QCOMPARE(ended.error().code, ErrorCode::ScriptFailed);
    const ProgressEvent last = seen.events.last();
    QCOMPARE(last.type, EventType::Error);
    QCOMPARE(last.message, u"Script \"01-setup-user.sh\" failed with exit code 1"_s);
    const QJsonArray lines = last.extra.value(u"lastLines"_s).toArray();
    QCOMPARE(lines.size(), 20);
    QCOMPARE(lines.last().toString(), u"line 29"_s);
    QCOMPARE(last.extra.value(u"leftOnHost"_s).toString(), u"web"_s);
    QVERIFY(!seen.messages(EventType::Log).contains(u"Running script: 02-docker-install.sh (3/3)"_s));
    QVERIFY(host.exists);
    Snapshot snapshot;
    for (const ProgressEvent &event : std::as_const(seen.events))
        snapshot.apply(event);
    QCOMPARE(snapshot.scriptState(kThree.at(0)), StepState::Completed);
    QCOMPARE(snapshot.scriptState(kThree.at(1)), StepState::Error);
    QCOMPARE(snapshot.scriptState(kThree.at(2)), StepState::Pending);
}

void TestRecipe::aFailedCreationLeavesNothing()
{
    ScriptedHost host;
    host.createError =
        Error{ErrorCode::HostFailed, u"Cannot create \"web\". No space."_s, u"stderr"_s, false};
    Recorder seen;
    RunContext context(host, specWith(kThree), seen.sink(), CancelToken());
    QVERIFY(!runRecipe(creationRecipe(), context));
    QCOMPARE(seen.steps(), QStringList({u"creating 5"_s, u"error"_s}));
    QCOMPARE(seen.events.last().extra.value(u"detail"_s).toString(), u"stderr"_s);
    QVERIFY(seen.events.last().extra.value(u"leftOnHost"_s).isNull());
}

void TestRecipe::undoOfACreatedContainer()
{
    // A row that fails after the thing exists: its undo takes it away again.
    ScriptedHost host;
    RecipeStep row = creationRecipe().front();
    row.run = [](RunContext &context, const RecipeStep &step) -> Result<void> {
        if (const Result<void> made = creationRecipe().front().run(context, step); !made)
            return made;
        return fail(ErrorCode::HostFailed, u"Cannot go on."_s);
    };
    Recorder seen;
    RunContext context(host, specWith({}), seen.sink(), CancelToken());
    QVERIFY(!runRecipe({&row, 1}, context));
    QVERIFY(!host.exists);
    QVERIFY(seen.ref.isEmpty());
    QVERIFY(seen.events.last().extra.value(u"leftOnHost"_s).isNull());
}

void TestRecipe::cancelNamesWhatIsLeft()
{
    ScriptedHost host;
    CancelToken token;
    host.onScript = [&](const ScriptSpec &, HostCall &call) -> Result<int> {
        token.cancel();
        return call.cancel.isCancelled() ? Result<int>(fail(ErrorCode::Cancelled, u"Stopped."_s))
                                         : Result<int>(0);
    };
    Recorder seen;
    RunContext context(host, specWith(kThree), seen.sink(), token);
    const Result<void> ended = runRecipe(creationRecipe(), context);
    QCOMPARE(ended.error().code, ErrorCode::Cancelled);
    QVERIFY2(seen.events.last().message.startsWith(u"Cancelled"_s), qPrintable(seen.events.last().message));
    QVERIFY(seen.events.last().message.contains(u"\"web\" is left on the host"_s));
    QCOMPARE(seen.events.last().extra.value(u"code"_s).toString(), u"cancelled"_s);
}

void TestRecipe::aScriptHasItsTime()
{
    ScriptedHost host;
    host.onScript = [](const ScriptSpec &, HostCall &call) -> Result<int> {
        while (!call.cancel.isCancelled())
            std::this_thread::yield();
        return fail(ErrorCode::Cancelled, u"Stopped."_s);
    };
    Recorder seen;
    ContainerSpec spec = specWith({kThree.first()});
    spec.scripts.first().timeoutSeconds = 1;
    RunContext context(host, spec, seen.sink(), CancelToken());
    const Result<void> ended = runRecipe(creationRecipe(), context);
    QCOMPARE(ended.error().code, ErrorCode::Timeout);
    QVERIFY(seen.events.last().message.contains(u"00-pre-checks.sh"_s));
    QVERIFY(!seen.events.last().message.startsWith(u"Cancelled"_s));
}

void TestRecipe::noSecretInAnyEvent()
{
    ScriptedHost host;
    host.onScript = [](const ScriptSpec &, HostCall &call) -> Result<int> {
        call.log("root is sup3r-s3cret!");
        call.secret("fresh-passw0rd");
        call.log("login with fresh-passw0rd");
        return 3;
    };
    ContainerSpec spec = specWith({kThree.first()});
    spec.rootPassword = Secret(QByteArray("sup3r-s3cret!"));
    Recorder seen;
    RunContext context(host, spec, seen.sink(), CancelToken());
    QVERIFY(!runRecipe(creationRecipe(), context));
    int masked = 0;
    for (const ProgressEvent &event : std::as_const(seen.events)) {
        const QByteArray json = toJson(event);
        QVERIFY2(!json.contains("sup3r") && !json.contains("fresh-passw0rd"), json.constData());
        masked += event.type == EventType::Log && event.message.contains(u"••"_s) ? 1 : 0;
    }
    QCOMPARE(masked, 2);
}

void TestRecipe::aSinkThatRefusesStopsTheRun()
{
    ScriptedHost host;
    Recorder seen;
    RunSink sink = seen.sink();
    sink.append = [&](const ProgressEvent &event) -> Result<void> {
        if (seen.events.size() >= 3)
            return fail(ErrorCode::Unavailable, u"Cannot store."_s);
        seen.events.append(event);
        return {};
    };
    RunContext context(host, specWith(kThree), sink, CancelToken());
    const Result<void> ended = runRecipe(creationRecipe(), context);
    QVERIFY(!ended);
    QCOMPARE(ended.error().code, ErrorCode::Unavailable);
}

QTEST_GUILESS_MAIN(TestRecipe)
#include "tst_recipe.moc"
