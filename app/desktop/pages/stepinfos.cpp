#include "app/desktop/pages/stepinfos.h"

#include <array>

namespace slipway::desktop {

using theme::Icon;

QList<stepper::StepInfo> stepInfos()
{
    constexpr std::array<Icon, kStepCount> icons = {Icon::Container, Icon::Start, Icon::Files, Icon::Scripts,
                                                    Icon::Finish};
    QList<stepper::StepInfo> infos;
    for (const Step step : kAllSteps)
        infos.append({icons.at(static_cast<size_t>(step)), stepLabel(step), stepDescription(step)});
    return infos;
}

stepper::StepState shown(StepState state)
{
    switch (state) {
    case StepState::Pending:
        break;
    case StepState::Active:
        return stepper::StepState::Active;
    case StepState::Completed:
        return stepper::StepState::Completed;
    case StepState::Error:
        return stepper::StepState::Error;
    }
    return stepper::StepState::Pending;
}

} // namespace slipway::desktop
