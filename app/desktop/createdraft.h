#pragma once
#include "app/desktop/createstep.h"
#include "app/domain/template.h"

#include <QDateTime>
#include <optional>

namespace slipway::desktop {

/// What stands in the creation wizard, to be kept on disk. A root password is never in it.
struct CreateDraft
{
    ContainerSpec spec;            ///< hostname as typed; without scripts
    QList<TemplateScript> scripts; ///< own ones, those that are switched off too
    CreateStep step = CreateStep::Template;
    QDateTime savedAt; ///< of one that was read
    bool operator==(const CreateDraft &) const = default;
};

QJsonObject toJson(const CreateDraft &draft);
/// Nothing for what is no draft of ours; what this version does not know is passed over.
std::optional<CreateDraft> createDraftFromJson(const QJsonObject &object);

/// Of this user: where drafts and presets are kept.
QString privateFolder();
/// Writes the file whole or not at all, readable by its owner only; makes its folder. Blocks on the disk.
/// Errors: Unavailable.
Result<void> writePrivateFile(const QString &path, const QByteArray &bytes);

} // namespace slipway::desktop
