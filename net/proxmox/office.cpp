#include "net/proxmox/office.h"
#include "net/http/sendonce.h"
#include "net/proxmox/texts.h"
#include <QEvent>
#include <QNetworkProxyFactory>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslError>
#include <QSslSocket>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace slipway::proxmox {

namespace {

constexpr qint64 largestAnswer = 32 * 1024 * 1024;
constexpr auto idleTime = 3500ms; // Proxmox closes an idle connection after 5 s
constexpr size_t mostIdle = 8;

QString nameOf(const QSslCertificate &certificate, bool issuer)
{
    const QStringList names = issuer ? certificate.issuerInfo(QSslCertificate::CommonName)
                                     : certificate.subjectInfo(QSslCertificate::CommonName);
    QString name = !names.isEmpty() ? names.constFirst()
                   : issuer         ? certificate.issuerDisplayName()
                                    : certificate.subjectDisplayName();
    name.removeIf([](QChar c) { return !c.isPrint(); }); // a stranger wrote it
    return name.left(100);
}

CertificateProblem problemOf(const QSslCertificate &certificate, const Fingerprint &pinned,
                             const QString &reason)
{
    return {Fingerprint::of(certificate), pinned, nameOf(certificate, false), nameOf(certificate, true),
            certificate.expiryDate(),     reason};
}

// Errors of QNetworkReply that come before a connection stands.
bool isBeforeSending(QNetworkReply::NetworkError error)
{
    switch (error) {
    case QNetworkReply::ConnectionRefusedError:
    case QNetworkReply::HostNotFoundError:
    case QNetworkReply::SslHandshakeFailedError:
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProtocolUnknownError:
        return true;
    default:
        return false;
    }
}

QString wordsOf(const QNetworkReply &reply)
{
    switch (reply.error()) {
    case QNetworkReply::ConnectionRefusedError:
        return Texts::tr("Nothing listens there");
    case QNetworkReply::HostNotFoundError:
        return Texts::tr("The name is unknown");
    case QNetworkReply::SslHandshakeFailedError:
        return Texts::tr("No TLS connection came about");
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::ContentReSendError:
        return Texts::tr("The connection broke");
    default:
        return reply.errorString().replace(reply.url().toString(), reply.url().host());
    }
}

} // namespace

Lane::Lane(Fingerprint pinned) : m_pinned(std::move(pinned))
{
    m_manager.setProxyFactory(http::bufferedConnections().release()); // which it owns
    m_idle.setSingleShot(true);
}

Lane::~Lane()
{
    if (m_reply) {
        m_reply->disconnect(this);
        delete m_reply; // ends what goes on
    }
}

void Lane::begin(const ExchangePointer &exchange, std::function<void()> trusted,
                 std::function<void(Transport::Incoming, bool)> ended)
{
    m_idle.stop();
    m_exchange = exchange;
    m_trusted = std::move(trusted);
    m_ended = std::move(ended);
    m_problem.reset();
    m_tooLarge = m_isConcluded = false;

    const Transport::Outgoing &outgoing = exchange->outgoing;
    QNetworkRequest request(outgoing.url);
    for (const auto &[name, value] : outgoing.headers)
        request.setRawHeader(name, value);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false); // which has no reason phrases
    m_reply = http::sendOnce(m_manager, request, outgoing.verb, outgoing.body);
    connect(m_reply, &QNetworkReply::sslErrors, this, &Lane::judge);
    connect(m_reply, &QNetworkReply::encrypted, this, &Lane::look);
    connect(m_reply, &QNetworkReply::finished, this, &Lane::conclude);
    connect(m_reply, &QNetworkReply::downloadProgress, this, [this](qint64 received, qint64 total) {
        if (std::max(received, total) > largestAnswer) {
            m_tooLarge = true;
            conclude();
        }
    });
}

// Qt's HTTP thread waits in this slot and in the next: before it goes on, nothing of the request is sent.
void Lane::judge(const QList<QSslError> &errors)
{
    QSslCertificate certificate = m_reply->sslConfiguration().peerCertificate();
    QStringList reasons;
    for (const QSslError &error : errors) {
        reasons << error.errorString();
        if (certificate.isNull())
            certificate = error.certificate();
    }
    if (!m_pinned.isEmpty() && Fingerprint::of(certificate) == m_pinned)
        m_reply->ignoreSslErrors(); // its name, its age and who signed it no longer matter
    else
        m_problem = problemOf(certificate, m_pinned, reasons.join(u"; "_s));
}

