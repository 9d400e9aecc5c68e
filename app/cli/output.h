#pragma once
#include <QByteArray>
#include <QObject>
#include <memory>

class QSocketNotifier;

namespace slipway::cli {

/// What a file descriptor leads to, as far as it changes what we print.
struct Terminal
{
    bool isTty = false;
    bool hasColor = false;  ///< a terminal, NO_COLOR not set, TERM not "dumb"
    bool isUnicode = false; ///< the locale's character set is UTF-8
    int columns = 80;
    int rows = 24;
    static Terminal query(int fd);
};

/// Standard output: collects what one turn of the event loop writes and hands it over in one call, so that a
/// reader sees each event at once and a burst costs one system call. Owner's thread only.
class Output : public QObject
{
    Q_OBJECT
public:
    explicit Output(int fd, QObject *parent = nullptr);
    ~Output() override; ///< flushes

    void write(QByteArrayView bytes);
    void writeLine(QByteArrayView line); ///< with LF
    void flush();
    int fd() const { return m_fd; }

signals:
    /// Nobody reads any more, or the disk behind is full; once. A pipe says so at once, not at the next
    /// write: a quiet stream would otherwise be held for a reader that left long ago.
    void readerGone();

private:
    void watchReader();
    void breakOff();

    int m_fd;
    std::unique_ptr<QSocketNotifier> m_readerWatch; // null where there is no reader that could leave
    QByteArray m_pending;
    bool m_isFlushScheduled = false;
    bool m_isBroken = false;
};

} // namespace slipway::cli
