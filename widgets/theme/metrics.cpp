#include "widgets/theme/metrics.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontInfo>
#include <QFontMetrics>

namespace slipway::theme {

namespace {

QFont scaled(double factor, QFont::Weight weight)
{
    QFont f = QApplication::font();
    if (f.pointSizeF() > 0)
        f.setPointSizeF(f.pointSizeF() * factor);
    else
        f.setPixelSize(qRound(f.pixelSize() * factor));
    f.setWeight(weight);
    return f;
}

QFont monospace()
{
    QFont f = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    f.setStyleHint(QFont::Monospace);
    if (QApplication::font().pointSizeF() > 0)
        f.setPointSizeF(QApplication::font().pointSizeF() * 0.95);
    return f;
}

} // namespace

QFont font(TextStyle style)
{
    switch (style) {
    case TextStyle::Title:
        return scaled(1.45, QFont::DemiBold);
    case TextStyle::Heading:
        return scaled(1.12, QFont::DemiBold);
    case TextStyle::Strong:
        return scaled(1.0, QFont::DemiBold);
    case TextStyle::Body:
        return QApplication::font();
    case TextStyle::Small:
        return scaled(0.9, QFont::Normal);
    case TextStyle::Mono:
        return monospace();
    }
    return QApplication::font();
}

int unit()
{
    // By the size of the letters, not by the line: Noto Sans has a line a fifth higher than DejaVu Sans at
    // the same size, and a window that was a fifth wider in everything.
    constexpr double kOfLetters = 0.55;
    return qMax(4, qRound(kOfLetters * QFontInfo(QApplication::font()).pixelSize()));
}

int space(double units) { return qMax(1, qRound(units * unit())); }
QMargins margins(double units) { return margins(units, units); }

QMargins margins(double horizontal, double vertical)
{
    const int h = qRound(horizontal * unit());
    const int v = qRound(vertical * unit());
    return {h, v, h, v};
}

int controlHeight() { return QFontMetrics(QApplication::font()).height() + 2 * space(0.75); }
int iconSize() { return qMax(12, 2 * unit()); }
double cornerRadius() { return qMax(3.0, unit() * 0.6); }

} // namespace slipway::theme
