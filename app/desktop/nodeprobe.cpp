#include "app/desktop/nodeprobe.h"

#include "app/desktop/createcontainercontroller.h"
#include "app/desktop/session.h"

#include <QJsonDocument>

namespace slipway::desktop {

namespace {
constexpr int kPatienceMs = 75'000; // the backend gives up after 60 s and says so itself
}

NodeProbe::NodeProbe(Session &session, QObject *parent) : QObject(parent), m_session(session)
{
    m_client.setTimeout(kPatienceMs);
}

NodeProbe::~NodeProbe() = default;

void NodeProbe::testStored(const QString &name)
{
    post(QStringLiteral("/api/nodes/%1/test").arg(name), QByteArrayLiteral("{}"));
}

void NodeProbe::testUnsaved(const Node &node)
{
    post(QStringLiteral("/api/nodes/test"), toRequestJson(normalized(node)));
}

void NodeProbe::cancel()
{
    if (m_call)
        end();
}

void NodeProbe::end()
{
    m_call.reset();
    emit runningChanged(false);
}

void NodeProbe::post(const QString &path, const QByteArray &json)
{
    m_client.setBaseUrl(m_session.server());
    m_client.setHeaders(m_session.headers());
    m_call = std::make_unique<QObject>();
    m_clock.start();
    emit runningChanged(true);
    m_client.post(path, json, m_call.get(), [this](const Result<http::JsonReply> &reply) {
        m_call.release()->deleteLater(); // it is what called us
        emit runningChanged(false);
        if (reply)
            emit answered(preflightFromJson(QJsonDocument::fromJson(reply->body).object()));
        else
            emit failed(reply.error().message, fieldErrorsFromProblem(reply.error().detail.toUtf8()));
    });
}

} // namespace slipway::desktop
