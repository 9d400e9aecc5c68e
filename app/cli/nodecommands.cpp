#include "app/cli/nodecommands.h"

#include "app/cli/downloadcommand.h"
#include "app/cli/format.h"
#include "app/cli/nodeformat.h"
#include "app/cli/prompt.h"
#include <QJsonArray>
#include <QJsonDocument>

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kTestMs = 120'000;  // the backend gives a test a minute
constexpr int kLookupMs = 60'000; // and a look-up half of it

QByteArray line(const QJsonObject &object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); }

void printAll(Context &context, const QStringList &lines)
{
    for (const QString &one : lines)
        context.printLine(one);
}

/// The rows under `key`: as JSON lines, or as a table below `head`.
template<typename RowOf>
void printRows(Context &context, const http::JsonReply &reply, const QString &key, const QStringList &head,
               const QString &none, RowOf rowOf)
{
    const QJsonValue value = QJsonDocument::fromJson(reply.body).object().value(key);
    if (!value.isArray())
        return failNotOurs(context);
    QList<QStringList> rows = {head};
    for (const QJsonValue &one : value.toArray()) {
        if (context.isJson())
            context.out().writeLine(line(one.toObject()));
        else
            rows += rowOf(one.toObject());
    }
    if (!context.isJson())
        printAll(context, rows.size() > 1 ? tableLines(rows) : QStringList{none});
    context.exit(Success);
}

void list(Context &context)
{
    context.client().get(
        u"/api/nodes"_s, &context, answered(context, [&context](const http::JsonReply &reply) {
            printRows(context, reply, u"nodes"_s,
                      {Context::tr("NAME"), Context::tr("ADDRESS"), Context::tr("PVE NODE"),
                       Context::tr("ACCOUNT"), Context::tr("SSH")},
                      Context::tr("No nodes yet. To add one: slipwayctl node add NAME --host HOST …"),
                      nodeRow);
        }));
}

void show(Context &context)
{
    context.client().get(nodePath(context), &context,
                         answered(context, [&context](const http::JsonReply &reply) {
                             const QJsonObject node = QJsonDocument::fromJson(reply.body).object();
                             if (!node.contains("host"_L1))
                                 return failNotOurs(context);
                             if (context.isJson())
                                 context.out().writeLine(line(node));
                             else
                                 printAll(context, nodeLines(node));
                             context.exit(Success);
                         }));
}

/// A fingerprint that is not the pinned one: both, and how to take the new one.
void explainFingerprints(Context &context, const QJsonObject &answer, const Preflight &preflight)
{
    const QJsonObject pinned = answer.value("fingerprints"_L1).toObject().value("pinned"_L1).toObject();
    const Fingerprints &shown = preflight.fingerprints;
    QString options;
    const auto compare = [&](const QString &what, const QString &presented, const QString &expected,
                             const QString &option) {
        context.note(what + u':');
        if (!expected.isEmpty())
            context.note(Context::tr("  expected: %1").arg(expected));
        context.note(Context::tr("  shown:    %1").arg(presented));
        options += u" %1 %2"_s.arg(option, presented);
    };
    if (!shown.certificateSha256.isEmpty() && !shown.isCertificateTrusted)
        compare(Context::tr("Certificate"), shown.certificateSha256,
                pinned.value("certificateSha256"_L1).toString(), u"--fingerprint"_s);
    const QString key = pinned.value("hostKeySha256"_L1).toString();
    if (!shown.hostKeySha256.isEmpty() && shown.hostKeySha256 != key)
        compare(Context::tr("SSH host key"), shown.hostKeySha256, key, u"--ssh-host-key"_s);
    if (!options.isEmpty())
        context.note(Context::tr("Compare it on the node itself. To trust it: slipwayctl node edit %1%2")
                         .arg(context.line().target, options));
}

void test(Context &context)
{
    context.client().setTimeout(kTestMs);
    context.client().post(nodePath(context, u"/test"_s), "{}", &context,
                          answered(context, [&context](const http::JsonReply &reply) {
                              const QJsonObject answer = QJsonDocument::fromJson(reply.body).object();
                              if (!answer.value("checks"_L1).isArray())
                                  return failNotOurs(context);
                              const Preflight preflight = preflightFromJson(answer);
                              const Terminal terminal = context.terminal();
                              if (context.isJson())
                                  context.out().writeLine(line(answer));
                              else
                                  printAll(context,
                                           preflightLines(preflight, terminal.isUnicode, terminal.hasColor));
                              explainFingerprints(context, answer, preflight);
                              context.exit(preflight.isOk() ? Success : Failed);
                          }));
}

