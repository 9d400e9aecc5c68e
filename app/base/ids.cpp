#include "app/base/ids.h"

#include <QRandomGenerator>
#include <algorithm>
#include <array>

namespace slipway {

bool ContainerId::isValid(QStringView text)
{
    const auto allowed = [](QChar c) {
        const char16_t u = c.unicode();
        return (u >= u'a' && u <= u'z') || (u >= u'A' && u <= u'Z') || (u >= u'0' && u <= u'9') ||
               u == u'_' || u == u'-';
    };
    return !text.isEmpty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), allowed);
}

ContainerId ContainerId::generate()
{
    constexpr QLatin1StringView alphabet("abcdefghijklmnopqrstuvwxyz234567"); // RFC 4648, lower case
    constexpr int kCharacters = 26;                                           // 26 × 5 ≥ 128 bits
    std::array<quint32, 5> words{};
    QRandomGenerator::system()->fillRange(words.data(), static_cast<qsizetype>(words.size()));
    QString text(kCharacters, Qt::Uninitialized);
    quint64 bits = 0;
    int available = 0;
    size_t next = 0;
    for (qsizetype i = 0; i < kCharacters; ++i) {
        if (available < 5) {
            bits |= static_cast<quint64>(words[next++]) << available;
            available += 32;
        }
        text[i] = alphabet[static_cast<qsizetype>(bits & 31U)];
        bits >>= 5;
        available -= 5;
    }
    return {text};
}

} // namespace slipway
