#pragma once

class QThread;

namespace slipway::http {

/// The one thread on which all streams of the process do their network work. Started at the first call; ended
/// and joined when the QCoreApplication is destroyed. Call from the application's threads while it exists.
QThread *networkThread();

} // namespace slipway::http
