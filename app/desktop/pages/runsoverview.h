#pragma once
#include "app/desktop/containermodel.h"

#include <QHash>
#include <QTimer>
#include <QWidget>

class QListView;
class QScrollArea;
class QStackedWidget;

namespace slipway::elements {
class EmptyState;
class ResponsiveGrid;
} // namespace slipway::elements
namespace slipway::theme {
class Label;
}

namespace slipway::desktop {

class RunsController;
class RunTile;

/// Those that ended today, and every failed one that is still there: newest end first.
class EndedFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit EndedFilter(QObject *parent = nullptr);
    /// ISO 8601 of when it ended; of when it began where that is not known.
    static QString endOf(const Container &container);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;
};

/// The runs: those under way side by side as tiles, of which the ones in sight are followed live, and below
/// them what ended today. Redraws at most ten times a second, whatever the streams bring.
class RunsOverview : public QWidget
{
    Q_OBJECT
public:
    static constexpr int kTiles = 30; ///< more at once are counted, not drawn

    RunsOverview(ContainerModel &model, RunsController &runs, QWidget *parent = nullptr);

    void setLoaded(bool loaded); ///< skeletons until then
    /// Nothing is known and nothing is on its way: says so in the place of the skeletons.
    void setUnreachable(bool unreachable);
    QList<RunTile *> tiles() const; ///< in the order they stand

signals:
    void opened(const slipway::ContainerId &id);
    void createRequested();
    void retryRequested();
    void cancelRequested(const slipway::ContainerId &id);
    void deleteRequested(const slipway::ContainerId &id);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeContent();
    void connectModel();
    void schedule();
    void refresh();
    void layTiles();
    void sizeList();
    void follow();
    void showState();

    ContainerModel &m_model;
    RunsController &m_runs;
    EndedFilter m_ended;
    bool m_loaded = false;
    bool m_unreachable = false;
    QTimer m_draw;
    QTimer m_second; // captions
    QHash<QString, RunTile *> m_tiles;
    QList<RunTile *> m_order;
    QStackedWidget *m_stack;
    elements::EmptyState *m_empty;
    QScrollArea *m_scroll;
    theme::Label *m_running;
    theme::Label *m_more;
    QWidget *m_gridBox;
    elements::ResponsiveGrid *m_grid;
    theme::Label *m_endedTitle;
    QWidget *m_endedCard;
    QListView *m_list;
};

} // namespace slipway::desktop
