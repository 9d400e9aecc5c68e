#pragma once
#include "net/ssh/session.h"
#include "tests/support/cutproxy.h"
#include "tests/support/patience.h"
#include "tests/support/sshserver.h"
#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>

namespace slipway::test {

// Promised are 500 ms; a loaded machine gets more.
constexpr qint64 kCancelMs = 2000;

inline QByteArray noise(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    quint32 state = 12345;
    for (char &c : bytes) {
        state = state * 1664525u + 1013904223u;
        c = char(state >> 24);
    }
    return bytes;
}

inline QByteArray sha(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
}

/// "ok", or the message of what failed.
template<typename T>
QString said(const ssh::Outcome<T> &outcome)
{
    return outcome ? QStringLiteral("ok")
                   : outcome.error().message + QStringLiteral(" | ") + outcome.error().detail;
}

inline ssh::Cancel after(int ms)
{
    auto timer = std::make_shared<QElapsedTimer>();
    timer->start();
    return [timer, ms] { return timer->hasExpired(ms); };
}

/// What every test with a server of its own begins with.
class SshTest : public QObject
{
protected:
    std::unique_ptr<ssh::Session> open()
    {
        auto session = ssh::Session::open(m_server.options());
        if (!session)
            qWarning("%s", qPrintable(said(session)));
        return session ? std::move(*session) : nullptr;
    }
    SshServer m_server;
    QTemporaryDir m_folder;
};

} // namespace slipway::test
