#pragma once
#include "app/desktop/templatescontroller.h"

#include <QWidget>

class QBoxLayout;
class QLineEdit;
class QListWidget;
class QPushButton;
class QStackedWidget;

namespace slipway::elements {
class EmptyState;
class InlineMessage;
} // namespace slipway::elements

namespace slipway::desktop {

class TagBar;
class TemplateView;

/// The templates containers are made from: search and tags on one side, the chosen one on the other.
class TemplatesPage : public QWidget
{
    Q_OBJECT
public:
    explicit TemplatesPage(TemplatesController &controller, QWidget *parent = nullptr);
    void setUnreachable(bool unreachable);
    void focusFilter();
    void choose(const QString &name);
    TemplatesController &controller() const { return m_controller; }

signals:
    void useRequested(const QString &name);
    /// Nothing in it: a new one. `revision` is what it is to replace.
    void editRequested(const slipway::Template &entry, const QString &revision);
    void retryRequested();
    void bucketsRequested();

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeHead();
    QWidget *makeList();
    void connectController();
    void refresh();
    void refreshList();
    void showChosen();
    void askForFolder();
    void askForPlace(const Template &entry);
    void askToRemove(const TemplateEntry &entry);
    void askToReplace(const Template &entry);
    bool isShown(const TemplateEntry &entry) const;

    TemplatesController &m_controller;
    bool m_unreachable = false;
    bool m_importing = false;
    QString m_chosen;
    QLineEdit *m_filter;
    TagBar *m_tagBar;
    QListWidget *m_list;
    QPushButton *m_import;
    QPushButton *m_new;
    elements::InlineMessage *m_message;
    QStackedWidget *m_stack;
    elements::EmptyState *m_empty;
    QBoxLayout *m_columns;
    TemplateView *m_view;
};

} // namespace slipway::desktop
