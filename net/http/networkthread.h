#pragma once
#include <functional>

class QObject;

namespace slipway::http {

// The one thread on which all streams of the process do their network work. Started at first use; ended and
// joined when the QCoreApplication is destroyed.

/// Runs `work` there, from its event loop, in the order of the calls. Thread-safe. Does nothing without a
/// QCoreApplication.
void runOnNetworkThread(std::function<void()> work);

/// Hands `object` (of the calling thread, without a parent) over to it.
void moveToNetworkThread(QObject *object);

} // namespace slipway::http
