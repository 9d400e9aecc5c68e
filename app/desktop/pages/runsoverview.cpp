#include "app/desktop/pages/runsoverview.h"

#include "app/desktop/pages/containerdelegate.h"
#include "app/desktop/pages/pagelayout.h"
#include "app/desktop/pages/runtile.h"
#include "widgets/elements/card.h"
#include "widgets/elements/emptystate.h"
#include "widgets/elements/responsivegrid.h"
#include "widgets/elements/skeleton.h"
#include "widgets/theme/label.h"

#include <QDateTime>
#include <QKeyEvent>
#include <QListView>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace slipway::desktop {

using namespace theme;

namespace {

bool isUnderWay(const Container &container)
{
    return container.lifecycle == Lifecycle::Pending || container.lifecycle == Lifecycle::Creating;
}

} // namespace

EndedFilter::EndedFilter(QObject *parent) : QSortFilterProxyModel(parent)
{
    setDynamicSortFilter(true);
    sort(0);
}

QString EndedFilter::endOf(const Container &container)
{
    return container.finishedAt.isEmpty() ? container.createdAt : container.finishedAt;
}

bool EndedFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    const Container &container = static_cast<const ContainerModel *>(sourceModel())->at(row);
    if (isUnderWay(container) || container.lifecycle == Lifecycle::Deleted)
        return false;
    if (container.lifecycle == Lifecycle::Error)
        return true;
    const QDateTime end = QDateTime::fromString(endOf(container), Qt::ISODateWithMs).toLocalTime();
    return end.isValid() && end.date() == QDate::currentDate();
}

bool EndedFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const auto *model = static_cast<const ContainerModel *>(sourceModel());
    return endOf(model->at(left.row())) > endOf(model->at(right.row())); // ISO 8601 sorts as text
}

RunsOverview::RunsOverview(ContainerModel &model, RunsController &runs, QWidget *parent)
    : QWidget(parent), m_model(model), m_runs(runs), m_stack(new QStackedWidget),
      m_empty(new elements::EmptyState(Icon::Runs, {}, {}, {})), m_scroll(new QScrollArea),
      m_running(new Label({}, TextStyle::Heading)), m_more(new Label({}, TextStyle::Small, Role::Muted)),
      m_gridBox(new QWidget), m_grid(new elements::ResponsiveGrid(space(42), m_gridBox)),
      m_endedTitle(new Label(tr("Ended today, or failed before"), TextStyle::Heading)),
      m_endedCard(new elements::Card), m_list(new QListView)
{
    constexpr int kDrawMs = 100;
    constexpr int kSecond = 1000;
    setObjectName(QStringLiteral("runsPage"));
    m_ended.setSourceModel(&model);
    m_draw.setSingleShot(true);
    m_draw.setInterval(kDrawMs);
    m_second.setInterval(kSecond);
    auto *bones = new QWidget;
    auto *boneRows = new QVBoxLayout(bones);
    auto *lines = new elements::Skeleton({60, 45, 70, 50, 65});
    lines->setLeadingDots(true);
    boneRows->addWidget(lines);
    boneRows->addStretch();
    m_stack->addWidget(inset(bones));
    m_stack->addWidget(m_empty);
    m_stack->addWidget(makeContent());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(headMargins()); // what scrolls goes to the edge
    layout->setSpacing(space(1.4));
    layout->addWidget(pageTitle(tr("Runs")));
    layout->addWidget(m_stack, 1);
    connect(m_empty, &elements::EmptyState::actionTriggered, this, [this] {
        if (m_loaded)
            emit createRequested();
        else
            emit retryRequested();
    });
    connectModel();
    showState();
}

QWidget *RunsOverview::makeContent()
{
    m_list->setObjectName(QStringLiteral("endedRuns"));
    m_list->setAccessibleName(tr("Runs that ended"));
    m_list->setModel(&m_ended);
    m_list->setItemDelegate(new ContainerDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // the page scrolls
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->installEventFilter(this);
    auto *inside = new QVBoxLayout(m_endedCard);
    inside->setContentsMargins(margins(0.4, 0.8));
    inside->addWidget(m_list);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(space(1.2));
    auto *content = new QWidget;
    auto *rows = new QVBoxLayout(content);
    rows->setContentsMargins(0, 0, scrollMargin(), space(2));
    rows->setSpacing(space(1.2));
    rows->addWidget(m_running);
    rows->addWidget(m_gridBox);
    rows->addWidget(m_more);
    rows->addWidget(m_endedTitle);
    rows->addWidget(m_endedCard);
    rows->addStretch(1); // with a factor: otherwise the card takes an equal share
    makePageScroll(*m_scroll);
    m_scroll->setWidget(content);
    content->setAutoFillBackground(false);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) {
        emit opened({index.data(ContainerModel::IdRole).toString()});
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &index) {
                const QRect row = m_list->visualRect(index);
                const QPoint at = m_list->viewport()->mapTo(m_scroll->widget(), row.center());
                m_scroll->ensureVisible(at.x(), at.y(), 0, row.height());
            });
    return m_scroll;
}

void RunsOverview::connectModel()
{
    connect(&m_draw, &QTimer::timeout, this, &RunsOverview::refresh);
    connect(&m_second, &QTimer::timeout, this, [this] {
        for (RunTile *tile : std::as_const(m_order))
            tile->showTime();
    });
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&m_model, signal, this, &RunsOverview::schedule);
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &RunsOverview::schedule);
    connect(m_scroll->verticalScrollBar(), &QScrollBar::valueChanged, this, &RunsOverview::schedule);
    connect(&m_runs, &RunsController::glancesChanged, this, [this](const QList<ContainerId> &ids) {
        for (const ContainerId &id : ids) {
            if (RunTile *tile = m_tiles.value(id.value))
                tile->setGlance(*m_runs.glance(id));
        }
    });
}

