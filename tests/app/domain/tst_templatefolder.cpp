#include "tests/support/paths.h"

#include "app/domain/templateconf.h"
#include "app/domain/templatefolder.h"
#include "tests/app/domain/templatemaker.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using slipway::tests::Maker;
using namespace Qt::Literals::StringLiterals;

/// Templates are written, checked and sent as they are read.
class TestTemplateFolder : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_dir = std::make_unique<QTemporaryDir>();
        QVERIFY(m_dir->isValid());
    }
    void whatIsWrittenIsRead_data();
    void whatIsWrittenIsRead();
    void jsonKeepsAll_data();
    void jsonKeepsAll();
    void shippedTemplatesSurviveAnEdit();
    void foreignLinesAndFilesStay();
    void assignments_data();
    void assignments();
    void packageLines_data();
    void packageLines();
    void whatLeavesTheTemplateLeavesTheFolder();
    void exportLeavesTheRestAlone();
    void exportRefuses();
    void linksAreNeitherFollowedNorKept();
    void failureChangesNothing();
    void crashIsTidiedUp();
    void refusals_data();
    void refusals();
    void numbersFollowPlaces_data();
    void numbersFollowPlaces();
    void disabledScriptsDoNotRun();

private:
    QString at(const QString &path) const { return m_dir->filePath(path); }
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
    QStringList everything(const QString &path) const
    {
        return QDir(at(path)).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                                        QDir::Name);
    }
    std::unique_ptr<QTemporaryDir> m_dir;
};

namespace {

void seeds()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 25; ++seed)
        QTest::newRow(qPrintable(u"seed %1"_s.arg(seed))) << seed;
}

} // namespace

void TestTemplateFolder::whatIsWrittenIsRead_data() { seeds(); }
void TestTemplateFolder::whatIsWrittenIsRead()
{
    QFETCH(quint32, seed);
    Maker maker(seed);
    // The second is written over the first, whose lines it has to change; both into a clone, too.
    for (int round = 0; round < 2; ++round) {
        const Template entry = maker.make(u"web"_s);
        QCOMPARE(validate(entry), QList<FieldError>());
        const auto written = replaceTemplate(at(u"web"_s), entry);
        QVERIFY2(written, written ? "" : qPrintable(written.error().message));
        const auto back = readTemplate(at(u"web"_s));
        QVERIFY(back);
        QCOMPARE(back->warnings, QStringList());
        QVERIFY2(*back == entry,
                 (QJsonDocument(toJson(*back)).toJson() + QJsonDocument(toJson(entry)).toJson()).constData());
        QCOMPARE(everything(u"."_s).last(), u"web"_s); // nothing is left beside it
        QVERIFY(everything(u"."_s).size() <= 2);
        const auto exported = exportTemplate(at(u"git/web"_s), entry);
        QVERIFY2(exported, exported ? "" : qPrintable(exported.error().message));
        QVERIFY(*readTemplate(at(u"git/web"_s)) == entry);
    }
}

void TestTemplateFolder::jsonKeepsAll_data() { seeds(); }
void TestTemplateFolder::jsonKeepsAll()
{
    QFETCH(quint32, seed);
    Maker maker(seed);
    const Template entry = maker.make(u"web"_s);
    const auto parsed = templateFromJson(QJsonDocument(toJson(entry)).toJson());
    QVERIFY(parsed);
    QCOMPARE(parsed->errors, QList<FieldError>());
    QVERIFY(parsed->entry == entry);
    QCOMPARE(revisionOf(parsed->entry), revisionOf(entry));
    Template other = entry;
    other.scripts.append({u"99-z.sh"_s, "true\n"});
    QVERIFY(revisionOf(other) != revisionOf(entry));
}

void TestTemplateFolder::shippedTemplatesSurviveAnEdit()
{
    const QString shipped = test::sourceDir() + QStringLiteral("/resources/templates");
    for (const QString &name : templateNames(shipped)) {
        const Template entry = *findTemplate(shipped, name);
        QVERIFY2(validate(entry).isEmpty(), qPrintable(name + validate(entry).value(0).message));
        const auto written = replaceTemplate(at(name), entry, shipped + u'/' + name);
        QVERIFY2(written, written ? "" : qPrintable(written.error().message));
        QVERIFY(*readTemplate(at(name)) == entry);
        // Not one byte of it is another one.
        QFile before(shipped + u'/' + name + u"/template.conf"_s);
        QVERIFY(before.open(QIODevice::ReadOnly));
        const QByteArray conf = before.readAll();
        QVERIFY2(read(name + u"/template.conf"_s).startsWith(conf), qPrintable(name));
    }
}

