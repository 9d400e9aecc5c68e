#include "widgets/elements/connectionpill.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/label.h"
#include "widgets/theme/style.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

namespace slipway::elements {

using namespace theme;

namespace {

Role toneOf(ConnectionPill::State state)
{
    switch (state) {
    case ConnectionPill::State::Connected:
        return Role::Success;
    case ConnectionPill::State::Waiting:
        return Role::Warning;
    case ConnectionPill::State::SignedOut:
    case ConnectionPill::State::Offline:
        return Role::Danger;
    case ConnectionPill::State::Idle:
    case ConnectionPill::State::Connecting:
    case ConnectionPill::State::Asked:
        break;
    }
    return Role::Muted;
}

Icon iconOf(ConnectionPill::State state)
{
    switch (state) {
    case ConnectionPill::State::Connected:
        return Icon::Plug;
    case ConnectionPill::State::SignedOut:
        return Icon::Lock;
    case ConnectionPill::State::Offline:
    case ConnectionPill::State::Waiting:
        return Icon::Unplugged;
    case ConnectionPill::State::Idle:
    case ConnectionPill::State::Connecting:
    case ConnectionPill::State::Asked:
        break;
    }
    return Icon::Clock;
}

} // namespace

ConnectionPill::ConnectionPill(QWidget *parent)
    : QWidget(parent), m_label(new Label({}, TextStyle::Body, Role::Muted, this)),
      m_retry(new QPushButton(tr("Retry now"), this))
{
    setObjectName(QStringLiteral("connectionPill"));
    m_retry->setObjectName(QStringLiteral("retryConnection"));
    setButtonKind(m_retry, ButtonKind::Quiet);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(space(0.9) + space(2.1), space(0.2), space(0.9), space(0.2));
    layout->setSpacing(space(0.2));
    layout->addWidget(m_label);
    layout->addWidget(m_retry);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_tick.setInterval(250);
    connect(&m_tick, &QTimer::timeout, this, &ConnectionPill::refresh);
    connect(m_retry, &QPushButton::clicked, this, &ConnectionPill::retryRequested);
    refresh();
}

void ConnectionPill::set(State state, const QString &reason, int attempt, int nextAttemptMs)
{
    const bool told = m_state == state && m_reason == reason;
    m_state = state;
    m_reason = reason;
    m_attempt = attempt;
    m_next = QDeadlineTimer(qMax(0, nextAttemptMs));
    if (state == State::Waiting || state == State::Asked)
        m_tick.start();
    else
        m_tick.stop();
    refresh();
    if (!told) {
        QAccessibleEvent event(this, QAccessible::NameChanged);
        QAccessible::updateAccessibility(&event);
    }
}

void ConnectionPill::setAsked(const QString &reason, int sinceMs)
{
    m_asked.start();
    m_askedBefore = qMax(0, sinceMs);
    set(State::Asked, reason);
}

QString ConnectionPill::text() const { return m_label->text(); }

void ConnectionPill::refresh()
{
    QString words;
    switch (m_state) {
    case State::Idle:
        words = tr("not connected");
        break;
    case State::Connecting:
        words = tr("connecting…");
        break;
    case State::Connected:
        words = tr("connected");
        break;
    case State::Waiting: {
        const int seconds = int((m_next.remainingTime() + 999) / 1000);
        words = seconds > 0 ? tr("reconnecting in %1 s (attempt %2)").arg(seconds).arg(m_attempt)
                            : tr("reconnecting (attempt %1)").arg(m_attempt);
        break;
    }
    case State::Asked:
        words = tr("waiting for an answer (%1 s)").arg((m_askedBefore + m_asked.elapsed()) / 1000);
        break;
    case State::SignedOut:
        words = tr("signed out");
        break;
    case State::Offline:
        words = tr("offline");
        break;
    }
    m_label->setText(words);
    m_label->setRole(toneOf(m_state));
    setToolTip(m_reason.toHtmlEscaped());
    setAccessibleName(m_reason.isEmpty() ? words : words + QStringLiteral(": ") + m_reason);
    m_retry->setVisible(m_state == State::Waiting || m_state == State::Offline ||
                        m_state == State::SignedOut);
    m_retry->setAccessibleDescription(m_reason);
    update();
}

void ConnectionPill::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    theme::paint::roundedRect(painter, rect(), height() / 2.0, color(softRole(toneOf(m_state))));
    const double side = space(1.6);
    paintIcon(painter, QRectF(space(0.8), height() / 2.0 - side / 2, side, side), iconOf(m_state),
              color(toneOf(m_state)));
}

} // namespace slipway::elements
