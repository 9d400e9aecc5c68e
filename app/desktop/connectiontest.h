#pragma once
#include "app/base/secret.h"
#include "net/http/jsonclient.h"

#include <QObject>
#include <memory>

namespace slipway::desktop {

/// Tries an address and a token before they are stored: is something there, is it a Slipway backend, does it
/// take the token. GUI thread, no widgets.
class ConnectionTest : public QObject
{
    Q_OBJECT
public:
    explicit ConnectionTest(QObject *parent = nullptr) : QObject(parent) {}
    ~ConnectionTest() override;

    void start(const QUrl &url, const Secret &token); ///< ends one that runs, silently
    void cancel();                                    ///< silent
    bool isRunning() const { return m_client != nullptr; }

signals:
    void runningChanged(bool running);
    void passed(const QString &message);
    void failed(const QString &message);

private:
    void askList(const QString &version);
    void finish();
    void refuse(const QString &message);

    std::unique_ptr<http::JsonClient> m_client;
    QUrl m_url;
    bool m_hasToken = false;
};

} // namespace slipway::desktop
