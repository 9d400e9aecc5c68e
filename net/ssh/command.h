#pragma once
#include <QByteArray>
#include <QByteArrayList>
#include <QStringList>
#include <initializer_list>

namespace slipway::ssh {

/// `word` so that a POSIX shell reads exactly these bytes as one word. NUL cannot be quoted: see Command.
QByteArray shellQuote(QByteArrayView word);

/// What the login shell of the other side runs: either words that we quote, or a line that the caller
/// answers for. Command lines are public there (ps): secrets go through standard input.
class Command
{
public:
    Command(std::initializer_list<QByteArrayView> words); // NOLINT: exec({"pct", "list"}) is the point
    Command(const QByteArrayList &words);                 // NOLINT: likewise
    Command(const QStringList &words);                    // NOLINT: likewise
    /// Not quoted, not changed.
    static Command raw(QByteArray line);

    const QByteArray &line() const { return m_line; }
    /// No NUL, not empty, and short enough for one argument of the shell (128 KiB).
    bool isValid() const { return m_isValid; }

private:
    Command() = default;
    void set(QByteArray line);
    QByteArray m_line;
    bool m_isValid = false;
};

} // namespace slipway::ssh
