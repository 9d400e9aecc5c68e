#pragma once
#include "app/domain/snapshot.h"
#include "app/progress/logline.h"
#include "net/http/eventsource.h"
#include <QObject>
#include <memory>

namespace slipway {

/// One watched container as state and signals (contract: "What the client must make of it").
///
/// Understands all generations of the origin's stream and our own; drops what a reconnect repeats (by number
/// where there are numbers, else by the same bytes in the same order); percent never falls within a run;
/// closes the connection when the run is over, resumes when cut, and asks GET /api/containers/{id} when a
/// stream ended without `done`, so that a container which finished meanwhile does not leave the page
/// spinning.
///
/// Lives on the owner's thread (usually the GUI thread). Signals are batched: at most one `changed` and one
/// `logAppended` per frame (16 ms), and a long replay is worked through in slices, so that the event loop
/// stays alive. Slots may call watch() and stop() and may destroy the object.
class ContainerProgress : public QObject
{
    Q_OBJECT
public:
    enum class Phase { Idle, Connecting, Streaming, Complete, Error };
    Q_ENUM(Phase)

    explicit ContainerProgress(QObject *parent = nullptr);
    ~ContainerProgress() override;

    /// Watches `server`/api/containers/`id`/progress from the beginning.
    void watch(const QUrl &server, const ContainerId &id,
               const QList<std::pair<QByteArray, QByteArray>> &headers = {});
    /// The same with every option; `options.headers` go to the plain GET as well.
    void watch(const QUrl &server, const ContainerId &id, const http::EventSourceOptions &options);
    /// Closes the connection and forgets nothing. No signal of this watch comes any more but
    /// connectionChanged.
    void stop();
    void retryNow(); ///< ends a wait for the next attempt; tries again after a final connection error
    /// Whether lines() keeps what logAppended brings (the default). Off for an owner that has a store of its
    /// own.
    void setKeepLines(bool keep);

    ContainerId id() const;
    /// Streaming from the first thing heard; Complete and Error once the run is over *and* all its lines are
    /// here. Error = the run failed; a lost connection is not that: see connectionState() and
    /// connectionError().
    Phase phase() const;
    const Snapshot &snapshot() const;
    int percent() const;
    StepState stepState(Step step) const;
    QStringList scriptNames() const;
    StepState scriptState(const QString &name) const;
    bool isComplete() const;
    bool isError() const;
    QString errorMessage() const;
    const QList<ProgressEvent> &
    events() const;                      ///< everything but log lines (those are in logAppended / lines)
    const QList<LogLine> &lines() const; ///< every line since the beginning, none twice

    http::StreamState connectionState() const;
    http::StreamError connectionError() const;
    int connectionAttempt() const;
    int nextAttemptInMs() const;

signals:
    void changed(); ///< anything of the state above but lines
    void logAppended(const QList<slipway::LogLine> &lines);
    void eventReceived(const slipway::ProgressEvent &event,
                       const QByteArray &json);                     ///< each once, in order; json = its bytes
    void gapReported(slipway::EventSeq from, slipway::EventSeq to); ///< the server no longer has these
    void connectionChanged();
    void finished(); ///< phase became Complete or Error; once a watch

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
