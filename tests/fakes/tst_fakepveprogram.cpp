// The program: what it says at its start, its orders, its hooks.
#include "tests/fakes/fakepve/rawpve.h"
#include "tests/support/patience.h"
#include <QProcess>
#include <QRegularExpression>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway::fakes;
using namespace Qt::Literals::StringLiterals;

class TestFakePveProgram : public QObject
{
    Q_OBJECT

    QProcess m_program;
    QMap<QString, QString> m_said;

    static QByteArray talk(const QUrl &url, const QByteArray &bytes)
    {
        QTcpSocket socket;
        socket.connectToHost(url.host(), quint16(url.port()));
        if (!socket.waitForConnected(RawPve::patience))
            return {};
        socket.write(bytes);
        while (socket.state() == QAbstractSocket::ConnectedState &&
               socket.waitForReadyRead(RawPve::patience)) {
        }
        return socket.readAll();
    }

    QJsonObject order(const QByteArray &json) const
    {
        const QByteArray answer =
            talk(QUrl(m_said.value(u"control"_s)),
                 "POST / HTTP/1.1\r\nContent-Length: " + QByteArray::number(json.size()) + "\r\n\r\n" + json);
        return QJsonDocument::fromJson(answer.mid(answer.indexOf("\r\n\r\n") + 4)).object();
    }

    QByteArray call(const QByteArray &method, const QByteArray &path, const QByteArray &form = {}) const
    {
        return talk(QUrl(m_said.value(u"url"_s)),
                    method + " /api2/json" + path + " HTTP/1.1\r\nConnection: close\r\nAuthorization: " +
                        m_said.value(u"authorization"_s).toLatin1() +
                        "\r\nContent-Length: " + QByteArray::number(form.size()) + "\r\n\r\n" + form);
    }

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void initTestCase()
    {
        m_program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_program.start(QStringLiteral(FAKEPVE_PROGRAM),
                        {u"--port"_s, u"0"_s, u"--plain"_s, u"--control"_s, u"0"_s, u"--task-time"_s, u"5"_s,
                         u"--address-delay"_s, u"0"_s, u"--on-create"_s,
                         u"echo made $PVE_VMID as $PVE_HOSTNAME"_s, u"--on-start"_s,
                         u"echo ipv4=10.9.8.7/24"_s, u"--on-delete"_s, u"echo no, not $PVE_VMID; exit 3"_s});
        QVERIFY(m_program.waitForStarted(RawPve::patience));
        while (!m_said.contains(u"ready"_s)) {
            QVERIFY(m_program.canReadLine() || m_program.waitForReadyRead(RawPve::patience));
            while (m_program.canReadLine()) {
                const QString line = QString::fromUtf8(m_program.readLine()).trimmed();
                m_said.insert(line.section(u' ', 0, 0), line.section(u' ', 1));
            }
        }
    }
    void cleanupTestCase()
    {
        m_program.terminate();
        QVERIFY(m_program.waitForFinished(RawPve::patience));
    }

    void runsTheHooksAndTakesOrders()
    {
        const QByteArray form = "vmid=100&hostname=web&unprivileged=1&rootfs=local-lvm%3A4&ostemplate=" +
                                QUrl::toPercentEncoding(FakePve::defaultTemplate()) + "&start=1";
        QVERIFY(call("POST", "/nodes/pve/lxc", form).startsWith("HTTP/1.1 200 OK"));
        const auto container = [this] {
            return order(R"({"do":"containers"})").value("containers"_L1).toArray().at(0).toObject();
        };
        QTRY_COMPARE(container().value("ipv4"_L1).toString(), u"10.9.8.7/24"_s);
        QVERIFY(call("DELETE", "/nodes/pve/lxc/100?force=1").startsWith("HTTP/1.1 200 OK"));
        const auto tasks = [this] { return order(R"({"do":"tasks"})").value("tasks"_L1).toArray(); };
        QTRY_COMPARE(tasks().last().toObject().value("exitstatus"_L1).toString(), u"no, not 100"_s);
        QVERIFY(tasks().first().toObject().value("log"_L1).toArray().contains(u"made 100 as web"_s));

        QCOMPARE(order(R"({"do":"inject","kind":"answer","status":599,"text":"Too bad","path":"/version"})"),
                 (QJsonObject{{u"ok"_s, true}}));
        QVERIFY(call("GET", "/version").startsWith("HTTP/1.1 599 Too bad"));
        QVERIFY(call("GET", "/version").startsWith("HTTP/1.1 200 OK"));
        QCOMPARE(order(R"({"do":"violations"})").value("violations"_L1).toArray(), QJsonArray());
        const QJsonObject request =
            order(R"({"do":"requests"})").value("requests"_L1).toArray().at(0).toObject();
        QCOMPARE(request.value("path"_L1).toString(), u"/nodes/pve/lxc"_s);
        QVERIFY(order(R"({"do":"dance"})").contains("error"_L1));
        QVERIFY(order(R"({"do":"inject","kind":"odd"})").contains("error"_L1));
    }
};

QTEST_GUILESS_MAIN(TestFakePveProgram)
#include "tst_fakepveprogram.moc"
