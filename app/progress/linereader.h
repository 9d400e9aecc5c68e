#pragma once
#include "app/progress/logline.h"
#include "net/sse/eventstreamparser.h"
#include <QByteArrayView>
#include <QString>
#include <array>

namespace slipway {

/// Makes a LogLine of the data of a frame that is nothing else, straight from its bytes. The lines' texts
/// share blocks of memory (see BlockArena). Not thread-safe; one per stream.
class LineReader
{
public:
    enum class Form {
        None,  ///< no line, or for a more careful reader
        Usual, ///< a line, and the data is to the byte what lineData() writes
        Other  ///< a line in other words
    };
    /// Sets `line` and `seq` where it is a line.
    Form read(const sse::EventView &event, LogLine &line, qint64 &seq);

private:
    static constexpr qsizetype timeSize = 24; // 2026-11-21T16:37:26.805Z

    struct Fields;
    Form readUsual(const sse::EventView &event, LogLine &line, qint64 &seq);
    const char *readMessage(const char *at, const char *end, QString &text, Form &form);
    const char *readOtherMessage(const char *at, const char *end, QString &text, Form &form);
    bool readTime(const char *at);
    bool readAny(const sse::EventView &event, LogLine &line, qint64 &seq);
    void setScript(QByteArrayView name);
    void startBlock();
    void placeScript();
    QString script();

    sse::BlockArena<char16_t> m_texts;
    QByteArray m_rawScript; // of the last line
    QString m_scriptName;
    QString m_placedScript; // the same in the block at hand
    char16_t *m_scriptAt = nullptr;
    QByteArray m_afterMessage; // in the usual form, up to the time stamp
    std::array<char, timeSize> m_rawTime{};
    qint64 m_time = 0;
    bool m_hasLearnt = false; // something of the usual form that was not known before
};

/// The data of a line's frame as slipwayd writes it. (For a text with nothing that JSON escapes.)
QByteArray lineData(const LogLine &line, EventSeq seq);

} // namespace slipway
