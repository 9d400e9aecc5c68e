#include "widgets/theme/icons.h"

#include "widgets/theme/theme.h"

#include <QApplication>
#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

// In the global namespace, as Q_INIT_RESOURCE demands.
static void initIconResources() { Q_INIT_RESOURCE(icons); }

namespace slipway::theme {

namespace {

QByteArray svgSource(Icon icon)
{
    static QHash<int, QByteArray> sources;
    const auto key = static_cast<int>(icon);
    const auto found = sources.constFind(key);
    if (found != sources.constEnd())
        return *found;
    initIconResources();
    QFile file(QLatin1StringView(":/slipway/icons/") + iconName(icon) + QLatin1StringView(".svg"));
    QByteArray source;
    if (file.open(QIODevice::ReadOnly))
        source = file.readAll();
    sources.insert(key, source);
    return source;
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
    painter.setOpacity(color.alphaF());
    QSvgRenderer renderer(svgSource(icon).replace("currentColor", color.name().toLatin1()));
    renderer.setAspectRatioMode(Qt::KeepAspectRatio);
    renderer.render(&painter);
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
