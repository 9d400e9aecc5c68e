#include "app/jobs/eventseq.h"
#include <QJsonDocument>
#include <QJsonObject>

namespace slipway {

EventSeq seqOf(QByteArrayView json)
{
    // …,"seq":N} — digits before the last brace cannot stand in a string, and a key after an unescaped comma
    // is one of the outermost object.
    static constexpr QByteArrayView kKey = "\"seq\":";
    if (json.size() > kKey.size() + 3 && json.back() == '}') {
        qsizetype at = json.size() - 2;
        while (at > 0 && json.at(at) >= '0' && json.at(at) <= '9' && json.size() - at < 22)
            --at;
        const QByteArrayView head = json.first(at + 1);
        const QByteArrayView digits = json.sliced(at + 1, json.size() - at - 2);
        if (!digits.isEmpty() && head.endsWith(kKey)) {
            const char before = head.at(head.size() - kKey.size() - 1);
            bool ok = false;
            const qint64 value = digits.toByteArray().toLongLong(&ok);
            if (ok && (before == ',' || before == '{'))
                return {value};
        }
    }
    if (!json.contains(kKey.first(5)))
        return {};
    const QJsonValue value = QJsonDocument::fromJson(QByteArray::fromRawData(json.data(), json.size()))
                                 .object()
                                 .value(QLatin1StringView("seq"));
    return {std::max<qint64>(0, value.toInteger())};
}

QByteArray withoutSeq(const QByteArray &json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isObject())
        return json;
    QJsonObject object = document.object();
    object.remove(QLatin1StringView("seq"));
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

bool goesOnWith(const Snapshot &known, const QByteArray &json)
{
    if (!known.isTerminal())
        return true;
    const Result<ProgressEvent> event =
        seqOf(json) > known.seq ? progressEventFromJson(json) : tl::unexpected(Error());
    return event && known.beginsNewRun(*event);
}

} // namespace slipway
