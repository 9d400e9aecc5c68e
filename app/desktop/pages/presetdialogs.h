#pragma once
#include <QDialog>

class QLineEdit;
class QListWidget;
class QPushButton;

namespace slipway::desktop {

class PresetStore;

/// Asks for the name of a preset.
class PresetNameDialog : public QDialog
{
    Q_OBJECT
public:
    PresetNameDialog(const QString &title, const QString &suggestion, const QString &verb,
                     QWidget *parent = nullptr);
    QString name() const;

private:
    QLineEdit *m_name;
};

/// The presets there are, to rename and delete.
class PresetsDialog : public QDialog
{
    Q_OBJECT
public:
    explicit PresetsDialog(PresetStore &presets, QWidget *parent = nullptr);

private:
    void refresh();
    void rename();
    void remove();
    QString current() const;

    PresetStore &m_presets;
    QListWidget *m_list;
    QPushButton *m_rename;
    QPushButton *m_remove;
};

} // namespace slipway::desktop
