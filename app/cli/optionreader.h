#pragma once
#include "app/base/result.h"
#include "app/domain/containerspec.h"
#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonObject>

namespace slipway::cli {

/// Context of the words that the command line's parts say to people.
struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipwayctl)
};

tl::unexpected<Error> usage(const QString &message);

/// A file that an option names, 8 MB at most. `what` completes "Cannot read the …".
Result<QByteArray> readFile(const QString &what, const QString &path);
/// A secret in a file, or in standard input when `path` is "-"; one line end at its end is not part of it.
Result<QByteArray> readSecretFile(const QString &what, const QString &path);

/// One number of an option, in [min, max].
template<typename T>
Result<void> readNumber(const QCommandLineParser &parser, const QString &option, T min, T max, T &out)
{
    if (!parser.isSet(option))
        return {};
    bool ok = false;
    const double value = parser.value(option).toDouble(&ok);
    const bool isWhole = value == static_cast<double>(static_cast<qint64>(value));
    if (!ok || !(value >= static_cast<double>(min) && value <= static_cast<double>(max)) /* also not NaN */ ||
        (std::is_integral_v<T> && !isWhole))
        return usage(Text::tr("Cannot use --%1 %2. It takes a number from %3 to %4.")
                         .arg(option, parser.value(option))
                         .arg(min)
                         .arg(max));
    out = static_cast<T>(value);
    return {};
}

/// What `create` is to create, and under which names; `spec` gets the first.
Result<void> readSpec(const QCommandLineParser &parser, ContainerSpec &spec, QStringList &hostnames);

/// Where `retry` is to go on: the body of its request.
Result<QJsonObject> readRetry(const QCommandLineParser &parser);

/// What the options say about a node, and nothing else: the body of a request, absent keys left to the
/// backend. Holds secrets as soon as one is given.
Result<QJsonObject> readNode(const QCommandLineParser &parser, const QString &name, bool isNew);

} // namespace slipway::cli
