#include "app/desktop/desktopsettings.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr std::array kThemes = {"system", "light", "dark"};
constexpr std::array kHours = {"system", "12", "24"};
constexpr std::array kLanguages = {"", "en", "de"};

template<size_t N>
int indexOf(const std::array<const char *, N> &names, const QString &name)
{
    const auto it = std::find_if(names.begin(), names.end(),
                                 [&](const char *known) { return name == QLatin1StringView(known); });
    return it == names.end() ? 0 : int(it - names.begin());
}

} // namespace

DesktopSettings::DesktopSettings(std::unique_ptr<QSettings> file, QObject *parent)
    : QObject(parent), m_file(std::move(file))
{}

DesktopSettings::~DesktopSettings() = default;

std::unique_ptr<QSettings> DesktopSettings::userFile()
{
    return std::make_unique<QSettings>(QSettings::IniFormat, QSettings::UserScope, u"slipway"_s,
                                       u"desktop"_s);
}

QVariant DesktopSettings::value(const char *key) const
{
    const QString name = QString::fromLatin1(key);
    return m_file ? m_file->value(name) : m_memory.value(name);
}

void DesktopSettings::store(const char *key, const QVariant &value)
{
    const QString name = QString::fromLatin1(key);
    if (m_file)
        m_file->setValue(name, value);
    else
        m_memory.insert(name, value);
}

theme::Mode DesktopSettings::theme() const
{
    return static_cast<theme::Mode>(indexOf(kThemes, value("appearance/theme").toString()));
}

void DesktopSettings::setTheme(theme::Mode mode)
{
    store("appearance/theme", QString::fromLatin1(kThemes.at(static_cast<size_t>(mode))));
}

QString DesktopSettings::language() const
{
    const int known = indexOf(kLanguages, value("appearance/language").toString());
    return QString::fromLatin1(kLanguages.at(static_cast<size_t>(known)));
}

void DesktopSettings::setLanguage(const QString &code) { store("appearance/language", code); }

bool DesktopSettings::reduceMotion() const { return value("appearance/reduceMotion").toBool(); }

void DesktopSettings::setReduceMotion(bool reduce) { store("appearance/reduceMotion", reduce); }

bool DesktopSettings::wrapsLog() const { return value("log/wrap").toBool(); }

void DesktopSettings::setWrapsLog(bool wraps)
{
    if (wraps == wrapsLog())
        return;
    store("log/wrap", wraps);
    emit logViewChanged();
}

DesktopSettings::Hours DesktopSettings::hours() const
{
    return static_cast<Hours>(indexOf(kHours, value("log/hours").toString()));
}

void DesktopSettings::setHours(Hours hours)
{
    store("log/hours", QString::fromLatin1(kHours.at(static_cast<size_t>(hours))));
    emit logViewChanged();
}

bool DesktopSettings::notifies() const
{
    const QVariant stored = value("notifications/runs");
    return !stored.isValid() || stored.toBool();
}

void DesktopSettings::setNotifies(bool notifies)
{
    store("notifications/runs", notifies);
    emit notifiesChanged(notifies);
}

QByteArray DesktopSettings::geometry() const { return value("window/geometry").toByteArray(); }

void DesktopSettings::setGeometry(const QByteArray &geometry) { store("window/geometry", geometry); }

int DesktopSettings::stepsWidth() const { return qBound(0, value("window/stepsWidth").toInt(), 10'000); }

void DesktopSettings::setStepsWidth(int width) { store("window/stepsWidth", width); }

DetailTab DesktopSettings::detailTab() const
{
    return detailTabFromName(value("window/detailTab").toString()).value_or(DetailTab::Overview);
}

void DesktopSettings::setDetailTab(DetailTab tab) { store("window/detailTab", QString(detailTabName(tab))); }

int DesktopSettings::lastPage() const
{
    bool isNumber = false;
    const int page = value("window/page").toInt(&isNumber);
    return isNumber ? page : -1;
}

void DesktopSettings::setLastPage(int page) { store("window/page", page); }

QList<Profile> DesktopSettings::profiles() const
{
    const QJsonArray rows = QJsonDocument::fromJson(value("profiles/list").toString().toUtf8()).array();
    QList<Profile> profiles;
    for (const QJsonValue &row : rows) {
        const Profile profile{row["id"_L1].toString(), row["name"_L1].toString(),
                              QUrl(row["url"_L1].toString(), QUrl::StrictMode)};
        if (!profile.isOwn() && !profile.name.isEmpty() && profile.url.isValid())
            profiles.append(profile);
    }
    return profiles;
}

void DesktopSettings::setProfiles(const QList<Profile> &profiles)
{
    QJsonArray rows;
    for (const Profile &profile : profiles)
        rows.append(QJsonObject{
            {u"id"_s, profile.id}, {u"name"_s, profile.name}, {u"url"_s, profile.url.toString()}});
    store("profiles/list", QString::fromUtf8(QJsonDocument(rows).toJson(QJsonDocument::Compact)));
}

QString DesktopSettings::currentProfile() const { return value("profiles/current").toString(); }

void DesktopSettings::setCurrentProfile(const QString &id) { store("profiles/current", id); }

} // namespace slipway::desktop
