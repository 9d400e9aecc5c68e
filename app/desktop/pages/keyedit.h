#pragma once
#include "app/base/result.h"
#include "app/base/secret.h"

#include <QFrame>

class QPushButton;

namespace slipway::theme {
class Label;
}

namespace slipway::desktop {

/// Takes a private key from a file or from the clipboard and shows that it is there, never the key itself.
class KeyEdit : public QFrame
{
    Q_OBJECT
public:
    explicit KeyEdit(const QString &name, QWidget *parent = nullptr);
    const Secret &key() const { return m_key; }
    void setKey(const Secret &key, const QString &from = {});
    void setKept(bool kept);

public slots:
    void choose();
    void paste();
    void takeFile(const QString &path);

signals:
    void changed();
    void unreadable(const QString &message);

private:
    void refresh();

    Secret m_key;
    QString m_from;
    bool m_kept = false;
    theme::Label *m_state;
    QPushButton *m_choose;
    QPushButton *m_paste;
    QPushButton *m_forget;
};

/// At most 64 KiB of a plain file.
Result<Secret> readKeyFile(const QString &path);

} // namespace slipway::desktop
