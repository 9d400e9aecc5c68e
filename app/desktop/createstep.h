#pragma once
#include <QString>
#include <array>

namespace slipway::desktop {

/// The steps of the creation wizard, in their order.
enum class CreateStep { Template, Configure, Packages, Scripts, Review };
inline constexpr std::array kCreateSteps = {CreateStep::Template, CreateStep::Configure, CreateStep::Packages,
                                            CreateStep::Scripts, CreateStep::Review};

QString createStepName(CreateStep step);
/// Where a field of the request is typed; `field` as in FieldError.
CreateStep createStepOf(const QString &field);

} // namespace slipway::desktop
