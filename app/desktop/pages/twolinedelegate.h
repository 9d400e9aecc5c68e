#pragma once
#include <QStyledItemDelegate>

namespace slipway::desktop {

/// A row of a short list: a sign, a name, and below it what there is to say about it, quieter. That is the
/// first and the second line of Qt::DisplayRole.
class TwoLineDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
};

} // namespace slipway::desktop
