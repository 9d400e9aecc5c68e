#include "app/jobs/recipe.h"

#include "app/base/log.h"
#include "app/base/problem.h"
#include <QJsonArray>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace slipway {

namespace {

constexpr int kLastLines = 20;
constexpr int kUndoSeconds = 60;

// ---- the rows
// ----------------------------------------------------------------------------------------------

/// create() failed and should have left nothing; what is true the host knows.
void lookAfterFailure(RunContext &context, const QString &claimed, ErrorCode code)
{
    if (claimed.isEmpty())
        return;
    // That name is somebody else's: nothing of ours is there, and nothing there is to be touched.
    const Result<bool> running =
        code == ErrorCode::Conflict ? fail(ErrorCode::NotFound, {}) : context.host.isRunning(claimed);
    if (running) {
        context.ref = claimed;
    } else if (running.error().code == ErrorCode::NotFound) {
        context.sink.created({});
    } else {
        context.unseenRef = claimed;
        context.unseenReason = running.error().message;
    }
}

void removeContainer(RunContext &context);

/// What a run before this one has done; it is told so that a reader who knows nothing of retries shows it
/// right.
void tellSkipped(RunContext &context, Step step, int percent, const QString &message)
{
    ProgressEvent event = ProgressEvent::makeStep(step, percent, message);
    event.extra.insert(u"skipped"_s, true);
    context.event(std::move(event));
}

/// A resumed run finds the container as it was left, or as somebody has stopped it since.
Result<void> wakeUp(RunContext &context, const RecipeStep &row)
{
    if (!context.resumed || context.resumed->from != row.step)
        return {};
    const Result<bool> running = context.host.isRunning(context.ref);
    if (!running)
        return tl::unexpected(running.error());
    if (*running)
        return {};
    context.log("The container does not run: starting it");
    HostCall call = context.call(row.timeoutSeconds);
    if (const Result<void> started = context.host.start(context.ref, call); !started)
        return started;
    const Result<QString> address = context.host.awaitAddress(context.ref, call);
    if (!address)
        return tl::unexpected(address.error());
    if (!address->isEmpty()) {
        context.address = *address;
        context.sink.addressFound(*address);
    }
    return {};
}

Result<void> createContainer(RunContext &context, const RecipeStep &row)
{
    if (!context.ref.isEmpty()) { // half made, by a run that could not take it back
        removeContainer(context);
        if (!context.ref.isEmpty())
            return fail(
                ErrorCode::HostFailed,
                u"Cannot create \"%1\" again. What an earlier run left of it cannot be removed. Delete "
                "the container, then create it anew."_s.arg(context.spec.hostname));
    }
    HostCall call = context.call(row.timeoutSeconds);
    QString claimed;
    call.claim = [&](const QString &ref) {
        if (ref == claimed)
            return;
        claimed = ref;
        context.sink.created(ref);
    };
    const Result<QString> ref = context.host.create(context.spec, context.spec.hostname, call);
    if (!ref) {
        lookAfterFailure(context, claimed, ref.error().code);
        return tl::unexpected(ref.error());
    }
    context.ref = *ref;
    call.claim(*ref);
    return {};
}

void removeContainer(RunContext &context)
{
    if (context.ref.isEmpty())
        return;
    HostCall call = context.call(kUndoSeconds);
    call.cancel = CancelToken().limitedTo(std::chrono::seconds(kUndoSeconds)); // goes on although cancelled
    if (const Result<void> gone = context.host.destroy(context.ref, call); gone) {
        context.log("Removed the unfinished container.");
        context.ref.clear();
        context.sink.created({});
    } else {
        context.log("Cannot remove the unfinished container. " + gone.error().message.toUtf8());
    }
}

Result<void> startContainer(RunContext &context, const RecipeStep &row)
{
    HostCall call = context.call(row.timeoutSeconds);
    if (context.resumed && context.resumed->from == row.step) { // a start anew, whatever the last one left
        const Result<bool> running = context.host.isRunning(context.ref);
        const Result<void> stopped = !running   ? tl::unexpected(running.error())
                                     : *running ? context.host.stop(context.ref, call)
                                                : Result<void>();
        if (!stopped)
            return stopped;
    }
    if (const Result<void> started = context.host.start(context.ref, call); !started)
        return started;
    const Result<QString> address = context.host.awaitAddress(context.ref, call);
    if (!address)
        return tl::unexpected(address.error());
    if (address->isEmpty()) {
        context.log("The container has no address yet; going on without one.");
        return {};
    }
    context.address = *address;
    context.sink.addressFound(*address);
    context.log("Address: " + address->toUtf8());
    return {};
}

Result<void> installPackages(RunContext &context, const RecipeStep &row)
{
    const ContainerSpec &spec = context.spec;
    const qsizetype count = spec.packages.size() + spec.npmPackages.size() + spec.pipPackages.size();
    if (count == 0)
        return {};
    context.step(row.step, 50,
                 count == 1 ? u"Installing 1 package..."_s : u"Installing %1 packages..."_s.arg(count));
    // The system's first: they may be what brings npm and pip.
    for (const auto &[installer, packages] : {std::pair(Installer::System, &spec.packages),
                                              {Installer::Npm, &spec.npmPackages},
                                              {Installer::Pip, &spec.pipPackages}}) {
        if (packages->isEmpty())
            continue;
        HostCall call = context.call(row.timeoutSeconds);
        if (const Result<void> done = context.host.installPackages(context.ref, installer, *packages, call);
            !done)
            return done;
    }
    return {};
}

Result<void> deployFiles(RunContext &context, const RecipeStep &row)
{
    if (const Result<void> awake = wakeUp(context, row); !awake)
        return awake;
    for (const FileSpec &file : context.spec.files) {
        HostCall call = context.call(row.timeoutSeconds);
        context.log("Deploying file: " + file.path.toUtf8());
        if (const Result<void> put = context.host.putFile(context.ref, file, call); !put)
            return put;
    }
    if (const Result<void> installed = installPackages(context, row); !installed)
        return installed;
    HostCall call = context.call(row.timeoutSeconds);
    return context.host.finishDeployment(context.ref, call);
}

ProgressEvent aboutScript(ProgressEvent event, const QString &name, qsizetype index, qsizetype total)
{
    event.scriptName = name;
    event.scriptIndex = static_cast<int>(index);
    event.scriptTotal = static_cast<int>(total);
    return event;
}

int percentAfter(qsizetype index, qsizetype total)
{
    return static_cast<int>(std::lround(65 + 25.0 * double(index + 1) / double(total)));
}

Result<void> runScript(RunContext &context, qsizetype index)
{
    const ScriptSpec &script = context.spec.scripts.at(index);
    const qsizetype total = context.spec.scripts.size();
    const QString begin = u"Running script: %1 (%2/%3)"_s.arg(script.name).arg(index + 1).arg(total);
    context.event(aboutScript(ProgressEvent::makeLog(begin), script.name, index, total));

    HostCall call = context.call(script.timeoutSeconds, script.name);
    const Result<int> exitCode = context.host.runScript(context.ref, script, call);
    if (!exitCode) {
        if (exitCode.error().code == ErrorCode::Cancelled && !context.cancel.wasAsked())
            return fail(ErrorCode::Timeout,
                        u"Script \"%1\" was stopped after %2 s, the time it may take"_s.arg(script.name)
                            .arg(script.timeoutSeconds));
        return tl::unexpected(exitCode.error());
    }
    if (*exitCode != 0)
        return fail(ErrorCode::ScriptFailed,
                    u"Script \"%1\" failed with exit code %2"_s.arg(script.name).arg(*exitCode));
    const QString end = u"Script \"%1\" completed"_s.arg(script.name);
    context.event(aboutScript(ProgressEvent::makeStep(Step::Syncing, percentAfter(index, total), end),
                              script.name, index, total));
    return {};
}

/// The event that names the scripts in their order.
ProgressEvent announcement(const RunContext &context, const RecipeStep &row)
{
    const qsizetype total = context.spec.scripts.size();
    ProgressEvent begin =
        ProgressEvent::makeStep(row.step, row.percentBegin,
                                total == 0 ? u"No setup scripts to run"_s
                                           : (total == 1 ? u"Running 1 setup script..."_s
                                                         : u"Running %1 setup scripts..."_s.arg(total)));
    if (total > 0) {
        begin.scriptTotal = static_cast<int>(total);
        for (const ScriptSpec &script : context.spec.scripts)
            begin.scriptNames.append(script.name);
    }
    return begin;
}

void tellScriptSkipped(RunContext &context, qsizetype index)
{
    const QString &name = context.spec.scripts.at(index).name;
    const qsizetype total = context.spec.scripts.size();
    ProgressEvent event = ProgressEvent::makeStep(Step::Syncing, percentAfter(index, total),
                                                  u"Script \"%1\" completed in an earlier run"_s.arg(name));
    event.extra.insert(u"skipped"_s, true);
    context.event(aboutScript(std::move(event), name, index, total));
}

Result<void> runScripts(RunContext &context, const RecipeStep &row)
{
    const qsizetype total = context.spec.scripts.size();
    const QStringList done = context.resumed ? context.resumed->completedScripts : QStringList();
    context.event(announcement(context, row));
    if (const Result<void> awake = wakeUp(context, row); !awake)
        return awake;
    for (qsizetype i = 0; i < total && context.stored; ++i) {
        if (context.cancel.wasAsked())
            return fail(ErrorCode::Cancelled, {});
        if (done.contains(context.spec.scripts.at(i).name)) {
            tellScriptSkipped(context, i);
            continue;
        }
        if (const Result<void> ran = runScript(context, i); !ran)
            return ran;
    }
    return {};
}

Result<void> discover(RunContext &context, const RecipeStep &row)
{
    if (const Result<void> awake = wakeUp(context, row); !awake)
        return awake;
    HostCall call = context.call(row.timeoutSeconds);
    Result<ServiceList> list = context.host.discoverServices(context.ref, call);
    if (!list)
        return tl::unexpected(list.error());
    for (const Service &service : std::as_const(list->services)) {
        for (const Credential &credential : service.credentials)
            context.redactor.add(credential.value.reveal());
    }
    if (list->containerIp.isEmpty())
        list->containerIp = context.address;
    const auto found = QByteArray::number(list->services.size());
    context.log(found == "1" ? "Found 1 service" : "Found " + found + " services");
    return context.sink.saveServices(*list);
}

constexpr std::array kCreation = {
    RecipeStep{Step::Creating, 5, 20, "Creating LXC container...", "LXC container created", createContainer,
               removeContainer, 1800, true},
    RecipeStep{Step::Starting, 25, 35, "Starting container...", "Container started", startContainer, nullptr,
               180, true},
    RecipeStep{Step::Deploying, 40, 60, "Deploying files...", "Files deployed", deployFiles, nullptr, 1800,
               true},
    RecipeStep{Step::Syncing, 65, 90, nullptr, "Setup scripts finished", runScripts, nullptr, 3600, true},
    RecipeStep{Step::Finalizing, 92, 98, "Discovering services...", "Services discovered", discover, nullptr,
               120, true},
};

// ---- the end of a run that did not make it
// -----------------------------------------------------------------

QString leftText(const RunContext &context)
{
    if (!context.ref.isEmpty() && context.spec.onFailure == OnFailure::Rollback)
        return u"Container \"%1\" is still on the host. It was to be removed: slipwayd goes on trying."_s.arg(
            context.host.displayName(context.ref));
    if (!context.ref.isEmpty())
        return u"Container \"%1\" is left on the host as it is; delete it when it is not needed."_s.arg(
            context.host.displayName(context.ref));
    if (!context.unseenRef.isEmpty() && context.spec.onFailure == OnFailure::Rollback)
        return u"Whether container \"%1\" is left on the host cannot be seen now. %2 It was to be removed: "
               u"slipwayd "
               "goes on trying."_s.arg(context.host.displayName(context.unseenRef), context.unseenReason);
    if (!context.unseenRef.isEmpty())
        return u"Whether container \"%1\" is left on the host cannot be seen now. %2 Delete it when the host "
               "answers again."_s.arg(context.host.displayName(context.unseenRef), context.unseenReason);
    return u"Nothing is left on the host."_s;
}

void reportFailure(RunContext &context, const Error &error, Step at)
{
    QString message = error.message;
    if (error.code == ErrorCode::Cancelled)
        message = u"Cancelled in step \"%1\". %2"_s.arg(stepName(at), leftText(context));
    ProgressEvent event = ProgressEvent::makeError(context.redacted(message));
    event.extra.insert(u"code"_s, QString(errorCodeName(error.code)));
    if (!error.detail.isEmpty())
        event.extra.insert(u"detail"_s, context.redacted(error.detail));
    event.extra.insert(u"lastLines"_s, QJsonArray::fromStringList(context.lastLines()));
    if (!context.ref.isEmpty())
        event.extra.insert(u"leftOnHost"_s, context.host.displayName(context.ref));
    else if (context.unseenRef.isEmpty())
        event.extra.insert(u"leftOnHost"_s, QJsonValue::Null);
    if (error.code != ErrorCode::Cancelled)
        context.log(leftText(context).toUtf8());
    context.event(std::move(event));
}

void rollBack(RunContext &context)
{
    context.log("Rolling back: the container is removed, as it was asked for.");
    removeContainer(context);
    if (context.ref.isEmpty())
        context.sink.addressFound({});
}

void skipRow(RunContext &context, const RecipeStep &row)
{
    if (row.step == Step::Syncing) {
        ProgressEvent begin = announcement(context, row);
        begin.extra.insert(u"skipped"_s, true);
        context.event(std::move(begin));
        for (qsizetype i = 0; i < context.spec.scripts.size(); ++i)
            tellScriptSkipped(context, i);
    }
    tellSkipped(context, row.step, row.percentEnd,
                u"%1 in an earlier run"_s.arg(QString::fromUtf8(row.endMessage)));
}

Result<void> runRow(RunContext &context, const RecipeStep &row)
{
    if (row.cancellable && context.cancel.wasAsked())
        return fail(ErrorCode::Cancelled, {});
    if (row.message != nullptr)
        context.step(row.step, row.percentBegin, QString::fromUtf8(row.message));
    Result<void> done = row.run(context, row);
    if (done && !context.stored)
        done = context.stored;
    if (!done && done.error().code == ErrorCode::Cancelled && !context.cancel.wasAsked())
        done = fail(ErrorCode::Timeout,
                    u"Cannot finish the step \"%1\". It took longer than %2 s. Try again, or "
                    "look at the host."_s.arg(stepName(row.step))
                        .arg(row.timeoutSeconds),
                    done.error().detail);
    if (done)
        context.step(row.step, row.percentEnd, QString::fromUtf8(row.endMessage));
    return done;
}

} // namespace

