#pragma once
#include "app/domain/container.h"
#include "app/domain/service.h"

#include <QWidget>

class QGridLayout;
class QPushButton;

namespace slipway::theme {
class Label;
}
namespace slipway::elements {
class Badge;
class ElidedLabel;
class InlineMessage;
} // namespace slipway::elements
namespace slipway::credentials {
class SecretClipboard;
}

namespace slipway::desktop {

class ServicesView;

/// One container: what it is, its services, its log, and deleting it (after a question).
class DetailPage : public QWidget
{
    Q_OBJECT
public:
    explicit DetailPage(credentials::SecretClipboard &clipboard, QWidget *parent = nullptr);

    void showContainer(const Container &container);
    const Container &container() const { return m_container; }
    void showServices(const ServiceList &list);
    void showServicesFailure(const QString &message);
    void showServicesLoading();
    void setDeleting(bool deleting);
    void showProblem(const QString &message);

signals:
    void deleteConfirmed(const slipway::ContainerId &id);
    void logRequested(const slipway::ContainerId &id);
    void servicesRequested();

private:
    void askToDelete();

    Container m_container;
    elements::ElidedLabel *m_title;
    elements::Badge *m_state;
    elements::Badge *m_simulation;
    elements::InlineMessage *m_message;
    QGridLayout *m_facts;
    ServicesView *m_services;
    QPushButton *m_log;
    QPushButton *m_delete;
};

} // namespace slipway::desktop