void TestTemplateFolder::foreignLinesAndFilesStay()
{
    write(u"web/template.conf"_s,
          "# About\nTEMPLATE_APP=\"Web\" # shown\n\nOTHER=x\nTEMPLATE_CPU=\"${CPU:-2}\"\n"
          "TEMPLATE_RAM=${RAM:-64}  # MB\n");
    write(u"web/container-configs/packages/a.apt"_s, "# servers\nnginx # small\ncurl\n");
    write(u"web/README.md"_s, "read me\n");
    write(u"web/container-configs/scripts/lib.txt"_s, "words\n");
    Template entry = *readTemplate(at(u"web"_s));
    entry.memoryMb = 128;
    entry.packageLists[0].packages = {u"nginx"_s, u"vim"_s};
    entry.warnings.clear();
    QVERIFY(replaceTemplate(at(u"web"_s), entry));
    QCOMPARE(read(u"web/template.conf"_s),
             QByteArray("# About\nTEMPLATE_APP=\"Web\" # shown\n\nOTHER=x\nTEMPLATE_CPU=\"${CPU:-2}\"\n"
                        "TEMPLATE_RAM=128  # MB\nTEMPLATE_DISK=8\n"));
    QCOMPARE(read(u"web/container-configs/packages/a.apt"_s), QByteArray("# servers\nnginx # small\nvim\n"));
    QCOMPARE(read(u"web/README.md"_s), QByteArray("read me\n"));
    QCOMPARE(read(u"web/container-configs/scripts/lib.txt"_s), QByteArray("words\n"));
}

void TestTemplateFolder::assignments_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("value"); // null: none
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *text, const char *value, const char *expected) {
        QTest::newRow(name) << QByteArray(text) << (value ? QString::fromUtf8(value) : QString())
                            << QByteArray(expected);
    };
    row("into nothing", "", "x", "A=x\n");
    row("appended", "B=1\n", "x y", "B=1\nA=\"x y\"\n");
    row("no line end", "B=1", "x", "B=1\nA=x\n");
    row("same, with a default", "A=\"${Z:-x}\" # c\n", "x", "A=\"${Z:-x}\" # c\n");
    row("changed, comment kept", "export A='y'  # c\n", "x", "export A=x  # c\n");
    row("the last one counts", "A=1\nA=2\n", "x", "A=1\nA=x\n");
    row("taken away, all of them", "A=1\nB=2\nA=3\n", nullptr, "B=2\n");
    row("one that needs a shell stays", "A=$(id)\n", "x", "A=$(id)\nA=x\n");
    row("CRLF", "A=1\r\nB=2\r\n", "x", "A=x\nB=2\r\n");
    row("quotes", "A=1\n", "\"$`\\", "A=\"\\\"\\$\\`\\\\\"\n");
    row("hash", "A=1\n", "a #b", "A=\"a #b\"\n");
    row("empty", "A=1\n", "", "A=\n");
}
void TestTemplateFolder::assignments()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, value);
    QFETCH(QByteArray, expected);
    const QByteArray out =
        withAssignments(text, {{u"A"_s, value.isNull() ? std::nullopt : std::optional(value)}});
    QCOMPARE(out, expected);
    QString last;
    for (const auto &[key, is] : parseAssignments(out)) {
        if (key == u"A")
            last = is;
    }
    QCOMPARE(last, value.isNull() ? QString() : value);
}

void TestTemplateFolder::packageLines_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("packages");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("nothing") << QByteArray() << QStringList() << QByteArray("\n");
    QTest::newRow("comments alone") << QByteArray("# a\n") << QStringList() << QByteArray("# a\n");
    QTest::newRow("added") << QByteArray("a # x\n") << QStringList{u"a"_s, u"b"_s}
                           << QByteArray("a # x\nb\n");
    QTest::newRow("removed") << QByteArray("# h\na # x\nb\n") << QStringList{u"b"_s}
                             << QByteArray("# h\nb\n");
    QTest::newRow("another order") << QByteArray("# h\na\nb\n") << QStringList{u"b"_s, u"a"_s}
                                   << QByteArray("b\na\n");
}
void TestTemplateFolder::packageLines()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, packages);
    QFETCH(QByteArray, expected);
    const QByteArray out = withPackages(text, packages);
    QCOMPARE(out.trimmed(), expected.trimmed());
    QCOMPARE(parsePackages(out), packages);
}

