#include "net/http/streamworker.h"
#include "app/base/log.h"
#include "net/http/sendonce.h"
#include "net/http/streamerror.h"
#include "net/sse/framewriter.h"
#include <QDateTime>
#include <QNetworkAccessManager>
#include <QNetworkRequest>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace slipway::http {

namespace {
constexpr int mostRedirects = 10;
// What Qt may hold of the socket's bytes before it stops reading: a millisecond or some of the fastest
// stream, so that its thread, ours and the consumer's need not take turns. With 256 KiB a long log came at
// half the speed.
constexpr qint64 replyBufferBytes = 4 * 1024 * 1024;
// What the consumer may leave untaken: some 15,000 log lines, which it can take in one turn of its event loop
// without anyone feeling it, and enough for 900,000 lines a second at the usual batch interval.
constexpr qint64 mostWaitingBytes = 4 * 1024 * 1024;
constexpr qint64 readBytes = 64 * 1024;

// Qt writes what it is given: a line end in a value would become a header of its own.
void setHeader(QNetworkRequest &request, const QByteArray &name, const QByteArray &value)
{
    if (sse::isFieldSafe(name) && sse::isFieldSafe(value))
        request.setRawHeader(name, value);
    else
        qCWarning(lcStream, "A request header with a line end in it is not sent.");
}
} // namespace

void StreamWorker::ReplyDeleter::operator()(QNetworkReply *reply) const
{
    // Its destructor ends the request. abort() would do it at once, but Qt's HTTP thread may have an error
    // for us on the way, and a second error of one reply is a warning. Nobody hears the reply any more.
    reply->disconnect(listener);
    reply->deleteLater();
}

StreamWorker::StreamWorker(const QUrl &url, const EventSourceOptions &options,
                           std::shared_ptr<StreamMailbox> mailbox)
    : m_url(url), m_options(options), m_mailbox(std::move(mailbox)), m_parser(options.limits),
      m_backoff(options.initialRetryMs, options.maxRetryMs)
{
    m_parser.setLastEventId(options.lastEventId);
    for (QTimer *timer : {&m_answerTimer, &m_silenceTimer, &m_waitTimer, &m_postTimer})
        timer->setSingleShot(true);
    m_postTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_answerTimer, &QTimer::timeout, this,
            [this] { fail(answerTimeoutError(m_target, m_options.answerTimeoutMs)); });
    connect(&m_silenceTimer, &QTimer::timeout, this, &StreamWorker::checkSilence);
    connect(&m_waitTimer, &QTimer::timeout, this, &StreamWorker::connectNow);
    connect(&m_postTimer, &QTimer::timeout, this, [this] { m_mailbox->post(); });
}

StreamWorker::~StreamWorker() = default;

void StreamWorker::retryNow()
{
    if (m_state == StreamState::Failed)
        m_backoff.reset();
    if (m_state == StreamState::Failed || m_state == StreamState::Waiting)
        connectNow();
}

void StreamWorker::taken()
{
    m_sinceHandOver.start();
    if (m_mailbox->hasUpdates())
        postSoon();
    if (!m_paused)
        return;
    m_paused = false;
    m_sinceByte.start(); // the silence was ours
    read();
    if (m_finished && !m_paused)
        handleFinished();
}

void StreamWorker::connectNow()
{
    m_waitTimer.stop();
    setState(StreamState::Connecting);
    m_target = m_url;
    m_redirects = 0;
    m_leftOrigin = false;
    const bool known = m_url.scheme() == "http"_L1 || m_url.scheme() == "https"_L1;
    if (!m_url.isValid() || !known || m_url.host().isEmpty()) {
        fail(invalidUrlError());
        return;
    }
    // A new one for each attempt: no connection is left over from one that failed. Ours alone, because Qt
    // opens six connections per host and manager at most.
    m_manager = new QNetworkAccessManager(this);
    m_manager->setAutoDeleteReplies(false);
    if (m_options.answerTimeoutMs > 0)
        m_answerTimer.start(m_options.answerTimeoutMs);
    sendRequest();
}

