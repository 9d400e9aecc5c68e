#include "app/store/sqliteerror.h"
#include <QCoreApplication>

namespace slipway::store {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::store::SqliteStore)
};

// Primary result codes (https://www.sqlite.org/rescode.html); the extended ones carry them in the low byte.
enum Code {
    Busy = 5,
    Locked = 6,
    ReadOnly = 8,
    IoError = 10,
    Corrupt = 11,
    Full = 13,
    CantOpen = 14,
    Constraint = 19,
    NotADb = 26
};

int primaryCode(const QSqlError &error) { return error.nativeErrorCode().toInt() & 0xff; }

} // namespace

bool isConstraint(const QSqlError &error) { return primaryCode(error) == Constraint; }

Error toError(const QSqlError &error, const QString &doing, const QString &file)
{
    const QString detail = error.databaseText();
    const auto unavailable = [&](const QString &text, bool retryable) {
        return Error{ErrorCode::Unavailable, text.arg(doing, file), detail, retryable};
    };
    switch (primaryCode(error)) {
    case Full:
        return unavailable(
            Words::tr("%1. The disk that holds %2 is full. Free some space; it goes on by itself."), true);
    case Busy:
    case Locked:
        return unavailable(Words::tr("%1. Another program has locked %2. Close it, then try again."), true);
    case ReadOnly:
        return unavailable(
            Words::tr(
                "%1. %2 cannot be written. Give the user of slipwayd write access to it and its folder."),
            true);
    case IoError:
        return unavailable(Words::tr("%1. Reading or writing %2 failed. Check the disk and its free space."),
                           true);
    case CantOpen:
        return unavailable(Words::tr("%1. %2 cannot be opened. Check that its folder exists and may be used "
                                     "by the user of slipwayd."),
                           true);
    case Corrupt:
        return unavailable(
            Words::tr("%1. %2 is damaged. Restore it from a backup, or move it away to start anew."), false);
    case NotADb:
        return unavailable(
            Words::tr("%1. %2 is not a Slipway store. Move it away, or use another data directory."), false);
    default:
        return {ErrorCode::Internal, Words::tr("%1. The store refused: %2").arg(doing, detail), detail,
                false};
    }
}

} // namespace slipway::store
