#pragma once
#include "widgets/text/linetypes.h"
#include <QByteArray>
#include <QByteArrayView>
#include <QVarLengthArray>

namespace slipway::text {

/// What AnsiParser made of a piece of input: plain UTF-8 and where the look changes.
struct AnsiText
{
    QByteArray text;
    QList<StyleRun>
        runs; ///< rising starts; what lies before the first run has the style that was valid before
};

/// Terminal bytes to plain text and styles (ECMA-48 SGR, ISO 8613-6 colours, what xterm understands of them).
///
/// Everything that is not SGR (cursor movement, titles, OSC 8 and 52, DCS, character sets, C1) is removed:
/// never shown, never executed. Of the control characters only the tab is text. State lives across calls, so
/// input may be cut at any byte; SGR state lives across lines, while an unfinished sequence ends with its
/// line: a log that was cut in a sequence loses nothing of the next line, and an OSC that never ends hides at
/// most the rest of its line. Work is linear in the input and memory constant: parameters past the 32nd and
/// digits past 65,535 are dropped.
///
/// Input is UTF-8 without line breaks (a stray one is dropped like other controls). No I/O, any thread.
class AnsiParser
{
public:
    using Runs = QVarLengthArray<StyleRun, 16>;

    /// Appends the plain text of `bytes` to `out`, which must have room for bytes.size() + 1 (the first byte
    /// of a character may come from the piece before), and returns the end. Runs are counted from
    /// `lineStart`, the place in `out` where this line began.
    char *feed(QByteArrayView bytes, char *out, const char *lineStart, Runs &runs);
    /// The same into an object of its own; run starts count from this call's text.
    AnsiText feed(QByteArrayView bytes);
    void endLine();
    void reset();

    const TextStyle &style() const { return m_style; }

private:
    enum class State : quint8 { Text, C1, Escape, EscapeIntermediate, Csi, String, StringC1 };
    static constexpr int MaxParameters = 32;
    static constexpr quint32 MaxValue = 65535;

    bool breaksOff(uchar byte) const;
    State step(uchar byte);
    State stepC1(uchar second);
    State stepEscape(uchar byte);
    State stepCsi(uchar byte);
    State stepString(uchar byte);
    void startCsi();
    void applySgr();
    void applyCode(quint32 code);
    int applyExtendedColor(int at, TextColor &color);

    struct Parameter
    {
        quint32 value = 0;
        bool isSub = false; ///< preceded by ':' instead of ';'
        bool isEmpty = true;
    };

    TextStyle m_style;
    Parameter m_parameters[MaxParameters];
    int m_count = 0; ///< parameters begun; past MaxParameters they are counted no further
    bool m_overflow = false;
    bool m_private = false;  ///< '<', '=', '>' or '?' seen, or an intermediate byte: not SGR
    bool m_bellEnds = false; ///< the string is an OSC, which BEL ends as well
    State m_state = State::Text;
};

} // namespace slipway::text
