#include "app/cli/runcommands.h"
#include "app/cli/answers.h"
#include "app/cli/format.h"
#include "app/cli/terminaltext.h"
#include "app/cli/watchcommand.h"
#include <QJsonArray>
#include <QJsonDocument>

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

namespace {

QString plain(const QString &text) { return terminalSafe(text, Colors::Remove); }

QString outcomeText(const RunRecord &run)
{
    switch (run.outcome) {
    case RunRecord::Outcome::Complete:
        return Context::tr("ready");
    case RunRecord::Outcome::Error:
        return Context::tr("failed in %1").arg(plain(run.failedStep));
    case RunRecord::Outcome::Running:
        break;
    }
    return Context::tr("running");
}

QString tookText(const RunRecord &run)
{
    const std::optional<qint64> took = run.finishedAt.isEmpty() ? std::nullopt : tookMs(run);
    return took ? spanText(*took) : QString();
}

/// The parts that took time, phases in their order with the scripts after syncing.
QList<QStringList> partRows(const RunRecord &run)
{
    QList<QStringList> rows;
    for (const Step step : kAllSteps) {
        const auto took = run.phaseDurations.constFind(stepName(step));
        if (took != run.phaseDurations.cend())
            rows += {u"    "_s + stepName(step), spanText(*took)};
        if (step != Step::Syncing)
            continue;
        for (const RunRecord::Script &script : run.scripts) {
            if (script.durationMs)
                rows += {u"      "_s + plain(script.name), spanText(*script.durationMs)};
        }
    }
    return rows;
}

void retried(Context &context, const http::JsonReply &reply)
{
    const QJsonObject object = QJsonDocument::fromJson(reply.body).object();
    const Result<Container> container = containerFromJson(object);
    if (!container)
        return failNotOurs(context);
    if (context.isJson())
        context.out().writeLine(jsonLineIdFirst(object));
    else
        context.printLine(Context::tr("Trying again: %1").arg(plain(container->hostname)));
    context.out().flush();
    if (!context.line().follow)
        return context.exit(Success);
    // From the first event of the new run on.
    const EventSeq after{std::max<qint64>(0, container->snapshot.seq.value - 1)};
    context.run(std::make_unique<WatchCommand>(context, container->id, after));
}

} // namespace

QString spanText(qint64 milliseconds)
{
    const qint64 seconds = milliseconds / 1000;
    if (seconds < 60)
        return u"%1 s"_s.arg(static_cast<double>(milliseconds) / 1000.0, 0, 'f', 1);
    return u"%1 min %2 s"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, QChar(u'0'));
}

QStringList runLines(const QList<RunRecord> &runs)
{
    if (runs.isEmpty())
        return {Context::tr("It has not begun yet.")};
    QStringList lines;
    for (const RunRecord &run : runs) {
        QString head = Context::tr("Run %1: %2").arg(run.number).arg(outcomeText(run));
        if (run.isResumed)
            head += Context::tr(", gone on with");
        for (const QString &part : {plain(run.startedAt), tookText(run)}) {
            if (!part.isEmpty())
                head += u"  "_s + part;
        }
        lines += head;
        lines += tableLines(partRows(run));
        if (!run.errorMessage.isEmpty())
            lines += u"    "_s + plain(run.errorMessage);
    }
    return lines;
}

void retry(Context &context)
{
    const QByteArray body = QJsonDocument(context.line().retry).toJson(QJsonDocument::Compact);
    context.client().post(
        containerPath(context, u"/retry"_s), body, &context,
        answered(context, [&context](const http::JsonReply &reply) { retried(context, reply); }));
}

void showRuns(Context &context)
{
    context.client().get(containerPath(context, u"/runs"_s), &context,
                         answered(context, [&context](const http::JsonReply &reply) {
                             const Result<QList<RunRecord>> runs = runsFromJson(reply.body);
                             if (!runs)
                                 return failNotOurs(context);
                             if (context.isJson()) {
                                 const QJsonArray rows =
                                     QJsonDocument::fromJson(reply.body).object().value("runs"_L1).toArray();
                                 for (const QJsonValue &row : rows)
                                     context.out().writeLine(
                                         QJsonDocument(row.toObject()).toJson(QJsonDocument::Compact));
                             } else {
                                 for (const QString &line : runLines(*runs))
                                     context.printLine(line);
                             }
                             context.exit(Success);
                         }));
}

} // namespace slipway::cli
