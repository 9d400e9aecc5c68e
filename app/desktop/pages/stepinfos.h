#pragma once
#include "app/domain/step.h"
#include "widgets/stepper/stepstate.h"

#include <QList>

namespace slipway::desktop {

/// The five phases as every stepper shows them, in their order.
QList<stepper::StepInfo> stepInfos();
/// A widget knows nothing of the domain: the same state in its words.
stepper::StepState shown(StepState state);

} // namespace slipway::desktop
