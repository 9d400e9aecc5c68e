#include "app/jobs/linesplitter.h"

#include <algorithm>

namespace slipway {

namespace {

constexpr char kReplacement[] = "\xef\xbf\xbd"; // U+FFFD
constexpr char kEscape = '\x1b';
constexpr qsizetype kLongestSequence = 64;

bool isPlain(char c) { return (c >= 0x20 && c < 0x7f) || c == '\t'; }

/// Where an unfinished ANSI sequence begins at the end of `line`, or its size when there is none.
qsizetype unfinishedEscape(const QByteArray &line)
{
    const qsizetype at = line.lastIndexOf(kEscape);
    if (at <= 0 || line.size() - at > kLongestSequence)
        return line.size();
    if (line.size() - at == 1)
        return at;
    if (line.at(at + 1) != '[')
        return line.size();
    const bool finished =
        std::any_of(line.cbegin() + at + 2, line.cend(), [](char c) { return c >= '@' && c <= '~'; });
    return finished ? line.size() : at;
}

} // namespace

LineSplitter::LineSplitter(Sink sink, qsizetype cap)
    : m_sink(std::move(sink)), m_cap(std::max<qsizetype>(cap, 2 * kLongestSequence))
{}

void LineSplitter::feed(QByteArrayView bytes)
{
    for (qsizetype i = 0; i < bytes.size();) {
        qsizetype end = i;
        if (m_needed == 0 && !m_carriageReturn && !m_osc && !m_line.endsWith(kEscape)) {
            while (end < bytes.size() && isPlain(bytes[end]))
                ++end;
        }
        if (end == i) {
            consume(static_cast<unsigned char>(bytes[i++]));
            continue;
        }
        while (i < end) {
            makeRoom(1);
            const qsizetype part = std::min(end - i, m_cap - m_line.size());
            m_line.append(bytes.sliced(i, part));
            i += part;
        }
    }
}

void LineSplitter::finish()
{
    if (m_needed > 0)
        replaceSequence();
    if (!m_line.isEmpty())
        endLine();
    m_line.clear();
    m_carriageReturn = m_continued = m_osc = false;
}

void LineSplitter::consume(unsigned char byte)
{
    if (m_needed > 0) {
        if (byte >= m_lower && byte <= m_upper) {
            m_sequence.append(static_cast<char>(byte));
            m_lower = 0x80;
            m_upper = 0xbf;
            if (--m_needed == 0) {
                // U+0080…U+009F are controls: a terminal may take U+009B for the start of a sequence.
                const bool c1 = m_sequence.size() == 2 && m_sequence.at(0) == '\xc2' && byte < 0xa0;
                character(c1 ? QByteArrayView(kReplacement) : QByteArrayView(m_sequence));
            }
            return;
        }
        replaceSequence(); // and the byte is looked at again
    }
    if (byte < 0x20 || byte == 0x7f) {
        control(byte);
    } else if (byte < 0x80) {
        const char c = static_cast<char>(byte);
        const bool afterEscape = m_line.endsWith(kEscape);
        character(QByteArrayView(&c, 1));
        if (afterEscape && c == ']')
            m_osc = true;
        else if (afterEscape && c == '\\')
            m_osc = false;
    } else {
        beginSequence(byte);
    }
}

// Table 3-7 of the Unicode standard: which second byte may follow.
void LineSplitter::beginSequence(unsigned char byte)
{
    m_lower = 0x80;
    m_upper = 0xbf;
    if (byte >= 0xc2 && byte <= 0xdf) {
        m_needed = 1;
    } else if (byte >= 0xe0 && byte <= 0xef) {
        m_needed = 2;
        m_lower = byte == 0xe0 ? 0xa0 : 0x80;
        m_upper = byte == 0xed ? 0x9f : 0xbf;
    } else if (byte >= 0xf0 && byte <= 0xf4) {
        m_needed = 3;
        m_lower = byte == 0xf0 ? 0x90 : 0x80;
        m_upper = byte == 0xf4 ? 0x8f : 0xbf;
    } else {
        character(kReplacement);
        return;
    }
    m_sequence = QByteArray(1, static_cast<char>(byte));
}

void LineSplitter::replaceSequence()
{
    m_needed = 0;
    m_lower = 0x80;
    m_upper = 0xbf;
    character(kReplacement);
}

void LineSplitter::control(unsigned char byte)
{
    const char c = static_cast<char>(byte);
    if (c == '\n') {
        endLine();
    } else if (c == '\r') {
        m_carriageReturn = true;
    } else if (c == '\t' || c == kEscape) {
        character(QByteArrayView(&c, 1));
    } else if (c == '\b') {
        backspace();
    } else if (c == '\a' && m_osc) {
        m_osc = false;
        character("\x1b\\");
    } else if (c != '\0') {
        const char picture[] = {'\xe2', '\x90', static_cast<char>(byte == 0x7f ? 0xa1 : 0x80 + byte)};
        character(QByteArrayView(picture, 3));
    }
}

void LineSplitter::character(QByteArrayView utf8)
{
    if (m_carriageReturn)
        returnToStart();
    makeRoom(utf8.size());
    m_line.append(utf8);
}

void LineSplitter::makeRoom(qsizetype wanted)
{
    if (m_line.size() + wanted <= m_cap)
        return;
    const qsizetype end = unfinishedEscape(m_line);
    QByteArray rest = QByteArray(kContinuation) + m_line.sliced(end);
    m_line.truncate(end);
    m_sink(m_line);
    m_line = std::move(rest);
    m_continued = true;
}

void LineSplitter::returnToStart()
{
    m_carriageReturn = m_osc = false;
    m_line.truncate(0);
    if (m_continued)
        m_line.append(kContinuation);
}

void LineSplitter::backspace()
{
    if (m_carriageReturn || m_line.isEmpty() || (m_continued && m_line == kContinuation))
        return;
    qsizetype end = m_line.size() - 1;
    while (end > 0 && (static_cast<unsigned char>(m_line.at(end)) & 0xc0) == 0x80)
        --end;
    m_line.truncate(end);
}

void LineSplitter::endLine()
{
    m_sink(m_line);
    m_line.truncate(0);
    m_carriageReturn = m_continued = m_osc = false;
}

} // namespace slipway
