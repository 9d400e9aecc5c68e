#include "app/desktop/tokenvault.h"

#include <QCoreApplication>
#include <QPointer>
#include <QTimer>
#if __has_include(<qt6keychain/keychain.h>)
#include <qt6keychain/keychain.h>
#else
#include <qtkeychain/keychain.h>
#endif

namespace slipway::desktop {

void MemoryVault::store(const QString &id, const Secret &token, QObject *context, Stored done)
{
    m_tokens.insert(id, token);
    QTimer::singleShot(0, context, [done = std::move(done)] { done(Kept::SessionOnly); });
}

void MemoryVault::read(const QString &id, QObject *context, Read done)
{
    QTimer::singleShot(0, context, [token = m_tokens.value(id), done = std::move(done)] { done(token); });
}

KeychainVault::KeychainVault(QString service) : m_service(std::move(service)) {}

void KeychainVault::store(const QString &id, const Secret &token, QObject *context, Stored done)
{
    // In memory until the keychain has taken it: whoever reads meanwhile gets the new one.
    m_session.store(id, token, context, [](Kept) {});
    auto *job = new QKeychain::WritePasswordJob(m_service, QCoreApplication::instance());
    job->setInsecureFallback(false);
    job->setKey(id);
    job->setBinaryData(token.reveal());
    QObject::connect(job, &QKeychain::Job::finished, context,
                     [this, id, done = std::move(done)](QKeychain::Job *finished) {
                         const bool isKept = finished->error() == QKeychain::NoError;
                         if (isKept)
                             m_session.remove(id);
                         done(isKept ? Kept::Keychain : Kept::SessionOnly);
                     });
    job->start();
}

void KeychainVault::read(const QString &id, QObject *context, Read done)
{
    if (m_session.has(id)) {
        m_session.read(id, context, std::move(done));
        return;
    }
    auto *job = new QKeychain::ReadPasswordJob(m_service, QCoreApplication::instance());
    job->setInsecureFallback(false);
    job->setKey(id);
    QObject::connect(job, &QKeychain::Job::finished, context,
                     [job, done = std::move(done)](QKeychain::Job *finished) {
                         switch (finished->error()) {
                         case QKeychain::NoError: {
                             QByteArray bytes = job->binaryData();
                             done(Secret(bytes));
                             return;
                         }
                         case QKeychain::AccessDeniedByUser:
                         case QKeychain::AccessDenied:
                             done(fail(ErrorCode::Forbidden,
                                       QCoreApplication::translate(
                                           "slipway::desktop::TokenVault",
                                           "Cannot read the token. The keychain was not unlocked. Unlock it, "
                                           "then retry.")));
                             return;
                         default: // no entry; or no keychain, and then there never was one
                             done(Secret());
                         }
                     });
    job->start();
}

void KeychainVault::remove(const QString &id)
{
    m_session.remove(id);
    auto *job = new QKeychain::DeletePasswordJob(m_service, QCoreApplication::instance());
    job->setInsecureFallback(false);
    job->setKey(id);
    job->start();
}

} // namespace slipway::desktop
