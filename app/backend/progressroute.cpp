#include "app/backend/api.h"
#include "net/sse/framewriter.h"

#include <QCoreApplication>
#include <QtConcurrent>

namespace slipway::backend {

using httpd::Answer;
using httpd::Request;
using httpd::Response;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 kRetryMs = 2000;

/// What the client has: the header wins over ?lastEventId=; anything but a number counts as nothing.
qint64 lastEventId(const Request &request)
{
    QByteArray value = request.head.field("last-event-id");
    if (value.isEmpty())
        value = request.queryValue(u"lastEventId"_s).value_or(QString()).toLatin1();
    bool ok = false;
    const qint64 number = value.toLongLong(&ok);
    return ok && number > 0 ? number : 0;
}

QByteArray intro(const Container &container)
{
    Snapshot snapshot = container.snapshot;
    snapshot.lifecycle = container.lifecycle;
    if (snapshot.hostname.isEmpty())
        snapshot.hostname = container.hostname;
    QByteArray frames;
    sse::appendRetry(frames, kRetryMs);
    static_cast<void>(sse::appendEvent(frames, "snapshot", toJson(snapshot)));
    return frames;
}

Response streamHead(int minorVersion)
{
    Response response;
    response.headers = {{"Content-Type", "text/event-stream"},
                        {"Cache-Control", "no-cache, no-transform"},
                        {"X-Accel-Buffering", "no"}};
    if (minorVersion > 0)
        response.with("Transfer-Encoding", "chunked");
    return response;
}

Response streamOf(httpd::StreamBroadcaster &streams, const Container &container, const Request &request)
{
    const int minor = request.head.minorVersion;
    Response response = streamHead(minor);
    if (request.isHead())
        return response;
    if (minor > 0)
        response.with("Connection", "keep-alive");
    const qint64 stored = container.snapshot.seq.value;
    const bool ended = isTerminal(container.lifecycle) || container.snapshot.isTerminal();
    auto subscription = std::make_shared<httpd::Subscription>();
    subscription->topic = container.id.value.toLatin1();
    subscription->chunked = minor > 0;
    subscription->head = httpd::responseHead(response, 1, minor > 0, -1);
    subscription->intro = intro(container);
    // A number we never gave is no reason to hold back what comes: the client cannot have it.
    subscription->after = std::min(lastEventId(request), stored);
    if (ended)
        subscription->endsAt = stored;
    response.takeOver = [&streams, subscription](httpd::DetachedConnection connection) {
        subscription->socket = std::move(connection.socket);
        streams.subscribe(std::move(*subscription)); // refused now only in a race: the client tries again
    };
    return response;
}

} // namespace

Answer openProgress(const ApiParts &parts, const Request &request)
{
    const auto id = idOf(request);
    if (!id)
        return toResponse(id.error(), request);
    if (!request.isHead() && parts.streams.stats().streams >= parts.maxStreams) {
        const Error error{ErrorCode::Unavailable,
                          QCoreApplication::translate("backend",
                                                      "Cannot open another stream. The limit of %1 is "
                                                      "reached. Close one or try again later.")
                              .arg(parts.maxStreams),
                          {},
                          true};
        return toResponse(error, request).with("Retry-After", "5");
    }
    // The snapshot is taken before the subscription: it may be older than the events that follow, never newer
    // than what the client can be brought to by number.
    return QtConcurrent::run(&parts.pool, [&log = parts.log, &streams = parts.streams, id = *id, request] {
        const Result<Container> container = log.container(id);
        return container ? streamOf(streams, *container, request)
                         : toResponse(aboutContainer(container.error()), request);
    });
}

} // namespace slipway::backend
