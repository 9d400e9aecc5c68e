#include "app/desktop/slowanswers.h"

#include "net/http/jsonclient.h"

#include <QStringList>
#include <algorithm>

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

namespace {

bool isInBackground(const http::PendingRequest &request)
{
    return request.verb == "GET" && (request.path.endsWith("/live"_L1) || request.path == "/api/health"_L1);
}

QString changeText(const QByteArray &verb, const QString &room)
{
    if (room == "power"_L1)
        return SlowAnswers::tr("start or stop");
    if (room == "rediscover"_L1)
        return SlowAnswers::tr("the search for services");
    if (verb == "DELETE")
        return SlowAnswers::tr("a removal");
    if (verb == "POST" && room == "containers"_L1)
        return SlowAnswers::tr("the creation of a container");
    return SlowAnswers::tr("a change");
}

} // namespace

QString questionText(const QByteArray &verb, const QString &path)
{
    const QStringList parts = path.section(u'?', 0, 0).split(u'/', Qt::SkipEmptyParts); // api, what, id, …
    const QString what = parts.value(1);
    const QString last = parts.value(parts.size() - 1);
    if (verb != "GET")
        return changeText(verb, last);
    if (what == "containers"_L1 && parts.size() == 2)
        return SlowAnswers::tr("the list of containers");
    if (what == "containers"_L1 && last == "live"_L1)
        return SlowAnswers::tr("how a container is doing");
    if (what == "containers"_L1)
        return SlowAnswers::tr("what is known of a container");
    if (what == "templates"_L1)
        return SlowAnswers::tr("the templates");
    if (what == "package-buckets"_L1)
        return SlowAnswers::tr("the package buckets");
    if (what == "nodes"_L1 && parts.size() == 2)
        return SlowAnswers::tr("the list of nodes");
    if (what == "nodes"_L1)
        return SlowAnswers::tr("what a node offers");
    return SlowAnswers::tr("how the backend is doing");
}

SlowAnswers::SlowAnswers(http::JsonClient &client, QObject *parent) : QObject(parent), m_client(client)
{
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &SlowAnswers::look);
    connect(&client, &http::JsonClient::pendingChanged, this, &SlowAnswers::look);
}

ConnectionInfo SlowAnswers::info() const
{
    QStringList what;
    qint64 oldest = 0;
    const QList<http::PendingRequest> pending = m_client.pending();
    for (const http::PendingRequest &request : pending) {
        if (request.ageMs < kLateMs)
            continue;
        oldest = qMax(oldest, request.ageMs);
        const QString words = questionText(request.verb, request.path);
        if (!what.contains(words))
            what.append(words);
    }
    if (what.isEmpty())
        return {};
    ConnectionInfo info{ConnectionInfo::State::Asked, {}, 0, -1, int(oldest)};
    info.reason = tr("The backend takes its time. Waiting for: %1.").arg(what.join(u", "_s));
    return info;
}

bool SlowAnswers::isLong() const
{
    const QList<http::PendingRequest> pending = m_client.pending();
    return std::any_of(pending.begin(), pending.end(), [](const http::PendingRequest &request) {
        return request.ageMs >= kLongMs && !isInBackground(request);
    });
}

void SlowAnswers::look()
{
    qint64 next = -1;
    const QList<http::PendingRequest> pending = m_client.pending();
    for (const http::PendingRequest &request : pending) {
        const qint64 left = request.ageMs < kLateMs ? kLateMs - request.ageMs : kLongMs - request.ageMs;
        if (left > 0 && (next < 0 || left < next))
            next = left;
    }
    if (next > 0)
        m_next.start(int(next));
    else
        m_next.stop();
    ConnectionInfo now = info();
    const bool isLongNow = isLong();
    // Its age goes on by itself where it is shown; another oldest one is another age.
    const bool isSame = now.reason == m_told.reason && now.state == m_told.state &&
                        now.askedMs >= m_told.askedMs && isLongNow == m_toldLong;
    m_told = now;
    m_toldLong = isLongNow;
    if (!isSame)
        emit changed();
}

} // namespace slipway::desktop
