#pragma once
#include "app/domain/packagebucket.h"
#include "app/domain/template.h"
#include "net/http/jsonclient.h"

#include <QHash>
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
    QStringList tags() const; ///< of all, the most used first
    const QList<PackageBucket> &buckets() const { return m_buckets; }
    QStringList bucketNames() const;
    QString bucketRevision(const QString &name) const { return m_bucketRevisions.value(name); }
    const QString &bucketProblem() const { return m_bucketProblem; } ///< why they could not be read

public slots:
    void load();
    void loadBuckets();
    void fetch(const QString &name); ///< of two answers about one, that to the later question counts
    /// `revision` as Expected of the library: what was edited, empty for a new one, "*" for whatever is
    /// there.
    void store(const slipway::Template &entry, const QString &revision);
    void remove(const QString &name);
    void importFolder(const QString &folder);
    void exportTo(const slipway::Template &entry, const QString &folder);

signals:
    void changed(); ///< list, state or problem
    void bucketsChanged();
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
    void takeBuckets(const Result<http::JsonReply> &reply);

    Session &m_session;
    QTimer m_again;
    QList<TemplateEntry> m_templates;
    QList<PackageBucket> m_buckets;
    QHash<QString, QString> m_bucketRevisions;
    QString m_bucketProblem;
    State m_state = State::Idle;
    QString m_problem;
    int m_failures = 0;
    quint64 m_generation = 0;           // an answer to an older question is dropped
    QHash<QString, quint64> m_fetching; // by name
};

} // namespace slipway::desktop