// ---- RunContext
// --------------------------------------------------------------------------------------------

RunContext::RunContext(ContainerHost &onHost, ContainerSpec asked, RunSink reportTo, CancelToken token)
    : host(onHost), spec(std::move(asked)), sink(std::move(reportTo)), cancel(std::move(token))
{
    if (spec.rootPassword)
        redactor.add(spec.rootPassword->reveal());
}

QString RunContext::redacted(const QString &text) const
{
    return redactor.isEmpty() ? text : QString::fromUtf8(redactor.redacted(text.toUtf8()));
}

void RunContext::step(Step step, int percent, const QString &message)
{
    event(ProgressEvent::makeStep(step, percent, message));
}

void RunContext::event(ProgressEvent event)
{
    event.message = redacted(event.message);
    const Result<void> appended = sink.append(event);
    if (!appended && stored)
        stored = appended;
}

void RunContext::log(const QByteArray &line) { event(ProgressEvent::makeLog(QString::fromUtf8(line))); }

HostCall RunContext::call(int timeoutSeconds, const QString &script)
{
    HostCall call;
    call.cancel = cancel.limitedTo(std::chrono::seconds(timeoutSeconds));
    call.secret = [this](const QByteArray &secret) { redactor.add(secret); };
    call.log = [this, script](const QByteArray &line) {
        const QString text = QString::fromUtf8(redactor.redacted(line));
        keep(text);
        const Result<void> appended = sink.append(ProgressEvent::makeLog(text, script));
        if (!appended && stored) {
            stored = appended;
            cancel.cancel(); // nobody keeps what the run says: stop it
        }
    };
    return call;
}

