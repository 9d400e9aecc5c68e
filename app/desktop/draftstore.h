#pragma once
#include "app/desktop/createdraft.h"

#include <QLockFile>
#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <memory>

namespace slipway::desktop {

/// Keeps what is typed into the wizard in a file of this window's own, a moment after the last key stroke,
/// and finds what windows before it left behind. A draft of a window that is still there is left alone. Files
/// are read and written on another thread; what is pending is written before the store is gone. GUI thread.
class DraftStore : public QObject
{
    Q_OBJECT
public:
    explicit DraftStore(const QString &folder = privateFolder(), QObject *parent = nullptr);
    ~DraftStore() override;

    void setDraft(const CreateDraft &draft);
    void removeDraft(); ///< it was sent, or is empty again
    /// The newest that was left behind; nothing while none is known.
    const std::optional<CreateDraft> &earlier() const { return m_earlier; }

public slots:
    void lookForEarlier();
    void removeEarlier(); ///< it was taken or discarded; another one may follow

signals:
    void earlierChanged();
    void failed(const QString &message); ///< once, until a draft could be kept again

private:
    struct Found;
    void write();

    QString m_folder;
    QString m_path;
    QThreadPool m_pool; // one thread: writes keep their order
    QTimer m_soon;
    QLockFile m_lock;
    CreateDraft m_pending;
    bool m_hasFile = false;
    bool m_hasFailed = false;
    std::optional<CreateDraft> m_earlier;
    QString m_earlierPath;
    std::shared_ptr<QLockFile> m_earlierLock; // no other window offers it meanwhile
};

} // namespace slipway::desktop
