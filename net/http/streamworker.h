#pragma once
#include "net/http/streammailbox.h"
#include "net/sse/backoff.h"
#include <QElapsedTimer>
#include <QNetworkReply>
#include <QObject>
#include <QTimer>
#include <QUrl>
#include <memory>

class QNetworkAccessManager;

namespace slipway::http {

/// One stream's network side: connects, reads, parses, waits, connects again, and puts what happens into the
/// mailbox. Constructed anywhere, then moved to the network thread, where everything else happens; ended by
/// deleteLater().
class StreamWorker : public QObject
{
    Q_OBJECT
public:
    StreamWorker(const QUrl &url, const EventSourceOptions &options, std::shared_ptr<StreamMailbox> mailbox);
    ~StreamWorker() override;

    /// Begins an attempt at once.
    void connectNow();
    void retryNow();
    /// The consumer took what was in the mailbox.
    void taken();

private:
    struct ReplyDeleter
    {
        QObject *listener;
        void operator()(QNetworkReply *reply) const;
    };

    void sendRequest();
    void handleHead();
    void redirect(int status);
    void handleOk();
    void read();
    void takeChunk(QByteArrayView chunk);
    void handOver(EventBatch &&events, qint64 count);
    void handleFinished();
    void handleSslErrors(const QList<QSslError> &errors);
    void checkSilence();
    void fail(const StreamError &error, qint64 atLeastMs = 0);
    void setState(StreamState state, const StreamError &error = {}, qint64 waitMs = -1);
    void postSoon();

    const QUrl m_url;
    const EventSourceOptions m_options;
    const std::shared_ptr<StreamMailbox> m_mailbox;
    QNetworkAccessManager *m_manager = nullptr;
    std::unique_ptr<QNetworkReply, ReplyDeleter> m_reply{nullptr, {this}};

    StreamState m_state = StreamState::Closed;
    QUrl m_target; // where this attempt is now, after redirects
    int m_redirects = 0;
    bool m_leftOrigin = false; // custom headers stay behind from here on
    bool m_headHandled = false;
    bool m_paused = false;   // the consumer is behind; nothing is read
    qint64 m_bytesHeld = 0;  // parsed since the last event
    bool m_finished = false; // the reply has ended, but not all of it is read
    QList<QSslError> m_sslErrors;

    sse::EventStreamParser m_parser;
    sse::Backoff m_backoff;
    QElapsedTimer m_sinceByte;
    QElapsedTimer m_sinceHandOver;
    QTimer m_answerTimer{this};
    QTimer m_silenceTimer{this};
    QTimer m_waitTimer{this};
    QTimer m_postTimer{this};
};

} // namespace slipway::http
