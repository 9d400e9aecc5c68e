#include "app/base/optiontable.h"
#include "app/base/nearest.h"
#include <QDir>

namespace slipway {

QCommandLineOption optionTableOption()
{
    QCommandLineOption option(QStringLiteral("option-table"));
    option.setFlags(QCommandLineOption::HiddenFromHelp);
    return option;
}

QString optionTable(const QList<QCommandLineOption> &options)
{
    QString table;
    for (const QCommandLineOption &option : options) {
        if (option.flags() & QCommandLineOption::HiddenFromHelp)
            continue;
        const QString first = option.defaultValues().value(0);
        const QStringList fields = {QStringLiteral("option"), option.names().join(u','), option.valueName(),
                                    QDir::isAbsolutePath(first) ? QString() : first, option.description()};
        table += fields.join(u'\t') + u'\n';
    }
    return table;
}

QString parseProblem(const QCommandLineParser &parser, const QList<QCommandLineOption> &options)
{
    QStringList names;
    for (const QCommandLineOption &option : options) {
        if (!(option.flags() & QCommandLineOption::HiddenFromHelp))
            names += option.names();
    }
    const QString meant = nearest(parser.unknownOptionNames().value(0), names);
    if (meant.isEmpty())
        return parser.errorText();
    // Arguments are read before a translation is installed.
    return QStringLiteral("%1 Did you mean --%2?").arg(parser.errorText(), meant);
}

} // namespace slipway
