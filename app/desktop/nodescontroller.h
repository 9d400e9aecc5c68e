#pragma once
#include "app/desktop/nodeprobe.h"

#include <QDateTime>
#include <QHash>
#include <QTimer>
#include <optional>

namespace slipway::desktop {

/// A node as the backend lists it: without secrets, but with what is known of them.
struct NodeEntry
{
    Node node;
    bool hasSecret = false;
    bool hasSshPassword = false;
    bool hasPrivateKey = false;
    bool hasPassphrase = false;
    bool operator==(const NodeEntry &) const = default;
};
NodeEntry nodeEntryFromJson(const QJsonObject &object);
Result<QList<NodeEntry>> nodesFromJson(const QByteArray &json);

/// How the last test of a node ended, as far as this window knows.
struct NodeTest
{
    enum class State { None, Running, Passed, Warned, Failed };
    State state = State::None;
    Preflight preflight;
    QString message; ///< when no test could be made
    QDateTime at;
};
NodeTest::State stateOf(const Preflight &preflight);
/// "3 checks failed: Certificate, SSH, pct", "All checks passed".
/// In the language of the window where the check is a known one, else as the backend sent it.
QString titleOf(const PreflightCheck &check);
QString summaryOf(const NodeTest &test);

/// The nodes of the backend, their tests and their removal. Asks when told to; after a failure again and
/// again, more and more slowly. GUI thread, no widgets.
class NodesController : public QObject
{
    Q_OBJECT
public:
    enum class State { Idle, Loading, Loaded, Failed };

    explicit NodesController(Session &session, QObject *parent = nullptr);

    State state() const { return m_state; } ///< Failed only while nothing was ever loaded
    const QString &problem() const { return m_problem; }
    const QList<NodeEntry> &nodes() const { return m_nodes; }
    const NodeEntry *find(const QString &name) const;
    NodeTest test(const QString &name) const { return m_tests.value(name); }

public slots:
    void load();
    void startTest(const QString &name);
    void cancelTest(const QString &name);
    void remove(const QString &name, bool force);
    /// The editor tested it: what it found counts for the stored node as well.
    void noteTest(const QString &name, const slipway::Preflight &preflight);

signals:
    void changed(); ///< list, state or problem
    void testChanged(const QString &name);
    void removed(const QString &name);
    void removalFailed(const QString &name, const QString &message);

private:
    void take(const Result<http::JsonReply> &reply);
    void setTest(const QString &name, NodeTest test);

    Session &m_session;
    QTimer m_again;
    QList<NodeEntry> m_nodes;
    QHash<QString, NodeTest> m_tests;
    QHash<QString, NodeProbe *> m_probes;
    State m_state = State::Idle;
    QString m_problem;
    int m_failures = 0;
    quint64 m_generation = 0; // an answer to an older question is dropped
};

} // namespace slipway::desktop
