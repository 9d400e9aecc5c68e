#pragma once
#include "app/desktop/runscontroller.h"
#include "widgets/elements/card.h"

class QPushButton;

namespace slipway::theme {
class Label;
}
namespace slipway::elements {
class Badge;
class ElidedLabel;
} // namespace slipway::elements
namespace slipway::stepper {
class EasedProgress;
class StepStrip;
} // namespace slipway::stepper

namespace slipway::desktop {

/// One run among others: name, phases in a line, percent, how long it takes, the last lines of its log; to
/// open and to cancel. Pressed anywhere else it opens, too. One that is not streamed shows what its row says,
/// without a log.
class RunTile : public elements::Card
{
    Q_OBJECT
public:
    explicit RunTile(QWidget *parent = nullptr);

    void setContainer(const Container &container); ///< what its row says
    void setGlance(const RunGlance &glance);       ///< what its stream says
    void showTime();                               ///< the clock went on
    const Container &container() const { return m_container; }
    QString caption() const;
    QString lines() const;

signals:
    void openRequested(const slipway::ContainerId &id);
    void cancelRequested(const slipway::ContainerId &id);

protected:
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    void refresh();
    bool isStreamed() const;
    void showSteps();
    void showLines();
    void showButtons();

    Container m_container;
    RunGlance m_glance;
    RemainingTime m_time;
    elements::ElidedLabel *m_name;
    elements::ElidedLabel *m_facts;
    elements::Badge *m_simulation;
    stepper::StepStrip *m_strip;
    stepper::EasedProgress *m_bar;
    theme::Label *m_percent;
    theme::Label *m_caption;
    QWidget *m_terminal;
    theme::Label *m_lines;
    QPushButton *m_open;
    QPushButton *m_cancel;
};

} // namespace slipway::desktop