void TestTemplateFolder::whatLeavesTheTemplateLeavesTheFolder()
{
    Maker maker(7);
    Template entry = maker.make(u"web"_s);
    entry.scripts = {{u"00-a.sh"_s, "true\n"}, {u"01-b.sh"_s, "true\n"}};
    entry.files = {{u"/etc/f"_s, "x"}};
    entry.packageLists = {{u"p"_s, PackageKind::Npm, {u"pm2"_s}}};
    for (const bool isExport : {false, true}) {
        const auto put = [&](const Template &t) {
            return isExport ? exportTemplate(at(u"git"_s), t) : replaceTemplate(at(u"web"_s), t);
        };
        QVERIFY(put(entry));
        Template less = entry;
        less.scripts.removeFirst();
        less.scripts[0].enabled = false;
        less.files.clear();
        less.packageLists.clear();
        QVERIFY(put(less));
        const QString inside = (isExport ? u"git"_s : u"web"_s) + u"/container-configs/"_s;
        QCOMPARE(everything(inside + u"scripts"_s), QStringList{u"01-b.sh.disabled"_s});
        QCOMPARE(everything(inside + u"files"_s), QStringList());
        QCOMPARE(everything(inside + u"packages"_s), QStringList());
    }
}

void TestTemplateFolder::exportLeavesTheRestAlone()
{
    Template entry = Maker(3).make(u"web"_s);
    write(u"git/template.conf"_s, "# ours\n");
    write(u"git/.git/HEAD"_s, "ref\n");
    write(u"git/docs/a.md"_s, "text\n");
    QVERIFY(exportTemplate(at(u"git"_s), entry));
    QCOMPARE(read(u"git/.git/HEAD"_s), QByteArray("ref\n"));
    QCOMPARE(read(u"git/docs/a.md"_s), QByteArray("text\n"));
    QVERIFY(read(u"git/template.conf"_s).startsWith("# ours\n"));
    // Nothing to do is nothing written: version control sees no change.
    const QDateTime before = QFileInfo(at(u"git/template.conf"_s)).lastModified();
    QFile conf(at(u"git/template.conf"_s));
    QVERIFY(conf.open(QIODevice::ReadWrite));
    QVERIFY(conf.setFileTime(before.addDays(-1), QFileDevice::FileModificationTime));
    conf.close();
    QVERIFY(exportTemplate(at(u"git"_s), entry));
    QCOMPARE(QFileInfo(at(u"git/template.conf"_s)).lastModified(), before.addDays(-1));
}

void TestTemplateFolder::exportRefuses()
{
    const Template entry = Maker(3).make(u"web"_s);
    write(u"home/letter.txt"_s, "dear\n");
    QCOMPARE(exportTemplate(at(u"home"_s), entry).error().code, ErrorCode::Conflict);
    QCOMPARE(everything(u"home"_s), QStringList{u"letter.txt"_s});
    write(u"git/template.conf"_s, "");
    QVERIFY(QDir().mkpath(at(u"elsewhere"_s)));
    QVERIFY(QFile::link(at(u"elsewhere"_s), at(u"git/container-configs"_s)));
    const auto refused = exportTemplate(at(u"git"_s), entry);
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    QVERIFY(refused.error().message.contains(u"container-configs is a symbolic link"));
    QCOMPARE(everything(u"elsewhere"_s), QStringList());
    QCOMPARE(read(u"git/template.conf"_s), QByteArray());
}

void TestTemplateFolder::linksAreNeitherFollowedNorKept()
{
    write(u"secret/key"_s, "k\n");
    write(u"web/template.conf"_s, "TEMPLATE_APP=Web\n");
    QVERIFY(QFile::link(at(u"secret"_s), at(u"web/more"_s)));
    QVERIFY(QFile::link(at(u"secret/key"_s), at(u"web/README"_s)));
    Template entry = *readTemplate(at(u"web"_s));
    QVERIFY(replaceTemplate(at(u"web"_s), entry));
    QCOMPARE(everything(u"web"_s), QStringList{u"template.conf"_s});
    QVERIFY(QFile::link(at(u"secret"_s), at(u"web/more"_s)));
    QVERIFY(removeFolder(at(u"web"_s)));
    QCOMPARE(read(u"secret/key"_s), QByteArray("k\n"));
    QCOMPARE(everything(u"."_s), QStringList{u"secret"_s});
    // A folder of contents that is a link holds nothing.
    write(u"evil/template.conf"_s, "TEMPLATE_APP=Evil\n");
    write(u"secret/scripts/00-a.sh"_s, "id\n");
    QVERIFY(QFile::link(at(u"secret"_s), at(u"evil/container-configs"_s)));
    QCOMPARE(readTemplate(at(u"evil"_s))->scripts.size(), 0);
}

