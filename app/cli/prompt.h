#pragma once
#include "app/cli/context.h"
#include <QByteArray>

namespace slipway::cli {

/// Is there a person at a terminal, who expects to be talked to?
bool canAsk(const Context &context);

/// What came back from the terminal. Asking blocks: nothing else goes on meanwhile.
struct Typed
{
    enum class End { Line, Closed, Interrupted, NoTerminal } end = End::Line;
    QByteArray text; ///< with End::Line
    bool isLine() const { return end == End::Line; }
};

/// Asks on standard output and waits for a "y". After a signal it is "no", and the context ends by itself.
bool confirm(Context &context, const QString &question);
/// Asks on the terminal of the process (also when its outputs lead elsewhere) and reads without echo.
Typed askSecret(const QString &question);

} // namespace slipway::cli
