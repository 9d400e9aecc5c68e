#pragma once
#include "app/backend/nodeapi.h"
#include "app/hosts/simulated/simulatedhost.h"
#include "net/http/jsonclient.h"
#include "net/httpd/server.h"
#include "tests/app/backend/memorynodestore.h"
#include "tests/app/backend/scriptedhost.h"
#include "tests/app/jobs/memorystore.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

namespace slipway::backend {

using namespace Qt::Literals::StringLiterals;

inline constexpr char kSecret[] = "0b3c4d5e-1111-4222-8333-444455556666";
inline constexpr char kPassword[] = "MARKER-ssh-password";
inline constexpr char kPassphrase[] = "MARKER-passphrase";
inline const QString kPinned = u"AA:"_s.repeated(31) + u"AA"_s;
inline const QString kOther = u"BB:"_s.repeated(31) + u"BB"_s;

inline QString messageOf(const http::JsonReply &reply)
{
    return QJsonDocument::fromJson(reply.body).object().value("detail"_L1).toString();
}

/// The routes over real sockets, with hosts that do as the test says.
class NodeApiTest : public QObject
{
protected:
    struct Answer
    {
        int status = 0;
        http::JsonReply reply;
        QJsonObject json() const { return QJsonDocument::fromJson(reply.body).object(); }
    };

    void begin()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        start({});
    }
    void start(LookupLimits limits)
    {
        end();
        m_nodes = std::make_unique<MemoryNodeStore>();
        m_containers = std::make_unique<tests::MemoryStore>();
        m_script = std::make_shared<HostScript>();
        m_hosts = std::make_unique<NodeHosts>(
            std::make_shared<hosts::SimulatedHost>(), *m_nodes,
            [script = m_script](const Node &node) { return std::make_shared<ScriptedHost>(node, script); });
        m_pool = std::make_unique<QThreadPool>();
        m_api = std::make_unique<NodeApi>(NodeApi::Parts{*m_nodes, *m_containers, *m_hosts, *m_pool}, limits);
        httpd::Router router;
        m_api->addTo(router);
        m_server = std::make_unique<httpd::Server>(
            std::move(router), httpd::BearerGate(Secret(QByteArray("token"))), httpd::ServerLimits{});
        const auto port = m_server->listen(QHostAddress(QHostAddress::LocalHost), 0);
        QVERIFY(port);
        m_client = std::make_unique<http::JsonClient>();
        m_client->setBaseUrl(QUrl(u"http://127.0.0.1:%1"_s.arg(*port)));
        m_client->setHeaders({{"Authorization", "Bearer token"}});
    }

    void end()
    {
        m_client.reset();
        if (m_pool)
            m_pool->waitForDone();
        m_server.reset();
        m_api.reset();
        m_hosts.reset();
        m_heard.clear();
    }

    Answer ask(const QByteArray &method, const QString &path, const QByteArray &body = {})
    {
        std::optional<Result<http::JsonReply>> result;
        const auto done = [&result](const Result<http::JsonReply> &answer) { result = answer; };
        if (method == "GET")
            m_client->get(path, this, done);
        else if (method == "POST")
            m_client->post(path, body, this, done);
        else if (method == "PATCH")
            m_client->patch(path, body, this, done);
        else
            m_client->remove(path, this, done);
        if (!QTest::qWaitFor([&] { return result.has_value(); }, 30'000))
            return {};
        if (result->has_value()) {
            m_heard += (*result)->body;
            return {(*result)->status, **result};
        }
        const QByteArray problem = result->error().detail.toUtf8();
        m_heard += problem;
        const int status = QJsonDocument::fromJson(problem).object().value("status"_L1).toInt();
        return {status, {status, problem, {}}};
    }

    /// A node that can be stored.
    QByteArray nodeJson(const QJsonObject &changes = {}) const
    {
        QJsonObject node{{u"name"_s, u"rack"_s},
                         {u"host"_s, u"10.0.0.2"_s},
                         {u"signIn"_s, u"token"_s},
                         {u"user"_s, u"root@pam"_s},
                         {u"tokenName"_s, u"slipway"_s},
                         {u"secret"_s, QString::fromLatin1(kSecret)},
                         {u"certificateSha256"_s, kPinned},
                         {u"ssh"_s, QJsonObject{{u"signIn"_s, u"password"_s},
                                                {u"user"_s, u"root"_s},
                                                {u"password"_s, QString::fromLatin1(kPassword)},
                                                {u"passphrase"_s, QString::fromLatin1(kPassphrase)}}},
                         {u"storage"_s, u"local-lvm"_s}};
        for (auto change = changes.begin(); change != changes.end(); ++change) {
            if (change.value().isUndefined())
                node.remove(change.key());
            else
                node.insert(change.key(), change.value());
        }
        return QJsonDocument(node).toJson(QJsonDocument::Compact);
    }

    std::unique_ptr<MemoryNodeStore> m_nodes;
    std::unique_ptr<tests::MemoryStore> m_containers;
    std::shared_ptr<HostScript> m_script;
    std::unique_ptr<NodeHosts> m_hosts;
    std::unique_ptr<QThreadPool> m_pool;
    std::unique_ptr<NodeApi> m_api;
    std::unique_ptr<httpd::Server> m_server;
    std::unique_ptr<http::JsonClient> m_client;
    QByteArray m_heard; // all answers
};

} // namespace slipway::backend
