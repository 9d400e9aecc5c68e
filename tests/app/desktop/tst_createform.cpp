#include "app/desktop/pages/createpage.h"
#include "app/desktop/pages/expander.h"
#include "app/desktop/pages/lookupfield.h"
#include "app/desktop/pages/placementform.h"
#include "tests/app/desktop/windowfixture.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/theme/theme.h"

#include <QComboBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QTemporaryDir>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using desktoptest::WindowFixture;
using fakes::Script;

namespace {

QByteArray fetch(const QByteArray &state, const QByteArray &more = {})
{
    return R"({"id":"d1","node":"pve","source":"ubuntu-24.04-standard","storage":"","state":")" + state +
           R"(","startedAt":"2026-11-21T16:04:06.805Z","lines":[" 1K ... 40% 9M 1s"],"firstLine":0)" + more +
           '}';
}

Script json(const QByteArray &body, int status = 200)
{
    return Script::reply(status, "application/json", body);
}

} // namespace

/// What the create form asks for a node, on a backend of recorded answers.
class TestCreateForm : public QObject, private WindowFixture
{
    Q_OBJECT
private slots:
    void initTestCase() { theme::Theme::instance().install(); }
    void init() { begin(); }
    void cleanup() { end(); }
    void withoutNodesItIsAsShortAsEver();
    void everyFieldComesBack();
    void ownHostGetsNothingOfTheNode();
    void sendsWhatWasChosen();
    void anOsTemplateIsDownloadedAhead();
    void aDownloadIsCancelled();
    void aDownloadOfSomebodyElseIsShown();
    void refusalsLandAtTheirFieldAndUnfoldIt();
    void aFailedLookupLeavesTheOthersAndCanBeRetried();
    void staysTypedWhenTheNodeIsGone();
    void publicKeysOfTheOperator();

private:
    void openForm();
    CreatePage *page() const { return wizard(); }
    void openAtOffered(const QByteArray &downloads = R"({"downloads":[]})");
    QJsonObject sent() const
    {
        QJsonObject body;
        for (const auto &request : m_fixture->server().requests()) {
            if (request.method == "POST" && request.target == "/api/containers")
                body = QJsonDocument::fromJson(request.body).object();
        }
        return body;
    }
};

namespace {

constexpr auto kKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHh5enp5eHl6enl4eXp6eXh5enp5eHl6enl4eXp6eXh5 me@desk";

ContainerSpec fullSpec()
{
    ContainerSpec spec;
    spec.hostname = u"db-01"_s;
    spec.node = u"pve"_s;
    spec.given = GivenFields::all();
    spec.source = u"ubuntu-24.04-standard"_s;
    spec.storage = u"tank"_s;
    spec.bridge = u"vmbr1"_s;
    spec.vmid = 4711;
    spec.pool = u"staging"_s;
    spec.tags = {u"db"_s, u"staging"_s};
    spec.network.ipv4 = u"10.10.0.50/24"_s;
    spec.network.gateway = u"10.10.0.1"_s;
    spec.network.ipv6 = u"auto"_s;
    spec.network.vlan = 42;
    spec.network.nameservers = {u"10.10.0.1"_s, u"9.9.9.9"_s};
    spec.network.searchDomain = u"example.net"_s;
    spec.unprivileged = false;
    spec.features.nesting = true;
    spec.features.fuse = false;
    spec.swapMb = 0;
    spec.startOnBoot = true;
    spec.rootPassword = Secret(QByteArray("s3-marker-root"));
    spec.sshPublicKeys = {QString::fromLatin1(kKey)};
    // No field for these: kept and sent again.
    spec.description = u"made for a test"_s;
    spec.templateStorage = u"local"_s;
    spec.network.firewall = true;
    spec.npmPackages = {u"pm2"_s};
    return spec;
}

} // namespace

void TestCreateForm::openForm()
{
    m_fixture->setNode(Fixture::Trust::Trusted);
    open();
    QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier);
    QCOMPARE(m_window->page(), MainWindow::Create);
    click("nextStep");
    QTRY_COMPARE(child<QComboBox>("where")->count(), 2);
}

