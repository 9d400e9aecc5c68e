#include "app/desktop/pages/errorcard.h"

#include "widgets/theme/label.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QVBoxLayout>

namespace slipway::desktop {

using namespace theme;

namespace {

constexpr int kLines = 5;

/// The last lines as the terminal shows them.
class TerminalExcerpt : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paint::roundedRect(painter, rect(), cornerRadius(), color(Role::TerminalPaper),
                           color(Role::TerminalBorder));
    }
};

} // namespace

ErrorCard::ErrorCard(QWidget *parent)
    : Card(parent), m_title(new Label({}, TextStyle::Heading, Role::Danger)), m_message(new Label),
      m_advice(new Label({}, TextStyle::Body, Role::Muted)),
      m_lines(new Label({}, TextStyle::Mono, Role::TerminalText)), m_terminal(new TerminalExcerpt)
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
}

} // namespace slipway::desktop
