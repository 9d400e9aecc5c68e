#pragma once
#include "app/desktop/nodeeditorcontroller.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

class QBoxLayout;
class QPushButton;
class QScrollArea;

namespace slipway::theme {
class Label;
}
namespace slipway::elements {
class InlineMessage;
class Spinner;
} // namespace slipway::elements

namespace slipway::desktop {

class HostLookups;
class NodeForm;
class PreflightView;

/// Adds or edits a node: its fields, beside them (below, when it is narrow) the test of the connection, and
/// the question whom to trust. What was typed stays until it is stored or the operator drops it.
class NodeEditorPage : public QWidget
{
    Q_OBJECT
public:
    NodeEditorPage(NodeEditorController &controller, HostLookups &lookups, QWidget *parent = nullptr);

    void begin(const std::optional<NodeEntry> &stored);
    QString title() const;
    /// True when nothing would be lost, or the operator says that it may be.
    bool mayLeave();

signals:
    void cancelled();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeTestPanel();
    QWidget *makeBar();
    void connectController();
    void refresh();
    void showTested(const Preflight &preflight);
    void showTrouble(const QString &message);
    void askForTrust();
    void save();
    void tick();

    NodeEditorController &m_controller;
    HostLookups &m_lookups;
    bool m_loud = false; ///< the operator wanted to test or store: empty fields are errors now
    QElapsedTimer m_clock;
    QTimer m_tick;
    QScrollArea *m_scroll;
    QBoxLayout *m_columns;
    theme::Label *m_title;
    elements::InlineMessage *m_message;
    NodeForm *m_form;
    QWidget *m_panel;
    elements::Spinner *m_spinner;
    theme::Label *m_testState;
    elements::InlineMessage *m_trust;
    PreflightView *m_checks;
    theme::Label *m_whyNot;
    QPushButton *m_test;
    QPushButton *m_stop;
    QPushButton *m_save;
};

} // namespace slipway::desktop
