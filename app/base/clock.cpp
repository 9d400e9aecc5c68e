#include "app/base/clock.h"

#include <QString>
#include <QTimeZone>
#include <array>

namespace slipway {
namespace {

constexpr qint64 kMsPerDay = 86'400'000;

struct CivilDate
{
    int year, month, day;
};

// Proleptic Gregorian calendar by 400-year eras that begin in March; valid for all days we format.
constexpr CivilDate civilFromDays(qint64 daysSinceEpoch)
{
    const qint64 z = daysSinceEpoch + 719'468;
    const qint64 era = (z >= 0 ? z : z - 146'096) / 146'097;
    const qint64 dayOfEra = z - era * 146'097;
    const qint64 yearOfEra = (dayOfEra - dayOfEra / 1'460 + dayOfEra / 36'524 - dayOfEra / 146'096) / 365;
    const qint64 dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const qint64 shifted = (5 * dayOfYear + 2) / 153;
    const int day = static_cast<int>(dayOfYear - (153 * shifted + 2) / 5 + 1);
    const int month = static_cast<int>(shifted < 10 ? shifted + 3 : shifted - 9);
    return {static_cast<int>(yearOfEra + era * 400) + (month <= 2 ? 1 : 0), month, day};
}

constexpr qint64 daysFromCivil(int year, int month, int day)
{
    const qint64 y = month <= 2 ? year - 1 : year;
    const qint64 era = (y >= 0 ? y : y - 399) / 400;
    const qint64 yearOfEra = y - era * 400;
    const qint64 dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146'097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719'468;
}

constexpr bool isLeap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

constexpr int daysInMonth(int year, int month)
{
    constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && isLeap(year) ? 29 : days[static_cast<size_t>(month - 1)];
}

void writeDigits(char *to, int value, int count)
{
    for (int i = count - 1; i >= 0; --i, value /= 10)
        to[i] = static_cast<char>('0' + value % 10);
}

// Value of `count` digits at `from`, -1 when one is none.
int readDigits(const char *from, int count)
{
    int value = 0;
    for (int i = 0; i < count; ++i) {
        if (from[i] < '0' || from[i] > '9')
            return -1;
        value = value * 10 + (from[i] - '0');
    }
    return value;
}

// Exactly 2026-11-21T16:37:26.805Z, the form that every event carries; -1 for anything else.
qint64 parseCanonical(QByteArrayView text)
{
    constexpr QByteArrayView pattern("dddd-dd-ddTdd:dd:dd.dddZ");
    if (text.size() != pattern.size())
        return -1;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != 'd' && text[i] != pattern[i])
            return -1;
    }
    const char *p = text.data();
    const int year = readDigits(p, 4), month = readDigits(p + 5, 2), day = readDigits(p + 8, 2);
    const int hour = readDigits(p + 11, 2), minute = readDigits(p + 14, 2), second = readDigits(p + 17, 2);
    const int ms = readDigits(p + 20, 3);
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) || hour < 0 ||
        hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || ms < 0)
        return -1;
    return daysFromCivil(year, month, day) * kMsPerDay + ((hour * 60 + minute) * 60 + second) * 1000LL + ms;
}

} // namespace

QByteArray isoTimestamp(qint64 msSinceEpoch)
{
    qint64 days = msSinceEpoch / kMsPerDay;
    qint64 ms = msSinceEpoch % kMsPerDay;
    if (ms < 0) {
        ms += kMsPerDay;
        --days;
    }
    const CivilDate date = civilFromDays(days);
    QByteArray text("0000-00-00T00:00:00.000Z");
    char *p = text.data();
    writeDigits(p, date.year, 4);
    writeDigits(p + 5, date.month, 2);
    writeDigits(p + 8, date.day, 2);
    const int rest = static_cast<int>(ms);
    writeDigits(p + 11, rest / 3'600'000, 2);
    writeDigits(p + 14, rest / 60'000 % 60, 2);
    writeDigits(p + 17, rest / 1000 % 60, 2);
    writeDigits(p + 20, rest % 1000, 3);
    return text;
}

qint64 parseIsoTimestamp(QByteArrayView text)
{
    const qint64 canonical = parseCanonical(text);
    if (canonical != -1)
        return canonical;
    // Shortest accepted: date, T, hours and minutes. A bare date is no point in time.
    if (text.size() < 16 || text.size() > 40)
        return -1;
    const QDateTime parsed = QDateTime::fromString(QString::fromLatin1(text), Qt::ISODateWithMs);
    if (!parsed.isValid())
        return -1;
    if (parsed.timeSpec() == Qt::LocalTime) // no offset: the wire knows only UTC
        return QDateTime(parsed.date(), parsed.time(), QTimeZone::utc()).toMSecsSinceEpoch();
    return parsed.toMSecsSinceEpoch();
}

} // namespace slipway
