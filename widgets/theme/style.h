#pragma once
#include <QProxyStyle>

class QAbstractButton;
class QTabWidget;

namespace slipway::theme {

/// How much a button asks for attention. At most one Primary a page. A Chip is checkable and small: a filter.
enum class ButtonKind { Normal, Primary, Danger, Quiet, Chip };
void setButtonKind(QAbstractButton *button, ButtonKind kind);
ButtonKind buttonKind(const QWidget *widget);

/// Marks an input as refused: its edge takes the danger colour. (The words beside it say why.)
void setInvalid(QWidget *input, bool invalid);
bool isInvalid(const QWidget *input);

/// The line below the tabs ends so many pixels before their right edge: where what scrolls goes further.
void setTabLineInset(QTabWidget *tabs, int pixels);

/// Fusion with the edges, sizes and focus of our own; every colour is a Role resolved while painting.
class Style : public QProxyStyle
{
    Q_OBJECT
public:
    Style();

    QPalette standardPalette() const override;
    void polish(QWidget *widget) override;
    using QProxyStyle::polish;
    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *result) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                           const QWidget *widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl sub,
                         const QWidget *widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption *option,
                         const QWidget *widget) const override;
    /// The cross that empties a field is ours: Fusion's is a bitmap, and to read one loads every image plugin
    /// (2 ms).
    QIcon standardIcon(StandardPixmap icon, const QStyleOption *option, const QWidget *widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget) const override;
};

} // namespace slipway::theme
