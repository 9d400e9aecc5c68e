#pragma once
#include "widgets/stepper/stepstate.h"

class QPainter;
class QRectF;

namespace slipway::stepper {

/// The sign of a step: its own icon while pending or active (with a turning ring), a check or a cross after.
void paintBubble(QPainter &painter, const QRectF &bubble, StepState state, theme::Icon icon);

} // namespace slipway::stepper
