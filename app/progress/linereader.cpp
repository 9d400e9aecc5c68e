#include "app/progress/linereader.h"

#include "app/base/clock.h"
#include <QVarLengthArray>
#include <bit>
#include <charconv>
#include <cstring>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace slipway {
namespace {

constexpr QByteArrayView kProgress = "progress";
constexpr QByteArrayView kBeforeMessage = R"({"type":"log","message":")";
constexpr QByteArrayView kBeforeScript = R"(","scriptName":")";
constexpr QByteArrayView kBeforeTime = R"(","timestamp":")";
constexpr QByteArrayView kBeforeSeq = R"(","seq":)";
constexpr qsizetype kSecondSize = 20;     // of a time stamp: 2026-11-21T16:37:26.
constexpr qsizetype kLongestScript = 256; // that is copied into each block
constexpr QByteArrayView kByteOrderMark = "\xEF\xBB\xBF";

// The first quote, backslash or control character. Eight bytes at a time: byte by byte this was a quarter of
// the network thread's work on a million lines.
const char *findSpecial(const char *at, const char *end)
{
    constexpr quint64 kOnes = 0x0101010101010101U;
    constexpr quint64 kHigh = 0x80 * kOnes;
    for (; std::endian::native == std::endian::little && end - at >= 8; at += 8) {
        quint64 word = 0;
        std::memcpy(&word, at, sizeof word);
        const quint64 quote = word ^ ('"' * kOnes);
        const quint64 backslash = word ^ ('\\' * kOnes);
        // A bit may be set wrongly only above a right one (the borrow), and the lowest is what counts.
        const quint64 found = (((quote - kOnes) & ~quote) | ((backslash - kOnes) & ~backslash) |
                               ((word - 0x20 * kOnes) & ~word)) &
                              kHigh;
        if (found != 0)
            return at + std::countr_zero(found) / 8;
    }
    while (at != end && *at != '"' && *at != '\\' && static_cast<unsigned char>(*at) >= 0x20)
        ++at;
    return at;
}

// Copies ASCII as UTF-16 up to the first byte that is none, or a quote, a backslash or a control character,
// and returns that or `end`. Writes at most end - at characters.
const char *widenPlain(const char *at, const char *end, char16_t *out)
{
#ifdef __SSE2__
    // The message is looked through and converted in one go. Bytes above 0x7f are negative here, so that one
    // comparison finds them and the control characters.
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i space = _mm_set1_epi8(' ');
    const __m128i zero = _mm_setzero_si128();
    while (end - at >= 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at));
        _mm_storeu_si128(reinterpret_cast<__m128i *>(out), _mm_unpacklo_epi8(bytes, zero));
        _mm_storeu_si128(reinterpret_cast<__m128i *>(out + 8), _mm_unpackhi_epi8(bytes, zero));
        const __m128i special =
            _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)),
                         _mm_cmplt_epi8(bytes, space));
        if (const auto mask = static_cast<unsigned>(_mm_movemask_epi8(special)))
            return at + std::countr_zero(mask);
        at += 16;
        out += 16;
    }
#endif
    while (at != end && *at != '"' && *at != '\\' && *at >= ' ' && static_cast<unsigned char>(*at) < 0x80)
        *out++ = static_cast<char16_t>(*at++);
    return at;
}

// Inline, so that a text known to the compiler is compared by words: QByteArrayView calls a function.
inline bool isAt(const char *at, const char *end, QByteArrayView text)
{
    return end - at >= text.size() && std::memcmp(at, text.data(), static_cast<size_t>(text.size())) == 0;
}

// The bytes between the quotes of a string without escapes. What must not stand there is left to the careful
// reader.
bool readPlain(const char *&at, const char *end, QByteArrayView &out)
{
    if (at == end || *at != '"')
        return false;
    const char *const begin = ++at;
    at = findSpecial(at, end);
    if (at == end || *at != '"')
        return false;
    out = {begin, at++ - begin};
    return true;
}

