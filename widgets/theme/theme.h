#pragma once
#include "widgets/theme/role.h"

#include <QObject>
#include <QPalette>

namespace slipway::theme {

/// What the operator chose; System follows the desktop, live where Qt reports it (6.5 and later).
enum class Mode { System, Light, Dark };

/// The one theme of the process. GUI thread only; owned by the QApplication. Painting code asks `color(role)`
/// each time it paints and so needs no signal; `changed` is for what caches (pixmaps, formats, palettes of
/// its own).
class Theme : public QObject
{
    Q_OBJECT
public:
    static Theme &instance();

    /// Installs style and palette on the QApplication. Called once by main(); tests may leave it out.
    void install();
    void setMode(Mode mode);
    Mode mode() const { return m_mode; }
    Scheme scheme() const { return m_scheme; }
    QPalette palette() const;

    /// No shimmer, no easing, no turning. Starts as SLIPWAY_REDUCE_MOTION=1 says (Qt reports no such wish of
    /// the desktop: its UiEffects hint is off on a plain X11 or Wayland session too).
    bool reduceMotion() const { return m_reduceMotion; }
    void setReduceMotion(bool reduce);

signals:
    void changed();

private:
    explicit Theme(QObject *parent);
    Scheme systemScheme() const;
    void refresh();

    Mode m_mode = Mode::System;
    Scheme m_scheme = Scheme::Light;
    Scheme m_paletteScheme = Scheme::Light; // of the platform's palette, before ours replaced it
    bool m_reduceMotion = false;
    bool m_installed = false;
};

/// The colour of a role in the scheme in force.
QColor color(Role role);
/// `over` painted with `opacity` onto `under`: opaque, so that text on it has a known contrast.
QColor blend(const QColor &over, const QColor &under, double opacity);

} // namespace slipway::theme
