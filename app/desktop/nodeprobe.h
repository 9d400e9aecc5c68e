#pragma once
#include "app/base/result.h"
#include "app/domain/hostoffers.h"
#include "app/domain/node.h"
#include "net/http/jsonclient.h"

#include <QElapsedTimer>
#include <QObject>
#include <memory>

namespace slipway::desktop {

class Session;

/// Runs a node's preflight in the backend: one at a time, without blocking, as long as that takes (up to 75
/// s). Starting anew or cancel() drops the answer of the one before. GUI thread.
class NodeProbe : public QObject
{
    Q_OBJECT
public:
    explicit NodeProbe(Session &session, QObject *parent = nullptr);
    ~NodeProbe() override;

    void testStored(const QString &name);
    /// As typed; secrets that are not in it are those of the stored node of that name.
    void testUnsaved(const Node &node);
    void cancel(); ///< emits runningChanged(false) and no answer
    bool isRunning() const { return m_call != nullptr; }
    qint64 elapsedMs() const { return isRunning() ? m_clock.elapsed() : 0; }

signals:
    void runningChanged(bool running);
    void answered(const slipway::Preflight &preflight);
    /// The test could not be made at all. `fields`: what the backend refuses of the node as typed.
    void failed(const QString &message, const QList<slipway::FieldError> &fields);

private:
    void post(const QString &path, const QByteArray &json);
    void end();

    Session &m_session;
    http::JsonClient m_client;
    std::unique_ptr<QObject> m_call; // its death cancels the request
    QElapsedTimer m_clock;
};

} // namespace slipway::desktop
