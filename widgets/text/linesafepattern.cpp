#include "widgets/text/linematcher.h"

namespace slipway::text {

namespace {

/// Walks a PCRE pattern once. Whatever it does not know for sure ends the walk with "not safe".
class Rewriter
{
public:
    explicit Rewriter(const QString &pattern) : m_in(pattern) {}

    std::optional<QString> run()
    {
        while (m_at < m_in.size()) {
            const QChar c = m_in[m_at];
            bool known = true;
            if (c == u'\\')
                known = escape();
            else if (c == u'[')
                known = characterClass();
            else if (c == u'(')
                known = group();
            else
                known = literal(c);
            if (!known)
                return std::nullopt;
        }
        return m_out;
    }

private:
    bool literal(QChar c)
    {
        if (c.unicode() < 0x20 && c != u'\t')
            return false;
        m_out += c;
        ++m_at;
        return true;
    }

    QChar peek(qsizetype ahead) const { return m_at + ahead < m_in.size() ? m_in[m_at + ahead] : QChar(); }

    bool emitEscape(QStringView text)
    {
        m_out += text;
        m_at += 2;
        return true;
    }

    bool escape()
    {
        const QChar c = peek(1);
        switch (c.unicode()) {
        case 's':
            return emitEscape(u"[^\\S\\n]");
        case 'D':
            return emitEscape(u"[^\\d\\n]");
        case 'W':
            return emitEscape(u"[^\\w\\n]");
        default:
            break;
        }
        static constexpr QStringView safe = u"dwSbBth123456789";
        const bool isPunctuation = c.unicode() > 0x20 && c.unicode() < 0x7f && !c.isLetterOrNumber();
        if (isPunctuation || c == u' ' || safe.contains(c))
            return emitEscape(QStringView(m_in).sliced(m_at, 2));
        return false;
    }

    /// `(`, `(?:`, look-around, atomic and named groups. Flags, recursion, conditions and verbs are not ours.
    bool group()
    {
        if (peek(1) == u'*')
            return false;
        if (peek(1) == u'?') {
            const QChar kind = peek(2);
            const bool isPlain = kind == u':' || kind == u'=' || kind == u'!' || kind == u'>' || kind == u'|';
            const bool isNamed = kind == u'<' || (kind == u'P' && peek(3) == u'<');
            if (!isPlain && !isNamed)
                return false;
        }
        return literal(u'(');
    }

    bool characterClass()
    {
        ++m_at;
        m_negated = peek(0) == u'^';
        m_out += m_negated ? QStringView(u"[^\\n") : QStringView(u"[");
        m_at += m_negated ? 1 : 0;
        if (peek(0) == u']') { // a literal when it comes first
            m_out += u"\\]";
            ++m_at;
        }
        while (m_at < m_in.size()) {
            const QChar c = m_in[m_at];
            if (c == u']')
                return literal(c);
            if (c == u'\\' ? !classEscape() : !classLiteral(c))
                return false;
        }
        return false;
    }

    bool classLiteral(QChar c)
    {
        // A control character may begin a range over '\n'; "[:" is a POSIX class, which may hold it.
        if (c.unicode() < 0x20 || (c == u'[' && (peek(1) == u':' || peek(1) == u'.' || peek(1) == u'=')))
            return false;
        return literal(c);
    }

    bool classEscape()
    {
        const QChar c = peek(1);
        if (c == u's' && !m_negated)
            return emitEscape(u" \\t\\x0b\\x0c\\r"); // all of \s but the line break
        if ((c == u'D' || c == u'W') && !m_negated)
            return false;
        static constexpr QStringView safe = u"dwsSDWh";
        const bool isPunctuation = c.unicode() > 0x20 && c.unicode() < 0x7f && !c.isLetterOrNumber();
        if (isPunctuation || safe.contains(c))
            return emitEscape(QStringView(m_in).sliced(m_at, 2));
        return false;
    }

    const QString &m_in;
    QString m_out;
    qsizetype m_at = 0;
    bool m_negated = false;
};

} // namespace

std::optional<QString> lineSafePattern(const QString &pattern) { return Rewriter(pattern).run(); }

} // namespace slipway::text