void remove(Context &context)
{
    const QString name = context.line().target;
    if (!context.line().assumeYes && canAsk(context) &&
        !confirm(
            context,
            Context::tr("Forget node %1 and its secrets? Its containers are not touched. [y/N]").arg(name))) {
        context.note(Context::tr("Nothing was removed."));
        return context.exit(Failed);
    }
    const QString query = context.line().force ? u"?force=1"_s : QString();
    context.client().remove(nodePath(context, query), &context,
                            answered(context, [&context, name](const http::JsonReply &) {
                                if (context.isJson())
                                    context.out().writeLine(line({{"name"_L1, name}, {"removed"_L1, true}}));
                                else
                                    context.printLine(Context::tr("Removed node %1.").arg(name));
                                context.exit(Success);
                            }));
}

void lookup(Context &context, const QString &what, std::function<void(const http::JsonReply &)> done)
{
    context.client().setTimeout(kLookupMs);
    context.client().get(
        nodePath(context, what), &context, [&context, done = std::move(done)](const Reply &reply) {
            if (reply) {
                context.setConnected();
                return done(*reply);
            }
            // The backend answered that the node shows somebody else's face.
            const QJsonObject answer = QJsonDocument::fromJson(reply.error().detail.toUtf8()).object();
            if (answer.contains("fingerprints"_L1))
                explainFingerprints(context, answer, preflightFromJson(answer));
            context.fail(reply.error());
        });
}

void storages(Context &context)
{
    const QString content = context.line().content;
    const QString query = content.isEmpty()
                              ? QString()
                              : u"?content="_s + QString::fromLatin1(QUrl::toPercentEncoding(content));
    lookup(context, u"/storages"_s + query, [&context](const http::JsonReply &reply) {
        printRows(context, reply, u"storages"_s,
                  {Context::tr("NAME"), Context::tr("TYPE"), Context::tr("CONTENT"), Context::tr("STATE"),
                   Context::tr("SPACE")},
                  Context::tr("The node has no such storage."),
                  [](const QJsonObject &one) { return storageRow(hostStorageFromJson(one)); });
    });
}

void bridges(Context &context)
{
    lookup(context, u"/bridges"_s, [&context](const http::JsonReply &reply) {
        printRows(context, reply, u"bridges"_s,
                  {Context::tr("NAME"), Context::tr("NETWORK"), Context::tr("VLAN"), Context::tr("COMMENT")},
                  Context::tr("The node has no bridge."),
                  [](const QJsonObject &one) { return bridgeRow(hostBridgeFromJson(one)); });
    });
}

void templates(Context &context)
{
    lookup(context, u"/templates"_s, [&context](const http::JsonReply &reply) {
        printRows(context, reply, u"templates"_s,
                  {Context::tr("SOURCE"), Context::tr("TITLE"), Context::tr("STORAGE"), Context::tr("SIZE")},
                  Context::tr("The node offers no OS template."),
                  [](const QJsonObject &one) { return templateRow(osTemplateFromJson(one)); });
    });
}

void nextId(Context &context)
{
    lookup(context, u"/nextid"_s, [&context](const http::JsonReply &reply) {
        const QJsonObject answer = QJsonDocument::fromJson(reply.body).object();
        const int vmid = answer.value("vmid"_L1).toInt();
        if (vmid <= 0)
            return failNotOurs(context);
        if (context.isJson())
            context.out().writeLine(line(answer));
        else
            context.printLine(QString::number(vmid));
        context.exit(Success);
    });
}

} // namespace

void startNodeCommand(Context &context)
{
    const QString command = context.line().command.sliced(5); // behind "node "
    if (command == u"add" || command == u"edit")
        return context.run(std::make_unique<NodeEditor>(context));
    if (command == u"list")
        return list(context);
    if (command == u"show")
        return show(context);
    if (command == u"test")
        return test(context);
    if (command == u"remove")
        return remove(context);
    if (command == u"storages")
        return storages(context);
    if (command == u"bridges")
        return bridges(context);
    if (command == u"templates")
        return templates(context);
    if (command == u"download")
        return context.run(std::make_unique<DownloadCommand>(context));
    if (command == u"nextid")
        return nextId(context);
    context.exit(Usage); // unreachable: the parser knows the same names
}

} // namespace slipway::cli
