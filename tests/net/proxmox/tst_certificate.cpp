#include "net/proxmox/certificate.h"
#include "net/proxmox/client.h"
#include "tests/net/proxmox/blocking.h"
#include "tests/net/proxmox/pvescript.h"
#include "tests/net/proxmox/tlsserver.h"
#include "tests/support/patience.h"
#include <QRegularExpression>
#include <QSslConfiguration>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;
using namespace slipway::proxmox;
using slipway::test::blocking;
using slipway::test::Identity;
using slipway::test::TlsServer;
using slipway::test::tokenOptions;

class TestCertificate : public QObject
{
    Q_OBJECT

    QString m_problem;
    QList<Identity> m_local;  // self-signed for 127.0.0.1
    QList<Identity> m_signed; // by m_authority, for 127.0.0.1
    Identity m_elsewhere;
    Identity m_expired;
    QSslCertificate m_authority;

public:
    TestCertificate()
    {
        test::CertificateMaker maker;
        m_problem = maker.problem();
        if (!m_problem.isEmpty())
            return;
        m_local = {maker.selfSigned(u"127.0.0.1"_s), maker.selfSigned(u"127.0.0.1"_s)};
        m_elsewhere = maker.selfSigned(u"pve.example.com"_s);
        m_expired = maker.selfSigned(u"127.0.0.1"_s, -1);
        m_signed = {maker.signedByAuthority(), maker.signedByAuthority()};
        m_authority = maker.authority();
    }

private:
    static ClientOptions pinnedTo(const QUrl &url, const QSslCertificate &certificate)
    {
        ClientOptions options = tokenOptions(url);
        options.pinned = Fingerprint::of(certificate);
        return options;
    }

private slots:
    void initTestCase()
    {
        if (!m_problem.isEmpty())
            QSKIP(qPrintable(u"Cannot make certificates: "_s + m_problem));
        for (const Identity &made : m_local + m_signed + QList<Identity>{m_elsewhere, m_expired})
            QVERIFY(!made.certificate.isNull() && !made.key.isNull());
        QVERIFY(m_expired.certificate.expiryDate() < QDateTime::currentDateTime());
        QVERIFY(m_elsewhere.certificate.expiryDate() > QDateTime::currentDateTime());
    }
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void fingerprints_data()
    {
        QTest::addColumn<bool>("isGood");
        const QByteArray hex = QByteArray("0123456789abcdefABCDEF0000112233").repeated(2);
        QByteArray colons = hex;
        for (qsizetype i = colons.size() - 2; i > 0; i -= 2)
            colons.insert(i, ':');
        QTest::newRow(QByteArray(hex).constData()) << true;
        QTest::newRow(QByteArray(colons).constData()) << true;
        QTest::newRow(QByteArray(colons.toLower()).constData()) << true;
        QTest::newRow(QByteArray(' ' + colons + '\n').constData()) << true;
        QTest::newRow(QByteArray(colons.chopped(1)).constData()) << false;
        QTest::newRow(QByteArray(hex + "00").constData()) << false;
        QTest::newRow("SHA256:abc") << false;
        QTest::newRow("") << false;
        QTest::newRow(QByteArray(hex.chopped(1) + 'g').constData()) << false;
    }
    void fingerprints()
    {
        QFETCH(bool, isGood);
        const auto print = Fingerprint::parse(QString::fromLatin1(QTest::currentDataTag()));
        QCOMPARE(print.has_value(), isGood);
        if (isGood) {
            QCOMPARE(print->sha256.size(), 32);
            QVERIFY(print->text().startsWith(u"01:23:45:67:89:AB:CD:EF:"));
            QCOMPARE(Fingerprint::parse(print->text()), print);
        }
    }

