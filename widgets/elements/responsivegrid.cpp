#include "widgets/elements/responsivegrid.h"

#include <algorithm>

namespace slipway::elements {

ResponsiveGrid::ResponsiveGrid(int minimumColumnWidth, QWidget *parent)
    : ItemLayout(parent), m_minimumColumnWidth(minimumColumnWidth)
{}

int ResponsiveGrid::columnsFor(int width) const
{
    const int gap = qMax(0, spacing());
    const int most = qBound(1, (width + gap) / (m_minimumColumnWidth + gap), qMax(1, count()));
    const int rows = (count() + most - 1) / most;
    return rows > 0 ? (count() + rows - 1) / rows : most; // four in two rows of two, not three and one
}

int ResponsiveGrid::rowHeight(size_t from, size_t end, int width) const
{
    int height = 0;
    for (size_t i = from; i < end; ++i) {
        QLayoutItem &item = *items()[i];
        const int wanted = item.hasHeightForWidth() ? item.heightForWidth(width) : item.sizeHint().height();
        height = qMax(height, qMax(wanted, item.minimumSize().height()));
    }
    return height;
}

int ResponsiveGrid::arrange(const QRect &rect, bool apply) const
{
    const QMargins edges = contentsMargins();
    const QRect area = rect.marginsRemoved(edges);
    const int gap = qMax(0, spacing());
    const auto most = size_t(columnsFor(area.width()));
    const bool canGrow = std::any_of(items().begin(), items().end(), [](const auto &item) {
        return item->expandingDirections().testFlag(Qt::Vertical);
    });
    int top = area.top();
    for (size_t row = 0; row < items().size(); row += most) {
        const size_t end = qMin(row + most, items().size());
        const int columns = int(m_fillsLastRow ? end - row : most);
        int height = rowHeight(row, end, (area.width() - gap * (columns - 1)) / columns);
        if (apply && canGrow && most >= items().size()) // one row of texts: all the room there is
            height = qMax(height, area.height());
        for (size_t i = row; apply && i < end; ++i) {
            // The pixels that do not divide go to some columns, so that the last one ends where the row does.
            const int at = int(i - row);
            const int from = at * (area.width() + gap) / columns;
            const int to = (at + 1) * (area.width() + gap) / columns - gap;
            items()[i]->setGeometry(QRect(area.left() + from, top, to - from, height));
        }
        top += height + (end < items().size() ? gap : 0);
    }
    return top - area.top() + edges.top() + edges.bottom();
}

QSize ResponsiveGrid::sizeHint() const
{
    const int width = m_minimumColumnWidth * 2 + qMax(0, spacing());
    return {width, heightForWidth(width)};
}

} // namespace slipway::elements
