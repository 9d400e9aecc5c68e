// Runs that failed, gone on with; and what is known of each run.
#include "app/base/clock.h"
#include "app/base/log.h"
#include "app/jobs/containerservice_p.h"
#include "app/jobs/fieldrefusal.h"
#include "app/jobs/rootpassword.h"
#include <QJsonDocument>
#include <thread>

using namespace Qt::Literals::StringLiterals;

namespace slipway {

namespace {

constexpr qsizetype kReadBytes = 1024 * 1024; // of events at a time

QString failure() { return u"Cannot try again."_s; }

tl::unexpected<Error> refuse(const QString &field, const QString &message)
{
    return tl::unexpected(refusal({{field, message}}));
}

/// The first script that has not completed; the number of scripts when all have.
qsizetype firstOpenScript(const ContainerSpec &spec, const QStringList &completed)
{
    const auto open = std::find_if(spec.scripts.cbegin(), spec.scripts.cend(), [&](const ScriptSpec &script) {
        return !completed.contains(script.name);
    });
    return std::distance(spec.scripts.cbegin(), open);
}

QStringList namesBefore(const ContainerSpec &spec, qsizetype index)
{
    QStringList names;
    for (qsizetype i = 0; i < index; ++i)
        names.append(spec.scripts.at(i).name);
    return names;
}

/// Which scripts are not to be run again when `request` is followed.
Result<QStringList> scriptsDone(const RetryRequest &request, Step from, const ContainerSpec &spec,
                                const QStringList &completed)
{
    const qsizetype open = from == Step::Creating ? 0 : firstOpenScript(spec, completed);
    if (request.script.isEmpty())
        return namesBefore(spec, open);
    const auto asked = std::find_if(spec.scripts.cbegin(), spec.scripts.cend(),
                                    [&](const ScriptSpec &script) { return script.name == request.script; });
    if (asked == spec.scripts.cend())
        return refuse(u"script"_s, u"This container has no script \"%1\"."_s.arg(request.script));
    if (from == Step::Finalizing)
        return refuse(u"script"_s, u"No script runs in the step \"finalizing\". Begin with \"syncing\"."_s);
    const qsizetype index = std::distance(spec.scripts.cbegin(), asked);
    if (index > open)
        return refuse(u"script"_s,
                      u"The script \"%1\" comes after \"%2\", which has not completed. Begin with that "
                      "one or an earlier one."_s.arg(request.script, spec.scripts.at(open).name));
    return namesBefore(spec, index);
}

/// The step to go on with, by what was asked for and what there is on the host.
Result<Step> stepToBegin(const RetryRequest &request, Step failed, bool isThere)
{
    if (!isThere) {
        if (request.from && *request.from != Step::Creating)
            return refuse(u"from"_s,
                          u"Nothing of the container is left on the host. Begin with \"creating\"."_s);
        return Step::Creating;
    }
    // A script that is named says that scripts are to be run.
    const Step wanted =
        request.from.value_or(request.script.isEmpty() ? failed : std::min(failed, Step::Syncing));
    if (wanted > failed)
        return refuse(u"from"_s,
                      u"The step \"%1\" comes after \"%2\", which failed. Begin with that one or an "
                      "earlier one."_s.arg(stepName(wanted), stepName(failed)));
    if (wanted == Step::Creating && failed != Step::Creating)
        return refuse(u"from"_s,
                      u"The container exists on the host. Begin with \"starting\", or delete it and "
                      "create it anew."_s);
    return wanted;
}

} // namespace

Result<Resumption> ContainerService::Private::resumptionOf(const Container &container,
                                                           const ContainerSpec &spec, ContainerHost &host,
                                                           const RetryRequest &request) const
{
    const Step failed = stepFromName(container.snapshot.step).value_or(Step::Creating);
    Resumption resumption;
    resumption.ref = container.hostRef;
    resumption.address = container.address;
    if (!container.hostRef.isEmpty()) {
        const Result<bool> running = host.isRunning(container.hostRef);
        if (!running && running.error().code != ErrorCode::NotFound)
            return fail(running.error().code, u"%1 %2"_s.arg(failure(), running.error().message),
                        running.error().detail, running.error().retryable);
        if (!running)
            resumption.ref.clear();
    }
    const Result<Step> from = stepToBegin(request, failed, !resumption.ref.isEmpty());
    if (!from)
        return tl::unexpected(from.error());
    resumption.from = *from;
    const Result<QStringList> done = scriptsDone(request, *from, spec, container.snapshot.completedScripts);
    if (!done)
        return tl::unexpected(done.error());
    resumption.completedScripts = *done;
    const bool hasPassword = container.spec.contains("rootPassword"_L1);
    const bool isLate = dynamic_cast<const LateRootPassword *>(&host) != nullptr;
    const Step setIn = isLate ? Step::Starting : Step::Creating;
    const bool isNeeded = hasPassword && *from <= setIn && (failed <= setIn || *from == Step::Creating);
    if (isNeeded && !request.rootPassword)
        return refuse(u"rootPassword"_s,
                      u"The root password is kept nowhere and was not set yet. Send it again."_s);
    if (request.rootPassword && !isNeeded)
        return refuse(u"rootPassword"_s, hasPassword ? u"The root password is set already. Leave it out."_s
                                                     : u"None was asked for. Leave it out."_s);
    return resumption;
}

/// Call with the container reserved.
Result<ContainerService::Private::RetryPlan> ContainerService::Private::planRetry(const ContainerId &id,
                                                                                  const RetryRequest &request)
{
    const Result<Container> container = stored(id);
    if (!container)
        return tl::unexpected(container.error());
    if (!container->snapshot.isError)
        return fail(ErrorCode::Conflict,
                    u"%1 The creation did not fail. There is nothing to be done."_s.arg(failure()));
    const Result<HostPtr> host = hostOf(*container, failure());
    if (!host)
        return tl::unexpected(host.error());
    if (const Result<void> able = (*host)->check(); !able)
        return tl::unexpected(able.error());
    const QByteArray json = QJsonDocument(container->spec).toJson(QJsonDocument::Compact);
    Result<ParsedSpec> parsed = containerSpecFromJson(json);
    if (!parsed || !parsed->errors.isEmpty())
        return fail(ErrorCode::Internal,
                    u"%1 What was asked for is not kept in a form that can be read. Create it anew."_s.arg(
                        failure()));
    RetryPlan plan{*container, *host, {parsed->spec, std::nullopt}};
    ContainerSpec &spec = plan.order.spec;
    spec.rootPassword = request.rootPassword;
    if (spec.simulation) // it was to fail once
        spec.simulation->failAt.clear();
    if (request.rootPassword) {
        if (const QList<FieldError> errors = validateComplete(spec); !errors.isEmpty())
            return tl::unexpected(refusal(errors));
    }
    const Result<Resumption> resumption = resumptionOf(*container, spec, **host, request);
    if (!resumption)
        return tl::unexpected(resumption.error());
    plan.order.resumed = *resumption;
    return plan;
}

Result<Container> ContainerService::Private::beginRetry(const ContainerId &id, const RetryRequest &request)
{
    if (const Result<Container> known = stored(id); !known)
        return tl::unexpected(known.error());
    if (const Result<void> mine = reserve(id, u"retry"_s, failure()); !mine)
        return tl::unexpected(mine.error());
    const Result<RetryPlan> plan = planRetry(id, request);
    Result<Container> begun = plan ? startRetry(*plan) : tl::unexpected(plan.error());
    release(id);
    return begun;
}

Result<Container> ContainerService::Private::startRetry(const RetryPlan &plan)
{
    const ContainerId id = plan.container.id;
    const Resumption &resumption = *plan.order.resumed;
    const QString step = stepName(resumption.from);
    ProgressEvent first = ProgressEvent::makeStep(Step::Creating, stepStartPercent(Step::Creating),
                                                  u"Trying again from step \"%1\"..."_s.arg(step));
    first.extra.insert(u"resumedFrom"_s, step);
    if (resumption.from != Step::Creating)
        first.extra.insert(u"skipped"_s, true);
    while (isRecorded(id)) // the run before has said its last word, and its thread ends now
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    CancelToken token;
    {
        const QMutexLocker lock(&mutex);
        active.insert(id, token); // before its first event: who sees that may cancel
        if (closing)
            token.cancel();
    }
    const Result<EventSeq> began = log.beginRun(id, first);
    if (!began) {
        const QMutexLocker lock(&mutex);
        active.remove(id);
        return tl::unexpected(began.error());
    }
    if (plan.container.cleanup) // who tries again wants it kept
        forgetCleanup(id);
    if (resumption.ref.isEmpty() && !plan.container.hostRef.isEmpty())
        std::ignore = log.update(id, [](Container &container) { container.hostRef.clear(); });
    auto *const late = dynamic_cast<LateRootPassword *>(plan.host.get());
    if (late != nullptr && plan.order.spec.rootPassword && resumption.from == Step::Starting)
        late->bringRootPassword(resumption.ref, *plan.order.spec.rootPassword);
    const Result<Container> begun = log.container(id); // after that event and before the next
    runs.start([this, id, plan, token] { run(id, plan.order, plan.host, token); });
    return begun;
}

// ---- what is known of runs
// ----------------------------------------------------------------------------------

bool ContainerService::Private::isRecorded(const ContainerId &id) const
{
    const QMutexLocker lock(&mutex);
    return active.contains(id);
}

/// With all runs before this one, so that it has its number.
ContainerService::Private::RecorderPtr ContainerService::Private::recorderFor(const ContainerId &id)
{
    const auto made = std::make_shared<LiveRecord>();
    std::ignore = log.flush(); // what was said of the run already
    if (Result<RunRecorder> before = readRuns(id))
        made->recorder = *std::move(before);
    const QMutexLocker lock(&mutex);
    recording.insert(id, made);
    return made;
}

void ContainerService::Private::noteRun(const ContainerId &id, const RecorderPtr &recorder)
{
    RunRecord run;
    {
        const QMutexLocker lock(&recorder->mutex);
        if (recorder->recorder.runs().isEmpty())
            return;
        run = recorder->recorder.runs().last();
    }
    if (run.outcome == RunRecord::Outcome::Running) // its end could not be stored
        return;
    const Result<Container> container = log.container(id);
    const std::optional<RunDurations> durations = durationsOf(run);
    Result<void> saved = store.saveRun(id, run);
    if (saved && container && durations)
        saved = store.saveDurations({container->templateName, container->host, container->node}, *durations);
    if (!saved && saved.error().code != ErrorCode::NotFound) // made of its events when somebody asks
        qCWarning(lcJobs).noquote() << saved.error().message;
}

Result<QList<RunRecord>> ContainerService::Private::runHistory(const ContainerId &id)
{
    RecorderPtr live;
    {
        const QMutexLocker lock(&mutex);
        live = recording.value(id);
    }
    if (live) {
        const QMutexLocker lock(&live->mutex);
        return live->recorder.runs();
    }
    if (const Result<Container> known = stored(id); !known)
        return tl::unexpected(known.error());
    return readRuns(id).map([](const RunRecorder &recorder) { return recorder.runs(); });
}

/// Those that were noted when they ended, the others from the stored events.
Result<RunRecorder> ContainerService::Private::readRuns(const ContainerId &id)
{
    const Result<QList<RunRecord>> noted = store.runs(id);
    if (!noted)
        return tl::unexpected(noted.error());
    RunRecorder recorder(*noted);
    EventSeq after = noted->isEmpty() ? EventSeq{} : noted->last().lastSeq;
    while (!stopping.wasAsked()) {
        const auto batches = store.read(id, after, kReadBytes);
        if (!batches)
            return tl::unexpected(batches.error());
        if (batches->isEmpty())
            break;
        for (const EventBatch &batch : *batches)
            recorder.applyLines(batch.lines, batch.first);
        after = batches->last().last();
    }
    for (qsizetype i = noted->size(); i < recorder.runs().size(); ++i) {
        if (recorder.runs().at(i).outcome != RunRecord::Outcome::Running)
            std::ignore = store.saveRun(id, recorder.runs().at(i)); // so that it is read once
    }
    return recorder;
}

} // namespace slipway
