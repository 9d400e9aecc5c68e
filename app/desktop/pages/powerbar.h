#pragma once
#include "app/desktop/livecontroller.h"
#include "app/domain/container.h"

#include <QPointer>
#include <QWidget>

class QPushButton;

namespace slipway::elements {
class InlineMessage;
class Spinner;
} // namespace slipway::elements
namespace slipway::theme {
class Label;
}

namespace slipway::desktop {

/// Start, Shut Down, Restart, Stop: each can be pressed when it makes sense, asks first when it interrupts
/// something, and says what goes on and how it ended. A shutdown that ran out of time offers to stop.
class PowerBar : public QWidget
{
    Q_OBJECT
public:
    explicit PowerBar(LiveController &controller, QWidget *parent = nullptr);
    void setContainer(const Container &container);
    bool isBusy() const { return !m_controller.runningAction().isEmpty(); }
    /// What goes on and for how long; stands where the page wants it.
    QWidget *progress() const { return m_progress; }
    /// The widgets that go into one row with the page's own buttons.
    QList<QPushButton *> buttons() const { return {m_start, m_shutdown, m_reboot, m_stop}; }
    /// Asks whether the action is meant ("shutdown", "reboot", "stop"), and does it.
    void ask(const QString &action);

signals:
    void busyChanged();

private:
    void refresh();
    void keepFocus(QPushButton *before);
    void showFailure(const QString &action, const QString &message, const QString &code);
    bool isOurs() const; ///< made, and not gone

    LiveController &m_controller;
    Container m_container;
    QTimer m_tick;
    QPointer<QWidget> m_focusTaker; ///< got the focus because the pressed button was disabled
    QPushButton *m_pressed = nullptr;
    QPushButton *m_start;
    QPushButton *m_shutdown;
    QPushButton *m_reboot;
    QPushButton *m_stop;
    QWidget *m_progress;
    elements::Spinner *m_spinner;
    theme::Label *m_text;
    elements::InlineMessage *m_message;
};

/// "Shutting down…": what a row says while it goes on.
QString actionText(const QString &action);
/// "Shutting down… 12 s"
QString progressText(const QString &action, qint64 elapsedMs);

} // namespace slipway::desktop
