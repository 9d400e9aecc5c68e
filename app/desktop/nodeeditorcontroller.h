#pragma once
#include "app/desktop/nodescontroller.h"

namespace slipway::desktop {

/// A node as it is being typed: what is wrong with it, its test, whom to trust, and storing it. Pages show;
/// this decides. Nothing here changes what was typed but trust(). GUI thread.
class NodeEditorController : public QObject
{
    Q_OBJECT
public:
    explicit NodeEditorController(Session &session, QObject *parent = nullptr);

    void begin(const std::optional<NodeEntry> &stored); ///< nothing: a new one
    bool isNew() const { return !m_stored; }
    const std::optional<NodeEntry> &stored() const { return m_stored; }
    const Node &draft() const { return m_draft; }
    const QList<FieldError> &errors() const { return m_errors; }
    NodeProbe &probe() { return m_probe; }
    /// Of what is typed now; an older one is of another node.
    std::optional<Preflight> preflight() const;
    bool isTested() const; ///< and nothing failed
    bool isSaving() const { return m_saving; }
    bool canSave() const { return m_errors.isEmpty() && !m_saving; }
    bool canTest() const;
    bool isChanged() const; ///< something is typed that is stored nowhere

public slots:
    void setDraft(const slipway::Node &node); ///< each key stroke
    void test();
    void cancelTest() { m_probe.cancel(); }
    /// Takes what the other side showed as its own; the test has to be made again.
    void trust(bool certificate, bool hostKey);
    void save();

signals:
    void changed();       ///< errors, what can be done, whether it is tested
    void draftReplaced(); ///< by trust()
    void tested(const slipway::Preflight &preflight);
    void testFailed(const QString &message);
    void saved(const slipway::desktop::NodeEntry &entry);
    /// Nothing that was typed is lost.
    void refused(const QString &message);

private:
    void judge();
    void refuse(const QString &message, const QList<FieldError> &fields);

    Session &m_session;
    NodeProbe m_probe;
    std::optional<NodeEntry> m_stored;
    Node m_draft;
    Node m_begun;
    QList<FieldError> m_errors;
    QList<FieldError> m_refusals; // of the backend, for exactly what was sent
    Node m_sent;
    Node m_testing; // what the running test is about
    Node m_testedDraft;
    std::optional<Preflight> m_preflight;
    bool m_saving = false;
};

/// validate() for a draft whose secrets may be those that are stored: these are no errors when they are left
/// empty, unless the backend would not hand them to the machine or account that is typed now.
QList<FieldError> validateDraft(const Node &draft, const std::optional<NodeEntry> &stored);

} // namespace slipway::desktop
