#pragma once
#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

class QPushButton;

namespace slipway::theme {
class Label;
}

namespace slipway::elements {

/// Where the connection stands, why, and when the next attempt comes. Never hides an error behind a spinner.
class ConnectionPill : public QWidget
{
    Q_OBJECT
public:
    /// Asked: there is a connection, and a question without an answer yet.
    enum class State { Idle, Connecting, Connected, Waiting, SignedOut, Offline, Asked };

    explicit ConnectionPill(QWidget *parent = nullptr);
    /// `reason` for people; `attempt` and `nextAttemptMs` are used while Waiting.
    void set(State state, const QString &reason = {}, int attempt = 0, int nextAttemptMs = -1);
    /// Asked, for that long already; `reason` says on what is waited.
    void setAsked(const QString &reason, int sinceMs);
    State state() const { return m_state; }
    QString text() const;

signals:
    void retryRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void refresh();

    State m_state = State::Idle;
    QString m_reason;
    int m_attempt = 0;
    QDeadlineTimer m_next;
    QElapsedTimer m_asked;
    qint64 m_askedBefore = 0; // what had gone by when m_asked was started
    QTimer m_tick;
    theme::Label *m_label;
    QPushButton *m_retry;
};

} // namespace slipway::elements
