#pragma once
#include "app/desktop/containerlink.h"
#include "app/desktop/profile.h"
#include "widgets/theme/theme.h"

#include <QHash>
#include <QObject>
#include <QSettings>
#include <QVariant>
#include <memory>

namespace slipway::desktop {

/// What the desktop remembers between two starts: choices of the operator, where the window stood, the
/// addresses of backends. Nothing secret, ever. Values that cannot be understood (the file was edited, or is
/// of a newer version) are the defaults. GUI thread.
class DesktopSettings : public QObject
{
    Q_OBJECT
public:
    enum class Hours { System, H12, H24 }; ///< how the log writes the time

    /// Without a file everything is forgotten at the end: for tests, and for who asks for it.
    explicit DesktopSettings(std::unique_ptr<QSettings> file = {}, QObject *parent = nullptr);
    ~DesktopSettings() override;
    /// In the user's configuration directory.
    static std::unique_ptr<QSettings> userFile();

    theme::Mode theme() const;
    void setTheme(theme::Mode mode);
    QString language() const; ///< "en", "de"; empty: that of the system
    void setLanguage(const QString &code);
    bool reduceMotion() const;
    void setReduceMotion(bool reduce);
    bool wrapsLog() const;
    void setWrapsLog(bool wraps);
    Hours hours() const;
    void setHours(Hours hours);
    bool notifies() const;
    void setNotifies(bool notifies);

    QByteArray geometry() const; ///< as of QWidget::saveGeometry()
    void setGeometry(const QByteArray &geometry);
    int stepsWidth() const; ///< px of the stepper beside the log; 0: not moved yet
    void setStepsWidth(int width);
    int lastPage() const; ///< -1: none
    void setLastPage(int page);
    DetailTab detailTab() const; ///< of a container's page
    void setDetailTab(DetailTab tab);

    QList<Profile> profiles() const; ///< without "This computer"
    void setProfiles(const QList<Profile> &profiles);
    QString currentProfile() const; ///< its id; empty: this computer
    void setCurrentProfile(const QString &id);

signals:
    void logViewChanged();
    void notifiesChanged(bool notifies);

private:
    QVariant value(const char *key) const;
    void store(const char *key, const QVariant &value);

    std::unique_ptr<QSettings> m_file;
    QHash<QString, QVariant> m_memory;
};

} // namespace slipway::desktop
