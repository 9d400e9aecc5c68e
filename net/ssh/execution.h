#pragma once
#include "net/ssh/transport.h"

namespace slipway::ssh {

/// A command line that ends the other commands of the connection it is run over. Nothing else, whoever its
/// parent is.
extern const char kEndSiblings[];

/// One command on one channel, from opening to its end. Used once. Private to the room.
class Execution
{
public:
    Execution(Transport &transport, const Limits &limits, const Cancel &cancel);
    ~Execution();
    Execution(const Execution &) = delete;
    Execution &operator=(const Execution &) = delete;

    Outcome<Exit> run(const Command &command, const QByteArray &input, const Sink &onStdout,
                      const Sink &onStderr);

private:
    struct Chunk
    {
        bool isStderr;
        QByteArray bytes;
    };
    Outcome<void> start(const Command &command);
    Outcome<Exit> follow(const QByteArray &input, const Sink &onStdout, const Sink &onStderr);
    bool sendSome(const QByteArray &input);
    void deliver(const Sink &onStdout, const Sink &onStderr);
    bool hasLingered() const;
    tl::unexpected<Failure> stopped(Turn turn);
    tl::unexpected<Failure> refusedToRun();
    void abandon();
    void endSiblings(const QDeadlineTimer &deadline);
    void sendClose();
    void close();
    static int takeData(ssh_session, ssh_channel, void *data, uint32_t size, int isStderr, void *self);

    Transport &m_transport;
    const Limits m_limits;
    const Cancel &m_cancel;
    ssh_channel m_channel = nullptr;
    ssh_channel_callbacks_struct m_callbacks = {};
    QList<Chunk> m_chunks;
    qsizetype m_sent = 0;
    QElapsedTimer m_sinceOutput;
    Exit m_exit;
    bool m_isAsked = false; // the command may have started
    bool m_hasExit = false;
    bool m_isClosed = false;
    bool m_isEofSent = false;
};

} // namespace slipway::ssh
