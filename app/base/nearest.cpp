#include "app/base/nearest.h"
#include <vector>

namespace slipway {
namespace {

// Optimal string alignment: edits, with an exchange of neighbours as one.
int distance(const QString &a, const QString &b)
{
    const auto width = size_t(b.size()) + 1;
    std::vector<std::vector<int>> rows(size_t(a.size()) + 1, std::vector<int>(width));
    for (size_t i = 0; i < rows.size(); ++i)
        rows[i][0] = int(i);
    for (size_t j = 0; j < width; ++j)
        rows[0][j] = int(j);
    for (size_t i = 1; i < rows.size(); ++i) {
        for (size_t j = 1; j < width; ++j) {
            const QChar mine = a[qsizetype(i) - 1];
            const QChar theirs = b[qsizetype(j) - 1];
            rows[i][j] = std::min(
                {rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (mine == theirs ? 0 : 1)});
            if (i > 1 && j > 1 && mine == b[qsizetype(j) - 2] && a[qsizetype(i) - 2] == theirs)
                rows[i][j] = std::min(rows[i][j], rows[i - 2][j - 2] + 1);
        }
    }
    return rows.back().back();
}

} // namespace

QString nearest(const QString &typed, const QStringList &candidates)
{
    constexpr qsizetype kShort = 4;
    constexpr qsizetype kLongest = 64; // nobody mistypes more than that
    if (typed.size() > kLongest)
        return {};
    QString best;
    int least = typed.size() <= kShort ? 1 : 2;
    for (const QString &candidate : candidates) {
        const int wrong = distance(typed, candidate);
        if (wrong < least || (wrong == least && best.isEmpty())) {
            least = wrong;
            best = candidate;
        }
    }
    if (!best.isEmpty())
        return best;
    const auto longer = std::find_if(candidates.cbegin(), candidates.cend(), [&](const QString &candidate) {
        return typed.size() >= 3 && candidate.startsWith(typed);
    });
    return longer == candidates.cend() ? QString() : *longer;
}

} // namespace slipway
