#pragma once
#include "app/progress/containerprogress.h"
#include "tests/app/progress/playing.h"
#include "tests/fakes/scriptedserver.h"

#include <QRegularExpression>
#include <QTest>

namespace slipway::test {

using namespace slipway::fakes;
using namespace Qt::Literals::StringLiterals;

inline const QByteArray kStream = "/api/containers/c1/progress";
inline const QByteArray kContainer = "/api/containers/c1";

inline http::EventSourceOptions quick()
{
    http::EventSourceOptions options;
    options.initialRetryMs = 100;
    options.maxRetryMs = 200;
    return options;
}

inline Script container(const QByteArray &json) { return Script::reply(200, "application/json", json); }

/// One watched container and the server that tells of it.
class ProgressFixture
{
protected:
    void begin()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_server = std::make_unique<ScriptedServer>();
        m_progress = std::make_unique<ContainerProgress>();
    }
    void end()
    {
        m_progress.reset();
        m_server.reset();
    }
    void watch() { m_progress->watch(m_server->url(u"/"_s), {u"c1"_s}, quick()); }

    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<ContainerProgress> m_progress;
};

} // namespace slipway::test
