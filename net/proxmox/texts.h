#pragma once
#include <QCoreApplication>

namespace slipway::proxmox {

/// Where the sentences of this room are translated.
class Texts
{
    Q_DECLARE_TR_FUNCTIONS(Proxmox)
};

} // namespace slipway::proxmox
