#include "app/desktop/createdraft.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>
#include <QStandardPaths>

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kVersion = 1;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::desktop::CreateDraft)
};

QByteArray bytesOf(const QJsonObject &object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); }

} // namespace

QJsonObject toJson(const CreateDraft &draft)
{
    ContainerSpec spec = draft.spec;
    spec.rootPassword.reset();
    spec.scripts.clear();
    Template carrier; // its scripts know "off"
    carrier.scripts = draft.scripts;
    return {{"version"_L1, kVersion},
            {"savedAt"_L1, QDateTime::currentDateTimeUtc().toString(Qt::ISODate)},
            {"step"_L1, static_cast<int>(draft.step)},
            {"request"_L1, toRedactedJson(spec)},
            {"scripts"_L1, toJson(carrier).value("scripts"_L1)}};
}

std::optional<CreateDraft> createDraftFromJson(const QJsonObject &object)
{
    const auto request = containerSpecFromJson(bytesOf(object.value("request"_L1).toObject()));
    const auto carrier =
        templateFromJson(bytesOf(QJsonObject{{"scripts"_L1, object.value("scripts"_L1).toArray()}}));
    if (object.value("version"_L1).toInt() != kVersion || !object.value("request"_L1).isObject() ||
        !request || !carrier)
        return std::nullopt;
    CreateDraft draft;
    draft.spec = request->spec;
    draft.spec.rootPassword.reset(); // also when somebody wrote one into the file
    draft.spec.scripts.clear();
    draft.scripts = carrier->entry.scripts;
    draft.step = kCreateSteps.at(
        static_cast<size_t>(qBound(0, object.value("step"_L1).toInt(), int(kCreateSteps.size()) - 1)));
    draft.savedAt = QDateTime::fromString(object.value("savedAt"_L1).toString(), Qt::ISODate);
    return draft;
}

QString privateFolder() { return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation); }

Result<void> writePrivateFile(const QString &path, const QByteArray &bytes)
{
    const QString folder = QFileInfo(path).path();
    QSaveFile file(path);
    const bool isDone = QDir().mkpath(folder) && file.open(QIODevice::WriteOnly) &&
                        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) &&
                        file.write(bytes) == bytes.size() && file.commit();
    if (isDone)
        return {};
    return fail(ErrorCode::Unavailable, Words::tr("Cannot write %1. %2. What you typed stays in the window.")
                                            .arg(QDir::toNativeSeparators(path), file.errorString()));
}

} // namespace slipway::desktop
