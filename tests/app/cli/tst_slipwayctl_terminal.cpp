#include "tests/support/paths.h"

#include "ctlprocess.h"
#include "tests/fakes/scriptedserver.h"
#include <QSocketNotifier>
#include <csignal>
#include <fcntl.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace slipway::fakes;
using namespace Qt::Literals::StringLiterals;

namespace {

/// Just enough of a terminal to see what a person sees: text, CR, LF, cursor up, erase below, wrapping,
/// scrolling off.
class Screen
{
public:
    Screen(int columns, int rows) : m_columns(columns), m_rows(rows) { m_lines += QString(); }

    void feed(const QString &text)
    {
        for (qsizetype i = 0; i < text.size(); ++i) {
            const QChar c = text[i];
            if (c == u'\x1b') {
                qsizetype end = i + 2;
                while (end < text.size() && (text[end].isDigit() || text[end] == u'?' || text[end] == u';'))
                    ++end;
                if (end < text.size())
                    sequence(text[end], text.mid(i + 2, end - i - 2));
                i = end;
            } else if (c == u'\n') {
                newLine();
            } else if (c == u'\r') {
                m_x = 0;
            } else {
                put(c);
            }
        }
    }
    QString text() const { return m_lines.join(u'\n'); }
    bool isCursorVisible() const { return m_isCursorVisible; }
    bool hasColor() const { return m_hasColor; }

private:
    void put(QChar c)
    {
        if (m_x == m_columns) {
            newLine();
            m_x = 0;
        }
        QString &line = m_lines[m_y];
        if (line.size() <= m_x)
            line.resize(m_x + 1, u' ');
        line[m_x++] = c;
    }
    void newLine()
    {
        if (++m_y == m_lines.size())
            m_lines += QString();
    }
    void sequence(QChar final, const QString &parameter)
    {
        if (final == u'A') // the cursor cannot go above the screen, into what has scrolled off
            m_y = std::max({qsizetype(0), m_lines.size() - m_rows, m_y - std::max(1, parameter.toInt())});
        else if (final == u'J')
            eraseBelow();
        else if (final == u'm')
            m_hasColor = true;
        else if (parameter == u"?25")
            m_isCursorVisible = final == u'h';
        else
            QFAIL(qPrintable(u"unexpected sequence "_s + parameter + final));
    }
    void eraseBelow()
    {
        m_lines[m_y].truncate(m_x);
        m_lines.resize(m_y + 1);
    }

