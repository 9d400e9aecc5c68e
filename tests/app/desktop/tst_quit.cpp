#include "tests/support/paths.h"

#include "tests/app/desktop/quiet.h"

#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <csignal>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;

/// The real program, from outside: how it ends, and what it leaves behind.
class TestQuit : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void signalEndsItInOrder_data();
    void signalEndsItInOrder();
    void leftoversOfAKilledOneGo();
    void secondStartHandsOver();

private:
    void start(QProcess &program) const;
    QStringList privateDirectories() const
    {
        return QDir(m_runtime->path()).entryList({u"slipway-own-*"_s}, QDir::Dirs);
    }
    /// Process id of the slipwayd that `program` started; 0 if there is none.
    static qint64 childOf(qint64 program);

    std::unique_ptr<QTemporaryDir> m_runtime;
    std::unique_ptr<QTemporaryDir> m_data;
};

void TestQuit::initTestCase()
{
    for (const auto *name : {"slipway", "slipwayd"}) {
        if (!QFileInfo(test::binDir() + QStringLiteral("/") + QLatin1StringView(name)).isExecutable())
            QSKIP("slipway and slipwayd are not built");
    }
    // What is ignored here is ignored there too: a shell's & does that to SIGINT.
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        std::signal(number, SIG_DFL);
}

void TestQuit::init()
{
    slipway::desktoptest::failOnWarnings();
    m_runtime = std::make_unique<QTemporaryDir>();
    m_data = std::make_unique<QTemporaryDir>();
}

void TestQuit::start(QProcess &program) const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"XDG_RUNTIME_DIR"_s, m_runtime->path());
    environment.insert(u"XDG_CONFIG_HOME"_s, m_data->filePath(u"config"_s)); // nobody's own settings
    environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    program.setProcessEnvironment(environment);
    program.start(test::binDir() + QStringLiteral("/slipway"),
                  {u"--host"_s, u"simulated"_s, u"--data-dir"_s, m_data->filePath(u"data"_s)});
    QVERIFY(program.waitForStarted());
    QTRY_COMPARE_WITH_TIMEOUT(privateDirectories().size(), 1, 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(m_data->filePath(u"data"_s)), 30'000); // slipwayd is there
}

qint64 TestQuit::childOf(qint64 program)
{
    const QStringList processes = QDir(u"/proc"_s).entryList({u"[1-9]*"_s}, QDir::Dirs);
    for (const QString &id : processes) {
        QFile stat(u"/proc/%1/stat"_s.arg(id));
        if (!stat.open(QIODevice::ReadOnly))
            continue;
        const QByteArray line = stat.readAll();
        const QList<QByteArray> rest = line.mid(line.lastIndexOf(')') + 2).split(' ');
        if (rest.size() > 1 && rest.at(0) != "Z" && rest.at(1).toLongLong() == program)
            return id.toLongLong();
    }
    return 0;
}

void TestQuit::signalEndsItInOrder_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGHUP") << SIGHUP;
}

void TestQuit::signalEndsItInOrder()
{
    QFETCH(const int, number);
    QProcess program;
    start(program);
    const qint64 backend = childOf(program.processId());
    QVERIFY(backend > 0);
    QCOMPARE(::kill(pid_t(program.processId()), number), 0);
    QVERIFY(program.waitForFinished(30'000));
    QCOMPARE(int(program.exitStatus()), int(QProcess::NormalExit));
    QCOMPARE(program.exitCode(), 0);
    QCOMPARE(privateDirectories(), QStringList());
    QVERIFY(::kill(pid_t(backend), 0) != 0); // it waited for its own backend
}

void TestQuit::leftoversOfAKilledOneGo()
{
    QString left;
    qint64 backend = 0;
    {
        QProcess program;
        start(program);
        left = privateDirectories().constFirst();
        backend = childOf(program.processId());
        program.kill();
        QVERIFY(program.waitForFinished(30'000));
        QCOMPARE(privateDirectories(), QStringList{left}); // nobody could clear up
    }
    // It ends by itself when its standard input does.
    QTRY_VERIFY_WITH_TIMEOUT(!QFileInfo::exists(u"/proc/%1/fd/0"_s.arg(backend)), 30'000);
    // One in use stays, whoever starts beside it.
    QProcess second;
    QProcess third;
    start(second);
    QTRY_VERIFY_WITH_TIMEOUT(privateDirectories().size() == 1 && privateDirectories().constFirst() != left,
                             30'000);
    const QString used = privateDirectories().constFirst();
    const QTemporaryDir data; // the second one still uses its own
    QProcessEnvironment environment = second.processEnvironment();
    third.setProcessEnvironment(environment);
    third.start(test::binDir() + QStringLiteral("/slipway"),
                {u"--host"_s, u"simulated"_s, u"--data-dir"_s, data.filePath(u"data"_s)});
    QTRY_COMPARE_WITH_TIMEOUT(privateDirectories().size(), 2, 30'000);
    QVERIFY(privateDirectories().contains(used));
    for (QProcess *program : {&second, &third}) {
        program->terminate();
        QVERIFY(program->waitForFinished(30'000));
    }
    QCOMPARE(privateDirectories(), QStringList());
}

void TestQuit::secondStartHandsOver()
{
    QProcess first;
    start(first);
    QProcess second;
    second.setProcessEnvironment(first.processEnvironment());
    second.start(first.program(), first.arguments() + QStringList{u"slipway://container/nobody"_s});
    QVERIFY(second.waitForFinished(30'000));
    QCOMPARE(int(second.exitStatus()), int(QProcess::NormalExit));
    QCOMPARE(second.exitCode(), 0);
    QCOMPARE(privateDirectories().size(), 1); // no second backend
    QCOMPARE(first.state(), QProcess::Running);
    first.terminate();
    QVERIFY(first.waitForFinished(30'000));
    // What it left is no hindrance for the next one.
    QProcess next;
    start(next);
    next.terminate();
    QVERIFY(next.waitForFinished(30'000));
    QCOMPARE(privateDirectories(), QStringList());
}

QTEST_GUILESS_MAIN(TestQuit)
#include "tst_quit.moc"
