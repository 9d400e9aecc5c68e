#include "tests/support/patience.h"
#include "tests/widgets/logview/logviewfixture.h"

#include <QApplication>
#include <QRegularExpression>
#include <QSignalSpy>

using namespace slipway;
using namespace slipway::test;

/// What is seen: the window on the lines, scrolling, following, size.
class TestLogView : public LogViewFixture
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void cleanup() { m_view.reset(); }

    void emptyIsAccessibleAndCalm()
    {
        LogView &view = show(0);
        QCOMPARE(view.accessibleName(), QStringLiteral("Log"));
        QVERIFY(view.isReadOnly());
        QVERIFY(view.isFollowing());
        QVERIFY(!jump()->isVisible());
        QCOMPARE(bar()->maximum(), 0);
        for (const int key :
             {Qt::Key_PageUp, Qt::Key_PageDown, Qt::Key_Home, Qt::Key_End, Qt::Key_Up, Qt::Key_Down}) {
            QTest::keyClick(&view, Qt::Key(key));
            QTest::keyClick(&view, Qt::Key(key), Qt::ShiftModifier);
        }
        QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {5, 5});
        QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, {5, 5});
        wheel(view, -100);
        view.findNext();
        QVERIFY(!view.hasSelection());
        QVERIFY(view.isFollowing());
    }

    void fewLinesNeedNoBar()
    {
        LogView &view = show(3);
        QCOMPARE(bar()->maximum(), 0);
        QCOMPARE(view.toPlainText(), plainLines(0, 3));
        QVERIFY(view.distanceFromEnd() < 0);
    }

    void documentHoldsOnlyAWindow()
    {
        LogView &view = show(100'000);
        QVERIFY(view.windowSize() < 200);
        QCOMPARE(view.document()->blockCount(), view.windowSize());
        QVERIFY(view.toPlainText().endsWith(plainOf(99'999)));
        QVERIFY(qAbs(view.distanceFromEnd()) < 1);
        QCOMPARE(bar()->value(), bar()->maximum());
        for (int step = 0; step <= 20; ++step) {
            bar()->setValue(int(qint64(bar()->maximum()) * step / 20));
            QVERIFY(view.windowSize() < 200);
            QVERIFY(view.toPlainText().contains(textAtTop()));
        }
    }

    void barReachesEveryLine()
    {
        show(100'000);
        const qreal lineHeight = bar()->singleStep();
        for (const int line : {0, 1, 777, 50'000, 99'000}) {
            const int all = bar()->maximum() + m_view->viewport()->height();
            bar()->setValue(qRound(double(line) * all / 100'000.0));
            QVERIFY2(qAbs(m_view->topLine().value - line) <= 1, qPrintable(textAtTop()));
        }
        QVERIFY(lineHeight > 5);
    }

    void wheelMovesByPixels()
    {
        LogView &view = show(1000);
        bar()->setValue(bar()->maximum() / 2);
        const qint64 line = view.topLine().value;
        const qreal offset = view.topOffset();
        const int value = bar()->value();
        wheel(view, -5); // content up, view down
        QVERIFY(view.topLine().value > line || view.topOffset() > offset);
        QVERIFY2(qAbs(bar()->value() - value - 5) <= 1, qPrintable(QString::number(bar()->value() - value)));
        wheel(view, 5);
        QCOMPARE(view.topLine().value, line);
        QVERIFY(qAbs(view.topOffset() - offset) < 0.01);
        wheel(view, 0, 120); // a notch is three lines
        QCOMPARE(view.topLine().value, line - 3);
    }

    void keysScroll()
    {
        LogView &view = show(1000);
        QTest::keyClick(&view, Qt::Key_Home);
        QCOMPARE(view.topLine().value, 0);
        QCOMPARE(bar()->value(), 0);
        QVERIFY(!view.isFollowing());
        QTest::keyClick(&view, Qt::Key_Down);
        QCOMPARE(view.topLine().value, 1);
        QTest::keyClick(&view, Qt::Key_Up);
        QCOMPARE(view.topLine().value, 0);
        QTest::keyClick(&view, Qt::Key_PageDown);
        const qint64 page = view.topLine().value;
        QVERIFY(page > 5);
        QTest::keyClick(&view, Qt::Key_PageUp);
        QCOMPARE(view.topLine().value, 0);
        for (int i = 0; i < 200; ++i)
            QTest::keyClick(&view, Qt::Key_PageDown);
        QVERIFY(qAbs(view.distanceFromEnd()) < 1);
        QVERIFY(view.isFollowing());
        QTest::keyClick(&view, Qt::Key_Home);
        QTest::keyClick(&view, Qt::Key_End);
        QVERIFY(view.isFollowing());
        QVERIFY(view.toPlainText().endsWith(plainOf(999)));
    }

    void fortyPixels_data()
    {
        QTest::addColumn<int>("distance");
        QTest::addColumn<bool>("follows");
        QTest::newRow("0") << 0 << true;
        QTest::newRow("1") << 1 << true;
        QTest::newRow("39") << 39 << true;
        QTest::newRow("40") << 40 << true;
        QTest::newRow("41") << 41 << false;
        QTest::newRow("500") << 500 << false;
    }

    void fortyPixels()
    {
        QFETCH(int, distance);
        QFETCH(bool, follows);
        for (const bool byWheel : {true, false}) {
            LogView &view = show(1000);
            if (byWheel)
                wheel(view, distance);
            else
                bar()->setValue(bar()->maximum() - distance);
            QVERIFY2(qAbs(view.distanceFromEnd() - distance) < 0.6,
                     qPrintable(QString::number(view.distanceFromEnd())));
            QCOMPARE(view.isFollowing(), follows);
            QCOMPARE(jump()->isVisible(), !follows);
            const QString top = textAtTop();
            view.appendLines(makeLines(1000, 1100));
            if (follows) {
                QTRY_VERIFY(qAbs(view.distanceFromEnd()) < 1 && view.toPlainText().endsWith(plainOf(1099)));
            } else {
                view.flush();
                QCOMPARE(textAtTop(), top);
                QCOMPARE(view.newLineCount(), 100);
                QVERIFY(jump()->text().contains(QStringLiteral("100 new")));
                wheel(view, -100 * bar()->singleStep() - distance + 39); // 39 px from the end: back again
                QVERIFY(view.isFollowing());
                QVERIFY(!jump()->isVisible());
            }
        }
    }

    /// Slow scrolling out of a fast stream must be possible: each step is less than 40 px.
    void smallStepsLeaveAStream()
    {
        LogView &view = show(1000);
        int sent = 1000;
        QTimer producer;
        connect(&producer, &QTimer::timeout, this, [&] {
            view.appendLines(makeLines(sent, sent + 20));
            sent += 20;
        });
        producer.start(1);
        QTimer wheels;
        connect(&wheels, &QTimer::timeout, this, [&] { wheel(view, 8); });
        wheels.start(10);
        QTRY_VERIFY(!view.isFollowing());
    }

    void nothingMovesWhileReading()
    {
        LogView &view = show(5000);
        bar()->setValue(bar()->maximum() / 3 + 7);
        QTRY_VERIFY(!view.isFollowing());
        view.flush();
        const QImage before = view.viewport()->grab(QRect(0, 0, 400, 300)).toImage();
        const qint64 top = view.topLine().value;
        const qreal offset = view.topOffset();
        view.appendLines(makeLines(5000, 80'000));
        QTRY_COMPARE(view.lineCount(), 80'000);
        view.flush();
        QCOMPARE(view.topLine().value, top);
        QCOMPARE(view.topOffset(), offset);
        QCOMPARE(view.viewport()->grab(QRect(0, 0, 400, 300)).toImage(), before);
        QTest::mouseClick(jump(), Qt::LeftButton);
        QVERIFY(view.isFollowing());
        QVERIFY(view.toPlainText().endsWith(plainOf(79'999)));
    }

    void wrapKeepsThePlace()
    {
        LogView &view = show(0, {400, 300});
        QList<text::Line> lines;
        for (int i = 0; i < 3000; ++i)
            lines.append(
                {QStringLiteral("%1 ").arg(i) + QStringLiteral("word ").repeated(i % 7 * 10), 0, {}, false});
        view.appendLines(lines);
        view.flush();
        view.setWordWrap(true);
        QVERIFY(qAbs(view.distanceFromEnd()) < 1);
        QVERIFY(view.isFollowing());
        view.scrollToLine(text::LineNumber{1500});
        QCOMPARE(view.topLine().value, 1500);
        view.setWordWrap(false);
        QCOMPARE(view.topLine().value, 1500);
        view.setWordWrap(true);
        view.resize(300, 500);
        QTRY_COMPARE(view.viewport()->height() > 400, true);
        QCOMPARE(view.topLine().value, 1500);
        // Down to the end by the wheel: every line is met, none skipped, and the end is the end.
        qint64 last = 1500;
        for (int i = 0; i < 20'000 && view.distanceFromEnd() > 0.5; ++i) {
            wheel(view, -37);
            QVERIFY(view.topLine().value - last <= 3);
            last = view.topLine().value;
        }
        QVERIFY(qAbs(view.distanceFromEnd()) < 1);
        QVERIFY(view.isFollowing());
        for (int i = 0; i < 20'000 && view.topLine().value > 2000; ++i)
            wheel(view, 37);
        QCOMPARE(view.topLine().value, 2000);
    }

    void resizeFollows()
    {
        LogView &view = show(1000);
        for (const QSize size : {QSize(300, 200), QSize(900, 800), QSize(120, 60), QSize(700, 400)}) {
            view.resize(size);
            QTRY_COMPARE(view.size(), size);
            QVERIFY(view.isFollowing());
            QVERIFY2(qAbs(view.distanceFromEnd()) < 1, qPrintable(QString::number(view.distanceFromEnd())));
        }
    }

    void zoomByWheel()
    {
        LogView &view = show(1000);
        const int step = bar()->singleStep();
        wheel(view, 0, 120, Qt::ControlModifier);
        wheel(view, 0, 120, Qt::ControlModifier);
        QCOMPARE(view.zoom(), 2);
        QVERIFY(bar()->singleStep() > step);
        QVERIFY(qAbs(view.distanceFromEnd()) < 1);
        QTest::keyClick(&view, Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(bar()->singleStep(), step);
    }
};

QTEST_MAIN(TestLogView)
#include "tst_logview.moc"
