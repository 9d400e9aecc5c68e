#pragma once
#include <QString>
#include <QUrl>

namespace slipway::desktop {

/// A backend that can be connected to. Its token is not here: it lives in a TokenVault under `id`.
struct Profile
{
    QString id; ///< random, for ever; empty: "This computer", the backend that the window starts itself
    QString name;
    QUrl url;
    bool isOwn() const { return id.isEmpty(); }
    bool operator==(const Profile &) const = default;
};

/// What is wrong with a name or an address as it was typed; empty: nothing.
struct ProfileProblems
{
    QString name;
    QString url;
    bool isEmpty() const { return name.isEmpty() && url.isEmpty(); }
};

} // namespace slipway::desktop
