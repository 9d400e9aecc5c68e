#pragma once
#include "app/domain/template.h"

#include <QWidget>

class QLineEdit;
class QListWidget;
class QPushButton;
class QSpinBox;

namespace slipway::codeedit {
class CodeEdit;
}

namespace slipway::desktop {

class FormField;

/// The scripts of a template in the order in which they run: moved by dragging or by Alt+Up and Alt+Down, and
/// then numbered by their place; a check mark says which of them run.
class TemplateScripts : public QWidget
{
    Q_OBJECT
public:
    explicit TemplateScripts(QWidget *parent = nullptr);
    void show(const QList<TemplateScript> &scripts);
    using QWidget::show;
    const QList<TemplateScript> &scripts() const { return m_scripts; }
    void showErrors(const QList<FieldError> &errors);

public slots:
    void add();
    void removeCurrent();
    void moveCurrent(int by); ///< -1: before the one above

signals:
    void changed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeList();
    QWidget *makeEditor();
    void rebuild(int current);
    void showCurrent();
    void takeOrder(); ///< of the list, after a drag
    void edit();

    QList<TemplateScript> m_scripts;
    bool m_filling = false;
    QListWidget *m_list;
    QPushButton *m_up;
    QPushButton *m_down;
    QPushButton *m_remove;
    QWidget *m_editor;
    QLineEdit *m_name;
    QSpinBox *m_timeout;
    codeedit::CodeEdit *m_text;
    FormField *m_nameField;
    FormField *m_timeoutField;
    FormField *m_textField;
};

} // namespace slipway::desktop
