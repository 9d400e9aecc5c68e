#include "app/desktop/pages/secretedit.h"

#include "widgets/theme/icons.h"

#include <QAction>
#include <QEvent>

namespace slipway::desktop {

using namespace theme;

SecretEdit::SecretEdit(const QString &name, QWidget *parent)
    : QLineEdit(parent), m_eye(addAction(theme::icon(Icon::Eye, Role::Muted), QLineEdit::TrailingPosition))
{
    setObjectName(name);
    setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText |
                        Qt::ImhNoAutoUppercase);
    connect(m_eye, &QAction::triggered, this, [this] { setRevealed(!isRevealed()); });
    setRevealed(false);
}

void SecretEdit::setKept(bool kept)
{
    setPlaceholderText(kept ? tr("kept, unless you type a new one") : QString());
}

void SecretEdit::setRevealed(bool revealed)
{
    setEchoMode(revealed ? QLineEdit::Normal : QLineEdit::Password);
    m_eye->setIcon(theme::icon(revealed ? Icon::EyeOff : Icon::Eye, Role::Muted));
    m_eye->setText(revealed ? tr("Hide") : tr("Show"));
    m_eye->setToolTip(m_eye->text());
}

void SecretEdit::changeEvent(QEvent *event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::ActivationChange && !isActiveWindow())
        setRevealed(false);
}

void SecretEdit::hideEvent(QHideEvent *event)
{
    QLineEdit::hideEvent(event);
    setRevealed(false);
}

} // namespace slipway::desktop
