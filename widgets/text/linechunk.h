#pragma once
#include "widgets/text/ansiparser.h"
#include "widgets/text/linetypes.h"
#include <QByteArray>
#include <QByteArrayView>
#include <atomic>
#include <memory>
#include <vector>

namespace slipway::text {

/// Styles by number, so that a run of a line costs two or three bytes. Bounded: past MaxStyles a new style
/// falls back to the sixteen colours nearest to it, and failing that to the default, which no sane log ever
/// reaches.
class StyleTable
{
public:
    static constexpr qsizetype MaxStyles = 65536;
    quint32 indexOf(const TextStyle &style);
    const TextStyle &at(quint32 index) const { return m_styles[index]; }
    qsizetype size() const { return qsizetype(m_styles.size()); }

private:
    std::vector<TextStyle> m_styles{TextStyle{}};
    QHash<TextStyle, quint32> m_index{{TextStyle{}, 0}};
    TextStyle m_lastStyle;
    quint32 m_lastIndex = 0;
};

/// Some thousand lines in one piece: UTF-8 with '\n' after each line (so a search can run over all of them at
/// once), and fourteen bytes per line of what else is known about it.
///
/// Written by one thread at its end only, and nothing that was written ever moves: other threads may read
/// text(), lineText(), time and script of lines below a count they were given (LineSnapshot) while the writer
/// goes on. Styles are for the writer's thread alone.
class LineChunk
{
public:
    static constexpr qsizetype TextCapacity = 256 * 1024;
    static constexpr int LineCapacity = 4096;

    struct Meta
    {
        qint64 timeMs;
        ScriptIndex script;
        bool isError;
    };

    LineChunk(LineNumber first, qsizetype textCapacity, int lineCapacity);

    LineNumber first() const { return m_first; }
    int lineCount() const { return m_lineCount; }
    qsizetype textSize() const { return m_lineCount == 0 ? 0 : lineEnd(m_lineCount - 1) + 1; }
    const char *text() const { return m_text.get(); }
    qsizetype lineStart(int line) const { return line == 0 ? 0 : lineEnd(line - 1) + 1; }
    qsizetype lineEnd(int line) const { return qsizetype(m_ends[size_t(line)]); }
    QByteArrayView lineText(int line) const;
    qint64 timeMs(int line) const;
    ScriptIndex script(int line) const { return ScriptIndex{quint16(m_scripts[size_t(line)] >> 1)}; }
    bool isError(int line) const { return (m_scripts[size_t(line)] & 1) != 0; }
    QList<StyleRun> runs(int line, const StyleTable &styles) const;

    /// Room for a line of `textSize` bytes of output at `timeMs`?
    bool fits(qsizetype textSize, qint64 timeMs) const;
    /// Where the text of the next line goes: at least what fits() was asked for.
    char *nextText() { return m_text.get() + textSize(); }
    /// Takes the text that was written to nextText() as a line. `begin` is the style at its start.
    void commit(qsizetype size, const Meta &meta, const TextStyle &begin, const AnsiParser::Runs &runs,
                StyleTable &styles);
    /// The same lines without spare room, or null when there is little to gain.
    std::shared_ptr<LineChunk> compacted() const;
    qsizetype bytesHeld() const;

private:
    LineNumber m_first;
    qsizetype m_textCapacity;
    int m_lineCapacity;
    int m_lineCount = 0;
    qint64 m_baseTime = 0; ///< times are kept as 32 bits relative to the first known one
    std::unique_ptr<char[]> m_text;
    std::unique_ptr<quint32[]> m_ends; ///< byte offset of each line's '\n'
    std::unique_ptr<qint32[]> m_times;
    std::unique_ptr<quint16[]> m_scripts; ///< script index and error flag
    std::vector<quint32> m_runEnds;       ///< end of each line's runs in m_runs
    std::vector<uchar> m_runs; ///< per run: start (relative to the run before) and style, as varints
};

using ChunkPointer = std::shared_ptr<const LineChunk>;

/// The lines of a store as they were at one moment; cheap to take, readable on any thread.
struct LineSnapshot
{
    struct Piece
    {
        ChunkPointer chunk;
        int begin = 0; ///< first line of the chunk that belongs to it
        int end = 0;   ///< one past the last
    };

    std::vector<Piece> pieces;
    QStringList scriptNames;
    LineNumber end; ///< one past the last line
};

} // namespace slipway::text
