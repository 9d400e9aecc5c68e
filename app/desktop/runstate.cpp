#include "app/desktop/runstate.h"

#include "app/base/redactor.h"
#include "widgets/stepper/stepstate.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace slipway::desktop {

namespace {
QString tr(const char *text) { return QCoreApplication::translate("slipway::desktop::RunState", text); }
} // namespace

QString failurePlace(const RunState &run)
{
    const auto step = stepFromName(run.snapshot.step);
    QString place = step ? stepLabel(*step) : run.snapshot.step;
    if (step == Step::Syncing && !run.snapshot.activeScript.isEmpty())
        place = tr("%1: %2").arg(place, stepper::scriptLabel(run.snapshot.activeScript));
    static const QRegularExpression exitCode(QStringLiteral("exit code (\\d+)"));
    const auto match = exitCode.match(run.snapshot.errorMessage);
    if (match.hasMatch())
        place = tr("%1 (exit code %2)").arg(place, match.captured(1));
    return place;
}

QString failureAdvice(const RunState &run)
{
    const auto step = stepFromName(run.snapshot.step);
    // The script that ran when something else ended the run (the backend was stopped, the run cancelled) is
    // not to blame.
    const QString &script = run.snapshot.activeScript;
    if (step == Step::Syncing && !script.isEmpty() && !run.snapshot.errorMessage.contains(script))
        return tr("The run ended while the script %1 was at work. Try again; nothing that you typed is lost.")
            .arg(script);
    if (!step)
        return tr("Look at the log for the reason, then try again.");
    switch (*step) {
    case Step::Creating:
        return tr("Check that the host has room and that the name is free, then try again.");
    case Step::Starting:
        return tr(
            "The container exists but did not come up. Check the host's network and the container's start-up "
            "log, then try again.");
    case Step::Deploying:
        return tr(
            "The container runs, but a file or package did not get into it. Check the template's files and "
            "packages, then try again.");
    case Step::Syncing:
        return run.snapshot.activeScript.isEmpty() ? tr("A setup script failed. Its last lines are below.")
                                                   : tr("The script %1 failed. Its last lines are below; "
                                                        "correct it and try again. Nothing that you "
                                                        "typed is lost.")
                                                         .arg(run.snapshot.activeScript);
    case Step::Finalizing:
        return tr("The container is set up, but its services could not be found. Check that they run, then "
                  "try again.");
    }
    return {};
}

QString leftoverText(const RunState &run)
{
    if (!run.leftOnHost)
        return {};
    return run.leftOnHost->isEmpty()
               ? tr("Nothing of it is left on the host.")
               : tr("The container %1 is still on the host, as it was when the run failed.")
                     .arg(*run.leftOnHost);
}

QString retryPlace(const RunState &run)
{
    const auto step = stepFromName(run.snapshot.step);
    if (!step)
        return {};
    if (step == Step::Syncing && !run.snapshot.activeScript.isEmpty())
        return tr("%1: %2").arg(stepLabel(*step), stepper::scriptLabel(run.snapshot.activeScript));
    return stepLabel(*step);
}

QString failureReport(const RunState &run, const QStringList &lines, const ServiceList &secrets)
{
    QStringList report;
    report << tr("Slipway %1: creation failed").arg(QStringLiteral(SLIPWAY_VERSION));
    report << tr("Container: %1 (%2)%3")
                  .arg(run.hostname, run.id.value, run.isSimulated ? tr(", simulation") : QString());
    report << tr("Template: %1").arg(run.templateName.isEmpty() ? tr("default") : run.templateName);
    report << tr("Failed at: %1, %2 %").arg(failurePlace(run)).arg(run.snapshot.percent);
    report << tr("Error: %1").arg(run.snapshot.errorMessage);
    for (const Step step : kAllSteps) {
        const qint64 ms = run.snapshot.phaseDurations.value(QString(stepName(step)), -1);
        report << QStringLiteral("  %1: %2%3")
                      .arg(stepLabel(step), QString(stepStateName(run.snapshot.stepState(step))),
                           ms >= 0 ? QStringLiteral(", ") + stepper::durationText(ms) : QString());
    }
    report << QString() << tr("Last lines:") << lines;
    Redactor redactor;
    for (const Service &service : secrets.services) {
        for (const Credential &credential : service.credentials)
            redactor.add(credential.value.reveal());
    }
    return QString::fromUtf8(redactor.redacted(report.join(QLatin1Char('\n')).toUtf8()));
}

} // namespace slipway::desktop
