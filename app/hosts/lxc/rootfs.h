#pragma once
#include "app/hosts/lxc/lxctools.h"

namespace slipway::hosts {

/// What a container is made of: ContainerSpec::source, taken apart.
struct RootfsSource
{
    enum class Kind { Busybox, Debootstrap, Tarball };
    Kind kind = Kind::Busybox;
    QString value; ///< suite or path
    bool operator==(const RootfsSource &) const = default;
};
/// "busybox" | "debootstrap:SUITE" | "rootfs:/path.tar[.gz|.xz|.zst]"; empty = the default of this machine.
Result<RootfsSource> parseSource(const QString &source);
/// "debootstrap:bookworm" where debootstrap is installed, else "busybox".
QString defaultSource();

/// Where in `cacheDir` a Debian of `suite` is kept.
QString debianCache(const QString &cacheDir, const QString &suite);
/// Makes sure that it is there.
Result<void> prepareDebian(const QString &suite, const QString &cacheDir, HostCall &call);
/// Removes what interrupted debootstraps left in `cacheDir`, but for what somebody works on now.
void removePartial(const QString &cacheDir, const CancelToken &cancel);
/// Fills `rootfs` (which must not exist yet) with a Debian of `suite`. The first time it is made with
/// debootstrap into `cacheDir` (about 40 s and 260 MB), from then on copied from there. One at a time per
/// suite.
Result<void> installDebian(const QString &suite, const QString &cacheDir, const QString &rootfs,
                           HostCall &call);
/// Unpacks `tarball` into the new directory `rootfs`. Refused before anything is written: names that are
/// absolute or go through "..". GNU tar itself writes through no symbolic link of the archive.
Result<void> unpackTarball(const QString &tarball, const QString &rootfs, HostCall &call);
/// Removes a tree without leaving its file system (a mount below it is not followed).
Result<void> removeTree(const QString &directory, const CancelToken &cancel = {});

} // namespace slipway::hosts
