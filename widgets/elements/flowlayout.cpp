#include "widgets/elements/flowlayout.h"

#include <QStyle>
#include <QWidget>

namespace slipway::elements {

FlowLayout::FlowLayout(QWidget *parent) : ItemLayout(parent) { setContentsMargins(0, 0, 0, 0); }

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
    for (const auto &item : items()) {
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

QSize FlowLayout::sizeHint() const
{
    const QMargins edges = contentsMargins();
    int width = 0;
    int height = 0;
    int shown = 0;
    for (const auto &item : items()) {
        if (item->isEmpty())
            continue;
        width += item->sizeHint().width();
        height = qMax(height, item->sizeHint().height());
        ++shown;
    }
    width += qMax(0, shown - 1) * qMax(0, spacing());
    return {width + edges.left() + edges.right(), height + edges.top() + edges.bottom()};
}

} // namespace slipway::elements
