#pragma once
#include "app/domain/container.h"

#include <QDialog>

namespace slipway::desktop {

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
    ConfirmDialog(const QString &title, const QString &text, const QString &verb, QWidget *parent = nullptr);
};

/// Asks whether `container` is to go, and says what goes with it. Blocks until answered.
bool confirmDeletion(const Container &container, QWidget *parent);

} // namespace slipway::desktop
