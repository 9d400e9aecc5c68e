#include "app/desktop/pages/historyview.h"

#include "app/desktop/pages/logcolors.h"
#include "app/desktop/pages/loglines.h"
#include "app/desktop/pages/twolinedelegate.h"
#include "app/desktop/timings.h"
#include "widgets/elements/card.h"
#include "widgets/elements/elidedlabel.h"
#include "widgets/elements/emptystate.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/elements/skeleton.h"
#include "widgets/elements/timingchart.h"
#include "widgets/logview/findbar.h"
#include "widgets/stepper/stepstate.h"
#include "widgets/theme/style.h"

#include <QDateTime>
#include <QKeyEvent>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace slipway::desktop {

using namespace theme;

namespace {

QIcon iconOf(RunRecord::Outcome outcome)
{
    switch (outcome) {
    case RunRecord::Outcome::Complete:
        return theme::icon(Icon::Check, Role::Success);
    case RunRecord::Outcome::Error:
        return theme::icon(Icon::Cross, Role::Danger);
    case RunRecord::Outcome::Running:
        break;
    }
    return theme::icon(Icon::Runs, Role::Accent);
}

QString wordOf(RunRecord::Outcome outcome)
{
    switch (outcome) {
    case RunRecord::Outcome::Complete:
        return HistoryView::tr("completed");
    case RunRecord::Outcome::Error:
        return HistoryView::tr("failed");
    case RunRecord::Outcome::Running:
        break;
    }
    return HistoryView::tr("running");
}

} // namespace

QString runTitle(const RunRecord &run)
{
    if (run.outcome == RunRecord::Outcome::Complete)
        return HistoryView::tr("Run %1 completed").arg(run.number);
    if (run.outcome == RunRecord::Outcome::Running)
        return HistoryView::tr("Run %1 goes on").arg(run.number);
    const auto step = stepFromName(run.failedStep);
    return step ? HistoryView::tr("Run %1 failed at %2").arg(run.number).arg(stepLabel(*step))
                : HistoryView::tr("Run %1 failed").arg(run.number);
}

QString runFacts(const RunRecord &run)
{
    QStringList facts;
    const QDateTime started = QDateTime::fromString(run.startedAt, Qt::ISODateWithMs).toLocalTime();
    if (started.isValid())
        facts << QLocale().toString(started, QLocale::ShortFormat);
    if (const auto ms = tookMs(run); ms && run.outcome != RunRecord::Outcome::Running)
        facts << HistoryView::tr("took %1").arg(stepper::durationText(*ms));
    return facts.join(QStringLiteral("  ·  "));
}

HistoryView::HistoryView(HistoryController &controller, QWidget *parent)
    : QWidget(parent), m_controller(controller), m_stack(new QStackedWidget),
      m_empty(new elements::EmptyState(Icon::Log, {}, {}, {})), m_splitter(new QSplitter(Qt::Horizontal)),
      m_runs(new QListWidget), m_title(new elements::ElidedLabel({}, TextStyle::Heading)),
      m_facts(new Label({}, TextStyle::Small, Role::Muted)), m_follow(new QPushButton(tr("Follow the Run"))),
      m_switch(new QPushButton), m_times(new elements::Card), m_chart(new elements::TimingChart),
      m_note(new elements::InlineMessage), m_log(new logview::LogPanel)
{
    setObjectName(QStringLiteral("historyView"));
    m_splitter->addWidget(makeRuns());
    m_splitter->addWidget(makeRun());
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setChildrenCollapsible(false);
    auto *skeleton = new elements::Skeleton({60, 45, 70, 50});
    skeleton->setLeadingDots(true);
    m_stack->addWidget(skeleton);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_splitter);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, space(1.4), space(2), space(1.4)); // the page ends at the window's edge
    layout->addWidget(m_stack);
    connectController();
    refresh();
}

QWidget *HistoryView::makeRuns()
{
    m_runs->setObjectName(QStringLiteral("runs"));
    m_runs->setAccessibleName(tr("Runs of this container"));
    m_runs->setFrameShape(QFrame::NoFrame);
    m_runs->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_runs->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_runs->setItemDelegate(new TwoLineDelegate(m_runs));
    m_runs->setMouseTracking(true);
    m_runs->viewport()->setAutoFillBackground(false);
    auto *card = new elements::Card;
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(margins(0.6));
    layout->addWidget(m_runs);
    connect(m_runs, &QListWidget::currentRowChanged, this, [this](int row) {
        if (const QListWidgetItem *item = m_runs->item(row))
            m_controller.show(item->data(Qt::UserRole).toInt());
    });
    return card;
}

