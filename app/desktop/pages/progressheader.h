#pragma once
#include "app/desktop/runstate.h"

#include <QWidget>

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

/// Which of the four states a run is in, at a glance: icon, words, tone, and what can be done now.
class ProgressHeader : public QWidget
{
    Q_OBJECT
public:
    explicit ProgressHeader(QWidget *parent = nullptr);
    void showRun(const RunState &run);
    void setCompact(bool compact);
    QString title() const;

signals:
    void viewRequested();
    void anotherRequested();
    void cancelRequested();
    void tryAgainRequested();
    void detailsRequested();
    void deleteRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString titleOf(const RunState &run) const;

    RunPhase m_phase = RunPhase::Connecting;
    bool m_problem = false;
    QWidget *m_sign; ///< room for the icon
    elements::Spinner *m_spinner;
    elements::ElidedLabel *m_title;
    elements::ElidedLabel *m_facts;
    elements::Badge *m_simulation;
    QPushButton *m_view;
    QPushButton *m_another;
    QPushButton *m_cancel;
    QPushButton *m_again;
    QPushButton *m_details;
    QPushButton *m_delete;
};

} // namespace slipway::desktop
