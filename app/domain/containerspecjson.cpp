#include "app/domain/containerspec.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <array>
#include <cmath>
#include <limits>

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
    if (!spec.templateName.isEmpty())
        object.insert(QStringLiteral("template"), spec.templateName);
    if (!spec.source.isEmpty())
        object.insert(QStringLiteral("source"), spec.source);
    if (!spec.tags.isEmpty())
        object.insert(QStringLiteral("tags"), QJsonArray::fromStringList(spec.tags));
    if (!spec.packages.isEmpty())
        object.insert(QStringLiteral("packages"), QJsonArray::fromStringList(spec.packages));
    if (!spec.npmPackages.isEmpty())
        object.insert(QStringLiteral("npmPackages"), QJsonArray::fromStringList(spec.npmPackages));
    if (!spec.pipPackages.isEmpty())
        object.insert(QStringLiteral("pipPackages"), QJsonArray::fromStringList(spec.pipPackages));
    QJsonArray scripts, files;
    for (const ScriptSpec &script : spec.scripts) {
        QJsonObject one{{QStringLiteral("name"), script.name},
                        {QStringLiteral("timeoutSeconds"), script.timeoutSeconds}};
        insertContent(one, script.content, contents);
        scripts.append(one);
    }
    for (const FileSpec &file : spec.files) {
        QJsonObject one{{QStringLiteral("path"), file.path}};
        for (const PolicyRow &row : kPolicies) {
            if (row.policy == file.policy)
                one.insert(QStringLiteral("policy"), row.name);
        }
        insertContent(one, file.content, contents);
        files.append(one);
    }
    if (!scripts.isEmpty())
        object.insert(QStringLiteral("scripts"), scripts);
    if (!files.isEmpty())
        object.insert(QStringLiteral("files"), files);
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

class Reader
{
public:
    Reader(const QJsonObject &object, QString path, QList<FieldError> &errors)
        : m_object(object), m_path(std::move(path)), m_errors(errors)
    {}

    QString text(const char *key, const QString &otherwise = {})
    {
        const QJsonValue value = take(key);
        if (value.isUndefined() || value.isNull())
            return otherwise;
        if (!value.isString())
            wrongType(key, tr("text in quotes"));
        return value.toString(otherwise);
    }

    int integer(const char *key, int otherwise)
    {
        const QJsonValue value = take(key);
        if (value.isUndefined() || value.isNull())
            return otherwise;
        const double number = value.toDouble(std::numeric_limits<double>::quiet_NaN());
        if (!(std::abs(number) <= std::numeric_limits<int>::max()) || number != std::floor(number)) {
            wrongType(key, tr("a whole number"));
            return otherwise;
        }
        return static_cast<int>(number);
    }

    double real(const char *key, double otherwise)
    {
        const QJsonValue value = take(key);
        if (!value.isUndefined() && !value.isNull() && !value.isDouble())
            wrongType(key, tr("a number"));
        return value.toDouble(otherwise);
    }

    bool isGiven(const char *key) const { return m_object.value(QLatin1StringView(key)).isDouble(); }

    QStringList texts(const char *key)
    {
        QStringList out;
        forEach(key, [&](const QJsonValue &value, const QString &field) {
            if (value.isString())
                out.append(value.toString());
            else
                wrongTypeAt(field, tr("text in quotes"));
        });
        return out;
    }

    template<typename F>
    void forEach(const char *key, F &&function)
    {
        const QJsonValue value = take(key);
        if (!value.isUndefined() && !value.isNull() && !value.isArray())
            wrongType(key, tr("a list in [ ]"));
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            function(array.at(i), QStringLiteral("%1[%2]").arg(field(key)).arg(i));
    }

    QByteArray content()
    {
        const QJsonValue base64 = take("contentBase64");
        const QString plain = text("content");
        if (base64.isUndefined() || base64.isNull())
            return plain.toUtf8();
        const auto decoded = QByteArray::fromBase64Encoding(base64.toString().toLatin1(),
                                                            QByteArray::AbortOnBase64DecodingErrors);
        if (!base64.isString() || !decoded)
            wrongType("contentBase64", tr("Base64 text"));
        else if (!plain.isEmpty())
            wrongType("contentBase64", tr("left out when there is a \"content\""));
        return decoded ? decoded.decoded : QByteArray();
    }

    QJsonValue take(const char *key)
    {
        m_known.insert(QString::fromLatin1(key));
        return m_object.value(QLatin1StringView(key));
    }

    void refuseUnknown()
    {
        for (auto it = m_object.begin(); it != m_object.end(); ++it) {
            if (!m_known.contains(it.key())) {
                m_errors.append({m_path + it.key(),
                                 tr("Cannot use the field \"%1\". It is not known here. Remove it or correct "
                                    "its name.")
                                     .arg(it.key().left(64))});
            }
        }
    }

    QString field(const char *key) const { return m_path + QLatin1StringView(key); }
    void wrongType(const char *key, const QString &expected) { wrongTypeAt(field(key), expected); }
    void wrongTypeAt(const QString &field, const QString &expected)
    {
        m_errors.append(
            {field, tr("Cannot read this field. It has to be %1. Correct it and send again.").arg(expected)});
    }

private:
    QJsonObject m_object;
    QString m_path;
    QList<FieldError> &m_errors;
    QSet<QString> m_known;
};

ScriptSpec readScript(const QJsonObject &object, const QString &field, QList<FieldError> &errors)
{
    Reader reader(object, field + u'.', errors);
    ScriptSpec script;
    script.name = reader.text("name");
    script.content = reader.content();
    script.timeoutSeconds = reader.integer("timeoutSeconds", script.timeoutSeconds);
    reader.refuseUnknown();
    return script;
}

FileSpec readFile(const QJsonObject &object, const QString &field, QList<FieldError> &errors)
{
    Reader reader(object, field + u'.', errors);
    FileSpec file;
    file.path = reader.text("path");
    file.content = reader.content();
    const QString policy = reader.text("policy", QStringLiteral("replace"));
    bool known = false;
    for (const PolicyRow &row : kPolicies) {
        if (policy == row.name) {
            file.policy = row.policy;
            known = true;
        }
    }
    if (!known)
        reader.wrongType("policy", tr("one of replace, default and backup"));
    reader.refuseUnknown();
    return file;
}

SimulationSpec readSimulation(const QJsonObject &object, QList<FieldError> &errors)
{
    Reader reader(object, QStringLiteral("simulation."), errors);
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
QList<T> readObjects(Reader &reader, const char *key, Read &&read)
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

void readSpec(Reader &reader, ParsedSpec &parsed)
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
    const QJsonValue simulation = reader.take("simulation");
    if (simulation.isObject())
        spec.simulation = readSimulation(simulation.toObject(), parsed.errors);
    else if (!simulation.isUndefined() && !simulation.isNull())
        reader.wrongType("simulation", tr("an object in { }"));
    const QString password = reader.text("rootPassword");
    if (!password.isEmpty() && password != kMasked)
        spec.rootPassword = Secret(password);
    reader.refuseUnknown();
}

} // namespace

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
    const QJsonDocument document = QJsonDocument::fromJson(json.toByteArray(), &parseError);
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
    Reader reader(document.object(), {}, parsed.errors);
    readSpec(reader, parsed);
    return parsed;
}

} // namespace slipway
