#include "app/hosts/proxmox/detachedrun.h"

#include "app/hosts/common/inside.h"
#include "app/hosts/proxmox/detachedscripts.h"
#include "app/hosts/scripts/secretfilter.h"
#include "app/jobs/linesplitter.h"
#include <QRandomGenerator>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

using Clock = CancelToken::Clock;
constexpr auto kTidyTime = std::chrono::seconds(20);
constexpr std::chrono::milliseconds kBeginTime = std::chrono::seconds(60);
constexpr int kDamagedTries = 3;
constexpr int kFollowTries = 4;

QByteArray seconds(Clock::duration time)
{
    return QByteArray::number(std::chrono::duration_cast<std::chrono::seconds>(time).count());
}

/// What a follower said on stderr. Other words there (locale warnings of perl) are kept for the detail.
struct FollowWords
{
    QByteArray text;
    QByteArray begun;
    std::optional<int> exitCode;
    qint64 total = 0; ///< bytes of the whole log; the word may overtake its last part
    bool isAbsent = false, isUnstarted = false, isVanished = false;

    void feed(QByteArrayView bytes, const std::function<void()> &connected)
    {
        begun.append(bytes);
        for (qsizetype end = begun.indexOf('\n'); end >= 0; end = begun.indexOf('\n')) {
            line(begun.first(end), connected);
            begun.remove(0, end + 1);
        }
    }
    void line(const QByteArray &line, const std::function<void()> &connected)
    {
        if (line == "slipway-follow")
            connected();
        else if (line.startsWith("slipway-exit:"))
            takeExit(line.sliced(13));
        else if (line == "slipway-absent")
            isAbsent = true;
        else if (line == "slipway-unstarted")
            isUnstarted = true;
        else if (line == "slipway-lost")
            isVanished = true;
        else
            text = (text + line + '\n').right(4000);
    }
    void takeExit(const QByteArray &numbers)
    {
        total = numbers.mid(numbers.indexOf(':') + 1).toLongLong();
        exitCode = numbers.left(numbers.indexOf(':')).toInt();
    }
};

class Run
{
public:
    Run(InsideShell &shell, const DetachedJob &job, HostCall &call, const DetachedTimes &times)
        : m_shell(shell), m_job(job), m_call(call), m_times(times),
          m_lines([this](const QByteArray &line) { m_call.log(line); }),
          m_filter([this](QByteArrayView bytes) { m_lines.feed(bytes); },
                   [this](const QByteArray &secret) {
                       if (m_call.secret)
                           m_call.secret(secret);
                   })
    {}
    Result<int> run();

private:
    Result<void> prepare();
    Result<void> launch();
    Result<int> follow();
    std::optional<Result<int>> followOnce();
    std::optional<Result<int>> meaning(const FollowWords &words, int exitCode);
    void tellLost();
    void tellConnected();
    void kill();
    Result<int> refused(const ssh::Failure &failure) const;
    Result<void> unreached(const ssh::Failure &failure) const;
    /// Nothing of it runs yet: no reason to wait for long.
    std::chrono::milliseconds beginTime() const { return std::min(m_times.patience, kBeginTime); }

    InsideShell &m_shell;
    const DetachedJob &m_job;
    HostCall &m_call;
    const DetachedTimes &m_times;
    LineSplitter m_lines;
    SecretFilter m_filter;
    const QByteArray m_mark = QByteArray::number(QRandomGenerator::system()->generate64(), 36);
    const QByteArray m_directory = m_times.directory + '/' + m_mark;
    bool m_wasReached = false; // something of ours may be inside
    qint64 m_offset = 0;       // of the log; all before it has been handed on
    int m_failures = 0;        // of followers that ended without a word, one after another
    std::optional<Clock::time_point> m_lostAt;
};

