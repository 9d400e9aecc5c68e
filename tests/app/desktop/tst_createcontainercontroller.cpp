#include "app/desktop/createcontainercontroller.h"
#include "app/desktop/session.h"
#include "tests/app/desktop/fixture.h"
#include "tests/app/desktop/quiet.h"
#include "tests/support/patience.h"

#include <QJsonDocument>
#include <QSignalSpy>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using fakes::Script;

class TestCreateContainerController : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        desktoptest::failOnWarnings();
        m_fixture = std::make_unique<Fixture>();
        Options options;
        options.server = m_fixture->url();
        options.tokenFile = m_fixture->tokenFile();
        m_session = std::make_unique<Session>(options);
        m_controller = std::make_unique<CreateContainerController>(*m_session);
    }
    void cleanup()
    {
        m_controller.reset();
        m_session.reset();
        m_fixture.reset();
    }
    void needsAConnection();
    void judgesWhileTyping();
    void sendsWhatWasTyped();
    void refusalStaysAtItsFieldUntilItChanges();
    void brokenConnectionLosesNothing();
    void listsTemplates();

private:
    static ContainerSpec named(const QString &hostname)
    {
        ContainerSpec spec;
        spec.hostname = hostname;
        return spec;
    }
    std::unique_ptr<Fixture> m_fixture;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<CreateContainerController> m_controller;
};

void TestCreateContainerController::needsAConnection()
{
    m_controller->setSpec(named(u"web-01"_s));
    QVERIFY(!m_controller->canSubmit());
    QVERIFY(!m_controller->whyNot().isEmpty());
    QSignalSpy can(m_controller.get(), &CreateContainerController::canSubmitChanged);
    m_session->start();
    QTRY_VERIFY(m_controller->canSubmit());
    QCOMPARE(can.last().at(0).toBool(), true);
}

void TestCreateContainerController::judgesWhileTyping()
{
    m_session->start();
    m_controller->setSpec(named(u"web 01"_s));
    QVERIFY(!m_controller->canSubmit());
    QCOMPARE(m_controller->fieldErrors().constFirst().field, u"hostname"_s);
    QCOMPARE(m_controller->whyNot(), m_controller->fieldErrors().constFirst().message);
    m_controller->setSpec(named(u"web-01"_s));
    QVERIFY(m_controller->fieldErrors().isEmpty());
    QVERIFY(m_controller->canSubmit());
}

void TestCreateContainerController::sendsWhatWasTyped()
{
    m_fixture->server().setDefault(
        "/api/containers", Script::reply(201, "application/json", m_fixture->row(Fixture::Run::Streaming)));
    m_session->start();
    ContainerSpec spec = named(u"web-01"_s);
    spec.memoryMb = 2048;
    m_controller->setSpec(spec);
    QSignalSpy created(m_controller.get(), &CreateContainerController::created);
    m_controller->submit();
    QVERIFY(m_controller->isSubmitting());
    m_controller->submit(); // a double click makes one container
    QTRY_COMPARE(created.count(), 1);
    int posts = 0;
    for (const auto &request : m_fixture->server().requests()) {
        if (request.method != "POST")
            continue;
        ++posts;
        const QJsonObject body = QJsonDocument::fromJson(request.body).object();
        QCOMPARE(body.value("hostname"_L1).toString(), u"web-01"_s);
        QCOMPARE(body.value("memoryMb"_L1).toInt(), 2048);
        QCOMPARE(request.header("Authorization"), "Bearer " + Fixture::token());
    }
    QCOMPARE(posts, 1);
}

void TestCreateContainerController::refusalStaysAtItsFieldUntilItChanges()
{
    m_fixture->server().setDefault(
        "/api/containers",
        Script::reply(409, "application/problem+json",
                      R"({"status":409,"detail":"Cannot create web-01. The name is taken.","error":"x",)"
                      R"("fields":[{"field":"hostname","message":"The name is taken."}]})"));
    m_session->start();
    m_controller->setSpec(named(u"web-01"_s));
    QSignalSpy refused(m_controller.get(), &CreateContainerController::refused);
    m_controller->submit();
    QTRY_COMPARE(refused.count(), 1);
    QCOMPARE(refused.constFirst().at(0).toString(), u"Cannot create web-01. The name is taken."_s);
    QCOMPARE(m_controller->fieldErrors(), (QList<FieldError>{{u"hostname"_s, u"The name is taken."_s}}));
    QVERIFY(!m_controller->canSubmit());
    m_controller->setSpec(named(u"web-02"_s));
    QVERIFY(m_controller->fieldErrors().isEmpty());
    QVERIFY(m_controller->canSubmit());
}

void TestCreateContainerController::brokenConnectionLosesNothing()
{
    m_session->start();
    m_controller->setSpec(named(u"web-01"_s));
    m_fixture->server().shutDown();
    QSignalSpy refused(m_controller.get(), &CreateContainerController::refused);
    m_controller->submit();
    QTRY_COMPARE(refused.count(), 1);
    QVERIFY(!refused.constFirst().at(0).toString().isEmpty());
    QCOMPARE(m_controller->spec().hostname, u"web-01"_s);
    QVERIFY(m_controller->canSubmit()); // and again
}

void TestCreateContainerController::listsTemplates()
{
    QSignalSpy changed(m_controller.get(), &CreateContainerController::templatesChanged);
    m_session->start();
    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(m_controller->templates().size(), 2);
    QCOMPARE(m_controller->templates().constFirst().name, u"docker"_s);
    QCOMPARE(m_controller->templates().constFirst().memoryMb, 2048);
}

QTEST_GUILESS_MAIN(TestCreateContainerController)
#include "tst_createcontainercontroller.moc"
