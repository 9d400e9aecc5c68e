#pragma once
#include "app/domain/containerspec.h"

namespace slipway {

/// The part of validate() about where the container lies on its host and how it is connected: node, vmid,
/// storages, bridge, pool, description, network, swap, SSH keys; and the source on a node.
QList<FieldError> placementErrors(const ContainerSpec &spec);

/// True for what Proxmox VE would take as the hash of a password, and not as the password.
bool looksLikePasswordHash(const Secret &password);

} // namespace slipway