Result<int> Run::refused(const ssh::Failure &failure) const
{
    if (failure.kind == ssh::Kind::Cancelled)
        return fail(ErrorCode::Cancelled, u"Stopped."_s);
    Error error = failure;
    if (isLost(failure))
        error.message =
            u"Cannot follow %1 in container %2. The connection to the node stayed away for %3 s. It may "
            "still run there: look at the node before trying again."_s.arg(
                m_job.name, m_job.label, QString::number(m_times.patience.count() / 1000));
    return tl::unexpected(error);
}

/// Before anything runs, what ssh says is all there is to say.
Result<void> Run::unreached(const ssh::Failure &failure) const
{
    if (failure.kind == ssh::Kind::Cancelled)
        return fail(ErrorCode::Cancelled, u"Stopped."_s);
    Error error = failure;
    return tl::unexpected(error);
}

Result<void> Run::prepare()
{
    const QByteArray all = m_job.helpers + m_job.content + kRunScript + kGuard;
    const QByteArrayList numbers = {QByteArray::number(m_job.helpers.size()),
                                    QByteArray::number(m_job.content.size()),
                                    QByteArray::number(qstrlen(kRunScript)), QByteArray::number(all.size()),
                                    QByteArray::number(posixChecksum(all))};
    const ShellCall what{kPrepare, QByteArrayList{m_directory, m_job.name.toUtf8()} + numbers, all};
    for (int tries = 1;; ++tries) {
        const auto done = execRepeatable(m_shell, what, m_call.cancel, beginTime(), m_call.log);
        m_wasReached = m_wasReached || done || done.error().kind == ssh::Kind::ConnectionLost ||
                       done.error().kind == ssh::Kind::Cancelled;
        if (!done)
            return unreached(done.error());
        if (done->exit.code == 0)
            return {};
        if (const auto refusal = pctRefusal(done->exit.code, done->err, m_job.label))
            return tl::unexpected(*refusal);
        if (done->exit.code != 95 || tries == kDamagedTries)
            return fail(ErrorCode::HostFailed,
                        u"Cannot put %1 into container %2. %3 Look at the container's disk and memory."_s.arg(
                            m_job.name, m_job.label,
                            done->exit.code == 95
                                ? u"It did not arrive whole."_s
                                : u"The shell there ended with exit code %1."_s.arg(done->exit.code)),
                        QString::fromUtf8(done->err.trimmed()));
    }
}

Result<void> Run::launch()
{
    const ShellCall what{kLaunch, {m_directory, m_mark, m_job.interpreter.toUtf8(), m_job.name.toUtf8()}, {}};
    const auto done = execRepeatable(m_shell, what, m_call.cancel, beginTime(), m_call.log);
    if (!done)
        return refused(done.error()).map([](int) {});
    if (done->exit.code == 0)
        return {};
    if (const auto refusal = pctRefusal(done->exit.code, done->err, m_job.label))
        return tl::unexpected(*refusal);
    return fail(ErrorCode::HostFailed,
                u"Cannot start %1 in container %2. The shell there ended with exit code %3."_s
                    .arg(m_job.name, m_job.label)
                    .arg(done->exit.code),
                QString::fromUtf8(done->err.trimmed()));
}

void Run::tellLost()
{
    if (m_lostAt)
        return;
    m_lostAt = Clock::now();
    m_call.log("Connection to the node lost; the script goes on there. Connecting again");
}

void Run::tellConnected()
{
    m_failures = 0;
    if (!m_lostAt)
        return;
    m_call.log("Connected to the node again, reading on after " + seconds(Clock::now() - *m_lostAt) + " s");
    m_lostAt.reset();
}

/// Nothing: go on following.
std::optional<Result<int>> Run::followOnce()
{
    FollowWords words;
    const auto out = [this](QByteArrayView bytes) {
        m_offset += bytes.size();
        m_filter.feed(bytes);
    };
    const auto err = [&](QByteArrayView bytes) { words.feed(bytes, [this] { tellConnected(); }); };
    const ShellCall what{kFollow, {m_directory, QByteArray::number(m_offset)}, {}};
    const auto ended = m_shell.stream(what, out, err, m_call.cancel);
    if (ended)
        return meaning(words, *ended);
    if (words.exitCode && m_offset >= words.total)
        return Result<int>(*words.exitCode); // all came over; the connection went after it
    if (!isLost(ended.error()))
        return refused(ended.error());
    tellLost();
    if (Clock::now() - *m_lostAt >= m_times.patience)
        return refused(ended.error());
    if (!pause(m_times.pause, m_call.cancel))
        return Result<int>(fail(ErrorCode::Cancelled, u"Stopped."_s));
    return std::nullopt;
}

