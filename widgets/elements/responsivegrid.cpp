#include "widgets/elements/responsivegrid.h"

#include <QWidget>
#include <algorithm>

namespace slipway::elements {

ResponsiveGrid::ResponsiveGrid(int minimumColumnWidth, QWidget *parent)
    : QLayout(parent), m_minimumColumnWidth(minimumColumnWidth)
{}

ResponsiveGrid::~ResponsiveGrid() = default;

void ResponsiveGrid::addItem(QLayoutItem *item) { m_items.emplace_back(item); }

QLayoutItem *ResponsiveGrid::itemAt(int index) const
{
    return index >= 0 && index < count() ? m_items[size_t(index)].get() : nullptr;
}

QLayoutItem *ResponsiveGrid::takeAt(int index)
{
    if (index < 0 || index >= count())
        return nullptr;
    QLayoutItem *item = m_items[size_t(index)].release();
    m_items.erase(m_items.begin() + index);
    return item;
}

int ResponsiveGrid::columnsFor(int width) const
{
    const int gap = qMax(0, spacing());
    const int most = qBound(1, (width + gap) / (m_minimumColumnWidth + gap), qMax(1, count()));
    const int rows = (count() + most - 1) / most;
    return rows > 0 ? (count() + rows - 1) / rows : most; // four in two rows of two, not three and one
}

int ResponsiveGrid::arrange(const QRect &rect, bool apply) const
{
    const QMargins edges = contentsMargins();
    const QRect area = rect.marginsRemoved(edges);
    const int gap = qMax(0, spacing());
    const int columns = columnsFor(area.width());
    const int width = (area.width() - gap * (columns - 1)) / columns;
    int top = area.top();
    for (size_t row = 0; row < m_items.size(); row += size_t(columns)) {
        const size_t end = qMin(row + size_t(columns), m_items.size());
        int height = 0;
        for (size_t i = row; i < end; ++i) {
            QLayoutItem &item = *m_items[i];
            const int wanted =
                item.hasHeightForWidth() ? item.heightForWidth(width) : item.sizeHint().height();
            height = qMax(height, qMax(wanted, item.minimumSize().height()));
        }
        const bool canGrow = std::any_of(m_items.begin(), m_items.end(), [](const auto &item) {
            return item->expandingDirections().testFlag(Qt::Vertical);
        });
        if (apply && canGrow && size_t(columns) >= m_items.size()) // one row of texts: all the room there is
            height = qMax(height, area.height());
        for (size_t i = row; apply && i < end; ++i) {
            // The pixels that do not divide go to some columns, so that the last one ends where the row does.
            const int at = int(i - row);
            const int from = at * (area.width() + gap) / columns;
            const int to = (at + 1) * (area.width() + gap) / columns - gap;
            m_items[i]->setGeometry(QRect(area.left() + from, top, to - from, height));
        }
        top += height + (end < m_items.size() ? gap : 0);
    }
    return top - area.top() + edges.top() + edges.bottom();
}

int ResponsiveGrid::heightForWidth(int width) const { return arrange(QRect(0, 0, width, 0), false); }

QSize ResponsiveGrid::sizeHint() const
{
    const int width = m_minimumColumnWidth * 2 + qMax(0, spacing());
    return {width, heightForWidth(width)};
}

QSize ResponsiveGrid::minimumSize() const
{
    int height = 0;
    int width = 0;
    for (const auto &item : m_items) {
        height = qMax(height, item->minimumSize().height());
        width = qMax(width, item->minimumSize().width());
    }
    const QMargins edges = contentsMargins();
    return {width + edges.left() + edges.right(), height + edges.top() + edges.bottom()};
}

void ResponsiveGrid::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    arrange(rect, true);
}

} // namespace slipway::elements
