#pragma once
#include "app/domain/service.h"
#include "widgets/elements/card.h"

#include <QUrl>

namespace slipway::credentials {
class SecretClipboard;
}

namespace slipway::desktop {

/// One service: name, what it is, how it is, where it listens, and how to log in.
class ServiceCard : public elements::Card
{
    Q_OBJECT
public:
    ServiceCard(const Service &service, const QString &address, credentials::SecretClipboard &clipboard,
                QWidget *parent = nullptr);

signals:
    void openRequested(const QUrl &url);
    void logRequested(const QString &service);

private:
    QLayout *makeHead(const Service &service, const QString &address) const;
    QLayout *makeAddress(const Service &service, const QString &address);
    QLayout *makeActions(const Service &service, const QString &address);
};

/// "10.0.0.50:8443"; empty while one of both is unknown. IPv6 in brackets.
QString serviceAddress(const Service &service, const QString &containerIp);
/// What a browser can open: the backend's own word, else a port that is usually one of the web. Invalid
/// otherwise.
QUrl serviceUrl(const Service &service, const QString &address);

} // namespace slipway::desktop
