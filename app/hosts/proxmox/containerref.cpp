#include "app/hosts/proxmox/containerref.h"

#include <QRandomGenerator>
#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

QString hex(qulonglong number) { return u"%1"_s.arg(number, 8, 16, QLatin1Char('0')); }

QString taskName(const proxmox::Upid &upid)
{
    return hex(upid.pid) + hex(static_cast<qulonglong>(upid.startTime));
}

} // namespace

std::optional<ContainerRef> ContainerRef::parse(QStringView text)
{
    static const QRegularExpression form(u"\\A([1-9][0-9]{2,8})-([0-9a-f]{8})(?:-([0-9a-f]{16}))?\\z"_s);
    const auto match = form.match(text.toString());
    if (!match.hasMatch())
        return std::nullopt;
    return ContainerRef{match.capturedView(1).toInt(), match.captured(2), match.captured(3)};
}

ContainerRef ContainerRef::make(int vmid) { return {vmid, hex(QRandomGenerator::system()->generate()), {}}; }

QString ContainerRef::text() const
{
    const QString name = QString::number(vmid) + u'-' + nonce;
    return task.isEmpty() ? name : name + u'-' + task;
}

ContainerRef ContainerRef::madeBy(const proxmox::Upid &upid) const { return {vmid, nonce, taskName(upid)}; }

ContainerRef ContainerRef::made() const { return {vmid, nonce, {}}; }

bool ContainerRef::isMadeBy(const proxmox::Upid &upid) const
{
    return !task.isEmpty() && task == taskName(upid);
}

QString markedDescription(const QString &description, const ContainerRef &ref)
{
    const QString line =
        u"Managed by Slipway (%1). Without this line Slipway leaves it alone."_s.arg(ref.made().text());
    return description.trimmed().isEmpty() ? line
                                           : description.trimmed() + u"\n\n"_s + line; // Markdown there
}

bool isMarked(const QString &description, const ContainerRef &ref)
{
    return description.contains(u"Managed by Slipway (%1)"_s.arg(ref.made().text()));
}

} // namespace slipway::hosts
