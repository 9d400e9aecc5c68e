#include "app/desktop/nodeeditorcontroller.h"
#include "app/desktop/pages/keyedit.h"
#include "app/desktop/pages/lookupfield.h"
#include "app/desktop/pages/nodeeditorpage.h"
#include "app/desktop/pages/preflightview.h"
#include "app/desktop/pages/trustdialog.h"
#include "tests/app/desktop/windowfixture.h"
#include "tests/support/loopticker.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/theme/theme.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QJsonDocument>
#include <QLineEdit>
#include <QSpinBox>
#include <QTemporaryDir>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using desktoptest::WindowFixture;
using fakes::Script;

/// The node editor in the real window, on a backend of recorded answers.
class TestNodeEditor : public QObject, private WindowFixture
{
    Q_OBJECT
private slots:
    void initTestCase() { theme::Theme::instance().install(); }
    void init() { begin(); }
    void cleanup() { end(); }
    void emptyListLeadsHere();
    void pastedTokenFallsIntoItsParts_data();
    void pastedTokenFallsIntoItsParts();
    void pastedAddressFallsIntoItsParts();
    void errorsComeAndGoAtTheirField();
    void storedSecretStays();
    void storedSecretIsNotSentElsewhere();
    void firstContactAsksAndTrusts();
    void changedIdentityIsLoud();
    void refusalKeepsAllTypedAtItsField();
    void testCanBeCancelled();
    void slowTestNeverStallsTheLoop();
    void unreachableBackendSaysSo();
    void keyFiles_data();
    void keyFiles();
    void lookupFailureHasRetryAndTypingStays();
    void leavingAsksWhenSomethingIsTyped();

private:
    void openEditor(bool stored);
    void type(const char *name, const QString &text)
    {
        auto *edit = child<QLineEdit>(name);
        edit->clear();
        QTest::keyClicks(edit, text);
    }
    void fillNew();
    QString note(const char *name) const
    {
        auto *label = child<QLabel>(QByteArray(QByteArray(name) + ":note").constData());
        return label && !label->isHidden() ? label->text() : QString();
    }
    NodeEditorPage *editor() const { return m_window->findChild<NodeEditorPage *>(); }
    QJsonObject lastBody(const QByteArray &method, const QByteArray &target) const;
};

constexpr auto kSecret = "01234567-89ab-cdef-0123-456789abcdef";

QJsonObject TestNodeEditor::lastBody(const QByteArray &method, const QByteArray &target) const
{
    QJsonObject body;
    for (const auto &request : m_fixture->server().requests()) {
        if (request.method == method && request.target == target)
            body = QJsonDocument::fromJson(request.body).object();
    }
    return body;
}

void TestNodeEditor::openEditor(bool stored)
{
    open();
    QTest::keyClick(m_window.get(), Qt::Key_4, Qt::ControlModifier);
    QCOMPARE(m_window->page(), MainWindow::Nodes);
    if (stored) {
        QTRY_VERIFY(child<QWidget>("node:pve"));
        QTest::mouseClick(child<QWidget>("node:pve")->findChild<QPushButton *>(u"edit"_s), Qt::LeftButton);
    } else {
        // Both questions for the list have been read: what is queued from here on is for others.
        QTRY_VERIFY(std::count_if(m_fixture->server().requests().begin(),
                                  m_fixture->server().requests().end(),
                                  [](const auto &r) { return r.target == "/api/nodes"; }) >= 2);
        emit child<QPushButton>("addNode")->clicked();
    }
    QCOMPARE(m_window->page(), MainWindow::NodeEditor);
}

void TestNodeEditor::fillNew()
{
    type("nodeName", u"pve2"_s);
    type("nodeHost", u"192.168.1.11"_s);
    type("nodeUser", u"slipway@pve"_s);
    type("tokenName", u"desk"_s);
    type("secret", QLatin1StringView(kSecret));
    child<QCheckBox>("sshEnabled")->setChecked(false);
}

void TestNodeEditor::emptyListLeadsHere()
{
    open();
    m_window->showPage(MainWindow::Nodes);
    auto *page = child<QWidget>("nodesPage");
    QPushButton *add = nullptr;
    QTRY_VERIFY([&] {
        for (QPushButton *button : page->findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text() == u"Add Node"_s)
                add = button;
        }
        return add;
    }());
    QTest::mouseClick(add, Qt::LeftButton);
    QCOMPARE(m_window->page(), MainWindow::NodeEditor);
    QCOMPARE(m_window->focusWidget(), child<QLineEdit>("nodeName"));
    QCOMPARE(note("nodeHost").contains(u"Cannot"_s), false); // an untouched field is no error yet
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QCOMPARE(m_window->page(), MainWindow::Nodes);
}

