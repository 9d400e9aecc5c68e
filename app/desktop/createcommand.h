#pragma once
#include "app/domain/containerspec.h"

namespace slipway::desktop {

/// The command line that does what the wizard is about to do.
struct CreateCommand
{
    QString text;      ///< one line a container, quoted for a POSIX shell; never a secret
    QStringList files; ///< files it reads that have to be made first, and what is in them
};
/// Pure. `requests` are those of ContainerPlan.
CreateCommand createCommand(const QList<ContainerSpec> &requests);

} // namespace slipway::desktop
