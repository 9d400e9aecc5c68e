#pragma once
#include "app/desktop/containermodel.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QListView;
class QStackedWidget;

namespace slipway::elements {
class EmptyState;
class NumberedSteps;
} // namespace slipway::elements

namespace slipway::desktop {

/// The containers there are. Says what it is for when it is empty.
class ContainerListPage : public QWidget
{
    Q_OBJECT
public:
    explicit ContainerListPage(ContainerModel &model, QWidget *parent = nullptr);

    void setLoaded(bool loaded); ///< skeletons until then
    /// Nothing is known and nothing is on its way: says so in the place of the skeletons.
    void setUnreachable(bool unreachable);
    /// Where something new would be made, for those who have nothing yet.
    enum class Place { Unknown, Simulated, ThisMachine, Nodes };
    void setPlace(Place place);
    void focusFilter();
    void showNode(const QString &node); ///< only what lives there
    /// Those in sight whose host can be asked how they are; none while the page is hidden.
    QList<ContainerId> inSight() const;

signals:
    void opened(const slipway::ContainerId &id);
    void createRequested();
    void nodeRequested(); ///< a first one
    void retryRequested();
    void logRequested(const slipway::ContainerId &id);
    void deleteRequested(const slipway::ContainerId &id); ///< not asked yet whether it is meant

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void refresh();
    void makeEmpty();
    QString placeText() const;
    QLayout *makeHead();
    void listNodes();
    void showMenu(const QPoint &at);

    ContainerModel &m_model;
    ContainerFilter m_filterModel;
    bool m_loaded = false;
    bool m_unreachable = false;
    Place m_place = Place::Unknown;
    QLineEdit *m_filter;
    QComboBox *m_node;
    QComboBox *m_order;
    QListView *m_view;
    QStackedWidget *m_stack;
    elements::EmptyState *m_empty = nullptr;  ///< made when it is needed
    elements::NumberedSteps *m_way = nullptr; ///< in it: to the first container
};

} // namespace slipway::desktop
