#pragma once
#include "app/desktop/connectioninfo.h"

#include <QObject>
#include <QTimer>

namespace slipway::http {
class JsonClient;
}

namespace slipway::desktop {

/// What a request asks for, in a few words: "the list of templates". `path` with or without its query.
QString questionText(const QByteArray &verb, const QString &path);

/// Knows which answers of the backend are late, so that whoever waits is told so, and for what. GUI thread.
class SlowAnswers : public QObject
{
    Q_OBJECT
public:
    static constexpr int kLateMs = 3000;   ///< later than this is said
    static constexpr int kLongMs = 10'000; ///< and than this is said where nobody can overlook it

    /// `client` outlives this.
    explicit SlowAnswers(http::JsonClient &client, QObject *parent = nullptr);

    /// Asked, when something is late; Idle otherwise.
    ConnectionInfo info() const;
    /// Something that somebody waits for is late by kLongMs. What is only watched in the background does not
    /// count: a line that comes and goes every few seconds would push the page up and down.
    bool isLong() const;

signals:
    void changed();

private:
    void look();

    http::JsonClient &m_client;
    QTimer m_next;
    ConnectionInfo m_told;
    bool m_toldLong = false;
};

} // namespace slipway::desktop
