#include "widgets/stepper/stepper.h"

#include "widgets/stepper/easedprogress.h"
#include "widgets/stepper/steprow.h"
#include "widgets/stepper/stepstrip.h"
#include "widgets/theme/label.h"

#include <QGridLayout>
#include <QLocale>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace slipway::stepper {

using namespace theme;

QString stateText(StepState state)
{
    switch (state) {
    case StepState::Pending:
        return Stepper::tr("waiting");
    case StepState::Active:
        return Stepper::tr("running");
    case StepState::Completed:
        return Stepper::tr("completed");
    case StepState::Error:
        return Stepper::tr("failed");
    }
    return {};
}

Icon stateIcon(StepState state)
{
    switch (state) {
    case StepState::Pending:
        return Icon::Pending;
    case StepState::Active:
        return Icon::Start;
    case StepState::Completed:
        return Icon::Check;
    case StepState::Error:
        return Icon::Cross;
    }
    return Icon::Pending;
}

Role stateRole(StepState state)
{
    switch (state) {
    case StepState::Pending:
        return Role::Muted;
    case StepState::Active:
        return Role::Accent;
    case StepState::Completed:
        return Role::Success;
    case StepState::Error:
        return Role::Danger;
    }
    return Role::Muted;
}

QString durationText(qint64 milliseconds)
{
    const qint64 seconds = (milliseconds + 500) / 1000;
    if (milliseconds < 9950)
        return Stepper::tr("%1 s").arg(QLocale().toString(double(milliseconds) / 1000, 'f', 1));
    if (seconds < 60)
        return Stepper::tr("%1 s").arg(seconds);
    if (seconds < 3600)
        return Stepper::tr("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
    return Stepper::tr("%1 h %2 min").arg(seconds / 3600).arg(seconds % 3600 / 60);
}

QString scriptLabel(const QString &name)
{
    static const QRegularExpression prefix(QStringLiteral("^\\d+[-_]"));
    QString label = name;
    label.remove(prefix);
    if (label.endsWith(QLatin1StringView(".sh")))
        label.chop(3);
    label.replace(QLatin1Char('-'), QLatin1Char(' ')).replace(QLatin1Char('_'), QLatin1Char(' '));
    return label.trimmed().isEmpty() ? name : label;
}

Stepper::Stepper(QWidget *parent)
    : QWidget(parent), m_list(new QWidget(this)), m_strip(new StepStrip(this)),
      m_bar(new EasedProgress(this)), m_percent(new Label(QString(), TextStyle::Heading, Role::Text, this)),
      m_caption(new Label(QString(), TextStyle::Small, Role::Muted, this))
{
    setObjectName(QStringLiteral("stepper"));
    auto *head = new QGridLayout;
    head->setHorizontalSpacing(space(1.2));
    head->setVerticalSpacing(space(0.2));
    head->addWidget(m_bar, 0, 0, Qt::AlignVCenter);
    head->addWidget(m_percent, 0, 1);
    head->addWidget(m_caption, 1, 0, 1, 2);
    m_percent->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_percent->setMinimumWidth(
        QFontMetrics(theme::font(TextStyle::Heading)).horizontalAdvance(tr("%1 %").arg(100)));
    m_percent->setObjectName(QStringLiteral("percent"));
    m_caption->setObjectName(QStringLiteral("progressCaption"));
    m_caption->setVisible(false);
    auto *rows = new QVBoxLayout(m_list);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(head);
    layout->addWidget(m_strip);
    layout->addWidget(m_list);
    m_strip->setVisible(false);
    layout->addStretch();
    reset();
}

void Stepper::setSteps(const QList<StepInfo> &steps)
{
    qDeleteAll(m_rows);
    m_rows.clear();
    m_steps = steps;
    m_strip->setSteps(steps);
    for (qsizetype i = 0; i < steps.size(); ++i) {
        const auto position = i == 0                  ? StepRow::Position::First
                              : i + 1 == steps.size() ? StepRow::Position::Last
                                                      : StepRow::Position::Middle;
        auto *row = new StepRow(steps.at(i), position, m_list);
        row->setObjectName(QStringLiteral("step:%1").arg(i));
        connect(row, &StepRow::scriptClicked, this, &Stepper::choose);
        m_list->layout()->addWidget(row);
        m_rows.append(row);
    }
}

void Stepper::setStepState(int step, StepState state, qint64 durationMs)
{
    if (step >= 0 && step < m_rows.size())
        m_rows.at(step)->setState(state, durationMs);
    m_strip->setStepState(step, state);
}

StepState Stepper::stepState(int step) const
{
    return step >= 0 && step < m_rows.size() ? m_rows.at(step)->state() : StepState::Pending;
}

void Stepper::setStepNote(int step, const QString &note)
{
    if (step >= 0 && step < m_rows.size())
        m_rows.at(step)->setNote(note);
    if (stepState(step) == StepState::Active)
        m_strip->setNote(note);
}

void Stepper::setScripts(int step, const QList<ScriptInfo> &scripts)
{
    if (step < 0 || step >= m_rows.size())
        return;
    m_rows.at(step)->setScripts(scripts);
    m_rows.at(step)->setSelectedScript(m_selected);
}

void Stepper::setSelectedScript(const QString &name)
{
    m_selected = name;
    for (StepRow *row : m_rows)
        row->setSelectedScript(name);
}

void Stepper::choose(const QString &name)
{
    setSelectedScript(m_selected == name ? QString() : name);
    emit scriptChosen(m_selected);
}

void Stepper::setPercent(int percent)
{
    m_bar->setPercent(percent);
    m_percent->setText(tr("%1 %").arg(m_bar->percent()));
}

int Stepper::percent() const { return m_bar->percent(); }

void Stepper::setCaption(const QString &caption)
{
    m_caption->setText(caption);
    m_caption->setVisible(!caption.isEmpty());
}

void Stepper::setTone(Role tone) { m_bar->setTone(tone); }

void Stepper::setCompact(bool compact)
{
    m_list->setVisible(!compact);
    m_strip->setVisible(compact);
}

void Stepper::reset()
{
    m_bar->reset();
    m_bar->setTone(Role::Accent);
    m_percent->setText(tr("%1 %").arg(0));
    m_caption->setVisible(false);
    setSelectedScript({});
    m_strip->setSteps(m_steps);
    m_strip->setNote({});
    for (StepRow *row : m_rows) {
        row->setState(StepState::Pending, -1);
        row->setNote({});
        row->setScripts({});
    }
}

QString Stepper::asText() const
{
    QStringList parts;
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        const StepState state = m_rows.at(i)->state();
        const auto mark = state == StepState::Completed ? QLatin1StringView("[x] ")
                          : state == StepState::Active  ? QLatin1StringView("[>] ")
                          : state == StepState::Error   ? QLatin1StringView("[!] ")
                                                        : QLatin1StringView("[ ] ");
        parts += mark + m_steps.at(i).label;
    }
    return parts.join(QLatin1StringView(" / "));
}

} // namespace slipway::stepper
