// The part of MainWindow that says how the connection to the backend stands.
#include "app/desktop/mainwindow.h"

#include "app/desktop/containerlistcontroller.h"
#include "app/desktop/pages/containerlistpage.h"
#include "app/desktop/pages/nodespage.h"
#include "app/desktop/pages/runsoverview.h"
#include "app/desktop/pages/templatespage.h"
#include "app/desktop/progresscontroller.h"
#include "app/desktop/session.h"
#include "widgets/elements/connectionpill.h"
#include "widgets/elements/inlinemessage.h"

#include <array>

namespace slipway::desktop {

ConnectionInfo MainWindow::connectionNow() const
{
    ConnectionInfo info = m_list->connection();
    const ConnectionInfo stream = m_progress->connection();
    // The stream is what matters while it is looked at; but without a backend it has nothing to say.
    if (page() == Progress && stream.state != ConnectionInfo::State::Idle && m_session->isUsable())
        info = stream;
    const ConnectionInfo late = m_session->slowAnswers().info();
    const bool isWell = info.state == ConnectionInfo::State::Connected;
    return isWell && late.state == ConnectionInfo::State::Asked ? late : info;
}

void MainWindow::showPill(const ConnectionInfo &info)
{
    using Pill = elements::ConnectionPill::State;
    static constexpr std::array<Pill, 7> states = {Pill::Idle,    Pill::Connecting, Pill::Connected,
                                                   Pill::Waiting, Pill::SignedOut,  Pill::Offline,
                                                   Pill::Asked};
    const bool isListAsked = info.state == ConnectionInfo::State::Asked && info == m_list->connection();
    if (isListAsked && m_pill->state() == Pill::Asked)
        return; // said before, and counting since
    if (info.state == ConnectionInfo::State::Asked)
        m_pill->setAsked(info.reason, info.askedMs);
    else
        m_pill->set(states.at(static_cast<size_t>(info.state)), info.reason, info.attempt,
                    info.nextAttemptMs);
}

/// Before pages and controllers go: each of them drops what it still waits for, which then is not late any
/// more.
void MainWindow::stopShowingConnection()
{
    m_session->slowAnswers().disconnect(m_list.get());
    m_list->disconnect(this);
    m_progress->disconnect(this);
}

void MainWindow::showConnection()
{
    const ConnectionInfo info = connectionNow();
    showPill(info);
    using State = ConnectionInfo::State;
    const bool over = info.state == State::SignedOut || info.state == State::Offline;
    m_isUnreachable = over;
    const auto tell = [over](auto &page) {
        if (page.made())
            page->setUnreachable(over);
    };
    tell(m_runs);
    tell(m_containers);
    tell(m_nodesPage);
    tell(m_templatesPage);
    // The list's own answer keeps the whole page waiting; others are told here when they are very late.
    const bool isLate =
        info.state == State::Asked && (info == m_list->connection() || m_session->slowAnswers().isLong());
    const bool trouble = over || isLate || info.state == State::Waiting;
    if (!trouble || info.reason.isEmpty()) {
        m_trouble->hide();
        return;
    }
    m_toldConnection = info.reason;
    if (m_trouble->isHidden() || m_trouble->text() != info.reason) {
        using Kind = elements::InlineMessage::Kind;
        m_trouble->showMessage(isLate                         ? Kind::Info
                               : info.state == State::Waiting ? Kind::Warning
                                                              : Kind::Error,
                               info.reason);
    }
}

} // namespace slipway::desktop