// The quote that ends a string in which there may be escapes, or `end`.
const char *findStringEnd(const char *at, const char *end)
{
    while ((at = findSpecial(at, end)) != end && *at == '\\') {
        if (end - at < 2)
            return end;
        at += 2;
    }
    return at != end && *at == '"' ? at : end;
}

bool readEscaped(const char *&at, const char *end, QByteArrayView &out)
{
    if (at == end || *at != '"')
        return false;
    const char *const begin = ++at;
    at = findStringEnd(at, end);
    if (at == end)
        return false;
    out = {begin, at++ - begin};
    return true;
}

// What `\` and the bytes after it stand for; `at` is moved behind them. Null for what is left to the careful
// reader: a line end makes two lines of one, and of surrogates not all readers think the same.
char16_t readEscape(const char *&at, const char *end)
{
    constexpr QByteArrayView kinds = "\"\\/bfrt";
    constexpr QByteArrayView meanings = "\"\\/\b\f\r\t";
    if (end - at < 2)
        return 0;
    if (at[1] != 'u') {
        const qsizetype kind = kinds.indexOf(at[1]);
        at += 2;
        return kind < 0 ? char16_t() : static_cast<char16_t>(meanings[kind]);
    }
    unsigned unit = 0;
    if (end - at < 6 || std::from_chars(at + 2, at + 6, unit, 16).ptr != at + 6)
        return 0;
    at += 6;
    return unit == u'\n' || QChar::isSurrogate(unit) ? char16_t() : static_cast<char16_t>(unit);
}

// The text of a string's bytes; false where it is for the careful reader.
bool decode(QByteArrayView bytes, QString &out)
{
    QVarLengthArray<char, 512> plain; // its escapes written as UTF-8
    const char *at = bytes.begin();
    const char *const end = bytes.end();
    while (const void *const escape = std::memchr(at, '\\', static_cast<size_t>(end - at))) {
        plain.append(at, static_cast<const char *>(escape) - at);
        at = static_cast<const char *>(escape);
        const char16_t unit = readEscape(at, end);
        if (unit == 0)
            return false;
        if (unit < 0x80) {
            plain.append(static_cast<char>(unit));
            continue;
        }
        if (unit < 0x800) {
            plain.append(static_cast<char>(0xC0 | unit >> 6));
        } else {
            plain.append(static_cast<char>(0xE0 | unit >> 12));
            plain.append(static_cast<char>(0x80 | (unit >> 6 & 0x3F)));
        }
        plain.append(static_cast<char>(0x80 | (unit & 0x3F)));
    }
    if (!plain.isEmpty()) {
        plain.append(at, end - at);
        bytes = QByteArrayView(plain.data(), plain.size());
    }
    out = QString::fromUtf8(bytes);
    return !bytes.startsWith(kByteOrderMark); // Qt takes it for a mark and drops it; in JSON it is text
}

inline bool readNumber(const char *&at, const char *end, qint64 &out)
{
    const char *const begin = at;
    for (out = 0; at != end && *at >= '0' && *at <= '9' && at - begin < 18; ++at)
        out = out * 10 + (*at - '0');
    return at != begin && *begin != '0';
}

// To the byte: a number written otherwise is one, but the frame could not be told again.
bool isNumber(QByteArrayView text, qint64 number)
{
    const char *at = text.begin();
    qint64 read = 0;
    return readNumber(at, text.end(), read) && at == text.end() && read == number;
}

} // namespace

LineReader::Form LineReader::read(const sse::EventView &event, LogLine &line, qint64 &seq)
{
    if (event.type.size() != kProgress.size() || !isAt(event.type.begin(), event.type.end(), kProgress))
        return Form::None;
    const Form form = readUsual(event, line, seq);
    if (form != Form::None)
        return form;
    if (!readAny(event, line, seq))
        return Form::None;
    LogLine again;
    qint64 same = 0;
    if (!std::exchange(m_hasLearnt, false) || readUsual(event, again, same) != Form::Usual)
        return Form::Other;
    line = std::move(again);
    return Form::Usual;
}

