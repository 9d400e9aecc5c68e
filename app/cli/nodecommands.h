#pragma once
#include "app/cli/answers.h"
#include "app/domain/hostoffers.h"

namespace slipway::cli {

/// Starts the `node …` command that the command line names.
void startNodeCommand(Context &context);

/// `node add` and `node edit`: tests the node as it is to be, lets somebody say whether what it shows can be
/// trusted, tests it again with that pinned, and stores it when the test is passed (or with --force). Nothing
/// is trusted by itself: without a terminal it takes --fingerprint, --ssh-host-key or --trust-on-first-use,
/// and the last does not cover a fingerprint that has changed.
class NodeEditor : public QObject
{
    Q_OBJECT
public:
    explicit NodeEditor(Context &context);
    void start();

private:
    /// Something that the node shows and nobody has vouched for.
    struct Stranger
    {
        QString what; ///< "Certificate", "SSH host key"
        QString presented;
        QString pinned;      ///< empty: nothing yet
        QString option;      ///< that pins it
        QString about;       ///< subject, or type of the key
        bool isOurs = false; ///< `pinned` stands on this command line
    };

    bool isNew() const { return m_context.line().command == u"node add"; }
    bool askForSecret();
    void test();
    void tested(const http::JsonReply &reply);
    QList<Stranger> strangers(const QJsonObject &answer, const Preflight &preflight) const;
    void decide(const QList<Stranger> &strangers);
    void trust(const QList<Stranger> &strangers);
    void show(const QList<Stranger> &strangers);
    void refuse(const QString &why, const QList<Stranger> &strangers);
    void conclude();
    void stored(const http::JsonReply &reply);
    QByteArray body() const;

    Context &m_context;
    QJsonObject m_node;
    QJsonObject m_preflightJson;
    Preflight m_preflight;
    int m_rounds = 0;
};

} // namespace slipway::cli