void TestTemplateFolder::failureChangesNothing()
{
    const Template entry = Maker(5).make(u"web"_s);
    QVERIFY(replaceTemplate(at(u"web"_s), entry));
    for (int i = 0; i <= ForeignLimits::maxFiles; ++i)
        write(u"web/more/%1"_s.arg(i), "x");
    Template other = Maker(6).make(u"web"_s);
    const auto refused = replaceTemplate(at(u"web"_s), other);
    QCOMPARE(refused.error().code, ErrorCode::TooLarge);
    QVERIFY(*readTemplate(at(u"web"_s)) == entry);
    QCOMPARE(everything(u"."_s), QStringList{u"web"_s});
}

void TestTemplateFolder::crashIsTidiedUp()
{
    const QString id = u"0123456789abcdef"_s;
    write(u".web.old-"_s + id + u"/template.conf"_s, "TEMPLATE_APP=Old\n");
    write(u".web.new-"_s + id + u"/template.conf"_s, "TEMPLATE_APP=Half\n");
    write(u".db.old-"_s + id + u"/template.conf"_s, "TEMPLATE_APP=Old\n");
    write(u"db/template.conf"_s, "TEMPLATE_APP=New\n");
    write(u".cache/x"_s, "theirs\n");
    recoverFolders(m_dir->path());
    QCOMPARE(everything(u"."_s), (QStringList{u".cache"_s, u"db"_s, u"web"_s}));
    QCOMPARE(readTemplate(at(u"web"_s))->title, u"Old"_s);
    QCOMPARE(readTemplate(at(u"db"_s))->title, u"New"_s);
}

void TestTemplateFolder::refusals_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<std::function<void(Template &)>>("spoil");
    using Spoil = std::function<void(Template &)>;
    const auto row = [](const char *name, const char *field, const Spoil &spoil) {
        QTest::newRow(name) << QString::fromUtf8(field) << spoil;
    };
    row("name climbs", "name", [](Template &t) { t.name = u"../x"_s; });
    row("name empty", "name", [](Template &t) { t.name.clear(); });
    row("name that means none", "name", [](Template &t) { t.name = u"default"_s; });
    row("name hidden", "name", [](Template &t) { t.name = u".x"_s; });
    row("no title", "title", [](Template &t) { t.title = u" "_s; });
    row("two lines", "description", [](Template &t) { t.description = u"a\nb"_s; });
    row("half a character", "title", [](Template &t) { t.title = QString(QChar(0xD83D)); });
    row("tag with the separator", "tags[0]", [](Template &t) { t.tags = {u"a;b"_s}; });
    row("system", "os", [](Template &t) { t.os = u"Debian 12"_s; });
    row("source", "source", [](Template &t) { t.source = u"http://x"_s; });
    row("cores", "cores", [](Template &t) { t.cores = 0; });
    row("script without number", "scripts[0].name", [](Template &t) { t.scripts[0].name = u"a.sh"_s; });
    row("script that climbs", "scripts[0].name", [](Template &t) { t.scripts[0].name = u"00-/../a.sh"_s; });
    row("number against place", "scripts[1].name", [](Template &t) { t.scripts[1].name = u"00-0.sh"_s; });
    row("same script", "scripts[1].name", [](Template &t) { t.scripts[1].name = t.scripts[0].name; });
    row("empty script", "scripts[0].content", [](Template &t) { t.scripts[0].content.clear(); });
    row("time limit", "scripts[0].timeoutSeconds", [](Template &t) { t.scripts[0].timeoutSeconds = 0; });
    row("path not absolute", "files[0].path", [](Template &t) { t.files[0].path = u"etc/x"_s; });
    row("path climbs", "files[0].path", [](Template &t) { t.files[0].path = u"/etc/../x"_s; });
    row("same name elsewhere", "files[1].path", [](Template &t) { t.files[1].path = u"/x/f"_s; });
    row("companion's name", "files[1].path", [](Template &t) { t.files[1].path = u"/x/f.path"_s; });
    row("long name", "files[0].path", [](Template &t) { t.files[0].path = u"/"_s + QString(240, u'a'); });
    row("folder ends in a blank", "files[0].path", [](Template &t) { t.files[0].path = u"/a /f"_s; });
    row("list's name", "packageLists[0].name", [](Template &t) { t.packageLists[0].name = u"a/b"_s; });
    row("package that is an option", "packageLists[0].packages[0]",
        [](Template &t) { t.packageLists[0].packages = {u"--yes"_s}; });
    row("same package", "packageLists[0].packages[1]", [](Template &t) {
        t.packageLists[0].packages = {u"vim"_s, u"vim"_s};
    });
    row("bucket's name", "buckets[0]", [](Template &t) { t.buckets = {u"a;b"_s}; });
}
void TestTemplateFolder::refusals()
{
    QFETCH(QString, field);
    QFETCH(std::function<void(Template &)>, spoil);
    Template entry;
    entry.name = u"web"_s;
    entry.title = u"Web"_s;
    entry.scripts = {{u"00-a.sh"_s, "true\n"}, {u"01-b.sh"_s, "true\n"}};
    entry.files = {{u"/etc/f"_s, "x"}, {u"/etc/g"_s, "x"}};
    entry.packageLists = {{u"p"_s, PackageKind::Apt, {u"vim"_s}}};
    QCOMPARE(validate(entry), QList<FieldError>());
    spoil(entry);
    QStringList fields;
    for (const FieldError &error : validate(entry)) {
        fields.append(error.field);
        QVERIFY2(error.message.startsWith(u"Cannot "), qPrintable(error.message));
    }
    QCOMPARE(fields, QStringList{field});
}

