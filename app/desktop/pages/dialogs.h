#pragma once
#include "app/base/secret.h"
#include "app/domain/container.h"

#include <QDialog>

namespace slipway::desktop {

class SecretEdit;

/// Full error and report; "Copy report" with feedback.
class DetailsDialog : public QDialog
{
    Q_OBJECT
public:
    DetailsDialog(const QString &hostname, const QString &report, QWidget *parent = nullptr);
};

/// Asks before something that cannot be undone. The safe button has the focus; Return alone destroys nothing.
class ConfirmDialog : public QDialog
{
    Q_OBJECT
public:
    /// `keep` names the harmless way where "Cancel" could be taken for the other one.
    ConfirmDialog(const QString &title, const QString &text, const QString &verb, QWidget *parent = nullptr,
                  const QString &keep = {});
};

/// Asks for the root password of a container whose run goes on with a step that needs it: it is not kept
/// anywhere.
class RootPasswordDialog : public QDialog
{
    Q_OBJECT
public:
    RootPasswordDialog(const QString &hostname, const QString &reason, QWidget *parent = nullptr);
    Secret password() const;

private:
    SecretEdit *m_password;
};

/// Asks whether `container` is to go, and says what goes with it. Blocks until answered.
bool confirmDeletion(const Container &container, QWidget *parent);

} // namespace slipway::desktop
