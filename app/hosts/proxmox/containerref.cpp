#include "app/hosts/proxmox/containerref.h"

#include <QRandomGenerator>
#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

std::optional<ContainerRef> ContainerRef::parse(QStringView text)
{
    static const QRegularExpression form(u"\\A([1-9][0-9]{2,8})-([0-9a-f]{8})\\z"_s);
    const auto match = form.match(text.toString());
    if (!match.hasMatch())
        return std::nullopt;
    return ContainerRef{match.capturedView(1).toInt(), match.captured(2)};
}

ContainerRef ContainerRef::make(int vmid)
{
    return {vmid, u"%1"_s.arg(qulonglong(QRandomGenerator::system()->generate()), 8, 16, QLatin1Char('0'))};
}

QString ContainerRef::text() const { return QString::number(vmid) + u'-' + nonce; }

QString markedDescription(const QString &description, const ContainerRef &ref)
{
    const QString line =
        u"Managed by Slipway (%1). Without this line Slipway leaves it alone."_s.arg(ref.text());
    return description.trimmed().isEmpty() ? line
                                           : description.trimmed() + u"\n\n"_s + line; // Markdown there
}

bool isMarked(const QString &description, const ContainerRef &ref)
{
    return description.contains(u"Managed by Slipway (%1)"_s.arg(ref.text()));
}

} // namespace slipway::hosts
