#pragma once
#include <QByteArrayList>
#include <QList>
#include <initializer_list>

namespace slipway::redis {

/// One reply of the protocol (RESP2), as a value.
struct Reply
{
    enum class Type { Nil, Status, Error, Integer, Bulk, Array };
    Type type = Type::Nil;
    QByteArray text; ///< of Status, Error, Bulk
    qint64 integer = 0;
    QList<Reply> items;
    bool isError() const { return type == Type::Error; }
    /// The texts of an array of bulks.
    QByteArrayList texts() const;
};

/// Appends one command in the form the server reads. Arguments are any bytes.
void appendCommand(QByteArray &out, const QByteArrayList &arguments);
void appendCommand(QByteArray &out, std::initializer_list<QByteArrayView> arguments);
/// The same for the beginning of a command whose `count` arguments follow by appendArgument().
void beginCommand(QByteArray &out, qsizetype count);
void appendArgument(QByteArray &out, QByteArrayView argument);

} // namespace slipway::redis
