#pragma once
#include "app/desktop/bucketscontroller.h"

#include <QWidget>

class QLineEdit;
class QListWidget;
class QPushButton;
class QStackedWidget;

namespace slipway::theme {
class Label;
}
namespace slipway::elements {
class EmptyState;
class InlineMessage;
} // namespace slipway::elements

namespace slipway::desktop {

class FormField;
class PackageLines;

/// The package buckets: lists of packages that templates share. On one side all of them, on the other the one
/// that is being edited.
class BucketsPage : public QWidget
{
    Q_OBJECT
public:
    explicit BucketsPage(BucketsController &controller, QWidget *parent = nullptr);
    void arrive();   ///< the page is being opened: reads the list
    bool mayLeave(); ///< asks when something typed would be lost

private:
    QWidget *makeList();
    QWidget *makeEditor();
    void connectController();
    void refreshList();
    void refreshState();
    void choose(const QString &name);
    void showDraft();
    void push();
    void begin(const QString &name);
    void askToRemove();
    void askAboutConflict(const QString &message);

    BucketsController &m_controller;
    bool m_filling = false;
    bool m_touched = false; ///< an untouched empty field is not an error yet
    QString m_chosen;       ///< empty: a new one, or none
    elements::InlineMessage *m_message;
    QStackedWidget *m_stack;
    elements::EmptyState *m_empty;
    QListWidget *m_list;
    QWidget *m_editor;
    QLineEdit *m_name;
    FormField *m_nameField;
    theme::Label *m_usedBy;
    PackageLines *m_apt;
    PackageLines *m_npm;
    PackageLines *m_pip;
    theme::Label *m_whyNot;
    QPushButton *m_remove;
    QPushButton *m_save;
};

} // namespace slipway::desktop
