#include "app/desktop/backendprocess.h"

#include "app/base/log.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QStandardPaths>

namespace slipway::desktop {

namespace {
constexpr qsizetype kKeptErrorBytes = 8192;
constexpr int kMaxRestartMs = 30'000;
constexpr QFile::Permissions kOthers = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup |
                                       QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
const auto kDirectoryPrefix = QStringLiteral("slipway-own-");
const auto kTokenName = QStringLiteral("token");
const auto kLockName = QStringLiteral("lock");

QString programName()
{
#ifdef Q_OS_WIN
    return QStringLiteral("slipwayd.exe");
#else
    return QStringLiteral("slipwayd");
#endif
}

Secret randomToken()
{
    quint32 words[8];
    QRandomGenerator::system()->fillRange(words);
    QByteArray raw(reinterpret_cast<const char *>(words), sizeof words);
    Secret token(raw.toHex());
    raw.fill('\0');
    return token;
}

} // namespace

BackendProcess::BackendProcess(Settings settings, QObject *parent)
    : QObject(parent), m_settings(std::move(settings))
{
    m_restart.setSingleShot(true);
    m_startTimeout.setSingleShot(true);
    connect(&m_restart, &QTimer::timeout, this, &BackendProcess::launch);
    connect(&m_startTimeout, &QTimer::timeout, this, [this] {
        stop();
        giveUpOrRetry(tr("Cannot start the backend. It did not say that it listens within %1 s.")
                          .arg(m_settings.startTimeoutMs / 1000),
                      true);
    });
}

BackendProcess::~BackendProcess() { stop(); }

Result<QString> BackendProcess::findProgram()
{
    // Beside this program, as in a build or a portable folder; or the desktop package's own one, of the same
    // version whatever backend is installed besides.
    const QDir here(QCoreApplication::applicationDirPath());
    for (const QString &place : {QStringLiteral("../libexec/slipway/"), QString()}) {
        const QString path = QDir::cleanPath(here.filePath(place + programName()));
        if (QFileInfo(path).isExecutable())
            return path;
    }
    const QString inPath = QStandardPaths::findExecutable(programName());
    if (!inPath.isEmpty())
        return inPath;
    return fail(ErrorCode::NotFound,
                tr("Cannot start the backend. slipwayd is neither beside this program nor in PATH. "
                   "Install it, or attach to one with --server."));
}

void BackendProcess::removeAbandoned(const QString &base)
{
    const QFileInfoList found = QDir(base).entryInfoList(
        {kDirectoryPrefix + QLatin1Char('*')}, QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks);
    for (const QFileInfo &entry : found) {
        const QDir directory(entry.filePath());
        // In a public directory only what we could have made ourselves, and file by file: nothing of others
        // goes, whatever somebody has put there under this name.
        if (entry.permissions() & kOthers || !directory.exists(kLockName))
            continue;
        QLockFile lock(directory.filePath(kLockName));
        if (!lock.tryLock(0)) // knows a dead owner from a living one
            continue;
        QFile::remove(directory.filePath(kTokenName));
        lock.unlock();
        QDir(base).rmdir(entry.fileName());
    }
}

Result<void> BackendProcess::prepareToken()
{
    QString base = qEnvironmentVariable("XDG_RUNTIME_DIR"); // private to the user and gone at log-out
    if (base.isEmpty() || !QFileInfo(base).isWritable())
        base = QDir::tempPath();
    removeAbandoned(base);
    m_lock.reset();
    // mkdtemp(3): mode 0700, a name nobody can foresee.
    m_directory = std::make_unique<QTemporaryDir>(base + QLatin1Char('/') + kDirectoryPrefix +
                                                  QStringLiteral("XXXXXX"));
    if (!m_directory->isValid())
        return fail(ErrorCode::Unavailable,
                    tr("Cannot make a private directory. %1").arg(m_directory->errorString()));
    m_lock = std::make_unique<QLockFile>(m_directory->filePath(kLockName));
    m_lock->tryLock(0); // without it the directory would only stay behind after a SIGKILL
    m_token = randomToken();
    QFile file(m_directory->filePath(kTokenName));
    const bool opened = file.open(QIODevice::WriteOnly | QIODevice::NewOnly);
    if (!opened || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) ||
        file.write(m_token.reveal()) != m_token.size() || !file.flush())
        return fail(ErrorCode::Unavailable, tr("Cannot write the access token. %1").arg(file.errorString()));
    return {};
}

