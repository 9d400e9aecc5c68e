#include "widgets/text/ansiparser.h"

#include <algorithm>
#include <cstring>

namespace slipway::text {

namespace {

constexpr uchar Escape = 0x1b;
constexpr uchar C1Lead = 0xc2; // U+0080…U+009F are C2 80…C2 9F in UTF-8; so are U+00A0…U+00BF, which are text

/// Bytes that are text for sure: everything but C0 controls (the tab is text), DEL and the lead byte of C1.
constexpr bool isPlain(uchar byte) { return byte >= 0x20 ? byte != 0x7f && byte != C1Lead : byte == '\t'; }

/// Eight bytes at a time: true when one of them might not be plain. Over-reports (a tab), never
/// under-reports.
bool mayHoldSpecial(const char *from)
{
    constexpr quint64 ones = 0x0101010101010101ULL;
    constexpr quint64 highs = 0x8080808080808080ULL;
    quint64 word;
    std::memcpy(&word, from, sizeof word);
    const quint64 below20 = (word - ones * 0x20) & ~word;
    const quint64 del = word ^ (ones * 0x7f);
    const quint64 lead = word ^ (ones * C1Lead);
    const quint64 isDel = (del - ones) & ~del;
    const quint64 isLead = (lead - ones) & ~lead;
    return ((below20 | isDel | isLead) & highs) != 0;
}

const char *skipPlain(const char *from, const char *end)
{
    while (from < end) {
        while (end - from >= 8 && !mayHoldSpecial(from))
            from += 8;
        const char *stop = end - from >= 8 ? from + 8 : end;
        while (from < stop && isPlain(uchar(*from)))
            ++from;
        if (from < stop)
            return from;
    }
    return from;
}

} // namespace

char *AnsiParser::feed(QByteArrayView bytes, char *out, const char *lineStart, Runs &runs)
{
    const char *at = bytes.data();
    const char *const end = at + bytes.size();
    while (at < end) {
        if (m_state == State::Text) {
            const char *stop = skipPlain(at, end);
            std::memcpy(out, at, size_t(stop - at));
            out += stop - at;
            at = stop;
            if (at == end)
                break;
        }
        const uchar byte = uchar(*at++);
        if (m_state == State::C1 && byte >= 0xa0 && byte < 0xc0) { // text after all, e.g. a no-break space
            *out++ = char(C1Lead);
            *out++ = char(byte);
            m_state = State::Text;
            continue;
        }
        if (breaksOff(byte)) { // what cannot belong to the sequence is text and is looked at again as such
            m_state = State::Text;
            --at;
            continue;
        }
        const TextStyle before = m_style;
        m_state = step(byte);
        if (m_style != before) {
            const qsizetype start = out - lineStart;
            if (!runs.isEmpty() && runs.last().start == start)
                runs.last().style = m_style;
            else
                runs.append({start, m_style});
        }
    }
    return out;
}

AnsiText AnsiParser::feed(QByteArrayView bytes)
{
    AnsiText result;
    // One more: a C2 held back at the end of the piece before may come out with this one.
    result.text.resize(bytes.size() + 1);
    Runs runs;
    const char *begin = result.text.constData();
    const char *end = feed(bytes, result.text.data(), begin, runs);
    result.text.resize(end - begin);
    result.runs = QList<StyleRun>(runs.cbegin(), runs.cend());
    return result;
}

void AnsiParser::endLine() { m_state = State::Text; }

void AnsiParser::reset() { *this = AnsiParser(); }

bool AnsiParser::breaksOff(uchar byte) const
{
    switch (m_state) {
    case State::C1:
        return byte < 0x80 || byte >= 0xc0; // no second byte: broken UTF-8
    case State::Escape:
    case State::EscapeIntermediate:
    case State::Csi:
        return byte >= 0x80;
    default:
        return false;
    }
}

AnsiParser::State AnsiParser::step(uchar byte)
{
    constexpr uchar Cancel = 0x18;
    constexpr uchar Substitute = 0x1a;
    if (byte == Cancel || byte == Substitute)
        return State::Text;
    if (byte == Escape)
        return State::Escape; // also ends a string: ESC \ is its terminator, ESC x begins a sequence of its
                              // own
    switch (m_state) {
    case State::Text:
        return byte == C1Lead ? State::C1 : State::Text; // any other control: removed
    case State::C1:
        return stepC1(byte);
    case State::Escape:
        return stepEscape(byte);
    case State::EscapeIntermediate:
        return byte >= 0x30 && byte <= 0x7e ? State::Text : State::EscapeIntermediate;
    case State::Csi:
        return stepCsi(byte);
    case State::String:
    case State::StringC1:
        return stepString(byte);
    }
    return State::Text;
}

/// The second byte of an eight-bit control, C2 80…C2 9F.
AnsiParser::State AnsiParser::stepC1(uchar second)
{
    switch (second) {
    case 0x9b:
        startCsi();
        return State::Csi;
    case 0x9d:
        m_bellEnds = true;
        return State::String;
    case 0x90: // DCS
    case 0x98: // SOS
    case 0x9e: // PM
    case 0x9f: // APC
        m_bellEnds = false;
        return State::String;
    default:
        return State::Text;
    }
}

AnsiParser::State AnsiParser::stepEscape(uchar byte)
{
    switch (byte) {
    case '[':
        startCsi();
        return State::Csi;
    case ']':
        m_bellEnds = true;
        return State::String;
    case 'P':
    case 'X':
    case '^':
    case '_':
        m_bellEnds = false;
        return State::String;
    case 'c':
        m_style = {};
        return State::Text; // RIS, full reset
    default:
        break;
    }
    if (byte >= 0x20 && byte <= 0x2f)
        return State::EscapeIntermediate; // e.g. ESC ( B
    return byte < 0x20 ? State::Escape : State::Text;
}

AnsiParser::State AnsiParser::stepCsi(uchar byte)
{
    if (byte < 0x20 || byte == 0x7f)
        return State::Csi; // a control inside a sequence: the sequence goes on, the control is removed like
                           // all
    if (byte >= 0x40) {
        if (byte == 'm' && !m_private)
            applySgr();
        return State::Text;
    }
    if (byte <= 0x2f || byte >= '<') {
        m_private = true; // an intermediate byte or a private marker: whatever this is, it is not SGR
    } else if (!m_overflow) {
        if (byte == ';' || byte == ':') {
            if (m_count >= MaxParameters) {
                m_overflow = true;
            } else {
                m_parameters[m_count] = {0, byte == ':', true};
                ++m_count;
            }
        } else {
            Parameter &last = m_parameters[m_count - 1];
            last.value = std::min<quint32>(last.value * 10 + (byte - '0'), MaxValue);
            last.isEmpty = false;
        }
    }
    return State::Csi;
}

AnsiParser::State AnsiParser::stepString(uchar byte)
{
    constexpr uchar Bell = 0x07;
    constexpr uchar StringTerminator = 0x9c;
    if (m_state == State::StringC1 && byte == StringTerminator)
        return State::Text;
    if (byte == Bell && m_bellEnds)
        return State::Text;
    return byte == C1Lead ? State::StringC1 : State::String;
}

void AnsiParser::startCsi()
{
    m_parameters[0] = {};
    m_count = 1;
    m_overflow = false;
    m_private = false;
}

void AnsiParser::applySgr()
{
    for (int i = 0; i < m_count; ++i) {
        const Parameter &parameter = m_parameters[i];
        if (parameter.isSub)
            continue; // belongs to a code that is not a colour, e.g. the curl of 4:3
        const quint32 code = parameter.value;
        if (code == 38 || code == 48) {
            i = applyExtendedColor(i, code == 38 ? m_style.foreground : m_style.background);
        } else if (code == 58) {
            TextColor
                underline; // a colour for the underline: its parameters are consumed, the colour is not shown
            i = applyExtendedColor(i, underline);
        } else if (code == 4 && i + 1 < m_count && m_parameters[i + 1].isSub &&
                   m_parameters[i + 1].value == 0) {
            applyCode(24); // 4:0 is "no underline"
        } else {
            applyCode(code);
        }
    }
}

void AnsiParser::applyCode(quint32 code)
{
    const auto set = [this](int attributes) { m_style.attributes = quint8(m_style.attributes | attributes); };
    const auto unset = [this](int attributes) {
        m_style.attributes = quint8(m_style.attributes & ~attributes);
    };
    switch (code) {
    case 0:
        m_style = {};
        return;
    case 1:
        set(TextStyle::Bold);
        return;
    case 2:
        set(TextStyle::Dim);
        return;
    case 3:
        set(TextStyle::Italic);
        return;
    case 4:
    case 21:
        set(TextStyle::Underline);
        return;
    case 7:
        set(TextStyle::Inverse);
        return;
    case 8:
        set(TextStyle::Hidden);
        return;
    case 9:
        set(TextStyle::Strike);
        return;
    case 22:
        unset(TextStyle::Bold | TextStyle::Dim);
        return;
    case 23:
        unset(TextStyle::Italic);
        return;
    case 24:
        unset(TextStyle::Underline);
        return;
    case 27:
        unset(TextStyle::Inverse);
        return;
    case 28:
        unset(TextStyle::Hidden);
        return;
    case 29:
        unset(TextStyle::Strike);
        return;
    case 39:
        m_style.foreground = {};
        return;
    case 49:
        m_style.background = {};
        return;
    default:
        break;
    }
    if (code >= 30 && code <= 37)
        m_style.foreground = TextColor::indexed(quint8(code - 30));
    else if (code >= 40 && code <= 47)
        m_style.background = TextColor::indexed(quint8(code - 40));
    else if (code >= 90 && code <= 97)
        m_style.foreground = TextColor::indexed(quint8(code - 90 + 8));
    else if (code >= 100 && code <= 107)
        m_style.background = TextColor::indexed(quint8(code - 100 + 8));
}

/// At `at` stands 38, 48 or 58. Sets `color` when what follows is a whole colour; returns the last index
/// consumed.
int AnsiParser::applyExtendedColor(int at, TextColor &color)
{
    const auto inRange = [this](int from, int count) {
        for (int i = from; i < from + count; ++i) {
            if (i >= m_count || m_parameters[i].value > 255)
                return false;
        }
        return true;
    };
    const auto value = [this](int i) { return quint8(m_parameters[i].value); };
    if (at + 1 >= m_count)
        return at;
    if (m_parameters[at + 1]
            .isSub) { // 38:5:n, 38:2::r:g:b (with colour space), 38:2:r:g:b (as some write it)
        int last = at + 1;
        while (last + 1 < m_count && m_parameters[last + 1].isSub)
            ++last;
        const int subs = last - at; // how many sub-parameters there are
        const quint32 mode = m_parameters[at + 1].value;
        if (mode == 5 && subs >= 2 && inRange(at + 2, 1))
            color = TextColor::indexed(value(at + 2));
        else if (mode == 2 && subs >= 5 && inRange(at + 3, 3))
            color = TextColor::rgb(value(at + 3), value(at + 4), value(at + 5));
        else if (mode == 2 && subs == 4 && inRange(at + 2, 3))
            color = TextColor::rgb(value(at + 2), value(at + 3), value(at + 4));
        return last;
    }
    const quint32 mode = m_parameters[at + 1].value;
    if (mode == 5) {
        if (inRange(at + 2, 1))
            color = TextColor::indexed(value(at + 2));
        return std::min(at + 2, m_count - 1);
    }
    if (mode == 2) {
        if (inRange(at + 2, 3))
            color = TextColor::rgb(value(at + 2), value(at + 3), value(at + 4));
        return std::min(at + 4, m_count - 1);
    }
    return at + 1;
}

} // namespace slipway::text
