#include "app/desktop/desktopsettings.h"
#include "app/desktop/pages/profiledialog.h"
#include "app/desktop/pages/progresspage.h"
#include "app/desktop/session.h"
#include "app/desktop/tokenvault.h"
#include "tests/app/desktop/windowfixture.h"
#include "widgets/elements/connectionpill.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/logview/logpanel.h"
#include "widgets/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QScreen>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using desktoptest::WindowFixture;
using fakes::Script;

/// Settings that are in force at once, and the switch from one backend to another.
class TestSettingsPage : public QObject, private WindowFixture
{
    Q_OBJECT
private slots:
    void initTestCase() { theme::Theme::instance().install(); }
    void init();
    void cleanup();
    void choicesAreInForceAndRemembered();
    void languageSaysWhen();
    void placeComesBackAndIsOnAScreen();
    void commandLineWins();
    void addByDialog();
    void dialogRefusesAndWarns();
    void dialogKeepsTheTokenAtItsMachine();
    void switchesWithoutARemainder();
    void wrongTokenOfAProfile();
    void removalLeadsHome();
    void everythingIsReachableAndNamed();

private:
    void openSettings();
    QString add(Fixture &fixture, const QString &name);
    void openWith(const Options &options);
    int rows() const
    {
        return child<QWidget>("containersPage")
            ->findChild<QListView *>(QStringLiteral("containers"))
            ->model()
            ->rowCount();
    }

    std::unique_ptr<DesktopSettings> m_settings;
    std::unique_ptr<MemoryVault> m_vault;
};

void TestSettingsPage::init()
{
    begin();
    m_settings = std::make_unique<DesktopSettings>();
    m_vault = std::make_unique<MemoryVault>();
}

void TestSettingsPage::cleanup()
{
    end();
    theme::Theme::instance().setMode(theme::Mode::System);
    theme::Theme::instance().setReduceMotion(false);
}

