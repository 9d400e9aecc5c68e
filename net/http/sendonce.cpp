#include "net/http/sendonce.h"
#include <QIODevice>
#include <QNetworkAccessManager>
#include <QNetworkProxyFactory>
#include <QNetworkReply>
#include <QNetworkRequest>

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

class NothingOnce : public QIODevice
{
public:
    using QIODevice::QIODevice;
    bool isSequential() const override { return true; }
    bool reset() override { return false; }

protected:
    qint64 readData(char *, qint64) override { return -1; }
    qint64 writeData(const char *, qint64) override { return -1; }
};

} // namespace

std::unique_ptr<QNetworkProxyFactory> bufferedConnections()
{
    return std::make_unique<BufferedConnections>();
}

QNetworkReply *getOnce(QNetworkAccessManager &manager, QNetworkRequest request, qint64 readBufferSize)
{
    auto *const content = new NothingOnce(&manager);
    content->open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    request.setHeader(QNetworkRequest::ContentLengthHeader, 0);
    request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true); // a buffer can be rewound
    QNetworkReply *const reply = manager.sendCustomRequest(request, "GET", content);
    content->setParent(reply);
    // Such a request starts from the event loop, and what is set before its start does not reach Qt's HTTP
    // thread. This is called right after the start, in the order of the queue.
    QMetaObject::invokeMethod(
        reply, [reply, readBufferSize] { reply->setReadBufferSize(readBufferSize); }, Qt::QueuedConnection);
    return reply;
}

} // namespace slipway::http
