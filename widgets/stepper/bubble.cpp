#include "widgets/stepper/bubble.h"

#include "widgets/elements/spinner.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QDateTime>
#include <QPainter>

namespace slipway::stepper {

using namespace theme;

namespace {
constexpr int kTurnMs = 1100;
}

void paintBubble(QPainter &painter, const QRectF &bubble, StepState state, Icon icon)
{
    const double inset = bubble.width() * 0.25;
    const QRectF inner = bubble.adjusted(inset, inset, -inset, -inset);
    const double radius = bubble.width() / 2;
    switch (state) {
    case StepState::Pending:
        paint::roundedRect(painter, bubble, radius, Qt::transparent, color(Role::Border), 1.5);
        paintIcon(painter, inner, icon, color(Role::Muted));
        break;
    case StepState::Active: {
        const bool still = Theme::instance().reduceMotion();
        const double turn = still ? 0 : double(QDateTime::currentMSecsSinceEpoch() % kTurnMs) / kTurnMs;
        paint::roundedRect(painter, bubble.adjusted(1, 1, -1, -1), radius, color(Role::AccentSoft));
        elements::Spinner::paint(painter, bubble.adjusted(-2, -2, 2, 2), turn, color(Role::Accent));
        paintIcon(painter, inner, icon, color(Role::Accent));
        break;
    }
    case StepState::Completed:
    case StepState::Error:
        paint::roundedRect(painter, bubble, radius, color(softRole(stateRole(state))));
        paintIcon(painter, inner, stateIcon(state), color(stateRole(state)));
        break;
    }
}

} // namespace slipway::stepper
