#pragma once
#include "app/desktop/runstate.h"
#include "widgets/elements/card.h"

namespace slipway::theme {
class Label;
}

namespace slipway::desktop {

/// Why a run failed, where, the last lines, and what to do. The buttons are in the page's header, always in
/// sight.
class ErrorCard : public elements::Card
{
    Q_OBJECT
public:
    explicit ErrorCard(QWidget *parent = nullptr);
    void showFailure(const RunState &run);

private:
    theme::Label *m_title;
    theme::Label *m_message;
    theme::Label *m_advice;
    theme::Label *m_lines;
    QWidget *m_terminal;
};

} // namespace slipway::desktop