QWidget *HistoryView::makeRun()
{
    m_title->setObjectName(QStringLiteral("runTitle"));
    m_facts->setObjectName(QStringLiteral("runFacts"));
    m_facts->setWordWrap(true);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_follow->setObjectName(QStringLiteral("followRun"));
    m_switch->setObjectName(QStringLiteral("switchTimes"));
    setButtonKind(m_switch, ButtonKind::Quiet);
    m_note->setObjectName(QStringLiteral("historyNote"));
    m_log->setObjectName(QStringLiteral("historyLog"));
    m_log->view()->setMinimumHeight(space(4));
    followTheme(m_log);
    auto *head = new QHBoxLayout;
    head->setSpacing(space(0.8));
    head->addWidget(m_title, 1);
    head->addWidget(m_switch);
    head->addWidget(m_follow);
    auto *inside = new QVBoxLayout(m_times);
    inside->setContentsMargins(margins(1.4, 1));
    auto *scroll = new QScrollArea;
    scroll->setWidget(m_chart);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setAutoFillBackground(false);
    m_chart->setAutoFillBackground(false);
    inside->addWidget(scroll);
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(space(0.6), 0, 0, 0);
    layout->setSpacing(space(0.7));
    layout->addLayout(head);
    layout->addWidget(m_facts);
    layout->addWidget(m_times);
    layout->addWidget(m_note);
    layout->addWidget(m_log, 1);
    connect(m_follow, &QPushButton::clicked, this, &HistoryView::followRequested);
    connect(m_switch, &QPushButton::clicked, this, [this] {
        m_timesWanted = !m_timesWanted;
        arrange();
    });
    return page;
}

void HistoryView::connectController()
{
    connect(&m_controller, &HistoryController::changed, this, &HistoryView::refresh);
    connect(&m_controller, &HistoryController::runShown, this, [this] {
        m_log->clear();
        m_log->setScriptFilter({});
        m_log->setScriptNames({});
        showRun();
    });
    connect(&m_controller, &HistoryController::linesAppended, this,
            [this](const QList<LogLine> &lines) { m_log->appendLines(textLines(lines)); });
    connect(&m_controller, &HistoryController::readingChanged, this, &HistoryView::showReading);
    connect(&m_controller, &HistoryController::readFailed, this, [this](const QString &message) {
        m_log->view()->setComplete(false);
        m_note->showMessage(elements::InlineMessage::Kind::Warning, message, tr("Read Again"));
    });
    connect(m_note, &elements::InlineMessage::actionTriggered, this, [this] {
        if (m_controller.skipped() > 0)
            m_controller.showFromBeginning();
        else if (const RunRecord *run = m_controller.shown())
            m_controller.show(run->number);
    });
    connect(m_empty, &elements::EmptyState::actionTriggered, &m_controller, &HistoryController::load);
}

void HistoryView::setFileName(const QString &hostname) { m_hostname = hostname; }

void HistoryView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_controller.setActive(true);
}

void HistoryView::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_controller.setActive(false);
}

