#include "app/domain/jsoncursor.h"

namespace slipway {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

int hexValue(char c)
{
    if (isDigit(c))
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// QString::fromUtf8 takes a leading U+FEFF for a byte order mark and drops it; inside a JSON string it is
// text.
void appendUtf8(QString &out, QByteArrayView bytes)
{
    if (bytes.startsWith("\xEF\xBB\xBF")) {
        out += QChar(0xFEFF);
        bytes = bytes.sliced(3);
        appendUtf8(out, bytes);
    } else if (out.isEmpty()) {
        out = QString::fromUtf8(bytes);
    } else {
        out += QString::fromUtf8(bytes);
    }
}

} // namespace

JsonCursor::JsonCursor(QByteArrayView text)
    : m_begin(text.data()), m_pos(text.data()), m_end(text.data() + text.size())
{}

bool JsonCursor::fail()
{
    m_failed = true;
    m_pos = m_end;
    return false;
}

void JsonCursor::skipSpace()
{
    while (m_pos != m_end && (*m_pos == ' ' || *m_pos == '\n' || *m_pos == '\r' || *m_pos == '\t'))
        ++m_pos;
}

bool JsonCursor::consume(char c)
{
    if (m_pos == m_end || *m_pos != c)
        return fail();
    ++m_pos;
    return true;
}

bool JsonCursor::consumeWord(QByteArrayView word)
{
    skipSpace();
    if (!QByteArrayView(m_pos, m_end).startsWith(word))
        return fail();
    m_pos += word.size();
    return true;
}

JsonCursor::Kind JsonCursor::peek()
{
    skipSpace();
    if (m_failed || m_pos == m_end)
        return Kind::Invalid;
    switch (*m_pos) {
    case '{':
        return Kind::Object;
    case '[':
        return Kind::Array;
    case '"':
        return Kind::String;
    case 't':
        return Kind::True;
    case 'f':
        return Kind::False;
    case 'n':
        return Kind::Null;
    default:
        return *m_pos == '-' || isDigit(*m_pos) ? Kind::Number : Kind::Invalid;
    }
}

bool JsonCursor::beginObject()
{
    skipSpace();
    m_first = true;
    return consume('{');
}

bool JsonCursor::nextMember(QByteArrayView &rawKey)
{
    skipSpace();
    if (m_failed)
        return false;
    if (m_pos != m_end && *m_pos == '}') {
        ++m_pos;
        m_first = false;
        return false;
    }
    if (!m_first && !consume(','))
        return false;
    m_first = false;
    skipSpace();
    bool escaped = false;
    if (!rawString(rawKey, escaped))
        return false;
    skipSpace();
    return consume(':');
}

bool JsonCursor::nextMember(QString &key)
{
    QByteArrayView raw;
    key.clear();
    return nextMember(raw) && decode(raw, key);
}

bool JsonCursor::beginArray()
{
    skipSpace();
    m_first = true;
    return consume('[');
}

bool JsonCursor::nextElement()
{
    skipSpace();
    if (m_failed)
        return false;
    if (m_pos != m_end && *m_pos == ']') {
        ++m_pos;
        m_first = false;
        return false;
    }
    if (!m_first && !consume(','))
        return false;
    m_first = false;
    return peek() != Kind::Invalid || fail();
}

bool JsonCursor::rawString(QByteArrayView &raw, bool &escaped)
{
    if (!consume('"'))
        return false;
    const char *start = m_pos;
    escaped = false;
    while (m_pos != m_end) {
        const char c = *m_pos;
        if (c == '"') {
            raw = QByteArrayView(start, m_pos);
            ++m_pos;
            return true;
        }
        if (static_cast<unsigned char>(c) < 0x20)
            return fail();
        if (c == '\\') {
            escaped = true;
            if (++m_pos == m_end)
                return fail();
        }
        ++m_pos;
    }
    return fail();
}

bool JsonCursor::decode(QByteArrayView raw, QString &out)
{
    const char *p = raw.begin();
    const char *const end = raw.end();
    while (p != end) {
        const char *run = p;
        while (p != end && *p != '\\')
            ++p;
        if (p != run)
            appendUtf8(out, QByteArrayView(run, p));
        if (p == end)
            break;
        const char kind = p[1]; // rawString has seen that something follows the backslash
        p += 2;
        switch (kind) {
        case '"':
        case '\\':
        case '/':
            out += QLatin1Char(kind);
            break;
        case 'b':
            out += QLatin1Char('\b');
            break;
        case 'f':
            out += QLatin1Char('\f');
            break;
        case 'n':
            out += QLatin1Char('\n');
            break;
        case 'r':
            out += QLatin1Char('\r');
            break;
        case 't':
            out += QLatin1Char('\t');
            break;
        case 'u': {
            if (end - p < 4)
                return fail();
            int unit = 0;
            for (int i = 0; i < 4; ++i) {
                const int digit = hexValue(p[i]);
                if (digit < 0)
                    return fail();
                unit = unit * 16 + digit;
            }
            p += 4;
            const QChar c(static_cast<char16_t>(unit));
            m_sawSurrogate = m_sawSurrogate || c.isSurrogate();
            out += c;
            break;
        }
        default:
            return fail();
        }
    }
    return true;
}

bool JsonCursor::readString(QString &out)
{
    skipSpace();
    QByteArrayView raw;
    bool escaped = false;
    out.clear();
    if (!rawString(raw, escaped))
        return false;
    if (escaped)
        return decode(raw, out);
    appendUtf8(out, raw);
    return true;
}

std::optional<QByteArrayView> JsonCursor::numberText()
{
    skipSpace();
    const char *start = m_pos;
    const auto digits = [this] {
        const char *from = m_pos;
        while (m_pos != m_end && isDigit(*m_pos))
            ++m_pos;
        return m_pos != from;
    };
    if (m_pos != m_end && *m_pos == '-')
        ++m_pos;
    if (m_pos != m_end && *m_pos == '0')
        ++m_pos;
    else if (!digits())
        return std::nullopt;
    if (m_pos != m_end && *m_pos == '.') {
        ++m_pos;
        if (!digits())
            return std::nullopt;
    }
    if (m_pos != m_end && (*m_pos == 'e' || *m_pos == 'E')) {
        ++m_pos;
        if (m_pos != m_end && (*m_pos == '+' || *m_pos == '-'))
            ++m_pos;
        if (!digits())
            return std::nullopt;
    }
    return QByteArrayView(start, m_pos);
}

bool JsonCursor::readInteger(qint64 &out)
{
    const std::optional<QByteArrayView> text = numberText();
    if (!text || text->size() > 18) // 18 characters fit any qint64
        return fail();
    qint64 value = 0;
    const bool negative = text->front() == '-';
    for (char c : text->sliced(negative ? 1 : 0)) {
        if (!isDigit(c))
            return fail();
        value = value * 10 + (c - '0');
    }
    out = negative ? -value : value;
    return true;
}

bool JsonCursor::readDouble(double &out)
{
    const std::optional<QByteArrayView> text = numberText();
    bool ok = false;
    if (text)
        out = text->toDouble(&ok);
    return ok || fail();
}

bool JsonCursor::readBool(bool &out)
{
    out = peek() == Kind::True;
    return consumeWord(out ? QByteArrayView("true") : QByteArrayView("false"));
}

bool JsonCursor::readNull() { return consumeWord("null"); }

bool JsonCursor::skipValue()
{
    // Iterative: hostile nesting costs one bit per level here, not a stack frame.
    QByteArray open;
    do {
        switch (peek()) {
        case Kind::Object:
            beginObject();
            open.append('{');
            break;
        case Kind::Array:
            beginArray();
            open.append('[');
            break;
        case Kind::String: {
            QString ignored; // decoding is the check of the escapes
            readString(ignored);
            break;
        }
        case Kind::Number:
            if (!numberText())
                fail();
            break;
        case Kind::True:
            consumeWord("true");
            break;
        case Kind::False:
            consumeWord("false");
            break;
        case Kind::Null:
            readNull();
            break;
        case Kind::Invalid:
            fail();
            break;
        }
        if (open.size() > kMaxDepth)
            fail();
        QByteArrayView key;
        while (!m_failed && !open.isEmpty() && !(open.back() == '{' ? nextMember(key) : nextElement()))
            open.chop(1);
    } while (!m_failed && !open.isEmpty());
    return !m_failed;
}

bool JsonCursor::atEnd()
{
    skipSpace();
    return !m_failed && m_pos == m_end;
}

} // namespace slipway
