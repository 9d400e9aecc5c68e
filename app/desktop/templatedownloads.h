#pragma once
#include <QJsonObject>
#include <QList>
#include <QObject>
#include <QTimer>

namespace slipway::desktop {

class Session;

/// An OS template on its way to a node.
struct TemplateFetch
{
    enum class State { Running, Done, Error, Cancelled };
    QString id; ///< empty: asked for, not answered yet
    QString source;
    State state = State::Running;
    int percent = -1; ///< below 0: the node's log does not say
    QString lastLine; ///< of that log
    QString error;
};

/// Has OS templates fetched to a node ahead of any creation, and knows how that goes; also those that
/// somebody else has begun. They go on when nobody looks. GUI thread, no widgets.
class TemplateDownloads : public QObject
{
    Q_OBJECT
public:
    explicit TemplateDownloads(Session &session, QObject *parent = nullptr);

    void setNode(const QString &name);
    const TemplateFetch *of(const QString &source) const; ///< the last one; null: none

public slots:
    void begin(const QString &source);
    void cancel(const QString &source);

signals:
    void changed();
    /// `installed`: the source that names it from now on.
    void arrived(const QString &source, const QString &installed);

private:
    void ask();
    void take(const QJsonObject &answer);
    void put(const TemplateFetch &fetch);
    QString path(const QString &id = {}) const;

    Session &m_session;
    QString m_node;
    QList<TemplateFetch> m_all; // one for a source
    QTimer m_poll;
    quint64 m_generation = 0; // an answer about another node is dropped
};

} // namespace slipway::desktop
