#include "app/desktop/pages/templatedelegate.h"

#include "widgets/elements/badge.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QPainter>

namespace slipway::desktop {

using namespace theme;

namespace {

constexpr double kGap = 0.35; // between the lines, in units

int linesHeight()
{
    const int small = QFontMetrics(theme::font(TextStyle::Small)).height();
    return QFontMetrics(theme::font(TextStyle::Strong)).height() + 2 * (small + space(kGap));
}

/// As many as fit, from the right; returns the width that is left.
int paintTags(QPainter &painter, QRect line, const QStringList &tags)
{
    constexpr int kShown = 2;
    for (const QString &tag : tags.mid(0, kShown)) {
        const QSize size = elements::Badge::sizeFor(tag, false);
        if (size.width() > line.width() / 2)
            break;
        elements::Badge::paint(painter,
                               QRect(line.right() - size.width(), line.top(), size.width(), line.height()),
                               tag, Role::Muted, {});
        line.setRight(line.right() - size.width() - space(0.5));
    }
    return line.width();
}

} // namespace

QSize TemplateDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {space(20), linesHeight() + space(2.4)};
}

void TemplateDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const bool isHovered = option.state.testFlag(QStyle::State_MouseOver);
    const QRectF card = QRectF(option.rect).adjusted(0, 3, -1, -3);
    paint::roundedRect(*painter, card, cornerRadius(),
                       color(isSelected  ? Role::AccentSoft
                             : isHovered ? Role::Hover
                                         : Role::Card),
                       color(isSelected ? Role::Accent : Role::Border), isSelected ? 1.5 : 1);
    if (option.state.testFlag(QStyle::State_HasFocus) &&
        option.state.testFlag(QStyle::State_KeyboardFocusChange))
        paint::focusRing(*painter, card, cornerRadius());
    const double side = iconSize() * 1.1;
    const QRectF sign(card.left() + space(0.9), card.top() + space(1.1), side, side);
    const bool isNone = index.data(IsNone).toBool();
    paintIcon(*painter, sign,
              isSelected ? Icon::Check
              : isNone   ? Icon::Container
                         : Icon::Files,
              color(isSelected ? Role::Accent : Role::Muted));

    const int left = int(sign.right() + space(0.9));
    const int width = int(card.right()) - space(0.9) - left;
    const QFontMetrics strong(theme::font(TextStyle::Strong));
    const QFontMetrics small(theme::font(TextStyle::Small));
    int top = int(card.center().y()) - linesHeight() / 2;
    const QRect titleLine(left, top, width, strong.height());
    const int room = paintTags(*painter, titleLine, index.data(Tags).toStringList());
    painter->setFont(theme::font(TextStyle::Strong));
    painter->setPen(color(Role::Text));
    painter->drawText(titleLine, Qt::AlignLeft | Qt::AlignVCenter,
                      strong.elidedText(index.data().toString(), Qt::ElideRight, room));
    painter->setFont(theme::font(TextStyle::Small));
    painter->setPen(color(Role::Muted));
    top += strong.height();
    for (const int role : {int(Description), int(Facts)}) {
        top += space(kGap);
        painter->drawText(QRect(left, top, width, small.height()), Qt::AlignLeft | Qt::AlignVCenter,
                          small.elidedText(index.data(role).toString(), Qt::ElideRight, width));
        top += small.height();
    }
    painter->restore();
}

} // namespace slipway::desktop