void BackendProcess::start()
{
    if (const Result<void> prepared = prepareToken(); !prepared) {
        giveUpOrRetry(prepared.error().message, false);
        return;
    }
    if (m_settings.program.isEmpty()) {
        const Result<QString> found = findProgram();
        if (!found) {
            giveUpOrRetry(found.error().message, false);
            return;
        }
        m_settings.program = *found;
    }
    launch();
}

void BackendProcess::startNow()
{
    if (m_process)
        return;
    m_restart.stop();
    if (m_directory && m_directory->isValid() && !m_settings.program.isEmpty())
        launch();
    else
        start();
}

void BackendProcess::launch()
{
    m_output.clear();
    m_errors.clear();
    m_url.clear();
    m_process = std::make_unique<QProcess>();
    QProcess *process = m_process.get();
    connect(process, &QProcess::readyReadStandardOutput, this, &BackendProcess::readOutput);
    connect(process, &QProcess::readyReadStandardError, this,
            [this] { m_errors = (m_errors + m_process->readAllStandardError()).right(kKeptErrorBytes); });
    connect(process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            giveUpOrRetry(tr("Cannot start %1. %2.").arg(m_settings.program, m_process->errorString()),
                          false);
    });
    connect(process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        const QString how = status == QProcess::CrashExit ? tr("It was ended by a signal.")
                                                          : tr("It ended with exit code %1.").arg(code);
        const QString words = lastWords();
        giveUpOrRetry((words.isEmpty() ? tr("The backend stopped. %1 It is being started again.").arg(how)
                                       : tr("The backend stopped. %1 %2").arg(how, words)),
                      true);
    });
    QStringList arguments{
        QStringLiteral("--listen"),           QStringLiteral("127.0.0.1:0"), QStringLiteral("--token-file"),
        m_directory->filePath(kTokenName),    QStringLiteral("--host"),      m_settings.host,
        QStringLiteral("--exit-on-stdin-eof")};
    if (!m_settings.dataDir.isEmpty())
        arguments << QStringLiteral("--data-dir") << m_settings.dataDir;
    m_startTimeout.start(m_settings.startTimeoutMs);
    process->start(m_settings.program, arguments);
}

void BackendProcess::readOutput()
{
    m_output += m_process->readAllStandardOutput();
    if (!m_url.isEmpty()) {
        m_output.clear();
        return;
    }
    static const QByteArray prefix = QByteArrayLiteral("listening on ");
    qsizetype end = 0;
    while ((end = m_output.indexOf('\n')) >= 0) {
        const QByteArray line = m_output.left(end).trimmed();
        m_output.remove(0, end + 1);
        if (!line.startsWith(prefix))
            continue;
        m_url = QUrl(QString::fromUtf8(line.mid(prefix.size())), QUrl::StrictMode);
        m_startTimeout.stop();
        m_attempt = 0;
        emit ready(m_url);
        return;
    }
}

QString BackendProcess::lastWords() const
{
    // Of its log only trouble, and that without time and category; what is no line of a log is said as it is.
    static const QRegularExpression logged(QStringLiteral("^\\d{4}-\\S+ (\\w+) \\S+: (.*)$"));
    const QStringList lines = QString::fromUtf8(m_errors.trimmed()).split(QLatin1Char('\n'));
    const auto match = logged.match(lines.constLast().trimmed());
    if (!match.hasMatch())
        return lines.constLast().trimmed();
    const QString level = match.captured(1);
    const bool isTrouble = level != QLatin1StringView("info") && level != QLatin1StringView("debug");
    return isTrouble ? match.captured(2) : QString();
}

void BackendProcess::giveUpOrRetry(const QString &reason, bool retry)
{
    m_startTimeout.stop();
    m_url.clear();
    if (m_process) {
        // May be called from inside one of its signals.
        m_process->disconnect(this);
        m_process.release()->deleteLater();
    }
    if (m_stopping)
        return;
    ++m_attempt;
    int next = -1;
    if (retry) {
        next = qMin(kMaxRestartMs, m_settings.firstRestartMs << qMin(m_attempt - 1, 10));
        m_restart.start(next);
    }
    qCWarning(lcDesktop).noquote() << reason;
    emit failed(reason, m_attempt, next);
}

void BackendProcess::stop()
{
    m_restart.stop();
    m_startTimeout.stop();
    if (!m_process)
        return;
    m_process->disconnect(this);
    m_process->closeWriteChannel(); // its order to stop
    if (m_process->state() != QProcess::NotRunning && !m_process->waitForFinished(3000)) {
        m_process->terminate();
        if (!m_process->waitForFinished(1500)) {
            m_process->kill();
            m_process->waitForFinished(500);
        }
    }
    m_process.reset();
}

} // namespace slipway::desktop
