#pragma once
#include "app/desktop/nodescontroller.h"
#include "app/domain/container.h"

#include <QWidget>

class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace slipway::elements {
class EmptyState;
class InlineMessage;
} // namespace slipway::elements

namespace slipway::desktop {

class NodeCard;

/// The Proxmox VE nodes that the backend may use. Without one it says what they are for and how to begin.
class NodesPage : public QWidget
{
    Q_OBJECT
public:
    explicit NodesPage(NodesController &controller, QWidget *parent = nullptr);
    void setContainers(const QList<Container> &containers);
    void setUnreachable(bool unreachable);

signals:
    void addRequested();
    void editRequested(const QString &name);
    void containersRequested(const QString &name);
    void retryRequested();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void refresh();
    NodeCard *cardFor(const NodeEntry &entry);
    QStringList hostnamesOn(const QString &node) const;
    void askToRemove(const QString &name);

    NodesController &m_controller;
    bool m_unreachable = false;
    QList<Container> m_containers;
    QHash<QString, NodeCard *> m_cards;
    QPushButton *m_add;
    QPushButton *m_testAll;
    elements::InlineMessage *m_message;
    QStackedWidget *m_stack;
    elements::EmptyState *m_empty;
    QVBoxLayout *m_list;
};

/// What goes with the node and what stays, with the names of its containers.
QString removalText(const QString &name, const QStringList &hostnames);

} // namespace slipway::desktop
