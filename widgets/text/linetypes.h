#pragma once
#include <QHash>
#include <QList>
#include <QString>
#include <compare>
#include <cstdint>

namespace slipway::text {

/// Position of a line in a LineStore, from 0. Never changes while the store is not cleared.
struct LineNumber
{
    qint64 value = 0;
    auto operator<=>(const LineNumber &) const = default;
};

/// Position of a line among those a filter lets through, from 0. Without a filter the same count as
/// LineNumber, still another type: a row on the screen is not a place in the store.
struct VisibleLine
{
    qint64 value = 0;
    auto operator<=>(const VisibleLine &) const = default;
};

/// Which script a line belongs to: index into LineStore::scriptNames(). None = no script at all.
struct ScriptIndex
{
    static constexpr quint16 None = 0;
    quint16 value = None;
    auto operator<=>(const ScriptIndex &) const = default;
};

/// One line as it is handed in. `text` may hold ANSI sequences and should hold no line break (each starts a
/// new line).
struct Line
{
    QString text;
    qint64 timeMs = 0; ///< since the epoch; 0 = unknown
    QString script;    ///< empty = belongs to no script
    bool isError = false;
    bool operator==(const Line &) const = default;
};

/// A terminal colour in four bytes: the default, one of the palette of 256, or 24 bits.
class TextColor
{
public:
    enum class Kind : quint8 { Default, Indexed, Rgb };

    constexpr TextColor() = default;
    static constexpr TextColor indexed(quint8 index) { return TextColor(Kind::Indexed, index); }
    static constexpr TextColor rgb(quint8 r, quint8 g, quint8 b)
    {
        return TextColor(Kind::Rgb, quint32(r) << 16 | quint32(g) << 8 | b);
    }

    constexpr Kind kind() const { return Kind(m_bits >> 24); }
    constexpr quint8 index() const { return quint8(m_bits & 0xff); } ///< for Kind::Indexed
    constexpr quint32 rgbValue() const { return m_bits & 0xffffff; } ///< 0xRRGGBB, for Kind::Rgb
    constexpr quint32 bits() const { return m_bits; }
    auto operator<=>(const TextColor &) const = default;

private:
    constexpr TextColor(Kind kind, quint32 value) : m_bits(quint32(kind) << 24 | value) {}
    quint32 m_bits = 0;
};

/// How a run of characters looks (SGR). Twelve bytes, comparable, no Gui.
struct TextStyle
{
    enum Attribute : quint8 {
        Bold = 1,
        Dim = 2,
        Italic = 4,
        Underline = 8,
        Inverse = 16,
        Strike = 32,
        Hidden = 64
    };

    TextColor foreground;
    TextColor background;
    quint8 attributes = 0;

    bool has(Attribute attribute) const { return (attributes & attribute) != 0; }
    bool isDefault() const { return *this == TextStyle{}; }
    auto operator<=>(const TextStyle &) const = default;
};

inline size_t qHash(const TextStyle &style, size_t seed = 0) noexcept
{
    return ::qHashMulti(seed, style.foreground.bits(), style.background.bits(), style.attributes);
}

/// From `start` (bytes of UTF-8 within the line) on, until the next run or the end of the line, `style`
/// holds.
struct StyleRun
{
    qsizetype start = 0;
    TextStyle style;
    bool operator==(const StyleRun &) const = default;
};

/// Characters [start, start + length) of a QString look like `style`. Default-styled parts have no span.
struct StyleSpan
{
    int start = 0;
    int length = 0;
    TextStyle style;
    bool operator==(const StyleSpan &) const = default;
};

/// One line as it is handed out: no ANSI any more.
struct StyledLine
{
    QString text;
    QList<StyleSpan> spans;
    qint64 timeMs = 0;
    ScriptIndex script;
    bool isError = false;
};

} // namespace slipway::text
