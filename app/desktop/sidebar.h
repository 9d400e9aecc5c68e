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
    void setOpensMenu(bool opens);     ///< shows so, and is not a place to be at
    void setName(const QString &name); ///< what assistive technology says; the text by itself
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void describe();

    theme::Icon m_icon;
    QString m_name;
    bool m_opensMenu = false;
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
    void addFootEntry(int page, theme::Icon icon, const QString &text); ///< at the bottom
    /// The backend in use, below the foot entries; a click asks for the choice of others.
    void setProfile(const QString &name);
    void setCurrent(int page); ///< -1: none
    void setCount(int page, int count);
    void setCollapsed(bool collapsed);
    void setFoot(const QString &text);

signals:
    void chosen(int page);
    void profileMenuRequested(const QPoint &above); ///< global; the menu's lower left corner

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    NavButton *makeEntry(int page, theme::Icon icon, const QString &text);

    QButtonGroup *m_group;
    QVBoxLayout *m_entries;
    QVBoxLayout *m_footEntries;
    NavButton *m_profile;
    QWidget *m_brand;
    theme::Label *m_name;
    theme::Label *m_foot;
};

} // namespace slipway::desktop
