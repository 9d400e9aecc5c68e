#include "app/base/systemcredential.h"

#include <QDir>
#include <QFileInfo>

namespace slipway {

namespace {
QString directory()
{
    const QString path = qEnvironmentVariable("CREDENTIALS_DIRECTORY");
    return QDir::isAbsolutePath(path) ? QDir::cleanPath(path) : QString();
}
} // namespace

QString systemCredential(QLatin1StringView name)
{
    const QString base = directory();
    const QString path = base + u'/' + name;
    return !base.isEmpty() && QFileInfo(path).isFile() ? path : QString();
}

unsigned forbiddenModeOfSecret(const QString &path)
{
    const QString base = directory();
    return !base.isEmpty() && QFileInfo(path).absolutePath() == base ? 007 : 077;
}

} // namespace slipway
