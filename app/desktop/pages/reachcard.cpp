#include "app/desktop/pages/reachcard.h"

#include "app/desktop/pages/servicecard.h"
#include "widgets/elements/elidedlabel.h"
#include "widgets/elements/iconbutton.h"
#include "widgets/theme/style.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QPushButton>
#include <QTimer>

namespace slipway::desktop {

using namespace theme;

ReachCard::ReachCard(QWidget *parent) : Card(parent), m_rows(new QGridLayout(this))
{
    setObjectName(QStringLiteral("reach"));
    m_rows->setContentsMargins(margins(1.8, 1.4));
    m_rows->setHorizontalSpacing(space(1.6));
    m_rows->setVerticalSpacing(space(0.4));
    m_rows->setColumnStretch(4, 1);
    hide();
}

void ReachCard::setAddress(const QString &address)
{
    if (m_address == address)
        return;
    m_address = address;
    rebuild();
}

void ReachCard::setServices(const ServiceList &list)
{
    if (m_list == list)
        return;
    m_list = list;
    rebuild();
}

void ReachCard::rebuild()
{
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_next = 1;
    m_rows->addWidget(new Label(tr("Where to reach it"), TextStyle::Heading), 0, 0, 1, 5);
    if (!m_address.isEmpty())
        addRow(tr("Address"), m_address, {});
    for (const Service &service : std::as_const(m_list.services)) {
        const QString address =
            serviceAddress(service, m_list.containerIp.isEmpty() ? m_address : m_list.containerIp);
        if (address.isEmpty())
            continue;
        const QUrl url = serviceUrl(service, address);
        addRow(service.name, url.isValid() ? url.toDisplayString() : address, url);
    }
    setVisible(m_rows->count() > 1);
}

void ReachCard::addRow(const QString &name, const QString &address, const QUrl &url)
{
    const int row = m_next++;
    auto *copy = new elements::IconButton(Icon::Copy, tr("Copy %1").arg(address));
    copy->setObjectName(QStringLiteral("reachCopy"));
    connect(copy, &QToolButton::clicked, copy, [copy, address] {
        QGuiApplication::clipboard()->setText(address);
        copy->set(Icon::Check, tr("Copied"), Role::Success);
        QTimer::singleShot(2000, copy,
                           [copy, address] { copy->set(Icon::Copy, tr("Copy %1").arg(address)); });
    });
    m_rows->addWidget(new elements::ElidedLabel(name, TextStyle::Small, Role::Muted), row, 0);
    auto *where = new elements::ElidedLabel(address, TextStyle::Mono);
    where->setObjectName(QStringLiteral("reachAddress"));
    m_rows->addWidget(where, row, 1);
    m_rows->addWidget(copy, row, 2);
    if (!url.isValid())
        return;
    auto *open = new QPushButton(tr("Open"));
    open->setObjectName(QStringLiteral("reachOpen"));
    open->setIcon(theme::icon(Icon::Open, Role::Accent));
    open->setAccessibleName(tr("Open %1 in the browser").arg(name));
    setButtonKind(open, ButtonKind::Quiet);
    connect(open, &QPushButton::clicked, this, [this, url] { emit openRequested(url); });
    m_rows->addWidget(open, row, 3);
}

} // namespace slipway::desktop
