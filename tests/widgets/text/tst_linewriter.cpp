#include "tests/support/patience.h"
#include "widgets/text/linestore.h"
#include "widgets/text/linewriter.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>

#ifdef Q_OS_UNIX
#include <csignal>
#include <sys/resource.h>
#endif

using namespace slipway::text;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot open");
}

} // namespace

class TestLineWriter : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void refusesWhatIsNoFile_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("said");
        QTest::newRow("folder") << QStringLiteral("folder") << QStringLiteral("folder");
        QTest::newRow("device") << QStringLiteral("device") << QStringLiteral("device");
        QTest::newRow("link to a device") << QStringLiteral("link") << QStringLiteral("device");
        QTest::newRow("pipe") << QStringLiteral("pipe") << QStringLiteral("pipe");
    }

    void refusesWhatIsNoFile()
    {
        QFETCH(const QString, kind);
        QFETCH(const QString, said);
        QTemporaryDir folder;
        QString path = folder.filePath(QStringLiteral("target"));
        if (kind == QLatin1StringView("folder"))
            QVERIFY(QDir().mkdir(path));
        else if (kind == QLatin1StringView("link"))
            QVERIFY(QFile::link(QStringLiteral("/dev/null"), path));
        else if (kind == QLatin1StringView("pipe"))
            QCOMPARE(::mkfifo(path.toLocal8Bit().constData(), 0600), 0);
        else
            path = QStringLiteral("/dev/null");
        LineStore store;
        store.append({QStringLiteral("a line"), 0, {}, false});
        LineSaver saver;
        QSignalSpy finished(&saver, &LineSaver::finished);
        saver.save(path, store.snapshot(), {});
        QTRY_COMPARE(finished.count(), 1);
        const QString error = finished.constFirst().at(1).toString();
        QVERIFY2(error.startsWith(QStringLiteral("Cannot save the log")) && error.contains(said),
                 qPrintable(error));
        QVERIFY(!QFileInfo(path).isFile()); // still what it was
        QVERIFY(QFileInfo::exists(path));
    }

    void plainTextOfARange_data()
    {
        QTest::addColumn<QList<int>>("range");
        QTest::addColumn<QString>("expected");
        QTest::newRow("within a line") << QList<int>{0, 1, 0, 3} << QStringLiteral("\u00fcn");
        QTest::newRow("two lines") << QList<int>{0, 2, 1, 2} << QStringLiteral("nf\nse");
        QTest::newRow("over an empty line") << QList<int>{1, 0, 3, 4} << QStringLiteral("sechs\n\nacht");
        QTest::newRow("columns past the end") << QList<int>{1, 99, 3, 99} << QStringLiteral("\n\nacht");
        QTest::newRow("empty") << QList<int>{1, 2, 1, 2} << QString();
    }

    void plainTextOfARange()
    {
        QFETCH(QList<int>, range);
        QFETCH(QString, expected);
        LineStore store;
        for (const char *line : {"f\xc3\xbcnf", "\x1b[31msechs\x1b[0m", "", "acht"})
            store.append({QString::fromUtf8(line), 0, {}, false});
        const TextRange textRange{LineNumber{range[0]}, range[1], LineNumber{range[2]}, range[3]};
        QCOMPARE(plainText(store.snapshot(), textRange, {false, {}}), expected);
        QCOMPARE(plainText(store.snapshot(textRange.first), textRange, {true, {}}),
                 expected); // no time is known
    }

    void savesWithTimes()
    {
        LineStore store;
        store.append({QStringLiteral("one"), 1'795'279'046'805, {}, false});
        store.append({QStringLiteral("two"), 1'795'279'046'999, QStringLiteral("a.sh"), false});
        store.append({QStringLiteral("three"), 0, {}, false});
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("x.log"));
        LineSaver saver;
        QSignalSpy finished(&saver, &LineSaver::finished);
        saver.save(path, store.snapshot(), {});
        QVERIFY(saver.isRunning());
        QVERIFY(finished.wait(slipway::test::kPatienceMs));
        QVERIFY(!saver.isRunning());
        QCOMPARE(finished.at(0).at(1).toString(), QString());
        QCOMPARE(contentOf(path), "2026-11-21T16:37:26.805Z one\n2026-11-21T16:37:26.999Z two\nthree\n");

        saver.save(path, store.snapshot(), {false, store.scriptIndex(QStringLiteral("a.sh"))});
        QVERIFY(finished.wait(slipway::test::kPatienceMs));
        QCOMPARE(contentOf(path), "two\n");
    }

    void writesWhileTheStoreGrows()
    {
        LineStore store;
        QByteArray expected;
        for (int i = 0; i < 200'000; ++i) {
            store.append({QStringLiteral("\x1b[3%1mline %2").arg(i % 8).arg(i), 0, {}, false});
            expected += "line " + QByteArray::number(i) + '\n';
        }
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("x.log"));
        LineSaver saver;
        QSignalSpy finished(&saver, &LineSaver::finished);
        QSignalSpy progressed(&saver, &LineSaver::progressed);
        saver.save(path, store.snapshot(), {false, {}});
        for (int i = 0; i < 100'000; ++i)
            store.append({QStringLiteral("later"), 0, {}, false});
        QVERIFY(finished.count() == 1 || finished.wait(30'000));
        QVERIFY(contentOf(path) == expected);
        QVERIFY(progressed.count() >= 1);
        QCOMPARE(progressed.last().at(0).toLongLong(), 200'000);
        QCOMPARE(progressed.last().at(1).toLongLong(), 200'000);
    }

    void failureKeepsTheOldFile_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("folder that does not exist") << QStringLiteral("/nonexistent/folder/x.log");
        QTest::newRow("a folder") << QStringLiteral("/tmp");
    }

    void failureKeepsTheOldFile()
    {
        QFETCH(QString, path);
        LineStore store;
        for (int i = 0; i < 100'000; ++i)
            store.append({QStringLiteral("some text that does not fit"), 0, {}, false});
        LineSaver saver;
        QSignalSpy finished(&saver, &LineSaver::finished);
        saver.save(path, store.snapshot(), {});
        QVERIFY(finished.wait(slipway::test::kPatienceMs));
        const QString error = finished.at(0).at(1).toString();
        QVERIFY2(error.startsWith(QStringLiteral("Cannot save the log to \"%1\".").arg(path)),
                 qPrintable(error));
        QVERIFY(!saver.isRunning());
    }

    /// A limit on the size of files stands for the full disk: the write fails in the middle either way.
    void fullDiskKeepsTheOldFile()
    {
#ifndef Q_OS_UNIX
        QSKIP("no RLIMIT_FSIZE here");
#else
        LineStore store;
        for (int i = 0; i < 200'000; ++i)
            store.append({QStringLiteral("some text that does not fit"), 0, {}, false});
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("x.log"));
        QFile old(path);
        QVERIFY(old.open(QIODevice::WriteOnly));
        old.write("old");
        old.close();
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const auto restore = qScopeGuard([&] { setrlimit(RLIMIT_FSIZE, &before); });
        const rlimit small{2'000'000, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
        LineSaver saver;
        QSignalSpy finished(&saver, &LineSaver::finished);
        saver.save(path, store.snapshot(), {});
        QVERIFY(finished.wait(slipway::test::kPatienceMs));
        const QString error = finished.at(0).at(1).toString();
        QVERIFY2(error.startsWith(QStringLiteral("Cannot save the log to")), qPrintable(error));
        QCOMPARE(contentOf(path), "old");
#endif
    }

    void cancelKeepsTheOldFile()
    {
        LineStore store;
        for (int i = 0; i < 500'000; ++i)
            store.append(
                {QStringLiteral("line %1 of a log that takes a moment to write").arg(i), 1000, {}, false});
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("x.log"));
        QFile old(path);
        QVERIFY(old.open(QIODevice::WriteOnly));
        old.write("old");
        old.close();
        LineSaver saver;
        QSignalSpy finished(&saver, &LineSaver::finished);
        saver.save(path, store.snapshot(), {});
        saver.cancel();
        QVERIFY(finished.wait(slipway::test::kPatienceMs));
        QVERIFY(finished.at(0).at(1).toString().contains(QStringLiteral("cancelled")));
        QCOMPARE(contentOf(path), "old");
    }

    void destroyedWhileSaving()
    {
        LineStore store;
        for (int i = 0; i < 200'000; ++i)
            store.append({QStringLiteral("line %1").arg(i), 1000, {}, false});
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("x.log"));
        {
            LineSaver saver;
            saver.save(path, store.snapshot(), {});
        }
        QVERIFY(!QFile::exists(path));
    }
};

QTEST_GUILESS_MAIN(TestLineWriter)
#include "tst_linewriter.moc"
