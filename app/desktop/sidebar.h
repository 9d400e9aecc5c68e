#pragma once
#include "widgets/theme/icons.h"

#include <QAbstractButton>
#include <QWidget>

class QButtonGroup;
class QVBoxLayout;

namespace slipway::theme {
class Label;
}

namespace slipway::desktop {

/// An entry of the side bar: icon, name, and how many want attention.
class NavButton : public QAbstractButton
{
    Q_OBJECT
public:
    NavButton(theme::Icon icon, const QString &text, QWidget *parent = nullptr);
    void setCount(int count);
    void setCollapsed(bool collapsed);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void describe();

    theme::Icon m_icon;
    int m_count = 0;
    bool m_collapsed = false;
};

/// Where one can go. Collapses to icons when the window is narrow.
class SideBar : public QWidget
{
    Q_OBJECT
public:
    explicit SideBar(QWidget *parent = nullptr);
    void addEntry(int page, theme::Icon icon, const QString &text);
    void setCurrent(int page); ///< -1: none
    void setCount(int page, int count);
    void setCollapsed(bool collapsed);
    void setFoot(const QString &text);

signals:
    void chosen(int page);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QButtonGroup *m_group;
    QVBoxLayout *m_entries;
    QWidget *m_brand;
    theme::Label *m_name;
    theme::Label *m_foot;
};

} // namespace slipway::desktop
