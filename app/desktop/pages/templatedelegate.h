#pragma once
#include <QStyledItemDelegate>

namespace slipway::desktop {

/// A template as a card in a list: title, what it is for, its size, and its tags.
class TemplateDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    enum DataRole { Name = Qt::UserRole, Description, Facts, Tags, IsNone };

    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
};

} // namespace slipway::desktop
