#include "tests/app/desktop/windowfixture.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/logview/logpanel.h"
#include "widgets/logview/logview.h"
#include "widgets/stepper/stepper.h"
#include "widgets/theme/theme.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using desktoptest::WindowFixture;
using fakes::Script;

namespace {

constexpr auto kRun = Fixture::Run::Error;

QByteArray frameOf(qint64 seq, const QByteArray &fields)
{
    return "event: progress\nid: " + QByteArray::number(seq) + "\ndata: {" + fields +
           R"(,"timestamp":"2026-11-21T17:00:00.000Z","seq":)" + QByteArray::number(seq) + "}\n\n";
}

} // namespace

/// After a failure: going on with the step that failed, and what is left on the host.
class TestFailedRun : public QObject, private WindowFixture
{
    Q_OBJECT
private slots:
    void initTestCase() { theme::Theme::instance().install(); }
    void init()
    {
        begin();
        m_fixture->server().setDefault(path(), Script::reply(200, "application/json", m_fixture->row(kRun)));
    }
    void cleanup() { end(); }
    void leftoversAreSaid_data();
    void leftoversAreSaid();
    void retryGoesOnInTheSameLog();
    void whatSomebodyElseBeginsAgainIsFollowed();
    void passwordIsAskedOnlyWhenItIsNeeded();
    void refusalIsSaidAndNothingIsLost();
    void cancelIsSaidUntilItEnds();

private:
    static QByteArray path(const char *more = "") { return "/api/containers/" + Fixture::idOf(kRun) + more; }
    QList<fakes::Request> retries() const
    {
        QList<fakes::Request> found;
        for (const auto &request : m_fixture->server().requests()) {
            if (request.target == path("/retry"))
                found.append(request);
        }
        return found;
    }
    /// The failed run's stream, whose terminal event says `left`.
    void setLeft(const QByteArray &left)
    {
        QByteArray stream = m_fixture->progressStream(kRun);
        stream.replace(R"("type":"error",)", R"("type":"error","leftOnHost":)" + left + ",");
        QVERIFY(stream.contains("leftOnHost"));
        m_fixture->server().setDefault(path("/progress"), Script::eventStream(stream));
    }
    /// The stream of a run that was begun again after the event `last`; it ends after "end".
    static Script begunAgain(qint64 last)
    {
        return Script::eventStream(
                   "event: snapshot\ndata: "
                   "{\"step\":null,\"percent\":0,\"seenSteps\":[],\"isComplete\":false,"
                   "\"isError\":false,\"errorMessage\":null,\"lifecycle\":\"creating\",\"seq\":" +
                   QByteArray::number(last) + "}\n\n" +
                   frameOf(last + 1, R"("type":"step","step":"syncing","percent":65,"message":"Again")"))
            .waitFor("end")
            .send(frameOf(last + 2, R"("type":"complete","percent":100,"message":"Container ready!")") +
                  "event: done\ndata: {\"reason\":\"complete\"}\n\n")
            .close();
    }
    qint64 lines() const { return progress()->log()->view()->lineCount(); }
};

void TestFailedRun::leftoversAreSaid_data()
{
    QTest::addColumn<QByteArray>("left");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isThere");
    QTest::newRow("a container")
        << QByteArray(R"("slip-ci-runner-03")")
        << u"The container slip-ci-runner-03 is still on the host, as it was when the run failed."_s << true;
    QTest::newRow("nothing") << QByteArray("null") << u"Nothing of it is left on the host."_s << false;
}

void TestFailedRun::leftoversAreSaid()
{
    QFETCH(const QByteArray, left);
    QFETCH(const QString, text);
    QFETCH(const bool, isThere);
    setLeft(left);
    openRun(kRun);
    QTRY_COMPARE(child<QLabel>("leftOnHost")->text(), text);
    QCOMPARE(child<QPushButton>("deleteLeftovers")->isVisible(), isThere);
    QCOMPARE(child<QPushButton>("retryStep")->isVisible(), isThere); // without a container: a new creation
    QVERIFY(child<QPushButton>("tryAgain")->isVisible());
    if (!isThere)
        return;
    bool focusOnCancel = false;
    answer("cancel", &focusOnCancel);
    click("deleteLeftovers");
    QVERIFY(focusOnCancel);
    QCOMPARE(deletesOf(kRun), 0);
}

