// usage: compileicons OUT.cpp ICON.svg...
// Writes what the icons consist of as the arrays of widgets/theme/icondata.h. Qt Svg draws each of them once
// onto a paint engine that takes note: paths in units of the view box, what fills them and what draws their
// lines.
#include "widgets/theme/icondata.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QPaintDevice>
#include <QPaintEngine>
#include <QPainter>
#include <QPainterPath>
#include <QSvgRenderer>
#include <cmath>
#include <cstdio>

using namespace slipway::theme::icondata;

namespace {

/// Stands for "currentColor" while Qt Svg draws; no icon has it as a colour of its own.
constexpr QRgb kInk = 0xff010203;

struct Written
{
    QByteArray steps, stops, shapes, drawings;
    int stepCount = 0, stopCount = 0, shapeCount = 0;
};

QByteArray number(double value)
{
    const QByteArray digits = QByteArray::number(std::round(value * 1e4) / 1e4, 'g', 9);
    return digits + (digits.contains('.') || digits.contains('e') ? "f" : ".0f");
}

class NoteTaker : public QPaintEngine
{
public:
    explicit NoteTaker(Written &written) : QPaintEngine(AllFeatures), m_written(written) {}

    bool begin(QPaintDevice *) override { return true; }
    bool end() override { return true; }
    Type type() const override { return User; }
    void drawPixmap(const QRectF &, const QPixmap &, const QRectF &) override
    {
        qFatal("An icon has a picture in it.");
    }
    void updateState(const QPaintEngineState &changed) override
    {
        if (changed.state() & DirtyTransform)
            m_transform = changed.transform();
        if (changed.state() & DirtyPen)
            m_pen = changed.pen();
        if (changed.state() & DirtyBrush)
            m_brush = changed.brush();
        if (changed.state() & DirtyOpacity && changed.opacity() < 1)
            qFatal("An icon has a part that shines through.");
    }
    void drawPath(const QPainterPath &path) override
    {
        const QPainterPath mapped = m_transform.map(path);
        const double scale = std::sqrt(std::abs(m_transform.determinant()));
        const bool hasLine = m_pen.style() != Qt::NoPen;
        if (!hasLine && m_brush.style() == Qt::NoBrush)
            return; // Qt Svg draws what is not filled, too
        m_written.shapes += "    {" + QByteArray::number(m_written.stepCount) + ", " +
                            QByteArray::number(mapped.elementCount()) + ", " +
                            (path.fillRule() == Qt::WindingFill ? "true" : "false") + ", " +
                            paint(m_brush, path) + ", " + paint(hasLine ? m_pen.brush() : QBrush(), path) +
                            ", " + number(hasLine ? m_pen.widthF() * scale : 0) + ", " +
                            QByteArray::number(m_pen.capStyle() / 0x10) + ", " +
                            QByteArray::number(m_pen.joinStyle() / 0x40) + "},\n";
        ++m_written.shapeCount;
        for (int i = 0; i < mapped.elementCount(); ++i) {
            const QPainterPath::Element element = mapped.elementAt(i);
            static constexpr const char *types[] = {"Step::Move", "Step::Line", "Step::Curve",
                                                    "Step::CurveData"};
            m_written.steps += QByteArray("    {") + types[element.type] + ", " + number(element.x) + ", " +
                               number(element.y) + "},\n";
        }
        m_written.stepCount += mapped.elementCount();
    }

private:
    QByteArray paint(const QBrush &brush, const QPainterPath &path)
    {
        if (brush.style() == Qt::NoBrush)
            return "{}";
        if (brush.style() == Qt::SolidPattern && brush.color().rgba() == kInk)
            return "{Paint::Ink}";
        if (brush.style() == Qt::SolidPattern)
            return "{Paint::Solid, 0x" + QByteArray::number(brush.color().rgba(), 16) + "}";
        if (brush.style() != Qt::LinearGradientPattern)
            qFatal("An icon is filled with something else than a colour or a linear gradient.");
        const auto *gradient = static_cast<const QLinearGradient *>(brush.gradient());
        QTransform toDrawing = brush.transform() * m_transform;
        if (gradient->coordinateMode() != QGradient::LogicalMode) { // of the box around the path
            const QRectF box = path.boundingRect();
            toDrawing = QTransform(box.width(), 0, 0, box.height(), box.x(), box.y()) * toDrawing;
        }
        const QPointF from = toDrawing.map(gradient->start());
        const QPointF to = toDrawing.map(gradient->finalStop());
        const QGradientStops stops = gradient->stops();
        const QByteArray result = "{Paint::Gradient, 0, " + number(from.x()) + ", " + number(from.y()) +
                                  ", " + number(to.x()) + ", " + number(to.y()) + ", " +
                                  QByteArray::number(m_written.stopCount) + ", " +
                                  QByteArray::number(stops.size()) + "}";
        for (const auto &[at, color] : stops)
            m_written.stops += "    {" + number(at) + ", 0x" + QByteArray::number(color.rgba(), 16) + "},\n";
        m_written.stopCount += int(stops.size());
        return result;
    }

