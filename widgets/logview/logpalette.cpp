#include "widgets/logview/logpalette.h"

namespace slipway::logview {

QColor LogPalette::color(text::TextColor color, const QColor &fallback) const
{
    switch (color.kind()) {
    case text::TextColor::Kind::Default:
        return fallback;
    case text::TextColor::Kind::Rgb:
        return QColor::fromRgb(color.rgbValue());
    case text::TextColor::Kind::Indexed:
        break;
    }
    const int index = color.index();
    if (index < 16)
        return ansi[size_t(index)];
    if (index >= 232) {
        const int grey = 8 + (index - 232) * 10;
        return {grey, grey, grey};
    }
    const auto channel = [](int step) { return step == 0 ? 0 : 55 + step * 40; };
    const int cube = index - 16;
    return {channel(cube / 36), channel(cube / 6 % 6), channel(cube % 6)};
}

} // namespace slipway::logview
