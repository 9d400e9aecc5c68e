#include "widgets/elements/flowlayout.h"

#include <QStyle>
#include <QWidget>

namespace slipway::elements {

FlowLayout::FlowLayout(QWidget *parent) : QLayout(parent) { setContentsMargins(0, 0, 0, 0); }

FlowLayout::~FlowLayout() = default;

void FlowLayout::addItem(QLayoutItem *item) { m_items.emplace_back(item); }

QLayoutItem *FlowLayout::itemAt(int index) const
{
    return index >= 0 && index < count() ? m_items[size_t(index)].get() : nullptr;
}

QLayoutItem *FlowLayout::takeAt(int index)
{
    if (index < 0 || index >= count())
        return nullptr;
    QLayoutItem *item = m_items[size_t(index)].release();
    m_items.erase(m_items.begin() + index);
    return item;
}

int FlowLayout::arrange(const QRect &rect, bool apply) const
{
    const QMargins edges = contentsMargins();
    const QRect area = rect.marginsRemoved(edges);
    const int gap = qMax(0, spacing());
    const bool fromRight = parentWidget() && parentWidget()->layoutDirection() == Qt::RightToLeft;
    std::vector<std::pair<QLayoutItem *, QRect>> line;
    int x = area.left();
    int top = area.top();
    int height = 0; // of the line
    const auto endLine = [&] {
        for (const auto &[item, place] : line) { // what is lower stands in the middle
            const QRect at = place.translated(0, top + (height - place.height()) / 2);
            if (apply)
                item->setGeometry(fromRight ? QStyle::visualRect(Qt::RightToLeft, area, at) : at);
        }
        line.clear();
    };
    for (const auto &item : m_items) {
        if (item->isEmpty())
            continue;
        const QSize size = item->sizeHint().boundedTo({qMax(1, area.width()), QLAYOUTSIZE_MAX});
        if (!line.empty() && x + size.width() > area.left() + area.width()) {
            endLine();
            x = area.left();
            top += height + gap;
            height = 0;
        }
        line.emplace_back(item.get(), QRect(QPoint(x, 0), size));
        x += size.width() + gap;
        height = qMax(height, size.height());
    }
    endLine();
    return top + height - area.top() + edges.top() + edges.bottom();
}

int FlowLayout::heightForWidth(int width) const { return arrange(QRect(0, 0, width, 0), false); }

QSize FlowLayout::sizeHint() const
{
    const QMargins edges = contentsMargins();
    int width = 0;
    int height = 0;
    int shown = 0;
    for (const auto &item : m_items) {
        if (item->isEmpty())
            continue;
        width += item->sizeHint().width();
        height = qMax(height, item->sizeHint().height());
        ++shown;
    }
    width += qMax(0, shown - 1) * qMax(0, spacing());
    return {width + edges.left() + edges.right(), height + edges.top() + edges.bottom()};
}

QSize FlowLayout::minimumSize() const
{
    const QMargins edges = contentsMargins();
    QSize size;
    for (const auto &item : m_items) {
        if (!item->isEmpty())
            size = size.expandedTo(item->minimumSize());
    }
    return size + QSize(edges.left() + edges.right(), edges.top() + edges.bottom());
}

void FlowLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    arrange(rect, true);
}

} // namespace slipway::elements
