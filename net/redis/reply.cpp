#include "net/redis/reply.h"

#include <array>
#include <charconv>

namespace slipway::redis {
namespace {

// Without a string of its own for each number: that was a tenth of what it costs the event log to publish.
void appendLength(QByteArray &out, char kind, qsizetype length)
{
    std::array<char, 32> line{kind};
    char *end = std::to_chars(line.data() + 1, line.data() + line.size() - 2, length).ptr;
    *end++ = '\r';
    *end++ = '\n';
    out.append(line.data(), end - line.data());
}

} // namespace

QByteArrayList Reply::texts() const
{
    QByteArrayList all;
    all.reserve(items.size());
    for (const Reply &item : items)
        all.append(item.text);
    return all;
}

void beginCommand(QByteArray &out, qsizetype count) { appendLength(out, '*', count); }

void appendArgument(QByteArray &out, QByteArrayView argument)
{
    appendLength(out, '$', argument.size());
    out.append(argument);
    out.append("\r\n", 2);
}

void appendCommand(QByteArray &out, const QByteArrayList &arguments)
{
    beginCommand(out, arguments.size());
    for (const QByteArray &argument : arguments)
        appendArgument(out, argument);
}

void appendCommand(QByteArray &out, std::initializer_list<QByteArrayView> arguments)
{
    beginCommand(out, qsizetype(arguments.size()));
    for (const QByteArrayView argument : arguments)
        appendArgument(out, argument);
}

} // namespace slipway::redis
