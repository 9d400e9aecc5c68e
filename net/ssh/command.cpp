#include "net/ssh/command.h"

namespace slipway::ssh {

namespace {

// MAX_ARG_STRLEN of Linux, with the final NUL: sshd runs `shell -c LINE`.
constexpr qsizetype kMaxLine = 128 * 1024 - 1;

bool isPlain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           QByteArrayView("_-+./:,@%").contains(c);
}

template<typename Words>
QByteArray joined(const Words &words)
{
    QByteArray line;
    for (const QByteArrayView word : words) {
        if (!line.isEmpty())
            line.append(' ');
        line.append(shellQuote(word));
    }
    return line;
}

QByteArrayList utf8(const QStringList &words)
{
    QByteArrayList out;
    for (const QString &word : words)
        out.append(word.toUtf8());
    return out;
}

} // namespace

QByteArray shellQuote(QByteArrayView word)
{
    if (!word.isEmpty() && std::all_of(word.begin(), word.end(), isPlain))
        return word.toByteArray();
    QByteArray quoted;
    quoted.reserve(word.size() + 2);
    quoted.append('\'');
    for (const char c : word) {
        if (c == '\'')
            quoted.append("'\\''");
        else
            quoted.append(c);
    }
    quoted.append('\'');
    return quoted;
}

Command::Command(std::initializer_list<QByteArrayView> words) { set(joined(words)); }
Command::Command(const QByteArrayList &words) { set(joined(words)); }
Command::Command(const QStringList &words) { set(joined(utf8(words))); }

Command Command::raw(QByteArray line)
{
    Command command;
    command.set(std::move(line));
    return command;
}

void Command::set(QByteArray line)
{
    m_line = std::move(line);
    m_isValid = !m_line.trimmed().isEmpty() && m_line.size() <= kMaxLine && !m_line.contains('\0');
}

} // namespace slipway::ssh
