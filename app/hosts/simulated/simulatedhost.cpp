#include "app/hosts/simulated/simulatedhost.h"

#include "app/domain/step.h"
#include "app/hosts/simulated/simulatedlines.h"
#include <chrono>
#include <thread>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;
constexpr std::chrono::milliseconds kSlice(20);
constexpr double kScriptShare = 0.62; // of the duration; the phases share the rest

Result<void> cancelled() { return fail(ErrorCode::Cancelled, u"Stopped."_s); }

/// Sleeps until `when`, in slices, so that a cancel is seen.
bool waitUntil(Clock::time_point when, const CancelToken &cancel)
{
    for (;;) {
        if (cancel.isCancelled())
            return false;
        const auto now = Clock::now();
        if (now >= when)
            return true;
        std::this_thread::sleep_for(std::min<Clock::duration>(when - now, kSlice));
    }
}

SimulationSpec knobs(const ContainerSpec &spec) { return spec.simulation.value_or(SimulationSpec()); }

/// The lines of script `index` when `lines` are spread over `scripts`: the first ones get the remainder.
int linesOf(int lines, qsizetype index, qsizetype scripts)
{
    const qsizetype count = lines / scripts + (index < lines % scripts ? 1 : 0);
    return static_cast<int>(count);
}

} // namespace

ContainerSpec SimulatedHost::completed(ContainerSpec spec) const
{
    if (!spec.simulation)
        spec.simulation = SimulationSpec();
    if (spec.scripts.isEmpty()) {
        for (const auto &name : {u"00-pre-checks.sh"_s, u"01-setup-user.sh"_s, u"02-docker-install.sh"_s}) {
            ScriptSpec script;
            script.name = name;
            script.content = "# simulated\n";
            spec.scripts.append(script);
        }
    }
    return spec;
}

Result<SimulatedHost::Machine> SimulatedHost::machine(const QString &ref) const
{
    const QMutexLocker lock(&m_mutex);
    const auto found = m_machines.constFind(ref);
    if (found == m_machines.cend())
        return fail(ErrorCode::NotFound,
                    u"Cannot find \"%1\". Simulated containers live as long as slipwayd."_s.arg(ref));
    return *found;
}

void SimulatedHost::noteFailure(const QString &ref)
{
    const QMutexLocker lock(&m_mutex);
    if (const auto found = m_machines.find(ref); found != m_machines.end())
        found->hasFailed = true;
}

Result<void> SimulatedHost::pass(const Machine &machine, double share, HostCall &call) const
{
    const auto time =
        std::chrono::duration_cast<Clock::duration>(Seconds(knobs(machine.spec).durationSeconds * share));
    return waitUntil(Clock::now() + time, call.cancel) ? Result<void>() : cancelled();
}

Result<void> SimulatedHost::phase(const Machine &machine, QLatin1StringView step, double share,
                                  HostCall &call)
{
    const SimulationSpec sim = knobs(machine.spec);
    if (const Result<void> passed = pass(machine, share, call); !passed)
        return passed;
    if (sim.failAt == step && !machine.hasFailed) {
        noteFailure(machine.spec.hostname);
        return fail(ErrorCode::HostFailed,
                    u"Cannot finish the step \"%1\". The simulation was asked to fail here."_s.arg(step),
                    u"failAt=%1"_s.arg(sim.failAt));
    }
    return {};
}

Result<QString> SimulatedHost::create(const ContainerSpec &spec, const QString &ref, HostCall &call)
{
    const Machine made{completed(spec), false, false, {}};
    {
        const QMutexLocker lock(&m_mutex);
        if (m_machines.contains(ref))
            return fail(
                ErrorCode::Conflict,
                u"Cannot create \"%1\". A simulated container of that name exists. Choose another name."_s
                    .arg(ref));
        m_machines.insert(ref, made);
    }
    if (call.claim)
        call.claim(ref);
    call.log("Allocating a simulated root file system, " + QByteArray::number(spec.diskGb) + " GB");
    call.log(QByteArray::number(spec.cores) + (spec.cores == 1 ? " core, " : " cores, ") +
             QByteArray::number(spec.memoryMb) + " MB of memory");
    for (const auto &[what, name] : {std::pair("Storage ", spec.storage), {"Bridge ", spec.bridge}}) {
        if (!name.isEmpty())
            call.log(what + name.toUtf8() + " (simulated)");
    }
    if (const Result<void> done = phase(made, stepName(Step::Creating), 0.12, call); !done) {
        const QMutexLocker lock(&m_mutex);
        m_machines.remove(ref);
        return tl::unexpected(done.error());
    }
    return ref;
}

