#pragma once
#include <QBasicTimer>
#include <QWidget>

namespace slipway::credentials {

class SecretClipboard;

/// How long the clipboard will still hold the secret. Takes no room in thought: a small ring beside the
/// button.
class CountdownRing : public QWidget
{
    Q_OBJECT
public:
    explicit CountdownRing(SecretClipboard &clipboard, QWidget *parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    SecretClipboard &m_clipboard;
    QBasicTimer m_timer;
};

} // namespace slipway::credentials
