#include "app/desktop/sidebar.h"

#include "widgets/theme/label.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QButtonGroup>
#include <QPainter>
#include <QVBoxLayout>

namespace slipway::desktop {

using namespace theme;

NavButton::NavButton(Icon icon, const QString &text, QWidget *parent) : QAbstractButton(parent), m_icon(icon)
{
    setText(text);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    describe();
}

void NavButton::describe()
{
    const QString name = m_name.isEmpty() ? text() : m_name;
    setAccessibleName(m_count > 0 ? tr("%1, %2").arg(name).arg(m_count) : name);
    setToolTip(m_collapsed || m_opensMenu ? accessibleName() : QString());
}

void NavButton::setName(const QString &name)
{
    m_name = name;
    describe();
}

void NavButton::setOpensMenu(bool opens)
{
    m_opensMenu = opens;
    setCheckable(!opens);
    describe();
}

void NavButton::setCount(int count)
{
    m_count = count;
    describe();
    update();
}

void NavButton::setCollapsed(bool collapsed)
{
    m_collapsed = collapsed;
    describe();
    updateGeometry();
}

QSize NavButton::sizeHint() const
{
    const int height = controlHeight() + space(0.4);
    return {m_collapsed ? height : space(16), height};
}

void NavButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRect area = rect().adjusted(0, 1, 0, -1);
    if (isChecked() || underMouse())
        paint::roundedRect(painter, area, cornerRadius(),
                           color(isChecked() ? Role::AccentSoft : Role::Hover));
    const Role ink = isChecked() ? Role::Accent : Role::Text;
    const double side = theme::iconSize();
    const double left = m_collapsed ? (width() - side) / 2.0 : space(1);
    paintIcon(painter, QRectF(left, (height() - side) / 2.0, side, side), m_icon,
              color(isChecked() ? Role::Accent : Role::Muted));
    if (!m_collapsed) {
        painter.setFont(theme::font(isChecked() ? TextStyle::Strong : TextStyle::Body));
        painter.setPen(color(ink));
        const int from = int(left + side) + space(1);
        const int room = width() - from - (m_opensMenu ? int(side) + space(1.2) : space(0.4));
        painter.drawText(QRect(from, 0, room, height()), Qt::AlignVCenter | Qt::AlignLeft,
                         painter.fontMetrics().elidedText(text(), Qt::ElideRight, room));
        if (m_opensMenu)
            paintIcon(painter, QRectF(width() - side - space(0.6), (height() - side) / 2.0, side, side),
                      Icon::ChevronUp, color(Role::Muted));
    }
    if (m_count > 0) {
        painter.setFont(theme::font(TextStyle::Small));
        const QString number = QString::number(m_count);
        const int high = painter.fontMetrics().height();
        const int wide = qMax(high, painter.fontMetrics().horizontalAdvance(number) + space(1));
        const QRect pill = m_collapsed
                               ? QRect(width() - wide, 0, wide, high)
                               : QRect(width() - wide - space(0.8), (height() - high) / 2, wide, high);
        paint::roundedRect(painter, pill, high / 2.0, color(Role::Accent));
        painter.setPen(color(Role::OnAccent));
        painter.drawText(pill, Qt::AlignCenter, number);
    }
    if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange))
        paint::focusRing(painter, area, cornerRadius());
}

namespace {

class Brand : public QWidget
{
public:
    using QWidget::QWidget;
    QSize sizeHint() const override { return {space(3), space(3)}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paintIcon(painter, rect(), Icon::App, Qt::black);
    }
};

} // namespace

SideBar::SideBar(QWidget *parent)
    : QWidget(parent), m_group(new QButtonGroup(this)), m_entries(new QVBoxLayout),
      m_footEntries(new QVBoxLayout), m_profile(new NavButton(Icon::Plug, {})), m_brand(new Brand),
      m_name(new Label(QStringLiteral("Slipway"), TextStyle::Strong)),
      m_foot(new Label({}, TextStyle::Small, Role::Muted))
{
    setObjectName(QStringLiteral("sideBar"));
    m_brand->setFixedSize(space(3), space(3));
    auto *brand = new QHBoxLayout;
    brand->setSpacing(space(0.8));
    brand->setContentsMargins(space(0.5), 0, 0, 0); // over the middle of the entries' icons
    brand->addWidget(m_brand);
    brand->addWidget(m_name, 1);
    m_entries->setSpacing(space(0.2));
    m_foot->setWordWrap(true);
    m_foot->setIndent(space(1)); // where the entries' icons begin
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(margins(1.1, 1.4));
    layout->setSpacing(space(1.6));
    layout->addLayout(brand);
    layout->addLayout(m_entries);
    layout->addStretch();
    layout->addLayout(m_footEntries);
    layout->addWidget(m_foot);
    m_footEntries->setSpacing(space(0.2));
    m_profile->setObjectName(QStringLiteral("profile"));
    m_profile->setOpensMenu(true);
    m_footEntries->addWidget(m_profile);
    connect(m_profile, &QAbstractButton::clicked, this,
            [this] { emit profileMenuRequested(m_profile->mapToGlobal(QPoint(0, 0))); });
    connect(m_group, &QButtonGroup::idClicked, this, &SideBar::chosen);
    setCollapsed(false);
}

NavButton *SideBar::makeEntry(int page, Icon icon, const QString &text)
{
    auto *button = new NavButton(icon, text);
    button->setObjectName(QStringLiteral("nav:%1").arg(page));
    m_group->addButton(button, page);
    return button;
}

void SideBar::addEntry(int page, Icon icon, const QString &text)
{
    NavButton *entry = makeEntry(page, icon, text);
    m_entries->addWidget(entry);
    setTabOrder(entry, m_profile);
}

void SideBar::addFootEntry(int page, Icon icon, const QString &text)
{
    NavButton *entry = makeEntry(page, icon, text);
    m_footEntries->insertWidget(m_footEntries->count() - 1, entry);
    setTabOrder(entry, m_profile); // from top to bottom
}

void SideBar::setProfile(const QString &name)
{
    m_profile->setText(name);
    m_profile->setName(tr("Backend: %1. Choose another one").arg(name));
    m_profile->update();
}

void SideBar::setCurrent(int page)
{
    m_group->setExclusive(false);
    for (QAbstractButton *button : m_group->buttons()) {
        const bool isCurrent = m_group->id(button) == page;
        button->setChecked(isCurrent);
        // One stop for Tab, as Qt makes it of a group once a button has had the focus; arrows lead on from
        // there.
        button->setFocusPolicy(isCurrent ? Qt::StrongFocus : Qt::ClickFocus);
    }
    m_group->setExclusive(page >= 0);
}

void SideBar::setCount(int page, int count)
{
    if (auto *button = qobject_cast<NavButton *>(m_group->button(page)))
        button->setCount(count);
}

void SideBar::setCollapsed(bool collapsed)
{
    m_name->setVisible(!collapsed);
    m_foot->setVisible(!collapsed && !m_foot->text().isEmpty());
    for (QAbstractButton *button : m_group->buttons())
        static_cast<NavButton *>(button)->setCollapsed(collapsed);
    m_profile->setCollapsed(collapsed);
    setFixedWidth(collapsed ? controlHeight() + space(2.6) : space(23));
}

void SideBar::setFoot(const QString &text)
{
    m_foot->setText(text);
    m_foot->setVisible(!text.isEmpty() && m_name->isVisibleTo(this));
}

void SideBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Role::Card));
    painter.setPen(color(Role::Border));
    painter.drawLine(rect().topRight(), rect().bottomRight());
}

} // namespace slipway::desktop
