#include "widgets/theme/theme.h"

#include "widgets/theme/style.h"

#include <QApplication>
#include <QPointer>
#include <QStyleHints>
#include <QToolTip>

namespace slipway::theme {

Theme &Theme::instance()
{
    static QPointer<Theme> theme;
    if (theme.isNull())
        theme = new Theme(qApp);
    return *theme;
}

Theme::Theme(QObject *parent) : QObject(parent)
{
    const QPalette platform = QGuiApplication::palette();
    m_paletteScheme =
        platform.color(QPalette::Window).lightness() < platform.color(QPalette::WindowText).lightness()
            ? Scheme::Dark
            : Scheme::Light;
    m_reduceMotion = qEnvironmentVariableIntValue("SLIPWAY_REDUCE_MOTION") != 0;
    m_scheme = systemScheme();
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, &Theme::refresh);
#endif
}

Scheme Theme::systemScheme() const
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    switch (QGuiApplication::styleHints()->colorScheme()) {
    case Qt::ColorScheme::Dark:
        return Scheme::Dark;
    case Qt::ColorScheme::Light:
        return Scheme::Light;
    case Qt::ColorScheme::Unknown:
        break;
    }
#endif
    return m_paletteScheme;
}

void Theme::install()
{
    m_installed = true;
    QApplication::setStyle(new Style);
    refresh();
}

void Theme::setMode(Mode mode)
{
    m_mode = mode;
    refresh();
}

void Theme::setReduceMotion(bool reduce)
{
    if (m_reduceMotion == reduce)
        return;
    m_reduceMotion = reduce;
    emit changed();
}

void Theme::refresh()
{
    m_scheme = m_mode == Mode::Light ? Scheme::Light : m_mode == Mode::Dark ? Scheme::Dark : systemScheme();
    if (m_installed) {
        QApplication::setPalette(palette());
        QToolTip::setPalette(palette());
    }
    emit changed();
}

QPalette Theme::palette() const
{
    const auto c = [this](Role role) { return theme::color(role, m_scheme); };
    QPalette p;
    const auto set = [&p](QPalette::ColorRole role, const QColor &normal, const QColor &disabled) {
        p.setColor(QPalette::Active, role, normal);
        p.setColor(QPalette::Inactive, role, normal);
        p.setColor(QPalette::Disabled, role, disabled);
    };
    set(QPalette::Window, c(Role::Window), c(Role::Window));
    set(QPalette::Base, c(Role::Card), c(Role::Window));
    set(QPalette::AlternateBase, c(Role::Sunken), c(Role::Sunken));
    set(QPalette::Button, c(Role::Card), c(Role::Window));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        set(role, c(Role::Text), c(Role::Disabled));
    set(QPalette::PlaceholderText, c(Role::Muted), c(Role::Disabled));
    set(QPalette::BrightText, c(Role::Danger), c(Role::Disabled));
    set(QPalette::Highlight, c(Role::Accent), c(Role::Disabled));
    set(QPalette::HighlightedText, c(Role::OnAccent), c(Role::Window));
    set(QPalette::Link, c(Role::Accent), c(Role::Disabled));
    set(QPalette::LinkVisited, c(Role::Accent), c(Role::Disabled));
    set(QPalette::ToolTipBase, c(Role::Card), c(Role::Card));
    set(QPalette::ToolTipText, c(Role::Text), c(Role::Text));
    set(QPalette::Light, c(Role::Card), c(Role::Card));
    set(QPalette::Midlight, c(Role::Sunken), c(Role::Sunken));
    set(QPalette::Mid, c(Role::Border), c(Role::Border));
    set(QPalette::Dark, c(Role::ControlBorder), c(Role::Border));
    set(QPalette::Shadow, c(Role::ControlBorder), c(Role::Border));
    return p;
}

QColor color(Role role) { return color(role, Theme::instance().scheme()); }

QColor blend(const QColor &over, const QColor &under, double opacity)
{
    const auto mix = [opacity](int a, int b) { return qRound(a * opacity + b * (1 - opacity)); };
    return {mix(over.red(), under.red()), mix(over.green(), under.green()), mix(over.blue(), under.blue())};
}

} // namespace slipway::theme
