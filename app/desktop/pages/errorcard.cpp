#include "app/desktop/pages/errorcard.h"

#include "app/desktop/pages/terminalbox.h"
#include "widgets/elements/flowlayout.h"
#include "widgets/theme/label.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace slipway::desktop {

using namespace theme;

namespace {

constexpr int kLines = 5;

} // namespace

ErrorCard::ErrorCard(QWidget *parent)
    : Card(parent), m_title(new Label({}, TextStyle::Heading, Role::Danger)), m_message(new Label),
      m_advice(new Label({}, TextStyle::Body, Role::Muted)),
      m_lines(new Label({}, TextStyle::Mono, Role::TerminalText)), m_terminal(new TerminalBox),
      m_left(new Label), m_retry(new QPushButton), m_delete(new QPushButton(tr("Delete Leftovers…")))
{
    setObjectName(QStringLiteral("errorCard"));
    setEdge(Role::Danger);
    for (Label *label : {m_title, m_message, m_advice})
        label->setWordWrap(true);
    m_message->setObjectName(QStringLiteral("errorMessage"));
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_lines->setWordWrap(false);
    m_lines->setMinimumWidth(1); // long lines are cut, not pushed
    m_lines->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *inside = new QVBoxLayout(m_terminal);
    inside->setContentsMargins(margins(1, 0.8));
    inside->addWidget(m_lines);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(margins(1.8, 1.5));
    layout->setSpacing(space(0.8));
    layout->addWidget(m_title);
    layout->addWidget(m_message);
    layout->addWidget(m_advice);
    layout->addWidget(m_terminal);
    layout->addWidget(m_left);
    m_left->setObjectName(QStringLiteral("leftOnHost"));
    m_left->setWordWrap(true);
    m_retry->setObjectName(QStringLiteral("retryStep"));
    m_retry->setIcon(theme::icon(Icon::Refresh));
    m_delete->setObjectName(QStringLiteral("deleteLeftovers"));
    m_delete->setIcon(theme::icon(Icon::Trash, Role::Danger));
    auto *actions = new elements::FlowLayout;
    actions->setSpacing(space(0.8));
    actions->addWidget(m_retry);
    actions->addWidget(m_delete);
    layout->addLayout(actions);
    connect(m_retry, &QPushButton::clicked, this, &ErrorCard::retryRequested);
    connect(m_delete, &QPushButton::clicked, this, &ErrorCard::deleteRequested);
}

void ErrorCard::showFailure(const RunState &run)
{
    m_title->setText(tr("Failed at %1").arg(failurePlace(run)));
    m_message->setText(run.snapshot.errorMessage);
    m_advice->setText(failureAdvice(run));
    const QStringList lines = run.lastLines.mid(qMax<qsizetype>(0, run.lastLines.size() - kLines));
    m_lines->setText(lines.join(QLatin1Char('\n')));
    m_lines->setAccessibleName(tr("Last lines: %1").arg(m_lines->text()));
    m_terminal->setVisible(!lines.isEmpty());
    m_left->setText(leftoverText(run));
    m_left->setVisible(!m_left->text().isEmpty());
    const bool isLeft = !run.leftOnHost || !run.leftOnHost->isEmpty();
    const QString place = retryPlace(run);
    // Without a container there is no step to go on with: that is a new creation.
    m_retry->setVisible(isLeft && !place.isEmpty());
    m_retry->setEnabled(!run.isRetrying);
    m_retry->setText(run.isRetrying ? tr("Retrying…") : tr("Retry from This Step"));
    m_retry->setToolTip(
        tr("Goes on with %1 in the same container; what came before is not repeated.").arg(place));
    m_delete->setVisible(run.leftOnHost && !run.leftOnHost->isEmpty());
}

} // namespace slipway::desktop
