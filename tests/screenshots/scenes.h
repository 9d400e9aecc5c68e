#pragma once
#include "tests/app/desktop/fixture.h"

#include <QList>
#include <functional>

namespace slipway::desktop {
class MainWindow;
}

namespace slipway::shots {

/// Processes events until `condition` holds, for 20 s at most.
bool waitFor(const std::function<bool()> &condition);

/// A state that needs a backend of its own or a few steps by hand.
struct Scene
{
    const char *name;
    /// What the backend answers, before the window asks.
    std::function<void(desktoptest::Fixture &)> prepare;
    /// Leads the started window there; false when it cannot be reached.
    std::function<bool(desktop::MainWindow &)> open;
    bool isDialog = false;    ///< the picture is that of the dialog
    bool isSimulated = false; ///< the backend only simulates
};

const QList<Scene> &scenes();

} // namespace slipway::shots
