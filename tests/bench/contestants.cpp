#include "tests/bench/contestants.h"
#include <QFile>
#include <QStandardPaths>
#include <sys/resource.h>
#include <thread>

using namespace Qt::Literals::StringLiterals;

namespace slipway::bench {

namespace {

QByteArray get(const QByteArray &path, const QByteArray &fields = {})
{
    return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n" + fields + "\r\n";
}

QByteArray channelOf(const QByteArray &topic) { return "container:" + topic + ":progress"; }

template<typename Condition>
void await(const char *what, Condition condition)
{
    QElapsedTimer timer;
    timer.start();
    while (!condition()) {
        if (timer.elapsed() > 60'000)
            giveUp("Waited in vain: %s", what);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

} // namespace

Slipwayd::Slipwayd(int redisPort, int streams) : m_redisPort(static_cast<quint16>(redisPort))
{
    Pipeline(m_redisPort).write("FLUSHALL\r\n"); // what an earlier one has claimed stays claimed for 15 s
    const QString limit = QString::number(streams);
    m_daemon = std::make_unique<test::Daemon>(
        m_dir.filePath(u"data"_s), QStringList{u"--redis"_s, u"redis://127.0.0.1:%1"_s.arg(redisPort),
                                               u"--max-streams"_s, limit, u"--max-connections"_s, limit});
    if (!m_daemon->isServing())
        giveUp("slipwayd does not serve.");
    await("slipwayd sees Redis", [this] {
        return m_daemon->health().value(u"redis"_s).toObject().value(u"state"_s).toString() == u"connected"_s;
    });
}

QByteArray Slipwayd::request(const QByteArray &topic) const
{
    return get("/api/containers/" + topic + "/progress",
               "Authorization: Bearer " + m_daemon->token() + "\r\n");
}

// A container that nobody knows is adopted with its first event.
void Slipwayd::prepare(const QByteArray &topic)
{
    Pipeline redis(m_redisPort);
    redis.write(redisPublish(channelOf(topic),
                             R"({"type":"step","step":"creating","percent":5,"message":"Creating"})"));
    awaitStored(topic, 1);
}

void Slipwayd::awaitStored(const QByteArray &topic, qint64 seq) const
{
    await("an event is stored", [&] {
        const QJsonObject container = m_daemon->ask("GET", "/api/containers/" + topic).json();
        return container.value(u"snapshot"_s).toObject().value(u"seq"_s).toInteger() >= seq;
    });
}

QByteArray Slipwayd::publication(const QByteArray &topic, const QByteArray &event) const
{
    return redisPublish(channelOf(topic), event);
}

BetterSse::BetterSse(const Report &report, int redisPort, int history)
    : m_redisPort(static_cast<quint16>(redisPort)),
      m_server(report, u"better-sse"_s, u"better-sse.js"_s,
               {QString::number(redisPort), QString::fromLatin1(channelOf("fan")), QString::number(history)})
{}

QByteArray BetterSse::request(const QByteArray &) const { return get("/"); }

QByteArray BetterSse::publication(const QByteArray &, const QByteArray &event) const
{
    return redisPublish(channelOf("fan"), event);
}

Nchan::Nchan(const Report &report, int redisPort)
    : m_port(freePort()), m_problem(peerProblem(report, u"nchan"_s))
{
    if (!m_problem.isEmpty())
        return;
    QFile sample(peerDirectory() + u"/nchan.conf"_s);
    QFile file(m_dir.filePath(u"nginx.conf"_s));
    if (!sample.open(QIODevice::ReadOnly) || !file.open(QIODevice::WriteOnly)) {
        m_problem = u"its configuration cannot be written"_s;
        return;
    }
    QByteArray text = sample.readAll();
    text.replace("@MODULE@",
                 (peerDirectory() + u"/nchan/usr/lib/nginx/modules/ngx_nchan_module.so"_s).toUtf8());
    text.replace("@DIR@", m_dir.path().toUtf8());
    text.replace("@REDIS@", QByteArray::number(redisPort));
    text.replace("@PORT@", QByteArray::number(m_port));
    file.write(text);
    file.close();
    QString program = QStandardPaths::findExecutable(u"nginx"_s);
    if (program.isEmpty())
        program = u"/usr/sbin/nginx"_s;
    m_server = std::make_unique<PeerServer>(name(), program, QStringList{u"-c"_s, file.fileName()}, m_port);
}

qint64 Nchan::pid() const
{
    QFile children(u"/proc/%1/task/%1/children"_s.arg(m_server->pid()));
    if (!children.open(QIODevice::ReadOnly))
        return 0;
    return children.readAll().simplified().split(' ').value(0).toLongLong();
}

QByteArray Nchan::request(const QByteArray &topic) const { return get("/stream/" + topic); }

// A stream of a channel that Redis does not know yet may wait for its head.
void Nchan::prepare(const QByteArray &topic)
{
    Pipeline pipeline(m_port);
    pipeline.write(nchanPost("/publish/" + topic, "{}"));
    pipeline.awaitAnswer();
}

QByteArray Nchan::publication(const QByteArray &topic, const QByteArray &event) const
{
    return nchanPost("/publish/" + topic, event);
}

int runOverRedis(Report &report, const std::function<void(Report &report, int redisPort)> &measure)
{
    if (const QString missing = tests::RedisServer::missing(); !missing.isEmpty()) {
        std::fprintf(stderr, "skipped: %s\n", qUtf8Printable(missing));
        return 77;
    }
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    return runBench([&] {
        tests::RedisServer redis;
        if (!redis.start())
            giveUp("Redis does not start.");
        measure(report, redis.port());
        return report.finish();
    });
}

} // namespace slipway::bench
