#pragma once
#include "app/domain/containerspec.h"

namespace slipway::desktop {

/// What one form asks for: a request for each name of its hostname, which may be a pattern like web-{1..5}.
struct ContainerPlan
{
    QList<ContainerSpec> requests; ///< never empty; with a wrong pattern the form's own
    QList<FieldError> errors;      ///< of the form; what is wrong with a later one names it
};

/// A fixed VMID and fixed addresses count up from name to name. Pure; called while typing.
ContainerPlan planContainers(const ContainerSpec &typed);

/// ADDRESS/PREFIX, `by` addresses further; as it is when it is no such thing, or the last one is passed.
QString countedUp(const QString &cidr, int by);

} // namespace slipway::desktop