void TestFailedRun::retryGoesOnInTheSameLog()
{
    openRun(kRun);
    QTRY_VERIFY(lines() > 20);
    const qint64 before = lines();
    const qint64 last = progress()->run().snapshot.seq.value;
    m_fixture->server().setDefault(path("/retry"),
                                   Script::reply(202, "application/json", m_fixture->row(kRun)));
    m_fixture->server().setDefault(path("/progress"), begunAgain(last));
    click("retryStep");
    QTRY_COMPARE(retries().size(), 1);
    const QJsonObject asked = QJsonDocument::fromJson(retries().constFirst().body).object();
    QCOMPARE(asked, (QJsonObject{{u"from"_s, u"syncing"_s}, {u"script"_s, u"02-docker-install.sh"_s}}));
    QTRY_COMPARE(title(), u"Creating ci-runner-03"_s);
    QTRY_COMPARE(lines(), before + 1); // what was said before stays, nothing comes twice
    QTRY_COMPARE(progress()->stepper()->percent(), 65);
    QVERIFY(!child<QWidget>("errorCard")->isVisible());
    QByteArray from;
    for (const auto &request : m_fixture->server().requests()) {
        if (request.target == path("/progress"))
            from = request.header("Last-Event-ID");
    }
    QCOMPARE(from, QByteArray::number(last));
    m_fixture->server().release("end");
    QTRY_COMPARE(title(), u"ci-runner-03 is ready"_s);
}

void TestFailedRun::whatSomebodyElseBeginsAgainIsFollowed()
{
    const QByteArray row = m_fixture->row(kRun);
    QByteArrayList rows{row};
    for (const auto other : {Fixture::Run::Connecting, Fixture::Run::Streaming, Fixture::Run::Complete})
        rows.append(m_fixture->row(other));
    QByteArray going = row;
    going.replace(R"("lifecycle":"error")", R"("lifecycle":"creating")");
    const auto changed = [](const QByteArray &to) {
        return "event: container\ndata: {\"container\":" + to + "}\n\n";
    };
    m_fixture->server().setDefault(
        "/api/events",
        Script::eventStream("event: containers\ndata: {\"containers\":[" + rows.join(',') + "]}\n\n")
            .waitFor("late")
            .send(changed(going))
            .waitFor("again")
            .send(changed(row))
            .send(changed(going)));
    openRun(kRun);
    QTRY_VERIFY(lines() > 20);
    const qint64 before = lines();
    const qint64 last = progress()->run().snapshot.seq.value;
    QTRY_COMPARE(title(), u"Creation of ci-runner-03 failed"_s);
    const auto asked = [this] {
        const auto &all = m_fixture->server().requests();
        return std::count_if(all.begin(), all.end(),
                             [](const fakes::Request &request) { return request.target == path(); });
    };
    const auto detailUpTo = [&going](qint64 seq) {
        QByteArray detail = going;
        detail.insert(1,
                      R"("snapshot":{"step":"syncing","percent":65,"seq":)" + QByteArray::number(seq) + "},");
        return Script::reply(200, "application/json", detail);
    };
    // A row that comes late is no new run.
    m_fixture->server().setDefault(path(), detailUpTo(last));
    const auto askedBefore = asked();
    m_fixture->server().release("late");
    QTRY_VERIFY(asked() > askedBefore);
    QCOMPARE(title(), u"Creation of ci-runner-03 failed"_s);
    // One that tells of more is.
    m_fixture->server().setDefault(path(), detailUpTo(last + 1));
    m_fixture->server().setDefault(path("/progress"), begunAgain(last));
    m_fixture->server().release("again");
    QTRY_COMPARE(title(), u"Creating ci-runner-03"_s);
    QTRY_COMPARE(lines(), before + 1); // nothing twice
    QVERIFY(!child<QWidget>("errorCard")->isVisible());
    m_fixture->server().release("end");
    QTRY_COMPARE(title(), u"ci-runner-03 is ready"_s);
}