void Lane::look()
{
    const QSslCertificate certificate = m_reply->sslConfiguration().peerCertificate();
    if (m_pinned.isEmpty() || Fingerprint::of(certificate) == m_pinned) {
        m_trusted();
        return;
    }
    m_problem = problemOf(certificate, m_pinned, {});
    m_reply->abort();
}

Transport::Incoming Lane::result()
{
    Transport::Incoming incoming;
    const QNetworkReply::NetworkError error = m_reply->error();
    incoming.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (m_problem) {
        incoming.end = Transport::End::Untrusted;
        incoming.certificate = m_problem;
    } else if (m_tooLarge) {
        incoming.end = Transport::End::TooLarge;
        incoming.sent = true;
    } else if (incoming.status == 0 && isBeforeSending(error)) {
        incoming.end = Transport::End::Unreachable;
        incoming.words = wordsOf(*m_reply);
        incoming.noTls = error == QNetworkReply::SslHandshakeFailedError;
        incoming.isPassing = error == QNetworkReply::ConnectionRefusedError;
    } else if (incoming.status == 0 || (incoming.status < 300 && error != QNetworkReply::NoError)) {
        // A head that promised more than came is no answer.
        incoming.end = Transport::End::Broken;
        incoming.words = wordsOf(*m_reply);
        incoming.isPassing = true;
    } else {
        incoming.end = Transport::End::Answered;
        incoming.sent = true;
        // Qt reads it as Latin-1; Proxmox sends UTF-8.
        const QString phrase = m_reply->attribute(QNetworkRequest::HttpReasonPhraseAttribute).toString();
        incoming.reason = QString::fromUtf8(phrase.toLatin1()).trimmed();
        incoming.body = m_reply->readAll();
    }
    return incoming;
}

void Lane::conclude()
{
    if (std::exchange(m_isConcluded, true))
        return;
    const bool isWhole = m_reply->isFinished() && m_reply->error() == QNetworkReply::NoError;
    // From the event loop, not from the reply's signal: this lane is perhaps destroyed then.
    QMetaObject::invokeMethod(
        this,
        [this, isWhole, incoming = result()] {
            m_reply->disconnect(this);
            std::exchange(m_reply, nullptr)->deleteLater();
            const auto ended = std::exchange(m_ended, {});
            ended(incoming, isWhole && m_exchange->outgoing.verb == "GET");
        },
        Qt::QueuedConnection);
}

Probe::Probe(Transport::ExchangePointer exchange, std::function<void(Transport::Incoming)> ended)
    : m_exchange(std::move(exchange)), m_ended(std::move(ended)), m_socket(new QSslSocket(this))
{
    const QUrl url = m_exchange->outgoing.url;
    connect(m_socket, &QSslSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
        for (const QSslError &error : errors)
            m_reasons << error.errorString();
        m_socket->ignoreSslErrors(); // to look at it; nothing is sent
    });
    connect(m_socket, &QSslSocket::encrypted, this, [this] {
        const QSslCertificate certificate = m_socket->peerCertificate();
        Transport::Incoming incoming;
        incoming.end = Transport::End::Shaken;
        incoming.shown = PresentedCertificate{Fingerprint::of(certificate), nameOf(certificate, false),
                                              nameOf(certificate, true),    certificate.effectiveDate(),
                                              certificate.expiryDate(),     m_reasons.isEmpty(),
                                              m_reasons.join(u"; "_s)};
        end(std::move(incoming));
    });
    connect(m_socket, &QSslSocket::errorOccurred, this, [this](QAbstractSocket::SocketError error) {
        Transport::Incoming incoming;
        incoming.end = Transport::End::Unreachable;
        incoming.words = error == QAbstractSocket::ConnectionRefusedError ? Texts::tr("Nothing listens there")
                         : error == QAbstractSocket::HostNotFoundError    ? Texts::tr("The name is unknown")
                                                                          : m_socket->errorString();
        incoming.noTls = error == QAbstractSocket::SslHandshakeFailedError ||
                         error == QAbstractSocket::RemoteHostClosedError;
        end(std::move(incoming));
    });
    m_socket->connectToHostEncrypted(url.host(), quint16(url.port()));
}

