#include "app/cli/createmany.h"
#include "app/cli/answers.h"
#include "app/cli/format.h"
#include "app/cli/terminaltext.h"
#include <QJsonDocument>

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kRedrawMs = 100;
constexpr int kSpareRows = 2; // for the prompt and the line that counts
} // namespace

CreateMany::CreateMany(Context &context) : m_context(context), m_live(context.out())
{
    m_redraw.setInterval(kRedrawMs);
    connect(&m_redraw, &QTimer::timeout, this, &CreateMany::draw);
    for (const QString &hostname : m_context.line().hostnames) {
        One one;
        one.hostname = hostname;
        m_all.push_back(std::move(one));
    }
}

CreateMany::~CreateMany() { m_context.setCleanUp({}); }

void CreateMany::start()
{
    m_context.startTimeLimit();
    createNext();
}

void CreateMany::createNext()
{
    if (m_next == m_all.size())
        return allCreated();
    ContainerSpec spec = m_context.line().spec;
    spec.hostname = m_all[m_next].hostname;
    m_context.client().post(u"/api/containers"_s, toRequestJson(spec), this,
                            [this](const Result<http::JsonReply> &reply) { created(reply); });
}

void CreateMany::created(const Result<http::JsonReply> &reply)
{
    One &one = m_all[m_next];
    if (!reply && m_next == 0)
        return m_context.fail(reply.error()); // the others would fare no better, and nothing is made yet
    ++m_next;
    if (!reply) {
        one.error = reply.error().message;
        m_context.note(tr("%1: %2").arg(one.hostname, terminalSafe(one.error, Colors::Remove)));
        return createNext();
    }
    m_context.setConnected();
    const QJsonObject object = QJsonDocument::fromJson(reply->body).object();
    one.id = ContainerId{object.value("id"_L1).toString()};
    if (!ContainerId::isValid(one.id.value))
        return failNotOurs(m_context);
    if (m_context.isJson())
        m_context.out().writeLine(jsonLineIdFirst(object));
    else
        m_context.printLine(tr("Creating container %1, id %2").arg(one.hostname, one.id.value));
    m_context.out().flush();
    createNext();
}

void CreateMany::allCreated()
{
    if (!m_context.line().follow)
        return end();
    if (m_context.isLive()) {
        m_redraw.start();
        m_context.setCleanUp([this] { m_live.end(); });
    }
    for (One &one : m_all) {
        if (one.error.isEmpty())
            watch(one);
    }
}

void CreateMany::watch(One &one)
{
    one.progress = std::make_unique<ContainerProgress>();
    ContainerProgress *const progress = one.progress.get();
    progress->setKeepLines(false);
    connect(progress, &ContainerProgress::finished, this, [this, &one] { ended(one); });
    connect(progress, &ContainerProgress::connectionChanged, this, [this, &one] { checkConnection(one); });
    if (!m_context.isLive())
        connect(
            progress, &ContainerProgress::eventReceived, this,
            [this, &one](const ProgressEvent &event, const QByteArray &json) { print(one, event, json); });
    progress->watch(m_context.line().server, one.id, m_context.line().headers);
}

void CreateMany::print(const One &one, const ProgressEvent &event, const QByteArray &json)
{
    if (m_context.isJson()) {
        const QByteArray line = onOneLine(json);
        const qsizetype brace = line.indexOf('{') + 1;
        m_context.out().writeLine("{\"container\":" + jsonString(one.id.value) + ',' + line.mid(brace));
    } else if (event.type != EventType::Log) {
        m_context.printLine(u"%1  [%2 %]  %3"_s.arg(one.hostname)
                                .arg(one.progress->percent(), 3)
                                .arg(terminalSafe(event.message, Colors::Remove)));
    }
}

/// One that can never be watched ends all: it is the server, or who we are.
void CreateMany::checkConnection(const One &one)
{
    if (one.progress->connectionState() == http::StreamState::Failed && !one.isOver)
        m_context.fail(one.progress->connectionError());
}

QString CreateMany::lineOf(const One &one, int nameColumns, const Terminal &terminal) const
{
    const QStringList marks = terminal.isUnicode
                                  ? QStringList{u"✓"_s, u"✗"_s, u"◐"_s, u"◓"_s, u"◑"_s, u"◒"_s}
                                  : QStringList{u"+"_s, u"x"_s, u"|"_s, u"/"_s, u"-"_s, u"\\"_s};
    const Snapshot snapshot = one.progress ? one.progress->snapshot() : Snapshot();
    QString mark = marks[2 + m_frame % 4];
    QString text = snapshot.activeScript.isEmpty() ? snapshot.step : snapshot.activeScript;
    if (snapshot.isComplete) {
        mark = marks[0];
        text = tr("ready");
    } else if (snapshot.isError || !one.error.isEmpty()) {
        mark = marks[1];
        text = one.error.isEmpty() ? snapshot.errorMessage : one.error;
    }
    const QString line = u" %1 %2 %3 %  %4"_s.arg(mark, one.hostname.leftJustified(nameColumns))
                             .arg(snapshot.percent, 3)
                             .arg(terminalSafe(text, Colors::Remove));
    return elided(line, std::max(1, terminal.columns - 1));
}

void CreateMany::draw()
{
    const Terminal terminal = m_context.terminal();
    ++m_frame;
    int nameColumns = 0;
    std::vector<const One *> shown;
    qsizetype over = 0;
    for (const One &one : m_all) {
        nameColumns = std::max(nameColumns, static_cast<int>(one.hostname.size()));
        over += one.isOver || !one.error.isEmpty() ? 1 : 0;
        shown.push_back(&one);
    }
    const auto room = static_cast<size_t>(std::max(1, terminal.rows - kSpareRows));
    if (shown.size() > room) // what still goes on is what one wants to see
        std::stable_sort(shown.begin(), shown.end(),
                         [](const One *a, const One *b) { return a->isOver < b->isOver; });
    QStringList lines;
    for (size_t i = 0; i < std::min(room, shown.size()); ++i)
        lines += lineOf(*shown[i], nameColumns, terminal);
    if (shown.size() > room)
        lines.last() = elided(tr(" … %1 of %2 are done").arg(over).arg(m_all.size()), terminal.columns - 1);
    m_live.draw({}, lines, terminal.columns);
    m_context.out().flush();
}

void CreateMany::ended(One &one)
{
    one.isOver = true;
    const bool isAll = std::all_of(m_all.begin(), m_all.end(),
                                   [](const One &other) { return other.isOver || !other.error.isEmpty(); });
    if (isAll)
        end();
}

void CreateMany::end()
{
    if (m_redraw.isActive())
        draw();
    m_redraw.stop();
    m_live.end();
    QStringList failed;
    for (const One &one : m_all) {
        if (!one.error.isEmpty() || (one.progress && one.progress->isError()))
            failed += one.hostname;
    }
    if (failed.isEmpty())
        return m_context.exit(Success);
    m_context.note(tr("Failed: %1").arg(failed.join(u", "_s)));
    m_context.exit(Failed);
}

} // namespace slipway::cli