void TestCreateForm::withoutNodesItIsAsShortAsEver()
{
    open();
    QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier);
    click("nextStep");
    for (const char *name : {"where", "placement", "network", "options", "access"})
        QVERIFY2(!child<QWidget>(name)->isVisible(), name);
    QVERIFY(child<QLineEdit>("source")->isVisible());
}

void TestCreateForm::everyFieldComesBack()
{
    openForm();
    page()->setSpec(fullSpec());
    QTRY_COMPARE(child<QComboBox>("on:storage")->count(), 2); // the choices came after what was filled in
    QCOMPARE(page()->spec(), fullSpec());
    QVERIFY(child<QLineEdit>("rootPassword")->echoMode() == QLineEdit::Password);
    QVERIFY(!child<QLineEdit>("source")->isVisible()); // the node has a field of its own
}

void TestCreateForm::ownHostGetsNothingOfTheNode()
{
    openForm();
    page()->setSpec(fullSpec());
    child<QComboBox>("where")->setCurrentIndex(0);
    const ContainerSpec spec = page()->spec();
    QCOMPARE(spec.node, QString());
    QCOMPARE(spec.storage, QString());
    QCOMPARE(spec.vmid, 0);
    QCOMPARE(spec.network, NetworkSpec());
    QCOMPARE(spec.description, QString());
    QVERIFY(!spec.swapMb && !spec.unprivileged && !spec.startOnBoot);
    QVERIFY(spec.rootPassword.has_value()); // every host can give these
    QCOMPARE(spec.sshPublicKeys.size(), 1);
    child<QComboBox>("where")->setCurrentIndex(1);
    QCOMPARE(page()->spec(), fullSpec());
}

void TestCreateForm::sendsWhatWasChosen()
{
    openForm();
    child<QLineEdit>("hostname")->setText(u"db-01"_s);
    child<QComboBox>("where")->setCurrentIndex(1);
    auto *system = child<QComboBox>("osTemplate");
    QTRY_COMPARE(system->count(), 2);
    QVERIFY(system->itemText(1).contains(u"is downloaded first"_s));
    system->setCurrentIndex(0);
    QTRY_COMPARE(child<QComboBox>("on:storage")->count(), 2);
    QVERIFY(child<QComboBox>("on:storage")->itemText(0).contains(u"free"_s));
    child<QComboBox>("on:bridge")->lineEdit()->setText(u"vmbr7"_s); // one that is not in the list
    QTRY_VERIFY(child<QSpinBox>("vmid")->text().contains(u"131"_s));
    click("step:5");
    QTRY_VERIFY(child<QPushButton>("submit")->isEnabled());
    click("submit");
    QTRY_VERIFY(!sent().isEmpty());
    QCOMPARE(sent().value("node"_L1).toString(), u"pve"_s);
    QCOMPARE(sent().value("source"_L1).toString(), u"local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst"_s);
    QCOMPARE(sent().value("bridge"_L1).toString(), u"vmbr7"_s);
    QVERIFY(!sent().contains("storage"_L1) || sent().value("storage"_L1).toString().isEmpty());
    QVERIFY(!sent().contains("vmid"_L1) || sent().value("vmid"_L1).toInt() == 0); // the next free one
}

void TestCreateForm::openAtOffered(const QByteArray &downloads)
{
    m_fixture->server().setDefault("/api/nodes/pve/downloads", json(downloads));
    openForm();
    child<QComboBox>("where")->setCurrentIndex(1);
    auto *system = child<QComboBox>("osTemplate");
    QTRY_COMPARE(system->count(), 2);
    QVERIFY(!child<QWidget>("downloadRow")->isVisible()); // the template's own
    system->setCurrentIndex(0);
    QVERIFY(!child<QWidget>("downloadRow")->isVisible()); // it is there
    system->setCurrentIndex(1);
    QVERIFY(child<QWidget>("downloadRow")->isVisible());
}

