#pragma once
#include "widgets/theme/icons.h"

#include <QWidget>

class QPushButton;
class QVBoxLayout;

namespace slipway::theme {
class Label;
}

namespace slipway::elements {

/// What a place is for while it holds nothing, and the one button that fills it.
class EmptyState : public QWidget
{
    Q_OBJECT
public:
    EmptyState(theme::Icon icon, const QString &title, const QString &text, const QString &action,
               QWidget *parent = nullptr);
    /// `other` is a second, quieter button: another way to fill the place.
    void set(theme::Icon icon, const QString &title, const QString &text, const QString &action,
             const QString &other = {});
    /// Between the title and the text; it is hidden where it does not belong. Takes ownership.
    void setIllustration(QWidget *illustration);

signals:
    void actionTriggered();
    void otherTriggered();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    theme::Icon m_icon;
    QWidget *m_picture;
    theme::Label *m_title;
    QVBoxLayout *m_middle;
    theme::Label *m_text;
    QPushButton *m_action;
    QPushButton *m_other;
};

} // namespace slipway::elements
