#pragma once
#include "net/proxmox/types.h"
#include <QList>
#include <QString>
#include <functional>

namespace slipway::proxmox {

/// How far a task's log has been given. Pure: lines in, lines out.
///
/// Proxmox numbers lines from 1 and answers what stands in the file, also the beginning of a line that is
/// being written. So the last line is asked for again each time: it is given when it has stood still from one
/// look to the next or when another one follows, and should it have grown after that, its rest is given.
class TaskLog
{
public:
    using Give = std::function<void(const QString &line)>;

    /// `start` of the next request: lines after the first so many.
    int start() const { return m_complete; }
    /// An answer to that. `isFinal`: the task was over before it was asked for.
    void take(const QList<TaskLogLine> &lines, bool isFinal, const Give &give);

private:
    void giveRest(const QString &text, const Give &give);

    int m_complete = 0;    ///< lines that are over
    QString m_shown;       ///< of the next one
    QString m_seen;        ///< of the next one, at the last look
    bool m_isSeen = false; ///< it may be empty
    bool m_isShown = false;
};

} // namespace slipway::proxmox
