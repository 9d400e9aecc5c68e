#pragma once
#include <QJsonDocument>

namespace slipway {

/// QJsonDocument::fromJson() for what strangers wrote. Qt's own (6.4 to 6.8) keeps a string as its bytes, and
/// takes a U+FEFF at its beginning for a byte order mark whenever it decodes them: keys and values change
/// with each reading, and an object's order no longer is that of its keys. Here U+FEFF is text (RFC 8259,
/// section 7), but for one in front of the whole document, which is ignored (section 8.1). Thread-safe.
QJsonDocument readJson(QByteArrayView json, QJsonParseError *error = nullptr);

} // namespace slipway
