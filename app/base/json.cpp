#include "app/base/json.h"

namespace slipway {

QJsonDocument readJson(QByteArrayView json, QJsonParseError *error)
{
    constexpr QByteArrayView mark("\xEF\xBB\xBF");
    if (json.startsWith(mark))
        json = json.sliced(mark.size());
    QByteArray text = json.toByteArray();
    // Written as an escape it is what it says. Outside of strings both are refused.
    if (text.contains(mark))
        text.replace(mark, "\\ufeff");
    return QJsonDocument::fromJson(text, error);
}

} // namespace slipway
