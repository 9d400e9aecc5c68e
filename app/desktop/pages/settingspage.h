#pragma once
#include <QWidget>
#include <optional>

class QAbstractButton;
class QCheckBox;
class QComboBox;
class QVBoxLayout;

namespace slipway::elements {
class InlineMessage;
}

namespace slipway::desktop {

class DesktopSettings;
class Profiles;
struct Profile;

/// What the operator can choose, each in force at once and remembered; and the backends that are known.
class SettingsPage : public QWidget
{
    Q_OBJECT
public:
    SettingsPage(DesktopSettings &settings, Profiles &profiles, QWidget *parent = nullptr);

    /// `current` is the id of the one in use; nothing: one that the command line names.
    void showProfiles(const std::optional<QString> &current, const QUrl &named = {});
    void showKept(bool isSessionOnly); ///< says where the token of a profile went

signals:
    void addRequested();
    void editRequested(const QString &id);
    void removeRequested(const QString &id);
    void useRequested(const QString &id);

private:
    QWidget *makeAppearance();
    QWidget *makeLog();
    QWidget *makeNotifications();
    QWidget *makeConnections();
    QWidget *makeNamedRow(const QUrl &url);
    QWidget *makeRow(const Profile &profile, bool isCurrent);

    DesktopSettings &m_settings;
    Profiles &m_profiles;
    QVBoxLayout *m_rows = nullptr;
    elements::InlineMessage *m_kept = nullptr;
};

} // namespace slipway::desktop
