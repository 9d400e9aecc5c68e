#pragma once
#include "app/desktop/createcontainercontroller.h"

#include <QScrollArea>

class QBoxLayout;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace slipway::theme {
class Label;
}

namespace slipway::desktop {

/// What is about to be sent, from the very requests: in groups with a way back to each, how far several names
/// have come, and the command that does the same. Where there is room the machine stands left, and what is
/// put into it right.
class CreateReviewStep : public QScrollArea
{
    Q_OBJECT
public:
    explicit CreateReviewStep(CreateContainerController &controller, QWidget *parent = nullptr);
    void refresh(bool isSimulated); ///< from what the controller holds
    void focusFirst();

signals:
    void editRequested(slipway::desktop::CreateStep step);
    void presetSaveRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeCommand();
    void arrange();
    void clear();
    void addProblems();
    void addEach(const struct ReviewTable &each);
    void addGroup(const struct ReviewGroup &group);
    void refreshCommand();
    void copy(QPushButton *button, const QString &text);

    CreateContainerController &m_controller;
    QWidget *m_column;
    QVBoxLayout *m_rows; ///< what is wrong, and what differs between several
    QBoxLayout *m_groups;
    QVBoxLayout *m_machine;
    QVBoxLayout *m_inside;
    QPlainTextEdit *m_command;
    QPushButton *m_copyCommand;
    theme::Label *m_commandNote;
};

} // namespace slipway::desktop
