#pragma once
#include <QToolButton>
#include <QWidget>

namespace slipway::desktop {

/// A heading that shows or hides what is below it.
class Expander : public QWidget
{
    Q_OBJECT
public:
    Expander(const QString &title, QWidget *content, QWidget *parent = nullptr);
    void setExpanded(bool expanded);
    bool isExpanded() const { return m_button->isChecked(); }

private:
    void refresh(bool expanded);

    QToolButton *m_button;
    QWidget *m_content;
};

} // namespace slipway::desktop