    void trap21_thePinnedCertificateIsTakenWhateverElseIsWrong_data()
    {
        QTest::addColumn<Identity>("identity");
        QTest::newRow("self-signed") << m_local.at(0);
        QTest::newRow("for another name") << m_elsewhere;
        QTest::newRow("expired") << m_expired;
    }
    void trap21_thePinnedCertificateIsTakenWhateverElseIsWrong()
    {
        QFETCH(Identity, identity);
        TlsServer server(identity);
        Client client(pinnedTo(server.url(), identity.certificate));
        for (int i = 0; i < 3; ++i) {
            const auto nodes = blocking([&] { return client.nodes(); });
            QVERIFY2(nodes, nodes ? "" : qPrintable(nodes.error().message));
        }
        QCOMPARE(server.received().count("PVEAPIToken="), 3);
        QCOMPARE(server.connections(), 1); // reads share it
        server.dropConnections();          // and the next one is looked at again
        QVERIFY(blocking([&] { return client.nodes(); }));
        QCOMPARE(server.connections(), 2);
    }

    void trap21_withoutAPinAnUnknownOneIsRefusedAndShown()
    {
        const Identity identity = m_local.at(0);
        TlsServer server(identity);
        Client client(tokenOptions(server.url()));
        const auto nodes = blocking([&] { return client.nodes(); });
        QVERIFY(!nodes);
        QVERIFY(nodes.error().certificate);
        const CertificateProblem problem = *nodes.error().certificate;
        QCOMPARE(problem.presented, Fingerprint::of(identity.certificate));
        QVERIFY(!problem.isChange());
        QCOMPARE(problem.subject, u"127.0.0.1"_s);
        QCOMPARE(problem.notAfter, identity.certificate.expiryDate());
        QVERIFY(!problem.reason.isEmpty());
        QVERIFY2(nodes.error().message.contains(problem.presented.text()), qPrintable(nodes.error().message));
        QVERIFY(!nodes.error().retryable);
        // Neither with what changes something.
        const auto start = blocking([&] { return client.start(u"pve"_s, 105); });
        QVERIFY(!start);
        QVERIFY(start.error().certificate);
        QVERIFY(!start.error().mayHaveHappened);
        QTRY_COMPARE(server.openConnections(), 0);
        QCOMPARE(server.received(), "");
        QCOMPARE(server.connections(), 2); // and it is not repeated
    }

    void trap21_aChangedOneIsRefusedLoudly()
    {
        const Identity before = m_local.at(0);
        const Identity after = m_local.at(1);
        TlsServer server(before);
        Client client(pinnedTo(server.url(), before.certificate));
        QVERIFY(blocking([&] { return client.nodes(); }));
        const QByteArray seen = server.received();
        server.setIdentity(after);
        server.dropConnections();
        for (int i = 0; i < 3; ++i) {
            const auto nodes = blocking([&] { return client.nodes(); });
            QVERIFY(!nodes);
            QVERIFY(nodes.error().certificate);
            QVERIFY(nodes.error().certificate->isChange());
            QCOMPARE(nodes.error().certificate->pinned, Fingerprint::of(before.certificate));
            QCOMPARE(nodes.error().certificate->presented, Fingerprint::of(after.certificate));
            QVERIFY(nodes.error().message.contains(u"CHANGED"));
            QVERIFY(nodes.error().message.contains(Fingerprint::of(before.certificate).text()));
            QVERIFY(nodes.error().message.contains(Fingerprint::of(after.certificate).text()));
        }
        QTRY_COMPARE(server.openConnections(), 0);
        QCOMPARE(server.received(), seen); // not a byte more
    }