void TestFailedRun::passwordIsAskedOnlyWhenItIsNeeded()
{
    const QByteArray secret = "s3cret-marker-again";
    openRun(kRun);
    m_fixture->server().enqueue(
        path("/retry"),
        Script::reply(
            422, "application/problem+json",
            R"({"detail":"Cannot retry. The root password is needed again.","fields":[{"field":"rootPassword","message":"needed"}]})"));
    m_fixture->server().setDefault(path("/retry"),
                                   Script::reply(202, "application/json", m_fixture->row(kRun)));
    click("retryStep");
    QTRY_VERIFY(m_window->findChild<QDialog *>(u"rootPasswordDialog"_s));
    auto *dialog = m_window->findChild<QDialog *>(u"rootPasswordDialog"_s);
    auto *password = dialog->findChild<QLineEdit *>(u"rootPasswordAgain"_s);
    auto *confirm = dialog->findChild<QPushButton *>(u"confirm"_s);
    QVERIFY(!confirm->isEnabled());
    QCOMPARE(int(password->echoMode()), int(QLineEdit::Password));
    QTest::keyClicks(password, QString::fromLatin1(secret));
    QTest::mouseClick(confirm, Qt::LeftButton);
    QTRY_COMPARE(retries().size(), 2);
    QVERIFY(!retries().at(0).body.contains("rootPassword"));
    QCOMPARE(
        QJsonDocument::fromJson(retries().at(1).body).object().value(u"rootPassword"_s).toString().toLatin1(),
        secret);
}

void TestFailedRun::refusalIsSaidAndNothingIsLost()
{
    openRun(kRun);
    const qint64 before = lines();
    m_fixture->server().enqueue(
        path("/retry"),
        Script::reply(409, "application/problem+json", R"({"detail":"Cannot retry. It is being deleted."})"));
    click("retryStep");
    auto *problem = child<elements::InlineMessage>("progressProblem");
    QTRY_COMPARE(problem->text(), u"Cannot retry. It is being deleted."_s);
    QVERIFY(child<QPushButton>("retryStep")->isEnabled());
    QVERIFY(child<QWidget>("errorCard")->isVisible());
    QCOMPARE(lines(), before);
    // An older backend has no such route.
    m_fixture->server().enqueue(
        path("/retry"), Script::reply(404, "application/problem+json", R"({"detail":"No such path"})"));
    click("retryStep");
    QTRY_VERIFY(problem->text().contains(u"Use Try Again"_s));
}

void TestFailedRun::cancelIsSaidUntilItEnds()
{
    const QByteArray cancel = "/api/containers/" + Fixture::idOf(Fixture::Run::Streaming) + "/cancel";
    m_fixture->server().enqueue(
        cancel, Script::reply(409, "application/problem+json", R"({"detail":"It ended just now."})"));
    m_fixture->server().setDefault(cancel, Script::reply(202, "application/json", "{}"));
    openRun(Fixture::Run::Streaming);
    answer("confirm");
    click("cancelRun");
    QTRY_COMPARE(child<elements::InlineMessage>("progressProblem")->text(), u"It ended just now."_s);
    QVERIFY(child<QPushButton>("cancelRun")->isEnabled());
    answer("confirm");
    click("cancelRun");
    QTRY_COMPARE(child<QPushButton>("cancelRun")->text(), u"Cancelling…"_s);
    QVERIFY(!child<QPushButton>("cancelRun")->isEnabled());
}

QTEST_MAIN(TestFailedRun)
#include "tst_failedrun.moc"
