#include "app/hosts/scripts/helperscript.h"

#include <QFile>

namespace slipway::hosts {

QByteArray helperScript()
{
    QFile file(QStringLiteral(":/slipway/scripts/helpers.sh"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("the helper functions are not in this program");
    return file.readAll();
}

} // namespace slipway::hosts
