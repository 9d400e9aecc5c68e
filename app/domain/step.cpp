#include "app/domain/step.h"

#include <QCoreApplication>

namespace slipway {
namespace {

constexpr std::array<QLatin1StringView, kStepCount> kNames = {
    QLatin1StringView("creating"), QLatin1StringView("starting"), QLatin1StringView("deploying"),
    QLatin1StringView("syncing"), QLatin1StringView("finalizing")};

} // namespace

QLatin1StringView stepName(Step step) { return kNames[static_cast<size_t>(step)]; }

std::optional<Step> stepFromName(QStringView name)
{
    for (Step step : kAllSteps) {
        if (name == stepName(step))
            return step;
    }
    return std::nullopt;
}

QString stepLabel(Step step)
{
    switch (step) {
    case Step::Creating:
        return QCoreApplication::translate("slipway::Step", "Create Container");
    case Step::Starting:
        return QCoreApplication::translate("slipway::Step", "Start Container");
    case Step::Deploying:
        return QCoreApplication::translate("slipway::Step", "Deploy Files");
    case Step::Syncing:
        return QCoreApplication::translate("slipway::Step", "Run Scripts");
    case Step::Finalizing:
        return QCoreApplication::translate("slipway::Step", "Finalize");
    }
    return {};
}

QString stepDescription(Step step)
{
    switch (step) {
    case Step::Creating:
        return QCoreApplication::translate("slipway::Step", "Making the container on its host");
    case Step::Starting:
        return QCoreApplication::translate("slipway::Step", "Booting and waiting for the network");
    case Step::Deploying:
        return QCoreApplication::translate("slipway::Step", "Copying the template's files and packages");
    case Step::Syncing:
        return QCoreApplication::translate("slipway::Step", "Running the setup scripts");
    case Step::Finalizing:
        return QCoreApplication::translate("slipway::Step", "Looking for services and credentials");
    }
    return {};
}

QLatin1StringView stepStateName(StepState state)
{
    switch (state) {
    case StepState::Pending:
        return QLatin1StringView("pending");
    case StepState::Active:
        return QLatin1StringView("active");
    case StepState::Completed:
        return QLatin1StringView("completed");
    case StepState::Error:
        return QLatin1StringView("error");
    }
    return QLatin1StringView("pending");
}

} // namespace slipway
