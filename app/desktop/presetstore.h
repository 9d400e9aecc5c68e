#pragma once
#include "app/desktop/createdraft.h"

#include <QObject>
#include <QThreadPool>

namespace slipway::desktop {

/// A configuration under a name.
struct CreatePreset
{
    QString name;
    CreateDraft draft;
    bool operator==(const CreatePreset &) const = default;
};

/// The presets of this user, sorted by name, in one file. Read and written on another thread; a change is in
/// the list at once. A file that cannot be read is never overwritten. GUI thread.
class PresetStore : public QObject
{
    Q_OBJECT
public:
    explicit PresetStore(const QString &folder = privateFolder(), QObject *parent = nullptr);
    ~PresetStore() override;

    const QList<CreatePreset> &presets() const { return m_presets; }
    const CreatePreset *find(const QString &name) const;

public slots:
    void load();
    void save(const QString &name, const slipway::desktop::CreateDraft &draft); ///< replaces one of that name
    void rename(const QString &from, const QString &to);
    void remove(const QString &name);

signals:
    void changed();
    void failed(const QString &message);

private:
    void write();

    QString m_path;
    QThreadPool m_pool; // one thread: writes keep their order
    QList<CreatePreset> m_presets;
    QString m_unreadable; // why nothing is written
};

} // namespace slipway::desktop
