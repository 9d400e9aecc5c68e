#include "net/http/sendonce.h"
#include <QIODevice>
#include <QNetworkAccessManager>
#include <QNetworkProxyFactory>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <algorithm>

namespace slipway::http {

namespace {

class BufferedConnections : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        QList<QNetworkProxy> proxies = proxyForQuery(query);
        for (QNetworkProxy &proxy : proxies) {
            // "As the application says", which is none: the same way, but through the code for proxies.
            if (proxy.type() == QNetworkProxy::NoProxy)
                proxy = QNetworkProxy(QNetworkProxy::DefaultProxy);
        }
        return proxies;
    }
};

class ContentOnce : public QIODevice
{
public:
    explicit ContentOnce(const QByteArray &content) : m_content(content)
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    bool isSequential() const override { return true; }
    bool reset() override { return false; }
    bool atEnd() const override { return bytesAvailable() == 0; }
    qint64 bytesAvailable() const override { return m_content.size() - m_read; }

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        if (atEnd())
            return -1;
        const qint64 count = std::min(maxSize, bytesAvailable());
        std::copy_n(m_content.constData() + m_read, count, data);
        m_read += count;
        return count;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    const QByteArray m_content;
    qint64 m_read = 0;
};

} // namespace

std::unique_ptr<QNetworkProxyFactory> bufferedConnections()
{
    return std::make_unique<BufferedConnections>();
}

bool isEndWithoutLength(const QNetworkReply &reply)
{
    return reply.error() == QNetworkReply::ContentReSendError && !reply.hasRawHeader("Content-Length") &&
           !reply.hasRawHeader("Transfer-Encoding");
}

QNetworkReply *sendOnce(QNetworkAccessManager &manager, QNetworkRequest request, const QByteArray &verb,
                        const QByteArray &content)
{
    auto *const device = new ContentOnce(content);
    request.setHeader(QNetworkRequest::ContentLengthHeader, content.size());
    request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true); // a buffer can be rewound
    QNetworkReply *const reply = manager.sendCustomRequest(request, verb, device);
    device->setParent(reply);
    return reply;
}

QNetworkReply *getOnce(QNetworkAccessManager &manager, QNetworkRequest request, qint64 readBufferSize)
{
    QNetworkReply *const reply = sendOnce(manager, std::move(request), "GET", {});
    // Called right after the start, in the order of the queue.
    QMetaObject::invokeMethod(
        reply, [reply, readBufferSize] { reply->setReadBufferSize(readBufferSize); }, Qt::QueuedConnection);
    return reply;
}

} // namespace slipway::http
