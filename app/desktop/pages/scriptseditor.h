#pragma once
#include "app/domain/template.h"

#include <QWidget>

class QLineEdit;
class QListWidget;
class QPushButton;
class QSpinBox;
class QStackedWidget;

namespace slipway::elements {
class IconButton;
}
namespace slipway::codeedit {
class CodeEdit;
}

namespace slipway::desktop {

class FormField;

/// Scripts in the order in which they run: moved by dragging or by Alt+Up and Alt+Down; a check mark says
/// which of them run. Those of a template are numbered by their place, those of a request keep their names.
class ScriptsEditor : public QWidget
{
    Q_OBJECT
public:
    enum class Of { Template, Request };

    explicit ScriptsEditor(Of of, QWidget *parent = nullptr);
    void show(const QList<TemplateScript> &scripts);
    using QWidget::show;
    const QList<TemplateScript> &scripts() const { return m_scripts; }
    void showErrors(const QList<FieldError> &errors);
    void focusFirst();

public slots:
    void add();
    void removeCurrent();
    void moveCurrent(int by);                   ///< -1: before the one above
    void importFiles(const QStringList &paths); ///< each becomes a script of the file's name

signals:
    void changed();
    void unreadable(const QString &message); ///< a file that was to be imported

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeList();
    QWidget *makeSide();
    QWidget *makeEditor();
    void askForFiles();
    QString nextName() const;
    void renumber();
    void rebuild(int current);
    void showCurrent();
    void takeOrder(); ///< of the list, after a drag
    void edit();

    Of m_of;
    QList<TemplateScript> m_scripts;
    QList<FieldError> m_errors;
    bool m_filling = false;
    QListWidget *m_list;
    QPushButton *m_add;
    elements::IconButton *m_up;
    elements::IconButton *m_down;
    elements::IconButton *m_remove;
    QStackedWidget *m_side; ///< the editor, or what to do while there is nothing to edit
    QWidget *m_editor;
    QLineEdit *m_name;
    QSpinBox *m_timeout;
    codeedit::CodeEdit *m_text;
    FormField *m_nameField;
    FormField *m_timeoutField;
    FormField *m_textField;
};

} // namespace slipway::desktop
