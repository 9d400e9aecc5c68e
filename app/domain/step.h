#pragma once
#include <QByteArray>
#include <QList>
#include <QString>
#include <array>
#include <optional>

namespace slipway {

/// The five phases of a creation in their order. Wire names: creating starting deploying syncing finalizing.
enum class Step { Creating, Starting, Deploying, Syncing, Finalizing };

constexpr int kStepCount = 5;
constexpr std::array<Step, kStepCount> kAllSteps = {Step::Creating, Step::Starting, Step::Deploying,
                                                    Step::Syncing, Step::Finalizing};

QLatin1StringView stepName(Step step);              ///< "creating"
std::optional<Step> stepFromName(QStringView name); ///< nothing for names we do not know
QString stepLabel(Step step);                       ///< "Create Container" (translated)
QString stepDescription(Step step);                 ///< one line shown while the step is active (translated)

/// What a stepper shows of one step or script.
enum class StepState { Pending, Active, Completed, Error };
QLatin1StringView stepStateName(StepState state); ///< "pending" "active" "completed" "error"

} // namespace slipway