void StreamWorker::sendRequest()
{
    QNetworkRequest request(m_target);
    request.setRawHeader("Accept", "text/event-stream");
    request.setRawHeader("Cache-Control", "no-cache");
    if (!m_leftOrigin) {
        for (const auto &[name, value] : m_options.headers)
            setHeader(request, name, value);
    }
    if (const QByteArray id = m_parser.lastEventId(); !id.isEmpty())
        setHeader(request, "Last-Event-ID", id);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    // By hand: Qt would send our headers to whatever host the server names.
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    // A cookie jar would replace the Cookie header of our caller.
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    // With HTTP/2, Qt does not stop reading when the reply's buffer is full.
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    // A log compresses well; that is no archive bomb, and the parser has limits of its own.
    request.setDecompressedSafetyCheckThreshold(-1);

    m_headHandled = false;
    m_finished = false;
    m_paused = false;
    m_sslErrors.clear();
    m_reply.reset(getOnce(*m_manager, request, replyBufferBytes));
    connect(m_reply.get(), &QNetworkReply::metaDataChanged, this, &StreamWorker::handleHead);
    connect(m_reply.get(), &QNetworkReply::readyRead, this, &StreamWorker::read);
    connect(m_reply.get(), &QNetworkReply::finished, this, &StreamWorker::handleFinished);
    connect(m_reply.get(), &QNetworkReply::sslErrors, this, &StreamWorker::handleSslErrors);
}

void StreamWorker::handleSslErrors(const QList<QSslError> &errors)
{
    m_sslErrors = errors;
    if (m_options.acceptCertificate && m_options.acceptCertificate(*m_reply, errors))
        m_reply->ignoreSslErrors(errors);
}

void StreamWorker::handleHead()
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (m_headHandled || status < 200)
        return;
    m_headHandled = true;
    switch (status) {
    case 200:
        handleOk();
        return;
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
        redirect(status);
        return;
    default:
        fail(statusError(status),
             parseRetryAfter(m_reply->rawHeader("Retry-After"), QDateTime::currentDateTimeUtc()).value_or(0));
    }
}

void StreamWorker::redirect(int status)
{
    const QByteArray location = m_reply->rawHeader("Location");
    const QUrl next = location.isEmpty() ? QUrl() : m_target.resolved(QUrl::fromEncoded(location));
    const bool secure = m_target.scheme() == "https"_L1;
    const bool safe = next.scheme() == "https"_L1 || (next.scheme() == "http"_L1 && !secure);
    if (!next.isValid() || next.host().isEmpty() || !safe) {
        fail(redirectError(status, next));
        return;
    }
    if (++m_redirects > mostRedirects) {
        fail(tooManyRedirectsError());
        return;
    }
    if (!isSameOrigin(next, m_url))
        m_leftOrigin = true; // for good: the way back may have been chosen by a stranger
    m_target = next;
    sendRequest();
}

void StreamWorker::handleOk()
{
    const QByteArray type = m_reply->rawHeader("Content-Type");
    if (!isEventStreamType(type)) {
        const QByteArray plain = type.split(';').constFirst().trimmed().toLower();
        fail(m_redirects > 0 && plain == "text/html" ? signInPageError() : wrongContentTypeError(type));
        return;
    }
    m_answerTimer.stop();
    m_sinceByte.start();
    if (m_options.silenceTimeoutMs > 0)
        m_silenceTimer.start(m_options.silenceTimeoutMs);
    setState(StreamState::Open);
}

void StreamWorker::read()
{
    char buffer[readBytes];
    while (m_state == StreamState::Open && !m_paused) {
        const qint64 count = m_reply->read(buffer, readBytes);
        if (count <= 0)
            break;
        m_sinceByte.start();
        takeChunk(QByteArrayView(buffer, count));
    }
}

