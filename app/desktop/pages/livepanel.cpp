#include "app/desktop/pages/livepanel.h"

#include "widgets/elements/card.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/elements/responsivegrid.h"
#include "widgets/elements/sparkline.h"
#include "widgets/theme/label.h"

#include <QLocale>
#include <QVBoxLayout>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;

class FigureTile : public elements::Card
{
public:
    explicit FigureTile(const QString &name, const QString &title)
        : m_title(title), m_value(new Label({}, TextStyle::Heading)),
          m_more(new Label({}, TextStyle::Small, Role::Muted)), m_chart(new elements::Sparkline)
    {
        setObjectName(u"figure:"_s + name);
        m_value->setObjectName(u"value"_s);
        auto *head = new Label(title, TextStyle::Small, Role::Muted);
        auto *layout = new QVBoxLayout(this);
        layout->setContentsMargins(margins(1.5, 1.2));
        layout->setSpacing(space(0.2));
        layout->addWidget(head);
        layout->addWidget(m_value);
        layout->addWidget(m_more);
        layout->addSpacing(space(0.5));
        layout->addWidget(m_chart);
    }

    void setFigure(const QString &value, const QString &more, Role tone = Role::Accent)
    {
        m_value->setText(value);
        m_more->setText(more.isEmpty() ? u" "_s : more);
        m_chart->setTone(tone);
        setAccessibleName(u"%1: %2, %3"_s.arg(m_title, value, more));
    }
    elements::Sparkline *chart() const { return m_chart; }

private:
    QString m_title;
    Label *m_value;
    Label *m_more;
    elements::Sparkline *m_chart;
};

namespace {

QString bytesText(qint64 bytes) { return QLocale().formattedDataSize(bytes, 1); }

double share(qint64 part, qint64 whole) { return part < 0 || whole <= 0 ? -1 : double(part) / double(whole); }

QString percent(double fraction)
{
    return LivePanel::tr("%1 %").arg(QLocale().toString(fraction * 100, 'f', fraction < 0.1 ? 1 : 0));
}

/// Close to its end: said in words too.
Role toneOf(double fraction)
{
    return fraction >= 0.95 ? Role::Danger : fraction >= 0.85 ? Role::Warning : Role::Accent;
}

template<typename Value>
QList<double> seriesOf(const QList<LiveSample> &history, Value value)
{
    QList<double> series;
    for (const LiveSample &sample : history)
        series.append(value(sample.status));
    return series;
}

void showShare(FigureTile &tile, qint64 used, qint64 total, const QString &unknown)
{
    const double part = share(used, total);
    if (used < 0) {
        tile.setFigure(LivePanel::tr("–"), unknown);
        return;
    }
    if (part < 0) {
        tile.setFigure(bytesText(used), {});
        return;
    }
    const QString full = part >= 0.95 ? LivePanel::tr(", nearly full") : QString();
    tile.setFigure(bytesText(used), LivePanel::tr("%1 of %2%3").arg(percent(part), bytesText(total), full),
                   toneOf(part));
}

} // namespace

QString uptimeText(qint64 seconds)
{
    if (seconds < 0)
        return {};
    const qint64 days = seconds / 86400;
    const qint64 hours = seconds / 3600 % 24;
    const qint64 minutes = seconds / 60 % 60;
    if (days > 0)
        return LivePanel::tr("%1 d %2 h").arg(days).arg(hours);
    if (hours > 0)
        return LivePanel::tr("%1 h %2 min").arg(hours).arg(minutes);
    return minutes > 0 ? LivePanel::tr("%1 min").arg(minutes) : LivePanel::tr("%1 s").arg(seconds);
}

