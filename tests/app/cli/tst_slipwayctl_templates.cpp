// slipwayctl template and bucket against a real backend, folders on a real disk.
#include "ctlprocess.h"
#include "tests/integration/backendprocess.h"
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

using namespace slipway;
using namespace slipway::integration;
using namespace Qt::Literals::StringLiterals;

class TestSlipwayctlTemplates : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void aFolderGoesThereAndBack();
    void existingOnesAreNotReplacedUnasked();
    void shippedOnesStay();
    void validates_data();
    void validates();
    void importRefusesWhatIsWrong();
    void exportTouchesNothingOfOthers();
    void buckets();
    void aContainerGetsWhatTheTemplateSays();

private:
    struct Run
    {
        int code = -1;
        QByteArray out;
        QByteArray err;
    };
    Run ctl(QStringList arguments)
    {
        CtlProcess process(arguments + QStringList{u"--server=%1"_s.arg(m_backend->url.toString()),
                                                   u"--token-file="_s + m_backend->tokenFile()});
        const int code = process.wait();
        return {code, process.out, process.err};
    }
    QString at(const QString &path) const { return m_dir.filePath(path); }
    void write(const QString &path, const QByteArray &content)
    {
        QVERIFY(QDir().mkpath(QFileInfo(at(path)).path()));
        QFile file(at(path));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }
    QByteArray read(const QString &path) const
    {
        QFile file(at(path));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir m_dir;
    std::unique_ptr<BackendProcess> m_backend;
};

void TestSlipwayctlTemplates::initTestCase()
{
    write(u"shipped/base/template.conf"_s, "TEMPLATE_APP=Base\n");
    m_backend =
        std::make_unique<BackendProcess>(at(u"data"_s), QStringList{u"--templates"_s, at(u"shipped"_s)});
    QVERIFY2(m_backend->awaitServing(), m_backend->err.constData());
    write(u"web/template.conf"_s,
          "# ours\nTEMPLATE_APP=\"Web\" # title\nTEMPLATE_TAGS=\"a;b\"\nTEMPLATE_CPU=2\n"
          "TEMPLATE_RAM=64\nTEMPLATE_DISK=1\n");
    write(u"web/scripts/00-a.sh"_s, "echo a\n");
    write(u"web/scripts/01-b.sh.disabled"_s, "echo b\n");
    write(u"web/files/f.conf"_s, "x\n");
    write(u"web/files/f.conf.path"_s, "/etc\n");
    write(u"web/files/f.conf.policy"_s, "backup\n");
}

void TestSlipwayctlTemplates::cleanupTestCase() { QCOMPARE(m_backend->stop(), 0); }

void TestSlipwayctlTemplates::aFolderGoesThereAndBack()
{
    const Run imported = ctl({u"template"_s, u"import"_s, at(u"web"_s), u"--human"_s});
    QVERIFY2(imported.code == 0, imported.err.constData());
    QCOMPARE(imported.out, QByteArray("Stored template web.\n"));
    const Run list = ctl({u"template"_s, u"list"_s, u"--human"_s});
    QCOMPARE(list.out,
             QByteArray("NAME  TITLE  FROM     TAGS\nbase  Base   shipped\nweb   Web    own      a, b\n"));
    const Run shown = ctl({u"template"_s, u"show"_s, u"web"_s, u"--human"_s});
    QVERIFY2(shown.out.contains("00-a.sh, 01-b.sh (off)"), shown.out.constData());
    const Run exported = ctl({u"template"_s, u"export"_s, u"web"_s, at(u"clone"_s), u"--json"_s});
    QVERIFY2(exported.code == 0, exported.err.constData());
    QCOMPARE(QJsonDocument::fromJson(exported.out).object().value("folder"_L1).toString(), at(u"clone"_s));
    QCOMPARE(read(u"clone/container-configs/scripts/01-b.sh.disabled"_s), QByteArray("echo b\n"));
    QCOMPARE(read(u"clone/container-configs/files/f.conf.policy"_s), QByteArray("backup\n"));
    // Into the folder it came from: nothing that version control would see.
    QCOMPARE(ctl({u"template"_s, u"export"_s, u"web"_s, at(u"web"_s)}).code, 0);
    QVERIFY(read(u"web/template.conf"_s).startsWith("# ours\nTEMPLATE_APP=\"Web\" # title\n"));
    QVERIFY(!QFile::exists(at(u"web/container-configs"_s)));
}

