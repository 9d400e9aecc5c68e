#pragma once
#include <QByteArrayView>
#include <QString>
#include <optional>

namespace slipway {

/// Reads RFC 8259 JSON forwards, straight from the bytes: no tree, keys in the order of the text, and the
/// place of every value known. For what QJsonDocument cannot do: keep the order of members, change one value
/// and no other byte, and decode 100,000 small objects a second.
///
/// Strict: anything outside the grammar, also a control character inside a string, ends the reading; failed()
/// tells and every later call returns false. Nesting deeper than kMaxDepth fails. Holds a view; the bytes
/// must outlive it.
class JsonCursor
{
public:
    static constexpr int kMaxDepth = 256;
    enum class Kind { Object, Array, String, Number, True, False, Null, Invalid };

    explicit JsonCursor(QByteArrayView text);

    Kind peek();        ///< kind of the value that comes next; Invalid when there is none
    bool beginObject(); ///< consumes '{'
    /// Moves to the next member's value; false at the closing brace (consumed) or after a mistake. `rawKey`
    /// is what stands between the quotes, escapes not decoded.
    bool nextMember(QByteArrayView &rawKey);
    bool nextMember(QString &key); ///< the same, decoded
    bool beginArray();             ///< consumes '['
    bool nextElement();            ///< moves to the next element; false at the closing bracket (consumed)

    bool readString(QString &out);
    /// A number without fraction and exponent that fits; anything else fails.
    bool readInteger(qint64 &out);
    bool readDouble(double &out);
    bool readBool(bool &out);
    bool readNull();
    bool skipValue(); ///< checks the grammar of what it skips
    bool atEnd();     ///< only white space is left, and nothing failed

    bool failed() const { return m_failed; }
    qsizetype offset() const { return m_pos - m_begin; }
    /// True once a string held an escaped UTF-16 surrogate (the one thing in which decoders differ).
    bool sawSurrogateEscape() const { return m_sawSurrogate; }

private:
    bool fail();
    void skipSpace();
    bool consume(char c);
    bool consumeWord(QByteArrayView word);
    bool rawString(QByteArrayView &raw, bool &escaped);
    bool decode(QByteArrayView raw, QString &out);
    std::optional<QByteArrayView> numberText();

    const char *m_begin;
    const char *m_pos;
    const char *m_end;
    bool m_first = false; // directly after an opening brace or bracket
    bool m_failed = false;
    bool m_sawSurrogate = false;
};

} // namespace slipway
