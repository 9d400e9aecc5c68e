#include "app/desktop/singleinstance.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalSocket>
#include <QTimer>

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kAnswerMs = 3000;
constexpr int kBetweenTriesMs = 20;
constexpr qint64 kLongest = 4096;
const auto kTaken = "taken\n"_ba;

QString keyOf(const Options &options)
{
    const QString data = options.dataDir.isEmpty() ? QString() : QDir(options.dataDir).absolutePath();
    const QByteArray place = (options.server.toString() + u'\n' + data).toUtf8();
    return QString::fromLatin1(QCryptographicHash::hash(place, QCryptographicHash::Sha256).toHex().left(12));
}

QByteArray toLine(const HandedOver &what)
{
    return QJsonDocument(
               QJsonObject{{u"open"_s, what.open.id.value},
                           {u"tab"_s, what.open.tab ? QString(detailTabName(*what.open.tab)) : QString()},
                           {u"create"_s, what.create},
                           {u"template"_s, what.createTemplate}})
               .toJson(QJsonDocument::Compact) +
           '\n';
}

std::optional<HandedOver> fromLine(const QByteArray &line)
{
    const QJsonDocument document = QJsonDocument::fromJson(line);
    if (!document.isObject())
        return {};
    const QString id = document["open"_L1].toString();
    if (!id.isEmpty() && !ContainerId::isValid(id))
        return {};
    const ContainerLink link{{id}, detailTabFromName(document["tab"_L1].toString())};
    return HandedOver{link, document["create"_L1].toString(), document["template"_L1].toString()};
}

} // namespace

QString SingleInstance::runtimeDirectory()
{
    // No fallback below /tmp: there somebody else could answer.
    const QString directory = qEnvironmentVariable("XDG_RUNTIME_DIR");
    const QFileInfo info(directory);
    return !directory.isEmpty() && info.isDir() && info.isWritable() ? info.absoluteFilePath() : QString();
}

SingleInstance::SingleInstance(const Options &options, const QString &directory, QObject *parent)
    : QObject(parent)
{
    if (!directory.isEmpty())
        m_path = QDir(directory).filePath(u"slipway-desktop-"_s + keyOf(options));
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::serve);
}

bool SingleInstance::handOver(const HandedOver &what)
{
    if (m_path.isEmpty())
        return false;
    m_lock.emplace(m_path + u".lock"_s);
    m_lock->setStaleLockTime(0); // old is what has lost its process, not what has been there for long
    const QDeadlineTimer until(kAnswerMs);
    while (!m_lock->tryLock(kBetweenTriesMs)) {
        if (send(what, until)) // not yet, if the other one just starts as well
            return true;
        if (until.hasExpired() || m_lock->error() != QLockFile::LockFailedError)
            break;
    }
    return false;
}

void SingleInstance::listen()
{
    if (m_path.isEmpty() || m_server.isListening())
        return;
    // What lies there is of one that was ended without a chance to clear up, or does not answer.
    QLocalServer::removeServer(m_path);
    m_server.listen(m_path);
}

bool SingleInstance::send(const HandedOver &what, QDeadlineTimer until)
{
    const auto left = [until] { return int(until.remainingTime()); };
    QLocalSocket socket;
    socket.connectToServer(m_path);
    if (!socket.waitForConnected(left()))
        return false;
    socket.write(toLine(what));
    QByteArray answer;
    while (answer.size() < kTaken.size() && socket.waitForReadyRead(left()))
        answer += socket.readAll();
    return answer == kTaken;
}

void SingleInstance::serve()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        QTimer::singleShot(kAnswerMs, socket, &QLocalSocket::abort);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            if (!socket->canReadLine()) {
                if (socket->bytesAvailable() > kLongest)
                    socket->abort();
                return;
            }
            const auto what = fromLine(socket->readLine(kLongest));
            if (what)
                socket->write(kTaken);
            socket->disconnectFromServer();
            if (what)
                emit received(*what);
        });
    }
}

} // namespace slipway::desktop
