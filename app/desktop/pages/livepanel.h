#pragma once
#include "app/desktop/livecontroller.h"

#include <QWidget>

namespace slipway::theme {
class Label;
}
namespace slipway::elements {
class InlineMessage;
class Sparkline;
} // namespace slipway::elements

namespace slipway::desktop {

/// One figure: name, value, a second line, and its last minutes as a small chart.
class FigureTile;

/// How a container does on its host right now: CPU, memory, disk, network. Numbers first; the charts show the
/// last minutes of them. What the host does not know says so.
class LivePanel : public QWidget
{
    Q_OBJECT
public:
    explicit LivePanel(LiveController &controller, QWidget *parent = nullptr);

signals:
    void retryRequested();

private:
    void refresh();

    LiveController &m_controller;
    FigureTile *m_cpu;
    FigureTile *m_memory;
    FigureTile *m_disk;
    FigureTile *m_network;
    elements::InlineMessage *m_message;
};

/// "3 days, 4 h", "12 min"; empty when unknown.
QString uptimeText(qint64 seconds);
/// Bytes a second between two readings of a counter, oldest first; -1 where it is not known.
QList<double> ratesOf(const QList<LiveSample> &history, qint64 HostStatus::*counter);

} // namespace slipway::desktop