void TestCreateForm::anOsTemplateIsDownloadedAhead()
{
    openAtOffered();
    QVERIFY(child<QLabel>("downloadWords")->text().contains(u"not on the node yet"_s));
    fakes::ScriptedServer &server = m_fixture->server();
    server.enqueue("/api/nodes/pve/downloads", json(fetch("running"), 202)); // the POST
    server.setDefault("/api/nodes/pve/downloads",
                      json(R"({"downloads":[)" + fetch("running", R"(,"percent":40)") + "]}"));
    click("downloadTemplate");
    QTRY_VERIFY(child<QLabel>("downloadWords")->text().contains(u"40 %"_s));
    QVERIFY(child<QPushButton>("cancelDownload")->isVisible());
    QVERIFY(!child<QPushButton>("downloadTemplate")->isVisible());
    const QString volume = u"local:vztmpl/ubuntu-24.04-standard_24.04-2_amd64.tar.zst"_s;
    server.setDefault(
        "/api/nodes/pve/templates",
        json(R"({"templates":[{"source":")" + volume.toLatin1() +
             R"(","title":"ubuntu-24.04-standard 24.04-2","storage":"local","bytes":1,"installed":true}]})"));
    server.setDefault("/api/nodes/pve/downloads",
                      json(R"({"downloads":[)" +
                           fetch("done", R"(,"percent":100,"installed":")" + volume.toLatin1() + '"') +
                           "]}"));
    QTRY_VERIFY(!child<QWidget>("downloadRow")->isVisible());
    QTRY_COMPARE(child<QComboBox>("osTemplate")->count(), 1);
    QCOMPARE(page()->spec().source, volume); // the very one that has come
    QByteArrayList bodies;
    for (const auto &request : server.requests()) {
        if (request.method == "POST" && request.target == "/api/nodes/pve/downloads")
            bodies.append(request.body);
    }
    QCOMPARE(bodies, QByteArrayList{R"({"source":"ubuntu-24.04-standard"})"});
}

void TestCreateForm::aDownloadIsCancelled()
{
    openAtOffered();
    fakes::ScriptedServer &server = m_fixture->server();
    server.enqueue("/api/nodes/pve/downloads", json(fetch("running"), 202));
    server.setDefault("/api/nodes/pve/downloads", json(R"({"downloads":[)" + fetch("running") + "]}"));
    server.setDefault("/api/nodes/pve/downloads/d1",
                      Script().send("HTTP/1.1 204 No Content\r\n\r\n").close());
    click("downloadTemplate");
    QTRY_VERIFY(child<QPushButton>("cancelDownload")->isEnabled() &&
                child<QPushButton>("cancelDownload")->isVisible());
    server.setDefault("/api/nodes/pve/downloads", json(R"({"downloads":[)" + fetch("cancelled") + "]}"));
    click("cancelDownload");
    QTRY_VERIFY(child<QLabel>("downloadWords")->text().contains(u"was cancelled"_s));
    QVERIFY(
        std::any_of(server.requests().begin(), server.requests().end(), [](const fakes::Request &request) {
            return request.method == "DELETE" && request.target == "/api/nodes/pve/downloads/d1";
        }));
    // A refusal stands there as well, and it can be tried again.
    server.enqueue(
        "/api/nodes/pve/downloads",
        Script::reply(502, "application/problem+json", R"({"detail":"Cannot download it. It is full."})"));
    click("downloadTemplate");
    QTRY_COMPARE(child<QLabel>("downloadWords")->text(), u"Cannot download it. It is full."_s);
    QVERIFY(child<QPushButton>("downloadTemplate")->isVisible());
}

void TestCreateForm::aDownloadOfSomebodyElseIsShown()
{
    openAtOffered(R"({"downloads":[)" + fetch("running", R"(,"percent":7)") + "]}");
    QTRY_VERIFY(child<QLabel>("downloadWords")->text().contains(u"7 %"_s));
    QVERIFY(child<QPushButton>("cancelDownload")->isEnabled());
}