void RunContext::keep(const QString &line)
{
    m_lastLines.enqueue(line.left(500));
    if (m_lastLines.size() > kLastLines)
        m_lastLines.dequeue();
}

QStringList RunContext::lastLines() const
{
    QStringList lines;
    for (const QString &line : m_lastLines)
        lines.append(redacted(line));
    return lines;
}

std::span<const RecipeStep> creationRecipe() { return kCreation; }

Result<void> runRecipe(std::span<const RecipeStep> recipe, RunContext &context)
{
    if (context.resumed) {
        context.ref = context.resumed->ref;
        context.address = context.resumed->address;
    }
    for (const RecipeStep &row : recipe) {
        if (context.resumed && row.step < context.resumed->from) {
            skipRow(context, row);
            continue;
        }
        Result<void> done = runRow(context, row);
        if (done)
            continue;
        if (row.undo != nullptr)
            row.undo(context);
        else if (context.spec.onFailure == OnFailure::Rollback)
            rollBack(context);
        qCInfo(lcJobs).noquote() << "run of" << context.spec.hostname << "ended:" << done.error().message;
        reportFailure(context, done.error(), row.step);
        return done;
    }
    ProgressEvent complete = ProgressEvent::makeComplete(u"Container ready!"_s);
    complete.percent = 100;
    context.event(std::move(complete));
    return context.stored;
}

} // namespace slipway
