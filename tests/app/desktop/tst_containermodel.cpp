#include "app/desktop/containerlistcontroller.h"
#include "app/desktop/containermodel.h"
#include "tests/app/desktop/quiet.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;

class TestContainerModel : public QObject
{
    Q_OBJECT
private slots:
    void init() { desktoptest::failOnWarnings(); }
    void differencesOnly();
    void obeysTheModelRules();
    void filters_data();
    void filters();
    void newestFirst();
    void saysTheStateInWords();
    void readsTheList_data();
    void readsTheList();
};

static Container make(const QString &name, Lifecycle lifecycle,
                      const QString &created = u"2026-11-21T10:00:00.000Z"_s)
{
    Container container;
    container.id = {u"id-"_s + name};
    container.hostname = name;
    container.templateName = u"docker"_s;
    container.lifecycle = lifecycle;
    container.createdAt = created;
    return container;
}

static QString rows(const QAbstractItemModel &model)
{
    QStringList names;
    for (int i = 0; i < model.rowCount(); ++i)
        names << model.index(i, 0).data().toString();
    return names.join(u' ');
}

void TestContainerModel::differencesOnly()
{
    ContainerModel model;
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setContainers({make(u"a"_s, Lifecycle::Ready), make(u"b"_s, Lifecycle::Creating)});
    QCOMPARE(inserted.count(), 1);
    model.setContainers({make(u"a"_s, Lifecycle::Ready), make(u"b"_s, Lifecycle::Creating)});
    QCOMPARE(changed.count(), 0);
    model.setContainers({make(u"a"_s, Lifecycle::Ready), make(u"b"_s, Lifecycle::Ready)});
    QCOMPARE(changed.count(), 1);
    model.setContainers({make(u"b"_s, Lifecycle::Ready), make(u"c"_s, Lifecycle::Pending)});
    QCOMPARE(removed.count(), 1);
    QCOMPARE(rows(model), u"b c"_s);
    QCOMPARE(reset.count(), 0); // a reset would lose selection and scroll position
}

void TestContainerModel::obeysTheModelRules()
{
    ContainerModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    ContainerFilter filter;
    filter.setSourceModel(&model);
    const QAbstractItemModelTester filterTester(&filter,
                                                QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setContainers(
        {make(u"a"_s, Lifecycle::Ready), make(u"b"_s, Lifecycle::Creating), make(u"c"_s, Lifecycle::Error)});
    model.setContainers({make(u"c"_s, Lifecycle::Error), make(u"d"_s, Lifecycle::Pending)});
    filter.setText(u"d"_s);
    filter.setText({});
    model.setContainers({});
    QCOMPARE(model.rowCount(), 0);
}

void TestContainerModel::filters_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("names");
    QTest::newRow("all but deleted") << QString() << u"ready creating error"_s;
    QTest::newRow("by name, case ignored") << u" READ "_s << u"ready"_s;
    QTest::newRow("by state") << u"failed"_s << u"error"_s;
    QTest::newRow("by template") << u"docker"_s << u"ready creating error"_s;
    QTest::newRow("nothing") << u"zzz"_s << QString();
}

void TestContainerModel::filters()
{
    QFETCH(const QString, text);
    ContainerModel model;
    ContainerFilter filter;
    filter.setSourceModel(&model);
    filter.setText(text);
    model.setContainers({make(u"ready"_s, Lifecycle::Ready), make(u"creating"_s, Lifecycle::Creating),
                         make(u"error"_s, Lifecycle::Error), make(u"deleted"_s, Lifecycle::Deleted)});
    QTEST(rows(filter), "names");
}

void TestContainerModel::newestFirst()
{
    ContainerModel model;
    ContainerFilter filter;
    filter.setSourceModel(&model);
    model.setContainers({make(u"old"_s, Lifecycle::Ready, u"2026-11-01T00:00:00.000Z"_s),
                         make(u"new"_s, Lifecycle::Ready, u"2026-11-20T00:00:00.000Z"_s)});
    QCOMPARE(rows(filter), u"new old"_s);
}

void TestContainerModel::saysTheStateInWords()
{
    ContainerModel model;
    Container container = make(u"web"_s, Lifecycle::Creating);
    container.snapshot.percent = 62;
    container.isSimulated = true;
    model.setContainers({container});
    QCOMPARE(model.index(0).data(Qt::AccessibleTextRole).toString(), u"web, creating, 62 %, simulation"_s);
}

void TestContainerModel::readsTheList_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("count"); // -1: refused
    QTest::newRow("ours") << QByteArray(R"({"containers":[{"id":"a","hostname":"a","lifecycle":"ready"}]})")
                          << 1;
    QTest::newRow("empty") << QByteArray(R"({"containers":[]})") << 0;
    QTest::newRow("bare array") << QByteArray(R"([{"id":"a","hostname":"a"}])") << 1;
    QTest::newRow("a row without id is left out") << QByteArray(R"({"containers":[{"hostname":"a"}]})") << 0;
    QTest::newRow("a sign-in page") << QByteArray("<html>") << -1;
}

void TestContainerModel::readsTheList()
{
    QFETCH(const QByteArray, json);
    QFETCH(const int, count);
    const auto list = containersFromJson(json);
    QCOMPARE(list ? int(list->size()) : -1, count);
}

QTEST_GUILESS_MAIN(TestContainerModel)
#include "tst_containermodel.moc"
