#pragma once
#include "app/base/result.h"
#include "app/desktop/templatedownloads.h"
#include "app/domain/hostoffers.h"

#include <QObject>
#include <array>

namespace slipway::desktop {

class Session;

/// What one node has to choose from. Every question has a state of its own: one that fails or is slow keeps
/// none of the others. GUI thread.
class HostLookups : public QObject
{
    Q_OBJECT
public:
    enum Kind { Storages, Bridges, Templates, NextId };
    enum class State { Idle, Loading, Ready, Failed };
    static constexpr int kKinds = 4;

    explicit HostLookups(Session &session, QObject *parent = nullptr);

    /// Forgets the answers of another node and asks this one everything. Empty: asks nobody.
    void setNode(const QString &name);
    const QString &node() const { return m_node; }
    State state(Kind kind) const { return m_states.at(size_t(kind)); }
    QString problem(Kind kind) const { return m_problems.at(size_t(kind)); }

    const QList<HostStorage> &storages() const { return m_storages; }
    QList<HostStorage>
    storagesFor(const QString &content) const; ///< active ones that hold "rootdir", "vztmpl"
    const QList<HostBridge> &bridges() const { return m_bridges; }
    const QList<OsTemplate> &templates() const { return m_templates; }
    int nextId() const { return m_nextId; }                ///< 0: unknown
    TemplateDownloads &downloads() { return m_downloads; } ///< of the same node

public slots:
    void load(slipway::desktop::HostLookups::Kind kind);
    void loadAll();

signals:
    void changed(slipway::desktop::HostLookups::Kind kind);

private:
    void take(Kind kind, const QJsonObject &answer);
    void set(Kind kind, State state, const QString &problem = {});

    Session &m_session;
    QString m_node;
    std::array<State, kKinds> m_states{};
    std::array<QString, kKinds> m_problems;
    std::array<quint64, kKinds> m_generations{}; // an answer to an older question is dropped
    QList<HostStorage> m_storages;
    QList<HostBridge> m_bridges;
    QList<OsTemplate> m_templates;
    int m_nextId = 0;
    TemplateDownloads m_downloads;
};

} // namespace slipway::desktop
