#include "net/proxmox/transport.h"
#include "app/base/secret.h"
#include "net/proxmox/office.h"
#include "net/proxmox/texts.h"
#include <QCoreApplication>
#include <QEvent>
#include <algorithm>

using namespace std::chrono_literals;

namespace slipway::proxmox {

namespace {

constexpr auto cancelInterval = 100ms; // a caller promises 200

} // namespace

Transport::Transport(Fingerprint pinned) : m_office(std::make_unique<Office>(*this, std::move(pinned)))
{
    m_thread.setObjectName(QStringLiteral("slipway-proxmox"));
    m_office->moveToThread(&m_thread);
    m_thread.start();
}

Transport::~Transport()
{
    {
        std::unique_lock lock(m_mutex);
        m_closing = true;
        m_changed.notify_all();
        m_changed.wait(lock, [this] { return m_inside == 0; });
        wakeOffice(); // it sees m_closing and ends the thread
        m_changed.wait(lock, [this] { return m_hasEnded; });
    }
    m_thread.wait();
}

void Transport::wakeOffice()
{
    if (!std::exchange(m_isAwake, true))
        QCoreApplication::postEvent(m_office.get(), new QEvent(QEvent::User));
}

Transport::Incoming Transport::exchange(Outgoing outgoing, Clock::time_point connected,
                                        Clock::time_point deadline, const Cancel &cancel)
{
    const auto begun = Clock::now();
    const auto exchange = std::make_shared<Exchange>();
    exchange->outgoing = std::move(outgoing);
    const auto give = [&](End end) {
        exchange->abandoned = true;
        m_posted.push_back(exchange);
        wakeOffice();
        Incoming incoming;
        incoming.end = end;
        incoming.sent = exchange->sent;
        return incoming;
    };
    std::unique_lock lock(m_mutex);
    if (m_closing)
        return {};
    m_posted.push_back(exchange);
    wakeOffice();
    while (!exchange->done) {
        if (m_closing)
            return give(End::Cancelled);
        const auto now = Clock::now();
        if (now >= deadline)
            return give(End::TimedOut);
        if (now >= connected && !exchange->sent) {
            Incoming nobody = give(End::Unreachable);
            nobody.words = Texts::tr("It took no connection within %1 s")
                               .arg(std::chrono::ceil<std::chrono::seconds>(connected - begun).count());
            return nobody;
        }
        m_changed.wait_until(lock, std::min(deadline, now + cancelInterval));
        if (exchange->done || !cancel)
            continue;
        lock.unlock();
        const bool isCancelled = cancel();
        lock.lock();
        if (isCancelled && !exchange->done)
            return give(End::Cancelled);
    }
    return std::move(exchange->incoming);
}

bool Transport::pause(Clock::time_point until, const Cancel &cancel)
{
    std::unique_lock lock(m_mutex);
    while (!m_closing) {
        lock.unlock();
        const bool isCancelled = cancel && cancel();
        lock.lock();
        const auto now = Clock::now();
        if (isCancelled || m_closing)
            return false;
        if (now >= until)
            return true;
        m_changed.wait_until(lock, std::min(until, now + cancelInterval));
    }
    return false;
}

void Transport::finish(const ExchangePointer &exchange, Incoming incoming)
{
    const std::scoped_lock lock(m_mutex);
    if (exchange->abandoned || exchange->done)
        return;
    if (incoming.end == End::Broken)
        incoming.sent = exchange->sent;
    exchange->incoming = std::move(incoming);
    exchange->done = true;
    m_changed.notify_all();
}

void Transport::noteEnd()
{
    const std::scoped_lock lock(m_mutex);
    m_hasEnded = true;
    m_changed.notify_all();
}

void Transport::noteSent(const ExchangePointer &exchange)
{
    const std::scoped_lock lock(m_mutex);
    exchange->sent = true;
}

Transport::Exchange::~Exchange() { wipe(outgoing.body); }

Transport::Visit::Visit(Transport &transport) : m_transport(transport)
{
    const std::scoped_lock lock(transport.m_mutex);
    ++transport.m_inside;
}

Transport::Visit::~Visit()
{
    const std::scoped_lock lock(m_transport.m_mutex);
    if (--m_transport.m_inside == 0)
        m_transport.m_changed.notify_all();
}

} // namespace slipway::proxmox
