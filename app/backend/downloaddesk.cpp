#include "app/backend/downloaddesk.h"

#include "app/backend/routehelp.h"
#include "app/base/clock.h"
#include "app/base/ids.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <algorithm>

namespace slipway::backend {

using namespace Qt::Literals::StringLiterals;

namespace {

using State = TemplateDownload::State;

QString stateName(State state)
{
    switch (state) {
    case State::Running:
        return u"running"_s;
    case State::Done:
        return u"done"_s;
    case State::Error:
        return u"error"_s;
    case State::Cancelled:
        break;
    }
    return u"cancelled"_s;
}

QJsonValue textOrNull(const QString &text) { return text.isEmpty() ? QJsonValue() : QJsonValue(text); }

} // namespace

QJsonObject toJson(const TemplateDownload &download)
{
    return {{"id"_L1, download.id},
            {"node"_L1, download.node},
            {"source"_L1, download.source},
            {"storage"_L1, download.storage},
            {"state"_L1, stateName(download.state)},
            {"startedAt"_L1, download.startedAt},
            {"finishedAt"_L1, textOrNull(download.finishedAt)},
            {"percent"_L1, download.percent < 0 ? QJsonValue() : QJsonValue(download.percent)},
            {"firstLine"_L1, download.firstLine},
            {"lines"_L1, QJsonArray::fromStringList(download.lines)},
            {"installed"_L1, textOrNull(download.installed)},
            {"error"_L1, textOrNull(download.error)}};
}

int percentIn(const QString &line)
{
    static const QRegularExpression number(u"(?<![\\d.])(\\d{1,3})(?:\\.\\d+)?%"_s);
    int percent = -1;
    auto all = number.globalMatch(line);
    while (all.hasNext()) {
        const int found = all.next().captured(1).toInt();
        percent = found <= 100 ? found : percent;
    }
    return percent;
}

DownloadDesk::DownloadDesk(QObject *parent) : QObject(parent) { m_pool.setMaxThreadCount(kThreads); }

DownloadDesk::~DownloadDesk()
{
    for (const auto &one : std::as_const(m_all))
        one->cancel.cancel();
    m_pool.clear();
    m_pool.waitForDone();
}

DownloadDesk::Entry *DownloadDesk::entry(const QString &id)
{
    const auto found =
        std::find_if(m_all.begin(), m_all.end(), [&id](const auto &one) { return one->download.id == id; });
    return found == m_all.end() ? nullptr : found->get();
}

TemplateDownload DownloadDesk::begin(const QString &node, const QString &source, const QString &storage,
                                     Work work)
{
    for (const auto &one : std::as_const(m_all)) {
        const TemplateDownload &known = one->download;
        if (known.node == node && known.source == source && known.state == State::Running)
            return known;
    }
    auto made = std::make_shared<Entry>();
    made->download.id = ContainerId::generate().value;
    made->download.node = node;
    made->download.source = source;
    made->download.storage = storage;
    made->download.startedAt = QString::fromLatin1(isoTimestampNow());
    m_all.prepend(made);
    m_pool.start([this, id = made->download.id, token = made->cancel, work = std::move(work)] {
        HostCall call;
        call.cancel = token;
        call.secret = [](const QByteArray &) {};
        call.log = [this, &id](const QByteArray &line) {
            QMetaObject::invokeMethod(
                this, [this, id, line] { hear(id, line); }, Qt::QueuedConnection);
        };
        const Result<QString> result =
            token.isCancelled() ? Result<QString>(fail(ErrorCode::Cancelled, {})) : work(call);
        QMetaObject::invokeMethod(
            this, [this, id, result] { end(id, result); }, Qt::QueuedConnection);
    });
    return made->download;
}

void DownloadDesk::hear(const QString &id, const QByteArray &line)
{
    Entry *const known = entry(id);
    if (!known)
        return;
    TemplateDownload &download = known->download;
    download.lines.append(QString::fromUtf8(line));
    if (download.lines.size() > kLines) {
        download.lines.removeFirst();
        ++download.firstLine;
    }
    if (const int percent = percentIn(download.lines.constLast()); percent >= 0)
        download.percent = percent;
}

void DownloadDesk::end(const QString &id, const Result<QString> &result)
{
    Entry *const known = entry(id);
    if (!known)
        return;
    TemplateDownload &download = known->download;
    download.finishedAt = QString::fromLatin1(isoTimestampNow());
    if (result) {
        download.state = State::Done;
        download.percent = 100;
        download.installed = *result;
    } else if (known->cancel.wasAsked()) {
        download.state = State::Cancelled;
    } else {
        download.state = State::Error;
        download.error = result.error().message;
        if (download.error.isEmpty())
            download.error = text("Cannot download the OS template. Its node took too long. Try again.");
    }
    const QString node = download.node;
    forgetOld(node);
    emit ended(node);
}

void DownloadDesk::forgetOld(const QString &node)
{
    int kept = 0;
    m_all.removeIf([&](const auto &one) {
        return one->download.node == node && one->download.state != State::Running && ++kept > kKept;
    });
}

QList<TemplateDownload> DownloadDesk::of(const QString &node) const
{
    QList<TemplateDownload> found;
    for (const auto &one : m_all) {
        if (one->download.node == node)
            found.append(one->download);
    }
    return found;
}

std::optional<TemplateDownload> DownloadDesk::find(const QString &node, const QString &id) const
{
    for (const auto &one : m_all) {
        if (one->download.node == node && one->download.id == id)
            return one->download;
    }
    return std::nullopt;
}

bool DownloadDesk::cancel(const QString &node, const QString &id)
{
    if (!find(node, id))
        return false;
    Entry *const known = entry(id);
    if (known->download.state == State::Running)
        known->cancel.cancel();
    else
        m_all.removeIf([&id](const auto &one) { return one->download.id == id; });
    return true;
}

} // namespace slipway::backend
