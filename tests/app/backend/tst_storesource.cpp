#include "app/backend/storesource.h"

#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace slipway::backend;

class TestStoreSource : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void knowsTheEnd_data();
    void knowsTheEnd();
};

void TestStoreSource::knowsTheEnd_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QByteArray>("end");
    const auto row = [](const char *name, const char *lines, const char *end) {
        QTest::newRow(name) << QByteArray(lines) << QByteArray(end);
    };
    row("log", "{\"type\":\"log\",\"message\":\"x\",\"seq\":1}\n", "");
    row("step", "{\"type\":\"step\",\"step\":\"creating\",\"message\":\"x\",\"seq\":1}\n", "");
    row("complete", "{\"type\":\"complete\",\"percent\":100,\"message\":\"x\",\"seq\":1}\n", "complete");
    row("error", "{\"type\":\"error\",\"message\":\"x\",\"seq\":1}\n", "error");
    row("end after others",
        "{\"type\":\"log\",\"message\":\"x\",\"seq\":1}\n{\"type\":\"error\",\"message\":\"x\",\"seq\":2}\n",
        "error");
    row("others' order of keys", "{\"message\":\"x\",\"percent\":100,\"type\":\"complete\",\"seq\":1}\n",
        "complete");
    row("others' spaces", "{ \"type\" : \"complete\", \"message\":\"x\",\"seq\":1}\n", "complete");
    row("a log that speaks of it",
        "{\"message\":\"{\\\"type\\\":\\\"complete\\\"}\",\"type\":\"log\",\"seq\":1}\n", "");
    row("unknown type", "{\"type\":\"teapot\",\"message\":\"x\",\"seq\":1}\n", "");
    row("not JSON", "complete\n", "");
}

void TestStoreSource::knowsTheEnd()
{
    QFETCH(QByteArray, lines);
    QFETCH(QByteArray, end);
    const EventBatch batch{ContainerId{QStringLiteral("c")}, EventSeq{7}, int(lines.count('\n')), lines};
    const httpd::StreamChunk chunk = toChunk(batch);
    QCOMPARE(chunk.first, 7);
    QCOMPARE(chunk.count, batch.count);
    QCOMPARE(chunk.end, end);
}

QTEST_GUILESS_MAIN(TestStoreSource)
#include "tst_storesource.moc"
