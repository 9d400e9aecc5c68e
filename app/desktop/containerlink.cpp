#include "app/desktop/containerlink.h"

#include <QCoreApplication>
#include <QUrl>

namespace slipway::desktop {

namespace {
// Of the command line, which speaks English.
QString text(const char *source) { return QCoreApplication::translate("slipway", source); }
} // namespace

QLatin1StringView detailTabName(DetailTab tab)
{
    switch (tab) {
    case DetailTab::Services:
        return QLatin1StringView("services");
    case DetailTab::Events:
        return QLatin1StringView("events");
    case DetailTab::Overview:
        break;
    }
    return QLatin1StringView("overview");
}

std::optional<DetailTab> detailTabFromName(QStringView name)
{
    for (const DetailTab tab : kDetailTabs) {
        if (detailTabName(tab) == name)
            return tab;
    }
    return std::nullopt;
}

Result<ContainerLink> containerLinkFromText(const QString &link)
{
    const QUrl url(link, QUrl::StrictMode);
    // Both say the same; the first is what people write and what other programs take for a whole link.
    const bool hasKind = url.authority() == QLatin1StringView("container");
    const QString path = url.path().startsWith(QLatin1Char('/')) ? url.path().sliced(1) : url.path();
    const QString id = path.section(QLatin1Char('/'), 0, 0);
    const QString rest = path.sliced(id.size());
    const auto tab = detailTabFromName(QStringView(rest).mid(1));
    if (url.scheme() != QLatin1StringView("slipway") || !(hasKind || url.authority().isEmpty()) ||
        url.hasQuery() || url.hasFragment() || !ContainerId::isValid(id) || !(tab || rest.isEmpty()))
        return fail(ErrorCode::Invalid,
                    text("Cannot open \"%1\". A link has the form slipway://container/ID or "
                         "slipway://container/ID/events.")
                        .arg(link));
    return ContainerLink{{id}, tab};
}

} // namespace slipway::desktop
