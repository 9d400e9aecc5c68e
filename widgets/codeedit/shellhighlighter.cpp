#include "widgets/codeedit/shellhighlighter.h"

#include "widgets/theme/theme.h"

#include <QRegularExpression>
#include <QSet>
#include <QTextDocument>

namespace slipway::codeedit {

using namespace Qt::Literals::StringLiterals;

namespace {

const QSet<QString> &keywords()
{
    static const QSet<QString> words = {
        u"if"_s,     u"then"_s,  u"else"_s,     u"elif"_s,   u"fi"_s,   u"for"_s,   u"in"_s,
        u"while"_s,  u"until"_s, u"do"_s,       u"done"_s,   u"case"_s, u"esac"_s,  u"function"_s,
        u"return"_s, u"exit"_s,  u"local"_s,    u"export"_s, u"set"_s,  u"unset"_s, u"readonly"_s,
        u"shift"_s,  u"break"_s, u"continue"_s, u"source"_s, u"eval"_s, u"trap"_s,  u"exec"_s};
    return words;
}

class LineScanner
{
public:
    LineScanner(const QString &line, const ShellState &begin) : m_line(line) { m_out.state = begin; }

    ShellLine run()
    {
        using Inside = ShellState::Inside;
        if (m_out.state.inside == Inside::Heredoc) {
            heredocLine();
            return m_out;
        }
        if (m_out.state.inside == Inside::Single)
            single(0);
        else if (m_out.state.inside == Inside::Double)
            doubled(0);
        while (m_at < m_line.size())
            next();
        if (!m_nextHeredoc.isEmpty() && m_out.state.inside == Inside::Nothing)
            m_out.state = {Inside::Heredoc, m_nextHeredoc, m_nextIndented};
        return m_out;
    }

private:
    void add(qsizetype from, qsizetype to, ShellToken token)
    {
        if (to > from)
            m_out.spans.append({static_cast<int>(from), static_cast<int>(to - from), token});
    }

    void heredocLine()
    {
        QString text = m_line;
        while (m_out.state.isIndented && text.startsWith(u'\t'))
            text.remove(0, 1);
        const bool isEnd = text == m_out.state.end;
        add(0, m_line.size(), isEnd ? ShellToken::Keyword : ShellToken::Heredoc);
        if (isEnd)
            m_out.state = {};
    }

    void next()
    {
        const QChar c = m_line.at(m_at);
        const bool isWordStart = m_at == 0 || QStringView(u" \t;|&()").contains(m_line.at(m_at - 1));
        if (c == u'\\')
            m_at += 2;
        else if (c == u'#' && isWordStart) {
            add(m_at, m_line.size(), ShellToken::Comment);
            m_at = m_line.size();
        } else if (c == u'\'') {
            single(m_at++);
        } else if (c == u'"') {
            doubled(m_at++);
        } else if (c == u'$') {
            variable();
        } else if (c == u'<') {
            redirection();
        } else if (isWordStart && c.isLetter()) {
            word();
        } else {
            ++m_at;
        }
    }

    void single(qsizetype from)
    {
        const qsizetype end = m_line.indexOf(u'\'', m_at);
        m_at = end < 0 ? m_line.size() : end + 1;
        m_out.state.inside = end < 0 ? ShellState::Inside::Single : ShellState::Inside::Nothing;
        add(from, m_at, ShellToken::String);
    }

    void doubled(qsizetype from)
    {
        m_out.state.inside = ShellState::Inside::Double;
        while (m_at < m_line.size()) {
            const QChar c = m_line.at(m_at);
            if (c == u'\\') {
                m_at += 2;
            } else if (c == u'"') {
                ++m_at;
                m_out.state.inside = ShellState::Inside::Nothing;
                break;
            } else if (c == u'$') {
                add(from, m_at, ShellToken::String);
                variable();
                from = m_at;
            } else {
                ++m_at;
            }
        }
        m_at = std::min(m_at, m_line.size());
        add(from, m_at, ShellToken::String);
    }

    void variable()
    {
        static const QRegularExpression form(u"\\G\\$(\\{[^}]*\\}|[A-Za-z_][A-Za-z0-9_]*|[0-9#?@*!$-])"_s);
        const auto match = form.match(m_line, m_at);
        if (!match.hasMatch()) {
            ++m_at;
            return;
        }
        add(m_at, match.capturedEnd(), ShellToken::Variable);
        m_at = match.capturedEnd();
    }

    void redirection()
    {
        static const QRegularExpression form(u"\\G<<(-?)\\s*(['\"\\\\]?)([A-Za-z0-9_.-]+)['\"]?"_s);
        const auto match = form.match(m_line, m_at);
        if (!match.hasMatch() || m_line.mid(m_at, 3) == u"<<<") {
            m_at += m_line.mid(m_at, 3) == u"<<<" ? 3 : 1;
            return;
        }
        m_nextHeredoc = match.captured(3);
        m_nextIndented = !match.captured(1).isEmpty();
        add(m_at, match.capturedEnd(), ShellToken::Keyword);
        m_at = match.capturedEnd();
    }

    void word()
    {
        static const QRegularExpression form(u"\\G[A-Za-z_][A-Za-z0-9_]*"_s);
        const auto match = form.match(m_line, m_at);
        const qsizetype end = match.capturedEnd();
        const bool isWhole = end == m_line.size() || QStringView(u" \t;|&()").contains(m_line.at(end));
        if (isWhole && keywords().contains(match.captured()))
            add(m_at, end, ShellToken::Keyword);
        m_at = end;
    }

    const QString &m_line;
    qsizetype m_at = 0;
    ShellLine m_out;
    QString m_nextHeredoc;
    bool m_nextIndented = false;
};

/// What a block hands to the next one.
struct BlockState : QTextBlockUserData
{
    explicit BlockState(ShellState s) : state(std::move(s)) {}
    ShellState state;
};

theme::Role roleOf(ShellToken token)
{
    switch (token) {
    case ShellToken::Comment:
        return theme::Role::Muted;
    case ShellToken::String:
    case ShellToken::Heredoc:
        return theme::Role::Success;
    case ShellToken::Variable:
        return theme::Role::Warning;
    case ShellToken::Keyword:
        break;
    }
    return theme::Role::Accent;
}

} // namespace

ShellLine shellLine(const QString &line, const ShellState &begin) { return LineScanner(line, begin).run(); }

ShellHighlighter::ShellHighlighter(QTextDocument *document) : QSyntaxHighlighter(document)
{
    connect(&theme::Theme::instance(), &theme::Theme::changed, this, &QSyntaxHighlighter::rehighlight);
}

void ShellHighlighter::highlightBlock(const QString &text)
{
    const auto *before = static_cast<BlockState *>(currentBlock().previous().userData());
    const ShellLine line = shellLine(text, before ? before->state : ShellState());
    for (const ShellSpan &span : line.spans) {
        QTextCharFormat format;
        format.setForeground(theme::color(roleOf(span.token)));
        if (span.token == ShellToken::Keyword)
            format.setFontWeight(QFont::DemiBold);
        if (span.token == ShellToken::Comment)
            format.setFontItalic(true);
        setFormat(span.from, span.length, format);
    }
    setCurrentBlockUserData(new BlockState(line.state));
    // Another number where the next line begins otherwise: Qt then looks at that one too.
    setCurrentBlockState(static_cast<int>(
        (qHash(line.state.end) * 8 + size_t(line.state.inside) * 2 + size_t(line.state.isIndented)) &
        0x7fffffff));
}

} // namespace slipway::codeedit
