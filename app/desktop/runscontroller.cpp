#include "app/desktop/runscontroller.h"

#include "app/desktop/plaintext.h"
#include "app/desktop/session.h"

#include <QDateTime>
#include <QJsonDocument>

namespace slipway::desktop {

namespace {
constexpr int kTellMs = 100;
constexpr qint64 kBefore = 12; // events before the end: some of them are no lines
} // namespace

RunsController::RunsController(Session &session, QObject *parent) : QObject(parent), m_session(session)
{
    m_tell.setSingleShot(true);
    m_tell.setInterval(kTellMs);
    connect(&m_tell, &QTimer::timeout, this, [this] {
        QList<ContainerId> ids;
        for (const QString &id : std::exchange(m_touched, {}))
            ids.append({id});
        emit glancesChanged(ids);
    });
    connect(&session, &Session::usableChanged, this, [this] {
        m_streams.clear(); // another address; who looks will want them again
        for (RunGlance &glance : m_glances)
            glance.isLive = false;
    });
}

RunsController::~RunsController() = default;

const RunGlance *RunsController::glance(const ContainerId &id) const
{
    const auto at = m_glances.constFind(id.value);
    return at == m_glances.cend() ? nullptr : &*at;
}

void RunsController::setWanted(const QList<ContainerId> &wanted)
{
    QSet<QString> keep;
    for (const ContainerId &id : wanted.first(qMin<qsizetype>(kStreams, wanted.size())))
        keep.insert(id.value);
    for (auto it = m_streams.begin(); it != m_streams.end();) {
        if (keep.contains(it->first)) {
            ++it;
            continue;
        }
        m_glances[it->first].isLive = false;
        it = m_streams.erase(it);
    }
    // How a run stood that nobody has looked at for long is not worth its memory.
    constexpr int kRemembered = 200;
    if (m_glances.size() > kRemembered)
        m_glances.removeIf([&](auto it) { return !keep.contains(it.key()); });
    for (const ContainerId &id : wanted.first(qMin<qsizetype>(kStreams, wanted.size()))) {
        if (m_streams.find(id.value) == m_streams.end())
            begin(id);
    }
}

void RunsController::begin(const ContainerId &id)
{
    if (!m_session.isUsable())
        return;
    m_streams[id.value] = nullptr;
    m_session.client().get(QStringLiteral("/api/containers/%1").arg(id.value), this,
                           [this, id](const Result<http::JsonReply> &reply) {
                               const auto at = m_streams.find(id.value);
                               if (at == m_streams.end() || at->second)
                                   return; // let go, or let go and wanted again
                               const auto detail =
                                   reply ? containerFromJson(QJsonDocument::fromJson(reply->body).object())
                                         : Result<Container>(tl::unexpected(reply.error()));
                               if (detail) { // how it stands, before its stream is open
                                   m_glances[id.value].snapshot = detail->snapshot;
                                   touch(id);
                               }
                               follow(id, detail ? detail->snapshot.seq.value : 0);
                           });
}

void RunsController::follow(const ContainerId &id, qint64 seq)
{
    auto made = std::make_unique<ContainerProgress>();
    ContainerProgress *progress = made.get();
    progress->setKeepLines(false);
    connect(progress, &ContainerProgress::changed, this, [this, progress, id] {
        RunGlance &glance = m_glances[id.value];
        glance.snapshot = progress->snapshot();
        glance.isLive = progress->connectionState() == http::StreamState::Open;
        if (glance.snapshot.isTerminal())
            glance.isCancelling = false;
        touch(id);
    });
    connect(progress, &ContainerProgress::connectionChanged, this, [this, progress, id] {
        m_glances[id.value].isLive = progress->connectionState() == http::StreamState::Open;
        touch(id);
    });
    connect(progress, &ContainerProgress::logAppended, this, [this, id](const QList<LogLine> &lines) {
        QStringList &last = m_glances[id.value].lastLines;
        m_glances[id.value].clock.heard(lines.constLast().timestampMs, QDateTime::currentMSecsSinceEpoch());
        for (const LogLine &line : lines.last(qMin<qsizetype>(kLines, lines.size())))
            last.append(plainText(line.text));
        if (last.size() > kLines)
            last = last.last(kLines);
        touch(id);
    });
    http::EventSourceOptions options;
    options.headers = m_session.headers();
    options.batchIntervalMs = kTellMs;
    if (seq > kBefore)
        options.lastEventId = QByteArray::number(seq - kBefore);
    m_streams[id.value] = std::move(made);
    progress->watch(m_session.server(), id, options);
}

void RunsController::retryNow()
{
    for (const auto &[id, progress] : m_streams) {
        if (progress)
            progress->retryNow();
    }
}

void RunsController::cancel(const ContainerId &id)
{
    if (std::exchange(m_glances[id.value].isCancelling, true))
        return;
    touch(id);
    m_session.client().post(QStringLiteral("/api/containers/%1/cancel").arg(id.value),
                            QByteArrayLiteral("{}"), this, [this, id](const Result<http::JsonReply> &reply) {
                                if (reply)
                                    return; // how it ends comes through the streams
                                m_glances[id.value].isCancelling = false;
                                touch(id);
                                emit cancelFailed(id, reply.error().message);
                            });
}

void RunsController::touch(const ContainerId &id)
{
    m_touched.insert(id.value);
    if (!m_tell.isActive())
        m_tell.start();
}

} // namespace slipway::desktop
