#pragma once
#include <QString>
#include <QtGlobal>

namespace slipway::backend {

/// True when standard error goes to the systemd journal (JOURNAL_STREAM names the very same file).
bool isJournal();

/// One message as the journal wants it on a pipe: each line with its priority ("<4>", sd-daemon(3)), no time,
/// which the journal knows better.
QByteArray journalLines(QtMsgType type, const QString &message);

/// Log messages take that form from now on when isJournal(), and carry their time otherwise.
void installLog();

/// The last word of a process that cannot go on, to standard error.
void printFatal(const QString &message);

} // namespace slipway::backend