// By comparing with the line before: between message and number nothing but the time is new in most lines. A
// million of them take 0.05 us each this way, 0.2 field by field. With colours, which are escapes, 0.1; the
// careful reader needs 1.3.
LineReader::Form LineReader::readUsual(const sse::EventView &event, LogLine &line, qint64 &seq)
{
    const char *at = event.data.begin();
    const char *const end = event.data.end();
    if (m_time == 0 || end - at > m_texts.longestShared || !isAt(at, end, kBeforeMessage))
        return Form::None;
    if (!m_texts.hasRoom(end - at))
        startBlock();
    Form form = Form::Usual;
    at = readMessage(at + kBeforeMessage.size(), end, line.text, form);
    if (!isAt(at, end, m_afterMessage))
        return Form::None;
    at += m_afterMessage.size();
    if (end - at < timeSize || !readTime(at) || !isAt(at + timeSize, end, kBeforeSeq))
        return Form::None;
    at += timeSize + kBeforeSeq.size();
    const qsizetype idSize = event.lastEventId.size();
    if (end - at != idSize + 1 || end[-1] != '}' || !isAt(at, end, event.lastEventId) ||
        !readNumber(at, end - 1, seq) || at != end - 1)
        return Form::None;
    line.timestampMs = m_time;
    line.scriptName = script();
    line.isError = false;
    line.type = EventType::Log;
    return form;
}

// Returns where it ended, which is a quote where all is well. Sets `form` where there are escapes.
const char *LineReader::readMessage(const char *at, const char *end, QString &text, Form &form)
{
    char16_t *out = m_texts.free();
    const char *messageEnd = widenPlain(at, end, out);
    out += messageEnd - at;
    // Colours are escapes between ASCII: written where they belong, too. With a string of its own each such
    // line cost its owner four times what another one does.
    while (messageEnd != end && *messageEnd == '\\') {
        form = Form::Other;
        const char16_t unit = readEscape(messageEnd, end);
        if (unit == 0 || (unit == QChar::ByteOrderMark && out == m_texts.free()))
            return end;
        *out++ = unit;
        const char *const plain = messageEnd;
        messageEnd = widenPlain(plain, end, out);
        out += messageEnd - plain;
    }
    if (messageEnd != end && static_cast<signed char>(*messageEnd) < 0)
        return readOtherMessage(at, end, text, form);
    text = out == m_texts.free() ? QString() : QString(m_texts.take(out - m_texts.free()));
    return messageEnd;
}

// With more than ASCII in it.
const char *LineReader::readOtherMessage(const char *at, const char *end, QString &text, Form &form)
{
    const char *const messageEnd = findStringEnd(at, end);
    const QByteArrayView message(at, messageEnd);
    form = message.contains('\\') ? Form::Other : Form::Usual;
    return messageEnd != end && decode(message, text) ? messageEnd : end;
}

// Sets m_time. Lines of the same second differ in three digits.
bool LineReader::readTime(const char *at)
{
    if (std::memcmp(at, m_rawTime.data(), timeSize) == 0)
        return true;
    const auto digit = [at](qsizetype i) { return static_cast<unsigned char>(at[i] - '0'); };
    const unsigned hundreds = digit(kSecondSize);
    const unsigned tens = digit(kSecondSize + 1);
    const unsigned ones = digit(kSecondSize + 2);
    if (std::memcmp(at, m_rawTime.data(), kSecondSize) == 0 && hundreds <= 9 && tens <= 9 && ones <= 9 &&
        at[timeSize - 1] == 'Z') {
        m_time += hundreds * 100 + tens * 10 + ones - m_time % 1000;
    } else {
        const QByteArrayView text(at, timeSize);
        const qint64 time = parseIsoTimestamp(text);
        if (time <= 0 || text != isoTimestamp(time)) // there are other words for the same time
            return false;
        m_time = time;
    }
    std::memcpy(m_rawTime.data(), at, timeSize);
    return true;
}

