#pragma once
#include "app/base/redactor.h"
#include "app/domain/progressevent.h"
#include "app/jobs/containerhost.h"
#include <QList>
#include <QQueue>
#include <optional>
#include <span>

namespace slipway {

/// Where a run reports to. Called on the run's own thread, in order.
struct RunSink
{
    std::function<Result<void>(const ProgressEvent &event)> append; ///< may block (back-pressure)
    /// By which ref it is known on the host: said before it is made, again when that changes, and empty when
    /// nothing is left there.
    std::function<void(const QString &hostRef)> created;
    std::function<void(const QString &address)> addressFound;
    std::function<Result<void>(const ServiceList &services)> saveServices;
};

/// Where a run goes on that failed before. What was done then is not done again: its events are told once
/// more, with `"skipped":true`.
struct Resumption
{
    Step from = Step::Creating;
    QStringList completedScripts; ///< are not run again
    QString ref;                  ///< what there is on the host; with `from` Creating it is removed first
    QString address;
};

/// What the steps of one run share. Lives on the run's thread.
class RunContext
{
public:
    RunContext(ContainerHost &host, ContainerSpec spec, RunSink sink, CancelToken cancel);

    /// A step event, a line, as they stand on the wire; secrets are taken out here.
    void step(Step step, int percent, const QString &message);
    void event(ProgressEvent event);
    void log(const QByteArray &line);
    /// A call for the host that logs into this run (under `script` if not empty), limited to
    /// `timeoutSeconds`.
    HostCall call(int timeoutSeconds, const QString &script = {});
    /// The text without secrets.
    QString redacted(const QString &text) const;
    QStringList lastLines() const;

    ContainerHost &host;
    const ContainerSpec spec;
    RunSink sink;
    CancelToken cancel;
    Redactor redactor;
    QString ref;          ///< empty until something exists on the host
    QString unseenRef;    ///< what may be left there, when that could not be seen
    QString unseenReason; ///< why not
    QString address;
    std::optional<Resumption> resumed; ///< set before the run: it is a retry
    Result<void> stored;               ///< the first failure of sink.append: the run stops then

private:
    void keep(const QString &line);
    QQueue<QString> m_lastLines;
};

/// One row of the recipe. Stepper, percent, API and roll-back read this table.
struct RecipeStep
{
    Step step;
    int percentBegin;
    int percentEnd;
    const char *message;    ///< said at percentBegin; nullptr when `run` says something of its own
    const char *endMessage; ///< said at percentEnd
    Result<void> (*run)(RunContext &context, const RecipeStep &row);
    void (*undo)(
        RunContext &context); ///< takes back what `run` left when this very step fails; may be nullptr
    int timeoutSeconds;       ///< for each host call of the step; scripts have their own
    bool cancellable;
};

/// The five phases in their order.
std::span<const RecipeStep> creationRecipe();

/// Runs `recipe` and reports to the context's sink. Always ends with exactly one terminal event: complete, or
/// an error whose extra fields are `code`, `detail`, `lastLines` (the last 20 lines) and `leftOnHost` (what
/// people call it there: host.displayName(); null = nothing, absent = that cannot be seen). With
/// OnFailure::Rollback in the spec what a later step leaves is removed first. A resumed run begins with the
/// events of what is not done again. Returns what that event says. Blocks; the time is the sum of the rows'.
Result<void> runRecipe(std::span<const RecipeStep> recipe, RunContext &context);

} // namespace slipway
