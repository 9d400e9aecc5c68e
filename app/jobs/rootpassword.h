#pragma once
#include "app/base/secret.h"
#include <QString>

namespace slipway {

/// What a ContainerHost is besides when it sets the root password in start() and not in create(). It is kept
/// nowhere, so that whoever tries that step again has to bring it again.
class LateRootPassword
{
public:
    virtual ~LateRootPassword() = default;
    /// For the next start() of `ref`. Thread-safe.
    virtual void bringRootPassword(const QString &ref, const Secret &password) = 0;
};

} // namespace slipway
