#pragma once
#include "app/cli/output.h"
#include <QStringList>

namespace slipway::cli {

/// Lines at the bottom of a terminal that are redrawn in place while other lines scroll by above them. Uses
/// only "cursor up", "erase below", "hide cursor": works in anything that calls itself a terminal, from 80×24
/// down. The cursor comes back with end() or the destructor.
class LiveView
{
public:
    explicit LiveView(Output &output);
    ~LiveView();
    LiveView(const LiveView &) = delete;
    LiveView &operator=(const LiveView &) = delete;

    /// Prints `above` (already terminal-safe) for good, then draws `live` below it. `columns` is the width
    /// now: the terminal has wrapped what we drew when it became narrower since.
    void draw(const QStringList &above, const QStringList &live, int columns);
    void end(); ///< leaves what is drawn, shows the cursor

private:
    Output &m_output;
    QStringList m_drawn;
    bool m_isActive = false;
};

} // namespace slipway::cli
