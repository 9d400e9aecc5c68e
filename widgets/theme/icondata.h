#pragma once
#include <QtGlobal>
#include <span>

/// The icons of resources/icons as tools/compileicons writes them while the program is built: plain numbers,
/// so that no XML is read and Qt Svg is not loaded on the way to the first frame.
namespace slipway::theme::icondata {

/// An element of a QPainterPath, in units of the drawing.
struct Step
{
    enum Type : quint8 { Move, Line, Curve, CurveData };
    Type type;
    float x;
    float y;
};

/// Of a linear gradient.
struct Stop
{
    float at; ///< 0 to 1
    quint32 argb;
};

struct Paint
{
    enum Kind : quint8 { None, Ink, Solid, Gradient }; ///< Ink: the colour that the icon is painted in
    Kind kind = None;
    quint32 argb = 0;                     ///< of Solid
    float x1 = 0, y1 = 0, x2 = 0, y2 = 0; ///< of Gradient, with the stops
    quint16 firstStop = 0;
    quint16 stops = 0;
};

struct Shape
{
    quint16 firstStep;
    quint16 steps;
    bool isWinding; ///< else odd and even
    Paint fill;
    Paint stroke;
    float strokeWidth;
    quint8 cap;  ///< Qt::PenCapStyle / 0x10
    quint8 join; ///< Qt::PenJoinStyle / 0x40
};

struct Drawing
{
    char name[16]; ///< the file's, without ".svg"
    float width;
    float height;
    quint16 firstShape;
    quint16 shapes;
};

extern const std::span<const Step> kSteps;
extern const std::span<const Stop> kStops;
extern const std::span<const Shape> kShapes;
extern const std::span<const Drawing> kDrawings;

} // namespace slipway::theme::icondata
