#pragma once
#include "app/domain/template.h"

#include <QWidget>
#include <optional>

class QListWidget;
class QPlainTextEdit;
class QTabWidget;

namespace slipway::theme {
class Label;
}

namespace slipway::desktop {

class ScriptsEditor;

/// Scripts of the request in their order, and read-only those of the template, which run before them.
class CreateScriptsStep : public QWidget
{
    Q_OBJECT
public:
    explicit CreateScriptsStep(QWidget *parent = nullptr);

    void setTemplate(const std::optional<Template> &entry);
    const QList<TemplateScript> &scripts() const;
    void setScripts(const QList<TemplateScript> &scripts);
    void fill(ContainerSpec &spec) const; ///< with those that are switched on
    void showErrors(const QList<FieldError> &errors);
    void focusFirst();

signals:
    void changed();
    void unreadable(const QString &message);

private:
    QWidget *makeGiven();
    void showGiven(int row);

    std::optional<Template> m_template;
    QTabWidget *m_tabs;
    ScriptsEditor *m_own;
    QWidget *m_givenPage;
    QListWidget *m_given;
    QPlainTextEdit *m_givenText;
};

} // namespace slipway::desktop
