#include "widgets/credentials/secretclipboard.h"

#include <QApplication>
#include <QClipboard>
#include <QMimeData>
#include <QPointer>

namespace slipway::credentials {

SecretClipboard::SecretClipboard(QClipboard *clipboard, int lifetimeMs, QObject *parent)
    : QObject(parent), m_clipboard(clipboard), m_lifetimeMs(lifetimeMs)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &SecretClipboard::clearIfOurs);
    connect(clipboard, &QClipboard::dataChanged, this, &SecretClipboard::checkOwner);
    connect(qApp, &QCoreApplication::aboutToQuit, this, &SecretClipboard::clearIfOurs);
}

SecretClipboard::~SecretClipboard()
{
    // The clipboard is gone already when the application object itself is being destroyed.
    if (!QCoreApplication::closingDown())
        clearIfOurs();
}

SecretClipboard &SecretClipboard::instance()
{
    static QPointer<SecretClipboard> shared;
    if (shared.isNull())
        shared = new SecretClipboard(QGuiApplication::clipboard(), kLifetimeMs, qApp);
    return *shared;
}

QMimeData *SecretClipboard::mimeData(const Secret &secret)
{
    auto *data = new QMimeData;
    data->setText(secret.revealText());
    // KDE's Klipper and those that follow it.
    data->setData(QStringLiteral("x-kde-passwordManagerHint"), QByteArrayLiteral("secret"));
#ifdef Q_OS_WIN
    const auto windows = [data](const char *format, const QByteArray &value) {
        data->setData(
            QStringLiteral("application/x-qt-windows-mime;value=\"%1\"").arg(QLatin1StringView(format)),
            value);
    };
    windows("ExcludeClipboardContentFromMonitorProcessing", QByteArrayLiteral("1"));
    windows("CanIncludeInClipboardHistory", QByteArray(4, '\0'));
    windows("CanUploadToCloudClipboard", QByteArray(4, '\0'));
#elif defined(Q_OS_MACOS)
    data->setData(QStringLiteral("application/x-nspasteboard-concealed-type"), secret.reveal());
#endif
    return data;
}

void SecretClipboard::copy(const Secret &secret)
{
    m_secret = secret;
    m_clipboard->setMimeData(mimeData(secret), QClipboard::Clipboard);
    m_age.start();
    m_timer.start(m_lifetimeMs);
    emit changed(holdsSecret());
}

bool SecretClipboard::holdsSecret() const
{
    if (m_secret.isEmpty())
        return false;
    const QMimeData *data = m_clipboard->mimeData(QClipboard::Clipboard);
    return data && m_secret.equals(data->text().toUtf8());
}

double SecretClipboard::remaining() const
{
    if (!m_timer.isActive() || m_lifetimeMs <= 0)
        return 0;
    return qBound(0.0, 1.0 - double(m_age.elapsed()) / m_lifetimeMs, 1.0);
}

void SecretClipboard::clearIfOurs()
{
    if (m_secret.isEmpty())
        return;
    const bool ours = holdsSecret();
    m_timer.stop();
    m_secret = {};
    if (ours) {
        // An empty entry with the same hint: some managers otherwise restore the entry before.
        auto *empty = new QMimeData;
        empty->setData(QStringLiteral("x-kde-passwordManagerHint"), QByteArrayLiteral("secret"));
        m_clipboard->setMimeData(empty, QClipboard::Clipboard);
    }
    emit changed(false);
}

void SecretClipboard::checkOwner()
{
    if (m_secret.isEmpty() || holdsSecret())
        return;
    m_timer.stop();
    m_secret = {};
    emit changed(false);
}

} // namespace slipway::credentials
