#include "app/desktop/nodescontroller.h"

#include "app/desktop/session.h"

#include <QJsonDocument>
#include <algorithm>

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

NodeEntry nodeEntryFromJson(const QJsonObject &object)
{
    NodeEntry entry;
    if (const auto parsed = nodeFromJson(QJsonDocument(object).toJson(QJsonDocument::Compact)))
        entry.node = parsed->node;
    const QJsonObject ssh = object.value("ssh"_L1).toObject();
    entry.hasSecret = object.value("hasSecret"_L1).toBool();
    entry.hasSshPassword = ssh.value("hasPassword"_L1).toBool();
    entry.hasPrivateKey = ssh.value("hasPrivateKey"_L1).toBool();
    entry.hasPassphrase = ssh.value("hasPassphrase"_L1).toBool();
    return entry;
}

Result<QList<NodeEntry>> nodesFromJson(const QByteArray &json)
{
    const QJsonValue rows = QJsonDocument::fromJson(json).object().value("nodes"_L1);
    if (!rows.isArray())
        return fail(
            ErrorCode::Protocol,
            NodesController::tr(
                "Cannot read the list of nodes. The answer is not one. Check that the backend is of this "
                "version."));
    QList<NodeEntry> nodes;
    const QJsonArray array = rows.toArray();
    for (const QJsonValue &row : array)
        nodes.append(nodeEntryFromJson(row.toObject()));
    return nodes;
}

NodeTest::State stateOf(const Preflight &preflight)
{
    if (!preflight.isOk())
        return NodeTest::State::Failed;
    const bool isWarned =
        std::any_of(preflight.checks.begin(), preflight.checks.end(), [](const PreflightCheck &check) {
            return check.state == PreflightCheck::State::Warning;
        });
    return isWarned ? NodeTest::State::Warned : NodeTest::State::Passed;
}

/// Backends speak English, and one of another version may have reworded a title: the id is what stays.
QString titleOf(const PreflightCheck &check)
{
    static const QHash<QString, const char *> titles = {
        {u"reach"_s, QT_TRANSLATE_NOOP("slipway::desktop::NodesController", "Reachable")},
        {u"version"_s, QT_TRANSLATE_NOOP("slipway::desktop::NodesController", "Version")},
        {u"certificate"_s, QT_TRANSLATE_NOOP("slipway::desktop::NodesController", "Certificate")},
        {u"signIn"_s, QT_TRANSLATE_NOOP("slipway::desktop::NodesController", "Sign-in")},
        {u"permissions"_s, QT_TRANSLATE_NOOP("slipway::desktop::NodesController", "Permissions")},
        {u"node"_s, QT_TRANSLATE_NOOP("slipway::desktop::NodesController", "Node")},
        {u"rootStorage"_s, QT_TRANSLATE_NOOP("slipway::desktop::NodesController", "Storage for containers")},
        {u"templates"_s, QT_TRANSLATE_NOOP("slipway::desktop::NodesController", "OS templates")},
        {u"bridge"_s, QT_TRANSLATE_NOOP("slipway::desktop::NodesController", "Bridge")},
        {u"vmid"_s, QT_TRANSLATE_NOOP("slipway::desktop::NodesController", "Free VMID")}};
    const char *title = titles.value(check.id);
    return title ? NodesController::tr(title) : check.title;
}

QString summaryOf(const NodeTest &test)
{
    const auto titles = [&test](PreflightCheck::State state) {
        QStringList list;
        for (const PreflightCheck &check : test.preflight.checks) {
            if (check.state == state)
                list.append(titleOf(check));
        }
        return list;
    };
    switch (test.state) {
    case NodeTest::State::None:
        return NodesController::tr("Not tested since this window was opened");
    case NodeTest::State::Running:
        return NodesController::tr("Testing…");
    case NodeTest::State::Passed:
        return NodesController::tr("All checks passed");
    case NodeTest::State::Warned:
        return NodesController::tr("Works. To be looked at: %1")
            .arg(titles(PreflightCheck::State::Warning).join(u", "_s));
    case NodeTest::State::Failed:
        break;
    }
    if (!test.message.isEmpty())
        return test.message;
    return NodesController::tr("Failed: %1").arg(titles(PreflightCheck::State::Failed).join(u", "_s));
}

NodesController::NodesController(Session &session, QObject *parent) : QObject(parent), m_session(session)
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &NodesController::load);
    connect(&session, &Session::usableChanged, this, [this](bool usable) {
        if (usable)
            load();
        else
            m_again.stop();
    });
}

const NodeEntry *NodesController::find(const QString &name) const
{
    const auto it = std::find_if(m_nodes.begin(), m_nodes.end(),
                                 [&](const NodeEntry &entry) { return entry.node.name == name; });
    return it == m_nodes.end() ? nullptr : &*it;
}

void NodesController::load()
{
    m_again.stop();
    if (!m_session.isUsable())
        return;
    if (m_state == State::Idle) {
        m_state = State::Loading;
        emit changed();
    }
    const quint64 generation = ++m_generation;
    m_session.client().get(u"/api/nodes"_s, this, [this, generation](const Result<http::JsonReply> &reply) {
        if (generation == m_generation)
            take(reply);
    });
}

void NodesController::take(const Result<http::JsonReply> &reply)
{
    const auto nodes =
        reply ? nodesFromJson(reply->body) : Result<QList<NodeEntry>>(tl::unexpected(reply.error()));
    if (nodes) {
        m_failures = 0;
        m_nodes = *nodes;
        m_state = State::Loaded;
        m_problem.clear();
    } else {
        constexpr int kMaxPauseMs = 30'000;
        m_problem = nodes.error().message;
        if (m_state != State::Loaded)
            m_state = State::Failed;
        if (m_session.isUsable())
            m_again.start(qMin(kMaxPauseMs, 2000 << qMin(m_failures++, 4)));
    }
    emit changed();
}

void NodesController::setTest(const QString &name, NodeTest test)
{
    test.at = QDateTime::currentDateTime();
    m_tests.insert(name, test);
    emit testChanged(name);
}

void NodesController::noteTest(const QString &name, const Preflight &preflight)
{
    setTest(name, {stateOf(preflight), preflight, {}, {}});
}

void NodesController::startTest(const QString &name)
{
    NodeProbe *&probe = m_probes[name];
    if (!probe) {
        probe = new NodeProbe(m_session, this);
        connect(probe, &NodeProbe::answered, this,
                [this, name](const Preflight &preflight) { noteTest(name, preflight); });
        connect(probe, &NodeProbe::failed, this, [this, name](const QString &message) {
            setTest(name, {NodeTest::State::Failed, {}, message, {}});
        });
    }
    setTest(name, {NodeTest::State::Running, {}, {}, {}});
    probe->testStored(name);
}

void NodesController::cancelTest(const QString &name)
{
    if (NodeProbe *probe = m_probes.value(name))
        probe->cancel();
    setTest(name, {});
}

void NodesController::remove(const QString &name, bool force)
{
    m_session.client().remove(u"/api/nodes/%1%2"_s.arg(name, force ? u"?force=1"_s : QString()), this,
                              [this, name](const Result<http::JsonReply> &reply) {
                                  if (!reply && reply.error().code != ErrorCode::NotFound) {
                                      emit removalFailed(name, reply.error().message);
                                      return;
                                  }
                                  m_tests.remove(name);
                                  delete m_probes.take(name);
                                  emit removed(name);
                                  load();
                              });
}

} // namespace slipway::desktop
