#pragma once
#include "widgets/text/linetypes.h"
#include <QColor>
#include <array>

namespace slipway::logview {

/// The colours of the terminal, dark in both themes of the program. The defaults are those of the design;
/// whoever owns a theme may set others.
struct LogPalette
{
    QColor paper{0x0b, 0x0d, 0x12};
    QColor text{0xd4, 0xd7, 0xde};
    QColor timeStamp{0x80, 0x89, 0xa0};
    QColor gutter{0x0f, 0x12, 0x19}; ///< paper behind the time stamps
    QColor border{0x1d, 0x21, 0x2b}; ///< hairlines inside the terminal
    QColor selection{0x26, 0x40, 0x6f};
    QColor hit{0x5c, 0x4a, 0x12};        ///< every match of a search
    QColor currentHit{0xf0, 0xb3, 0x56}; ///< the match one is at
    QColor currentHitText{0x14, 0x12, 0x0b};
    QColor error{0xff, 0x7b, 0x72};  ///< lines marked as errors that bring no colour of their own
    QColor accent{0x7a, 0xa2, 0xff}; ///< focus, jump button
    std::array<QColor, 16> ansi = {
        QColor{0x6b, 0x73, 0x86}, QColor{0xff, 0x7b, 0x72}, QColor{0x4c, 0xc3, 0x8a},
        QColor{0xe0, 0xb0, 0x5a}, QColor{0x7a, 0xa2, 0xff}, QColor{0xc8, 0x92, 0xf0},
        QColor{0x56, 0xc4, 0xd4}, QColor{0xd4, 0xd7, 0xde}, QColor{0x7d, 0x86, 0x9c},
        QColor{0xff, 0x9d, 0x96}, QColor{0x7e, 0xe0, 0xae}, QColor{0xff, 0xd0, 0x80},
        QColor{0xa5, 0xc0, 0xff}, QColor{0xdf, 0xb8, 0xff}, QColor{0x87, 0xe2, 0xf0},
        QColor{0xff, 0xff, 0xff}};

    /// One of the palette of 256 (xterm's cube and greys behind the sixteen) or 24 bits; `fallback` for the
    /// default.
    QColor color(text::TextColor color, const QColor &fallback) const;
};

} // namespace slipway::logview
