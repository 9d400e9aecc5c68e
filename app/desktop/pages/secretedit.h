#pragma once
#include "app/base/secret.h"

#include <QLineEdit>

namespace slipway::desktop {

/// Takes a secret: dots, an eye to look at it, hidden again when the window or the field goes out of sight.
/// What is stored already never comes here; the placeholder says that it stays.
class SecretEdit : public QLineEdit
{
    Q_OBJECT
public:
    explicit SecretEdit(const QString &name, QWidget *parent = nullptr);
    Secret secret() const { return Secret(text()); }
    void setKept(bool kept); ///< one is stored: "kept, unless you type a new one"
    bool isRevealed() const { return echoMode() == QLineEdit::Normal; }
    void setRevealed(bool revealed);

protected:
    void changeEvent(QEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QAction *m_eye;
};

} // namespace slipway::desktop
