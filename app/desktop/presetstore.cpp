#include "app/desktop/presetstore.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QtConcurrent>
#include <algorithm>

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray presetsJson(const QList<CreatePreset> &presets)
{
    QJsonArray rows;
    for (const CreatePreset &one : presets)
        rows.append(QJsonObject{{"name"_L1, one.name}, {"draft"_L1, toJson(one.draft)}});
    return QJsonDocument(QJsonObject{{"presets"_L1, rows}}).toJson(QJsonDocument::Compact);
}

Result<QList<CreatePreset>> readPresets(const QString &path)
{
    QFile file(path);
    QList<CreatePreset> presets;
    if (!file.exists())
        return presets;
    const bool isOpen = file.open(QIODevice::ReadOnly);
    const QJsonValue rows = QJsonDocument::fromJson(file.readAll()).object().value("presets"_L1);
    if (!isOpen || !rows.isArray())
        return fail(
            ErrorCode::Unavailable,
            PresetStore::tr("Cannot read the presets in %1. %2. Mend the file or move it away; it is "
                            "not overwritten.")
                .arg(QDir::toNativeSeparators(path),
                     isOpen ? PresetStore::tr("It is not what this program writes") : file.errorString()));
    const QJsonArray array = rows.toArray();
    for (const QJsonValue &row : array) {
        const auto draft = createDraftFromJson(row["draft"_L1].toObject());
        if (draft && !row["name"_L1].toString().isEmpty())
            presets.append({row["name"_L1].toString(), *draft});
    }
    return presets;
}

} // namespace

PresetStore::PresetStore(const QString &folder, QObject *parent)
    : QObject(parent), m_path(folder + u"/presets.json"_s)
{
    m_pool.setMaxThreadCount(1);
}

PresetStore::~PresetStore() { m_pool.waitForDone(); }

const CreatePreset *PresetStore::find(const QString &name) const
{
    const auto it = std::find_if(m_presets.begin(), m_presets.end(),
                                 [&](const CreatePreset &one) { return one.name == name; });
    return it == m_presets.end() ? nullptr : &*it;
}

void PresetStore::load()
{
    QtConcurrent::run(&m_pool, [path = m_path] {
        return readPresets(path);
    }).then(this, [this](const Result<QList<CreatePreset>> &read) {
        m_unreadable = read ? QString() : read.error().message;
        if (read)
            m_presets = *read;
        else
            emit failed(m_unreadable);
        emit changed();
    });
}

void PresetStore::save(const QString &name, const CreateDraft &draft)
{
    const QString clean = name.simplified();
    if (clean.isEmpty())
        return;
    m_presets.removeIf([&](const CreatePreset &one) { return one.name == clean; });
    CreatePreset preset{clean, draft};
    preset.draft.spec.rootPassword.reset();
    m_presets.append(preset);
    std::sort(m_presets.begin(), m_presets.end(), [](const CreatePreset &a, const CreatePreset &b) {
        return a.name.localeAwareCompare(b.name) < 0;
    });
    write();
}

void PresetStore::rename(const QString &from, const QString &to)
{
    const CreatePreset *preset = find(from);
    if (!preset || to.simplified().isEmpty() || from == to.simplified())
        return;
    const CreateDraft draft = preset->draft;
    m_presets.removeIf([&](const CreatePreset &one) { return one.name == from; });
    save(to, draft);
}

void PresetStore::remove(const QString &name)
{
    m_presets.removeIf([&](const CreatePreset &one) { return one.name == name; });
    write();
}

void PresetStore::write()
{
    emit changed();
    if (!m_unreadable.isEmpty()) {
        emit failed(m_unreadable);
        return;
    }
    QtConcurrent::run(&m_pool, [presets = m_presets, path = m_path] {
        return writePrivateFile(path, presetsJson(presets));
    }).then(this, [this](const Result<void> &written) {
        if (!written)
            emit failed(written.error().message);
    });
}

} // namespace slipway::desktop
