#include "widgets/theme/icons.h"

#include "widgets/theme/icondata.h"
#include "widgets/theme/theme.h"

#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPixmapCache>
#include <algorithm>

namespace slipway::theme {

using namespace icondata;

namespace {

const Drawing &drawingOf(Icon icon)
{
    const auto found = std::ranges::find_if(kDrawings, [name = iconName(icon)](const Drawing &drawing) {
        return name == QLatin1StringView(drawing.name);
    });
    Q_ASSERT(found != kDrawings.end());
    return *found;
}

QPainterPath pathOf(const Shape &shape)
{
    QPainterPath path;
    path.reserve(shape.steps);
    const auto steps = kSteps.subspan(shape.firstStep, shape.steps);
    for (auto step = steps.begin(); step != steps.end(); ++step) {
        switch (step->type) {
        case Step::Move:
            path.moveTo(step->x, step->y);
            break;
        case Step::Line:
            path.lineTo(step->x, step->y);
            break;
        case Step::Curve: // its second control point and its end follow
            path.cubicTo(step[0].x, step[0].y, step[1].x, step[1].y, step[2].x, step[2].y);
            break;
        case Step::CurveData:
            break;
        }
    }
    path.setFillRule(shape.isWinding ? Qt::WindingFill : Qt::OddEvenFill);
    return path;
}

QBrush brushOf(const Paint &paint, const QColor &ink)
{
    switch (paint.kind) {
    case Paint::None:
        break;
    case Paint::Ink:
        return ink;
    case Paint::Solid:
        return QColor::fromRgba(paint.argb);
    case Paint::Gradient: {
        QLinearGradient gradient(paint.x1, paint.y1, paint.x2, paint.y2);
        for (const Stop &stop : kStops.subspan(paint.firstStop, paint.stops))
            gradient.setColorAt(double(stop.at), QColor::fromRgba(stop.argb));
        return gradient;
    }
    }
    return Qt::NoBrush;
}

void draw(QPainter &painter, const Shape &shape, const QColor &ink)
{
    const QBrush stroke = brushOf(shape.stroke, ink);
    if (stroke.style() == Qt::NoBrush)
        painter.setPen(Qt::NoPen);
    else
        painter.setPen(QPen(stroke, double(shape.strokeWidth), Qt::SolidLine,
                            static_cast<Qt::PenCapStyle>(shape.cap * 0x10),
                            static_cast<Qt::PenJoinStyle>(shape.join * 0x40)));
    painter.setBrush(brushOf(shape.fill, ink));
    painter.drawPath(pathOf(shape));
}

QPixmap renderedIcon(Icon icon, const QColor &color, const QSize &devicePixels)
{
    const QString key = QStringLiteral("slipway/%1/%2/%3x%4")
                            .arg(iconName(icon), color.name(QColor::HexArgb))
                            .arg(devicePixels.width())
                            .arg(devicePixels.height());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(devicePixels);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setOpacity(color.alphaF());
    const Drawing &drawing = drawingOf(icon);
    const QSizeF size(double(drawing.width), double(drawing.height));
    const double scale = qMin(devicePixels.width() / size.width(), devicePixels.height() / size.height());
    painter.translate((devicePixels.width() - scale * size.width()) / 2,
                      (devicePixels.height() - scale * size.height()) / 2);
    painter.scale(scale, scale);
    for (const Shape &shape : kShapes.subspan(drawing.firstShape, drawing.shapes))
        draw(painter, shape, QColor(color.rgb()));
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

/// Draws at paint time, so that the colour is that of the scheme in force.
class RoleIconEngine : public QIconEngine
{
public:
    RoleIconEngine(Icon icon, Role role) : m_icon(icon), m_role(role) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        paintIcon(*painter, rect, m_icon, colorFor(mode));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1.0);
    }
    // Qt 6 passes the size in device pixels.
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal) override
    {
        return renderedIcon(m_icon, colorFor(mode), size);
    }
    QIconEngine *clone() const override { return new RoleIconEngine(*this); }

private:
    QColor colorFor(QIcon::Mode mode) const
    {
        return color(mode == QIcon::Disabled ? Role::Disabled : m_role);
    }
    Icon m_icon;
    Role m_role;
};

/// Drawn in the sizes that somebody asks for: all of them at the start took 1.3 ms of the way to the first
/// frame.
class AppIconEngine : public QIconEngine
{
public:
    void paint(QPainter *painter, const QRect &rect, QIcon::Mode, QIcon::State) override
    {
        paintIcon(*painter, rect, Icon::App, Qt::black);
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode, QIcon::State) override
    {
        return renderedIcon(Icon::App, Qt::black, size);
    }
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal) override
    {
        return pixmap(size, mode, state);
    }
    QList<QSize> availableSizes(QIcon::Mode, QIcon::State) override
    {
        QList<QSize> sizes;
        for (const int side : {16, 24, 32, 48, 64, 128, 256})
            sizes.append({side, side});
        return sizes;
    }
    QIconEngine *clone() const override { return new AppIconEngine(*this); }
};

} // namespace

QLatin1StringView iconName(Icon icon)
{
    static constexpr std::array<const char *, kIconCount> names = {
        "app",     "container", "start",     "files", "scripts",       "finish",       "check",
        "cross",   "pending",   "copy",      "eye",   "eye-off",       "open",         "search",
        "plus",    "trash",     "refresh",   "back",  "chevron-right", "chevron-down", "chevron-up",
        "warning", "info",      "runs",      "list",  "theme",         "more",         "lock",
        "flask",   "plug",      "unplugged", "clock", "log",           "save",         "service",
        "node",    "stop",      "power",     "shield"};
    return QLatin1StringView(names[static_cast<size_t>(icon)]);
}

QIcon icon(Icon icon, Role role) { return QIcon(new RoleIconEngine(icon, role)); }

void paintIcon(QPainter &painter, const QRectF &rect, Icon icon, const QColor &color)
{
    const qreal dpr = painter.device()->devicePixelRatioF();
    QPixmap pixmap = renderedIcon(icon, color, (rect.size() * dpr).toSize());
    pixmap.setDevicePixelRatio(dpr);
    painter.drawPixmap(rect.topLeft(), pixmap);
}

QIcon applicationIcon() { return QIcon(new AppIconEngine); }

} // namespace slipway::theme
