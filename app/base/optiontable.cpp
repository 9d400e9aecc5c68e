#include "app/base/optiontable.h"

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

} // namespace slipway
