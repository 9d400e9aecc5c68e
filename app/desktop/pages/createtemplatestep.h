#pragma once
#include "app/desktop/presetstore.h"
#include "app/desktop/templatescontroller.h"

#include <QWidget>
#include <optional>

class QLineEdit;
class QListWidget;
class QPushButton;

namespace slipway::theme {
class Label;
}
namespace slipway::elements {
class InlineMessage;
class Skeleton;
} // namespace slipway::elements

namespace slipway::desktop {

class TagBar;
class TemplateView;

/// What a container begins with: none or one of the backend's templates, or a preset of the operator.
class CreateTemplateStep : public QWidget
{
    Q_OBJECT
public:
    CreateTemplateStep(TemplatesController &templates, PresetStore &presets, QWidget *parent = nullptr);

    QString chosen() const { return m_chosen; } ///< empty: none
    void choose(const QString &name);           ///< nobody typed it: says nothing
    /// Everything of the chosen one, once it is here.
    const std::optional<TemplateEntry> &entry() const { return m_entry; }
    void showErrors(const QList<FieldError> &errors);
    void focusFirst();

signals:
    void chosenChanged(const QString &name); ///< by the operator
    void entryChanged();
    void accepted(); ///< and on to the next step
    void presetChosen(const QString &name);
    void presetSaveRequested();
    void presetsManageRequested();

private:
    QWidget *makeList();
    QWidget *makeSide();
    void connectController();
    void refresh();
    void refreshList();
    void refreshState();
    void refreshPresets();
    void showChosen();
    bool isShown(const TemplateEntry &entry) const;

    TemplatesController &m_templates;
    PresetStore &m_presets;
    QString m_chosen;
    std::optional<TemplateEntry> m_entry;
    bool m_filling = false;
    QLineEdit *m_filter;
    QPushButton *m_presetButton;
    TagBar *m_tagBar;
    QListWidget *m_list;
    theme::Label *m_nothing;
    elements::Skeleton *m_bones;
    elements::InlineMessage *m_problem;
    elements::InlineMessage *m_error;
    QWidget *m_none;
    TemplateView *m_view;
};

} // namespace slipway::desktop
