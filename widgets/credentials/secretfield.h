#pragma once
#include "app/base/secret.h"

#include <QFrame>
#include <QTimer>

namespace slipway::theme {
class Label;
}
namespace slipway::elements {
class IconButton;
}

namespace slipway::credentials {

class CountdownRing;
class SecretClipboard;

/// One line of a credential panel: key, value, [reveal], [copy].
///
/// A hidden value is drawn as eight dots whatever its length and stands in no widget property, tool tip or
/// accessible text. Revealed, it hides again after `revealMs`, when its window loses focus and when it is
/// hidden.
class SecretField : public QFrame
{
    Q_OBJECT
public:
    static constexpr int kRevealMs = 30'000;

    struct Options
    {
        bool isSecret = true;     ///< false: shown at once, nothing to reveal (a user name)
        bool isEncrypted = false; ///< "encrypted, cannot be shown": neither reveal nor copy
        int revealMs = kRevealMs;
        int feedbackMs = 2'000;
    };
    SecretField(const QString &key, Secret value, const Options &options, SecretClipboard &clipboard,
                QWidget *parent = nullptr);

    bool isRevealed() const { return m_revealed; }
    void setKeyWidth(int pixels);
    int keyWidthHint() const;

public slots:
    void setRevealed(bool revealed);
    void copy();

signals:
    void revealedChanged(bool revealed);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void showValue();
    void showCopied();
    void clipboardChanged(bool holdsSecret);

    QString m_keyText;
    Secret m_secret;
    Options m_options;
    SecretClipboard &m_clipboard;
    bool m_revealed = false;
    QTimer m_hideTimer;
    QTimer m_feedbackTimer;
    theme::Label *m_key;
    theme::Label *m_value;
    theme::Label *m_feedback;
    CountdownRing *m_ring;
    elements::IconButton *m_reveal = nullptr;
    elements::IconButton *m_copy = nullptr;
};

} // namespace slipway::credentials
