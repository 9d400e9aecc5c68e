#pragma once
#include "app/domain/service.h"
#include "widgets/elements/card.h"

#include <QUrl>

class QGridLayout;

namespace slipway::desktop {

/// Where a container is reached, at a glance: its address and the services that listen, each to copy and,
/// where a browser can, to open. Credentials are on the page of the services. Hidden while nothing is known.
class ReachCard : public elements::Card
{
    Q_OBJECT
public:
    explicit ReachCard(QWidget *parent = nullptr);
    void setAddress(const QString &address);
    void setServices(const ServiceList &list);

signals:
    void openRequested(const QUrl &url);

private:
    void rebuild();
    void addRow(const QString &name, const QString &address, const QUrl &url);

    QString m_address;
    ServiceList m_list;
    QGridLayout *m_rows;
    int m_next = 0; ///< row that is still empty
};

} // namespace slipway::desktop