void HistoryView::refresh()
{
    using State = HistoryController::State;
    if (m_controller.state() == State::Failed && m_controller.runs().isEmpty()) {
        m_empty->set(Icon::Unplugged, tr("The runs cannot be read"), m_controller.problem(), tr("Try Again"));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    if (m_controller.state() == State::Loaded && m_controller.runs().isEmpty()) {
        m_empty->set(
            Icon::Log, tr("No runs are known"),
            tr("This container was not made here, or its history was removed. What is done to it from "
               "now on appears here."),
            {});
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    if (m_controller.runs().isEmpty()) {
        m_stack->setCurrentIndex(0);
        return;
    }
    m_stack->setCurrentWidget(m_splitter);
    listRuns();
    showRun();
}

void HistoryView::listRuns()
{
    const QSignalBlocker blocker(m_runs);
    const QList<RunRecord> &runs = m_controller.runs();
    while (m_runs->count() > runs.size())
        delete m_runs->takeItem(m_runs->count() - 1);
    while (m_runs->count() < runs.size())
        m_runs->addItem(new QListWidgetItem);
    for (int row = 0; row < m_runs->count(); ++row) {
        const RunRecord &run = runs.at(runs.size() - 1 - row); // newest first
        QListWidgetItem *item = m_runs->item(row);
        item->setText(tr("Run %1, %2").arg(run.number).arg(wordOf(run.outcome)) + QLatin1Char('\n') +
                      runFacts(run));
        item->setIcon(iconOf(run.outcome));
        item->setToolTip(run.errorMessage.toHtmlEscaped());
        item->setData(Qt::UserRole, run.number);
        if (const RunRecord *shown = m_controller.shown(); shown && shown->number == run.number)
            m_runs->setCurrentRow(row);
    }
}

void HistoryView::showRun()
{
    const RunRecord *run = m_controller.shown();
    if (!run)
        return;
    m_title->setText(runTitle(*run));
    QString facts = runFacts(*run);
    if (!run->errorMessage.isEmpty())
        facts += QLatin1Char('\n') + run->errorMessage;
    m_facts->setText(facts);
    m_facts->setVisible(!facts.isEmpty());
    m_follow->setVisible(run->outcome == RunRecord::Outcome::Running);
    m_chart->setBars(timingBars(*run, m_controller.expected()));
    QStringList scripts;
    for (const RunRecord::Script &script : run->scripts)
        scripts.append(script.name);
    if (!scripts.isEmpty())
        m_log->setScriptNames(scripts);
    m_log->setSuggestedFileName(QStringLiteral("%1-run-%2.log").arg(m_hostname).arg(run->number));
    for (int row = 0; row < m_runs->count(); ++row) {
        const QSignalBlocker blocker(m_runs);
        if (m_runs->item(row)->data(Qt::UserRole).toInt() == run->number)
            m_runs->setCurrentRow(row);
    }
    showReading();
    arrange();
}

/// How much of the shown run's log was read, and whether more comes.
void HistoryView::showReading()
{
    const RunRecord *run = m_controller.shown();
    const bool isOver = run && run->outcome != RunRecord::Outcome::Running;
    m_log->view()->setComplete(isOver && !m_controller.isReading());
    const qint64 skipped = m_controller.skipped();
    if (skipped > 0)
        m_note->showMessage(elements::InlineMessage::Kind::Info,
                            tr("This log is long: its last %L1 events are shown, %L2 came before.")
                                .arg(HistoryController::kTail)
                                .arg(skipped),
                            tr("Show from the Beginning"));
    else
        m_note->hide();
}

bool HistoryView::takeFindKey(const QKeyEvent &event) { return takeFindKeyFor(*m_log, event); }

void HistoryView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void HistoryView::arrange()
{
    const bool narrow = width() < space(80);
    const auto orientation = narrow ? Qt::Vertical : Qt::Horizontal;
    if (m_splitter->orientation() != orientation) {
        m_splitter->setOrientation(orientation);
        if (!narrow)
            m_splitter->setSizes({space(26), qMax(1, width() - space(26))});
    }
    QWidget *runs = m_splitter->widget(0);
    const int rows = qBound(1, m_runs->count(), narrow ? 2 : 1000);
    const int rowHeight = m_runs->count() > 0 ? qMax(m_runs->sizeHintForRow(0), space(4)) : space(4);
    runs->setMaximumHeight(narrow ? rows * rowHeight + space(2) : QWIDGETSIZE_MAX);
    runs->setVisible(!narrow || m_runs->count() > 1); // one run needs no choice in little room
    runs->setMinimumWidth(narrow ? 0 : space(22));
    // The chart gets what it needs up to two fifths, or the place of the log.
    const int needed = m_chart->sizeHint().height() + space(3);
    const bool hasBars = !m_chart->bars().isEmpty();
    m_isLow = height() < needed + space(30);
    m_switch->setVisible(m_isLow && hasBars);
    m_switch->setText(m_timesWanted ? tr("Show Log") : tr("Show Times"));
    m_switch->setIcon(theme::icon(m_timesWanted ? Icon::Log : Icon::Clock, Role::Accent));
    const bool timesOnly = m_isLow && m_timesWanted && hasBars;
    m_times->setVisible(hasBars && (!m_isLow || m_timesWanted));
    m_times->setMaximumHeight(timesOnly ? QWIDGETSIZE_MAX : needed);
    m_times->setSizePolicy(QSizePolicy::Preferred, timesOnly ? QSizePolicy::Expanding : QSizePolicy::Fixed);
    m_times->setMinimumHeight(timesOnly ? 0 : needed);
    m_log->setVisible(!timesOnly);
}

} // namespace slipway::desktop
