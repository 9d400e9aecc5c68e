#include "app/desktop/pages/containerdelegate.h"

#include "app/desktop/containermodel.h"
#include "app/desktop/pages/lifecyclebadge.h"
#include "widgets/elements/badge.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QAbstractProxyModel>
#include <QDateTime>
#include <QLocale>
#include <QPainter>
#include <algorithm>

namespace slipway::desktop {

using namespace theme;

namespace {

const Container *containerAt(const QModelIndex &index)
{
    QModelIndex source = index;
    while (const auto *proxy = qobject_cast<const QAbstractProxyModel *>(source.model()))
        source = proxy->mapToSource(source);
    const auto *model = qobject_cast<const ContainerModel *>(source.model());
    return model && source.isValid() ? &model->at(source.row()) : nullptr;
}

QString templateOf(const Container &container)
{
    return container.templateName.isEmpty() ? ContainerDelegate::tr("default template")
                                            : container.templateName;
}

QString createdAt(const Container &container)
{
    const QDateTime created = QDateTime::fromString(container.createdAt, Qt::ISODateWithMs).toLocalTime();
    return created.isValid() ? QLocale().toString(created, QLocale::ShortFormat) : QString();
}

QString secondLine(const Container &container)
{
    QStringList parts = {templateOf(container)};
    if (!container.node.isEmpty())
        parts << ContainerDelegate::tr("on %1").arg(container.node);
    for (const QString &fact : {container.address, createdAt(container)}) {
        if (!fact.isEmpty())
            parts << fact;
    }
    return parts.join(QStringLiteral("  ·  "));
}

/// Node, address and date below each other, for the eye that runs down a long list. Returns where the first
/// of these columns begins.
int paintColumns(QPainter &painter, const QRect &row, int limit, const Container &container)
{
    constexpr double kStates = 44; // for the badges at the right, in units
    const std::pair<QString, double> columns[] = {
        {createdAt(container), 24}, {container.address, 18}, {container.node, 14}};
    painter.setFont(theme::font(TextStyle::Small));
    painter.setPen(color(Role::Muted));
    int right = row.right() - space(kStates);
    for (const auto &[text, units] : columns) {
        QRect place(right - space(units), row.top(), space(units - 1), row.height());
        place.setRight(std::min(place.right(), limit)); // of long badges
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(text, Qt::ElideRight, place.width()));
        right = place.left();
    }
    return right;
}

} // namespace

QSize ContainerDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    const int lines = QFontMetrics(theme::font(TextStyle::Strong)).height() +
                      QFontMetrics(theme::font(TextStyle::Small)).height();
    return {space(30), lines + space(2.2)};
}

void ContainerDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    const Container *container = containerAt(index);
    if (!container)
        return;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QRect row = option.rect.adjusted(space(0.4), 1, -space(0.4), -1);
    if (selected || option.state.testFlag(QStyle::State_MouseOver))
        paint::roundedRect(*painter, row, cornerRadius(), color(selected ? Role::AccentSoft : Role::Hover));
    if (option.state.testFlag(QStyle::State_HasFocus) &&
        option.state.testFlag(QStyle::State_KeyboardFocusChange))
        paint::focusRing(*painter, row, cornerRadius());

    const double side = space(3.2);
    const QRectF disc(row.left() + space(1), row.center().y() + 0.5 - side / 2, side, side);
    paint::roundedRect(*painter, disc, side * 0.28, color(selected ? Role::Card : Role::Sunken));
    const double inset = side * 0.24;
    paintIcon(*painter, disc.adjusted(inset, inset, -inset, -inset), Icon::Container, color(Role::Muted));

    int right = row.right() - space(1);
    const auto power = static_cast<HostStatus::Power>(index.data(ContainerModel::PowerRole).toInt());
    const QString activity = index.data(ContainerModel::ActivityRole).toString();
    const QString state = activity.isEmpty() ? stateText(*container, power) : activity;
    const LifecycleLook look = !activity.isEmpty()                  ? LifecycleLook{Role::Accent, Icon::Clock}
                               : state == lifecycleText(*container) ? lookOf(container->lifecycle)
                                                                    : lookOf(power);
    const QSize badge = elements::Badge::sizeFor(state, true);
    elements::Badge::paint(*painter, QRect(right - badge.width(), row.top(), badge.width(), row.height()),
                           state, look.tone, look.icon);
    right -= badge.width() + space(0.8);
    if (container->isSimulated) {
        const QString words = tr("Simulation");
        const QSize size = elements::Badge::sizeFor(words, true);
        elements::Badge::paint(*painter, QRect(right - size.width(), row.top(), size.width(), row.height()),
                               words, Role::Warning, Icon::Flask);
        right -= size.width() + space(0.8);
    }
    const int left = int(disc.right()) + space(1.2);
    const QFontMetrics strong(theme::font(TextStyle::Strong));
    const QFontMetrics small(theme::font(TextStyle::Small));
    const int top = row.center().y() - (strong.height() + small.height()) / 2;
    const bool isWide = row.width() >= space(136);
    if (isWide)
        right = std::min(right, paintColumns(*painter, row, right, *container));
    const int width = right - left;
    painter->setFont(theme::font(TextStyle::Strong));
    painter->setPen(color(Role::Text));
    painter->drawText(QRect(left, top, width, strong.height()), Qt::AlignLeft | Qt::AlignVCenter,
                      strong.elidedText(container->hostname, Qt::ElideRight, width));
    painter->setFont(theme::font(TextStyle::Small));
    painter->setPen(color(Role::Muted));
    painter->drawText(
        QRect(left, top + strong.height(), width, small.height()), Qt::AlignLeft | Qt::AlignVCenter,
        small.elidedText(isWide ? templateOf(*container) : secondLine(*container), Qt::ElideRight, width));
    painter->restore();
}

} // namespace slipway::desktop