void TestSlipwayctlTemplates::existingOnesAreNotReplacedUnasked()
{
    const Run first = ctl({u"template"_s, u"import"_s, at(u"web"_s), u"--as"_s, u"taken"_s});
    QCOMPARE(first.code, 0);
    const Run again = ctl({u"template"_s, u"import"_s, at(u"web"_s), u"--as"_s, u"taken"_s});
    QCOMPARE(again.code, 1);
    QVERIFY2(again.err.contains("There is one of this name already") && again.err.contains("--force"),
             again.err.constData());
    QCOMPARE(ctl({u"template"_s, u"import"_s, at(u"web"_s), u"--as"_s, u"taken"_s, u"--force"_s}).code, 0);
    QCOMPARE(ctl({u"template"_s, u"remove"_s, u"taken"_s}).code, 0);
    const Run gone = ctl({u"template"_s, u"show"_s, u"taken"_s});
    QCOMPARE(gone.code, 1);
    QVERIFY2(gone.err.contains("There is: base"), gone.err.constData());
}

void TestSlipwayctlTemplates::shippedOnesStay()
{
    const Run refused = ctl({u"template"_s, u"remove"_s, u"base"_s, u"--yes"_s});
    QCOMPARE(refused.code, 1);
    QVERIFY2(refused.err.contains("came with the program"), refused.err.constData());
    QVERIFY(QFile::exists(at(u"shipped/base/template.conf"_s)));
}

void TestSlipwayctlTemplates::validates_data()
{
    QTest::addColumn<QByteArray>("conf");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("right") << QByteArray("TEMPLATE_APP=A\n") << 0 << QByteArray("Template check is right.");
    QTest::newRow("a tag") << QByteArray("TEMPLATE_TAGS=\"a b\"\n") << 1 << QByteArray("tags[0]: Cannot");
    QTest::newRow("too small") << QByteArray("TEMPLATE_RAM=1\n") << 1 << QByteArray("memoryMb: Cannot");
}
void TestSlipwayctlTemplates::validates()
{
    QFETCH(QByteArray, conf);
    QFETCH(int, code);
    QFETCH(QByteArray, words);
    write(u"check/template.conf"_s, conf);
    CtlProcess process({u"template"_s, u"validate"_s, at(u"check"_s), u"--human"_s}); // no backend is named
    QCOMPARE(process.wait(), code);
    QVERIFY2((process.out + process.err).contains(words), (process.out + process.err).constData());
    CtlProcess asJson({u"template"_s, u"validate"_s, at(u"check"_s), u"--json"_s});
    QCOMPARE(asJson.wait(), code);
    QCOMPARE(QJsonDocument::fromJson(asJson.out).object().value("valid"_L1).toBool(), code == 0);
}

void TestSlipwayctlTemplates::importRefusesWhatIsWrong()
{
    const Run nothing = ctl({u"template"_s, u"import"_s, at(u"nowhere"_s)});
    QCOMPARE(nothing.code, 2);
    QVERIFY2(nothing.err.contains("There is no folder"), nothing.err.constData());
    write(u"empty/README"_s, "x");
    const Run none = ctl({u"template"_s, u"import"_s, at(u"empty"_s)});
    QCOMPARE(none.code, 2);
    QVERIFY2(none.err.contains("no template.conf"), none.err.constData());
    write(u"wrong/template.conf"_s, "TEMPLATE_CPU=1000\n");
    const Run wrong = ctl({u"template"_s, u"import"_s, at(u"wrong"_s)});
    QCOMPARE(wrong.code, 2);
    QVERIFY2(wrong.err.contains("cores: Cannot"), wrong.err.constData());
}

