// Renders the one SVG of the program into the files that systems want:
//
//   rendericon IN.svg OUT.png SIZE        a PNG of SIZE × SIZE pixels (freedesktop icon themes)
//   rendericon IN.svg OUT.ico             PNGs of the usual sizes in a Windows icon
//   rendericon IN.svg OUT.icns            the same for macOS
//
// The same bytes for the same picture and the same Qt: no time, no path, no text chunk is written.
#include <QBuffer>
#include <QCoreApplication>
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QSvgRenderer>
#include <QtEndian>
#include <cstdio>

namespace {

QByteArray png(QSvgRenderer &renderer, int size)
{
    QImage image(size, size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    {
        QPainter painter(&image);
        renderer.render(&painter, QRectF(0, 0, size, size));
    }
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    return image.save(&buffer, "PNG") ? buffer.data() : QByteArray();
}

template<typename T>
void little(QByteArray &out, T value)
{
    value = qToLittleEndian(value);
    out.append(reinterpret_cast<const char *>(&value), sizeof value);
}

void big(QByteArray &out, quint32 value)
{
    value = qToBigEndian(value);
    out.append(reinterpret_cast<const char *>(&value), sizeof value);
}

/// ICONDIR, one ICONDIRENTRY per picture, then the pictures; 0 stands for 256 pixels.
QByteArray ico(QSvgRenderer &renderer)
{
    const QList<int> sizes = {16, 24, 32, 48, 64, 128, 256};
    QByteArray head;
    QByteArray pictures;
    little<quint16>(head, 0);
    little<quint16>(head, 1);
    little(head, static_cast<quint16>(sizes.size()));
    const auto offset = static_cast<quint32>(6 + 16 * sizes.size());
    for (const int size : sizes) {
        const QByteArray picture = png(renderer, size);
        little(head, static_cast<quint8>(size % 256));
        little(head, static_cast<quint8>(size % 256));
        little<quint16>(head, 0);
        little<quint16>(head, 1);
        little<quint16>(head, 32);
        little(head, static_cast<quint32>(picture.size()));
        little(head, static_cast<quint32>(offset + static_cast<quint32>(pictures.size())));
        pictures += picture;
    }
    return head + pictures;
}

/// 'icns', the length of all, then type, length and PNG of each.
QByteArray icns(QSvgRenderer &renderer)
{
    QByteArray body;
    const QList<std::pair<const char *, int>> types = {{"icp4", 16},  {"icp5", 32},  {"icp6", 64},
                                                       {"ic07", 128}, {"ic08", 256}, {"ic09", 512},
                                                       {"ic10", 1024}};
    for (const auto &[type, size] : types) {
        const QByteArray picture = png(renderer, size);
        body.append(type, 4);
        big(body, static_cast<quint32>(picture.size() + 8));
        body += picture;
    }
    QByteArray out("icns", 4);
    big(out, static_cast<quint32>(body.size() + 8));
    return out + body;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const QString out = arguments.value(2);
    const int size = arguments.value(3).toInt();
    QSvgRenderer renderer(arguments.value(1));
    if (!renderer.isValid() || out.isEmpty()) {
        std::fprintf(stderr, "Cannot render the icon. Usage: rendericon IN.svg OUT.(png SIZE|ico|icns)\n");
        return 2;
    }
    const QByteArray bytes = out.endsWith(QStringLiteral(".ico"))    ? ico(renderer)
                             : out.endsWith(QStringLiteral(".icns")) ? icns(renderer)
                             : size > 0                              ? png(renderer, size)
                                                                     : QByteArray();
    QFile file(out);
    if (bytes.isEmpty() || !file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
        std::fprintf(stderr, "Cannot write %s.\n", qPrintable(out));
        return 1;
    }
    return 0;
}
