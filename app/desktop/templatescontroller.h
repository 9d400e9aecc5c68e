#pragma once
#include "app/domain/template.h"
#include "net/http/jsonclient.h"

#include <QObject>
#include <QTimer>
#include <optional>

namespace slipway::desktop {

class Session;

/// A template as the backend lists or shows it. In a list the contents are missing.
struct TemplateEntry
{
    Template entry; ///< of a list: what stands in its head
    bool own = false;
    bool shipped = false;
    QString revision;
    QStringList scripts; ///< names of those that run; of a list only
    int files = 0;       ///< how many; of a list only
    int packages = 0;
};
Result<QList<TemplateEntry>> templateEntriesFromJson(const QByteArray &json);
Result<TemplateEntry> templateEntryFromJson(const QByteArray &json);

/// The templates of the backend and what is done to them. Folders are read and written on another thread. GUI
/// thread, no widgets.
class TemplatesController : public QObject
{
    Q_OBJECT
public:
    enum class State { Idle, Loading, Loaded, Failed };

    explicit TemplatesController(Session &session, QObject *parent = nullptr);
    ~TemplatesController() override;

    State state() const { return m_state; } ///< Failed only while nothing was ever loaded
    const QString &problem() const { return m_problem; }
    const QList<TemplateEntry> &templates() const { return m_templates; }
    const TemplateEntry *find(const QString &name) const;
    QStringList tags() const;                                ///< of all, the most used first
    const QStringList &buckets() const { return m_buckets; } ///< names

public slots:
    void load();
    void fetch(const QString &name); ///< an answer about another one than the last is dropped
    /// `revision` as Expected of the library: what was edited, empty for a new one, "*" for whatever is
    /// there.
    void store(const slipway::Template &entry, const QString &revision);
    void remove(const QString &name);
    void importFolder(const QString &folder);
    void exportTo(const slipway::Template &entry, const QString &folder);

signals:
    void changed(); ///< list, state or problem
    void fetched(const slipway::desktop::TemplateEntry &entry);
    void fetchFailed(const QString &name, const QString &message);
    void stored(const slipway::desktop::TemplateEntry &entry);
    /// `fields`: what is wrong with which field; `isConflict`: somebody else has changed or made it.
    void storeRefused(const slipway::Template &entry, const QString &message,
                      const QList<slipway::FieldError> &fields, bool isConflict);
    void removed(const QString &name);
    void exported(const QString &name, const QString &folder);
    void failed(const QString &message); ///< of what was done last

private:
    void take(const Result<http::JsonReply> &reply);
    void loadBuckets();

    Session &m_session;
    QTimer m_again;
    QList<TemplateEntry> m_templates;
    QStringList m_buckets;
    State m_state = State::Idle;
    QString m_problem;
    int m_failures = 0;
    quint64 m_generation = 0; // an answer to an older question is dropped
    quint64 m_fetching = 0;
};

} // namespace slipway::desktop
