#include "app/backend/containerfeed.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace slipway::backend;
using namespace Qt::Literals::StringLiterals;

namespace {

Container container(const QString &id, int percent = 0, Lifecycle lifecycle = Lifecycle::Creating)
{
    Container made;
    made.id = {id};
    made.hostname = u"host-"_s + id;
    made.lifecycle = lifecycle;
    made.snapshot.percent = percent;
    return made;
}

constexpr int kNever = 3'600'000;

} // namespace

/// The list as frames, without sockets.
class TestContainerFeed : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_frames.clear();
    }
    void beginsWithTheWholeList();
    void theListIsAsItIsNow();
    void tellsWhatIsNewChangedAndGone();
    void aLineOfALogIsNoChange();
    void oftenChangedIsGathered();
    void whatCameBackIsNotTold();
    void anEndGoesOutAtOnce();
    void resumesByNumber();
    void whoIsTooFarBehindGetsTheList();

private:
    ContainerFeed::Publish publish()
    {
        return [this](const httpd::StreamChunk &chunk) {
            const std::lock_guard lock(m_mutex);
            m_frames.append(chunk);
        };
    }
    /// "container a 5 creating", "removed a", "containers b a" for each frame so far.
    QStringList told()
    {
        const std::lock_guard lock(m_mutex);
        QStringList all;
        for (const httpd::StreamChunk &chunk : std::as_const(m_frames))
            all += inWords(chunk.lines);
        return all;
    }
    static QStringList inWords(const QByteArray &frames)
    {
        QStringList all;
        for (const QByteArray &frame : frames.split('\n')) {
            if (!frame.startsWith("data: "))
                continue;
            const QJsonObject data = QJsonDocument::fromJson(frame.mid(6)).object();
            const QJsonObject row = data.value("container"_L1).toObject();
            QStringList ids;
            for (const QJsonValue &value : data.value("containers"_L1).toArray())
                ids += value.toObject().value("id"_L1).toString();
            if (data.contains("containers"_L1))
                all += u"containers "_s + ids.join(u' ');
            else if (data.contains("container"_L1))
                all += u"container %1 %2 %3"_s.arg(row.value("id"_L1).toString())
                           .arg(row.value("percent"_L1).toInt())
                           .arg(row.value("lifecycle"_L1).toString());
            else
                all += u"removed "_s + data.value("id"_L1).toString();
        }
        return all;
    }
    static QStringList read(ContainerFeed &feed, qint64 after)
    {
        QStringList all;
        const auto chunks = feed.read(kListTopic, after, 1'000'000);
        for (const httpd::StreamChunk &chunk : *chunks)
            all += inWords(chunk.lines);
        return all;
    }

    void begin(ContainerFeed &feed, const QList<Container> &known)
    {
        for (const Container &container : known)
            feed.keep(container);
        feed.begin(publish());
    }

    std::mutex m_mutex;
    QList<httpd::StreamChunk> m_frames;
};

void TestContainerFeed::beginsWithTheWholeList()
{
    ContainerFeed feed;
    QCOMPARE(read(feed, 0), QStringList{u"containers "_s});
    begin(feed, {container(u"new"_s), container(u"old"_s)});
    QCOMPARE(read(feed, 0), QStringList{u"containers new old"_s});
    feed.change({container(u"newer"_s)});
    QCOMPARE(read(feed, 0), QStringList{u"containers newer new old"_s});
    feed.remove({u"new"_s});
    QCOMPARE(read(feed, 0), QStringList{u"containers newer old"_s});
}

// Who changes something and asks then, sees it, also while the frame of it waits for its time.
void TestContainerFeed::theListIsAsItIsNow()
{
    ContainerFeed feed({kNever, 1'000'000});
    begin(feed, {container(u"b"_s, 7), container(u"a"_s)});
    QVERIFY(feed.read(kListTopic, 0, 1)->first().lines.contains("data: " + feed.list() + '\n'));
    feed.change({container(u"c"_s, 5), container(u"a"_s, 20)});
    feed.change({container(u"a"_s, 40), container(u"b"_s, 90)});
    const QJsonArray rows = QJsonDocument::fromJson(feed.list())["containers"_L1].toArray();
    QStringList seen;
    for (const QJsonValue &row : rows)
        seen << row["id"_L1].toString() + u' ' + QString::number(row["percent"_L1].toInt());
    QCOMPARE(seen, (QStringList{u"c 5"_s, u"b 90"_s, u"a 40"_s}));
    QVERIFY(!feed.read(kListTopic, 0, 1)->first().lines.contains(feed.list())); // which says it later
}