void TestTemplateFolder::numbersFollowPlaces_data()
{
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("right") << QStringList{u"1-a.sh"_s, u"10-b.sh"_s}
                           << QStringList{u"1-a.sh"_s, u"10-b.sh"_s};
    QTest::newRow("moved") << QStringList{u"10-b.sh"_s, u"1-a.sh"_s}
                           << QStringList{u"00-b.sh"_s, u"01-a.sh"_s};
    QTest::newRow("one without") << QStringList{u"1-a.sh"_s, u"b.sh"_s}
                                 << QStringList{u"00-a.sh"_s, u"01-b.sh"_s};
}
void TestTemplateFolder::numbersFollowPlaces()
{
    QFETCH(QStringList, names);
    QFETCH(QStringList, expected);
    QList<TemplateScript> scripts;
    for (const QString &name : names)
        scripts.append({name, "true\n"});
    renumberScripts(scripts);
    QStringList is;
    for (const TemplateScript &script : scripts)
        is.append(script.name);
    QCOMPARE(is, expected);
}

void TestTemplateFolder::disabledScriptsDoNotRun()
{
    write(u"web/template.conf"_s, "TEMPLATE_APP=Web\nTEMPLATE_TIMEOUTS=\"02-c.sh=60;9-x.sh=1\"\n");
    write(u"web/scripts/00-a.sh"_s, "true\n");
    write(u"web/scripts/01-b.sh.disabled"_s, "false\n");
    write(u"web/scripts/02-c.sh"_s, "true\n");
    write(u"web/scripts/02-c.sh.disabled"_s, "false\n");
    const Template entry = *readTemplate(at(u"web"_s));
    QCOMPARE(entry.scripts.size(), 3);
    QCOMPARE(entry.scripts.at(1).enabled, false);
    QCOMPARE(entry.scripts.at(2).enabled, true);
    QCOMPARE(entry.scripts.at(2).timeoutSeconds, 60);
    QCOMPARE(entry.warnings.size(), 2); // the twin, and the time limit of nobody
    ContainerSpec spec;
    spec.hostname = u"a"_s;
    const ContainerSpec full = withTemplate(spec, entry);
    QCOMPARE(full.scripts, (QList<ScriptSpec>{{u"00-a.sh"_s, "true\n"}, {u"02-c.sh"_s, "true\n", 60}}));
}

QTEST_GUILESS_MAIN(TestTemplateFolder)
#include "tst_templatefolder.moc"
