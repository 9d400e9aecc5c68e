#include "app/desktop/fuzzymatch.h"
#include "app/desktop/pages/commandpalette.h"
#include "app/desktop/pages/shortcutsdialog.h"
#include "app/desktop/shortcuts.h"
#include "tests/app/desktop/windowfixture.h"
#include "widgets/theme/theme.h"

#include <QAction>
#include <QElapsedTimer>
#include <QLineEdit>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using desktoptest::WindowFixture;

/// Ctrl+K and F1: everything by keyboard, and the table of keys is what the window really takes.
class TestPalette : public QObject, private WindowFixture
{
    Q_OBJECT
private slots:
    void initTestCase() { theme::Theme::instance().install(); }
    void init() { begin(); }
    void cleanup() { end(); }
    void fits_data();
    void fits();
    void theBetterOneIsFirst_data();
    void theBetterOneIsFirst();
    void aThousandContainersAreNoDelay();
    void byKeyboardAlone();
    void opensAContainer();
    void newFromATemplate();
    void deletionStillAsks();
    void nothingFits();
    void keysAreThoseOfTheTable();
    void overviewShowsTheTable();

private:
    CommandPalette *palette()
    {
        // The one before goes with the next turn of the event loop.
        [this] { QTRY_VERIFY(!m_window->findChild<CommandPalette *>()); }();
        m_window->activateWindow(); // keys go nowhere while a dialog closes
        [this] { QVERIFY(QTest::qWaitForWindowActive(m_window.get())); }();
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        return m_window->findChild<CommandPalette *>();
    }
    void type(const QString &text)
    {
        auto *field = child<QLineEdit>("paletteField");
        QTest::keyClicks(field, text);
        QTest::keyClick(field, Qt::Key_Return);
        QCoreApplication::processEvents(); // runs it
    }
};

void TestPalette::fits_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("fits");
    QTest::newRow("nothing typed") << u""_s << u"Open web-01"_s << true;
    QTest::newRow("beginning") << u"open"_s << u"Open web-01"_s << true;
    QTest::newRow("initials") << u"ow"_s << u"Open web-01"_s << true;
    QTest::newRow("words turned round") << u"web open"_s << u"Open web-01"_s << true;
    QTest::newRow("case") << u"WEB"_s << u"Open web-01"_s << true;
    QTest::newRow("accents") << u"loschen"_s << u"web-01 löschen…"_s << true;
    QTest::newRow("accents typed") << u"löschen"_s << u"web-01 löschen…"_s << true;
    QTest::newRow("letters in another order") << u"nepo"_s << u"Open web-01"_s << false;
    QTest::newRow("one word does not") << u"open db"_s << u"Open web-01"_s << false;
    QTest::newRow("longer than the text") << u"open web-01 and more"_s << u"Open web-01"_s << false;
}

void TestPalette::fits()
{
    QFETCH(const QString, typed);
    QFETCH(const QString, text);
    QTEST(fuzzyScore(typed, text) > 0, "fits");
}

void TestPalette::theBetterOneIsFirst_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("better");
    QTest::addColumn<QString>("worse");
    QTest::newRow("whole word") << u"web"_s << u"Open web-01"_s << u"Show twelve bits"_s;
    QTest::newRow("beginning of a word") << u"st"_s << u"Start db"_s << u"Test all"_s;
    QTest::newRow("a run of letters") << u"node"_s << u"Add a Node"_s << u"New container from here"_s;
    QTest::newRow("shorter") << u"dark"_s << u"Theme: Dark"_s << u"Open dark-matter-simulation-02"_s;
    QTest::newRow("the exact number") << u"web-1"_s << u"Open web-1"_s << u"Open web-01"_s;
}

void TestPalette::theBetterOneIsFirst()
{
    QFETCH(const QString, typed);
    QFETCH(const QString, better);
    QFETCH(const QString, worse);
    PaletteModel model({{worse, {}, {}, {}}, {better, {}, {}, {}}});
    model.setTyped(typed);
    QCOMPARE(model.index(0, 0).data().toString(), better);
}

void TestPalette::aThousandContainersAreNoDelay()
{
    QList<PaletteEntry> entries;
    for (int i = 0; i < 1000; ++i) {
        const QString name = u"service-%1.rack-%2.example"_s.arg(i).arg(i % 17);
        for (const auto &verb : {u"Open %1"_s, u"Show the log of %1"_s, u"Start %1"_s, u"Shut down %1…"_s,
                                 u"Restart %1…"_s, u"Stop %1 at once…"_s, u"Delete %1…"_s})
            entries.append({verb.arg(name), u"running"_s, theme::Icon::Container, {}});
    }
    PaletteModel model(entries);
    QElapsedTimer clock;
    clock.start();
    for (const auto &typed : {u"s"_s, u"se"_s, u"serv"_s, u"open service-999"_s})
        model.setTyped(typed);
    QVERIFY2(clock.elapsed() < 2000, qPrintable(QString::number(clock.elapsed()))); // 7,000 entries, 4 keys
    QCOMPARE(model.index(0, 0).data().toString(), u"Open service-999.rack-13.example"_s);
    QVERIFY(model.rowCount() <= PaletteModel::kShown);
}