void TestContainerFeed::tellsWhatIsNewChangedAndGone()
{
    ContainerFeed feed({0, 1'000'000});
    begin(feed, {container(u"a"_s)});
    feed.change({container(u"b"_s, 5)});
    feed.change({container(u"a"_s, 7), container(u"b"_s, 9)});
    feed.remove({u"a"_s});
    feed.remove({u"a"_s});
    QCOMPARE(told(), (QStringList{u"container b 5 creating"_s, u"container a 7 creating"_s,
                                  u"container b 9 creating"_s, u"removed a"_s}));
    QCOMPARE(m_frames.first().first, 2); // number 1 is the list that everybody begins with
    QCOMPARE(m_frames.last().first, 5);
    feed.end();
    feed.change({container(u"c"_s)});
    QCOMPARE(told().size(), 4);
}

void TestContainerFeed::aLineOfALogIsNoChange()
{
    ContainerFeed feed({0, 1'000'000});
    begin(feed, {container(u"a"_s, 5)});
    Container same = container(u"a"_s, 5);
    same.snapshot.seq = {99};
    feed.change({same});
    QCOMPARE(told(), QStringList());
    Container named = same;
    named.hostRef = u"101"_s;
    feed.change({named});
    QCOMPARE(told().size(), 1);
}

void TestContainerFeed::oftenChangedIsGathered()
{
    ContainerFeed feed({100, 1'000'000});
    begin(feed, {});
    for (int percent = 0; percent <= 50; ++percent)
        feed.change({container(u"a"_s, percent)});
    QTRY_COMPARE(told().last(), u"container a 50 creating"_s);
    QVERIFY2(told().size() < 10, qPrintable(told().join(u'\n')));
    QCOMPARE(told().first(), u"container a 0 creating"_s);
}

void TestContainerFeed::whatCameBackIsNotTold()
{
    ContainerFeed feed({kNever, 1'000'000});
    begin(feed, {});
    feed.change({container(u"a"_s, 5)});
    feed.change({container(u"a"_s, 6)});
    feed.change({container(u"a"_s, 5)});
    feed.remove({u"a"_s});
    QCOMPARE(told(), (QStringList{u"container a 5 creating"_s, u"removed a"_s}));
}

void TestContainerFeed::anEndGoesOutAtOnce()
{
    ContainerFeed feed({kNever, 1'000'000});
    begin(feed, {});
    feed.change({container(u"a"_s, 5), container(u"b"_s, 5)});
    feed.change({container(u"a"_s, 90), container(u"b"_s, 90)});
    feed.change({container(u"a"_s, 100, Lifecycle::Ready), container(u"b"_s, 90, Lifecycle::Error)});
    QCOMPARE(told().mid(2), (QStringList{u"container a 100 ready"_s, u"container b 90 error"_s}));
    feed.change({container(u"a"_s, 100, Lifecycle::Stopped)});
    QCOMPARE(told().last(), u"container a 100 stopped"_s);
}

void TestContainerFeed::resumesByNumber()
{
    ContainerFeed feed({0, 1'000'000});
    begin(feed, {});
    for (int percent = 1; percent <= 3; ++percent)
        feed.change({container(u"a"_s, percent)});
    QCOMPARE(read(feed, 2), (QStringList{u"container a 2 creating"_s, u"container a 3 creating"_s}));
    QCOMPARE(read(feed, 4), QStringList());
    const auto page = feed.read(kListTopic, 1, 1); // at least one, however small the page
    QCOMPARE(page->first().first, 2);
    QCOMPARE(page->first().count, 1);
}

void TestContainerFeed::whoIsTooFarBehindGetsTheList()
{
    ContainerFeed feed({0, 1000});
    begin(feed, {});
    for (int percent = 1; percent <= 50; ++percent)
        feed.change({container(u"a"_s, percent)});
    const auto chunks = feed.read(kListTopic, 7, 1'000'000);
    QCOMPARE(chunks->size(), 1);
    QCOMPARE(inWords(chunks->first().lines), QStringList{u"containers a"_s});
    QCOMPARE(chunks->first().first, 8); // in the place of all that it makes superfluous
    QCOMPARE(chunks->first().last(), 51);
}

QTEST_GUILESS_MAIN(TestContainerFeed)
#include "tst_containerfeed.moc"
