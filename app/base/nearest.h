#pragma once
#include <QStringList>

namespace slipway {

/// The one of `candidates` that `typed` was most likely meant to be: at most two letters wrong, missing, too
/// many or two neighbours exchanged (one of them in words of up to four letters), or a longer word that
/// begins so (three letters at least). Empty when there is none.
QString nearest(const QString &typed, const QStringList &candidates);

} // namespace slipway
