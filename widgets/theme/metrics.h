#pragma once
#include <QFont>
#include <QMargins>

class QWidget;

namespace slipway::theme {

/// Hierarchy of text. All sizes are multiples of the application's font, so that the whole scales with it.
enum class TextStyle { Title, Heading, Strong, Body, Small, Mono };
QFont font(TextStyle style);

/// The spacing unit in pixels: a good half of the size of the application's font, whatever its line height.
int unit();
/// `units` spacing units, at least 1 px.
int space(double units);
/// The same margin on all sides, in units.
QMargins margins(double units);
QMargins margins(double horizontal, double vertical);
/// Height of a button, line edit or combo box.
int controlHeight();
/// Side of an icon beside text.
int iconSize();
double cornerRadius();

} // namespace slipway::theme
