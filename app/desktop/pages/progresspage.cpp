#include "app/desktop/pages/progresspage.h"

#include "app/desktop/pages/errorcard.h"
#include "app/desktop/pages/logcolors.h"
#include "app/desktop/pages/loglines.h"
#include "app/desktop/pages/progressheader.h"
#include "app/desktop/pages/servicesview.h"
#include "app/desktop/pages/stepinfos.h"
#include "app/desktop/timings.h"
#include "widgets/elements/card.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/elements/skeleton.h"
#include "widgets/elements/timingchart.h"
#include "widgets/logview/logpanel.h"
#include "widgets/logview/logview.h"
#include "widgets/stepper/stepper.h"
#include "widgets/theme/label.h"
#include "widgets/theme/style.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace slipway::desktop {

using namespace theme;

namespace {

/// The terminal before its first line.
class TerminalSkeleton : public QWidget
{
public:
    explicit TerminalSkeleton(QWidget *parent = nullptr) : QWidget(parent)
    {
        auto *lines = new elements::Skeleton({52, 68, 40, 74, 58, 63, 35});
        lines->setOnTerminal(true);
        auto *layout = new QVBoxLayout(this);
        layout->setContentsMargins(margins(1.6));
        layout->addWidget(lines);
        layout->addStretch();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paint::roundedRect(painter, rect(), cornerRadius(), color(Role::TerminalPaper),
                           color(Role::TerminalBorder));
    }
};

} // namespace