void RunsOverview::schedule()
{
    if (!m_draw.isActive() && isVisible())
        m_draw.start();
}

void RunsOverview::refresh()
{
    layTiles();
    sizeList();
    showState();
    follow();
}

void RunsOverview::layTiles()
{
    QList<const Container *> running;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        if (isUnderWay(m_model.at(row)))
            running.append(&m_model.at(row));
    }
    std::stable_sort(running.begin(), running.end(),
                     [](const Container *a, const Container *b) { return a->createdAt > b->createdAt; });
    const qsizetype all = running.size();
    if (all > kTiles)
        running.resize(kTiles);
    QSet<QString> there;
    for (const Container *container : std::as_const(running))
        there.insert(container->id.value);
    bool isOther = false; // a new tile may stand where an old one was
    for (const QString &id : m_tiles.keys()) {
        if (there.contains(id))
            continue;
        delete m_tiles.take(id);
        isOther = true;
    }
    QList<RunTile *> order;
    for (const Container *container : std::as_const(running)) {
        RunTile *&tile = m_tiles[container->id.value];
        if (!tile) {
            tile = new RunTile;
            isOther = true;
            connect(tile, &RunTile::openRequested, this, &RunsOverview::opened);
            connect(tile, &RunTile::cancelRequested, this, &RunsOverview::cancelRequested);
        }
        if (!(tile->container() == *container))
            tile->setContainer(*container);
        order.append(tile);
    }
    if (isOther || order != m_order) {
        while (m_grid->count() > 0)
            delete m_grid->takeAt(0);
        for (RunTile *tile : std::as_const(order))
            m_grid->addWidget(tile);
        m_order = order;
    }
    m_running->setText(all == 0 ? tr("Nothing is being created right now")
                                : tr("%n under way", nullptr, int(all)));
    m_gridBox->setVisible(all > 0);
    m_more->setVisible(all > kTiles);
    m_more->setText(tr("%n more under way, in the list of containers", nullptr, int(all) - kTiles));
}

void RunsOverview::sizeList()
{
    const int rows = m_ended.rowCount();
    m_endedTitle->setVisible(rows > 0);
    m_endedCard->setVisible(rows > 0);
    const int height = rows > 0 ? rows * m_list->sizeHintForRow(0) : 0;
    if (m_list->height() != height)
        m_list->setFixedHeight(height);
}

QList<RunTile *> RunsOverview::tiles() const { return m_order; }

void RunsOverview::follow()
{
    // Where more are in sight than can be followed, those that are seen whole come first.
    QList<std::pair<int, ContainerId>> inSight;
    if (isVisible() && !window()->isMinimized()) {
        for (const RunTile *tile : std::as_const(m_order)) {
            if (const int height = tile->visibleRegion().boundingRect().height(); height > 0)
                inSight.append({height, tile->container().id});
        }
    }
    std::stable_sort(inSight.begin(), inSight.end(),
                     [](const auto &a, const auto &b) { return a.first > b.first; });
    QList<ContainerId> wanted;
    for (const auto &[height, id] : std::as_const(inSight))
        wanted.append(id);
    m_runs.setWanted(wanted);
    QList<Container> others;
    for (const ContainerId &id : wanted.mid(RunsController::kStreams))
        others.append(m_tiles.value(id.value)->container());
    m_runs.lookAt(others);
}

void RunsOverview::showState()
{
    if (!m_loaded && m_unreachable) {
        m_empty->set(
            Icon::Runs, tr("Not connected"),
            tr("What is under way appears here as soon as the backend lets us in. The reason is above."),
            tr("Retry"));
        m_stack->setCurrentWidget(m_empty);
    } else if (!m_loaded) {
        m_stack->setCurrentIndex(0);
    } else if (m_order.isEmpty() && m_ended.rowCount() == 0) {
        m_empty->set(
            Icon::Runs, tr("Nothing is being created"),
            tr("Creations that go on appear here side by side, each with its phases and the last lines of "
               "its log; below them those that ended today."),
            tr("New Container"));
        m_stack->setCurrentWidget(m_empty);
    } else {
        m_stack->setCurrentWidget(m_scroll);
    }
}

void RunsOverview::setLoaded(bool loaded)
{
    m_loaded = loaded;
    refresh();
}

void RunsOverview::setUnreachable(bool unreachable)
{
    m_unreachable = unreachable;
    showState();
}

void RunsOverview::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_ended.invalidate(); // it may be another day
    refresh();
    m_second.start();
    // The stack of pages gives the focus to what it finds, which may be the list at the end: the page stays
    // where it was.
    QTimer::singleShot(0, this, [this, at = m_scroll->verticalScrollBar()->value()] {
        m_scroll->verticalScrollBar()->setValue(at);
    });
    schedule(); // once more when all have their places
}

void RunsOverview::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_second.stop();
    m_draw.stop();
    m_runs.setWanted({});
    m_runs.lookAt({});
}

void RunsOverview::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    schedule();
}

bool RunsOverview::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress && m_list->currentIndex().isValid()) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const ContainerId id{m_list->currentIndex().data(ContainerModel::IdRole).toString()};
        if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space) {
            emit opened(id);
            return true;
        }
        if (key == Qt::Key_Delete) {
            emit deleteRequested(id);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace slipway::desktop
