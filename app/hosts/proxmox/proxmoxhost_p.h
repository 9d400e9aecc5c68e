#pragma once
#include "app/hosts/proxmox/link.h"
#include <QMap>

namespace slipway::hosts {

struct ProxmoxHost::Private
{
    Private(Node node, Options options) : link(std::move(node), std::move(options)) {}

    /// A reference that parses, and the node it is on.
    struct Place
    {
        ContainerRef ref;
        QString node;
    };
    Result<Place> place(const QString &ref, const CancelToken &cancel);
    /// What a container is that stands there without our mark.
    enum class Unmarked { No, Anothers, BeingMade, HalfMade };
    struct PlaceError : Error
    {
        Unmarked unmarked = Unmarked::No;
        bool isLeft() const { return unmarked == Unmarked::BeingMade || unmarked == Unmarked::HalfMade; }
    };
    /// The same when the container is there and ours.
    tl::expected<Place, PlaceError> ownPlace(const QString &ref, const CancelToken &cancel);
    /// `error` of a look with a limit in time: Timeout where that was up.
    Error lookError(const QString &ref, Error error, const CancelToken &limit) const;
    /// A task that was begun, to its end.
    Result<void> finish(const proxmox::Answer<proxmox::Upid> &begun, const QString &purpose, HostCall &call,
                        std::chrono::milliseconds timeout);
    Result<int> runInside(const QString &ref, const QString &name, const QByteArray &content,
                          const QByteArray &helpers, const QString &interpreter, HostCall &call);
    void awaitBoot(const ContainerRef &ref, HostCall &call);
    Result<void> unlockHalfMade(const ContainerRef &ref, HostCall &call);
    bool isHalfMade(const ContainerRef &ref);
    /// Of a container that is locked by "create": does the task that `place.ref` names make it, or has it
    /// left it?
    Result<Unmarked> lookWhoMakes(const Place &place, const CancelToken &cancel);
    PlaceError unmarkedError(const Place &place, Unmarked unmarked) const;
    /// Waits for the task that makes it, then as ownPlace.
    tl::expected<Place, PlaceError> ownPlaceOnceMade(const QString &ref, HostCall &call);

    Link link;
    std::mutex mutex;
    QList<ContainerRef> halfMade; ///< left by a killed creation of ours; without our mark, locked by "create"
    std::optional<Result<void>> checked;
    CancelToken::Clock::time_point checkedUntil;
};

/// What a running task does to a container, in words; as it is when unknown.
QString taskWords(const QString &type);

} // namespace slipway::hosts
