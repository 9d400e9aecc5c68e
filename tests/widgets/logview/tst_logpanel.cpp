#include "tests/support/patience.h"
#include "widgets/logview/findbar.h"
#include "widgets/logview/logpanel.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace slipway;
using logview::FindBar;
using logview::LogPanel;
using logview::LogView;

namespace {

QList<text::Line> makeLines(int from, int to)
{
    QList<text::Line> lines;
    for (int i = from; i < to; ++i) {
        lines.append({QStringLiteral("\x1b[32mline\x1b[0m %1").arg(i), 1'795'279'046'805,
                      i % 2 ? QStringLiteral("odd.sh") : QStringLiteral("even.sh"), false});
    }
    return lines;
}

} // namespace

class TestLogPanel : public QObject
{
    Q_OBJECT

    std::unique_ptr<LogPanel> m_panel;

    LogPanel &show(int lines)
    {
        m_panel = std::make_unique<LogPanel>();
        m_panel->resize(700, 400);
        m_panel->show();
        m_panel->activateWindow();
        if (!QTest::qWaitForWindowActive(m_panel.get()))
            qWarning("the window is not active");
        m_panel->appendLines(makeLines(0, lines));
        m_panel->view()->flush();
        return *m_panel;
    }
    template<typename T>
    T *part(const char *name) const
    {
        return m_panel->findChild<T *>(QString::fromLatin1(name));
    }
    QString label(const char *name) const { return part<QLabel>(name)->text(); }

private slots:
    // The offscreen platform says this of every window with a minimum size; all else fails.
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)")));
    }
    void cleanup() { m_panel.reset(); }

    void statusLine()
    {
        LogPanel &panel = show(0);
        QCOMPARE(label("logLineCount"), QStringLiteral("0 lines"));
        QCOMPARE(label("logFollowState"), QStringLiteral("Following"));
        panel.appendLines(makeLines(0, 1));
        QTRY_COMPARE(label("logLineCount"), QStringLiteral("1 line"));
        panel.appendLines(makeLines(1, 1000));
        QTRY_COMPARE(label("logLineCount"), QStringLiteral("%1 lines").arg(QLocale().toString(1000)));
        QTRY_VERIFY(label("logRate").endsWith(QStringLiteral("lines/s")));
        panel.view()->verticalScrollBar()->setValue(0);
        QCOMPARE(label("logFollowState"), QStringLiteral("Paused"));
        panel.appendLines(makeLines(0, 143));
        QTRY_COMPARE(label("logFollowState"), QStringLiteral("Paused, 143 new"));
        QTRY_COMPARE_WITH_TIMEOUT(label("logRate"), QString(), 10'000); // silent again when nothing comes
        panel.view()->setComplete(true);
        QCOMPARE(label("logFollowState"), QStringLiteral("End of log"));
        panel.view()->setComplete(false);
        QCOMPARE(label("logFollowState"), QStringLiteral("Paused, 143 new"));
    }

    void scriptsAreChosenAndShownAsAChip()
    {
        LogPanel &panel = show(0);
        auto *scripts = part<QComboBox>("logScripts");
        auto *chip = part<QToolButton>("logFilterChip");
        QVERIFY(!scripts->isVisible());
        panel.setScriptNames({QStringLiteral("even.sh"), QStringLiteral("later.sh")});
        panel.appendLines(makeLines(0, 100));
        QTRY_COMPARE(scripts->count(), 4);
        QCOMPARE(scripts->itemText(3), QStringLiteral("odd.sh"));
        QSignalSpy changed(&panel, &LogPanel::scriptFilterChanged);
        QTest::keyClick(scripts, Qt::Key_Down); // to even.sh
        QCOMPARE(panel.scriptFilter(), QStringLiteral("even.sh"));
        QCOMPARE(changed.count(), 1);
        QVERIFY(chip->isVisible() && !scripts->isVisible());
        QVERIFY(chip->text().startsWith(QStringLiteral("even.sh")));
        QCOMPARE(label("logLineCount"), QStringLiteral("50 of 100 lines"));
        QTest::mouseClick(chip, Qt::LeftButton);
        QCOMPARE(panel.scriptFilter(), QString());
        QVERIFY(!chip->isVisible() && scripts->isVisible());
        panel.setScriptFilter(QStringLiteral("later.sh"));
        QCOMPARE(panel.view()->visibleLineCount(), 0);
        QVERIFY(chip->isVisible());
    }

    void findBarByKeys()
    {
        LogPanel &panel = show(500);
        panel.view()->setFocus();
        QTRY_VERIFY(panel.view()->hasFocus());
        QTest::keyClick(panel.view(), Qt::Key_F, Qt::ControlModifier);
        auto *field = part<QLineEdit>("findField");
        QVERIFY(panel.findBar()->isVisible());
        QTRY_VERIFY(field->hasFocus());
        QTest::keyClicks(field, QStringLiteral("line 1"));
        // 1, 10–19, 100–199
        QTRY_COMPARE(panel.findBar()->stateText(), QStringLiteral("1 of 111"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(panel.findBar()->stateText(), QStringLiteral("2 of 111"));
        QTest::keyClick(field, Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClick(field, Qt::Key_F3, Qt::ShiftModifier);
        QCOMPARE(panel.findBar()->stateText(), QStringLiteral("111 of 111"));
        QTest::mouseClick(part<QToolButton>("findNext"), Qt::LeftButton);
        QCOMPARE(panel.findBar()->stateText(), QStringLiteral("1 of 111"));

        QTest::mouseClick(part<QToolButton>("findRegex"), Qt::LeftButton);
        field->clear();
        QTest::keyClicks(field, QStringLiteral("LINE 1\\d$"));
        QTRY_VERIFY(panel.findBar()->stateText().endsWith(QStringLiteral("of 10")));
        QTest::mouseClick(part<QToolButton>("findCase"), Qt::LeftButton);
        QTRY_COMPARE(panel.findBar()->stateText(), QStringLiteral("No match"));
        field->setText(QStringLiteral("(open"));
        QTRY_VERIFY(panel.findBar()->stateText().startsWith(QStringLiteral("Bad pattern:")));
        QTest::keyClick(field, Qt::Key_Return);
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(!panel.findBar()->isVisible());
        QVERIFY(!panel.view()->finder().isActive());
        QTRY_VERIFY(panel.view()->hasFocus());
    }

    void findTakesTheSelectedWord()
    {
        LogPanel &panel = show(50);
        QTest::mouseDClick(panel.view()->viewport(), Qt::LeftButton, {}, {20, 5});
        panel.openFind();
        QCOMPARE(part<QLineEdit>("findField")->text(), QStringLiteral("line"));
        panel.view()->selectAllLines();
        part<QLineEdit>("findField")->setText(QStringLiteral("kept"));
        panel.openFind();
        QCOMPARE(part<QLineEdit>("findField")->text(), QStringLiteral("kept"));
    }

    void wrapButton()
    {
        LogPanel &panel = show(50);
        auto *wrap = part<QToolButton>("logWrap");
        QTest::mouseClick(wrap, Qt::LeftButton);
        QVERIFY(panel.view()->wordWrap());
        panel.view()->setWordWrap(false);
        QVERIFY(!wrap->isChecked());
    }

    void savesThroughTheDialog()
    {
        LogPanel &panel = show(1000);
        panel.setSuggestedFileName(QStringLiteral("web-01.log"));
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("chosen.log"));
        panel.save();
        auto *dialog = part<QFileDialog>("saveLogDialog");
        QVERIFY(dialog);
        QCOMPARE(dialog->acceptMode(), QFileDialog::AcceptSave);
        dialog->selectFile(path);
        QVERIFY(QMetaObject::invokeMethod(dialog, "accept"));
        QTRY_VERIFY(label("logSaving").startsWith(QStringLiteral("Saved to")));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray all = file.readAll();
        QCOMPARE(all.count('\n'), 1000);
        QVERIFY(all.startsWith("2026-11-21T16:37:26.805Z line 0\n"));

        panel.view()->saveTo(QStringLiteral("/nonexistent/folder/x.log"));
        QTRY_VERIFY(label("logSaving").startsWith(QStringLiteral("Cannot save the log")));
        QVERIFY(!part<QToolButton>("logCancelSave")->isVisible());
    }

    void clearFromTheMenu()
    {
        LogPanel &panel = show(100);
        QMenu *menu = part<QToolButton>("logMore")->menu();
        emit menu->aboutToShow();
        QAction *clear = menu->actions().last();
        QVERIFY(clear->isEnabled());
        clear->trigger();
        QCOMPARE(panel.view()->lineCount(), 0);
        QTRY_COMPARE(label("logLineCount"), QStringLiteral("0 lines"));
        emit menu->aboutToShow();
        QVERIFY(!clear->isEnabled());
        panel.appendLines(makeLines(0, 3));
        QTRY_COMPARE(label("logLineCount"), QStringLiteral("3 lines"));
    }

    void everyPartHasANameAndIsReachable()
    {
        LogPanel &panel = show(100);
        panel.setScriptNames({QStringLiteral("odd.sh")});
        panel.openFind();
        QSet<QWidget *> wanted;
        for (QWidget *widget : panel.findChildren<QWidget *>()) {
            if (widget->isVisible() && widget->isEnabled() && widget->focusPolicy() & Qt::TabFocus &&
                !widget->focusProxy() && widget->parentWidget() != part<QComboBox>("logScripts")) {
                wanted.insert(widget);
                QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
            }
        }
        QVERIFY(wanted.size() >= 8);
        for (int i = 0; i < 40 && !wanted.isEmpty(); ++i) {
            if (QWidget *focus = QApplication::focusWidget()) {
                wanted.remove(focus);
                QTest::keyClick(focus, Qt::Key_Tab);
            }
        }
        for (QWidget *widget : std::as_const(wanted))
            qWarning() << "Tab does not reach" << widget;
        QVERIFY(wanted.isEmpty());
    }
};

QTEST_MAIN(TestLogPanel)
#include "tst_logpanel.moc"
