#include "app/desktop/pages/runtile.h"

#include "app/desktop/pages/stepinfos.h"
#include "app/desktop/pages/terminalbox.h"
#include "widgets/elements/badge.h"
#include "widgets/elements/elidedlabel.h"
#include "widgets/stepper/easedprogress.h"
#include "widgets/stepper/stepstrip.h"
#include "widgets/theme/style.h"

#include <QDateTime>
#include <QLocale>
#include <QMouseEvent>
#include <QPushButton>
#include <QVBoxLayout>

namespace slipway::desktop {

using namespace theme;

RunTile::RunTile(QWidget *parent)
    : Card(parent), m_name(new elements::ElidedLabel({}, TextStyle::Heading)),
      m_facts(new elements::ElidedLabel({}, TextStyle::Small, Role::Muted)),
      m_simulation(new elements::Badge(tr("Simulation"), Role::Warning, Icon::Flask)),
      m_strip(new stepper::StepStrip), m_bar(new stepper::EasedProgress),
      m_percent(new Label({}, TextStyle::Strong)),
      m_caption(new elements::ElidedLabel({}, TextStyle::Small, Role::Muted)), m_terminal(new TerminalBox),
      m_lines(new Label({}, TextStyle::Mono, Role::TerminalText)), m_open(new QPushButton(tr("Open"))),
      m_cancel(new QPushButton(tr("Cancel Run")))
{
    m_strip->setSteps(stepInfos());
    m_lines->setMinimumWidth(1); // long lines are cut, not pushed
    m_lines->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_lines->setAlignment(Qt::AlignLeft | Qt::AlignBottom);
    m_lines->setFixedHeight(QFontMetrics(theme::font(TextStyle::Mono)).lineSpacing() *
                            RunsController::kLines);
    m_terminal->setObjectName(QStringLiteral("tileLog"));
    m_open->setObjectName(QStringLiteral("tileOpen"));
    m_cancel->setObjectName(QStringLiteral("tileCancel"));
    setButtonKind(m_cancel, ButtonKind::Quiet);
    auto *inside = new QVBoxLayout(m_terminal);
    inside->setContentsMargins(margins(0.9, 0.6));
    inside->addWidget(m_lines);
    auto *head = new QHBoxLayout;
    head->setSpacing(space(0.8));
    head->addWidget(m_name, 1);
    head->addWidget(m_simulation);
    auto *bar = new QHBoxLayout;
    bar->setSpacing(space(1));
    bar->addWidget(m_bar, 1);
    bar->addWidget(m_percent);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(space(0.6));
    foot->addWidget(m_caption, 1);
    foot->addWidget(m_cancel);
    foot->addWidget(m_open);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(margins(1.6, 1.3));
    layout->setSpacing(space(0.8));
    layout->addLayout(head);
    layout->addWidget(m_facts);
    layout->addLayout(bar);
    layout->addWidget(m_strip);
    layout->addWidget(m_terminal);
    layout->addStretch(1); // with a factor: without lines the rest would take an equal share of the room
    layout->addLayout(foot);
    setCursor(Qt::PointingHandCursor);
    connect(m_open, &QPushButton::clicked, this, [this] { emit openRequested(m_container.id); });
    connect(m_cancel, &QPushButton::clicked, this, [this] { emit cancelRequested(m_container.id); });
}

void RunTile::setContainer(const Container &container)
{
    m_container = container;
    setObjectName(QStringLiteral("run:") + container.id.value);
    refresh();
}

void RunTile::setGlance(const RunGlance &glance)
{
    m_glance = glance;
    m_time.setExpected(
        expectedFromJson(glance.snapshot.extra.value(QLatin1StringView("expected")).toObject()));
    refresh();
}

void RunTile::refresh()
{
    m_name->setText(m_container.hostname);
    QStringList facts;
    facts << (m_container.templateName.isEmpty() ? tr("default template") : m_container.templateName);
    if (!m_container.node.isEmpty())
        facts << tr("on %1").arg(m_container.node);
    m_facts->setText(facts.join(QStringLiteral("  ·  ")));
    m_simulation->setVisible(m_container.isSimulated);
    showSteps();
    showLines();
    showTime();
    showButtons();
}

/// A stream tells more than the row. How it stood when nobody looked any more is good for as long as the row
/// says the same.
bool RunTile::isStreamed() const
{
    const Snapshot &streamed = m_glance.snapshot;
    const Snapshot &row = m_container.snapshot;
    return !streamed.step.isEmpty() &&
           (m_glance.isLive || (streamed.step == row.step && streamed.percent >= row.percent));
}

void RunTile::showSteps()
{
    const bool hasSnapshot = isStreamed();
    const Snapshot &snapshot = hasSnapshot ? m_glance.snapshot : m_container.snapshot;
    const auto current = stepFromName(snapshot.step);
    const bool failed = m_container.lifecycle == Lifecycle::Error || snapshot.isError;
    for (const Step step : kAllSteps) {
        StepState state = StepState::Pending;
        if (hasSnapshot) // the row knows the current step only; what comes before it is done
            state = snapshot.stepState(step);
        else if (current && step < *current)
            state = StepState::Completed;
        else if (current && step == *current)
            state = failed ? StepState::Error : StepState::Active;
        m_strip->setStepState(static_cast<int>(step), shown(state));
    }
    m_strip->setNote(
        snapshot.scriptNames.isEmpty() || current != Step::Syncing
            ? QString()
            : tr("%1 of %2").arg(snapshot.completedScripts.size()).arg(snapshot.scriptNames.size()));
    const bool isSameStep = snapshot.step == m_container.snapshot.step;
    const int percent = isSameStep ? qMax(snapshot.percent, m_container.snapshot.percent) : snapshot.percent;
    if (percent < m_bar->percent())
        m_bar->reset(); // a retry
    m_bar->setPercent(percent);
    m_bar->setTone(failed ? Role::Danger : Role::Accent);
    m_percent->setText(tr("%1 %").arg(percent));
}

/// The tail of what was said stays as it was while nobody streams it; where nothing was heard there is no
/// log.
void RunTile::showLines()
{
    const QString lines = m_glance.lastLines.join(QLatin1Char('\n'));
    m_terminal->setVisible(m_glance.isLive || !lines.isEmpty());
    const QString text = lines.isEmpty() ? tr("Waiting for logs…") : lines;
    if (m_lines->text() != text)
        m_lines->setText(text);
    m_lines->setAlignment(Qt::AlignLeft | (lines.isEmpty() ? Qt::AlignTop : Qt::AlignBottom));
    m_lines->setAccessibleName(tr("Last lines: %1").arg(text));
    m_lines->setRole(m_glance.isLive && !lines.isEmpty() ? Role::TerminalText : Role::TerminalTime);
}

void RunTile::showTime()
{
    QString words;
    if (m_glance.isCancelling)
        words = tr("Cancelling…");
    else if (m_container.lifecycle == Lifecycle::Pending && m_glance.snapshot.step.isEmpty())
        words = tr("waiting for its turn");
    else if (isStreamed())
        words =
            timeCaption(m_glance.snapshot, m_time, m_glance.clock.at(QDateTime::currentMSecsSinceEpoch()));
    else if (const auto step = stepFromName(m_container.snapshot.step))
        words = stepLabel(*step); // all that its row tells
    if (m_caption->text() != words)
        m_caption->setText(words);
}

void RunTile::showButtons()
{
    const QString name = m_container.hostname;
    m_open->setAccessibleName(tr("Open the run of %1").arg(name));
    m_cancel->setAccessibleName(tr("Cancel the run of %1").arg(name));
    m_cancel->setEnabled(!m_glance.isCancelling);
}

QString RunTile::caption() const { return m_caption->text(); }
QString RunTile::lines() const { return m_glance.lastLines.join(QLatin1Char('\n')); }

void RunTile::mouseReleaseEvent(QMouseEvent *event)
{
    Card::mouseReleaseEvent(event);
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        emit openRequested(m_container.id);
}

} // namespace slipway::desktop
