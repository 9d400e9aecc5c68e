#include "tests/support/paths.h"

#include "app/desktop/mainwindow.h"
#include "app/desktop/pages/createpage.h"
#include "app/desktop/pages/templateeditorpage.h"
#include "app/desktop/pages/templatespage.h"
#include "app/domain/templatefolder.h"
#include "tests/app/desktop/quiet.h"
#include "tests/integration/backendprocess.h"
#include "widgets/theme/theme.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTimer>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;

/// The pages of templates on a real slipwayd with the shipped templates.
class TestTemplates : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void init();
    void cleanup() { m_window.reset(); }
    void searchAndTags();
    void useOpensTheForm();
    void editsAndStores();
    void wrongFieldsAreNamedWhileTyping();
    void orderByKeyboard();
    void orderByDragging();
    void typedIsNotLost();
    void somebodyElsesChange();
    void removeOwnRevertShipped();
    void importAndExport();
    void everyInputHasAName();
    void pictures();

private:
    /// The one in sight, where the wizard has a part of the same kind.
    template<typename T>
    T *child(const QString &name) const
    {
        const auto all = m_window->findChildren<T *>(name);
        const auto seen = std::find_if(all.begin(), all.end(), [](const T *one) { return one->isVisible(); });
        return seen != all.end() ? *seen : all.value(0);
    }
    void click(const QString &name) const
    {
        auto *button = child<QAbstractButton>(name);
        QVERIFY2(button && button->isVisible() && button->isEnabled(), qPrintable(name));
        button->click();
    }
    void choose(const QString &name) const;
    void edit(const QString &name) const;
    /// Presses this button of the next dialog, whenever it comes.
    void answer(const QString &button) const
    {
        auto *timer = new QTimer(m_window.get());
        QObject::connect(timer, &QTimer::timeout, timer, [timer, button] {
            auto *dialog = QApplication::activeModalWidget();
            if (!dialog)
                return;
            timer->deleteLater();
            for (auto *one : dialog->findChildren<QPushButton *>()) {
                if (one->text() == button)
                    return one->click();
            }
            dialog->close();
            QFAIL(qPrintable(u"no button "_s + button));
        });
        timer->start(5);
    }
    Template stored(const QString &name) const
    {
        return readTemplate(m_dir.filePath(u"data/templates/"_s + name)).value();
    }
    bool isStored(const QString &name) const
    {
        return QDir(m_dir.filePath(u"data/templates/"_s + name)).exists();
    }
    int shownRows() const { return child<QListWidget>(u"templates"_s)->count(); }

    QTemporaryDir m_dir;
    std::unique_ptr<integration::BackendProcess> m_backend;
    std::unique_ptr<MainWindow> m_window;
};

void TestTemplates::initTestCase()
{
    theme::Theme::instance().install();
    m_backend = std::make_unique<integration::BackendProcess>(
        m_dir.path(),
        QStringList{u"--templates"_s, test::sourceDir() + QStringLiteral("/resources/templates")});
    QVERIFY2(m_backend->awaitServing(), m_backend->err.constData());
}

void TestTemplates::cleanupTestCase() { QCOMPARE(m_backend->stop(), 0); }