    void trap21_aPinBeatsTheAuthoritiesOfTheSystem()
    {
        // A certificate that the system trusts: the handshake has nothing to complain of.
        const QSslConfiguration restored = QSslConfiguration::defaultConfiguration();
        QSslConfiguration trusting = restored;
        trusting.setCaCertificates({m_authority});
        QSslConfiguration::setDefaultConfiguration(trusting);
        const auto restore = qScopeGuard([&] { QSslConfiguration::setDefaultConfiguration(restored); });

        const Identity good = m_signed.at(0);
        const Identity other = m_signed.at(1);
        TlsServer server(good);
        {
            Client client(tokenOptions(server.url())); // no pin: good
            const auto nodes = blocking([&] { return client.nodes(); });
            QVERIFY2(nodes, nodes ? "" : qPrintable(nodes.error().message + nodes.error().detail));
        }
        {
            Client client(pinnedTo(server.url(), good.certificate));
            QVERIFY(blocking([&] { return client.nodes(); }));
        }
        const QByteArray seen = server.received();
        {
            Client client(pinnedTo(server.url(), other.certificate)); // pinned to another one: refused
            for (int i = 0; i < 5; ++i) {
                const auto nodes = blocking([&] { return client.nodes(); });
                QVERIFY(!nodes);
                QVERIFY(nodes.error().certificate);
                QCOMPARE(nodes.error().certificate->presented, Fingerprint::of(good.certificate));
                const auto start = blocking([&] { return client.start(u"pve"_s, 105); });
                QVERIFY(!start);
                QVERIFY(start.error().certificate);
                QVERIFY(!start.error().mayHaveHappened);
            }
        }
        QTRY_COMPARE(server.openConnections(), 0);
        QCOMPARE(server.received(), seen);
        QVERIFY(server.handshakes() >= 3); // they were whole: it was our look that ended them
        {
            Client client(tokenOptions(server.url(u"localhost"_s))); // a name it is not for
            const auto nodes = blocking([&] { return client.nodes(); });
            QVERIFY(!nodes);
            QVERIFY(nodes.error().certificate);
        }
        QCOMPARE(server.received(), seen);
    }

    void aPasswordIsNotSentToAnUnknownServerEither()
    {
        TlsServer server(m_local.at(0));
        Client client(test::loginOptions(server.url(), "password-marker"));
        const auto nodes = blocking([&] { return client.nodes(); });
        QVERIFY(!nodes);
        QVERIFY(nodes.error().certificate);
        QCOMPARE(server.received(), "");
    }

    void manyThreadsAreAllRefused()
    {
        TlsServer server(m_local.at(0));
        Client client(pinnedTo(server.url(), m_local.at(1).certificate));
        std::atomic_int refused = 0;
        QVERIFY(blocking([&] {
            std::vector<std::thread> threads;
            for (int i = 0; i < 12; ++i)
                threads.emplace_back([&] {
                    for (int n = 0; n < 5; ++n) {
                        const auto nodes = client.nodes();
                        if (!nodes && nodes.error().certificate)
                            ++refused;
                    }
                });
            for (std::thread &thread : threads)
                thread.join();
            return true;
        }));
        QCOMPARE(refused.load(), 60);
        QTRY_COMPARE(server.openConnections(), 0);
        QCOMPARE(server.received(), "");
    }

    void theProbeShowsItAndSendsNothing()
    {
        const Identity identity = m_elsewhere;
        TlsServer server(identity);
        const auto shown = blocking([&] { return probeCertificate(u"127.0.0.1"_s, server.serverPort()); });
        QVERIFY(shown);
        QCOMPARE(shown->fingerprint, Fingerprint::of(identity.certificate));
        QCOMPARE(shown->subject, u"pve.example.com"_s);
        QCOMPARE(shown->notAfter, identity.certificate.expiryDate());
        QVERIFY(!shown->trusted);
        QVERIFY(!shown->reason.isEmpty());
        QCOMPARE(server.received(), "");
    }

    void theProbeSaysWhyItCannot()
    {
        fakes::ScriptedServer plain; // not TLS: it waits for a request that never comes
        const auto timed = blocking([&] { return probeCertificate(u"127.0.0.1"_s, plain.port(), 400ms); });
        QVERIFY(!timed);
        QCOMPARE(timed.error().code, ErrorCode::Timeout);
        const auto cancelled = blocking(
            [&] { return probeCertificate(u"127.0.0.1"_s, plain.port(), 60s, [] { return true; }); });
        QVERIFY(!cancelled);
        QCOMPARE(cancelled.error().code, ErrorCode::Cancelled);
        const quint16 port = plain.port();
        plain.shutDown();
        const auto refused = blocking([&] { return probeCertificate(u"127.0.0.1"_s, port); });
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Unavailable);
        QVERIFY(!probeCertificate({}, 8006));
        QVERIFY(!probeCertificate(u"127.0.0.1"_s, 0));
    }
};

QTEST_GUILESS_MAIN(TestCertificate)
#include "tst_certificate.moc"
