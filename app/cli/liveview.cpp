#include "app/cli/liveview.h"
#include "app/cli/terminaltext.h"

namespace slipway::cli {

LiveView::LiveView(Output &output) : m_output(output) {}

LiveView::~LiveView() { end(); }

void LiveView::draw(const QStringList &above, const QStringList &live, int columns)
{
    if (above.isEmpty() && live == m_drawn && m_isActive)
        return;
    QByteArray bytes;
    if (!m_isActive)
        bytes += "\x1b[?25l";
    m_isActive = true;
    int rows = 0;
    for (const QString &line : std::as_const(m_drawn))
        rows += std::max(1, (displayWidth(line) + columns - 1) / std::max(1, columns));
    if (rows > 0)
        bytes += "\x1b[" + QByteArray::number(rows) + 'A';
    bytes += "\r\x1b[J";
    for (const QString &line : above)
        bytes += line.toUtf8() + '\n';
    for (const QString &line : live)
        bytes += line.toUtf8() + '\n';
    m_drawn = live;
    m_output.write(bytes);
}

void LiveView::end()
{
    if (!m_isActive)
        return;
    m_isActive = false;
    m_drawn.clear();
    m_output.write("\x1b[?25h");
    m_output.flush();
}

} // namespace slipway::cli
