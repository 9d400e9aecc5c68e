#pragma once
#include "app/base/ids.h"
#include "app/base/result.h"

#include <QMetaType>
#include <array>
#include <optional>

namespace slipway::desktop {

/// The tabs of a container's page, in their order.
enum class DetailTab { Overview, Services, Events };
inline constexpr std::array kDetailTabs = {DetailTab::Overview, DetailTab::Services, DetailTab::Events};
QLatin1StringView
detailTabName(DetailTab tab); ///< as links and settings write it: "overview" "services" "events"
std::optional<DetailTab> detailTabFromName(QStringView name);

/// What a link, slipway://container/ID or slipway://container/ID/TAB, names. It can come from anywhere, so it
/// can name a container of the backend that is used anyway, and nothing else.
struct ContainerLink
{
    ContainerId id;               ///< empty: nothing
    std::optional<DetailTab> tab; ///< nothing: the page that suits the container's state
    bool isEmpty() const { return id.value.isEmpty(); }
    bool operator==(const ContainerLink &) const = default;
};
/// slipway:///ID and slipway:ID are taken too. Errors: Invalid.
Result<ContainerLink> containerLinkFromText(const QString &link);

} // namespace slipway::desktop
