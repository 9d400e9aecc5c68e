#include "app/desktop/pages/powerbar.h"

#include "app/desktop/pages/dialogs.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/elements/spinner.h"
#include "widgets/theme/label.h"
#include "widgets/theme/style.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;

namespace {

QPushButton *button(const QString &name, Icon icon, const QString &text)
{
    auto *made = new QPushButton(text);
    made->setObjectName(name);
    made->setIcon(theme::icon(icon));
    return made;
}

} // namespace

QString actionText(const QString &action)
{
    if (action == "start"_L1)
        return PowerBar::tr("Starting…");
    if (action == "shutdown"_L1)
        return PowerBar::tr("Shutting down…");
    if (action == "reboot"_L1)
        return PowerBar::tr("Restarting…");
    return PowerBar::tr("Stopping…");
}

QString progressText(const QString &action, qint64 elapsedMs)
{
    const qint64 seconds = elapsedMs / 1000;
    if (action == "start"_L1)
        return PowerBar::tr("Starting… %1 s").arg(seconds);
    if (action == "shutdown"_L1)
        return PowerBar::tr("Shutting down… %1 s").arg(seconds);
    if (action == "reboot"_L1)
        return PowerBar::tr("Restarting… %1 s").arg(seconds);
    return PowerBar::tr("Stopping… %1 s").arg(seconds);
}

PowerBar::PowerBar(LiveController &controller, QWidget *parent)
    : QWidget(parent), m_controller(controller), m_start(button(u"powerStart"_s, Icon::Start, tr("Start"))),
      m_shutdown(button(u"powerShutdown"_s, Icon::Power, tr("Shut Down"))),
      m_reboot(button(u"powerReboot"_s, Icon::Refresh, tr("Restart"))),
      m_stop(button(u"powerStop"_s, Icon::Stop, tr("Stop"))), m_progress(new QWidget),
      m_spinner(new elements::Spinner), m_text(new Label), m_message(new elements::InlineMessage)
{
    setObjectName(u"powerBar"_s);
    m_text->setObjectName(u"powerProgress"_s);
    m_message->setObjectName(u"powerMessage"_s);
    auto *row = new QHBoxLayout(m_progress);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_spinner);
    row->setSpacing(space(0.6));
    row->addWidget(m_text);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(0.8));
    layout->addWidget(m_message);
    m_message->hide();
    m_tick.setInterval(500);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        m_text->setText(progressText(m_controller.runningAction(), m_controller.runningMs()));
    });
    connect(m_start, &QPushButton::clicked, this, [this] {
        m_message->hide();
        m_controller.power(u"start"_s);
    });
    connect(m_shutdown, &QPushButton::clicked, this, [this] { ask(u"shutdown"_s); });
    connect(m_reboot, &QPushButton::clicked, this, [this] { ask(u"reboot"_s); });
    connect(m_stop, &QPushButton::clicked, this, [this] { ask(u"stop"_s); });
    connect(m_message, &elements::InlineMessage::actionTriggered, this, [this] { ask(u"stop"_s); });
    connect(&m_controller, &LiveController::changed, this, &PowerBar::refresh);
    connect(&m_controller, &LiveController::powerFailed, this, &PowerBar::showFailure);
    connect(&m_controller, &LiveController::powerDone, this, [this] { m_message->hide(); });
    refresh();
}

void PowerBar::setContainer(const Container &container)
{
    if (m_container.id != container.id)
        m_message->hide();
    m_container = container;
    refresh();
}

bool PowerBar::isOurs() const
{
    return m_container.lifecycle == Lifecycle::Ready || m_container.lifecycle == Lifecycle::Stopped ||
           (m_container.lifecycle == Lifecycle::Error && !m_container.hostRef.isEmpty());
}

void PowerBar::refresh()
{
    using Power = HostStatus::Power;
    const QString running = m_controller.runningAction();
    const bool isIdle = running.isEmpty() && isOurs();
    const auto power = m_controller.live() ? m_controller.live()->status.power : Power::Unknown;
    const QString lock = m_controller.live() ? m_controller.live()->status.lock : QString();
    const bool isFree = isIdle && lock.isEmpty();
    QPushButton *focused = nullptr;
    for (QPushButton *one : buttons())
        focused =
            window()->focusWidget() == one ? one : focused; // the question's window may still be in front
    m_start->setEnabled(isFree && power == Power::Stopped);
    m_shutdown->setEnabled(isFree && power == Power::Running);
    m_reboot->setEnabled(isFree && power == Power::Running);
    m_stop->setEnabled(isIdle && power == Power::Running);
    keepFocus(focused);
    const QString why = !running.isEmpty()        ? tr("Something is going on already.")
                        : !lock.isEmpty()         ? tr("The host has locked it: %1.").arg(lock)
                        : power == Power::Unknown ? tr("The host has not said how it stands.")
                        : power == Power::Gone    ? tr("It is gone from its host.")
                                                  : QString();
    for (QPushButton *one : buttons()) {
        one->setToolTip(one->isEnabled() ? QString() : why);
        one->setAccessibleDescription(one->toolTip());
    }
    const bool wasBusy = m_tick.isActive();
    m_progress->setVisible(!running.isEmpty());
    if (running.isEmpty()) {
        m_tick.stop();
    } else {
        m_text->setText(progressText(running, m_controller.runningMs()));
        m_tick.start();
    }
    if (wasBusy != m_tick.isActive())
        emit busyChanged();
    setVisible(!m_message->isHidden());
}

/// Disabling takes the focus away; it comes back when something can be pressed again, unless it went on
/// since.
void PowerBar::keepFocus(QPushButton *before)
{
    if (before && !before->isEnabled()) {
        m_pressed = before;
        m_focusTaker = window()->focusWidget();
    }
    if (!m_focusTaker)
        return;
    if (window()->focusWidget() != m_focusTaker) {
        m_focusTaker = nullptr;
        return;
    }
    QPushButton *next = m_pressed;
    for (QPushButton *one : buttons())
        next = next->isEnabled() ? next : one;
    if (!next->isEnabled())
        return;
    m_focusTaker = nullptr;
    next->setFocus(Qt::OtherFocusReason);
}

void PowerBar::ask(const QString &action)
{
    const QString name = m_container.hostname;
    const ContainerId id = m_container.id;
    QString title;
    QString text;
    QString verb;
    if (action == "shutdown"_L1) {
        title = tr("Shut down %1?").arg(name);
        text =
            tr("Its services are asked to end and get 60 seconds for it. They cannot be reached until it is "
               "started again.");
        verb = tr("Shut Down");
    } else if (action == "reboot"_L1) {
        title = tr("Restart %1?").arg(name);
        text = tr("Its services end and come up again. They cannot be reached in between.");
        verb = tr("Restart");
    } else {
        title = tr("Stop %1 at once?").arg(name);
        text =
            tr("Like pulling the plug: nothing in it is asked, and what was not written yet is lost. Shut it "
               "down instead if it still answers.");
        verb = tr("Stop at Once");
    }
    ConfirmDialog dialog(title, text, verb, window());
    if (dialog.exec() != QDialog::Accepted || m_controller.id() != id)
        return;
    m_message->hide();
    m_controller.power(action);
}

void PowerBar::showFailure(const QString &action, const QString &message, const QString &code)
{
    const bool offersStop = code == "timeout"_L1 && (action == "shutdown"_L1 || action == "reboot"_L1);
    m_message->showMessage(elements::InlineMessage::Kind::Error, message,
                           offersStop ? tr("Stop…") : QString());
    refresh();
}

} // namespace slipway::desktop
