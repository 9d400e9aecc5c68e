#pragma once
#include "app/domain/template.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QStackedWidget;

namespace slipway::elements {
class IconButton;
}

namespace slipway::desktop {

class FormField;

/// The files that a template puts into a container: where to, and what happens to one that is there.
class TemplateFiles : public QWidget
{
    Q_OBJECT
public:
    explicit TemplateFiles(QWidget *parent = nullptr);
    void show(const QList<FileSpec> &files);
    using QWidget::show;
    const QList<FileSpec> &files() const { return m_files; }
    void showErrors(const QList<FieldError> &errors);

public slots:
    void add();
    void takeFile(const QString &path); ///< its content becomes that of the chosen one
    void removeCurrent();

signals:
    void changed();
    void unreadable(const QString &message);

private:
    QWidget *makeList();
    QWidget *makeSide();
    QWidget *makeEditor();
    void rebuild(int current);
    void showCurrent();
    void edit();
    void chooseFile();

    QList<FileSpec> m_files;
    bool m_filling = false;
    QListWidget *m_list;
    elements::IconButton *m_remove;
    QStackedWidget *m_side; ///< the editor, or what to do while there is nothing to edit
    QWidget *m_editor;
    QLineEdit *m_path;
    QComboBox *m_policy;
    QPlainTextEdit *m_text;
    FormField *m_pathField;
    FormField *m_textField;
};

} // namespace slipway::desktop
