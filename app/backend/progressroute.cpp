#include "app/backend/api.h"
#include "app/backend/containerfeed.h"
#include "app/backend/runroutes.h"
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

QByteArray intro(const Container &container, const ExpectedDurations &expected)
{
    Snapshot snapshot = container.snapshot;
    if (expected.runs > 0)
        snapshot.extra.insert("expected"_L1, toJson(expected));
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

/// The head, and a hand-over of the socket that makes `subscription` of it.
Response streamFor(httpd::StreamBroadcaster &streams, httpd::Subscription wanted, const Request &request)
{
    const int minor = request.head.minorVersion;
    Response response = streamHead(minor);
    if (request.isHead())
        return response;
    if (minor > 0)
        response.with("Connection", "keep-alive");
    auto subscription = std::make_shared<httpd::Subscription>(std::move(wanted));
    subscription->chunked = minor > 0;
    subscription->head = httpd::responseHead(response, 1, minor > 0, -1);
    response.takeOver = [&streams, subscription](httpd::DetachedConnection connection) {
        subscription->socket = std::move(connection.socket);
        streams.subscribe(std::move(*subscription)); // refused now only in a race: the client tries again
    };
    return response;
}

Response progressOf(httpd::StreamBroadcaster &streams, const Container &container,
                    const ExpectedDurations &expected, const Request &request)
{
    const qint64 stored = container.snapshot.seq.value;
    httpd::Subscription subscription;
    subscription.topic = container.id.value.toLatin1();
    subscription.intro = intro(container, expected);
    // A number we never gave is no reason to hold back what comes: the client cannot have it.
    subscription.after = std::min(lastEventId(request), stored);
    if (isTerminal(container.lifecycle) || container.snapshot.isTerminal())
        subscription.endsAt = stored;
    else
        subscription.endsAfter = stored; // what ended before that has been tried again since
    return streamFor(streams, std::move(subscription), request);
}

std::optional<Response> refusedForTheirNumber(const ApiParts &parts, const Request &request)
{
    if (request.isHead() || parts.streams.stats().streams < parts.maxStreams)
        return std::nullopt;
    const Error error{
        ErrorCode::Unavailable,
        QCoreApplication::translate(
            "backend",
            "Cannot open another stream. The limit of %1 is reached. Close one or try again later.")
            .arg(parts.maxStreams),
        {},
        true};
    return toResponse(error, request).with("Retry-After", "5");
}

} // namespace

Answer openList(const ApiParts &parts, const Request &request)
{
    if (const auto refused = refusedForTheirNumber(parts, request))
        return *refused;
    httpd::Subscription subscription;
    subscription.topic = kListTopic;
    sse::appendRetry(subscription.intro, kRetryMs);
    return streamFor(parts.streams, std::move(subscription), request);
}

Answer openProgress(const ApiParts &parts, const Request &request)
{
    const auto id = idOf(request);
    if (!id)
        return toResponse(id.error(), request);
    if (const auto refused = refusedForTheirNumber(parts, request))
        return *refused;
    // The snapshot is taken before the subscription: it may be older than the events that follow, never newer
    // than what the client can be brought to by number.
    return QtConcurrent::run(&parts.pool, [parts, id = *id, request] {
        const Result<Container> container = parts.log.container(id);
        return container ? progressOf(parts.streams, *container, expectedOf(parts.store, *container), request)
                         : toResponse(aboutContainer(container.error()), request);
    });
}

} // namespace slipway::backend
