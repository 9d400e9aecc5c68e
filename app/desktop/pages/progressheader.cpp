#include "app/desktop/pages/progressheader.h"

#include "widgets/elements/badge.h"
#include "widgets/elements/elidedlabel.h"
#include "widgets/elements/spinner.h"
#include "widgets/stepper/stepstate.h"
#include "widgets/theme/style.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

namespace slipway::desktop {

using namespace theme;

ProgressHeader::ProgressHeader(QWidget *parent)
    : QWidget(parent), m_sign(new QWidget(this)), m_spinner(new elements::Spinner(m_sign)),
      m_title(new elements::ElidedLabel({}, TextStyle::Title)),
      m_facts(new elements::ElidedLabel({}, TextStyle::Body, Role::Muted)),
      m_simulation(new elements::Badge(tr("Simulation"), Role::Warning, Icon::Flask)),
      m_view(new QPushButton(tr("View Container"))), m_another(new QPushButton(tr("Create Another"))),
      m_cancel(new QPushButton(tr("Cancel Run"))), m_again(new QPushButton(tr("Try Again"))),
      m_details(new QPushButton(tr("View Details"))), m_delete(new QPushButton(tr("Delete…")))
{
    setObjectName(QStringLiteral("progressHeader"));
    m_title->setObjectName(QStringLiteral("progressTitle"));
    const int side = space(4.4);
    m_sign->setFixedSize(side, side);
    m_spinner->setFixedSize(side, side);
    m_view->setObjectName(QStringLiteral("viewContainer"));
    m_another->setObjectName(QStringLiteral("createAnother"));
    m_cancel->setObjectName(QStringLiteral("cancelRun"));
    m_again->setObjectName(QStringLiteral("tryAgain"));
    m_again->setIcon(theme::icon(Icon::Refresh, Role::OnAccent));
    m_details->setObjectName(QStringLiteral("viewDetails"));
    m_delete->setObjectName(QStringLiteral("deleteRun"));
    m_delete->setIcon(theme::icon(Icon::Trash, Role::Danger));
    m_delete->setAccessibleName(tr("Delete this run and what is left of it"));
    m_delete->setToolTip(m_delete->accessibleName());
    setButtonKind(m_view, ButtonKind::Primary);
    setButtonKind(m_again, ButtonKind::Primary);
    m_simulation->setToolTip(tr("Nothing was created on a real host: this run is a simulation."));
    m_simulation->setObjectName(QStringLiteral("simulationBadge"));
    auto *first = new QHBoxLayout;
    first->setSpacing(space(1));
    first->addWidget(m_title, 0);
    first->addWidget(m_simulation, 0, Qt::AlignVCenter);
    first->addStretch(1);
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    words->addLayout(first);
    words->addWidget(m_facts);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(1.2));
    layout->addWidget(m_sign);
    layout->addLayout(words, 1);
    layout->addWidget(m_cancel);
    layout->addWidget(m_delete);
    layout->addWidget(m_details);
    layout->addWidget(m_again);
    layout->addWidget(m_another);
    layout->addWidget(m_view);
    connect(m_view, &QPushButton::clicked, this, &ProgressHeader::viewRequested);
    connect(m_another, &QPushButton::clicked, this, &ProgressHeader::anotherRequested);
    connect(m_cancel, &QPushButton::clicked, this, &ProgressHeader::cancelRequested);
    connect(m_again, &QPushButton::clicked, this, &ProgressHeader::tryAgainRequested);
    connect(m_delete, &QPushButton::clicked, this, &ProgressHeader::deleteRequested);
    connect(m_details, &QPushButton::clicked, this, &ProgressHeader::detailsRequested);
    showRun({});
}

QString ProgressHeader::title() const { return m_title->text(); }

QString ProgressHeader::titleOf(const RunState &run) const
{
    if (!run.connectionProblem.isEmpty() && run.phase != RunPhase::Complete && run.phase != RunPhase::Error)
        return tr("Cannot follow %1").arg(run.hostname);
    switch (run.phase) {
    case RunPhase::Connecting:
        return tr("Connecting to %1").arg(run.hostname);
    case RunPhase::Streaming:
        return tr("Creating %1").arg(run.hostname);
    case RunPhase::Complete:
        return tr("%1 is ready").arg(run.hostname);
    case RunPhase::Error:
        return tr("Creation of %1 failed").arg(run.hostname);
    }
    return {};
}

void ProgressHeader::showRun(const RunState &run)
{
    const QString title = titleOf(run);
    if (m_title->text() != title) {
        m_title->setText(title);
        m_title->setAccessibleName(title);
        QAccessibleEvent event(m_title, QAccessible::NameChanged);
        QAccessible::updateAccessibility(&event);
    }
    m_phase = run.phase;
    m_problem = !run.connectionProblem.isEmpty();
    QStringList facts;
    facts << (run.templateName.isEmpty() ? tr("default template") : tr("template %1").arg(run.templateName));
    if (run.phase == RunPhase::Error)
        facts.prepend(tr("at %1").arg(failurePlace(run)));
    if (run.phase == RunPhase::Complete) {
        qint64 total = 0;
        for (const qint64 ms : run.snapshot.phaseDurations)
            total += ms;
        if (total > 0)
            facts << tr("took %1").arg(stepper::durationText(total));
    }
    if (!run.connectionProblem.isEmpty())
        facts = {run.connectionProblem};
    m_facts->setText(facts.join(QStringLiteral("  ·  ")));
    m_simulation->setVisible(run.isSimulated);
    const bool running = run.phase == RunPhase::Connecting || run.phase == RunPhase::Streaming;
    m_spinner->setVisible(running && !m_problem);
    m_view->setVisible(run.phase == RunPhase::Complete);
    m_another->setVisible(run.phase == RunPhase::Complete);
    m_cancel->setVisible(running && !m_problem && !run.id.value.isEmpty());
    m_cancel->setEnabled(!run.isCancelling);
    m_cancel->setText(run.isCancelling ? tr("Cancelling…") : tr("Cancel Run"));
    m_again->setVisible(run.phase == RunPhase::Error);
    m_details->setVisible(run.phase == RunPhase::Error);
    m_delete->setVisible(run.phase == RunPhase::Error);
    update();
}

void ProgressHeader::setCompact(bool compact)
{
    m_title->setTextStyle(compact ? TextStyle::Heading : TextStyle::Title);
    m_delete->setText(compact ? QString() : tr("Delete…"));
}

void ProgressHeader::paintEvent(QPaintEvent *)
{
    const bool failed = m_phase == RunPhase::Error || m_problem;
    if (m_phase != RunPhase::Complete && !failed)
        return;
    QPainter painter(this);
    const QRectF disc = m_sign->geometry();
    const Role tone = failed ? Role::Danger : Role::Success;
    paint::roundedRect(painter, disc, disc.width() / 2, color(softRole(tone)));
    const double inset = disc.width() * 0.24;
    paintIcon(painter, disc.adjusted(inset, inset, -inset, -inset), failed ? Icon::Cross : Icon::Check,
              color(tone));
}

} // namespace slipway::desktop