ProgressPage::ProgressPage(credentials::SecretClipboard &clipboard, QWidget *parent)
    : QWidget(parent), m_header(new ProgressHeader), m_main(new QSplitter(Qt::Horizontal)),
      m_right(new QSplitter(Qt::Vertical)), m_switch(new QPushButton), m_stepsStack(new QStackedWidget),
      m_bones(nullptr), m_logStack(new QStackedWidget), m_result(new QScrollArea),
      m_stepper(new stepper::Stepper), m_log(new logview::LogPanel), m_services(new ServicesView(clipboard)),
      m_error(new ErrorCard), m_problem(new elements::InlineMessage), m_times(new elements::Card),
      m_chart(new elements::TimingChart)
{
    setObjectName(QStringLiteral("progressPage"));
    m_right->addWidget(makeResult());
    m_right->addWidget(makeLog());
    m_right->setStretchFactor(0, 0);
    m_right->setStretchFactor(1, 1);
    m_right->setChildrenCollapsible(false);
    m_main->addWidget(makeSteps());
    auto *column = new QWidget;
    auto *parts = new QVBoxLayout(column);
    parts->setContentsMargins(0, 0, 0, 0);
    parts->setSpacing(0);
    m_switch->setObjectName(QStringLiteral("switchParts"));
    setButtonKind(m_switch, ButtonKind::Quiet);
    parts->addWidget(m_right, 1);
    parts->addWidget(m_switch, 0, Qt::AlignLeft);
    m_main->addWidget(column);
    m_main->setStretchFactor(0, 0);
    m_main->setStretchFactor(1, 1);
    m_main->setChildrenCollapsible(false);
    m_main->setObjectName(QStringLiteral("progressSplitter"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(margins(2, 1.6));
    layout->setSpacing(space(1.4));
    layout->addWidget(m_header);
    m_problem->setObjectName(QStringLiteral("progressProblem"));
    layout->addWidget(m_problem);
    layout->addWidget(m_main, 1);
    connect(m_main, &QSplitter::splitterMoved, this, [this](int position) {
        if (m_narrow)
            return;
        m_stepsWidth = position;
        emit stepsWidthChosen(position);
    });
    connectParts();
    showRun({});
}

QWidget *ProgressPage::makeSteps()
{
    m_stepper->setSteps(stepInfos());
    auto *skeleton = new QWidget;
    auto *parts = new QVBoxLayout(skeleton);
    parts->setContentsMargins(0, 0, 0, 0);
    parts->addWidget(new elements::Skeleton({100}));
    auto *bones = new elements::Skeleton({62, 55, 48, 58, 40});
    bones->setLeadingDots(true);
    m_bones = bones;
    parts->addWidget(m_bones);
    parts->addStretch();
    m_stepsStack->addWidget(skeleton);
    m_stepsStack->addWidget(m_stepper);
    m_stepsStack->installEventFilter(this);
    auto *scroll = new QScrollArea;
    scroll->setWidget(m_stepsStack);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    m_stepsStack->setAutoFillBackground(false);
    auto *card = new elements::Card;
    card->setMinimumWidth(space(26));
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(margins(1.6, 1.4));
    layout->addWidget(scroll);
    return card;
}

QWidget *ProgressPage::makeResult()
{
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_error);
    layout->addWidget(m_services);
    auto *times = new QVBoxLayout(m_times);
    times->setContentsMargins(margins(1.6, 1.3));
    times->setSpacing(space(0.7));
    times->addWidget(new Label(tr("Where the time went"), TextStyle::Heading));
    times->addWidget(m_chart);
    layout->addWidget(m_times);
    layout->addStretch();
    m_result->setWidget(content);
    m_result->setWidgetResizable(true);
    m_result->setFrameShape(QFrame::NoFrame);
    m_result->setFocusPolicy(Qt::NoFocus);
    m_result->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_result->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    content->installEventFilter(this);
    return m_result;
}

QWidget *ProgressPage::makeLog()
{
    m_log->setObjectName(QStringLiteral("logPanel"));
    m_log->view()->setMinimumHeight(space(4)); // in a low window the services need the room
    followTheme(m_log);
    m_logStack->addWidget(new TerminalSkeleton);
    m_logStack->addWidget(m_log);
    return m_logStack;
}

void ProgressPage::connectParts()
{
    connect(m_stepper, &stepper::Stepper::scriptChosen, m_log, &logview::LogPanel::setScriptFilter);
    connect(m_log, &logview::LogPanel::scriptFilterChanged, m_stepper, &stepper::Stepper::setSelectedScript);
    connect(m_header, &ProgressHeader::viewRequested, this, [this] { emit viewRequested(m_run.id); });
    connect(m_header, &ProgressHeader::anotherRequested, this, &ProgressPage::anotherRequested);
    connect(m_header, &ProgressHeader::cancelRequested, this, &ProgressPage::cancelRequested);
    connect(m_header, &ProgressHeader::tryAgainRequested, this, &ProgressPage::tryAgainRequested);
    connect(m_header, &ProgressHeader::detailsRequested, this, &ProgressPage::detailsRequested);
    connect(m_header, &ProgressHeader::deleteRequested, this, [this] { emit deleteRequested(m_run.id); });
    connect(m_switch, &QPushButton::clicked, this, [this] {
        m_logWanted = !m_logWanted;
        showParts();
    });
    connect(m_services, &ServicesView::retryRequested, this, &ProgressPage::servicesRequested);
    connect(m_services, &ServicesView::logRequested, this, &ProgressPage::serviceLogRequested);
    connect(m_error, &ErrorCard::retryRequested, this, [this] {
        m_problem->hide();
        emit retryRequested();
    });
    connect(m_error, &ErrorCard::deleteRequested, this, [this] { emit deleteRequested(m_run.id); });
}

void ProgressPage::startRun()
{
    m_logWanted = false;
    m_log->clear();
    m_log->setScriptFilter({});
    m_log->setScriptNames({});
    m_stepper->reset();
    m_services->showLoading();
    m_problem->hide();
}

void ProgressPage::resumeRun()
{
    m_logWanted = false;
    m_stepper->reset();
    m_services->showLoading();
    m_problem->hide();
}

void ProgressPage::showProblem(const QString &message)
{
    m_problem->showMessage(elements::InlineMessage::Kind::Error, message);
}

void ProgressPage::setCaption(const QString &caption) { m_stepper->setCaption(caption); }

void ProgressPage::showRun(const RunState &run)
{
    const bool turned = run.phase != m_run.phase;
    m_run = run;
    // In a low window the result takes the log's place, but not away from who searches or reads it.
    const bool over = run.phase == RunPhase::Error || run.phase == RunPhase::Complete;
    if (turned && over && m_log->isAncestorOf(QApplication::focusWidget()))
        m_logWanted = true;
    m_header->showRun(run);
    const bool connecting = run.phase == RunPhase::Connecting && run.connectionProblem.isEmpty();
    m_stepsStack->setCurrentIndex(connecting ? 0 : 1);
    // A stack is as high as its highest page; the one that is not seen must not count.
    m_stepsStack->widget(0)->setSizePolicy(QSizePolicy::Preferred,
                                           connecting ? QSizePolicy::Preferred : QSizePolicy::Ignored);
    m_stepsStack->widget(1)->setSizePolicy(QSizePolicy::Preferred,
                                           connecting ? QSizePolicy::Ignored : QSizePolicy::Preferred);
    m_logStack->setCurrentIndex(connecting ? 0 : 1);
    m_log->view()->setComplete(over);
    m_log->setSuggestedFileName(run.hostname + QStringLiteral(".log"));
    showSteps();
    m_error->setVisible(run.phase == RunPhase::Error);
    m_services->setVisible(run.phase == RunPhase::Complete);
    if (over)
        m_chart->setBars(timingBars(run.record.value_or(recordOf(run.snapshot)), run.expected));
    m_times->setVisible(over && !m_chart->bars().isEmpty());
    showParts();
    if (run.phase == RunPhase::Error)
        m_error->showFailure(run);
    if (turned) {
        m_sharedHeight = -1;
        arrange();
    }
}

void ProgressPage::showSteps()
{
    const Snapshot &snapshot = m_run.snapshot;
    for (const Step step : kAllSteps) {
        m_stepper->setStepState(static_cast<int>(step), shown(snapshot.stepState(step)),
                                snapshot.phaseDurations.value(QString(stepName(step)), -1));
    }
    const int syncing = static_cast<int>(Step::Syncing);
    QList<stepper::ScriptInfo> scripts;
    for (const QString &name : snapshot.scriptNames)
        scripts.append({name, shown(snapshot.scriptState(name))});
    m_stepper->setScripts(syncing, scripts);
    m_stepper->setStepNote(syncing,
                           scripts.isEmpty()
                               ? QString()
                               : tr("%1 of %2").arg(snapshot.completedScripts.size()).arg(scripts.size()));
    if (!snapshot.scriptNames.isEmpty())
        m_log->setScriptNames(snapshot.scriptNames);
    m_stepper->setPercent(snapshot.percent);
    m_stepper->setTone(m_run.phase == RunPhase::Error      ? Role::Danger
                       : m_run.phase == RunPhase::Complete ? Role::Success
                                                           : Role::Accent);
}

void ProgressPage::showParts()
{
    const bool over = m_run.phase == RunPhase::Error || m_run.phase == RunPhase::Complete;
    const bool oneOnly = over && m_narrow && height() < space(70);
    m_result->setVisible(over && !(oneOnly && m_logWanted));
    m_logStack->setVisible(!oneOnly || m_logWanted);
    m_switch->setVisible(oneOnly);
    m_switch->setText(!m_logWanted                     ? tr("Show Log")
                      : m_run.phase == RunPhase::Error ? tr("Show Error")
                                                       : tr("Show Services"));
    m_switch->setIcon(theme::icon(m_logWanted ? Icon::Back : Icon::Log, Role::Accent));
}

void ProgressPage::appendLines(const QList<LogLine> &lines) { m_log->appendLines(textLines(lines)); }

void ProgressPage::showServices(const ServiceList &list) { m_services->showServices(list); }

void ProgressPage::showServicesFailure(const QString &message) { m_services->showFailure(message); }

bool ProgressPage::takeFindKey(const QKeyEvent &event) { return takeFindKeyFor(*m_log, event); }

void ProgressPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

bool ProgressPage::eventFilter(QObject *watched, QEvent *event)
{
    // The content asks for another height when cards come, or when it gets another width.
    if (watched == m_stepsStack && event->type() == QEvent::LayoutRequest)
        QMetaObject::invokeMethod(this, &ProgressPage::fitSteps, Qt::QueuedConnection);
    else if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Resize)
        QMetaObject::invokeMethod(this, &ProgressPage::shareHeight, Qt::QueuedConnection);
    return QWidget::eventFilter(watched, event);
}

