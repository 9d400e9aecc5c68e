#include "app/desktop/pages/bucketspage.h"
#include "tests/app/desktop/windowfixture.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/theme/theme.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using desktoptest::WindowFixture;
using fakes::Script;

/// The package buckets in the window.
class TestBuckets : public QObject, private WindowFixture
{
    Q_OBJECT
private slots:
    void initTestCase() { theme::Theme::instance().install(); }
    void init() { begin(); }
    void cleanup() { end(); }
    void listAndEdit();
    void aNewOne();
    void whatIsWrongStandsAtItsField();
    void deletionNamesTheTemplates();
    void nothingTypedIsLost();
    void conflictAsks();

private:
    void openBuckets()
    {
        open();
        m_window->showPage(MainWindow::Templates);
        QTRY_VERIFY(child<QPushButton>("packageBuckets")->isVisible());
        click("packageBuckets");
        QCOMPARE(m_window->page(), MainWindow::Buckets);
        QTRY_COMPARE(list()->count(), 2);
    }
    QListWidget *list() const { return child<QListWidget>("buckets"); }
    QPlainTextEdit *lines(const char *name) const { return child<QPlainTextEdit>(name); }
    QList<fakes::Request> sent(const QByteArray &method) const
    {
        QList<fakes::Request> out;
        for (const auto &request : m_fixture->server().requests()) {
            if (request.method == method)
                out.append(request);
        }
        return out;
    }
    QJsonObject body() const { return QJsonDocument::fromJson(sent("PUT").last().body).object(); }
};

void TestBuckets::listAndEdit()
{
    openBuckets();
    QVERIFY(list()->item(0)->text().contains(u"used by docker"_s));
    QCOMPARE(child<QLineEdit>("bucketName")->text(), u"base"_s); // the first one
    QVERIFY(!child<QLineEdit>("bucketName")->isEnabled());
    QCOMPARE(lines("bucket:apt")->toPlainText(), u"git\nhtop\nvim"_s);
    QVERIFY(!child<QPushButton>("saveBucket")->isEnabled());
    list()->setCurrentRow(1);
    QCOMPARE(lines("bucket:npm")->toPlainText(), u"pm2@5\nyarn"_s);
    lines("bucket:npm")->setPlainText(u"pm2@5\npnpm"_s);
    m_fixture->server().setDefault(
        "/api/package-buckets/node-tools",
        Script::reply(
            200, "application/json",
            R"({"name":"node-tools","apt":["nodejs"],"npm":["pm2@5","pnpm"],"pip":[],"revision":"b3"})"));
    click("saveBucket");
    QTRY_VERIFY(child<elements::InlineMessage>("bucketMessage")->isVisible());
    QCOMPARE(body().value("revision"_L1).toString(), u"b2"_s); // what was edited
    QCOMPARE(body().value("npm"_L1).toVariant().toStringList(), (QStringList{u"pm2@5"_s, u"pnpm"_s}));
    QVERIFY(!child<QPushButton>("saveBucket")->isEnabled());
}

void TestBuckets::aNewOne()
{
    m_fixture->server().setDefault("/api/package-buckets",
                                   Script::reply(200, "application/json", R"({"buckets":[]})"));
    open();
    m_window->showPage(MainWindow::Buckets);
    auto *action = child<QWidget>("bucketsPage")->findChild<QPushButton *>(u"emptyAction"_s);
    QTRY_VERIFY(action->isVisible());
    QTest::mouseClick(action, Qt::LeftButton);
    QVERIFY(child<QLineEdit>("bucketName")->hasFocus());
    QTest::keyClicks(child<QLineEdit>("bucketName"), u"base"_s);
    QVERIFY(child<QLabel>("bucketWhyNot")->text().startsWith(u"Cannot keep an empty bucket"_s));
    lines("bucket:apt")->setPlainText(u"git\ngit\nhtop"_s);
    m_fixture->server().setDefault(
        "/api/package-buckets/base",
        Script::reply(201, "application/json",
                      R"({"name":"base","apt":["git","htop"],"npm":[],"pip":[],"revision":"b1"})"));
    click("saveBucket");
    QTRY_COMPARE(sent("PUT").size(), 1);
    QCOMPARE(body().value("revision"_L1).toString(), QString());
    QCOMPARE(body().value("apt"_L1).toVariant().toStringList(), (QStringList{u"git"_s, u"htop"_s}));
}

