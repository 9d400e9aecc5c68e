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

void RunsController::lookAt(const QList<Container> &rows)
{
    m_toLook.clear();
    for (const Container &row : rows) {
        const RunGlance known = m_glances.value(row.id.value);
        const bool isBehind =
            known.snapshot.step != row.snapshot.step || known.snapshot.percent < row.snapshot.percent;
        const bool isStreamed = m_streams.find(row.id.value) != m_streams.end();
        if (isBehind && !isStreamed && !row.snapshot.step.isEmpty() && !m_looking.contains(row.id.value))
            m_toLook.append(row.id);
    }
    lookNext();
}

void RunsController::lookNext()
{
    while (m_looking.size() < kLooks && !m_toLook.isEmpty() && m_session.isUsable()) {
        const ContainerId id = m_toLook.takeFirst();
        m_looking.insert(id.value);
        m_session.client().get(QStringLiteral("/api/containers/%1").arg(id.value), this,
                               [this, id](const Result<http::JsonReply> &reply) {
                                   m_looking.remove(id.value);
                                   if (reply)
                                       takeLook(id, QJsonDocument::fromJson(reply->body).object());
                                   lookNext();
                               });
    }
}

void RunsController::takeLook(const ContainerId &id, const QJsonObject &object)
{
    const Result<Container> detail = containerFromJson(object);
    if (!detail || m_streams.find(id.value) != m_streams.end())
        return; // its stream says more
    RunGlance &glance = m_glances[id.value];
    glance.snapshot = detail->snapshot;
    const QLatin1StringView expected("expected"); // where a stream's snapshot has it
    if (object.contains(expected))
        glance.snapshot.extra.insert(expected, object.value(expected));
    glance.clock = m_clock;
    touch(id);
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

void RunsController::hearServer(qint64 stampMs)
{
    const bool wasSet = m_clock.isSet();
    m_clock.heard(stampMs, QDateTime::currentMSecsSinceEpoch());
    if (wasSet)
        return;
    for (auto it = m_glances.begin(); it != m_glances.end(); ++it) {
        if (m_streams.find(it.key()) == m_streams.end()) {
            it->clock = m_clock;
            touch({it.key()});
        }
    }
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