void ProgressPage::setStepsWidth(int width)
{
    m_stepsWidth = width;
    if (!m_narrow)
        showStepsWidth();
}

void ProgressPage::showStepsWidth()
{
    // Of another screen, perhaps: the log keeps its half.
    const int most = qMax(space(38), width() / 2);
    const int steps = m_stepsWidth > 0 ? qBound(space(24), m_stepsWidth, most) : space(38);
    m_main->setSizes({steps, qMax(1, width() - steps)});
}

void ProgressPage::arrange()
{
    const bool narrow = width() < space(100);
    m_header->setCompact(narrow);
    m_stepper->setCompact(narrow);
    m_bones->setVisible(!narrow);
    if (m_narrow != narrow) {
        m_narrow = narrow;
        m_main->setOrientation(narrow ? Qt::Vertical : Qt::Horizontal);
        if (!narrow)
            showStepsWidth();
    }
    showParts();
    fitSteps();
    QMetaObject::invokeMethod(this, &ProgressPage::shareHeight, Qt::QueuedConnection);
}

void ProgressPage::fitSteps()
{
    // Above the log the steps are as high as what they say; the time left makes them a line higher.
    QWidget *steps = m_main->widget(0);
    const QMargins edges = steps->layout()->contentsMargins();
    const int fitted =
        m_stepsStack->currentWidget()->minimumSizeHint().height() + edges.top() + edges.bottom();
    if (m_narrow && steps->maximumHeight() == fitted)
        return;
    steps->setMinimumHeight(m_narrow ? fitted : 0);
    steps->setMaximumHeight(m_narrow ? fitted : QWIDGETSIZE_MAX);
    if (m_narrow)
        m_main->setSizes({fitted, qMax(1, m_main->height() - fitted)});
}

void ProgressPage::shareHeight()
{
    if (m_result->isHidden() || m_logStack->isHidden())
        return;
    // The result gets what it needs and leaves the log a third; in a low window half a line of cards helps
    // nobody.
    QWidget *content = m_result->widget();
    const int needed = content->layout()->hasHeightForWidth()
                           ? content->layout()->heightForWidth(content->width())
                           : content->layout()->sizeHint().height();
    const int height = m_right->height();
    const int most = m_narrow ? height * 7 / 10 : height * 2 / 3;
    const int result = qBound(qMin(space(8), height), needed, qMax(space(8), most));
    if (result == m_sharedHeight)
        return; // the operator may have moved the splitter since
    m_sharedHeight = result;
    m_right->setSizes({result, qMax(1, height - result)});
}

} // namespace slipway::desktop
