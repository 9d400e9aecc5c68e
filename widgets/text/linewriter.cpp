#include "widgets/text/linewriter.h"

#include <QDateTime>
#include <QFileInfo>
#include <QSaveFile>
#include <QTimeZone>

namespace slipway::text {

namespace {

/// ISO 8601 in UTC. Lines come in bursts, so the part up to the second is kept from line to line.
class TimeWriter
{
public:
    void append(QByteArray &out, qint64 timeMs)
    {
        if (timeMs == 0)
            return;
        const qint64 second = timeMs >= 0 ? timeMs / 1000 : (timeMs - 999) / 1000;
        if (second != m_second || m_text.isEmpty()) {
            m_second = second;
            m_text = QDateTime::fromMSecsSinceEpoch(second * 1000, QTimeZone::utc())
                         .toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss."))
                         .toLatin1();
        }
        const int ms = int(timeMs - second * 1000);
        out += m_text;
        out += char('0' + ms / 100);
        out += char('0' + ms / 10 % 10);
        out += char('0' + ms % 10);
        out += "Z ";
    }

private:
    qint64 m_second = 0;
    QByteArray m_text;
};

qint64 lineTotal(const LineSnapshot &lines)
{
    qint64 total = 0;
    for (const LineSnapshot::Piece &piece : lines.pieces)
        total += piece.end - piece.begin;
    return total;
}

/// Calls `take(chunk, line)` for each line that passes, until it returns false.
template<typename Take>
void forEachLine(const LineSnapshot &lines, ScriptFilter filter, Take take)
{
    for (const LineSnapshot::Piece &piece : lines.pieces) {
        for (int line = piece.begin; line < piece.end; ++line) {
            if ((!filter || piece.chunk->script(line) == *filter) && !take(*piece.chunk, line))
                return;
        }
    }
}

} // namespace

QString plainText(const LineSnapshot &lines, const TextRange &range, const WriteOptions &options)
{
    QByteArray out;
    TimeWriter times;
    bool isFirst = true;
    forEachLine(lines, options.filter, [&](const LineChunk &chunk, int line) {
        const LineNumber number{chunk.first().value + line};
        if (number < range.first)
            return true;
        if (number > range.last)
            return false;
        if (!isFirst)
            out += '\n';
        isFirst = false;
        if (options.withTimes)
            times.append(out, chunk.timeMs(line));
        if (number != range.first && number != range.last) {
            out += chunk.lineText(line);
            return true;
        }
        const QString text = QString::fromUtf8(chunk.lineText(line));
        const qsizetype begin =
            number == range.first ? std::min<qsizetype>(range.firstColumn, text.size()) : 0;
        const qsizetype end =
            number == range.last ? std::min<qsizetype>(range.lastColumn, text.size()) : text.size();
        out += QStringView(text).sliced(begin, std::max<qsizetype>(end - begin, 0)).toUtf8();
        return true;
    });
    return QString::fromUtf8(out);
}

struct LineSaver::Job
{
    QString path;
    LineSnapshot lines;
    WriteOptions options;
    qint64 total = 0;
    std::atomic<bool> cancel{false};
    std::atomic<qint64> done{0}; ///< lines handed to the file
    std::atomic<bool> isFinished{
        false}; ///< set last; `error` is the worker's before and the owner's after it
    QString error;

    /// Worker thread.
    void run()
    {
        // QSaveFile puts a new file in the place of the old one: that would be the end of a device or a pipe.
        const QFileInfo target(path);
        if (target.exists() && !target.isFile()) {
            fail(target.isDir() ? LineSaver::tr("That is a folder")
                                : LineSaver::tr("That is a device or a pipe, not a file"));
            return;
        }
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly)) {
            fail(file.errorString());
            return;
        }
        constexpr qsizetype BlockSize = 1024 * 1024;
        QByteArray block;
        block.reserve(BlockSize + BlockSize / 4);
        TimeWriter times;
        bool isGood = true;
        const auto flush = [&] {
            isGood = file.write(block) == block.size();
            block.resize(0);
            return isGood && !cancel;
        };
        forEachLine(lines, options.filter, [&](const LineChunk &chunk, int line) {
            if (options.withTimes)
                times.append(block, chunk.timeMs(line));
            block += chunk.lineText(line);
            block += '\n';
            ++done;
            return block.size() < BlockSize || flush();
        });
        if (cancel) {
            file.cancelWriting();
            error = LineSaver::tr("Saving was cancelled. The file was not changed.");
        } else if (!isGood || !flush() || !file.commit()) {
            fail(file.errorString());
        }
    }

    void fail(const QString &reason)
    {
        error = LineSaver::tr("Cannot save the log to \"%1\". %2. Choose another place or free some space, "
                              "then save again.")
                    .arg(path, reason);
    }
};

LineSaver::LineSaver(QObject *parent) : QObject(parent)
{
    constexpr int LookMs = 25;
    m_look.setInterval(LookMs);
    connect(&m_look, &QTimer::timeout, this, &LineSaver::takeProgress);
}

LineSaver::~LineSaver() { cancel(); }

void LineSaver::save(const QString &path, const LineSnapshot &lines, const WriteOptions &options)
{
    if (m_job)
        return;
    m_job = std::make_shared<Job>();
    m_job->path = path;
    m_job->lines = lines;
    m_job->options = options;
    m_job->total = lineTotal(lines);
    m_worker.start([job = m_job] {
        job->run();
        job->isFinished = true;
    });
    m_look.start();
}

void LineSaver::takeProgress()
{
    const std::shared_ptr<Job> job = m_job;
    const bool isFinished = job->isFinished;
    emit progressed(job->done, job->total);
    if (isFinished) {
        m_look.stop();
        m_job.reset();
        emit finished(job->path, job->error);
    }
}

void LineSaver::cancel()
{
    if (m_job)
        m_job->cancel = true;
}

} // namespace slipway::text
