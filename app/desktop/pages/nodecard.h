#pragma once
#include "app/desktop/nodescontroller.h"
#include "widgets/elements/card.h"

class QPushButton;

namespace slipway::theme {
class Label;
}
namespace slipway::elements {
class Badge;
class ElidedLabel;
class Spinner;
} // namespace slipway::elements

namespace slipway::desktop {

class PreflightView;

/// One node: what it is, how its last test ended (and, unfolded, what each check found), what lives on it.
class NodeCard : public elements::Card
{
    Q_OBJECT
public:
    explicit NodeCard(const NodeEntry &entry, QWidget *parent = nullptr);
    void setEntry(const NodeEntry &entry);
    void setTest(const NodeTest &test);
    void setContainers(int count);
    void setRemoving(bool removing);

signals:
    void editRequested();
    void testRequested();
    void testCancelled();
    void removeRequested();
    void containersRequested();
    void createRequested();

private:
    void toggleChecks();

    NodeEntry m_entry;
    NodeTest m_test;
    elements::ElidedLabel *m_name;
    elements::ElidedLabel *m_facts;
    elements::Badge *m_state;
    elements::Spinner *m_spinner;
    theme::Label *m_result;
    QPushButton *m_containers;
    QPushButton *m_testButton;
    QPushButton *m_details;
    QPushButton *m_edit;
    QPushButton *m_remove;
    PreflightView *m_checks;
};

} // namespace slipway::desktop
