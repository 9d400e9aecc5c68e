#pragma once
#include <QDialog>

namespace slipway::desktop {

/// Which key does what: the table that the window installs, and what its parts take by themselves.
class ShortcutsDialog : public QDialog
{
    Q_OBJECT
public:
    explicit ShortcutsDialog(QWidget *parent = nullptr);

private:
    QWidget *makeGroup(const QString &title, const QList<std::pair<QString, QString>> &keys);
};

} // namespace slipway::desktop
