#include "app/backend/settings.h"

#include <QCoreApplication>
#include <QFile>
#include <QMap>

namespace slipway::backend {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 kMaxFileBytes = 1024 * 1024;

QString text(const char *source) { return QCoreApplication::translate("slipwayd", source); }

using Settings = QMap<QString, QString>;

const QCommandLineOption *find(const QList<QCommandLineOption> &options, const QString &name)
{
    const auto found = std::find_if(options.begin(), options.end(), [&](const QCommandLineOption &option) {
        return option.names().constLast() == name;
    });
    return found == options.end() ? nullptr : &*found;
}

/// `where` begins the message: the file and line, or the variable.
Result<void> put(Settings &settings, const QList<QCommandLineOption> &options, const QString &name,
                 const QString &value, const QString &where)
{
    const QCommandLineOption *option = find(options, name);
    if (!option)
        return fail(ErrorCode::Invalid,
                    text("Cannot use %1. \"%2\" is not a setting. See slipwayd --help for the names.")
                        .arg(where, name));
    const bool isFlag = option->valueName().isEmpty();
    if (isFlag && value != "yes"_L1 && value != "no"_L1)
        return fail(ErrorCode::Invalid, text("Cannot use %1. \"%2\" is either yes or no.").arg(where, name));
    settings.insert(name, value);
    return {};
}

Result<void> readFile(Settings &settings, const QString &path, const QList<QCommandLineOption> &options)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Unavailable,
                    text("Cannot read the configuration %1. %2. Correct that or leave out --config.")
                        .arg(path, file.errorString()));
    const QList<QByteArray> lines = file.read(kMaxFileBytes).split('\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString line = QString::fromUtf8(lines[i]).trimmed();
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        const QString where = text("%1, line %2").arg(path).arg(i + 1);
        const qsizetype equals = line.indexOf(u'=');
        if (equals < 0)
            return fail(ErrorCode::Invalid,
                        text("Cannot use %1. It must have the form \"name = value\".").arg(where));
        if (auto ok =
                put(settings, options, line.left(equals).trimmed(), line.mid(equals + 1).trimmed(), where);
            !ok)
            return ok;
    }
    return {};
}

Result<void> readEnvironment(Settings &settings, const QProcessEnvironment &environment,
                             const QList<QCommandLineOption> &options)
{
    const QString prefix = u"SLIPWAYD_"_s;
    for (const QString &variable : environment.keys()) {
        if (!variable.startsWith(prefix) || variable == "SLIPWAYD_CONFIG"_L1)
            continue;
        const QString name = variable.mid(prefix.size()).toLower().replace(u'_', u'-');
        if (auto ok = put(settings, options, name, environment.value(variable),
                          text("the environment variable %1").arg(variable));
            !ok)
            return ok;
    }
    return {};
}

} // namespace

Result<QStringList> storedSettings(const QString &file, const QProcessEnvironment &environment,
                                   const QList<QCommandLineOption> &options)
{
    Settings settings;
    if (!file.isEmpty()) {
        if (auto ok = readFile(settings, file, options); !ok)
            return tl::unexpected(ok.error());
    }
    if (auto ok = readEnvironment(settings, environment, options); !ok)
        return tl::unexpected(ok.error());
    QStringList arguments;
    for (auto it = settings.cbegin(); it != settings.cend(); ++it) {
        const bool isFlag = find(options, it.key())->valueName().isEmpty();
        if (!isFlag)
            arguments << u"--%1=%2"_s.arg(it.key(), it.value());
        else if (it.value() == "yes"_L1)
            arguments << u"--%1"_s.arg(it.key());
    }
    return arguments;
}

} // namespace slipway::backend