void TestBuckets::whatIsWrongStandsAtItsField()
{
    openBuckets();
    lines("bucket:pip")->setPlainText(u"flask\n--index-url"_s);
    QVERIFY2(child<QLabel>("bucket:pip:note")->text().startsWith(u"Line 2: Cannot install"_s),
             qPrintable(child<QLabel>("bucket:pip:note")->text()));
    QVERIFY(!child<QPushButton>("saveBucket")->isEnabled());
    // What the backend says stands there as well.
    lines("bucket:pip")->setPlainText(u"flask"_s);
    m_fixture->server().setDefault(
        "/api/package-buckets/base",
        Script::reply(
            422, "application/problem+json",
            R"({"detail":"Cannot store it.","fields":[{"field":"apt[1]","message":"Not that one."}]})"));
    click("saveBucket");
    QTRY_COMPARE(child<QLabel>("bucket:apt:note")->text(), u"Line 2: Not that one."_s);
    QCOMPARE(lines("bucket:pip")->toPlainText(), u"flask"_s);
}

void TestBuckets::deletionNamesTheTemplates()
{
    openBuckets();
    QString words;
    QTimer::singleShot(0, m_window.get(), [&words] {
        auto *dialog = QApplication::activeModalWidget();
        for (QLabel *label : dialog->findChildren<QLabel *>())
            words += label->text() + u'\n';
        QTest::mouseClick(dialog->findChild<QPushButton *>(u"confirm"_s), Qt::LeftButton);
    });
    m_fixture->server().setDefault("/api/package-buckets/base", Script::reply(204, "application/json", {}));
    click("removeBucket");
    QVERIFY2(words.contains(u"docker"_s), qPrintable(words));
    QTRY_COMPARE(sent("DELETE").size(), 1);
    QCOMPARE(sent("DELETE").first().target, QByteArray("/api/package-buckets/base?force=1"));
}

void TestBuckets::nothingTypedIsLost()
{
    openBuckets();
    lines("bucket:apt")->setPlainText(u"typed"_s);
    answer("cancel");
    list()->setCurrentRow(1);
    QCOMPARE(list()->currentRow(), 0);
    QCOMPARE(lines("bucket:apt")->toPlainText(), u"typed"_s);
    answer("cancel");
    m_window->showPage(MainWindow::ContainersPage);
    QCOMPARE(m_window->page(), MainWindow::Buckets);
    answer("confirm");
    m_window->showPage(MainWindow::ContainersPage);
    QCOMPARE(m_window->page(), MainWindow::ContainersPage);
}

void TestBuckets::conflictAsks()
{
    openBuckets();
    lines("bucket:apt")->setPlainText(u"mine"_s);
    m_fixture->server().enqueue(
        "/api/package-buckets/base",
        Script::reply(409, "application/problem+json", R"({"detail":"It was changed."})"));
    m_fixture->server().setDefault(
        "/api/package-buckets/base",
        Script::reply(200, "application/json",
                      R"({"name":"base","apt":["mine"],"npm":[],"pip":["httpie"],"revision":"b9"})"));
    QTimer again;
    connect(&again, &QTimer::timeout, this, [] {
        if (auto *dialog = QApplication::activeModalWidget())
            QTest::mouseClick(dialog->findChild<QPushButton *>(u"confirm"_s), Qt::LeftButton);
    });
    again.start(20);
    click("saveBucket");
    QTRY_COMPARE(sent("PUT").size(), 2);
    QCOMPARE(body().value("revision"_L1).toString(), u"*"_s);
    QCOMPARE(lines("bucket:apt")->toPlainText(), u"mine"_s);
}

QTEST_MAIN(TestBuckets)
#include "tst_buckets.moc"
