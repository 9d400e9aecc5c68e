#pragma once
#include <QByteArray>
#include <QList>
#include <QString>
#include <optional>
#include <utility>

namespace slipway {

/// KEY=VALUE of a bash-like file, nothing run: comments, quotes, `export`, and "${KEY:-default}" taken as its
/// default (a name assigned above it counts). Lines that would need a shell are left out. Keys in file order.
QList<std::pair<QString, QString>> parseAssignments(QByteArrayView text);

/// Key and value as parseAssignments() is to read them; nothing: the key is not there. No line feeds.
using Assignments = QList<std::pair<QString, std::optional<QString>>>;
/// `text` changed so that it says what is wanted. A line that says it already stays as it is, with its
/// default and its comment; comments and other keys stay too. A text that cannot be changed so is written
/// anew with the wanted keys alone.
QByteArray withAssignments(QByteArrayView text, const Assignments &wanted);

} // namespace slipway
