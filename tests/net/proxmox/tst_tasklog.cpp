#include "net/proxmox/tasklog.h"
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace slipway::proxmox;

namespace {

// What Proxmox answers for a file: PVE::Tools::dump_logfile, which counts an unfinished last line too.
QList<TaskLogLine> page(const QString &file, int start, int limit)
{
    QStringList all = file.split(u'\n');
    if (all.constLast().isEmpty())
        all.removeLast();
    QList<TaskLogLine> lines;
    for (int i = start; i < all.size() && lines.size() < limit; ++i)
        lines.append({i + 1, all.at(i)});
    return lines;
}

} // namespace

class TestTaskLog : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void trap10_numbersCountFromOneAndStartFromZero()
    {
        TaskLog log;
        QStringList given;
        const auto give = [&](const QString &line) { given << line; };
        QCOMPARE(log.start(), 0);
        log.take(page(u"a\nb\nc\n"_s, log.start(), 10), false, give);
        QCOMPARE(given, (QStringList{u"a"_s, u"b"_s})); // the last one may be half a line
        QCOMPARE(log.start(), 2);
        log.take(page(u"a\nb\nc\n"_s, log.start(), 10), false, give);
        QCOMPARE(given, (QStringList{u"a"_s, u"b"_s, u"c"_s})); // it stood still
        log.take(page(u"a\nb\nc\n"_s, log.start(), 10), false, give);
        QCOMPARE(given.size(), 3);
        log.take(page(u"a\nb\nc\nd\n"_s, log.start(), 10), true, give);
        QCOMPARE(given, (QStringList{u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
    }

    void trap10_aLineThatIsBeingWrittenIsNotCut()
    {
        TaskLog log;
        QStringList given;
        const auto give = [&](const QString &line) { given << line; };
        log.take(page(u"extracting"_s, log.start(), 10), false, give);
        log.take(page(u"extracting arch"_s, log.start(), 10), false, give);
        log.take(page(u"extracting archive\nnext"_s, log.start(), 10), false, give);
        QCOMPARE(given, QStringList{u"extracting archive"_s});
        // It stands still, is given, and grows after all: the rest comes, nothing twice.
        log.take(page(u"extracting archive\nnext"_s, log.start(), 10), false, give);
        log.take(page(u"extracting archive\nnext one\n"_s, log.start(), 10), true, give);
        QCOMPARE(given, (QStringList{u"extracting archive"_s, u"next"_s, u" one"_s}));
    }

    void trap10_nothingLostNothingTwiceHoweverItIsPolled()
    {
        QRandomGenerator random(20'261'121); // the same every time
        for (int round = 0; round < 300; ++round) {
            QString file;
            QString written;
            for (int n = random.bounded(40); n > 0; --n)
                file += random.bounded(6) == 0 ? u"\n"_s : u"line %1\n"_s.arg(n);
            TaskLog log;
            QString given; // with its line ends: a line given in two parts counts as two
            const auto give = [&](const QString &line) { given += line; };
            const int limit = 2 + random.bounded(5);
            while (written.size() < file.size()) {
                written = file.left(written.size() + random.bounded(25));
                for (;;) {
                    const auto lines = page(written, log.start(), limit);
                    log.take(lines, false, give);
                    if (lines.size() < limit)
                        break;
                }
            }
            for (;;) {
                const auto lines = page(file, log.start(), limit);
                log.take(lines, true, give);
                if (lines.size() < limit)
                    break;
            }
            QCOMPARE(given, QString(file).remove(u'\n'));
        }
    }

    void anEmptyLineIsALine()
    {
        TaskLog log;
        QStringList given;
        const auto give = [&](const QString &line) { given << line; };
        log.take(page(u"\n\na\n"_s, 0, 10), true, give);
        QCOMPARE(given, (QStringList{QString(), QString(), u"a"_s}));
    }
};

QTEST_GUILESS_MAIN(TestTaskLog)
#include "tst_tasklog.moc"
