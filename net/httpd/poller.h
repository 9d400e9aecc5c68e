#pragma once
#include <memory>
#include <vector>

namespace slipway::httpd {

/// Waits for many sockets at once; level-triggered. The one piece of platform code of the stream path: epoll
/// where there is one, poll() elsewhere. One thread but for wake().
class Poller
{
public:
    struct Ready
    {
        void *key = nullptr; ///< as given to add()
        bool readable = false;
        bool writable = false;
        bool hungUp = false; ///< the peer has closed its side, or the connection is broken
    };

    virtual ~Poller() = default;
    /// Watches `fd` for input and hang-up until remove(). False when the system refuses another one.
    virtual bool add(int fd, void *key) = 0;
    virtual void setWriteWanted(int fd, void *key, bool wanted) = 0;
    virtual void remove(int fd) = 0;
    /// Blocks up to `timeoutMs` (-1: no limit), fills `ready`. Returns early after wake().
    virtual void wait(std::vector<Ready> &ready, int timeoutMs) = 0;
    virtual void wake() = 0; ///< any thread

    static std::unique_ptr<Poller> create();
    static std::unique_ptr<Poller> createPortable(); ///< the poll() one, also where epoll exists
};

/// For a socket that carries a stream: what is not yet sent is kept in our shared blocks, not in the kernel,
/// and a peer that has vanished without a word is noticed within `deadMs`.
void tuneStreamSocket(int fd, int deadMs);

} // namespace slipway::httpd