    Written &m_written;
    QTransform m_transform;
    QPen m_pen{Qt::NoPen};
    QBrush m_brush;
};

class NotePad : public QPaintDevice
{
public:
    NotePad(Written &written, QSizeF size) : m_engine(written), m_size(size) {}
    QPaintEngine *paintEngine() const override { return &m_engine; }

protected:
    int metric(PaintDeviceMetric metric) const override
    {
        switch (metric) {
        case PdmWidth:
            return int(m_size.width());
        case PdmHeight:
            return int(m_size.height());
        case PdmDevicePixelRatio:
            return 1;
        case PdmDepth:
            return 32;
        case PdmWidthMM:
        case PdmHeightMM:
        case PdmNumColors:
        case PdmDpiX:
        case PdmDpiY:
        case PdmPhysicalDpiX:
        case PdmPhysicalDpiY:
            return 96;
        default: // further forms of the pixel ratio, more of them with each Qt
            return QPaintDevice::metric(metric);
        }
    }

private:
    mutable NoteTaker m_engine;
    QSizeF m_size;
};

bool add(const QString &file, Written &written)
{
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly))
        return false;
    QSvgRenderer renderer(source.readAll().replace("currentColor", QColor(kInk).name().toLatin1()));
    const QByteArray name = QFileInfo(file).completeBaseName().toUtf8();
    if (!renderer.isValid() || name.size() >= int(sizeof(Drawing::name)))
        return false;
    const int first = written.shapeCount;
    const QRectF box = renderer.viewBoxF();
    NotePad pad(written, box.size());
    {
        QPainter painter(&pad);
        renderer.render(&painter, QRectF(QPointF(), box.size()));
    }
    written.drawings += "    {\"" + name + "\", " + number(box.width()) + ", " + number(box.height()) + ", " +
                        QByteArray::number(first) + ", " + QByteArray::number(written.shapeCount - first) +
                        "},\n";
    return true;
}

QByteArray sourceOf(const Written &written)
{
    const auto array = [](const char *type, const char *name, const QByteArray &items) {
        return QByteArray("const ") + type + ' ' + name + "[] = {\n" + items + "};\n";
    };
    return "// Made of resources/icons by compileicons.\n#include \"widgets/theme/icondata.h\"\n\n"
           "namespace slipway::theme::icondata {\n\nnamespace {\n\n" +
           array("Step", "steps", written.steps) + array("Stop", "stops", written.stops) +
           array("Shape", "shapes", written.shapes) + array("Drawing", "drawings", written.drawings) +
           "\n} // namespace\n\nconst std::span<const Step> kSteps(steps);\n"
           "const std::span<const Stop> kStops(stops);\nconst std::span<const Shape> kShapes(shapes);\n"
           "const std::span<const Drawing> kDrawings(drawings);\n\n} // namespace slipway::theme::icondata\n";
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv); // no screen is needed, and there may be none
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 3) {
        std::fputs("usage: compileicons OUT.cpp ICON.svg...\n", stderr);
        return 2;
    }
    Written written;
    for (const QString &icon : arguments.sliced(2)) {
        if (!add(icon, written)) {
            std::fprintf(stderr, "%s is not an icon that can be compiled.\n", qPrintable(icon));
            return 1;
        }
    }
    QFile out(arguments.at(1));
    const QByteArray source = sourceOf(written);
    if (!out.open(QIODevice::WriteOnly) || out.write(source) != source.size()) {
        std::fprintf(stderr, "%s: %s\n", qPrintable(out.fileName()), qPrintable(out.errorString()));
        return 1;
    }
    return 0;
}
