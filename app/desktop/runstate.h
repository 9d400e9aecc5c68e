#pragma once
#include "app/domain/container.h"
#include "app/domain/runrecord.h"
#include "app/domain/service.h"

namespace slipway::desktop {

enum class RunPhase { Connecting, Streaming, Complete, Error };

/// Everything the progress page shows of one run but its lines. Pages are drawn from this and nothing else,
/// so that tests and screenshots need no network.
struct RunState
{
    ContainerId id;
    QString hostname;
    QString templateName;
    bool isSimulated = false;
    RunPhase phase = RunPhase::Connecting;
    Snapshot snapshot;
    QString connectionProblem; ///< final refusal of the stream (404, signed out …); empty while all is well
    QStringList lastLines;     ///< of the script that failed, or of the run
    /// After a failure: what of the container is still on its host, by its name there; empty: nothing. Not
    /// set when the backend did not say.
    std::optional<QString> leftOnHost;
    bool isCancelling = false;       ///< asked for, not ended yet
    bool isRetrying = false;         ///< asked for, not begun yet
    ExpectedDurations expected;      ///< of earlier runs of the template
    std::optional<RunRecord> record; ///< of this run, once it is over and the backend keeps such
};

/// Step and script that failed, in words: "Run Scripts: docker install (exit code 1)".
QString failurePlace(const RunState &run);
/// What the operator can do now.
QString failureAdvice(const RunState &run);
/// What is left of it on the host, plainly.
QString leftoverText(const RunState &run);
/// What a retry begins with: "Run Scripts: docker install"; empty when nobody knows.
QString retryPlace(const RunState &run);
/// Everything one would attach to a question to a colleague. Contains no secret that `secrets` knows.
QString failureReport(const RunState &run, const QStringList &lines, const ServiceList &secrets);

} // namespace slipway::desktop
