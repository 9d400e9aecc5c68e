#include "app/hosts/lxc/lxctools.h"

#include "app/jobs/linesplitter.h"
#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <csignal>
#include <thread>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

const QString kPath = u"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"_s;
constexpr char kMark[] = "SLIPWAY_RUN=";
constexpr auto kToolTime = std::chrono::seconds(20);
constexpr auto kKillTime = std::chrono::milliseconds(700);

QByteArray fileContent(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QList<pid_t> allProcesses()
{
    QList<pid_t> pids;
    const QStringList names = QDir(u"/proc"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &name : names) {
        bool ok = false;
        const int pid = name.toInt(&ok);
        if (ok)
            pids.append(pid);
    }
    return pids;
}

pid_t parentOf(pid_t pid)
{
    const QByteArray stat = fileContent(u"/proc/%1/stat"_s.arg(pid)); // pid (comm) state ppid …
    const QByteArrayList fields = stat.sliced(stat.lastIndexOf(')') + 1).simplified().split(' ');
    return fields.size() > 1 ? fields.at(1).toInt() : 0;
}

/// Processes that carry `mark` in their environment, and their descendants; not lxc-attach itself.
QList<pid_t> marked(const QByteArray &mark)
{
    const QList<pid_t> all = allProcesses();
    QList<pid_t> found;
    for (const pid_t pid : all) {
        if (('\0' + fileContent(u"/proc/%1/environ"_s.arg(pid))).contains('\0' + mark + '\0'))
            found.append(pid);
    }
    for (qsizetype before = -1; before != found.size();) {
        before = found.size();
        for (const pid_t pid : all) {
            if (!found.contains(pid) && found.contains(parentOf(pid)))
                found.append(pid);
        }
    }
    return found;
}

/// Until none is left or the time is up: a process may fork while we look.
void killMarked(const QByteArray &mark)
{
    const auto deadline = std::chrono::steady_clock::now() + kKillTime;
    for (;;) {
        const QList<pid_t> pids = marked(mark);
        if (pids.isEmpty() || std::chrono::steady_clock::now() >= deadline)
            return;
        for (const pid_t pid : pids)
            ::kill(pid, SIGKILL);
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

} // namespace

Result<ChildResult> LxcTools::run(const QStringList &command, const CancelToken &cancel,
                                  const QString &failure,
                                  const std::function<void(const QByteArray &line)> &log)
{
    ChildProcess child;
    child.command = command;
    child.cancel = cancel;
    QByteArray tail; // the last lines, for the error's detail
    LineSplitter lines([&](const QByteArray &line) {
        tail = (tail + line + '\n').right(4000);
        log(line);
    });
    if (log)
        child.output = [&](QByteArrayView bytes) { lines.feed(bytes); };
    Result<ChildResult> ran = runChild(child);
    lines.finish();
    if (!ran && ran.error().code == ErrorCode::Cancelled && !cancel.wasAsked())
        return fail(ErrorCode::Timeout, u"%1 %2 did not end in time."_s.arg(failure, command.first()),
                    QString::fromUtf8(tail.trimmed()));
    if (!ran)
        return ran;
    if (ran->exitCode != 0) {
        QByteArray words = log ? tail : ran->errors.trimmed() + '\n' + ran->output.trimmed();
        return fail(ErrorCode::HostFailed,
                    u"%1 %2 ended with exit code %3."_s.arg(failure, command.first()).arg(ran->exitCode),
                    QString::fromUtf8(words.trimmed()));
    }
    return ran;
}

Result<QString> LxcTools::state(const QString &ref) const
{
    if (!QFile::exists(directory(ref)))
        return fail(ErrorCode::NotFound, u"Cannot find the container \"%1\" on this host."_s.arg(ref));
    if (!QFile::exists(directory(ref) + u"/config"_s))
        return u"STOPPED"_s; // whoever made it did not get far
    return run({u"lxc-info"_s, u"-P"_s, m_path, u"-n"_s, ref, u"-sH"_s}, CancelToken().limitedTo(kToolTime),
               u"Cannot ask for the state of \"%1\"."_s.arg(ref))
        .map([](const ChildResult &result) { return QString::fromUtf8(result.output).trimmed(); });
}

Result<LxcTools::Life> LxcTools::life(const QString &ref) const
{
    if (!QFile::exists(directory(ref)))
        return fail(ErrorCode::NotFound, u"Cannot find the container \"%1\" on this host."_s.arg(ref));
    if (!QFile::exists(directory(ref) + u"/config"_s))
        return Life{u"STOPPED"_s};
    const Result<ChildResult> asked =
        run({u"lxc-info"_s, u"-P"_s, m_path, u"-n"_s, ref, u"-s"_s, u"-p"_s, u"-H"_s},
            CancelToken().limitedTo(kToolTime), u"Cannot ask for the state of \"%1\"."_s.arg(ref));
    if (!asked)
        return tl::unexpected(asked.error());
    Life life;
    for (const QByteArray &line : asked->output.split('\n')) { // "State: RUNNING", "PID: 123"
        const QByteArray value = line.sliced(line.indexOf(':') + 1).trimmed();
        if (line.startsWith("State:"))
            life.state = QString::fromUtf8(value);
        else if (line.startsWith("PID:"))
            life.init = value.toInt();
    }
    return life;
}

Result<pid_t> LxcTools::initPid(const QString &ref) const
{
    const Result<ChildResult> asked =
        run({u"lxc-info"_s, u"-P"_s, m_path, u"-n"_s, ref, u"-pH"_s}, CancelToken().limitedTo(kToolTime),
            u"Cannot ask for the first process of \"%1\"."_s.arg(ref));
    if (!asked)
        return tl::unexpected(asked.error());
    const int pid = asked->output.trimmed().toInt();
    if (pid <= 1)
        return fail(ErrorCode::Unavailable, u"Cannot look into \"%1\". It is not running."_s.arg(ref));
    return pid;
}

Result<QStringList> LxcTools::addresses(const QString &ref) const
{
    return run({u"lxc-info"_s, u"-P"_s, m_path, u"-n"_s, ref, u"-iH"_s}, CancelToken().limitedTo(kToolTime),
               u"Cannot ask for the address of \"%1\"."_s.arg(ref))
        .map([](const ChildResult &result) {
            QStringList found;
            for (const QString &line : QString::fromUtf8(result.output).split(u'\n', Qt::SkipEmptyParts)) {
                if (!line.contains(u':') && !line.startsWith("127."_L1))
                    found.append(line.trimmed());
            }
            return found;
        });
}

Result<ChildResult> LxcTools::attach(const QString &ref, const Attach &what, const CancelToken &cancel) const
{
    const QString name = QString::number(QRandomGenerator::system()->generate64(), 36);
    const QByteArray mark = kMark + name.toLatin1();
    ChildProcess child;
    child.command = QStringList{u"lxc-attach"_s,
                                u"-P"_s,
                                m_path,
                                u"-n"_s,
                                ref,
                                u"--clear-env"_s,
                                u"--set-var"_s,
                                QString::fromLatin1(mark),
                                u"--set-var"_s,
                                kPath,
                                u"--"_s,
                                u"/bin/sh"_s,
                                u"-c"_s,
                                what.script,
                                u"sh"_s} +
                    what.arguments;
    child.input = what.input;
    child.output = what.output;
    child.cancel = cancel;
    child.onStop = [mark] { killMarked(mark); };
    QFile note(runsDirectory(ref) + u'/' + name);
    QDir().mkdir(runsDirectory(ref));
    std::ignore = note.open(QIODevice::WriteOnly);
    const Result<ChildResult> ran = runChild(child);
    note.remove();
    return ran;
}

void LxcTools::killLeftRunning(const QString &ref) const
{
    for (const QString &name : QDir(runsDirectory(ref)).entryList(QDir::Files)) {
        killMarked(kMark + name.toLatin1());
        QFile::remove(runsDirectory(ref) + u'/' + name);
    }
}

QString LxcTools::runsDirectory(const QString &ref) const { return directory(ref) + u"/slipway-runs"_s; }

} // namespace slipway::hosts
