#include "net/sse/framewriter.h"
#include "net/sse/lineend.h"
#include <QtGlobal>
#include <charconv>
#include <cstring>

namespace slipway::sse {

namespace {

// Calls `take(line)` for each line of `text`, which has one line more than line ends.
template<typename Take>
void forEachLine(QByteArrayView text, Take take)
{
    const char *at = text.data();
    const char *const end = at + text.size();
    for (;;) {
        const char *const lineEnd = findLineEnd(at, end);
        take(QByteArrayView(at, lineEnd - at));
        if (lineEnd == end)
            return;
        const bool pair = *lineEnd == '\r' && lineEnd + 1 != end && lineEnd[1] == '\n';
        at = lineEnd + (pair ? 2 : 1);
    }
}

void appendData(QByteArray &out, QByteArrayView data)
{
    forEachLine(data, [&out](QByteArrayView line) { out.append("data: ").append(line).append('\n'); });
}

char *put(char *at, QByteArrayView bytes)
{
    std::memcpy(at, bytes.data(), size_t(bytes.size()));
    return at + bytes.size();
}

} // namespace

bool isFieldSafe(QByteArrayView text)
{
    return !text.contains('\n') && !text.contains('\r') && !text.contains('\0');
}

bool appendEvent(QByteArray &out, QByteArrayView event, QByteArrayView data, QByteArrayView id)
{
    if (!isFieldSafe(event) || !isFieldSafe(id))
        return false;
    if (!id.isNull())
        out.append("id: ").append(id).append('\n');
    if (!event.isEmpty())
        out.append("event: ").append(event).append('\n');
    appendData(out, data);
    out.append('\n');
    return true;
}

void appendComment(QByteArray &out, QByteArrayView text)
{
    forEachLine(text, [&out](QByteArrayView line) { out.append(": ").append(line).append('\n'); });
    out.append('\n');
}

void appendRetry(QByteArray &out, qint64 milliseconds)
{
    out.append("retry: ").append(QByteArray::number(qMax<qint64>(milliseconds, 0))).append("\n\n");
}

qsizetype appendProgressFrames(QByteArray &out, QByteArrayView jsonLines, qint64 first)
{
    constexpr QByteArrayView beforeNumber = "id: ";
    constexpr QByteArrayView afterNumber = "\nevent: progress\ndata: ";
    constexpr qsizetype longestNumber = 20;
    constexpr qsizetype added = beforeNumber.size() + longestNumber + afterNumber.size() + 2;

    qsizetype count = 0;
    const char *at = jsonLines.data();
    const char *const end = at + jsonLines.size();
    while (at != end) {
        const void *const hit = std::memchr(at, '\n', size_t(end - at));
        const char *const lineEnd = hit ? static_cast<const char *>(hit) : end;
        const QByteArrayView line(at, lineEnd - at);
        const qsizetype before = out.size();
        out.resize(before + line.size() + added);
        char *write = out.data() + before;
        write = put(write, beforeNumber);
        write = std::to_chars(write, write + longestNumber, first + count).ptr;
        if (std::memchr(line.data(), '\r', size_t(line.size()))) {
            // JSON may hold CR between its tokens, where it means nothing; in a data field it would end the
            // line.
            out.resize(write - out.constData());
            out.append("\nevent: progress\n");
            appendData(out, line.endsWith('\r') ? line.chopped(1) : line);
            out.append('\n');
        } else {
            write = put(write, afterNumber);
            write = put(write, line);
            write = put(write, "\n\n");
            out.resize(write - out.constData());
        }
        ++count;
        at = hit ? lineEnd + 1 : end;
    }
    return count;
}

} // namespace slipway::sse
