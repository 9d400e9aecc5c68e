#include "app/desktop/fuzzymatch.h"

#include <QString>

namespace slipway::desktop {

namespace {

constexpr int kFound = 2;      // each letter
constexpr int kRun = 6;        // a letter right after the one before
constexpr int kWordStart = 8;  // at the beginning of a word
constexpr int kTextStart = 12; // at the beginning of it all
constexpr int kMostGap = 8;    // a wider one costs no more

bool isWordStart(QStringView text, qsizetype at)
{
    return at == 0 || !text[at - 1].isLetterOrNumber() || (text[at].isDigit() && !text[at - 1].isDigit());
}

/// The word from `start` on, each letter at the next place that has it.
int scoreFrom(QStringView word, QStringView text, qsizetype start)
{
    int score = 0;
    qsizetype before = start - 1;
    qsizetype at = start;
    for (const QChar letter : word) {
        while (at < text.size() && text[at] != letter)
            ++at;
        if (at == text.size())
            return 0;
        score += kFound;
        if (at == 0)
            score += kTextStart;
        else if (isWordStart(text, at))
            score += kWordStart;
        score += at == before + 1 ? kRun : -int(qMin<qsizetype>(kMostGap, at - before - 1));
        before = at++;
    }
    return qMax(1, score);
}

int wordScore(QStringView word, QStringView text)
{
    int best = 0;
    for (qsizetype start = 0; start + word.size() <= text.size(); ++start) {
        if (text[start] == word[0])
            best = qMax(best, scoreFrom(word, text, start));
    }
    return best;
}

QString folded(QStringView text)
{
    QString result;
    result.reserve(text.size());
    for (const QChar c : text) {
        const QString apart = c.decompositionTag() == QChar::Canonical ? c.decomposition() : QString(c);
        result.append(apart.front().toCaseFolded());
    }
    return result;
}

} // namespace

int fuzzyScore(QStringView typed, QStringView text)
{
    const QString wanted = folded(typed.trimmed());
    const QString in = folded(text);
    if (wanted.isEmpty())
        return 1;
    int score = 0;
    for (const QStringView word : QStringView(wanted).split(u' ', Qt::SkipEmptyParts)) {
        const int one = wordScore(word, in);
        if (one == 0)
            return 0;
        score += one;
    }
    // Of two that fit alike, the shorter one is meant.
    return qMax(1, score * 8 - int(qMin<qsizetype>(in.size(), 64)));
}

} // namespace slipway::desktop
