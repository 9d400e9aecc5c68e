#include "widgets/elements/itemlayout.h"

namespace slipway::elements {

ItemLayout::ItemLayout(QWidget *parent) : QLayout(parent) {}

ItemLayout::~ItemLayout() = default;

void ItemLayout::addItem(QLayoutItem *item) { m_items.emplace_back(item); }

QLayoutItem *ItemLayout::itemAt(int index) const
{
    return index >= 0 && index < count() ? m_items[size_t(index)].get() : nullptr;
}

QLayoutItem *ItemLayout::takeAt(int index)
{
    if (index < 0 || index >= count())
        return nullptr;
    QLayoutItem *item = m_items[size_t(index)].release();
    m_items.erase(m_items.begin() + index);
    return item;
}

int ItemLayout::heightForWidth(int width) const { return arrange(QRect(0, 0, width, 0), false); }

QSize ItemLayout::minimumSize() const
{
    const QMargins edges = contentsMargins();
    QSize size;
    for (const auto &item : m_items) {
        if (!item->isEmpty())
            size = size.expandedTo(item->minimumSize());
    }
    return size + QSize(edges.left() + edges.right(), edges.top() + edges.bottom());
}

void ItemLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    arrange(rect, true);
}

} // namespace slipway::elements
