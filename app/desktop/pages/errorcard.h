#pragma once
#include "app/desktop/runstate.h"
#include "widgets/elements/card.h"

class QPushButton;

namespace slipway::theme {
class Label;
}

namespace slipway::desktop {

/// Why a run failed, where, the last lines, what is left on the host, and what to do about this very failure.
/// What leads on from here is in the page's header, always in sight.
class ErrorCard : public elements::Card
{
    Q_OBJECT
public:
    explicit ErrorCard(QWidget *parent = nullptr);
    void showFailure(const RunState &run);

signals:
    void retryRequested();
    void deleteRequested();

private:
    theme::Label *m_title;
    theme::Label *m_message;
    theme::Label *m_advice;
    theme::Label *m_lines;
    QWidget *m_terminal;
    theme::Label *m_left;
    QPushButton *m_retry;
    QPushButton *m_delete;
};

} // namespace slipway::desktop
