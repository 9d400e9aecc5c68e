#pragma once
#include "app/desktop/containermodel.h"

#include <QWidget>

class QLineEdit;
class QListView;
class QStackedWidget;

namespace slipway::elements {
class EmptyState;
}

namespace slipway::desktop {

/// The containers there are, or (as "Runs") those being created or failed. Says what it is for when it is
/// empty.
class ContainerListPage : public QWidget
{
    Q_OBJECT
public:
    enum class Kind { Runs, Containers };
    ContainerListPage(Kind kind, ContainerModel &model, QWidget *parent = nullptr);

    void setLoaded(bool loaded); ///< skeletons until then
    /// Nothing is known and nothing is on its way: says so in the place of the skeletons.
    void setUnreachable(bool unreachable);
    void focusFilter();
    void setFilter(const QString &text);

signals:
    void opened(const slipway::ContainerId &id);
    void createRequested();
    void retryRequested();
    void logRequested(const slipway::ContainerId &id);
    void deleteRequested(const slipway::ContainerId &id); ///< not asked yet whether it is meant

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void refresh();
    void showMenu(const QPoint &at);

    Kind m_kind;
    ContainerModel &m_model;
    ContainerFilter m_filterModel;
    bool m_loaded = false;
    bool m_unreachable = false;
    QLineEdit *m_filter;
    QListView *m_view;
    QStackedWidget *m_stack;
    elements::EmptyState *m_empty;
};

} // namespace slipway::desktop
