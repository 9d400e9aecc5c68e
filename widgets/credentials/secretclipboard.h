#pragma once
#include "app/base/secret.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

class QClipboard;
class QMimeData;

namespace slipway::credentials {

/// The one owner of copied secrets. Marks them so that clipboard managers do not keep them, clears the
/// clipboard after `lifetimeMs` and when the program quits, but only while it still holds our text. The
/// selection of X11 (middle click) is never set. GUI thread; the shared one belongs to the QApplication.
class SecretClipboard : public QObject
{
    Q_OBJECT
public:
    static constexpr int kLifetimeMs = 45'000;

    explicit SecretClipboard(QClipboard *clipboard, int lifetimeMs = kLifetimeMs, QObject *parent = nullptr);
    ~SecretClipboard() override;
    static SecretClipboard &instance();

    void copy(const Secret &secret);
    void clearIfOurs();
    /// True while the clipboard holds what copy() put there.
    bool holdsSecret() const;
    /// 1 → 0 over the lifetime; 0 when nothing of ours is there.
    double remaining() const;
    /// Text, the hint for clipboard managers of KDE, and the formats Windows and macOS know for the same.
    static QMimeData *mimeData(const Secret &secret);

signals:
    /// A copy was made, went away, or was replaced by another program. Carries no content.
    void changed(bool holdsSecret);

private:
    void checkOwner();

    QClipboard *m_clipboard;
    int m_lifetimeMs;
    Secret m_secret; // to recognise our own text; wiped when it is cleared
    QTimer m_timer;
    QElapsedTimer m_age;
};

} // namespace slipway::credentials
