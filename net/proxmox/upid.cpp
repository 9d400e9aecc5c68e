#include "net/proxmox/upid.h"
#include <QRegularExpression>
#include <QStringList>

using namespace Qt::Literals::StringLiterals;

namespace slipway::proxmox {

std::optional<Upid> Upid::parse(QStringView text)
{
    static const QRegularExpression form(
        u"\\AUPID:([a-zA-Z0-9](?:[a-zA-Z0-9\\-]*[a-zA-Z0-9])?):([0-9A-Fa-f]{8}):([0-9A-Fa-f]{8,9}):"
        "([0-9A-Fa-f]{8}):([^:\\s]+):([^:\\s]*):([^:\\s]+):\\z"_s);
    const QRegularExpressionMatch match = form.match(text.toString());
    if (!match.hasMatch())
        return std::nullopt;
    return Upid{match.captured(1),
                match.capturedView(2).toUInt(nullptr, 16),
                match.capturedView(3).toULongLong(nullptr, 16),
                match.capturedView(4).toLongLong(nullptr, 16),
                match.captured(5),
                match.captured(6),
                match.captured(7)};
}

QString Upid::text() const
{
    const auto hex = [](quint64 value) {
        return QString::number(value, 16).toUpper().rightJustified(8, u'0');
    };
    return QStringList{u"UPID"_s, node, hex(pid), hex(pstart), hex(quint64(startTime)),
                       type,      id,   user,     QString()}
        .join(u':');
}

} // namespace slipway::proxmox
