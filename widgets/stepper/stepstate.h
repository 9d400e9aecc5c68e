#pragma once
#include "widgets/theme/icons.h"

#include <QString>

namespace slipway::stepper {

enum class StepState { Pending, Active, Completed, Error };

/// "completed", "running" …: what a screen reader says and what stands beside the icon.
QString stateText(StepState state);
/// The icon's shape tells the state without its colour.
theme::Icon stateIcon(StepState state);
theme::Role stateRole(StepState state);
/// "0.8 s", "42 s", "1 min 10 s", "2 h 5 min".
QString durationText(qint64 milliseconds);

struct StepInfo
{
    theme::Icon icon = theme::Icon::Pending;
    QString label;
    QString description; ///< one line, shown while the step is active
};

struct ScriptInfo
{
    QString name; ///< as on the wire; also the filter
    StepState state = StepState::Pending;
    bool operator==(const ScriptInfo &) const = default;
};
/// "02-docker-install.sh" → "docker install"; the name itself when nothing would be left.
QString scriptLabel(const QString &name);

} // namespace slipway::stepper
