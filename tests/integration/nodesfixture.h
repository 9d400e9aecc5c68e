#pragma once
#include "tests/app/cli/ctlprocess.h"
#include "tests/fakes/fakepve.h"
#include "tests/integration/backendprocess.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace slipway::integration {

using namespace slipway::fakes;
using namespace Qt::Literals::StringLiterals;

/// slipwayctl, slipwayd and the stand-in for Proxmox VE with its self-signed certificate.
class NodesFixture
{
protected:
    void begin();
    void end();
    QStringList server() const
    {
        return {u"--server"_s, m_daemon->url.toString(), u"--token-file"_s, m_daemon->tokenFile()};
    }
    /// Of a node that is the stand-in.
    QStringList place() const
    {
        return {u"--host"_s,  u"127.0.0.1"_s,    u"--port"_s, QString::number(m_pve->port()),
                u"--token"_s, u"root@pam!test"_s};
    }
    QStringList secret() const { return {u"--secret-file"_s, m_dir->filePath(u"secret"_s)}; }
    QStringList add(const QStringList &more) const
    {
        return QStringList{u"node"_s, u"add"_s, u"rack"_s} + server() + place() + secret() + more;
    }
    QStringList node(const QString &what, const QStringList &more = {}) const
    {
        return QStringList{u"node"_s, what, u"rack"_s} + server() + more;
    }
    bool isStored();
    void addPinned();
    void write(const QString &name, const QByteArray &content) const
    {
        QFile file(m_dir->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    }
    bool askedWithSecret() const;
    QString create(const QString &hostname);

    std::unique_ptr<FakePve> m_pve;
    QByteArray m_secret;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<BackendProcess> m_daemon;
};

inline void NodesFixture::begin()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    m_pve = std::make_unique<FakePve>();
    if (!m_pve->errorString().isEmpty())
        QSKIP(qPrintable(m_pve->errorString()));
    m_secret = m_pve->addToken(u"root@pam"_s, u"test"_s, false).split('=').last();
    m_dir = std::make_unique<QTemporaryDir>();
    QVERIFY(m_dir->isValid());
    write(u"secret"_s, m_secret + '\n');
    m_daemon = std::make_unique<BackendProcess>(m_dir->path());
    QVERIFY2(m_daemon->awaitServing(), m_daemon->err.constData());
}

inline void NodesFixture::end()
{
    if (QTest::currentTestFailed() && m_daemon)
        qInfo().noquote() << m_daemon->err;
    if (m_pve && !QTest::currentTestFailed())
        QCOMPARE(m_pve->violations(), QStringList());
    m_daemon.reset();
    m_pve.reset();
    m_dir.reset();
}

inline bool NodesFixture::isStored()
{
    CtlProcess show(node(u"show"_s));
    return show.wait() == 0;
}

inline void NodesFixture::addPinned()
{
    CtlProcess ctl(add({u"--no-ssh"_s, u"--fingerprint"_s, m_pve->fingerprint()}));
    QCOMPARE(ctl.wait(), 0);
}

inline bool NodesFixture::askedWithSecret() const
{
    for (const PveRequest &request : m_pve->requests())
        if (request.header("Authorization").contains(m_secret) || request.raw.contains(m_secret))
            return true;
    return false;
}

inline QString NodesFixture::create(const QString &hostname)
{
    CtlProcess ctl(QStringList{u"create"_s, u"--node"_s, u"rack"_s, u"--hostname"_s, hostname, u"--source"_s,
                               FakePve::defaultTemplate(), u"--ip"_s, u"10.77.0.9/16"_s, u"--follow"_s} +
                   server());
    if (ctl.wait() != 0) {
        qInfo() << ctl.out << ctl.err;
        return {};
    }
    return QJsonDocument::fromJson(ctl.outLines().value(0)).object().value("id"_L1).toString();
}

} // namespace slipway::integration
