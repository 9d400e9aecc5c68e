// What slipwayctl does when nobody reads its output any more.
#include "ctlprocess.h"
#include "tests/fakes/scriptedserver.h"
#include "tests/support/patience.h"
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace slipway::fakes;
using namespace Qt::Literals::StringLiterals;

class TestSlipwayctlPipe : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void readerLeaves_data();
    void readerLeaves();
};

void TestSlipwayctlPipe::readerLeaves_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<bool>("goesOn");
    const QString url = u"URL"_s;
    for (const bool goesOn : {true, false}) {
        const char *const name = goesOn ? "more to write" : "nothing more to write";
        QTest::addRow("events, %s", name) << QStringList{u"events"_s, url} << goesOn;
        QTest::addRow("watch, %s", name) << QStringList{u"watch"_s, u"abc"_s, u"--json"_s} << goesOn;
        QTest::addRow("watch as text, %s", name) << QStringList{u"watch"_s, u"abc"_s, u"--human"_s} << goesOn;
    }
}

void TestSlipwayctlPipe::readerLeaves()
{
    // slipwayctl … | head -1
    QFETCH(QStringList, arguments);
    QFETCH(bool, goesOn);
    ScriptedServer server;
    const QByteArray step = R"({"type":"step","step":"creating","percent":5,"message":"Creating","seq":1})";
    Script script = Script::eventStream(frame("snapshot", R"({"seq":1})") + frame("progress", step, "1"));
    script.waitFor("left");
    for (int i = 2; goesOn && i < 500; ++i) {
        const QByteArray number = QByteArray::number(i);
        script.send(frame("progress", R"({"type":"log","message":"x","seq":)" + number + "}", number))
            .pause(5);
    }
    server.setDefault(script);

    const QTemporaryDir dir;
    const QString pipe = dir.filePath(u"out"_s);
    QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
    const int reader = ::open(QFile::encodeName(pipe).constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    QVERIFY(reader >= 0);
    CtlProcess ctl(QStringList{u"--server="_s + server.url().toString()} +
                       arguments.replaceInStrings(u"URL"_s, server.url().toString()),
                   pipe);
    char byte = 0;
    QTRY_VERIFY_WITH_TIMEOUT(::read(reader, &byte, 1) == 1, 30'000);
    ::close(reader);
    server.release("left");
    QCOMPARE(ctl.wait(), 141);
    QTRY_COMPARE(server.openConnections(), 0);
}

QTEST_GUILESS_MAIN(TestSlipwayctlPipe)
#include "tst_slipwayctl_pipe.moc"
