#include "app/base/json.h"
#include "app/domain/containerspec.h"
#include "app/domain/fieldreader.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <algorithm>
#include <array>

namespace slipway {
namespace {

const QString kMasked = QStringLiteral("••••••");

QString tr(const char *text) { return QCoreApplication::translate("slipway::ContainerSpec", text); }

struct PolicyRow
{
    FileSpec::Policy policy;
    QLatin1StringView name;
};
constexpr std::array kPolicies = {PolicyRow{FileSpec::Policy::Replace, QLatin1StringView("replace")},
                                  PolicyRow{FileSpec::Policy::Default, QLatin1StringView("default")},
                                  PolicyRow{FileSpec::Policy::Backup, QLatin1StringView("backup")}};

// ---- writing ----

enum class Contents { Full, SizesOnly };

void insertContent(QJsonObject &object, const QByteArray &content, Contents contents)
{
    if (contents == Contents::SizesOnly)
        object.insert(QStringLiteral("bytes"), content.size());
    else if (content.isValidUtf8() && !content.startsWith("\xEF\xBB\xBF"))
        object.insert(QStringLiteral("content"), QString::fromUtf8(content));
    else // a text decoder would change these bytes
        object.insert(QStringLiteral("contentBase64"), QString::fromLatin1(content.toBase64()));
}

// Nothing said is nothing written.
void insertText(QJsonObject &object, const char *key, const QString &text)
{
    if (!text.isEmpty())
        object.insert(QLatin1StringView(key), text);
}
void insertTexts(QJsonObject &object, const char *key, const QStringList &texts)
{
    if (!texts.isEmpty())
        object.insert(QLatin1StringView(key), QJsonArray::fromStringList(texts));
}
template<typename T>
void insertGiven(QJsonObject &object, const char *key, const std::optional<T> &value)
{
    if (value)
        object.insert(QLatin1StringView(key), *value);
}

QJsonObject networkJson(const NetworkSpec &network)
{
    QJsonObject object;
    insertText(object, "ipv4", network.ipv4);
    insertText(object, "gateway", network.gateway);
    insertText(object, "ipv6", network.ipv6);
    insertText(object, "gateway6", network.gateway6);
    if (network.vlan != 0)
        object.insert(QStringLiteral("vlan"), network.vlan);
    if (network.firewall)
        object.insert(QStringLiteral("firewall"), true);
    insertTexts(object, "nameservers", network.nameservers);
    insertText(object, "searchDomain", network.searchDomain);
    return object;
}

// Where the container lies on its host, how it is connected, what it may do.
void insertPlacement(QJsonObject &object, const ContainerSpec &spec)
{
    insertText(object, "node", spec.node);
    if (spec.vmid != 0)
        object.insert(QStringLiteral("vmid"), spec.vmid);
    insertText(object, "storage", spec.storage);
    insertText(object, "templateStorage", spec.templateStorage);
    insertText(object, "bridge", spec.bridge);
    insertText(object, "pool", spec.pool);
    insertText(object, "description", spec.description);
    if (const QJsonObject network = networkJson(spec.network); !network.isEmpty())
        object.insert(QStringLiteral("network"), network);
    QJsonObject features;
    insertGiven(features, "nesting", spec.features.nesting);
    insertGiven(features, "keyctl", spec.features.keyctl);
    insertGiven(features, "fuse", spec.features.fuse);
    if (!features.isEmpty())
        object.insert(QStringLiteral("features"), features);
    insertGiven(object, "unprivileged", spec.unprivileged);
    insertGiven(object, "swapMb", spec.swapMb);
    insertGiven(object, "startOnBoot", spec.startOnBoot);
    insertTexts(object, "sshPublicKeys", spec.sshPublicKeys);
    if (spec.onFailure != OnFailure::Keep)
        object.insert(QStringLiteral("onFailure"), onFailureName(spec.onFailure));
}

QJsonObject withoutSecrets(const ContainerSpec &spec, Contents contents,
                           GivenFields numbers = GivenFields::all())
{
    QJsonObject object{{QStringLiteral("hostname"), spec.hostname}};
    if (numbers.cores)
        object.insert(QStringLiteral("cores"), spec.cores);
    if (numbers.memoryMb)
        object.insert(QStringLiteral("memoryMb"), spec.memoryMb);
    if (numbers.diskGb)
        object.insert(QStringLiteral("diskGb"), spec.diskGb);
    insertText(object, "template", spec.templateName);
    insertText(object, "source", spec.source);
    insertTexts(object, "tags", spec.tags);
    insertTexts(object, "packages", spec.packages);
    insertTexts(object, "npmPackages", spec.npmPackages);
    insertTexts(object, "pipPackages", spec.pipPackages);
    QJsonArray scripts, files;
    for (const ScriptSpec &script : spec.scripts) {
        QJsonObject one{{QStringLiteral("name"), script.name},
                        {QStringLiteral("timeoutSeconds"), script.timeoutSeconds}};
        insertContent(one, script.content, contents);
        scripts.append(one);
    }
    for (const FileSpec &file : spec.files) {
        QJsonObject one{{QStringLiteral("path"), file.path}};
        one.insert(QStringLiteral("policy"), filePolicyName(file.policy));
        insertContent(one, file.content, contents);
        files.append(one);
    }
    if (!scripts.isEmpty())
        object.insert(QStringLiteral("scripts"), scripts);
    if (!files.isEmpty())
        object.insert(QStringLiteral("files"), files);
    insertPlacement(object, spec);
    if (spec.simulation) {
        const SimulationSpec &s = *spec.simulation;
        object.insert(QStringLiteral("simulation"),
                      QJsonObject{{QStringLiteral("durationSeconds"), s.durationSeconds},
                                  {QStringLiteral("lines"), s.lines},
                                  {QStringLiteral("linesPerSecond"), s.linesPerSecond},
                                  {QStringLiteral("failAt"), s.failAt},
                                  {QStringLiteral("failExitCode"), s.failExitCode}});
    }
    return object;
}

// ---- reading ----

ScriptSpec readScript(const QJsonObject &object, const QString &field, QList<FieldError> &errors)
{
    FieldReader reader(object, field + u'.', errors);
    ScriptSpec script;
    script.name = reader.text("name");
    script.content = reader.content();
    script.timeoutSeconds = reader.integer("timeoutSeconds", script.timeoutSeconds);
    reader.refuseUnknown();
    return script;
}

FileSpec readFile(const QJsonObject &object, const QString &field, QList<FieldError> &errors)
{
    FieldReader reader(object, field + u'.', errors);
    FileSpec file;
    file.path = reader.text("path");
    file.content = reader.content();
    const QString policy = reader.text("policy", filePolicyName(file.policy));
    if (const std::optional<FileSpec::Policy> named = filePolicyFromName(policy))
        file.policy = *named;
    else
        reader.wrongType("policy", tr("one of replace, default and backup"));
    reader.refuseUnknown();
    return file;
}

SimulationSpec readSimulation(const QJsonObject &object, QList<FieldError> &errors)
{
    FieldReader reader(object, QStringLiteral("simulation."), errors);
    SimulationSpec simulation;
    simulation.durationSeconds = reader.real("durationSeconds", simulation.durationSeconds);
    simulation.lines = reader.integer("lines", simulation.lines);
    simulation.linesPerSecond = reader.real("linesPerSecond", simulation.linesPerSecond);
    simulation.failAt = reader.text("failAt");
    simulation.failExitCode = reader.integer("failExitCode", simulation.failExitCode);
    reader.refuseUnknown();
    return simulation;
}

template<typename T, typename Read>
QList<T> readObjects(FieldReader &reader, const char *key, Read &&read)
{
    QList<T> list;
    reader.forEach(key, [&](const QJsonValue &value, const QString &field) {
        if (value.isObject())
            list.append(read(value.toObject(), field));
        else
            reader.wrongTypeAt(field, tr("an object in { }"));
    });
    return list;
}

NetworkSpec readNetwork(const QJsonObject &object, QList<FieldError> &errors)
{
    FieldReader reader(object, QStringLiteral("network."), errors);
    NetworkSpec network;
    network.ipv4 = reader.text("ipv4");
    network.gateway = reader.text("gateway");
    network.ipv6 = reader.text("ipv6");
    network.gateway6 = reader.text("gateway6");
    network.vlan = reader.integer("vlan", 0);
    network.firewall = reader.boolean("firewall", false);
    network.nameservers = reader.texts("nameservers");
    network.searchDomain = reader.text("searchDomain");
    reader.refuseUnknown();
    return network;
}

FeatureSpec readFeatures(const QJsonObject &object, QList<FieldError> &errors)
{
    FieldReader reader(object, QStringLiteral("features."), errors);
    FeatureSpec features;
    features.nesting = reader.optionalBoolean("nesting");
    features.keyctl = reader.optionalBoolean("keyctl");
    features.fuse = reader.optionalBoolean("fuse");
    reader.refuseUnknown();
    return features;
}

void readPlacement(FieldReader &reader, ContainerSpec &spec, QList<FieldError> &errors)
{
    spec.node = reader.text("node");
    spec.vmid = reader.integer("vmid", 0);
    spec.storage = reader.text("storage");
    spec.templateStorage = reader.text("templateStorage");
    spec.bridge = reader.text("bridge");
    spec.pool = reader.text("pool");
    spec.description = reader.text("description");
    if (const auto network = reader.object("network"))
        spec.network = readNetwork(*network, errors);
    if (const auto features = reader.object("features"))
        spec.features = readFeatures(*features, errors);
    spec.unprivileged = reader.optionalBoolean("unprivileged");
    spec.swapMb = reader.optionalInteger("swapMb");
    spec.startOnBoot = reader.optionalBoolean("startOnBoot");
    spec.sshPublicKeys = reader.texts("sshPublicKeys");
    const QString named = reader.text("onFailure", onFailureName(spec.onFailure));
    if (const std::optional<OnFailure> what = onFailureFromName(named))
        spec.onFailure = *what;
    else
        reader.wrongType("onFailure", tr("keep or rollback"));
}

void readSpec(FieldReader &reader, ParsedSpec &parsed)
{
    ContainerSpec &spec = parsed.spec;
    spec.hostname = reader.text("hostname");
    spec.templateName = reader.text("template");
    spec.source = reader.text("source");
    spec.cores = reader.integer("cores", spec.cores);
    spec.memoryMb = reader.integer("memoryMb", spec.memoryMb);
    spec.diskGb = reader.integer("diskGb", spec.diskGb);
    spec.given = {reader.isGiven("cores"), reader.isGiven("memoryMb"), reader.isGiven("diskGb")};
    spec.tags = reader.texts("tags");
    spec.packages = reader.texts("packages");
    spec.npmPackages = reader.texts("npmPackages");
    spec.pipPackages = reader.texts("pipPackages");
    spec.scripts =
        readObjects<ScriptSpec>(reader, "scripts", [&](const QJsonObject &object, const QString &field) {
            return readScript(object, field, parsed.errors);
        });
    spec.files = readObjects<FileSpec>(reader, "files", [&](const QJsonObject &object, const QString &field) {
        return readFile(object, field, parsed.errors);
    });
    if (const auto simulation = reader.object("simulation"))
        spec.simulation = readSimulation(*simulation, parsed.errors);
    readPlacement(reader, spec, parsed.errors);
    const QString password = reader.text("rootPassword");
    if (!password.isEmpty() && password != kMasked)
        spec.rootPassword = Secret(password);
    reader.refuseUnknown();
}

} // namespace

QLatin1StringView filePolicyName(FileSpec::Policy policy)
{
    return std::find_if(kPolicies.begin(), kPolicies.end(),
                        [policy](const PolicyRow &row) { return row.policy == policy; })
        ->name;
}

std::optional<FileSpec::Policy> filePolicyFromName(QStringView name)
{
    for (const PolicyRow &row : kPolicies) {
        if (row.name == name)
            return row.policy;
    }
    return std::nullopt;
}

QLatin1StringView onFailureName(OnFailure what)
{
    return what == OnFailure::Rollback ? QLatin1StringView("rollback") : QLatin1StringView("keep");
}

std::optional<OnFailure> onFailureFromName(QStringView name)
{
    for (const OnFailure what : {OnFailure::Keep, OnFailure::Rollback}) {
        if (onFailureName(what) == name)
            return what;
    }
    return std::nullopt;
}

QJsonObject toRedactedJson(const ContainerSpec &spec)
{
    QJsonObject object = withoutSecrets(spec, Contents::Full);
    if (spec.rootPassword)
        object.insert(QStringLiteral("rootPassword"), kMasked);
    return object;
}

QJsonObject toSummaryJson(const ContainerSpec &spec) { return withoutSecrets(spec, Contents::SizesOnly); }

QByteArray toRequestJson(const ContainerSpec &spec)
{
    QJsonObject object = withoutSecrets(spec, Contents::Full, givenFields(spec));
    if (spec.rootPassword)
        object.insert(QStringLiteral("rootPassword"), spec.rootPassword->revealText());
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

Result<ParsedSpec> containerSpecFromJson(QByteArrayView json)
{
    QJsonParseError parseError;
    const QJsonDocument document = readJson(json, &parseError);
    if (!document.isObject()) {
        const bool isJson = parseError.error == QJsonParseError::NoError;
        return fail(
            ErrorCode::Invalid,
            tr("Cannot read the request. It is not a JSON object. Send for example "
               "{\"hostname\":\"web-01\"}."),
            isJson ? QString()
                   : QStringLiteral("offset %1: %2").arg(parseError.offset).arg(parseError.errorString()));
    }
    ParsedSpec parsed;
    FieldReader reader(document.object(), {}, parsed.errors);
    readSpec(reader, parsed);
    return parsed;
}

} // namespace slipway