void TestNodeEditor::pastedTokenFallsIntoItsParts_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("text");
    const QString token = u"slipway@pve!desk="_s + QLatin1StringView(kSecret);
    QTest::newRow("into the user") << u"nodeUser"_s << token;
    QTest::newRow("into the token's name") << u"tokenName"_s << token;
    QTest::newRow("into the secret") << u"secret"_s << token;
    QTest::newRow("with the header's word") << u"secret"_s << u"PVEAPIToken="_s + token;
}

void TestNodeEditor::pastedTokenFallsIntoItsParts()
{
    QFETCH(const QString, field);
    QFETCH(const QString, text);
    openEditor(false);
    QGuiApplication::clipboard()->setText(text);
    auto *edit = m_window->findChild<QLineEdit *>(field);
    edit->setFocus();
    QTest::keyClick(edit, Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(child<QLineEdit>("nodeUser")->text(), u"slipway@pve"_s);
    QCOMPARE(child<QLineEdit>("tokenName")->text(), u"desk"_s);
    QCOMPARE(child<QLineEdit>("secret")->text(), QLatin1StringView(kSecret));
    QCOMPARE(child<QLineEdit>("secret")->echoMode(), QLineEdit::Password);
}

void TestNodeEditor::pastedAddressFallsIntoItsParts()
{
    openEditor(false);
    QGuiApplication::clipboard()->setText(u"https://pve.example.net:8443/#v1:0:=node%2Fpve"_s);
    auto *host = child<QLineEdit>("nodeHost");
    host->setFocus();
    QTest::keyClick(host, Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(host->text(), u"pve.example.net"_s);
    QCOMPARE(child<QSpinBox>("nodePort")->value(), 8443);
}

void TestNodeEditor::errorsComeAndGoAtTheirField()
{
    openEditor(false);
    type("nodeName", u"Pve 2"_s);
    QVERIFY(note("nodeName").contains(u"Cannot use this name"_s));
    type("nodeName", u"pve2"_s);
    QVERIFY(!note("nodeName").contains(u"Cannot"_s));
    type("nodeUser", u"root"_s);
    QVERIFY(note("nodeUser").contains(u"root@pam"_s));
    QVERIFY(!child<QLineEdit>("nodeUser")->accessibleDescription().isEmpty());
    click("testNode"); // now the empty ones are errors too, and the first of them has the focus
    QVERIFY(note("nodeHost").contains(u"Cannot reach a node without its address"_s));
    QCOMPARE(m_window->focusWidget(), child<QLineEdit>("nodeHost"));
    QCOMPARE(lastBody("POST", "/api/nodes/test"), QJsonObject());
}

void TestNodeEditor::storedSecretStays()
{
    m_fixture->setNode(Fixture::Trust::Trusted);
    m_fixture->server().setDefault(
        "/api/nodes/pve", Script::reply(200, "application/json", R"({"name":"pve","host":"192.168.1.10"})"));
    openEditor(true);
    QCOMPARE(child<QLineEdit>("secret")->text(), QString());
    QVERIFY(child<QLineEdit>("secret")->placeholderText().contains(u"kept"_s));
    QCOMPARE(child<QPushButton>("saveNode")->text(), u"Save without a Passed Test"_s);
    click("testNode");
    QTRY_COMPARE(child<QPushButton>("saveNode")->text(), u"Save"_s);
    QVERIFY(m_window->findChild<NodeEditorPage *>()->findChild<PreflightView *>()->asText().contains(
        u"[~] Permissions"_s));
    click("saveNode");
    QTRY_COMPARE(m_window->page(), MainWindow::Nodes);
    const QJsonObject body = lastBody("PATCH", "/api/nodes/pve");
    QVERIFY(!body.isEmpty());
    QVERIFY(!body.contains("secret"_L1)); // absent: what is stored stays
    QVERIFY(!body.value("ssh"_L1).toObject().contains("privateKey"_L1));
    // The card knows what the editor's test found.
    QVERIFY(child<QWidget>("node:pve")->findChild<QLabel *>(u"testResult"_s)->text().contains(u"8.4.1"_s));
}

void TestNodeEditor::storedSecretIsNotSentElsewhere()
{
    m_fixture->setNode(Fixture::Trust::Trusted);
    openEditor(true);
    type("nodeHost", u"192.168.1.99"_s);
    click("testNode");
    QVERIFY(note("secret").contains(u"Type it again"_s));
    QCOMPARE(lastBody("POST", "/api/nodes/test"), QJsonObject());
    type("secret", QLatin1StringView(kSecret));
    click("testNode");
    QTRY_VERIFY(!lastBody("POST", "/api/nodes/test").isEmpty());
}

void TestNodeEditor::firstContactAsksAndTrusts()
{
    m_fixture->setNode(Fixture::Trust::New);
    openEditor(true);
    click("testNode");
    auto *question = child<elements::InlineMessage>("trustQuestion");
    QTRY_VERIFY(question->isVisible());
    emit question->actionTriggered();
    auto *dialog = m_window->findChild<TrustDialog *>();
    QVERIFY(dialog && dialog->isVisible());
    QCOMPARE(dialog->focusWidget(), dialog->findChild<QPushButton *>(u"cancel"_s));
    QStringList prints;
    for (QLabel *label : dialog->findChildren<QLabel *>(u"now"_s))
        prints.append(label->text().remove(QRegularExpression(u"\\s"_s)));
    QCOMPARE(prints, (QStringList{QString::fromLatin1(Fixture::shownCertificate()).remove(u':'),
                                  QString::fromLatin1(Fixture::shownHostKey())}));
    for (QLabel *label : dialog->findChildren<QLabel *>(u"now"_s))
        QVERIFY(label->height() >= label->sizeHint().height() && label->width() >= label->sizeHint().width());
    QTest::keyClick(dialog, Qt::Key_Return); // Cancel: nothing is trusted by Return alone
    QTRY_VERIFY(!m_window->findChild<TrustDialog *>());
    QCOMPARE(child<QLineEdit>("certificateSha256")->text(), QString());

    emit question->actionTriggered();
    dialog = m_window->findChild<TrustDialog *>();
    m_fixture->server().setDefault(
        "/api/nodes/test",
        Script::reply(200, "application/json", Fixture::preflight(Fixture::Trust::Trusted)));
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"confirm"_s), Qt::LeftButton);
    QCOMPARE(child<QLineEdit>("certificateSha256")->text(), QString::fromLatin1(Fixture::shownCertificate()));
    QCOMPARE(child<QLineEdit>("hostKeySha256")->text(), QString::fromLatin1(Fixture::shownHostKey()));
    QTRY_COMPARE(child<QPushButton>("saveNode")->text(), u"Save"_s); // it was tested again by itself
    QCOMPARE(lastBody("POST", "/api/nodes/test").value("certificateSha256"_L1).toString(),
             QString::fromLatin1(Fixture::shownCertificate()));
}