Result<void> SimulatedHost::start(const QString &ref, HostCall &call)
{
    const Result<Machine> found = machine(ref);
    if (!found)
        return tl::unexpected(found.error());
    if (const Result<void> done = phase(*found, stepName(Step::Starting), 0.08, call); !done)
        return done;
    setRunning(ref, true);
    return {};
}

Result<QString> SimulatedHost::awaitAddress(const QString &ref, HostCall &call)
{
    const Result<Machine> found = machine(ref);
    if (!found)
        return tl::unexpected(found.error());
    if (const Result<void> passed = pass(*found, 0.04, call); !passed)
        return tl::unexpected(passed.error());
    return simulatedAddress(found->spec.hostname);
}

Result<void> SimulatedHost::putFile(const QString &ref, const FileSpec &file, HostCall &call)
{
    const Result<Machine> found = machine(ref);
    if (!found)
        return tl::unexpected(found.error());
    call.log(QByteArray::number(file.content.size()) + " bytes to " + file.path.toUtf8() + " (simulated)");
    const auto count = static_cast<double>(std::max<qsizetype>(1, found->spec.files.size()));
    return pass(*found, 0.03 / count, call);
}

Result<void> SimulatedHost::installPackages(const QString &ref, Installer, const QStringList &packages,
                                            HostCall &call)
{
    const Result<Machine> found = machine(ref);
    if (!found)
        return tl::unexpected(found.error());
    for (const QString &package : packages)
        call.log("Setting up " + package.toUtf8() + " (simulated) ...");
    return pass(*found, 0.04, call);
}

Result<void> SimulatedHost::finishDeployment(const QString &ref, HostCall &call)
{
    const Result<Machine> found = machine(ref);
    if (!found)
        return tl::unexpected(found.error());
    return phase(*found, stepName(Step::Deploying), 0.02, call);
}

Result<int> SimulatedHost::runScript(const QString &ref, const ScriptSpec &script, HostCall &call)
{
    const Result<Machine> found = machine(ref);
    if (!found)
        return tl::unexpected(found.error());
    const SimulationSpec sim = knobs(found->spec);
    const QList<ScriptSpec> &scripts = found->spec.scripts;
    const auto at = std::find_if(scripts.cbegin(), scripts.cend(),
                                 [&](const ScriptSpec &s) { return s.name == script.name; });
    const qsizetype index = at == scripts.cend() ? 0 : std::distance(scripts.cbegin(), at);
    const int lines = linesOf(sim.lines, index, std::max<qsizetype>(1, scripts.size()));
    const bool fails = !found->hasFailed &&
                       (sim.failAt == script.name || (sim.failAt == stepName(Step::Syncing) && index == 0));
    const int until = fails ? (lines + 1) / 2 : lines;

    double pace = 0; // seconds a line
    if (sim.linesPerSecond > 0)
        pace = 1 / sim.linesPerSecond;
    else if (sim.lines > 0)
        pace = sim.durationSeconds * kScriptShare / sim.lines;
    const quint64 seed = stableHash((found->spec.hostname + u'/' + script.name).toUtf8());
    const auto begin = Clock::now();
    for (int i = 0; i < until; ++i) {
        const auto due = begin + std::chrono::duration_cast<Clock::duration>(Seconds(pace * i));
        if (!waitUntil(due, call.cancel))
            return tl::unexpected(cancelled().error());
        call.log(simulatedLine(script.name, seed, i, lines));
    }
    if (!fails)
        return 0;
    noteFailure(ref);
    call.log("\x1b[1;31m[ERROR  ]\x1b[0m The simulation was asked to fail here.");
    return sim.failExitCode;
}

Result<ServiceList> SimulatedHost::discoverServices(const QString &ref, HostCall &call)
{
    const Result<Machine> found = machine(ref);
    if (!found)
        return tl::unexpected(found.error());
    if (const Result<void> done = phase(*found, stepName(Step::Finalizing), 0.06, call); !done)
        return tl::unexpected(done.error());
    return simulatedServices(found->spec.hostname);
}

Result<QStringList> SimulatedHost::serviceLogs(const QString &ref, const QString &service, int lines)
{
    const Result<Machine> found = machine(ref);
    if (!found)
        return tl::unexpected(found.error());
    const ServiceList list = simulatedServices(found->spec.hostname);
    for (const Service &known : list.services) {
        if (known.name == service)
            return simulatedServiceLog(found->spec.hostname, service, lines);
    }
    return fail(ErrorCode::NotFound,
                u"Cannot read the log. There is no service \"%1\" in \"%2\"."_s.arg(service, ref));
}

Result<bool> SimulatedHost::isRunning(const QString &ref)
{
    return machine(ref).map([](const Machine &found) { return found.running; });
}

Result<void> SimulatedHost::destroy(const QString &ref, HostCall &)
{
    const QMutexLocker lock(&m_mutex);
    m_machines.remove(ref);
    return {};
}

} // namespace slipway::hosts
