#include "app/desktop/pages/formfield.h"

#include "widgets/theme/label.h"
#include "widgets/theme/style.h"

#include <QEvent>
#include <QVBoxLayout>

namespace slipway::desktop {

using namespace theme;

FormField::FormField(const QString &label, QWidget *input, const QString &hint, QWidget *parent)
    : QWidget(parent), m_input(input), m_title(new Label(label, TextStyle::Strong)),
      m_note(new Label({}, TextStyle::Small, Role::Muted)), m_hint(hint)
{
    m_title->setBuddy(input);
    input->setAccessibleName(label);
    m_note->setWordWrap(true);
    m_note->setObjectName(input->objectName() + QStringLiteral(":note"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(0.4));
    layout->addWidget(m_title);
    layout->addWidget(input);
    layout->addWidget(m_note);
    layout->addStretch();
    if (input->focusPolicy() == Qt::WheelFocus)
        input->setFocusPolicy(Qt::StrongFocus);
    input->installEventFilter(this);
    refresh();
}

bool FormField::eventFilter(QObject *watched, QEvent *event)
{
    // Who scrolls the form with the pointer over a number or a choice does not mean to change it.
    if (event->type() == QEvent::Wheel && watched == m_input && !m_input->hasFocus()) {
        event->ignore(); // on to the scroll area
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void FormField::setError(const QString &message)
{
    if (m_error == message)
        return;
    m_error = message;
    refresh();
}

void FormField::setHint(const QString &hint)
{
    m_hint = hint;
    refresh();
}

void FormField::setLabel(const QString &label)
{
    m_title->setText(label);
    m_input->setAccessibleName(label);
}

void FormField::refresh()
{
    const bool wrong = !m_error.isEmpty();
    m_note->setRole(wrong ? Role::Danger : Role::Muted);
    m_note->setText(wrong ? m_error : m_hint);
    m_note->setVisible(!m_note->text().isEmpty());
    m_input->setAccessibleDescription(m_note->text());
    setInvalid(m_input, wrong);
}

} // namespace slipway::desktop