void TestNodeEditor::changedIdentityIsLoud()
{
    m_fixture->setNode(Fixture::Trust::Changed);
    openEditor(true);
    click("testNode");
    auto *question = child<elements::InlineMessage>("trustQuestion");
    QTRY_VERIFY(question->isVisible());
    QVERIFY(question->text().contains(u"another identity"_s));
    emit question->actionTriggered();
    auto *dialog = m_window->findChild<TrustDialog *>();
    QVERIFY(dialog->findChild<elements::InlineMessage *>(u"changedIdentity"_s)->isVisible());
    QCOMPARE(dialog->findChildren<QLabel *>(u"before"_s).size(), 2);
    QVERIFY(dialog->findChild<QLabel *>(u"before"_s)->text().startsWith(u"9C 07"_s));
    QVERIFY(dialog->findChild<QLabel *>(u"now"_s)->text().startsWith(u"3F 8A"_s));
    dialog->reject();
}

void TestNodeEditor::refusalKeepsAllTypedAtItsField()
{
    openEditor(false);
    fillNew();
    m_fixture->server().enqueue(
        "/api/nodes",
        Script::reply(409, "application/problem+json",
                      R"({"detail":"Cannot add the node. There is one of that name. Choose another.",)"
                      R"("fields":[{"field":"name","message":"pve2 is taken."}]})"));
    click("saveNode");
    QTRY_VERIFY(child<elements::InlineMessage>("nodeMessage")->isVisible());
    QCOMPARE(note("nodeName"), u"pve2 is taken."_s);
    QCOMPARE(m_window->focusWidget(), child<QLineEdit>("nodeName"));
    QCOMPARE(child<QLineEdit>("secret")->text(), QLatin1StringView(kSecret));
    QCOMPARE(m_window->page(), MainWindow::NodeEditor);
    type("nodeName", u"pve3"_s); // the refusal was about the other name
    QVERIFY(!note("nodeName").contains(u"taken"_s));
    m_fixture->server().enqueue("/api/nodes", Script::reply(201, "application/json", R"({"name":"pve3"})"));
    click("saveNode");
    QTRY_COMPARE(m_window->page(), MainWindow::Nodes);
    QCOMPARE(lastBody("POST", "/api/nodes").value("secret"_L1).toString(), QLatin1StringView(kSecret));
}

