#include "app/domain/templateconf.h"

#include <QHash>
#include <QRegularExpression>
#include <QStringList>
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace slipway {
namespace {

bool isNameStart(QChar c) { return c.isLetter() || c == u'_'; }
bool isNameChar(QChar c) { return c.isLetterOrNumber() || c == u'_'; }

/// Reads the value part of one assignment as bash would, without ever running anything.
class ValueReader
{
public:
    ValueReader(QStringView text, const QHash<QString, QString> &known) : m_text(text), m_known(known) {}

    // Nothing when the value needs a shell, or a quote is not closed.
    std::optional<QString> read()
    {
        while (m_pos < m_text.size() && m_ok) {
            const QChar c = m_text[m_pos];
            if (c.isSpace()) {
                if (!onlyComment(m_text.sliced(m_pos)))
                    m_ok = false; // KEY=value command: runs a command in bash
                m_end = m_pos;
                break;
            }
            ++m_pos;
            if (c == u'\'')
                single();
            else if (c == u'"')
                doubleQuoted();
            else
                plain(c, false);
        }
        return m_ok ? std::optional(m_out) : std::nullopt;
    }

    /// What stands behind the value: blanks and a comment.
    QStringView rest() const { return m_end < 0 ? QStringView() : m_text.sliced(m_end); }

private:
    static bool onlyComment(QStringView rest)
    {
        rest = rest.trimmed();
        return rest.isEmpty() || rest.startsWith(u'#');
    }

    void single()
    {
        const qsizetype end = m_text.indexOf(u'\'', m_pos);
        if (end < 0) {
            m_ok = false;
            return;
        }
        m_out += m_text.sliced(m_pos, end - m_pos);
        m_pos = end + 1;
    }

    void doubleQuoted()
    {
        while (m_ok && m_pos < m_text.size()) {
            const QChar c = m_text[m_pos++];
            if (c == u'"')
                return;
            plain(c, true);
        }
        m_ok = false;
    }

    void plain(QChar c, bool quoted)
    {
        if (c == u'\\' && m_pos < m_text.size()) {
            const QChar next = m_text[m_pos++];
            if (quoted && !QStringView(u"\"\\$`").contains(next))
                m_out += c;
            m_out += next;
        } else if (c == u'$') {
            variable();
        } else if (c == u'`' || (!quoted && QStringView(u";&|<>()").contains(c))) {
            m_ok = false;
        } else {
            m_out += c;
        }
    }

    void variable()
    {
        const bool braces = m_pos < m_text.size() && m_text[m_pos] == u'{';
        qsizetype at = m_pos + (braces ? 1 : 0);
        if (at >= m_text.size() || !isNameStart(m_text[at])) {
            m_ok = false; // $(command), $((sum)), $1 …
            return;
        }
        const qsizetype from = at;
        while (at < m_text.size() && isNameChar(m_text[at]))
            ++at;
        QString value = m_known.value(m_text.sliced(from, at - from).toString());
        if (braces) {
            const qsizetype end = m_text.indexOf(u'}', at);
            if (end < 0) {
                m_ok = false;
                return;
            }
            QStringView rest = m_text.sliced(at, end - at);
            if (rest.startsWith(u":-") || rest.startsWith(u'-')) {
                rest = rest.sliced(rest.startsWith(u':') ? 2 : 1);
                if (rest.contains(u'$') || rest.contains(u'`')) {
                    m_ok = false;
                    return;
                }
                if (value.isEmpty())
                    value = rest.toString();
            } else if (!rest.isEmpty()) {
                m_ok = false;
                return;
            }
            at = end + 1;
        }
        m_out += value;
        m_pos = at;
    }

    QStringView m_text;
    const QHash<QString, QString> &m_known;
    qsizetype m_pos = 0;
    qsizetype m_end = -1;
    QString m_out;
    bool m_ok = true;
};

/// One line of the file that assigns something we can read.
struct Assignment
{
    QString head; ///< up to and with the "="
    QString key;
    QString value;
    QString rest; ///< blanks and comment behind the value
};

/// Reads lines in their order: what is assigned above counts below.
class LineReader
{
public:
    std::optional<Assignment> read(QString line)
    {
        static const QRegularExpression assignment(
            QStringLiteral("\\A(\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)=)(.*)\\z"),
            QRegularExpression::DotMatchesEverythingOption);
        if (line.endsWith(u'\r'))
            line.chop(1);
        const QRegularExpressionMatch match = assignment.match(line);
        if (!match.hasMatch())
            return std::nullopt;
        const QString raw = match.captured(3);
        ValueReader reader(raw, m_known);
        const auto value = reader.read();
        if (!value)
            return std::nullopt;
        m_known.insert(match.captured(2), *value);
        return Assignment{match.captured(1), match.captured(2), *value, reader.rest().toString()};
    }

private:
    QHash<QString, QString> m_known;
};

QString quoted(const QString &value)
{
    static const QRegularExpression plain(QStringLiteral("\\A[A-Za-z0-9._:/,+-]*\\z"));
    if (plain.match(value).hasMatch())
        return value;
    QString out;
    for (const QChar c : value) {
        if (QStringView(u"\"\\$`").contains(c))
            out += u'\\';
        out += c;
    }
    return u'"' + out + u'"';
}

/// The last assignment of `key`, and at which line.
std::pair<qsizetype, std::optional<Assignment>> lastOf(const QStringList &lines, const QString &key)
{
    LineReader reader;
    std::pair<qsizetype, std::optional<Assignment>> found{-1, std::nullopt};
    for (qsizetype i = 0; i < lines.size(); ++i) {
        auto read = reader.read(lines.at(i));
        if (read && read->key == key)
            found = {i, std::move(read)};
    }
    return found;
}

void assign(QStringList &lines, const QString &key, const std::optional<QString> &value)
{
    for (;;) {
        const auto [at, found] = lastOf(lines, key);
        if (value && found) {
            if (found->value != *value)
                lines[at] = found->head + quoted(*value) + found->rest;
            return;
        }
        if (value) {
            lines.append(key + u'=' + quoted(*value));
            return;
        }
        if (!found)
            return;
        lines.removeAt(at); // and those above it
    }
}

QByteArray joined(const QStringList &lines)
{
    return lines.isEmpty() ? QByteArray() : (lines.join(u'\n') + u'\n').toUtf8();
}

} // namespace

QList<std::pair<QString, QString>> parseAssignments(QByteArrayView text)
{
    QList<std::pair<QString, QString>> out;
    LineReader reader;
    for (const QString &line : QString::fromUtf8(text).split(u'\n')) {
        if (auto read = reader.read(line))
            out.append({read->key, read->value});
    }
    return out;
}

QByteArray withAssignments(QByteArrayView text, const Assignments &wanted)
{
    QStringList lines = QString::fromUtf8(text).split(u'\n');
    if (lines.last().isEmpty())
        lines.removeLast();
    for (const auto &[key, value] : wanted)
        assign(lines, key, value);
    const QByteArray changed = joined(lines);
    // A line we keep may use a value that is another now, or hold a trick we do not know.
    QHash<QString, QString> read;
    for (const auto &[key, value] : parseAssignments(changed))
        read.insert(key, value);
    const bool isRight = std::all_of(wanted.begin(), wanted.end(), [&read](const auto &one) {
        return one.second ? read.contains(one.first) && read.value(one.first) == *one.second
                          : !read.contains(one.first);
    });
    if (isRight)
        return changed;
    QStringList fresh;
    for (const auto &[key, value] : wanted)
        assign(fresh, key, value);
    return joined(fresh);
}

} // namespace slipway
