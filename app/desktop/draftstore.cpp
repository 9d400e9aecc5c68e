#include "app/desktop/draftstore.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QUuid>
#include <QtConcurrent>

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kQuietMs = 700;
constexpr qint64 kMaxBytes = 256 * 1024 * 1024; // scripts and files of a request, and their escapes

QString lockOf(const QString &path) { return path.chopped(5) + u".lock"_s; }

} // namespace

struct DraftStore::Found
{
    std::optional<CreateDraft> draft;
    QString path;
    std::shared_ptr<QLockFile> lock;
};

DraftStore::DraftStore(const QString &folder, QObject *parent)
    : QObject(parent), m_folder(folder),
      m_path(u"%1/draft-%2.json"_s.arg(folder, QUuid::createUuid().toString(QUuid::Id128))),
      m_lock(lockOf(m_path))
{
    m_pool.setMaxThreadCount(1);
    m_lock.setStaleLockTime(0); // held for as long as the window is there
    m_soon.setSingleShot(true);
    m_soon.setInterval(kQuietMs);
    connect(&m_soon, &QTimer::timeout, this, &DraftStore::write);
}

DraftStore::~DraftStore()
{
    if (m_soon.isActive())
        write();
    m_pool.waitForDone();
}

void DraftStore::setDraft(const CreateDraft &draft)
{
    m_pending = draft;
    m_pending.spec.rootPassword.reset();
    m_soon.start();
}

void DraftStore::write()
{
    m_soon.stop();
    if (!m_hasFile) {
        QDir().mkpath(m_folder);
        m_lock.tryLock(0);
        m_hasFile = true;
    }
    QtConcurrent::run(&m_pool, [draft = m_pending, path = m_path] {
        return writePrivateFile(path, QJsonDocument(toJson(draft)).toJson(QJsonDocument::Compact));
    }).then(this, [this](const Result<void> &written) {
        if (!written && !m_hasFailed)
            emit failed(written.error().message);
        m_hasFailed = !written;
    });
}

void DraftStore::removeDraft()
{
    m_soon.stop();
    if (!m_hasFile)
        return;
    m_hasFile = false;
    // After what is still being written.
    QThreadPool *pool = &m_pool;
    pool->start([path = m_path] { QFile::remove(path); });
}

void DraftStore::lookForEarlier()
{
    QtConcurrent::run(&m_pool, [folder = m_folder, own = m_path] {
        Found found;
        const QFileInfoList files = QDir(folder).entryInfoList({u"draft-*.json"_s}, QDir::Files, QDir::Time);
        for (const QFileInfo &info : files) {
            auto lock = std::make_shared<QLockFile>(lockOf(info.filePath()));
            lock->setStaleLockTime(0);
            QFile file(info.filePath());
            if (info.filePath() == own || info.size() > kMaxBytes || !lock->tryLock(0) ||
                !file.open(QIODevice::ReadOnly))
                continue;
            found.draft = createDraftFromJson(QJsonDocument::fromJson(file.readAll()).object());
            if (!found.draft)
                continue;
            found.path = info.filePath();
            found.lock = lock;
            break;
        }
        return found;
    }).then(this, [this](const Found &found) {
        m_earlier = found.draft;
        m_earlierPath = found.path;
        m_earlierLock = found.lock;
        emit earlierChanged();
    });
}

void DraftStore::removeEarlier()
{
    if (!m_earlier)
        return;
    if (m_soon.isActive())
        write(); // perhaps it was taken over: never is there no file of it
    m_pool.start([path = m_earlierPath, lock = m_earlierLock] { QFile::remove(path); });
    m_earlier.reset();
    m_earlierLock.reset();
    emit earlierChanged();
    lookForEarlier();
}

} // namespace slipway::desktop