void TestTemplates::init()
{
    desktoptest::failOnWarnings();
    QDir(m_dir.filePath(u"data/templates"_s)).removeRecursively();
    Options options;
    options.server = m_backend->url;
    options.tokenFile = m_backend->tokenFile();
    m_window = std::make_unique<MainWindow>(options);
    m_window->show();
    m_window->start();
    m_window->showPage(MainWindow::Templates);
    QTRY_COMPARE_WITH_TIMEOUT(shownRows(), 7, 60'000);
}

void TestTemplates::choose(const QString &name) const
{
    child<TemplatesPage>(u"templatesPage"_s)->choose(name);
    QTRY_VERIFY_WITH_TIMEOUT(child<QPushButton>(u"editTemplate"_s)->isEnabled(), 30'000);
}

void TestTemplates::edit(const QString &name) const
{
    choose(name);
    click(u"editTemplate"_s);
    QCOMPARE(m_window->page(), MainWindow::TemplateEditor);
}

void TestTemplates::searchAndTags()
{
    auto *filter = child<QLineEdit>(u"templateFilter"_s);
    filter->setText(u"postgre"_s);
    QCOMPARE(shownRows(), 1);
    filter->setText(u"nothing of the kind"_s);
    QCOMPARE(shownRows(), 0);
    QVERIFY(!child<QWidget>(u"templateView"_s)->isVisible());
    filter->clear();
    click(u"tag-database"_s);
    QCOMPARE(shownRows(), 2);
    click(u"tag-web"_s); // both tags
    QCOMPARE(shownRows(), 0);
    click(u"tag-database"_s);
    QCOMPARE(shownRows(), 2);
    click(u"tag-web"_s);
    QCOMPARE(shownRows(), 7);
}

void TestTemplates::useOpensTheForm()
{
    choose(u"docker-host"_s);
    click(u"useTemplate"_s);
    QCOMPARE(m_window->page(), MainWindow::Create);
    auto *wizard = child<CreatePage>(u"createPage"_s);
    QCOMPARE(wizard->spec().templateName, u"docker-host"_s);
    QCOMPARE(wizard->step(), CreateStep::Configure);
}

void TestTemplates::editsAndStores()
{
    edit(u"redis"_s);
    QVERIFY(!child<QPushButton>(u"saveTemplate"_s)->isEnabled()); // nothing is changed
    QVERIFY(!child<QLineEdit>(u"templateName"_s)->isEnabled());
    child<QLineEdit>(u"templateTitleInput"_s)->setText(u"Redis \"$HOME\" 7"_s);
    child<QLineEdit>(u"packages-main-pip"_s)->setText(u"flask>=2,<3 rich"_s);
    auto *tabs = child<QTabWidget>(u"templateTabs"_s);
    tabs->setCurrentIndex(1);
    click(u"addScript"_s);
    QCOMPARE(child<QLineEdit>(u"templateScriptName"_s)->text(), u"10-script.sh"_s);
    child<QPlainTextEdit>(u"templateScriptText"_s)->setPlainText(u"echo more\n"_s);
    auto *list = child<QListWidget>(u"scriptList"_s);
    list->item(0)->setCheckState(Qt::Unchecked);
    tabs->setCurrentIndex(2);
    click(u"addFile"_s);
    child<QLineEdit>(u"filePath"_s)->setText(u"/etc/motd"_s);
    child<QPlainTextEdit>(u"fileText"_s)->setPlainText(u"hello\n"_s);
    child<QComboBox>(u"filePolicy"_s)->setCurrentIndex(2);
    click(u"saveTemplate"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->page(), MainWindow::Templates, 30'000);
    const Template now = stored(u"redis"_s);
    QCOMPARE(now.title, u"Redis \"$HOME\" 7"_s);
    QCOMPARE(packagesOf(now, PackageKind::Pip), (QStringList{u"flask>=2,<3"_s, u"rich"_s}));
    QCOMPARE(packagesOf(now, PackageKind::Apt), QStringList{u"redis-server"_s});
    QCOMPARE(now.scripts.size(), 2);
    QCOMPARE(now.scripts.at(0).enabled, false);
    QCOMPARE(now.scripts.at(1).content, QByteArray("echo more\n"));
    QCOMPARE(now.files, (QList<FileSpec>{{u"/etc/motd"_s, "hello\n", FileSpec::Policy::Backup}}));
}

void TestTemplates::wrongFieldsAreNamedWhileTyping()
{
    click(u"newTemplate"_s);
    QVERIFY(child<QLabel>(u"templateWhyNot"_s)->text().isEmpty()); // nothing was typed yet
    auto *title = child<QLineEdit>(u"templateTitleInput"_s);
    title->setText(u"Mine"_s);
    auto *name = child<QLineEdit>(u"templateName"_s);
    auto *save = child<QPushButton>(u"saveTemplate"_s);
    name->setText(u"../x"_s);
    QVERIFY(!save->isEnabled());
    QVERIFY(child<QLabel>(u"templateWhyNot"_s)->text().startsWith(u"Cannot use this name"));
    name->setText(u"redis"_s);
    QVERIFY2(child<QLabel>(u"templateWhyNot"_s)->text().contains(u"already"),
             qPrintable(child<QLabel>(u"templateWhyNot"_s)->text()));
    name->setText(u"mine"_s);
    QVERIFY(save->isEnabled());
    auto *tabs = child<QTabWidget>(u"templateTabs"_s);
    tabs->setCurrentIndex(2);
    click(u"addFile"_s);
    QCOMPARE(tabs->tabText(2), u"Files (1 wrong)"_s);
    QVERIFY(!save->isEnabled());
    child<QLineEdit>(u"filePath"_s)->setText(u"/etc/ok"_s);
    QCOMPARE(tabs->tabText(2), u"Files"_s);
    click(u"saveTemplate"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->page(), MainWindow::Templates, 30'000);
    QCOMPARE(stored(u"mine"_s).title, u"Mine"_s);
}

void TestTemplates::orderByKeyboard()
{
    edit(u"postgresql"_s);
    child<QTabWidget>(u"templateTabs"_s)->setCurrentIndex(1);
    auto *list = child<QListWidget>(u"scriptList"_s);
    QCOMPARE(list->item(0)->text(), u"00-network.sh"_s);
    QVERIFY(list->currentRow() == 0);
    const QString first = child<QPlainTextEdit>(u"templateScriptText"_s)->toPlainText();
    QVERIFY(first.contains(u"listen_addresses"));
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(list->item(0)->text(), u"00-database.sh"_s);
    QCOMPARE(list->item(1)->text(), u"01-network.sh"_s);
    QCOMPARE(list->currentRow(), 1);
    QCOMPARE(child<QPlainTextEdit>(u"templateScriptText"_s)->toPlainText(), first);
    QTest::keyClick(list, Qt::Key_Down, Qt::AltModifier); // it is the last
    QCOMPARE(list->currentRow(), 1);
    click(u"saveTemplate"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->page(), MainWindow::Templates, 30'000);
    QCOMPARE(stored(u"postgresql"_s).scripts.at(1).content, first.toUtf8());
}

// What a drop does to the list, without the mouse.
void TestTemplates::orderByDragging()
{
    edit(u"busybox-web"_s);
    auto *list = child<QListWidget>(u"scriptList"_s);
    QCOMPARE(list->count(), 3);
    QVERIFY(list->model()->moveRow({}, 0, {}, 3));
    const auto names = [list] {
        QStringList out;
        for (int row = 0; row < list->count(); ++row)
            out.append(list->item(row)->text());
        return out;
    };
    QTRY_COMPARE(names(), (QStringList{u"00-credentials.sh"_s, u"01-service.sh"_s, u"02-check.sh"_s}));
    click(u"saveTemplate"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->page(), MainWindow::Templates, 30'000);
    QVERIFY(stored(u"busybox-web"_s).scripts.at(2).content.contains("Checking what this BusyBox can do"));
}

void TestTemplates::typedIsNotLost()
{
    edit(u"redis"_s);
    child<QLineEdit>(u"templateDescription"_s)->setText(u"typed"_s);
    answer(u"Cancel"_s);
    m_window->showPage(MainWindow::ContainersPage);
    QCOMPARE(m_window->page(), MainWindow::TemplateEditor);
    QCOMPARE(child<QLineEdit>(u"templateDescription"_s)->text(), u"typed"_s);
    answer(u"Drop It"_s);
    m_window->showPage(MainWindow::ContainersPage);
    QCOMPARE(m_window->page(), MainWindow::ContainersPage);
    QVERIFY(!isStored(u"redis"_s));
}

void TestTemplates::somebodyElsesChange()
{
    edit(u"redis"_s);
    const QString shipped = test::sourceDir() + QStringLiteral("/resources/templates/redis");
    Template theirs = readTemplate(shipped).value();
    theirs.cores = 7;
    QVERIFY(QDir().mkpath(m_dir.filePath(u"data/templates"_s)));
    QVERIFY(replaceTemplate(m_dir.filePath(u"data/templates/redis"_s), theirs));
    child<QLineEdit>(u"templateDescription"_s)->setText(u"mine"_s);
    answer(u"Cancel"_s);
    click(u"saveTemplate"_s);
    QTRY_VERIFY_WITH_TIMEOUT(child<QWidget>(u"templateMessage"_s)->isVisible(), 30'000);
    QTRY_VERIFY(!QApplication::activeModalWidget());
    QCOMPARE(stored(u"redis"_s).cores, 7);
    QCOMPARE(child<QLineEdit>(u"templateDescription"_s)->text(), u"mine"_s);
    answer(u"Drop It"_s);
    m_window->showPage(MainWindow::Templates);
}

void TestTemplates::removeOwnRevertShipped()
{
    edit(u"redis"_s);
    child<QLineEdit>(u"templateDescription"_s)->setText(u"mine"_s);
    click(u"saveTemplate"_s);
    QTRY_VERIFY_WITH_TIMEOUT(isStored(u"redis"_s) && m_window->page() == MainWindow::Templates, 30'000);
    auto *remove = child<QPushButton>(u"removeTemplate"_s);
    QTRY_COMPARE_WITH_TIMEOUT(remove->text(), u"Revert…"_s, 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(child<QPushButton>(u"editTemplate"_s)->isEnabled(), 30'000);
    answer(u"Revert"_s);
    remove->click();
    QTRY_VERIFY_WITH_TIMEOUT(!isStored(u"redis"_s), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(!remove->isEnabled(), 30'000); // the shipped one is back, and stays
}

void TestTemplates::importAndExport()
{
    choose(u"busybox-web"_s);
    const QString folder = m_dir.filePath(u"git"_s);
    // The dialog for a folder is the system's: what it leads to is called directly.
    auto &templates = child<TemplatesPage>(u"templatesPage"_s)->controller();
    templates.exportTo(
        readTemplate(test::sourceDir() + QStringLiteral("/resources/templates/busybox-web")).value(), folder);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(folder + u"/busybox-web/template.conf"_s), 30'000);
    QVERIFY(QDir(folder).rename(u"busybox-web"_s, u"tiny"_s));
    templates.importFolder(folder + u"/tiny"_s);
    QTRY_COMPARE_WITH_TIMEOUT(shownRows(), 8, 30'000);
    QVERIFY(isStored(u"tiny"_s));
}

void TestTemplates::everyInputHasAName()
{
    edit(u"debian-web"_s);
    auto *tabs = child<QTabWidget>(u"templateTabs"_s);
    for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        int seen = 0;
        for (QWidget *widget : tabs->currentWidget()->findChildren<QWidget *>()) {
            if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus || widget->focusProxy() ||
                widget->objectName().startsWith(u"qt_"))
                continue;
            const QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
            QVERIFY(interface);
            QVERIFY2(!interface->text(QAccessible::Name).isEmpty(), qPrintable(widget->objectName()));
            ++seen;
        }
        QVERIFY(seen > 3);
    }
}

/// With SLIPWAY_TEST_SHOTS=DIRECTORY the pages as pictures, light and dark.
void TestTemplates::pictures()
{
    const QString directory = qEnvironmentVariable("SLIPWAY_TEST_SHOTS");
    if (directory.isEmpty())
        QSKIP("set SLIPWAY_TEST_SHOTS=DIRECTORY to get pictures");
    for (const auto &[mode, name] :
         {std::pair(theme::Mode::Light, u"light"_s), std::pair(theme::Mode::Dark, u"dark"_s)}) {
        theme::Theme::instance().setMode(mode);
        const auto middle = [this] {
            return m_window->grab().toImage().pixelColor(m_window->width() - 3, 3);
        };
        QTRY_COMPARE(middle(), theme::color(theme::Role::Window)); // switched live
        m_window->showPage(MainWindow::Templates);
        choose(u"postgresql"_s);
        QVERIFY(m_window->grab().save(directory + u"/templates-"_s + name + u".png"_s));
        edit(u"postgresql"_s);
        QVERIFY(m_window->grab().save(directory + u"/template-settings-"_s + name + u".png"_s));
        child<QTabWidget>(u"templateTabs"_s)->setCurrentIndex(1);
        QVERIFY(m_window->grab().save(directory + u"/template-scripts-"_s + name + u".png"_s));
        m_window->showPage(MainWindow::Templates);
    }
    theme::Theme::instance().setMode(theme::Mode::System);
}

QTEST_MAIN(TestTemplates)
#include "tst_templates.moc"
