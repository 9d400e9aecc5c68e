#include "app/base/redactor.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QString>
#include <algorithm>
#include <utility>

namespace slipway {
namespace {

constexpr qsizetype kShortestNeedle = 4;
const QByteArray kMask =
    QByteArrayLiteral("\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2");

QByteArray jsonEscaped(QByteArrayView secret)
{
    const QJsonArray one{QString::fromUtf8(secret)};
    const QByteArray text = QJsonDocument(one).toJson(QJsonDocument::Compact);
    return text.sliced(2, text.size() - 4); // without ["…"]
}

} // namespace

void Redactor::add(QByteArrayView secret)
{
    if (secret.size() < kShortestNeedle)
        return;
    const QByteArray raw = secret.toByteArray();
    QByteArrayList forms{raw, raw.toPercentEncoding(), raw.toBase64(QByteArray::OmitTrailingEquals),
                         raw.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals),
                         jsonEscaped(secret)};
    // Text is redacted line by line, so that a secret of several lines (a key file) must be known by its
    // lines.
    if (raw.contains('\n')) {
        for (const QByteArray &line : raw.split('\n'))
            forms.append(line.trimmed());
    }
    for (const QByteArray &form : std::as_const(forms)) {
        if (form.size() >= kShortestNeedle && !m_needles.contains(form))
            m_needles.append(form);
    }
    std::stable_sort(m_needles.begin(), m_needles.end(),
                     [](const QByteArray &a, const QByteArray &b) { return a.size() > b.size(); });
}

QByteArray Redactor::redacted(const QByteArray &line) const
{
    // Every occurrence of every needle first, then one replacement of their union: secrets that overlap in
    // the line leave no rest.
    QList<std::pair<qsizetype, qsizetype>> ranges;
    for (const QByteArray &needle : m_needles) {
        for (qsizetype at = line.indexOf(needle); at >= 0; at = line.indexOf(needle, at + 1))
            ranges.append({at, at + needle.size()});
    }
    if (ranges.isEmpty())
        return line;
    std::sort(ranges.begin(), ranges.end());
    QByteArray out;
    out.reserve(line.size());
    qsizetype done = 0;
    for (qsizetype i = 0; i < ranges.size();) {
        const qsizetype begin = ranges[i].first;
        qsizetype end = ranges[i].second;
        for (++i; i < ranges.size() && ranges[i].first < end; ++i)
            end = std::max(end, ranges[i].second);
        out += QByteArrayView(line).sliced(done, begin - done);
        out += kMask;
        done = end;
    }
    out += QByteArrayView(line).sliced(done);
    return out;
}

} // namespace slipway