std::optional<Result<int>> Run::meaning(const FollowWords &words, int exitCode)
{
    if (words.exitCode && m_offset >= words.total)
        return Result<int>(*words.exitCode);
    if (const auto refusal = pctRefusal(exitCode, words.text + words.begun, m_job.label))
        return Result<int>(tl::unexpected(*refusal));
    if (words.isVanished)
        return Result<int>(fail(
            ErrorCode::HostFailed,
            u"Cannot tell how %1 in container %2 ended. Its process vanished without an exit code: "
            "it was killed, or memory ran out. Look at the container's log."_s.arg(m_job.name, m_job.label)));
    if (words.isAbsent)
        return Result<int>(
            fail(ErrorCode::HostFailed,
                 u"Cannot go on with %1 in container %2. What kept track of it is gone: the container "
                 "was restarted, or its /run was emptied. Look at what the script has done, then try "
                 "again."_s.arg(m_job.name, m_job.label)));
    if (words.isUnstarted) {
        if (const Result<void> launched = launch(); !launched)
            return Result<int>(tl::unexpected(launched.error()));
    }
    if (++m_failures >= kFollowTries)
        return Result<int>(
            fail(ErrorCode::HostFailed,
                 u"Cannot read the output of %1 in container %2. The reader there ended with exit code "
                 "%3 again and again."_s.arg(m_job.name, m_job.label)
                     .arg(exitCode),
                 QString::fromUtf8(words.text.trimmed())));
    if (!pause(m_times.pause, m_call.cancel))
        return Result<int>(fail(ErrorCode::Cancelled, u"Stopped."_s));
    return std::nullopt;
}

Result<int> Run::follow()
{
    for (;;) {
        if (std::optional<Result<int>> done = followOnce())
            return *done;
    }
}

void Run::kill()
{
    const ShellCall what{kEnd, {m_times.directory, m_mark}, {}};
    const auto gone =
        execRepeatable(m_shell, what, CancelToken().limitedTo(m_times.killTime), m_times.killTime);
    if (!gone && (isLost(gone.error()) || gone.error().kind == ssh::Kind::Cancelled))
        m_call.log("The node cannot be reached: " + m_job.name.toUtf8() + " may still run in the container");
}

Result<int> Run::run()
{
    Result<void> begun = prepare();
    if (begun)
        begun = launch();
    Result<int> ended = begun ? follow() : Result<int>(tl::unexpected(begun.error()));
    m_filter.finish();
    m_lines.finish();
    if (!ended && !m_wasReached)
        return ended;
    if (!ended && ended.error().code != ErrorCode::NotFound) {
        kill(); // whatever it was: nothing of it goes on unwatched
        return ended;
    }
    const ShellCall tidy{"rm -rf \"$1\"", {m_directory}, {}};
    // In memory and for root only; but scripts hold secrets now and then.
    std::ignore = execRepeatable(m_shell, tidy, CancelToken().limitedTo(kTidyTime), kTidyTime);
    return ended;
}

} // namespace

Result<int> runDetached(InsideShell &shell, const DetachedJob &job, HostCall &call,
                        const DetachedTimes &times)
{
    return Run(shell, job, call, times).run();
}

ssh::Outcome<ssh::Output> endDetached(InsideShell &shell, const CancelToken &cancel,
                                      const DetachedTimes &times)
{
    return execRepeatable(shell, {kEnd, {times.directory, {}}, {}}, cancel, times.killTime);
}

} // namespace slipway::hosts