Probe::~Probe() { m_socket->disconnect(this); }

void Probe::end(Transport::Incoming incoming)
{
    m_socket->disconnect(this);
    QMetaObject::invokeMethod(
        this, [ended = std::exchange(m_ended, {}), incoming = std::move(incoming)] { ended(incoming); },
        Qt::QueuedConnection);
}

Office::Office(Transport &transport, Fingerprint pinned) : m_transport(transport), m_pinned(std::move(pinned))
{}

Office::~Office() = default;

Lane *Office::idleLane() const
{
    const auto idle =
        std::find_if(m_lanes.begin(), m_lanes.end(), [](const auto &lane) { return !lane->exchange(); });
    return idle == m_lanes.end() ? nullptr : idle->get();
}

void Office::drop(Lane *lane)
{
    const auto found =
        std::find_if(m_lanes.begin(), m_lanes.end(), [lane](const auto &one) { return one.get() == lane; });
    if (found == m_lanes.end())
        return;
    found->release()->deleteLater(); // a signal of its own brought us here
    m_lanes.erase(found);
}

void Office::begin(const Transport::ExchangePointer &exchange)
{
    const Transport::Outgoing &outgoing = exchange->outgoing;
    if (outgoing.handshakeOnly) {
        const auto ended = [this, exchange](const Transport::Incoming &incoming) {
            m_transport.finish(exchange, incoming);
            abandon(exchange);
        };
        m_probes.push_back(std::make_unique<Probe>(exchange, ended));
        return;
    }
    Lane *lane = outgoing.verb == "GET" ? idleLane() : nullptr;
    // On a connection that stands nothing is asked again; without TLS nothing is asked at all.
    if (lane || outgoing.url.scheme() != "https"_L1)
        m_transport.noteSent(exchange);
    if (!lane) {
        lane = m_lanes.emplace_back(std::make_unique<Lane>(m_pinned)).get();
        lane->idleTimer().callOnTimeout(this, [this, lane] { drop(lane); });
    }
    lane->begin(
        exchange, [this, exchange] { m_transport.noteSent(exchange); },
        [this, lane, exchange](const Transport::Incoming &incoming, bool reusable) {
            const auto idle = std::count_if(m_lanes.begin(), m_lanes.end(),
                                            [](const auto &one) { return !one->exchange(); });
            lane->setIdle();
            if (reusable && size_t(idle) < mostIdle)
                lane->idleTimer().start(idleTime);
            else
                drop(lane);
            m_transport.finish(exchange, incoming);
        });
}

void Office::abandon(const Transport::ExchangePointer &exchange)
{
    std::erase_if(m_lanes, [&](const auto &lane) { return lane->exchange() == exchange; });
    std::erase_if(m_probes, [&](const auto &probe) { return probe->exchange() == exchange; });
}

bool Office::event(QEvent *event)
{
    if (event->type() != QEvent::User)
        return QObject::event(event);
    std::vector<Transport::ExchangePointer> fresh;
    std::vector<Transport::ExchangePointer> dead;
    bool isClosing = false;
    {
        const std::scoped_lock lock(m_transport.m_mutex);
        m_transport.m_isAwake = false;
        for (const Transport::ExchangePointer &exchange : std::exchange(m_transport.m_posted, {})) {
            if (exchange->abandoned)
                dead.push_back(exchange);
            else if (!std::exchange(exchange->begun, true))
                fresh.push_back(exchange);
        }
        isClosing = m_transport.m_closing && m_transport.m_inside == 0;
    }
    for (const auto &exchange : dead)
        abandon(exchange);
    if (isClosing) {
        m_lanes.clear();
        m_probes.clear();
        QThread::currentThread()->quit();
        m_transport.noteEnd();
        return true;
    }
    for (const auto &exchange : fresh)
        begin(exchange);
    return true;
}

} // namespace slipway::proxmox
