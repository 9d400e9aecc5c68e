#include "app/cli/commands.h"
#include "app/cli/answers.h"
#include "app/cli/commandtable.h"
#include "app/cli/containerargument.h"
#include "app/cli/createmany.h"
#include "app/cli/eventscommand.h"
#include "app/cli/format.h"
#include "app/cli/listfollow.h"
#include "app/cli/logscommand.h"
#include "app/cli/nodecommands.h"
#include "app/cli/powercommand.h"
#include "app/cli/prompt.h"
#include "app/cli/runcommands.h"
#include "app/cli/templatecommands.h"
#include "app/cli/terminaltext.h"
#include "app/cli/watchcommand.h"
#include <QJsonArray>
#include <QJsonDocument>

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

namespace {

void watch(Context &context, const ContainerId &id)
{
    context.run(std::make_unique<WatchCommand>(context, id));
}

void created(Context &context, const http::JsonReply &reply)
{
    const QJsonObject object = QJsonDocument::fromJson(reply.body).object();
    const ContainerId id{object.value("id"_L1).toString()};
    if (!ContainerId::isValid(id.value))
        return failNotOurs(context);
    if (context.isJson())
        context.out().writeLine(jsonLineIdFirst(object));
    else
        context.printLine(
            Context::tr("Creating container %1, id %2%3")
                .arg(context.line().spec.hostname, id.value,
                     object.value("simulated"_L1).toBool() ? Context::tr(" (a simulation)") : QString()));
    context.out().flush();
    if (context.line().follow)
        return watch(context, id);
    if (!context.isJson())
        context.printLine(Context::tr("To watch it: slipwayctl watch %1").arg(id.value));
    context.exit(Success);
}

void create(Context &context)
{
    context.client().post(
        u"/api/containers"_s, toRequestJson(context.line().spec), &context,
        answered(context, [&context](const http::JsonReply &reply) { created(context, reply); }));
}

void list(Context &context)
{
    context.client().get(u"/api/containers"_s, &context,
                         answered(context, [&context](const http::JsonReply &reply) {
                             const QJsonDocument document = QJsonDocument::fromJson(reply.body);
                             if (document.isNull())
                                 return failNotOurs(context);
                             const QList<QJsonObject> rows = containerObjects(reply.body);
                             if (context.isJson()) {
                                 for (const QJsonObject &row : rows)
                                     context.out().writeLine(jsonLineIdFirst(row));
                             } else {
                                 for (const QString &line : containerTable(rows))
                                     context.printLine(line);
                             }
                             context.exit(Success);
                         }));
}

void show(Context &context)
{
    context.client().get(containerPath(context), &context,
                         answered(context, [&context](const http::JsonReply &reply) {
                             const QJsonObject object = QJsonDocument::fromJson(reply.body).object();
                             const Result<Container> container = containerFromJson(object);
                             if (!container)
                                 return failNotOurs(context);
                             if (context.isJson())
                                 context.out().writeLine(jsonLineIdFirst(object));
                             else
                                 for (const QString &line : containerLines(*container))
                                     context.printLine(line);
                             context.exit(Success);
                         }));
}

auto servicesShown(Context &context)
{
    return answered(context, [&context](const http::JsonReply &reply) {
        const Result<ServiceList> services = serviceListFromJson(reply.body);
        if (!services)
            return failNotOurs(context);
        const bool reveal = context.line().reveal;
        if (context.isJson())
            context.out().writeLine(servicesJson(*services, reveal));
        else
            for (const QString &line : serviceLines(*services, reveal))
                context.printLine(line);
        context.exit(Success);
    });
}

void services(Context &context)
{
    context.client().get(containerPath(context, u"/services"_s), &context, servicesShown(context));
}

void rediscover(Context &context)
{
    constexpr int milliseconds = 120'000; // it looks into a running container
    context.client().setTimeout(milliseconds);
    context.client().post(containerPath(context, u"/rediscover"_s), "{}", &context, servicesShown(context));
}

void serviceLogs(Context &context)
{
    if (!isSafeServiceName(context.line().service))
        return context.fail(
            Context::tr("Cannot show logs of '%1'. A service's name holds letters, digits and @._:- only.")
                .arg(context.line().service),
            Usage);
    const QString query = u"/services/logs?service=%1&lines=%2"_s
                              .arg(QString::fromLatin1(QUrl::toPercentEncoding(context.line().service)))
                              .arg(context.line().lines);
    context.client().get(
        containerPath(context, query), &context, answered(context, [&context](const http::JsonReply &reply) {
            const QJsonObject object = QJsonDocument::fromJson(reply.body).object();
            if (!object.value("logs"_L1).isArray())
                return failNotOurs(context);
            if (context.isJson())
                context.out().writeLine(QJsonDocument(object).toJson(QJsonDocument::Compact));
            else
                for (const QJsonValue &line : object.value("logs"_L1).toArray())
                    context.printLine(terminalSafe(line.toString(), Colors::Remove));
            context.exit(Success);
        }));
}

void remove(Context &context)
{
    context.client().remove(containerPath(context), &context,
                            answered(context, [&context](const http::JsonReply &) {
                                if (context.isJson())
                                    context.out().writeLine("{\"id\":" + jsonString(context.line().target) +
                                                            ",\"deleted\":true}");
                                else
                                    context.printLine(Context::tr("Deleted %1.").arg(context.line().target));
                                context.exit(Success);
                            }));
}

void confirmAndRemove(Context &context)
{
    if (context.line().assumeYes || !canAsk(context))
        return remove(context);
    context.client().get(
        containerPath(context), &context, answered(context, [&context](const http::JsonReply &reply) {
            const QString hostname =
                QJsonDocument::fromJson(reply.body).object().value("hostname"_L1).toString();
            const QString question =
                Context::tr(
                    "Delete container %1 (%2)? It is removed from its host with everything in it. [y/N]")
                    .arg(terminalSafe(hostname, Colors::Remove), context.line().target);
            if (confirm(context, question))
                return remove(context);
            context.note(Context::tr("Nothing was deleted."));
            context.exit(Failed);
        }));
}

void cancel(Context &context)
{
    context.client().post(containerPath(context, u"/cancel"_s), "{}", &context,
                          answered(context, [&context](const http::JsonReply &) {
                              if (context.isJson())
                                  context.out().writeLine("{\"id\":" + jsonString(context.line().target) +
                                                          ",\"cancelled\":true}");
                              else
                                  context.printLine(
                                      Context::tr("Asked %1 to stop.").arg(context.line().target));
                              context.exit(Success);
                          }));
}

void start(Context &context)
{
    const CommandLine &line = context.line();
    if (line.command == u"create" && line.hostnames.size() > 1)
        return context.run(std::make_unique<CreateMany>(context));
    if (line.command == u"retry")
        return retry(context);
    if (line.command == u"runs")
        return showRuns(context);
    if (line.command == u"create")
        return create(context);
    if (line.command == u"list" && line.follow)
        return context.run(std::make_unique<ListFollow>(context));
    if (line.command == u"list")
        return list(context);
    if (line.command == u"show")
        return show(context);
    if (line.command == u"watch")
        return watch(context, ContainerId{line.target});
    if (line.command == u"events")
        return context.run(std::make_unique<EventsCommand>(context));
    if (line.command == u"services")
        return services(context);
    if (line.command == u"logs")
        return line.service.isEmpty() ? context.run(std::make_unique<LogsCommand>(context))
                                      : serviceLogs(context);
    if (line.command == u"delete")
        return confirmAndRemove(context);
    if (line.command == u"cancel")
        return cancel(context);
    if (line.command == u"rediscover")
        return rediscover(context);
    if (line.command == u"status")
        return showStatus(context);
    if (isPowerCommand(line.command))
        return context.run(std::make_unique<PowerCommand>(context));
    if (line.command.startsWith(u"node "))
        return startNodeCommand(context);
    if (line.command.startsWith(u"template ") || line.command.startsWith(u"bucket "))
        return startTemplateCommand(context);
    context.exit(Usage); // unreachable: the parser knows the same names
}

} // namespace

void startCommand(Context &context)
{
    const CommandRule *const rule = commandRule(context.line().command);
    if (rule && qstrcmp(rule->argument, "ID") == 0)
        findContainerByName(context, [&context] { start(context); });
    start(context);
}

} // namespace slipway::cli
