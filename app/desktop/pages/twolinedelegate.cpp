#include "app/desktop/pages/twolinedelegate.h"

#include "widgets/theme/metrics.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QIcon>
#include <QPainter>

namespace slipway::desktop {

using namespace theme;

QSize TwoLineDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {space(16), QFontMetrics(theme::font(TextStyle::Strong)).height() +
                           QFontMetrics(theme::font(TextStyle::Small)).height() + space(1.6)};
}

void TwoLineDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const QRect row = option.rect.adjusted(0, 1, 0, -1);
    if (isSelected || option.state.testFlag(QStyle::State_MouseOver))
        paint::roundedRect(*painter, row, cornerRadius(), color(isSelected ? Role::AccentSoft : Role::Hover));
    if (option.state.testFlag(QStyle::State_HasFocus) &&
        option.state.testFlag(QStyle::State_KeyboardFocusChange))
        paint::focusRing(*painter, row, cornerRadius());
    int left = row.left() + space(1);
    const auto icon = index.data(Qt::DecorationRole).value<QIcon>();
    if (!icon.isNull()) {
        const int side = iconSize();
        icon.paint(painter, QRect(left, row.center().y() + 1 - side / 2, side, side));
        left += side + space(1);
    }
    const QString words = index.data().toString();
    const QFontMetrics strong(theme::font(TextStyle::Strong));
    const QFontMetrics small(theme::font(TextStyle::Small));
    const int width = row.right() - space(0.8) - left;
    const int top = row.center().y() + 1 - (strong.height() + small.height()) / 2;
    painter->setFont(theme::font(TextStyle::Strong));
    painter->setPen(color(Role::Text));
    painter->drawText(QRect(left, top, width, strong.height()), Qt::AlignLeft | Qt::AlignVCenter,
                      strong.elidedText(words.section(u'\n', 0, 0), Qt::ElideRight, width));
    painter->setFont(theme::font(TextStyle::Small));
    painter->setPen(color(Role::Muted));
    painter->drawText(QRect(left, top + strong.height(), width, small.height()),
                      Qt::AlignLeft | Qt::AlignVCenter,
                      small.elidedText(words.section(u'\n', 1), Qt::ElideRight, width));
    painter->restore();
}

} // namespace slipway::desktop
