#pragma once
#include "app/domain/template.h"

namespace slipway {

/// How much that is no part of a template (a README, a licence) goes along with its folder.
struct ForeignLimits
{
    static constexpr int maxFiles = 200;
    static constexpr qint64 maxBytes = 16 * 1024 * 1024;
};

/// Puts `entry` where `folder` is, at once: a new folder is written beside it, synced, read back and
/// compared, and takes its place; what was there goes. Nothing has changed when it fails. Comments, unknown
/// keys and foreign files of `base` (empty: of `folder`) are kept; symbolic links are not. For folders that
/// are ours alone: nobody else may write beside it. `entry` is valid. Errors: Unavailable (disk), TooLarge
/// (foreign files).
Result<void> replaceTemplate(const QString &folder, const Template &entry, const QString &base = {});
/// Tidies up what a crash within replaceTemplate() or removeFolder() left in `directory`.
void recoverFolders(const QString &directory);
/// Takes the folder away, at once for readers. Links in it are removed, not followed.
Result<void> removeFolder(const QString &folder);

/// Writes `entry` into `folder`, file by file, each whole: for a folder that somebody keeps in version
/// control. Files of the template that are no longer in it go, all others stay. Refuses (Conflict) a folder
/// that holds something and no template.conf, and one where a symbolic link is in the way.
Result<void> exportTemplate(const QString &folder, const Template &entry);

/// A list of packages in one line each; comments of `text` stay, with what they stand beside.
QByteArray withPackages(QByteArrayView text, const QStringList &packages);

} // namespace slipway
