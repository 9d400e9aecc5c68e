#pragma once
#include "app/desktop/containerlink.h"
#include "app/domain/container.h"
#include "app/domain/service.h"

#include <QWidget>

class QGridLayout;
class QPushButton;
class QTabWidget;
class QVBoxLayout;

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

class HistoryController;
class HistoryView;
class LiveController;
class LivePanel;
class PowerBar;
class ReachCard;
class ServicesView;

/// One container: its state, its power and deleting it above; below, in tabs, what it is and how it does on
/// its host, its services, and everything that was done to it. What interrupts or destroys asks first. The
/// tab stays chosen from one container to the next.
class DetailPage : public QWidget
{
    Q_OBJECT
public:
    using Tab = DetailTab;

    DetailPage(credentials::SecretClipboard &clipboard, LiveController &live, HistoryController &history,
               QWidget *parent = nullptr);

    void showContainer(const Container &container);
    const Container &container() const { return m_container; }
    void showServices(const ServiceList &list);
    void showServicesFailure(const QString &message);
    void showServicesLoading();
    void setDeleting(bool deleting);
    void showProblem(const QString &message);
    void showTab(Tab tab);
    Tab tab() const;
    HistoryView *history() const { return m_history; }

signals:
    void deleteConfirmed(const slipway::ContainerId &id);
    void logRequested(const slipway::ContainerId &id);
    void servicesRequested();
    void serviceLogRequested(const QString &service);
    void tabChosen(slipway::desktop::DetailTab tab);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QLayout *makeHead();
    QLayout *makeActions();
    QWidget *makeOverview();
    QWidget *makeServices();
    void connectLive();
    void askToDelete();
    void showState();
    void showFacts();
    theme::Label *factLabel(int row, int column); ///< of the table of facts, in sight
    bool isWorthAsking() const;                   ///< the host knows it

    LiveController &m_live;
    Container m_container;
    bool m_deleting = false;
    elements::ElidedLabel *m_title;
    elements::Badge *m_state;
    elements::Badge *m_power;
    elements::Badge *m_simulation;
    theme::Label *m_hostSays;
    PowerBar *m_powerBar;
    LivePanel *m_figures;
    elements::InlineMessage *m_message;
    QGridLayout *m_facts;
    QTabWidget *m_tabs;
    ReachCard *m_reach;
    ServicesView *m_services;
    HistoryController &m_runs;
    HistoryView *m_history;
    QPushButton *m_rediscover;
    QPushButton *m_log;
    QPushButton *m_delete;
};

} // namespace slipway::desktop