QList<double> ratesOf(const QList<LiveSample> &history, qint64 HostStatus::*counter)
{
    QList<double> rates;
    for (qsizetype at = 0; at < history.size(); ++at) {
        const qint64 now = history.at(at).status.*counter;
        const qint64 before = at == 0 ? -1 : history.at(at - 1).status.*counter;
        const qint64 ms = at == 0 ? 0 : history.at(at).ms - history.at(at - 1).ms;
        // A counter that went back: the container was started anew.
        const bool isKnown = now >= 0 && before >= 0 && now >= before && ms > 0;
        rates.append(isKnown ? double(now - before) * 1000.0 / double(ms) : -1);
    }
    return rates;
}

LivePanel::LivePanel(LiveController &controller, QWidget *parent)
    : QWidget(parent), m_controller(controller), m_cpu(new FigureTile(u"cpu"_s, tr("CPU"))),
      m_memory(new FigureTile(u"memory"_s, tr("Memory"))), m_disk(new FigureTile(u"disk"_s, tr("Disk"))),
      m_network(new FigureTile(u"network"_s, tr("Network"))), m_message(new elements::InlineMessage)
{
    setObjectName(u"livePanel"_s);
    m_message->setObjectName(u"liveMessage"_s);
    auto *grid = new elements::ResponsiveGrid(space(23));
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(space(1.2));
    for (FigureTile *tile : {m_cpu, m_memory, m_disk, m_network})
        grid->addWidget(tile);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(1.2));
    layout->addWidget(m_message);
    layout->addLayout(grid);
    m_message->hide();
    connect(m_message, &elements::InlineMessage::actionTriggered, &m_controller, &LiveController::refresh);
    connect(&m_controller, &LiveController::changed, this, &LivePanel::refresh);
    refresh();
}

void LivePanel::refresh()
{
    const HostStatus now = m_controller.live() ? m_controller.live()->status : HostStatus();
    const QList<LiveSample> &past = m_controller.history();
    const QString unknown = now.power == HostStatus::Power::Stopped ? tr("not running")
                            : m_controller.live()                   ? tr("not known")
                                                                    : tr("asking its host…");
    const int across = LiveController::kHistory;
    if (now.cpuFraction < 0)
        m_cpu->setFigure(tr("–"), unknown);
    else
        m_cpu->setFigure(percent(now.cpuFraction),
                         now.cores > 0
                             ? tr("of %n cores", nullptr, now.cores).replace(u"1 cores"_s, tr("1 core"))
                             : QString(),
                         toneOf(now.cpuFraction));
    m_cpu->chart()->setValues(seriesOf(past, [](const HostStatus &s) { return s.cpuFraction; }), 1, across);
    showShare(*m_memory, now.memoryBytes, now.memoryTotalBytes, unknown);
    m_memory->chart()->setValues(
        seriesOf(past, [](const HostStatus &s) { return share(s.memoryBytes, s.memoryTotalBytes); }), 1,
        across);
    showShare(*m_disk, now.diskBytes, now.diskTotalBytes, unknown);
    m_disk->chart()->setValues(
        seriesOf(past, [](const HostStatus &s) { return share(s.diskBytes, s.diskTotalBytes); }), 1, across);
    const QList<double> in = ratesOf(past, &HostStatus::netInBytes);
    const QList<double> out = ratesOf(past, &HostStatus::netOutBytes);
    const bool hasRate = !in.isEmpty() && in.constLast() >= 0 && !out.isEmpty() && out.constLast() >= 0;
    if (hasRate)
        m_network->setFigure(tr("↓ %1/s").arg(bytesText(qint64(in.constLast()))),
                             tr("↑ %1/s").arg(bytesText(qint64(out.constLast()))));
    else
        m_network->setFigure(tr("–"),
                             now.netInBytes < 0 ? unknown : tr("%1 received").arg(bytesText(now.netInBytes)));
    m_network->chart()->setValues(in, 0, across);
    if (m_controller.problem().isEmpty())
        m_message->hide();
    else if (m_message->isHidden() || m_message->text() != m_controller.problem())
        m_message->showMessage(elements::InlineMessage::Kind::Warning, m_controller.problem(), tr("Retry"));
}

} // namespace slipway::desktop