void StreamWorker::takeChunk(QByteArrayView chunk)
{
    EventBatch events;
    const qint64 before = m_parser.eventCount();
    const sse::ParserError error =
        m_options.decoder ? m_parser.feed(chunk, *m_options.decoder) : m_parser.feed(chunk, events);
    if (const auto retry = m_parser.takeRetry())
        m_backoff.setFloor(*retry);
    m_bytesHeld += chunk.size();
    if (const qint64 count = m_parser.eventCount() - before; count > 0)
        handOver(std::move(events), count);
    if (error != sse::ParserError::None)
        fail(tooLargeError(error, m_options.limits));
    // Only where the consumer has something to take, and so will call taken(): the rest of one large event is
    // read on, within the parser's limits.
    else if (m_mailbox->waitingBytes() >= mostWaitingBytes && m_mailbox->hasUpdates())
        m_paused = true;
}

void StreamWorker::handOver(EventBatch &&events, qint64 count)
{
    m_backoff.reset();
    const qint64 weight = std::exchange(m_bytesHeld, 0) + count * qint64(sizeof(sse::Event));
    if (m_options.decoder)
        m_mailbox->addDecoded(m_options.decoder->takeBatch(), m_parser.lastEventId(), weight);
    else
        m_mailbox->addEvents(std::move(events), m_parser.lastEventId(), weight);
    // Half full: waiting for the interval, or for the consumer's thread to wake up once it is full, would
    // make that the stream's speed.
    if (m_mailbox->waitingBytes() >= mostWaitingBytes / 2)
        m_mailbox->post();
    else
        postSoon();
}

void StreamWorker::handleFinished()
{
    if (!m_reply)
        return;
    const QNetworkReply::NetworkError error = m_reply->error();
    if (!m_headHandled) {
        handleHead(); // an answer without a body can finish first
        if (m_headHandled && m_state != StreamState::Open)
            return;
    }
    if (m_state == StreamState::Open) {
        m_finished = true;
        read(); // fails by itself when the parser does
        if (m_state != StreamState::Open || m_paused)
            return;
        if (error == QNetworkReply::NoError || isEndWithoutLength(*m_reply))
            fail(serverClosedError());
        else
            fail(networkError(*m_reply, m_target, true));
        return;
    }
    if (error == QNetworkReply::SslHandshakeFailedError)
        fail(tlsError(m_target, m_sslErrors, m_reply->errorString()));
    else
        fail(networkError(*m_reply, m_target, false));
}

void StreamWorker::checkSilence()
{
    const qint64 left = m_options.silenceTimeoutMs - m_sinceByte.elapsed();
    if (m_paused)
        m_silenceTimer.start(m_options.silenceTimeoutMs); // we are the ones who do not listen
    else if (left > 0)
        m_silenceTimer.start(int(left));
    else
        fail(silenceError(m_options.silenceTimeoutMs));
}

void StreamWorker::fail(const StreamError &error, qint64 atLeastMs)
{
    m_answerTimer.stop();
    m_silenceTimer.stop();
    m_reply.reset();
    if (m_manager) {
        m_manager->deleteLater();
        m_manager = nullptr;
    }
    m_paused = false;
    m_finished = false;
    m_bytesHeld = 0;
    m_parser.reset();
    qCDebug(lcStream) << "stream:" << error.message;
    if (!isRetryable(error)) {
        setState(error.kind == StreamError::Kind::NoContent ? StreamState::Closed : StreamState::Failed,
                 error);
        return;
    }
    const qint64 wait = std::max(m_backoff.next(), atLeastMs);
    m_waitTimer.start(std::chrono::milliseconds(wait));
    setState(StreamState::Waiting, error, wait);
}

void StreamWorker::setState(StreamState state, const StreamError &error, qint64 waitMs)
{
    m_state = state;
    m_mailbox->addStatus({state, error, m_backoff.failures(), waitMs}, m_parser.lastEventId());
    m_mailbox->post(); // a change of state is rare and does not wait for the batch
}

void StreamWorker::postSoon()
{
    if (m_postTimer.isActive() || m_mailbox->isPosted())
        return;
    const qint64 left = m_sinceHandOver.isValid() ? m_options.batchIntervalMs - m_sinceHandOver.elapsed() : 0;
    if (left > 0)
        m_postTimer.start(int(left));
    else
        m_mailbox->post();
}

} // namespace slipway::http
