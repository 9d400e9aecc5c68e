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
    void severalGoOneAfterTheOther();
    void whatWasCreatedIsNotSentAgain();
    void nobodyThereEndsTheRow();

private:
    static ContainerSpec named(const QString &hostname)
    {
        ContainerSpec spec;
        spec.hostname = hostname;
        return spec;
    }
    QStringList sentNames() const
    {
        QStringList names;
        for (const auto &request : m_fixture->server().requests()) {
            if (request.method == "POST")
                names << QJsonDocument::fromJson(request.body).object().value("hostname"_L1).toString();
        }
        return names;
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

void TestCreateContainerController::severalGoOneAfterTheOther()
{
    m_fixture->server().setDefault(
        "/api/containers", Script::reply(201, "application/json", m_fixture->row(Fixture::Run::Streaming)));
    m_session->start();
    m_controller->setSpec(named(u"web-{1..3}"_s));
    QSignalSpy finished(m_controller.get(), &CreateContainerController::finished);
    QVERIFY(m_controller->outcomes().isEmpty());
    m_controller->submit();
    QCOMPARE(int(m_controller->outcomes().at(0).state), int(CreateOutcome::State::Sending));
    QCOMPARE(int(m_controller->outcomes().at(1).state), int(CreateOutcome::State::Waiting));
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(sentNames(), (QStringList{u"web-1"_s, u"web-2"_s, u"web-3"_s}));
    QCOMPARE(finished.first().first().value<QList<Container>>().size(), 3);
}

void TestCreateContainerController::whatWasCreatedIsNotSentAgain()
{
    const QByteArray row = m_fixture->row(Fixture::Run::Streaming);
    const auto taken = Script::reply(409, "application/problem+json",
                                     R"({"detail":"The name is taken.","fields":)"
                                     R"([{"field":"hostname","message":"The name is taken."}]})");
    m_fixture->server().enqueue("/api/containers", Script::reply(201, "application/json", row));
    m_fixture->server().enqueue("/api/containers", taken);
    m_fixture->server().setDefault("/api/containers", Script::reply(201, "application/json", row));
    m_session->start();
    m_controller->setSpec(named(u"web-{1..3}"_s));
    QSignalSpy refused(m_controller.get(), &CreateContainerController::refused);
    QSignalSpy finished(m_controller.get(), &CreateContainerController::finished);
    m_controller->submit();
    QTRY_COMPARE(refused.count(), 1);
    const QList<CreateOutcome> outcomes = m_controller->outcomes();
    QCOMPARE(int(outcomes.at(0).state), int(CreateOutcome::State::Created));
    QCOMPARE(int(outcomes.at(1).state), int(CreateOutcome::State::Refused));
    QCOMPARE(outcomes.at(1).message, u"The name is taken."_s);
    QCOMPARE(int(outcomes.at(2).state), int(CreateOutcome::State::Created)); // one does not stop the others
    QVERIFY(m_controller->refusesHostname());
    QVERIFY(m_controller->fieldErrors().first().message.startsWith(u"web-2"_s));
    ContainerSpec larger = named(u"web-{1..3}"_s);
    larger.memoryMb = 1024;
    m_controller->setSpec(larger);
    QVERIFY(m_controller->canSubmit());
    m_controller->submit();
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(sentNames(), (QStringList{u"web-1"_s, u"web-2"_s, u"web-3"_s, u"web-2"_s}));
    QCOMPARE(finished.first().first().value<QList<Container>>().size(), 3);
    // The same names once more are another creation.
    m_controller->submit();
    QTRY_COMPARE(finished.count(), 2);
    QCOMPARE(sentNames().size(), 7);
}

void TestCreateContainerController::nobodyThereEndsTheRow()
{
    m_session->start();
    m_controller->setSpec(named(u"web-{1..60}"_s));
    m_fixture->server().shutDown();
    QSignalSpy refused(m_controller.get(), &CreateContainerController::refused);
    m_controller->submit();
    QTRY_COMPARE(refused.count(), 1);
    QCOMPARE(int(m_controller->outcomes().at(0).state), int(CreateOutcome::State::Refused));
    QCOMPARE(int(m_controller->outcomes().at(1).state), int(CreateOutcome::State::Waiting));
    QVERIFY(m_controller->canSubmit()); // and again, all of them
}

QTEST_GUILESS_MAIN(TestCreateContainerController)
#include "tst_createcontainercontroller.moc"