void TestSettingsPage::openWith(const Options &options)
{
    m_window = std::make_unique<MainWindow>(options, Belongings{m_settings.get(), m_vault.get()});
    m_window->show();
    m_window->start();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestSettingsPage::openSettings()
{
    Options options;
    options.server = m_fixture->url();
    options.tokenFile = m_fixture->tokenFile();
    options.namesBackend = true;
    openWith(options);
    QTest::keyClick(m_window.get(), Qt::Key_Comma, Qt::ControlModifier);
    QCOMPARE(m_window->page(), MainWindow::Preferences);
}

QString TestSettingsPage::add(Fixture &fixture, const QString &name)
{
    const QString id = u"id-"_s + name;
    m_settings->setProfiles(m_settings->profiles() + QList<Profile>{{id, name, fixture.url()}});
    m_vault->store(id, Secret(Fixture::token()), this, [](TokenVault::Kept) {});
    return id;
}

void TestSettingsPage::choicesAreInForceAndRemembered()
{
    openSettings();
    auto *themes = child<QComboBox>("theme");
    themes->setCurrentIndex(2);
    emit themes->activated(2);
    QCOMPARE(theme::Theme::instance().mode(), theme::Mode::Dark);
    QCOMPARE(m_settings->theme(), theme::Mode::Dark);
    child<QCheckBox>("reduceMotion")->click();
    QVERIFY(theme::Theme::instance().reduceMotion() && m_settings->reduceMotion());
    child<QCheckBox>("notifyRuns")->click();
    QVERIFY(!m_settings->notifies());
    m_window->showPage(MainWindow::Progress);
    auto *log = progress()->log()->view();
    QVERIFY(!log->wordWrap());
    m_window->showPage(MainWindow::Preferences);
    child<QCheckBox>("wrapLog")->click();
    QVERIFY(log->wordWrap() && m_settings->wrapsLog());
    log->setWordWrap(false); // by its own button
    QVERIFY(!m_settings->wrapsLog());
    QVERIFY(!child<QCheckBox>("wrapLog")->isChecked());
    auto *hours = child<QComboBox>("hours");
    hours->setCurrentIndex(1);
    emit hours->activated(1);
    QCOMPARE(m_settings->hours(), DesktopSettings::Hours::H12);
}

void TestSettingsPage::languageSaysWhen()
{
    openSettings();
    auto *note = child<QLabel>("language:note");
    QVERIFY(note->text().isEmpty());
    auto *languages = child<QComboBox>("language");
    languages->setCurrentIndex(languages->findData(u"de"_s));
    emit languages->activated(languages->currentIndex());
    QCOMPARE(m_settings->language(), u"de"_s);
    QVERIFY(note->isVisible() && note->text().contains(u"next time"_s));
}

void TestSettingsPage::placeComesBackAndIsOnAScreen()
{
    openSettings();
    m_window->resize(760, 520);
    QTest::keyClick(m_window.get(), Qt::Key_4, Qt::ControlModifier);
    m_window->close();
    m_window.reset();
    Options options;
    options.server = m_fixture->url();
    openWith(options);
    QCOMPARE(m_window->size(), QSize(760, 520));
    QCOMPARE(m_window->page(), MainWindow::Nodes);
    // From a screen that is gone, and larger than this one.
    m_window->setGeometry(20'000, 20'000, 6'000, 5'000);
    m_settings->setGeometry(m_window->saveGeometry());
    m_window.reset();
    openWith(options);
    const QRect room = m_window->screen()->availableGeometry();
    QVERIFY(room.intersects(m_window->geometry()));
    QVERIFY(m_window->width() <= room.width() && m_window->height() <= room.height());
    // Damaged: as if there were none.
    m_settings->setGeometry("nonsense");
    m_window.reset();
    openWith(options);
    QVERIFY(room.intersects(m_window->geometry()));
}

void TestSettingsPage::commandLineWins()
{
    Fixture other;
    m_settings->setCurrentProfile(add(other, u"Other"_s));
    openSettings(); // names a server
    QTRY_COMPARE(rows(), 4);
    QVERIFY(other.server().requests().isEmpty());
    QVERIFY(child<QAbstractButton>("profile")->text().contains(u"127.0.0.1"_s));
}

void TestSettingsPage::addByDialog()
{
    Fixture other;
    openSettings();
    click("addConnection");
    auto *dialog = m_window->findChild<ProfileDialog *>();
    QVERIFY(dialog && dialog->isVisible());
    QTest::keyClicks(child<QLineEdit>("connectionName"), u"Workshop"_s);
    QTest::keyClicks(child<QLineEdit>("connectionUrl"), other.url().toString());
    auto *token = child<QLineEdit>("connectionToken");
    QCOMPARE(token->echoMode(), QLineEdit::Password);
    QTest::keyClicks(token, u"wrong"_s);
    other.server().enqueue("/api/containers", Script::reply(401, "application/json", "{}"));
    click("testConnection");
    auto *result = child<elements::InlineMessage>("connectionResult");
    QTRY_VERIFY(result->isVisible() && result->text().contains(u"does not accept"_s));
    token->selectAll();
    QTest::keyClicks(token, QString::fromLatin1(Fixture::token()));
    QVERIFY(!result->isVisible()); // it was about another token
    click("testConnection");
    QTRY_VERIFY(result->isVisible() && result->text().contains(u"4 containers"_s));
    click("saveConnection");
    QTRY_VERIFY(!m_window->findChild<ProfileDialog *>());
    QCOMPARE(m_settings->profiles().size(), 1);
    const Profile stored = m_settings->profiles().constFirst();
    QCOMPARE(stored.name, u"Workshop"_s);
    QVERIFY(m_vault->has(stored.id));
    QVERIFY(child<elements::InlineMessage>("tokenKept")->text().contains(u"this session only"_s));
    QVERIFY(child<QWidget>(qPrintable(u"connection:"_s + stored.id)));
}

void TestSettingsPage::dialogRefusesAndWarns()
{
    openSettings();
    click("addConnection");
    click("saveConnection");
    QVERIFY(m_window->findChild<ProfileDialog *>()); // nothing was typed
    QVERIFY(!child<QLabel>("connectionName:note")->text().isEmpty());
    QVERIFY(!child<QLabel>("connectionUrl:note")->text().isEmpty());
    auto *url = child<QLineEdit>("connectionUrl");
    QTest::keyClicks(url, u"http://10.0.0.7:8790"_s);
    QVERIFY(child<elements::InlineMessage>("plainHttp")->isVisible());
    url->setText(u"https://10.0.0.7:8790"_s);
    QVERIFY(!child<elements::InlineMessage>("plainHttp")->isVisible());
    QCOMPARE(m_settings->profiles().size(), 0);
}

void TestSettingsPage::dialogKeepsTheTokenAtItsMachine()
{
    Fixture thief;
    const QString id = add(*m_fixture, u"Workshop"_s);
    openSettings();
    auto *row = child<QWidget>(qPrintable(u"connection:"_s + id));
    row->findChild<QAbstractButton *>(u"edit"_s)->click();
    auto *url = child<QLineEdit>("connectionUrl");
    url->setText(thief.url().toString());
    click("testConnection");
    QTRY_VERIFY(child<elements::InlineMessage>("connectionResult")->isVisible());
    for (const auto &request : thief.server().requests())
        QVERIFY(!request.hasHeader("Authorization"));
    click("saveConnection");
    QTRY_VERIFY(!m_window->findChild<ProfileDialog *>());
    std::optional<Secret> token;
    m_vault->read(id, this, [&](const Result<Secret> &read) { token = read.value(); });
    QTRY_VERIFY(token);
    QVERIFY(token->isEmpty()); // it was for the other address
}

void TestSettingsPage::switchesWithoutARemainder()
{
    Fixture other;
    other.setContainers({Fixture::Run::Complete});
    const QString id = add(other, u"Other"_s);
    openSettings();
    QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
    QTRY_COMPARE(rows(), 4);
    // A run is watched, and goes on there.
    auto *view = child<QWidget>("containersPage")->findChild<QListView *>(QStringLiteral("containers"));
    view->setCurrentIndex(row(Fixture::Run::Streaming));
    QTest::keyClick(view, Qt::Key_Return);
    QTRY_COMPARE(title(), u"Creating web-01"_s);
    const auto before = m_fixture->server().requests().size();
    click("profile");
    auto *menu = m_window->findChild<QMenu *>(u"profileMenu"_s);
    QVERIFY(menu && menu->isVisible());
    menu->findChild<QAction *>(u"profile:"_s + id)->trigger();
    menu->close();
    QTRY_COMPARE(child<QAbstractButton>("profile")->text(), u"Other"_s);
    QTRY_COMPARE(rows(), 1);
    QVERIFY(m_window->page() != MainWindow::Progress);
    QVERIFY(!progress()); // nothing is left of the page that watched
    QCOMPARE(m_settings->currentProfile(), id);
    for (const auto &request : other.server().requests()) {
        if (request.target != "/api/health" || request.hasHeader("Authorization"))
            QCOMPARE(request.header("Authorization"), "Bearer " + Fixture::token());
    }
    const auto &asked = m_fixture->server().requests();
    for (auto i = before; i < asked.size(); ++i)
        QVERIFY(asked.at(i).method == "GET"); // nothing was cancelled there
    // And it is the one that a new window begins with.
    m_window.reset();
    openWith({});
    QTRY_COMPARE(rows(), 1);
    QVERIFY(!m_window->session().hasOwnBackend());
}

void TestSettingsPage::wrongTokenOfAProfile()
{
    Fixture other;
    other.server().setDefault("/api/containers", Script::reply(401, "application/json", "{}"));
    const QString id = add(other, u"Other"_s);
    openSettings();
    m_window->switchTo(id);
    QTRY_COMPARE(child<elements::ConnectionPill>("connectionPill")->text(), u"signed out"_s);
    const QString said = child<elements::ConnectionPill>("connectionPill")->accessibleName();
    QVERIFY2(said.contains(u"token of the connection"_s), qPrintable(said));
}

void TestSettingsPage::removalLeadsHome()
{
    Fixture other;
    const QString id = add(other, u"Other"_s);
    openSettings();
    auto *row = child<QWidget>(qPrintable(u"connection:"_s + id));
    bool focusOnCancel = false;
    answer("confirm", &focusOnCancel);
    row->findChild<QAbstractButton *>(u"remove"_s)->click();
    QVERIFY(focusOnCancel);
    QVERIFY(m_settings->profiles().isEmpty());
    QVERIFY(!m_vault->has(id));
    QTRY_VERIFY(!child<QWidget>(qPrintable(u"connection:"_s + id)));
}

void TestSettingsPage::everythingIsReachableAndNamed()
{
    add(*m_fixture, u"Workshop"_s);
    openSettings();
    auto *page = child<QWidget>("settingsPage");
    QSet<const QWidget *> wanted;
    for (const QWidget *widget : page->findChildren<QWidget *>()) {
        const bool isControl =
            qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QComboBox *>(widget);
        if (isControl && widget->isVisible() && (widget->focusPolicy() & Qt::TabFocus))
            wanted.insert(widget);
    }
    QVERIFY(wanted.size() >= 9);
    for (const QWidget *widget : std::as_const(wanted)) {
        QVERIFY(!widget->objectName().isEmpty());
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        QVERIFY2(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()),
                 qPrintable(widget->objectName()));
    }
    for (int i = 0; i < 60 && !wanted.isEmpty(); ++i) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        wanted.remove(QApplication::focusWidget());
    }
    QVERIFY2(wanted.isEmpty(), qPrintable(wanted.isEmpty() ? QString() : (*wanted.begin())->objectName()));
}

QTEST_MAIN(TestSettingsPage)
#include "tst_settingspage.moc"
