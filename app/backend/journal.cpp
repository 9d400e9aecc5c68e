#include "app/backend/journal.h"

#include <cstdio>
#include <sys/stat.h>
#include <unistd.h>

namespace slipway::backend {

namespace {

int priorityOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return 7;
    case QtInfoMsg:
        return 6;
    case QtWarningMsg:
        return 4;
    case QtCriticalMsg:
        return 3;
    case QtFatalMsg:
        return 2;
    }
    return 6;
}

void writeAll(const QByteArray &bytes)
{
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stderr);
    std::fflush(stderr);
}

void toJournal(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    writeAll(journalLines(type, qFormatLogMessage(type, context, message)));
}

} // namespace

bool isJournal()
{
    const QList<QByteArray> stream = qgetenv("JOURNAL_STREAM").split(':');
    struct stat info = {};
    return stream.size() == 2 && ::fstat(STDERR_FILENO, &info) == 0 &&
           stream[0].toULongLong() == static_cast<qulonglong>(info.st_dev) &&
           stream[1].toULongLong() == static_cast<qulonglong>(info.st_ino);
}

QByteArray journalLines(QtMsgType type, const QString &message)
{
    const QByteArray prefix = '<' + QByteArray::number(priorityOf(type)) + '>';
    QByteArray out;
    for (const QByteArray &line : message.toUtf8().split('\n'))
        out += prefix + line + '\n';
    return out;
}

void installLog()
{
    if (!isJournal()) {
        qSetMessagePattern(QStringLiteral("%{time yyyy-MM-ddThh:mm:ss.zzz} %{type} %{category}: %{message}"));
        return;
    }
    qSetMessagePattern(QStringLiteral("%{category}: %{message}"));
    qInstallMessageHandler(toJournal);
}

void printFatal(const QString &message)
{
    const QString line = QStringLiteral("slipwayd: %1").arg(message);
    writeAll(isJournal() ? journalLines(QtCriticalMsg, line) : line.toUtf8() + '\n');
}

} // namespace slipway::backend
