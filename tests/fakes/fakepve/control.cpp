#include "tests/fakes/fakepve/control.h"
#include <QJsonArray>
#include <QJsonDocument>
#include <QTcpSocket>

using namespace Qt::Literals::StringLiterals;

namespace slipway::fakes {

using Order = QJsonObject;

static QString text(const Order &order, const char *key)
{
    return order.value(QLatin1StringView(key)).toString();
}

static QStringList list(const Order &order, const char *key)
{
    return order.value(QLatin1StringView(key)).toVariant().toStringList();
}

static int number(const Order &order, const char *key, int preset = 0)
{
    return order.value(QLatin1StringView(key)).toInt(preset);
}

static std::optional<PveFault> faultOf(const Order &order)
{
    const QString kind = text(order, "kind"), words = text(order, "text");
    const std::chrono::milliseconds time(number(order, "ms"));
    PveFault fault;
    if (kind == "answer"_L1)
        fault = PveFault::answer(number(order, "status", 500), words);
    else if (kind == "cut"_L1)
        fault = PveFault::cut(number(order, "bytes"));
    else if (kind == "silence"_L1)
        fault = PveFault::silence();
    else if (kind == "delay"_L1)
        fault = PveFault::delay(time);
    else if (kind == "vmidTaken"_L1)
        fault = PveFault::vmidTaken(order.value("late"_L1).toBool());
    else if (kind == "notVisibleYet"_L1)
        fault = PveFault::notVisibleYet(number(order, "count", 1));
    else if (kind == "taskFails"_L1)
        fault = PveFault::taskFails(words);
    else if (kind == "templateLocked"_L1)
        fault = PveFault::templateLocked();
    else if (kind == "taskHangs"_L1)
        fault = PveFault::taskHangs();
    else if (kind == "taskWarns"_L1)
        fault = PveFault::taskWarns(number(order, "warnings", 1));
    else if (kind == "taskKilled"_L1)
        fault = PveFault::taskKilled();
    else if (kind == "taskBurst"_L1)
        fault = PveFault::taskBurst(number(order, "lines", 1000));
    else if (kind == "taskTime"_L1)
        fault = PveFault::taskTime(time);
    else
        return {};
    if (order.contains("method"_L1))
        fault.method = text(order, "method");
    if (order.contains("path"_L1))
        fault.pathPattern = text(order, "path");
    if (order.contains("task"_L1))
        fault.taskType = text(order, "task");
    fault.skip = number(order, "after");
    fault.count = number(order, "count", fault.count);
    if (order.contains("effect"_L1))
        fault.takesEffect = order.value("effect"_L1).toBool();
    return fault;
}

static Order containerObject(const PveContainer &container)
{
    return {{u"vmid"_s, container.vmid},       {u"node"_s, container.node}, {u"lock"_s, container.lock},
            {u"running"_s, container.running}, {u"ipv4"_s, container.ipv4}, {u"pool"_s, container.pool}};
}

// Without parameters: a password has no place on a screen.
static Order requestObject(const PveRequest &request)
{
    return {{u"number"_s, request.number},
            {u"method"_s, QString::fromLatin1(request.method)},
            {u"path"_s, request.path},
            {u"parameters"_s, QJsonArray::fromStringList(request.parameters.keys())},
            {u"user"_s, request.user},
            {u"status"_s, request.status},
            {u"reason"_s, request.reason}};
}

static std::optional<Order> report(FakePve &fake, const QString &what)
{
    QJsonArray array;
    if (what == "requests"_L1) {
        const QList<PveRequest> all = fake.requests();
        for (const PveRequest &request : all)
            array.append(requestObject(request));
    } else if (what == "containers"_L1) {
        const QList<PveContainer> all = fake.containers();
        for (const PveContainer &container : all)
            array.append(containerObject(container));
    } else if (what == "tasks"_L1) {
        const QList<PveTask> all = fake.tasks();
        for (const PveTask &task : all)
            array.append(Order{{u"upid"_s, task.upid},
                               {u"exitstatus"_s, task.exitStatus},
                               {u"log"_s, QJsonArray::fromStringList(task.log)}});
    } else if (what == "violations"_L1) {
        array = QJsonArray::fromStringList(fake.violations());
    } else {
        return {};
    }
    return Order{{u"ok"_s, true}, {what, array}};
}

QJsonObject Control::carryOut(FakePve &fake, const QJsonObject &order)
{
    const QString what = text(order, "do");
    Order answer{{u"ok"_s, true}};
    if (const std::optional<Order> told = report(fake, what))
        return *told;
    if (what == "inject"_L1) {
        const std::optional<PveFault> fault = faultOf(order);
        if (!fault)
            return {{u"error"_s, u"no such kind of fault: %1"_s.arg(text(order, "kind"))}};
        fake.inject(*fault);
    } else if (what == "clearFaults"_L1) {
        fake.clearFaults();
    } else if (what == "addUser"_L1) {
        fake.addUser(text(order, "user"), text(order, "password"));
    } else if (what == "setOneTimePassword"_L1) {
        fake.setOneTimePassword(text(order, "user"), text(order, "code"));
    } else if (what == "addToken"_L1) {
        answer.insert(u"authorization"_s,
                      QString::fromLatin1(fake.addToken(text(order, "user"), text(order, "id"),
                                                        order.value("separated"_L1).toBool(true))));
    } else if (what == "grant"_L1) {
        fake.grant(text(order, "who"), text(order, "path"), list(order, "privileges"));
    } else if (what == "expireTickets"_L1) {
        fake.expireTickets();
    } else if (what == "advanceClock"_L1) {
        fake.advanceClock(std::chrono::seconds(number(order, "seconds")));
    } else if (what == "changeCertificate"_L1) {
        fake.changeCertificate();
        answer.insert(u"fingerprint"_s, fake.fingerprint());
    } else if (what == "addNode"_L1) {
        fake.addNode(text(order, "node"), order.value("online"_L1).toBool(true));
    } else if (what == "setNodeOnline"_L1) {
        fake.setNodeOnline(text(order, "node"), order.value("online"_L1).toBool());
    } else if (what == "addPool"_L1) {
        fake.addPool(text(order, "pool"));
    } else if (what == "addBridge"_L1) {
        fake.addBridge(text(order, "node"), text(order, "bridge"));
    } else if (what == "addTemplate"_L1) {
        fake.addTemplate(text(order, "node"), text(order, "volume"));
    } else if (what == "setLock"_L1) {
        fake.setLock(number(order, "vmid"), text(order, "lock"));
    } else if (what == "setAddress"_L1) {
        fake.setAddress(number(order, "vmid"), text(order, "ipv4"));
    } else if (what == "finishTask"_L1) {
        fake.finishTask(text(order, "upid"), order.value("exitstatus"_L1).toString(u"OK"_s));
    } else {
        return {{u"error"_s, u"cannot do '%1'"_s.arg(what)}};
    }
    return answer;
}

Control::Control(FakePve &fake, quint16 port, QObject *parent) : QTcpServer(parent), m_fake(fake)
{
    connect(this, &QTcpServer::newConnection, this, &Control::serve);
    listen(QHostAddress::LocalHost, port);
}

void Control::serve()
{
    while (QTcpSocket *socket = nextPendingConnection()) {
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
            const QByteArray input = socket->peek(1 << 20);
            const qsizetype end = input.indexOf("\r\n\r\n");
            static const QRegularExpression length(u"content-length: *(\\d+)"_s,
                                                   QRegularExpression::CaseInsensitiveOption);
            const qsizetype wanted =
                length.match(QString::fromLatin1(input.left(end + 2))).captured(1).toLongLong();
            if (end < 0 || input.size() < end + 4 + wanted)
                return;
            socket->readAll();
            const QJsonObject answer = carryOut(m_fake, QJsonDocument::fromJson(input.mid(end + 4)).object());
            const QByteArray body = QJsonDocument(answer).toJson(QJsonDocument::Compact) + '\n';
            const QByteArray status = answer.contains("error"_L1) ? "400 Bad Request" : "200 OK";
            socket->write("HTTP/1.1 " + status +
                          "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
                          QByteArray::number(body.size()) + "\r\n\r\n" + body);
            socket->disconnectFromHost();
        });
    }
}

} // namespace slipway::fakes