void TestNodeEditor::testCanBeCancelled()
{
    m_fixture->setNode(Fixture::Trust::Trusted);
    m_fixture->server().setDefault("/api/nodes/test", Script::silence());
    openEditor(true);
    click("testNode");
    QTRY_VERIFY(child<QPushButton>("cancelTest")->isVisible());
    QTRY_COMPARE(lastBody("POST", "/api/nodes/test").value("name"_L1).toString(), u"pve"_s);
    const int open = m_fixture->server().openConnections();
    click("cancelTest");
    QVERIFY(child<QPushButton>("testNode")->isVisible());
    QTRY_VERIFY(m_fixture->server().openConnections() < open); // the backend learns of it
}

void TestNodeEditor::slowTestNeverStallsTheLoop()
{
    m_fixture->setNode(Fixture::Trust::Trusted);
    m_fixture->server().setDefault(
        "/api/nodes/test",
        Script()
            .pause(700)
            .send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n" +
                  Fixture::preflight(Fixture::Trust::Trusted))
            .close());
    openEditor(true);
    test::LoopTicker ticker;
    click("testNode");
    QTRY_COMPARE(child<QPushButton>("saveNode")->text(), u"Save"_s);
    QVERIFY2(ticker.longestGapMs() < 500, qPrintable(QString::number(ticker.longestGapMs())));
    QVERIFY(ticker.ticks() > 20);
}

void TestNodeEditor::unreachableBackendSaysSo()
{
    m_fixture->setNode(Fixture::Trust::Trusted);
    openEditor(true);
    m_fixture->server().shutDown();
    click("testNode");
    QTRY_VERIFY(child<elements::InlineMessage>("nodeMessage")->isVisible());
    QVERIFY(!child<elements::InlineMessage>("nodeMessage")->text().isEmpty());
    QVERIFY(child<QPushButton>("testNode")->isVisible());
}

void TestNodeEditor::keyFiles_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("problem");
    QTest::newRow("no key") << QByteArray("hello\n") << u"no whole private key"_s;
    QTest::newRow("the public half") << QByteArray("ssh-ed25519 AAAA me\n") << u"public half"_s;
    QTest::newRow("larger than a key can be") << QByteArray(70'000, 'x') << u"larger than a key"_s;
    QTest::newRow("a key") << QByteArray(
                                  "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n")
                           << QString();
}

void TestNodeEditor::keyFiles()
{
    QFETCH(const QByteArray, content);
    QFETCH(const QString, problem);
    QTemporaryDir directory;
    QFile file(directory.filePath(u"id"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    file.close();
    openEditor(false);
    child<KeyEdit>("sshKey")->takeFile(file.fileName());
    auto *message = child<elements::InlineMessage>("nodeMessage");
    const QString said = note("sshKey") + (message->isVisible() ? message->text() : QString());
    if (problem.isEmpty())
        QVERIFY2(!said.contains(u"Cannot"_s), qPrintable(said));
    else
        QVERIFY2(said.contains(problem), qPrintable(said));
    QVERIFY(!child<QLabel>("sshKey:state")->text().contains(u"AAAA"_s)); // never the key itself
}

void TestNodeEditor::lookupFailureHasRetryAndTypingStays()
{
    m_fixture->setNode(Fixture::Trust::Trusted);
    m_fixture->server().enqueue("/api/nodes/pve/storages",
                                Script::reply(502, "application/problem+json",
                                              R"({"detail":"Cannot list the storages. It is asleep."})"));
    openEditor(true);
    auto *storage = child<QComboBox>("default:storage");
    auto *field = qobject_cast<LookupField *>(storage->parentWidget()->parentWidget());
    QVERIFY(field);
    auto *message = field->findChild<elements::InlineMessage *>();
    QTRY_VERIFY(message->isVisible());
    QCOMPARE(message->text(), u"Cannot list the storages. It is asleep."_s);
    auto *bridge = child<QComboBox>("default:bridge"); // the others are not kept by it
    QTRY_COMPARE(bridge->count(), 2);
    storage->lineEdit()->setText(u"tank"_s);
    emit message->actionTriggered();
    QTRY_COMPARE(storage->count(), 2);
    QVERIFY(!message->isVisible());
    QCOMPARE(field->value(), u"tank"_s);
}

void TestNodeEditor::leavingAsksWhenSomethingIsTyped()
{
    openEditor(false);
    type("nodeName", u"pve9"_s);
    bool focusOnCancel = false;
    answer("cancel", &focusOnCancel);
    QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
    QVERIFY(focusOnCancel);
    QCOMPARE(m_window->page(), MainWindow::NodeEditor);
    QCOMPARE(child<QLineEdit>("nodeName")->text(), u"pve9"_s);
    answer("confirm");
    m_window->showPage(MainWindow::ContainersPage);
    QCOMPARE(m_window->page(), MainWindow::ContainersPage);
}

QTEST_MAIN(TestNodeEditor)
#include "tst_nodeeditor.moc"
