#pragma once
#include "net/httpd/filedescriptor.h"
#include <QByteArray>
#include <functional>

namespace slipway::bench {

/// A progress event of the kind a script's output makes, about 190 bytes, with the moment of its making for
/// Subscribers. `last` ends the run.
QByteArray makeEvent(bool last = false);

/// A plain connection to a port of loopback on which requests are written without waiting for their answers.
class Pipeline
{
public:
    explicit Pipeline(quint16 port);
    bool isOpen() const { return m_socket.isValid(); }
    /// Blocks while the other side does not read.
    void write(const QByteArray &bytes);
    /// Throws away what was answered so far.
    void drain();
    /// Blocks until something was answered, for 5 s at most.
    void awaitAnswer();

private:
    httpd::FileDescriptor m_socket;
};

/// PUBLISH as Redis reads it.
QByteArray redisPublish(const QByteArray &channel, const QByteArray &event);
/// A POST to nchan's publisher location.
QByteArray nchanPost(const QByteArray &path, const QByteArray &event);

/// `total` events at `perSecond`, in the event log's rhythm: every 8 ms what has come by then.
/// `make(count)` are the bytes for so many events.
void publishPaced(Pipeline &pipeline, int total, double perSecond,
                  const std::function<QByteArray(int count)> &make);

} // namespace slipway::bench
