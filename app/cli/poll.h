#pragma once
#include "app/cli/answers.h"
#include <QJsonObject>
#include <QTimer>
#include <optional>

namespace slipway::cli {

/// Asking again and again for how something goes on that the server does in the background. An answer that
/// does not come is borne a few times: the server may be restarted, a host have better things to do.
class Poll
{
public:
    /// `ask` sends the question; its answer is to be given to answer().
    Poll(Context &context, std::function<void()> ask);

    /// The object that came, which has `key`. Nothing: it is asked once more, or the command has failed.
    std::optional<QJsonObject> answer(const Reply &reply, QLatin1StringView key);
    void again() { m_timer.start(); } ///< in half a second

private:
    Context &m_context;
    QTimer m_timer;
    int m_misses = 0; ///< in a row
};

} // namespace slipway::cli
