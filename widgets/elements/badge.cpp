#include "widgets/elements/badge.h"

#include "widgets/theme/metrics.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QPainter>

namespace slipway::elements {

using namespace theme;

Badge::Badge(QWidget *parent) : QWidget(parent) { setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed); }

Badge::Badge(const QString &text, Role tone, std::optional<Icon> icon, QWidget *parent) : Badge(parent)
{
    set(text, tone, icon);
}

void Badge::set(const QString &text, Role tone, std::optional<Icon> icon)
{
    m_text = text;
    m_tone = tone;
    m_icon = icon;
    setAccessibleName(text);
    updateGeometry();
    update();
}

QSize Badge::sizeFor(const QString &text, bool withIcon)
{
    const QFontMetrics fm(theme::font(TextStyle::Small));
    const int side = fm.height();
    return {fm.horizontalAdvance(text) + 2 * space(0.8) + 2 + (withIcon ? side - 2 + space(0.2) : 0),
            side + space(0.5)};
}

QSize Badge::sizeHint() const { return sizeFor(m_text, m_icon.has_value()); }

int Badge::paint(QPainter &painter, const QRect &area, const QString &text, Role tone,
                 std::optional<Icon> icon)
{
    const QSize size = sizeFor(text, icon.has_value()).boundedTo(area.size());
    const QRect pill(QPoint(area.left(), area.top() + (area.height() - size.height()) / 2), size);
    theme::paint::roundedRect(painter, pill, pill.height() / 2.0, color(softRole(tone)));
    QRect words = pill.adjusted(space(0.8), 0, -space(0.8), 0);
    painter.setFont(theme::font(TextStyle::Small));
    if (icon) {
        const int side = painter.fontMetrics().height() - 2;
        paintIcon(painter,
                  QRectF(words.left() - space(0.2), pill.center().y() + 0.5 - side / 2.0, side, side), *icon,
                  color(tone));
        words.setLeft(words.left() + side + space(0.2));
    }
    painter.setPen(color(tone));
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, words.width()));
    return size.width();
}

void Badge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint(painter, rect(), m_text, m_tone, m_icon);
}

} // namespace slipway::elements
