#pragma once
#include <QStringView>

namespace slipway::desktop {

/// How well `text` fits what was typed: every word of `typed` has to be found in it as a subsequence. 0: it
/// does not fit. Beginnings of words, runs of letters and short texts count more; case and accents of letters
/// do not. Pure; a thousand texts take about a millisecond.
int fuzzyScore(QStringView typed, QStringView text);

} // namespace slipway::desktop
