#include "app/desktop/powerwatcher.h"

#include "app/desktop/containermodel.h"
#include "app/desktop/options.h"
#include "app/desktop/session.h"
#include "tests/app/desktop/fixture.h"
#include "tests/app/desktop/quiet.h"
#include "tests/support/patience.h"

#include <QSignalSpy>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using fakes::Script;

/// Who is asked how it is powered, how often and how many at a time.
class TestPowerWatcher : public QObject
{
    Q_OBJECT
private slots:
    void init() { desktoptest::failOnWarnings(); }
    void onlyThoseInSightAndEachOnce();
    void neverMoreThanTwoAtOnce();
    void whatCannotBeAskedIsUnknown();
    void rowsSayIt();

private:
    static QList<ContainerId> ids(int from, int count)
    {
        QList<ContainerId> list;
        for (int i = from; i < from + count; ++i)
            list.append({u"row-%1"_s.arg(i)});
        return list;
    }
    static QStringList asked(Fixture &fixture)
    {
        QStringList list;
        for (const auto &request : fixture.server().requests()) {
            if (request.target.endsWith("/live"))
                list.append(QString::fromLatin1(request.target));
        }
        return list;
    }
    struct Parts
    {
        Fixture fixture;
        std::unique_ptr<Session> session;
        void connect()
        {
            Options options;
            options.server = fixture.url();
            options.tokenFile = fixture.tokenFile();
            session = std::make_unique<Session>(options);
            session->start();
            QTRY_VERIFY(session->isUsable());
        }
    };
};

void TestPowerWatcher::onlyThoseInSightAndEachOnce()
{
    Parts parts;
    parts.connect();
    for (const ContainerId &id : ids(0, 1000))
        parts.fixture.server().setDefault("/api/containers/" + id.value.toLatin1() + "/live",
                                          Script::reply(200, "application/json", Fixture::live("running")));
    QList<ContainerId> inSight = ids(40, 12);
    PowerWatcher watcher(*parts.session, [&inSight] { return inSight; });
    QSignalSpy seen(&watcher, &PowerWatcher::powerSeen);
    QTRY_COMPARE(seen.size(), 12);
    QStringList once = asked(parts.fixture);
    QCOMPARE(once.removeDuplicates(), 0);
    QCOMPARE(once.size(), 12);
    inSight = {}; // hidden
    const auto before = asked(parts.fixture).size();
    inSight = ids(50, 4); // two of them were asked just now
    QTRY_COMPARE(asked(parts.fixture).size(), before + 2);
}

void TestPowerWatcher::neverMoreThanTwoAtOnce()
{
    Parts parts;
    parts.connect();
    parts.fixture.server().setDefault(Script::silence());
    PowerWatcher watcher(*parts.session, [] { return ids(0, 30); });
    QTRY_COMPARE(watcher.inFlight(), PowerWatcher::kAtOnce);
    QTRY_COMPARE(asked(parts.fixture).size(), 2);
    // Two ticks later, which another timer of the same length tells.
    QTimer clock;
    clock.setInterval(1100);
    QSignalSpy ticks(&clock, &QTimer::timeout);
    clock.start();
    QTRY_VERIFY(ticks.size() >= 2);
    QCOMPARE(asked(parts.fixture).size(), 2);
}

void TestPowerWatcher::whatCannotBeAskedIsUnknown()
{
    Parts parts;
    parts.connect();
    parts.fixture.server().setDefault(
        Script::reply(502, "application/problem+json", R"({"detail":"Cannot reach the node. It is off."})"));
    PowerWatcher watcher(*parts.session, [] { return ids(0, 1); });
    QSignalSpy seen(&watcher, &PowerWatcher::powerSeen);
    QTRY_COMPARE(seen.size(), 1);
    QCOMPARE(seen.at(0).at(1).value<HostStatus::Power>(), HostStatus::Power::Unknown);
}

void TestPowerWatcher::rowsSayIt()
{
    ContainerModel model;
    Container container;
    container.id = {u"a"_s};
    container.hostname = u"web-01"_s;
    container.node = u"lab"_s;
    container.lifecycle = Lifecycle::Ready;
    Container creating = container;
    creating.id = {u"b"_s};
    creating.lifecycle = Lifecycle::Creating;
    model.setContainers({container, creating});
    const auto said = [&model](int row) { return model.index(row).data(Qt::AccessibleTextRole).toString(); };
    QVERIFY(said(0).contains(u"ready"_s));
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setPower({u"a"_s}, HostStatus::Power::Stopped);
    model.setPower({u"a"_s}, HostStatus::Power::Stopped); // the same is no change
    model.setPower({u"nobody"_s}, HostStatus::Power::Running);
    QCOMPARE(changed.size(), 1);
    QVERIFY(said(0).contains(u"stopped"_s) && said(0).contains(u"on lab"_s));
    model.setPower({u"b"_s}, HostStatus::Power::Running);
    QVERIFY(said(1).contains(u"creating"_s)); // what is being made is not done because it runs
    ContainerFilter filter;
    filter.setSourceModel(&model);
    filter.setText(u"stopped"_s);
    QCOMPARE(filter.rowCount(), 1);
    filter.setText({});
    filter.setNode(u"other"_s);
    QCOMPARE(filter.rowCount(), 0);
    filter.setNode(u"lab"_s);
    QCOMPARE(filter.rowCount(), 2);
    model.setContainers({creating});
    model.setContainers({container, creating}); // back again: what was known of it is forgotten
    QVERIFY(said(1).contains(u"ready"_s));
}

QTEST_MAIN(TestPowerWatcher)
#include "tst_powerwatcher.moc"
