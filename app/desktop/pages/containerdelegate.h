#pragma once
#include <QStyledItemDelegate>

namespace slipway::desktop {

/// A container as two lines: name and where it is from; its state as a badge with icon and word.
class ContainerDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace slipway::desktop