    int m_columns;
    int m_rows;
    QStringList m_lines;
    qsizetype m_x = 0;
    qsizetype m_y = 0;
    bool m_isCursorVisible = true;
    bool m_hasColor = false;
};

/// slipwayctl on a pseudo-terminal of its own.
class TerminalProcess : public QProcess
{
public:
    TerminalProcess(const QStringList &arguments, ushort columns, ushort rows,
                    const QStringList &variables = {})
        : screen(columns, rows)
    {
        winsize size{rows, columns, 0, 0};
        int slave = -1;
        if (::openpty(&m_master, &slave, nullptr, nullptr, &size) != 0)
            qFatal("no pseudo-terminal");
        ::fcntl(m_master, F_SETFD, FD_CLOEXEC);
        ::fcntl(m_master, F_SETFL, O_NONBLOCK);
        m_notifier = std::make_unique<QSocketNotifier>(m_master, QSocketNotifier::Read);
        QObject::connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] { drain(); });
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *name : {"SLIPWAY_SERVER", "SLIPWAY_TOKEN_FILE", "NO_COLOR"})
            environment.remove(QString::fromLatin1(name));
        environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
        environment.insert(u"TERM"_s, u"xterm"_s);
        for (const QString &variable : variables)
            environment.insert(variable.section(u'=', 0, 0), variable.section(u'=', 1));
        setProcessEnvironment(environment);
        setChildProcessModifier([slave] {
            ::setsid();
            ::ioctl(slave, TIOCSCTTY, 0);
            for (int fd = 0; fd < 3; ++fd)
                ::dup2(slave, fd);
        });
        start(slipway::test::binDir() + QStringLiteral("/slipwayctl"), arguments);
        waitForStarted();
        ::close(slave);
    }

    ~TerminalProcess() override
    {
        if (state() != NotRunning) {
            kill();
            waitForFinished();
        }
        m_notifier.reset();
        ::close(m_master);
    }

    void type(const QByteArray &keys)
    {
        if (::write(m_master, keys.constData(), static_cast<size_t>(keys.size())) != keys.size())
            qFatal("cannot type");
    }

    void resizeTo(ushort columns, ushort rows)
    {
        winsize size{rows, columns, 0, 0};
        ::ioctl(m_master, TIOCSWINSZ, &size);
    }

    int wait()
    {
        QSignalSpy finishedSpy(this, &QProcess::finished);
        if (state() != NotRunning && !finishedSpy.wait(60'000) && state() != NotRunning)
            return -1;
        drain();
        return exitStatus() == NormalExit ? exitCode() : -2;
    }

    Screen screen;
    QByteArray raw;

private:
    void drain()
    {
        char buffer[4096];
        ssize_t count = 0;
        while ((count = ::read(m_master, buffer, sizeof buffer)) > 0) {
            raw.append(buffer, count);
            m_undecoded.append(buffer, count);
        }
        if (count == 0 || (count < 0 && errno != EAGAIN))
            m_notifier->setEnabled(false); // the other side is closed
        // Whole sequences only: our writer never cuts one across more than one read for long.
        const qsizetype cut = m_undecoded.lastIndexOf('\n') + 1;
        const bool isOver =
            !m_notifier->isEnabled() || m_undecoded.endsWith("] ") || m_undecoded.endsWith('h');
        screen.feed(QString::fromUtf8(m_undecoded.left(isOver ? m_undecoded.size() : cut)));
        m_undecoded.remove(0, isOver ? m_undecoded.size() : cut);
    }

    int m_master = -1;
    QByteArray m_undecoded;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

QByteArray numbered(const QByteArray &json, int seq)
{
    return frame("progress", json.chopped(1) + ",\"seq\":" + QByteArray::number(seq) + '}',
                 QByteArray::number(seq));
}

QByteArray beginning()
{
    return numbered(R"({"type":"step","step":"creating","percent":5,"message":"Creating LXC container..."})",
                    1) +
           numbered(
               R"({"type":"step","step":"syncing","percent":65,"message":"Running 2 setup scripts...","scriptTotal":2,"scriptNames":["00-a.sh","01-b.sh"]})",
               2) +
           numbered(R"({"type":"log","message":"first line","scriptName":"00-a.sh"})", 3);
}

QByteArray ending()
{
    return numbered(R"({"type":"log","message":"second \u001b[2Jline","scriptName":"00-a.sh"})", 4) +
           numbered(R"({"type":"complete","percent":100,"message":"Container ready!"})", 5) +
           frame("done", R"({"reason":"complete"})");
}

} // namespace

class TestSlipwayctlTerminal : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void cleanup() { m_server.reset(); }
    void redrawsInPlace_data();
    void redrawsInPlace();
    void failureShowsWhatFailed();
    void noColor();
    void narrowerWhileRunning();
    void interruptShowsTheCursor();
    void deleteAsks_data();
    void deleteAsks();

private:
    QString option() const { return u"--server="_s + m_server->url().toString(); }
    std::unique_ptr<ScriptedServer> m_server;
};

void TestSlipwayctlTerminal::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    m_server = std::make_unique<ScriptedServer>();
    m_server->setDefault("/api/containers/abc/services",
                         Script::reply(200, "application/json", R"({"services":[],"containerIp":null})"));
}

void TestSlipwayctlTerminal::redrawsInPlace_data()
{
    QTest::addColumn<ushort>("columns");
    QTest::addColumn<ushort>("rows");
    QTest::newRow("80x24") << ushort(80) << ushort(24);
    QTest::newRow("200x60") << ushort(200) << ushort(60);
    QTest::newRow("40x10") << ushort(40) << ushort(10);
    QTest::newRow("20x4") << ushort(20) << ushort(4);
}