void TestPalette::byKeyboardAlone()
{
    open();
    auto *shown = palette();
    QVERIFY(shown && shown->isVisible());
    auto *field = child<QLineEdit>("paletteField");
    QTRY_VERIFY(field->hasFocus());
    QVERIFY(!field->accessibleName().isEmpty());
    QTest::keyClicks(field, u"theme"_s);
    auto *view = child<QListView>("paletteList");
    const QString first = view->currentIndex().data().toString();
    QVERIFY(field->accessibleDescription().contains(first)); // told, though the focus stays in the field
    QTest::keyClick(field, Qt::Key_Down);
    const QString second = view->currentIndex().data().toString();
    QVERIFY(second != first && field->accessibleDescription().contains(second));
    QTest::keyClick(field, Qt::Key_Up);
    QTest::keyClick(field, Qt::Key_Up); // round
    QCOMPARE(view->currentIndex().row(), view->model()->rowCount() - 1);
    QTest::keyClick(field, Qt::Key_Escape);
    QTRY_VERIFY(!m_window->findChild<CommandPalette *>());
    palette();
    type(u"theme dark"_s);
    QCOMPARE(theme::Theme::instance().mode(), theme::Mode::Dark);
    theme::Theme::instance().setMode(theme::Mode::System);
    palette();
    type(u"goto nodes"_s);
    QCOMPARE(m_window->page(), MainWindow::Nodes);
}

void TestPalette::opensAContainer()
{
    open();
    auto *view = child<QWidget>("containersPage")->findChild<QListView *>(QStringLiteral("containers"));
    QTRY_COMPARE(view->model()->rowCount(), 4);
    palette();
    type(u"open web-01"_s);
    QCOMPARE(m_window->page(), MainWindow::Progress);
    QTRY_COMPARE(title(), u"Creating web-01"_s);
}

void TestPalette::newFromATemplate()
{
    open();
    QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier); // reads them
    auto *list = child<QWidget>("templatesPage")->findChild<QListView *>();
    QVERIFY(list);
    QTRY_VERIFY(list->model()->rowCount() > 0);
    palette();
    type(u"new from docker"_s);
    QCOMPARE(m_window->page(), MainWindow::Create);
}

void TestPalette::deletionStillAsks()
{
    open();
    QTRY_VERIFY(row(Fixture::Run::Complete).isValid());
    palette();
    bool focusOnCancel = false;
    answer("cancel", &focusOnCancel);
    type(u"delete dev-07"_s);
    QVERIFY(focusOnCancel);
    QCOMPARE(deletesOf(Fixture::Run::Complete), 0);
}

void TestPalette::nothingFits()
{
    open();
    palette();
    auto *field = child<QLineEdit>("paletteField");
    QTest::keyClicks(field, u"zzzqqq"_s);
    QVERIFY(child<QLabel>("paletteCount")->text().contains(u"Nothing fits"_s));
    QVERIFY(field->accessibleDescription().contains(u"Nothing fits"_s));
    QTest::keyClick(field, Qt::Key_Return); // does nothing
    QVERIFY(m_window->findChild<CommandPalette *>());
}

void TestPalette::keysAreThoseOfTheTable()
{
    open();
    QStringList installed;
    for (const QAction *action : m_window->actions()) {
        for (const QKeySequence &key : action->shortcuts())
            installed.append(action->text() + u' ' + key.toString());
    }
    QStringList promised;
    QSet<QString> seen;
    for (const CommandInfo &entry : commandTable()) {
        for (const QKeySequence &key : entry.keys) {
            promised.append(entry.text + u' ' + key.toString());
            QVERIFY2(!seen.contains(key.toString()), qPrintable(key.toString())); // one key, one command
            seen.insert(key.toString());
        }
    }
    installed.sort();
    promised.sort();
    QCOMPARE(installed, promised);
    // And they work.
    QTest::keyClick(m_window.get(), Qt::Key_Comma, Qt::ControlModifier);
    QCOMPARE(m_window->page(), MainWindow::Preferences);
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(m_window->page(), MainWindow::RunsPage);
    QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier);
    QCOMPARE(m_window->page(), MainWindow::Create);
    QTest::keyClick(m_window.get(), Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(m_window->page(), MainWindow::RunsPage);
}

void TestPalette::overviewShowsTheTable()
{
    open();
    QTest::keyClick(m_window.get(), Qt::Key_F1);
    auto *dialog = m_window->findChild<ShortcutsDialog *>();
    QVERIFY(dialog && dialog->isVisible());
    QStringList texts;
    for (const QLabel *label : dialog->findChildren<QLabel *>())
        texts.append(label->text());
    for (const CommandInfo &entry : commandTable()) {
        if (!entry.keys.isEmpty()) {
            QVERIFY2(texts.contains(entry.text), qPrintable(entry.text));
            QVERIFY2(texts.contains(keysText(entry.keys)), qPrintable(entry.text));
        }
    }
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(!m_window->findChild<ShortcutsDialog *>());
}

QTEST_MAIN(TestPalette)
#include "tst_palette.moc"
