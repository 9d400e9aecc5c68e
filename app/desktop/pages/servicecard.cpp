#include "app/desktop/pages/servicecard.h"

#include "app/desktop/pages/lifecyclebadge.h"
#include "widgets/credentials/credentialpanel.h"
#include "widgets/elements/badge.h"
#include "widgets/elements/elidedlabel.h"
#include "widgets/elements/flowlayout.h"
#include "widgets/elements/iconbutton.h"
#include "widgets/theme/style.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QPushButton>
#include <QTimer>

namespace slipway::desktop {

using namespace theme;

QString serviceAddress(const Service &service, const QString &containerIp)
{
    if (!service.port || containerIp.isEmpty())
        return {};
    const QString host = containerIp.contains(QLatin1Char(':'))
                             ? QLatin1Char('[') + containerIp + QLatin1Char(']')
                             : containerIp;
    return host + QLatin1Char(':') + QString::number(*service.port);
}

QUrl serviceUrl(const Service &service, const QString &address)
{
    if (!service.webUrl.isEmpty()) {
        const QUrl url(service.webUrl, QUrl::StrictMode);
        // What a container says is not trusted with file:, javascript: and the like.
        const bool web =
            url.scheme() == QLatin1StringView("http") || url.scheme() == QLatin1StringView("https");
        return web ? url : QUrl();
    }
    if (!service.port || address.isEmpty())
        return {};
    const int port = *service.port;
    const bool tls = port == 443 || port == 8443 || port == 9443;
    const bool web = tls || port == 80 || port == 3000 || port == 5000 || port == 9000 || port == 9090 ||
                     (port >= 8000 && port <= 8999);
    return web ? QUrl((tls ? QStringLiteral("https://") : QStringLiteral("http://")) + address) : QUrl();
}

namespace {

/// With its scheme where a browser can open it; empty: it listens on no port.
QString shownAddress(const Service &service, const QString &address)
{
    const QUrl url = serviceUrl(service, address);
    return url.isValid() ? url.toDisplayString() : address;
}

} // namespace

ServiceCard::ServiceCard(const Service &service, const QString &address,
                         credentials::SecretClipboard &clipboard, QWidget *parent)
    : Card(parent)
{
    setObjectName(QStringLiteral("service:") + service.name);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(margins(1.6, 1.3));
    layout->setSpacing(space(0.7));
    layout->addLayout(makeHead(service, address));
    if (!shownAddress(service, address).isEmpty())
        layout->addLayout(makeAddress(service, address));
    if (service.credentialsEncrypted || !service.credentials.empty()) {
        auto *panel = new credentials::CredentialPanel(clipboard);
        std::vector<credentials::CredentialItem> items;
        for (const Credential &credential : service.credentials)
            items.push_back({credential.key, credential.value, credentials::isSecretKey(credential.key)});
        if (service.credentialsEncrypted)
            panel->setEncrypted();
        else
            panel->setCredentials(items);
        layout->addWidget(panel);
    }
    layout->addStretch();
    layout->addLayout(makeActions(service, address));
}

QLayout *ServiceCard::makeHead(const Service &service, const QString &address) const
{
    auto *first = new QHBoxLayout;
    first->setSpacing(space(0.7));
    first->addWidget(new elements::ElidedLabel(service.name, TextStyle::Heading), 1);
    const LifecycleLook look = lookOfService(service.status);
    first->addWidget(new elements::Badge(service.status, look.tone, look.icon));
    QStringList what; // three in a row leave no room for it beside the name
    if (!service.type.isEmpty())
        what.append(service.type);
    if (shownAddress(service, address).isEmpty())
        what.append(tr("no port"));
    auto *head = new QVBoxLayout;
    head->setSpacing(0);
    head->addLayout(first);
    if (!what.isEmpty())
        head->addWidget(
            new elements::ElidedLabel(what.join(QStringLiteral(" · ")), TextStyle::Small, Role::Muted));
    return head;
}

QLayout *ServiceCard::makeAddress(const Service &service, const QString &address)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(space(0.4));
    const QString shown = shownAddress(service, address);
    const bool isWeb = serviceUrl(service, address).isValid();
    auto *label = new elements::ElidedLabel(shown, TextStyle::Body, isWeb ? Role::Accent : Role::Text);
    label->setObjectName(QStringLiteral("address"));
    row->addWidget(label, 1);
    auto *copied = new Label(tr("Copied"), TextStyle::Small, Role::Success);
    copied->setVisible(false);
    row->addWidget(copied);
    auto *copy = new elements::IconButton(Icon::Copy, tr("Copy address of %1").arg(service.name));
    copy->setObjectName(QStringLiteral("copyAddress"));
    connect(copy, &QToolButton::clicked, copied, [copied, shown] {
        QGuiApplication::clipboard()->setText(shown);
        copied->setVisible(true);
        QTimer::singleShot(2000, copied, &QWidget::hide);
    });
    row->addWidget(copy);
    return row;
}

QLayout *ServiceCard::makeActions(const Service &service, const QString &address)
{
    auto *row = new elements::FlowLayout; // a narrow card has them below each other
    row->setSpacing(space(0.4));
    if (const QUrl url = serviceUrl(service, address); url.isValid()) {
        auto *open = new QPushButton(tr("Open"));
        open->setObjectName(QStringLiteral("open"));
        open->setIcon(theme::icon(Icon::Open, Role::Accent));
        open->setAccessibleName(tr("Open %1 in the browser").arg(service.name));
        open->setToolTip(url.toDisplayString());
        connect(open, &QPushButton::clicked, this, [this, url] { emit openRequested(url); });
        row->addWidget(open);
    }
    auto *log = new QPushButton(tr("Show Log"));
    log->setObjectName(QStringLiteral("serviceLog"));
    log->setIcon(theme::icon(Icon::Log, Role::Accent));
    log->setAccessibleName(tr("Show the log of %1").arg(service.name));
    connect(log, &QPushButton::clicked, this, [this, name = service.name] { emit logRequested(name); });
    if (row->count() > 0) // one button a card has an edge, and stands where its words do
        setButtonKind(log, ButtonKind::Quiet);
    row->addWidget(log);
    return row;
}

} // namespace slipway::desktop
