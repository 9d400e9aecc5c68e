#pragma once
#include "tests/fakes/scriptedserver.h"

#include <QTemporaryDir>

namespace slipway::desktoptest {

/// A backend made of recorded answers, as the wire contract has them: health, templates, four containers,
/// their progress streams and services. For tests and screenshots of the desktop; nothing leaves 127.0.0.1.
class Fixture : public QObject
{
public:
    enum class Run { Connecting, Streaming, Complete, Error };

    explicit Fixture(bool simulated = false);
    fakes::ScriptedServer &server() { return m_server; }
    QUrl url() const { return m_server.url(QString()); }
    QString tokenFile() const;
    /// Id of the container whose run stands in this state.
    static QByteArray idOf(Run run);
    static QByteArray token() { return QByteArrayLiteral("fixture-token-0123456789"); }
    static QByteArray password() { return QByteArrayLiteral("vX7-marker-pq2LmZ"); }
    /// The JSON of one container row.
    QByteArray row(Run run) const;
    void setContainers(const QList<Run> &runs);
    /// As a backend of now: runs of the complete container (a failed one and its retry), what earlier runs of
    /// its template took, what the failed one left on its host, and six runs under way that stream.
    void setHistory();
    QByteArray progressStream(Run run) const;
    /// One node is stored (with "pve" its name); its tests answer this preflight.
    enum class Trust { Trusted, New, Changed };
    void setNode(Trust trust);
    static QByteArray preflight(Trust trust);
    static QByteArray shownCertificate();
    static QByteArray shownHostKey();
    /// Body of GET …/live: `power` as of the API, `action` its JSON or "null".
    static QByteArray live(const QByteArray &power, const QByteArray &action = "null", int cpuPercent = 18);

private:
    void setTemplates();

    fakes::ScriptedServer m_server;
    QTemporaryDir m_directory;
    bool m_simulated;
    bool m_hasNode = false;
};

} // namespace slipway::desktoptest