struct LineReader::Fields
{
    QByteArrayView type, message, timestamp, scriptName;
    qint64 seq = 0;

    // Only `{"key":"value",…,"seq":N}`, each known key once, escapes in the message alone; anything else is
    // not for us.
    bool read(QByteArrayView json);
    QByteArrayView *field(QByteArrayView key)
    {
        return key == "type"         ? &type
               : key == "message"    ? &message
               : key == "timestamp"  ? &timestamp
               : key == "scriptName" ? &scriptName
                                     : nullptr;
    }
};

bool LineReader::Fields::read(QByteArrayView json)
{
    const char *at = json.begin();
    const char *const end = json.end();
    if (at == end || *at++ != '{')
        return false;
    for (;;) {
        QByteArrayView key;
        if (!readPlain(at, end, key) || at == end || *at++ != ':')
            return false;
        if (key == "seq") {
            if (seq != 0 || !readNumber(at, end, seq))
                return false;
        } else {
            QByteArrayView *const value = field(key);
            const auto read = value == &message ? readEscaped : readPlain;
            if (!value || !value->isNull() || !read(at, end, *value))
                return false;
        }
        if (at == end)
            return false;
        const char next = *at++;
        if (next == '}')
            return at == end;
        if (next != ',')
            return false;
    }
}

bool LineReader::readAny(const sse::EventView &event, LogLine &line, qint64 &seq)
{
    Fields fields;
    QString text;
    if (!fields.read(event.data) || fields.type != "log" || fields.seq == 0 || fields.message.isNull() ||
        !decode(fields.message, text) || fields.scriptName.startsWith(kByteOrderMark) ||
        fields.timestamp.size() != timeSize || !fields.timestamp.endsWith('Z') ||
        !isNumber(event.lastEventId, fields.seq))
        return false;
    const qint64 time = parseIsoTimestamp(fields.timestamp);
    if (time <= 0)
        return false;
    setScript(fields.scriptName);
    if (m_time == 0)
        m_hasLearnt = readTime(fields.timestamp.data()) || m_hasLearnt;
    line = {std::move(text), time, script(), false, EventType::Log};
    seq = fields.seq;
    return true;
}

void LineReader::setScript(QByteArrayView name)
{
    if (name == m_rawScript && !m_afterMessage.isEmpty())
        return;
    m_rawScript = name.toByteArray();
    m_scriptName = QString::fromUtf8(name);
    m_afterMessage.clear();
    if (!name.isEmpty())
        m_afterMessage += kBeforeScript.toByteArray() + m_rawScript;
    m_afterMessage += kBeforeTime;
    m_hasLearnt = true;
    placeScript();
}

void LineReader::startBlock()
{
    m_placedScript.clear();
    m_texts.startBlock();
    placeScript();
}

// The lines of a block share its copy of their script's name. One string for all of them would be counted by
// two threads at once, which takes as long as the rest of the line.
void LineReader::placeScript()
{
    m_scriptAt = nullptr;
    m_placedScript.clear();
    const qsizetype size = m_scriptName.size();
    if (size == 0 || size > kLongestScript || !m_texts.hasRoom(size))
        return;
    m_scriptAt = m_texts.free();
    std::copy_n(m_scriptName.utf16(), size, m_scriptAt);
    m_placedScript = QString(m_texts.take(size));
}

QString LineReader::script()
{
    return m_scriptAt && m_texts.hasRoom(0) ? QString(m_texts.share(m_scriptAt, m_placedScript.size()))
                                            : m_scriptName;
}

QByteArray lineData(const LogLine &line, EventSeq seq)
{
    QByteArray data = kBeforeMessage.toByteArray() + line.text.toUtf8();
    if (!line.scriptName.isEmpty())
        data += kBeforeScript.toByteArray() + line.scriptName.toUtf8();
    return data + kBeforeTime.toByteArray() + isoTimestamp(line.timestampMs) + kBeforeSeq.toByteArray() +
           QByteArray::number(seq.value) + '}';
}

} // namespace slipway