void TestSlipwayctlTemplates::exportTouchesNothingOfOthers()
{
    write(u"home/letter"_s, "dear\n");
    const Run refused = ctl({u"template"_s, u"export"_s, u"base"_s, at(u"home"_s)});
    QCOMPARE(refused.code, 1);
    QVERIFY2(refused.err.contains("it is no template"), refused.err.constData());
    QCOMPARE(QDir(at(u"home"_s)).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
             QStringList{u"letter"_s});
    QCOMPARE(ctl({u"template"_s, u"export"_s, u"base"_s}).code, 2);
}

void TestSlipwayctlTemplates::buckets()
{
    const Run set = ctl(
        {u"bucket"_s, u"set"_s, u"tools"_s, u"--package=vim"_s, u"--pip-package=flask==3.0"_s, u"--human"_s});
    QVERIFY2(set.code == 0, set.err.constData());
    QCOMPARE(set.out, QByteArray("Name:  tools\napt:   vim\npip:   flask==3.0\n"));
    QCOMPARE(ctl({u"bucket"_s, u"set"_s, u"tools"_s, u"--package=-y"_s}).code, 2);
    write(u"user/template.conf"_s, "TEMPLATE_APP=User\nTEMPLATE_BUCKETS=tools\n");
    QCOMPARE(ctl({u"template"_s, u"import"_s, at(u"user"_s)}).code, 0);
    const Run used = ctl({u"bucket"_s, u"remove"_s, u"tools"_s});
    QCOMPARE(used.code, 1);
    QVERIFY2(used.err.contains("Templates use it: user"), used.err.constData());
    QCOMPARE(ctl({u"bucket"_s, u"remove"_s, u"tools"_s, u"--force"_s}).code, 0);
    // From then on nothing can be made from it, and the reason is said.
    const Run create = ctl({u"create"_s, u"--hostname=u"_s, u"--template=user"_s});
    QCOMPARE(create.code, 2);
    QVERIFY2(create.err.contains("package bucket \"tools\" does not exist"), create.err.constData());
}

void TestSlipwayctlTemplates::aContainerGetsWhatTheTemplateSays()
{
    write(u"run/template.conf"_s,
          "TEMPLATE_APP=Run\nTEMPLATE_BUCKETS=run\nTEMPLATE_TIMEOUTS=\"00-a.sh=77\"\n");
    write(u"run/scripts/00-a.sh"_s, "echo a\n");
    write(u"run/scripts/01-b.sh.disabled"_s, "echo b\n");
    QCOMPARE(ctl({u"bucket"_s, u"set"_s, u"run"_s, u"--package=vim"_s}).code, 0);
    QCOMPARE(ctl({u"template"_s, u"import"_s, at(u"run"_s)}).code, 0);
    const Run made = ctl({u"create"_s, u"--hostname=r"_s, u"--template=run"_s, u"--sim-seconds=0"_s,
                          u"--sim-lines=1"_s, u"--json"_s});
    QVERIFY2(made.code == 0, made.err.constData());
    const QString id = QJsonDocument::fromJson(made.out).object().value("id"_L1).toString();
    const Run shown = ctl({u"show"_s, id, u"--json"_s});
    const QJsonObject spec = QJsonDocument::fromJson(shown.out).object().value("spec"_L1).toObject();
    QCOMPARE(spec.value("packages"_L1).toArray(), QJsonArray{u"vim"_s});
    const QJsonArray scripts = spec.value("scripts"_L1).toArray();
    QCOMPARE(scripts.size(), 1);
    QCOMPARE(scripts.first()["name"_L1].toString(), u"00-a.sh"_s);
    QCOMPARE(scripts.first()["timeoutSeconds"_L1].toInt(), 77);
}

QTEST_GUILESS_MAIN(TestSlipwayctlTemplates)
#include "tst_slipwayctl_templates.moc"
