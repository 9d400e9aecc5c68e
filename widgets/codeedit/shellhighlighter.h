#pragma once
#include <QSyntaxHighlighter>

namespace slipway::codeedit {

/// What a piece of a line of shell is.
enum class ShellToken { Comment, String, Variable, Keyword, Heredoc };
struct ShellSpan
{
    int from = 0;
    int length = 0;
    ShellToken token = ShellToken::Comment;
    bool operator==(const ShellSpan &) const = default;
};

/// Where a line begins: in a string that an earlier line has opened, or in a here-document.
struct ShellState
{
    enum class Inside { Nothing, Single, Double, Heredoc } inside = Inside::Nothing;
    QString end;             ///< Heredoc: the line that ends it
    bool isIndented = false; ///< Heredoc: of <<-
    bool operator==(const ShellState &) const = default;
};
struct ShellLine
{
    QList<ShellSpan> spans; ///< in order, apart
    ShellState state;       ///< of the next line
};
/// One line of sh or bash. Pure. Knows words, not grammar: what it takes for a keyword may be an argument.
ShellLine shellLine(const QString &line, const ShellState &begin);

/// Colours a document; follows the theme.
class ShellHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT
public:
    explicit ShellHighlighter(QTextDocument *document);

protected:
    void highlightBlock(const QString &text) override;
};

} // namespace slipway::codeedit
