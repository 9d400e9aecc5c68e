#pragma once
#include <QByteArray>
#include <QObject>

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
    void readerGone(); ///< nobody reads any more (EPIPE), or the disk behind is full; once

private:
    int m_fd;
    QByteArray m_pending;
    bool m_isFlushScheduled = false;
    bool m_isBroken = false;
};

} // namespace slipway::cli
