#pragma once
#include "widgets/text/linechunk.h"
#include "widgets/text/scriptfilter.h"
#include <QHash>
#include <QStringEncoder>
#include <QStringList>
#include <vector>

namespace slipway::text {

/// Every line of a log, append-only: UTF-8 without ANSI in large chunks, styles as runs, time and script per
/// line. A million lines of 90 bytes take about 1.3 times their text. Appending is O(1), so is (nearly) any
/// look-up.
///
/// Lives on one thread. snapshot() may be read on any other while appending goes on.
class LineStore
{
public:
    LineStore();
    ~LineStore();
    Q_DISABLE_COPY_MOVE(LineStore)

    void append(const Line &line);
    /// Forgets all lines, scripts and the ANSI state. Snapshots taken before stay valid.
    void clear();

    qint64 count() const { return m_count; }
    qint64 count(ScriptFilter filter) const { return filter ? index(*filter).count() : m_count; }
    bool isEmpty() const { return m_count == 0; }
    /// Rises with each clear(): line numbers of another generation mean nothing here.
    quint32 generation() const { return m_generation; }

    StyledLine line(LineNumber number) const;
    QString text(LineNumber number) const;
    QByteArrayView utf8(LineNumber number) const; ///< valid until the next append or clear
    qint64 timeMs(LineNumber number) const;
    ScriptIndex script(LineNumber number) const;

    /// Names in order of appearance; [0] is empty and stands for "no script".
    const QStringList &scriptNames() const { return m_scriptNames; }
    /// None when no line of that script has come yet.
    std::optional<ScriptIndex> scriptIndex(const QString &name) const;
    const LineIndex &index(ScriptIndex script) const;

    LineNumber lineAt(VisibleLine at, ScriptFilter filter) const;
    /// The row of `number`, or of the next line after it that the filter lets through.
    VisibleLine rowOf(LineNumber number, ScriptFilter filter) const;

    /// Lines [from, count()) for another thread.
    LineSnapshot snapshot(LineNumber from = {}) const;

    qint64 textBytes() const { return m_textBytes; } ///< of all lines, with one line break each
    qint64 bytesHeld() const;                        ///< what the store takes, bookkeeping included

private:
    struct Place
    {
        const LineChunk *chunk;
        int line;
    };
    void appendOne(QStringView text, const LineChunk::Meta &meta);
    ScriptIndex internScript(const QString &name);
    Place place(LineNumber number) const;
    void makeRoom(qsizetype bytes, qint64 timeMs);

    std::vector<std::shared_ptr<LineChunk>> m_chunks; ///< the last one is being written
    std::vector<qint64> m_firsts;                     ///< first line of each chunk, for the search by number
    StyleTable m_styles;
    AnsiParser m_parser;
    QStringEncoder m_encoder;
    std::vector<char> m_scratch;
    QStringList m_scriptNames;
    QHash<QString, ScriptIndex> m_scripts;
    std::vector<LineIndex> m_indexes; ///< per script
    QString m_lastScript;
    ScriptIndex m_lastScriptIndex;
    qint64 m_count = 0;
    qint64 m_textBytes = 0;
    quint32 m_generation = 0;
};

/// Byte runs of a UTF-8 line as spans of its QString.
QList<StyleSpan> spansFromRuns(QByteArrayView utf8, const QList<StyleRun> &runs);

} // namespace slipway::text
