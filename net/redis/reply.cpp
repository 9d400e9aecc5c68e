#include "net/redis/reply.h"

namespace slipway::redis {

QByteArrayList Reply::texts() const
{
    QByteArrayList all;
    all.reserve(items.size());
    for (const Reply &item : items)
        all.append(item.text);
    return all;
}

void beginCommand(QByteArray &out, qsizetype count)
{
    out.append('*').append(QByteArray::number(count)).append("\r\n");
}

void appendArgument(QByteArray &out, QByteArrayView argument)
{
    out.append('$').append(QByteArray::number(argument.size())).append("\r\n");
    out.append(argument).append("\r\n");
}

void appendCommand(QByteArray &out, const QByteArrayList &arguments)
{
    beginCommand(out, arguments.size());
    for (const QByteArray &argument : arguments)
        appendArgument(out, argument);
}

} // namespace slipway::redis
