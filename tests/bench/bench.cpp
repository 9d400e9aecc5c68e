#include "tests/bench/bench.h"
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QThread>
#include <cstdarg>
#include <cstdio>
#include <ctime>
#include <stdexcept>

using namespace Qt::Literals::StringLiterals;

namespace slipway::bench {

namespace {

struct Verdict
{
    QByteArray text;
    bool reached = true;
};

Verdict judge(double value, const Aim &aim, QJsonObject &figure)
{
    const bool least = aim.sense == Aim::Sense::AtLeast;
    const bool reached = least ? value >= aim.value : value <= aim.value;
    figure.insert(least ? u"atLeast"_s : u"atMost"_s, aim.value);
    figure.insert(u"reached"_s, reached);
    return {(least ? ">= " : "<= ") + QByteArray::number(aim.value, 'g', 6) + (reached ? "  ok" : "  MISSED"),
            reached};
}

void print(const char *name, double value, const char *unit, const QByteArray &peer,
           const QByteArray &verdict, const char *note)
{
    std::printf("  %-46s %12.3f %-10s %-36s %-18s %s\n", name, value, unit, peer.constData(),
                verdict.constData(), note);
    std::fflush(stdout);
}

QJsonObject makeFigure(const char *name, double value, const char *unit, const char *note)
{
    return {{u"name"_s, QString::fromUtf8(name)},
            {u"value"_s, value},
            {u"unit"_s, QString::fromUtf8(unit)},
            {u"note"_s, QString::fromUtf8(note)}};
}

} // namespace

Report::Report(const char *title, int argc, char **argv) : m_title(QString::fromUtf8(title))
{
    for (int i = 1; i < argc; ++i) {
        const QByteArrayView argument(argv[i]);
        if (argument == "--smoke")
            m_smoke = true;
        else if (argument == "--json" && i + 1 < argc)
            m_jsonFile = QString::fromLocal8Bit(argv[++i]);
    }
    std::printf("%s%s\n", title, m_smoke ? " (smoke run, sizes too small to judge)" : "");
}

void Report::add(const char *name, double value, const char *unit, std::optional<Aim> aim, const char *note)
{
    QJsonObject figure = makeFigure(name, value, unit, note);
    Verdict verdict;
    if (aim && !m_smoke)
        verdict = judge(value, *aim, figure);
    m_missed = m_missed || !verdict.reached;
    print(name, value, unit, {}, verdict.text, note);
    m_figures.append(figure);
}

void Report::compare(const char *name, double ours, const char *unit, const Peer &peer, Ratio ratio,
                     std::optional<Aim> aim, const char *note)
{
    QJsonObject figure = makeFigure(name, ours, unit, note);
    QJsonObject other{{u"name"_s, peer.name}};
    QByteArray beside;
    Verdict verdict;
    if (peer.value) {
        const double times = ratio == Ratio::OursToPeer ? ours / *peer.value : *peer.value / ours;
        other.insert(u"value"_s, *peer.value);
        figure.insert(u"ratio"_s, times);
        beside = peer.name.toUtf8() + ' ' + QByteArray::number(*peer.value, 'f', 3) + " = " +
                 QByteArray::number(times, 'f', 2) + 'x';
        if (aim && !m_smoke)
            verdict = judge(times, *aim, figure);
    } else {
        other.insert(u"missing"_s, peer.missing);
        beside = peer.name.toUtf8() + ": not available: " + peer.missing.toUtf8();
        if (aim && !m_smoke)
            verdict.text = "no peer";
    }
    figure.insert(u"peer"_s, other);
    m_missed = m_missed || !verdict.reached;
    print(name, ours, unit, beside, verdict.text, note);
    m_figures.append(figure);
}

void Report::growth(const char *name, const char *unit, const QList<Point> &points, std::optional<Aim> aim)
{
    for (const Point &point : points) {
        const QByteArray row = name + QByteArray(", ") + QLocale::c().toString(qint64(point.size)).toUtf8();
        add(row.constData(), point.cost, unit);
    }
    const QByteArray row = name + QByteArray(", last to first");
    if (points.size() > 1)
        add(row.constData(), points.last().cost / points.first().cost, "x", aim, "1 = linear");
}

int Report::finish()
{
    if (!m_jsonFile.isEmpty()) {
        const QJsonObject json{{u"title"_s, m_title}, {u"smoke"_s, m_smoke}, {u"figures"_s, m_figures}};
        QFile file(m_jsonFile);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) ||
            file.write(QJsonDocument(json).toJson(QJsonDocument::Compact)) < 0) {
            std::fprintf(stderr, "Cannot write %s. %s.\n", qUtf8Printable(m_jsonFile),
                         qUtf8Printable(file.errorString()));
            return 1;
        }
    }
    return m_missed && !m_smoke ? 1 : 0;
}

void giveUp(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const QString message = QString::vasprintf(format, arguments);
    va_end(arguments);
    throw std::runtime_error(message.toStdString());
}

int runBench(const std::function<int()> &bench)
{
    try {
        return bench();
    } catch (const std::runtime_error &error) {
        std::fprintf(stderr, "Given up: %s\n", error.what());
        return 1;
    }
}

namespace {

double secondsOf(clockid_t clock)
{
    timespec time{};
    return ::clock_gettime(clock, &time) == 0 ? double(time.tv_sec) + double(time.tv_nsec) / 1e9 : 0;
}

} // namespace

double processCpuSeconds(qint64 pid)
{
    clockid_t clock = CLOCK_PROCESS_CPUTIME_ID;
    if (pid != 0 && ::clock_getcpuclockid(pid_t(pid), &clock) != 0)
        return 0;
    return secondsOf(clock);
}

void waitUntilIdle(qint64 pid, unsigned long lookMs)
{
    constexpr int kMostLooks = 20;
    double before = processCpuSeconds(pid) * 1e3;
    for (int i = 0; i < kMostLooks; ++i) {
        QThread::msleep(lookMs);
        const double now = processCpuSeconds(pid) * 1e3;
        if (now - before < 2)
            return;
        before = now;
    }
}

double threadCpuSeconds() { return secondsOf(CLOCK_THREAD_CPUTIME_ID); }

qint64 memoryBytes(const char *key, qint64 pid)
{
    QFile file(pid == 0 ? u"/proc/self/status"_s : u"/proc/%1/status"_s.arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith(key + QByteArray(":")))
            return line.simplified().split(' ').value(1).toLongLong() * 1024;
    }
    return 0;
}

} // namespace slipway::bench