void TestSlipwayctlTerminal::redrawsInPlace()
{
    QFETCH(ushort, columns);
    QFETCH(ushort, rows);
    Script script = Script::eventStream(beginning());
    m_server->enqueue(script.waitFor("go").send(ending()).close());
    TerminalProcess ctl({u"watch"_s, u"abc"_s, option()}, columns, rows);
    QTRY_VERIFY_WITH_TIMEOUT(
        ctl.screen.text().contains(u"65 %"_s) && ctl.screen.text().contains(u"first line"_s), 30'000);
    QVERIFY(!ctl.screen.isCursorVisible());
    if (rows >= 24) {
        QVERIFY2(ctl.screen.text().contains(u" ✓ Create Container"_s), qPrintable(ctl.screen.text()));
        QVERIFY2(ctl.screen.text().contains(u"00-a.sh"_s), qPrintable(ctl.screen.text()));
    }
    m_server->release("go");
    QCOMPARE(ctl.wait(), 0);
    const QString text = ctl.screen.text();
    QVERIFY(ctl.screen.isCursorVisible());
    QVERIFY2(text.contains(u"100 %"_s), qPrintable(text));
    QCOMPARE(text.count(u'%'), 1); // one bar is left on the screen: each frame replaced the one before
    QVERIFY(text.indexOf(u"first line"_s) < text.indexOf(u"second line"_s));
    QVERIFY(text.indexOf(u"second line"_s) < text.indexOf(u"100 %"_s));
}

void TestSlipwayctlTerminal::failureShowsWhatFailed()
{
    Script script = Script::eventStream(
        beginning() +
        numbered(R"({"type":"error","message":"Script \"00-a.sh\" failed with exit code 7"})", 4));
    m_server->enqueue(script.close());
    TerminalProcess ctl({u"watch"_s, u"abc"_s, option()}, 80, 24);
    QCOMPARE(ctl.wait(), 1);
    QVERIFY2(ctl.screen.text().contains(u"✗ 00-a.sh"_s), qPrintable(ctl.screen.text()));
    QVERIFY(ctl.screen.text().contains(u"failed with exit code 7"_s));
    QVERIFY(ctl.screen.text().contains(u"65 %"_s)); // where it stopped
    QVERIFY(ctl.screen.isCursorVisible());
}

void TestSlipwayctlTerminal::noColor()
{
    const auto watch = [this](const QStringList &variables) {
        Script script = Script::eventStream(beginning() + ending());
        m_server->enqueue(script.close());
        TerminalProcess ctl({u"watch"_s, u"abc"_s, option()}, 80, 24, variables);
        return ctl.wait() == 0 ? int(ctl.screen.hasColor()) : -1;
    };
    QCOMPARE(watch({}), 1);
    QCOMPARE(watch({u"NO_COLOR=1"_s}), 0);
}

void TestSlipwayctlTerminal::narrowerWhileRunning()
{
    Script script = Script::eventStream(beginning());
    m_server->enqueue(script.waitFor("go").send(ending()).close());
    TerminalProcess ctl({u"watch"_s, u"abc"_s, option()}, 120, 30);
    QTRY_VERIFY_WITH_TIMEOUT(ctl.screen.text().contains(u"65 %"_s), 30'000);
    ctl.resizeTo(60, 30);
    m_server->release("go");
    QCOMPARE(ctl.wait(), 0);
    const qsizetype last = ctl.raw.lastIndexOf("\x1b[J");
    QVERIFY(last > 0);
    for (const QString &line : QString::fromUtf8(ctl.raw.mid(last)).split(u'\n')) {
        QString plain = line;
        plain.remove(QRegularExpression(u"\x1b\\[[0-9;?]*[A-Za-z]"_s)).remove(u'\r');
        QVERIFY2(plain.size() <= 60, qPrintable(plain));
    }
}

void TestSlipwayctlTerminal::interruptShowsTheCursor()
{
    m_server->enqueue(Script::eventStream(beginning()));
    TerminalProcess ctl({u"watch"_s, u"abc"_s, option()}, 80, 24);
    QTRY_VERIFY_WITH_TIMEOUT(ctl.screen.text().contains(u"65 %"_s), 30'000);
    ctl.type("\x03");
    QCOMPARE(ctl.wait(), 130);
    QVERIFY(ctl.screen.isCursorVisible());
}

void TestSlipwayctlTerminal::deleteAsks_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<int>("deletions");
    QTest::newRow("yes") << QByteArray("y\n") << QStringList{} << 0 << 1;
    QTest::newRow("no") << QByteArray("n\n") << QStringList{} << 1 << 0;
    QTest::newRow("enter") << QByteArray("\n") << QStringList{} << 1 << 0;
    QTest::newRow("end of input") << QByteArray("\x04") << QStringList{} << 1 << 0;
    QTest::newRow("--yes") << QByteArray() << QStringList{u"--yes"_s} << 0 << 1;
}

void TestSlipwayctlTerminal::deleteAsks()
{
    QFETCH(QByteArray, answer);
    QFETCH(QStringList, options);
    QFETCH(int, exitCode);
    QFETCH(int, deletions);
    m_server->setDefault("/api/containers/abc",
                         Script::reply(200, "application/json", R"({"id":"abc","hostname":"web"})"));
    TerminalProcess ctl(QStringList{u"delete"_s, u"abc"_s, option()} + options, 80, 24);
    if (!answer.isEmpty()) {
        QTRY_VERIFY_WITH_TIMEOUT(ctl.raw.contains("[y/N]"), 30'000);
        QVERIFY(ctl.raw.contains("web"));
        ctl.type(answer);
    }
    QCOMPARE(ctl.wait(), exitCode);
    int count = 0;
    for (const Request &request : m_server->requests())
        count += request.method == "DELETE" ? 1 : 0;
    QCOMPARE(count, deletions);
}

QTEST_GUILESS_MAIN(TestSlipwayctlTerminal)
#include "tst_slipwayctl_terminal.moc"