void TestCreateForm::refusalsLandAtTheirFieldAndUnfoldIt()
{
    openForm();
    child<QLineEdit>("hostname")->setText(u"db-01"_s);
    child<QComboBox>("where")->setCurrentIndex(1);
    QTRY_COMPARE(child<QComboBox>("osTemplate")->count(), 2);
    child<QComboBox>("osTemplate")->setCurrentIndex(1);
    child<QLineEdit>("pool")->setText(u"staging"_s);
    m_fixture->server().setDefault(
        "/api/containers",
        Script::reply(422, "application/problem+json",
                      R"({"detail":"Cannot create the container. Correct what is marked.","fields":[)"
                      R"({"field":"source","message":"It is not to be had."},)"
                      R"({"field":"pool","message":"There is no such pool."},)"
                      R"({"field":"network.nameservers[0]","message":"It does not answer."}]})"));
    QVERIFY(!child<QWidget>("options")->isVisible());
    click("step:5");
    click("submit");
    QTRY_VERIFY(child<QLabel>("pool:note")->isVisible());
    QCOMPARE(child<QLabel>("pool:note")->text(), u"There is no such pool."_s);
    QCOMPARE(child<QLabel>("osTemplate:note")->text(), u"It is not to be had."_s);
    QCOMPARE(child<QLabel>("nameservers:note")->text(), u"It does not answer."_s); // the list's own field
    QVERIFY(child<QWidget>("network")->isVisible());
    QCOMPARE(child<QLineEdit>("pool")->text(), u"staging"_s);
    QTest::keyClicks(child<QLineEdit>("pool"), u"2"_s); // it was about the other one
    QVERIFY(!child<QLabel>("pool:note")->isVisible());
}

void TestCreateForm::aFailedLookupLeavesTheOthersAndCanBeRetried()
{
    m_fixture->setNode(Fixture::Trust::Trusted);
    openForm();
    m_fixture->server().enqueue("/api/nodes/pve/templates",
                                Script::reply(504, "application/problem+json",
                                              R"({"detail":"Cannot list the templates. It was too slow."})"));
    m_fixture->server().setDefault("/api/nodes/pve/bridges", Script::silence());
    child<QLineEdit>("hostname")->setText(u"db-01"_s);
    child<QComboBox>("where")->setCurrentIndex(1);
    auto *field = qobject_cast<LookupField *>(child<QComboBox>("osTemplate")->parentWidget()->parentWidget());
    auto *message = field->findChild<elements::InlineMessage *>();
    QTRY_VERIFY(message->isVisible());
    QCOMPARE(message->text(), u"Cannot list the templates. It was too slow."_s);
    QTRY_COMPARE(child<QComboBox>("on:storage")->count(), 2);
    QVERIFY(child<QLabel>("on:bridge:note")->text().contains(u"Asking the node"_s)); // and still is
    QVERIFY(child<QPushButton>("submit")->isEnabled()); // none of them is in the way
    child<QComboBox>("osTemplate")->lineEdit()->setText(u"debian-12-standard"_s);
    emit message->actionTriggered();
    QTRY_COMPARE(child<QComboBox>("osTemplate")->count(), 2);
    QVERIFY(!message->isVisible());
    QCOMPARE(page()->spec().source, u"debian-12-standard"_s);
}

void TestCreateForm::staysTypedWhenTheNodeIsGone()
{
    openForm();
    page()->setSpec(fullSpec());
    page()->setNodes({});
    QCOMPARE(page()->spec(), fullSpec()); // the backend will say that it is gone
    QVERIFY(child<QComboBox>("where")->isVisible());
}

void TestCreateForm::publicKeysOfTheOperator()
{
    QTemporaryDir directory;
    const auto write = [&directory](const QString &name, const QByteArray &text) {
        QFile file(directory.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    };
    write(u"id_ed25519.pub"_s, QByteArray(kKey) + '\n');
    write(u"id_ed25519"_s, "-----BEGIN OPENSSH PRIVATE KEY-----\n");
    write(u"notes.pub"_s, "buy milk\n");
    QCOMPARE(publicKeysIn(directory.path()),
             (QList<std::pair<QString, QString>>{{u"id_ed25519.pub"_s, QString::fromLatin1(kKey)}}));
    QVERIFY(publicKeysIn(directory.filePath(u"nowhere"_s)).isEmpty());
}

QTEST_MAIN(TestCreateForm)
#include "tst_createform.moc"
