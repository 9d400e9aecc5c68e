#pragma once
#include "widgets/logview/logpanel.h"
#include "widgets/logview/logview.h"
#include "widgets/theme/theme.h"

namespace slipway::desktop {

/// The terminal is dark in both schemes, so tones on it are those of the dark one.
inline logview::LogPalette terminalPalette()
{
    using theme::Role;
    logview::LogPalette palette;
    palette.paper = theme::color(Role::TerminalPaper);
    palette.text = theme::color(Role::TerminalText);
    palette.timeStamp = theme::color(Role::TerminalTime);
    palette.selection = theme::color(Role::TerminalSelection);
    palette.border = theme::color(Role::TerminalBorder);
    palette.error = theme::color(Role::Danger, theme::Scheme::Dark);
    palette.accent = theme::color(Role::Accent, theme::Scheme::Dark);
    palette.currentHit = theme::color(Role::Warning, theme::Scheme::Dark);
    return palette;
}

/// Gives a log the colours of the theme, now and after each switch.
inline void followTheme(logview::LogPanel *panel)
{
    panel->view()->setLogPalette(terminalPalette());
    QObject::connect(&theme::Theme::instance(), &theme::Theme::changed, panel,
                     [panel] { panel->view()->setLogPalette(terminalPalette()); });
}

} // namespace slipway::desktop
