#include "app/cli/poll.h"

#include <QJsonDocument>

namespace slipway::cli {

namespace {

constexpr int kPollMs = 500;
constexpr int kMissesAllowed = 5;

} // namespace

Poll::Poll(Context &context, std::function<void()> ask) : m_context(context)
{
    m_timer.setInterval(kPollMs);
    m_timer.setSingleShot(true);
    m_timer.callOnTimeout(&m_timer, std::move(ask));
}

std::optional<QJsonObject> Poll::answer(const Reply &reply, QLatin1StringView key)
{
    if (!reply) {
        const bool isHopeless = reply.error().code == ErrorCode::NotFound ||
                                reply.error().code == ErrorCode::Unauthorized || ++m_misses > kMissesAllowed;
        if (isHopeless)
            m_context.fail(reply.error());
        else
            again();
        return std::nullopt;
    }
    m_misses = 0;
    const QJsonObject object = QJsonDocument::fromJson(reply->body).object();
    if (object.contains(key))
        return object;
    failNotOurs(m_context);
    return std::nullopt;
}

} // namespace slipway::cli
