#include "net/proxmox/tasklog.h"

namespace slipway::proxmox {

void TaskLog::giveRest(const QString &text, const Give &give)
{
    if (!m_isShown) {
        if (give)
            give(text);
    } else if (text != m_shown && give) {
        // Grown after it stood still. Anything else than growth would be another file: given whole.
        give(text.startsWith(m_shown) ? text.sliced(m_shown.size()) : text);
    }
}

void TaskLog::take(const QList<TaskLogLine> &lines, bool isFinal, const Give &give)
{
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const TaskLogLine &line = lines.at(i);
        if (line.number <= m_complete)
            continue;
        const bool isOver = isFinal || i + 1 < lines.size();
        if (isOver) {
            giveRest(line.text, give);
            m_complete = line.number;
            m_isShown = m_isSeen = false;
        } else if (m_isSeen && m_seen == line.text) {
            giveRest(line.text, give);
            m_shown = line.text;
            m_isShown = true;
        } else {
            m_seen = line.text;
            m_isSeen = true;
        }
    }
}

} // namespace slipway::proxmox
