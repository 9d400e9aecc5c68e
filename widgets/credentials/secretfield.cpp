#include "widgets/credentials/secretfield.h"

#include "widgets/credentials/countdownring.h"
#include "widgets/credentials/secretclipboard.h"
#include "widgets/elements/elidedlabel.h"
#include "widgets/elements/iconbutton.h"
#include "widgets/theme/label.h"

#include <QAccessible>
#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>

namespace slipway::credentials {

using namespace theme;

namespace {
constexpr int kDots = 8; // whatever the length: the length is part of the secret
}

SecretField::SecretField(const QString &key, Secret value, const Options &options, SecretClipboard &clipboard,
                         QWidget *parent)
    : QFrame(parent), m_keyText(key), m_secret(std::move(value)), m_options(options), m_clipboard(clipboard),
      m_key(new elements::ElidedLabel(key, TextStyle::Small, Role::Muted, this)),
      m_value(new Label({}, TextStyle::Mono, Role::Text, this)),
      m_feedback(new Label(tr("Copied"), TextStyle::Small, Role::Success, this)),
      m_ring(new CountdownRing(clipboard, this))
{
    setObjectName(QStringLiteral("secretField:") + key);
    m_value->setObjectName(QStringLiteral("value"));
    m_feedback->setObjectName(QStringLiteral("copied"));
    m_value->setWordWrap(true);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(0.4));
    layout->addWidget(m_key);
    layout->addSpacing(space(0.6));
    layout->addWidget(m_value, 1);
    layout->addWidget(m_feedback);
    layout->addWidget(m_ring);
    if (!options.isEncrypted) {
        if (options.isSecret) {
            m_reveal = new elements::IconButton(Icon::Eye, tr("Reveal %1").arg(key), this);
            m_reveal->setObjectName(QStringLiteral("reveal"));
            connect(m_reveal, &QToolButton::clicked, this, [this] { setRevealed(!m_revealed); });
            layout->addWidget(m_reveal);
        }
        m_copy = new elements::IconButton(Icon::Copy, tr("Copy %1").arg(key), this);
        m_copy->setObjectName(QStringLiteral("copy"));
        connect(m_copy, &QToolButton::clicked, this, &SecretField::copy);
        layout->addWidget(m_copy);
    }
    m_feedback->setVisible(false);
    m_ring->setVisible(false);
    m_hideTimer.setSingleShot(true);
    m_feedbackTimer.setSingleShot(true);
    connect(&m_hideTimer, &QTimer::timeout, this, [this] { setRevealed(false); });
    connect(&m_feedbackTimer, &QTimer::timeout, m_feedback, &QWidget::hide);
    connect(&clipboard, &SecretClipboard::changed, this, &SecretField::clipboardChanged);
    showValue();
}

void SecretField::setKeyWidth(int pixels) { m_key->setFixedWidth(pixels); }

int SecretField::keyWidthHint() const
{
    return QFontMetrics(theme::font(TextStyle::Small)).horizontalAdvance(m_keyText) + 2;
}

void SecretField::setRevealed(bool revealed)
{
    if (!m_options.isSecret || m_options.isEncrypted || m_revealed == revealed)
        return;
    m_revealed = revealed;
    if (revealed)
        m_hideTimer.start(m_options.revealMs);
    else
        m_hideTimer.stop();
    showValue();
    emit revealedChanged(revealed);
}

void SecretField::showValue()
{
    if (m_options.isEncrypted) {
        m_value->setTextStyle(TextStyle::Small);
        m_value->setRole(Role::Muted);
        m_value->setText(tr("encrypted, cannot be shown"));
        return;
    }
    const bool visible = m_revealed || !m_options.isSecret;
    m_value->setText(visible ? m_secret.revealText() : QString(kDots, QChar(0x25CF)));
    // While hidden the dots would be read out one by one.
    m_value->setAccessibleName(visible ? QString() : tr("%1, hidden").arg(m_keyText));
    m_value->setTextInteractionFlags(Qt::NoTextInteraction);
    if (m_reveal) {
        m_reveal->set(m_revealed ? Icon::EyeOff : Icon::Eye,
                      m_revealed ? tr("Hide %1").arg(m_keyText) : tr("Reveal %1").arg(m_keyText));
    }
}

void SecretField::copy()
{
    if (m_options.isEncrypted)
        return;
    if (!m_options.isSecret) {
        QGuiApplication::clipboard()->setText(m_secret.revealText(), QClipboard::Clipboard);
        showCopied();
        return;
    }
    m_clipboard.copy(m_secret);
    m_ring->setVisible(m_clipboard.holdsSecret());
    showCopied();
}

void SecretField::showCopied()
{
    m_feedback->setVisible(true);
    m_feedbackTimer.start(m_options.feedbackMs);
    QAccessibleEvent event(m_feedback, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void SecretField::clipboardChanged(bool)
{
    // Another field's copy takes the clipboard over: the ring belongs to the last one.
    m_ring->setVisible(false);
}

bool SecretField::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::WindowDeactivate)
        setRevealed(false);
    return QFrame::eventFilter(watched, event);
}

void SecretField::showEvent(QShowEvent *event)
{
    window()->removeEventFilter(this);
    window()->installEventFilter(this);
    QFrame::showEvent(event);
}

void SecretField::hideEvent(QHideEvent *event)
{
    setRevealed(false);
    QFrame::hideEvent(event);
}

} // namespace slipway::credentials
