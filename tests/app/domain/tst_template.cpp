#include "tests/support/paths.h"

#include "app/domain/template.h"
#include "app/domain/templateconf.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;

class TestTemplate : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_dir = std::make_unique<QTemporaryDir>();
        QVERIFY(m_dir->isValid());
    }

    void assignments_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("value"); // null: left out
        const auto row = [](const char *line, const char *value) {
            QTest::newRow(line) << QString::fromUtf8(line) << (value ? QString::fromUtf8(value) : QString());
        };
        row("A=b", "b");
        row("A=\"b c\"", "b c");
        row("A='b $c'", "b $c");
        row("export A=b", "b");
        row("A=b # comment", "b");
        row("A=\"b # no comment\" # comment", "b # no comment");
        row("A=b#c", "b#c");
        row("A=\"${A:-default value}\"", "default value");
        row("A=${CPU:-4}", "4");
        row("A=\"${X-y}\"", "y");
        row("A=\"pre-${X:-1}-post\"", "pre-1-post");
        row("A=a\"b\"'c'", "abc");
        row("A=\"a\\\"b\\\\c\\$d\\e\"", "a\"b\\c$d\\e");
        row("A=\"caf\u00e9\"", "caf\u00e9");
        row("A=b\r", "b");
        row("A=$(touch /tmp/x)", nullptr);
        row("A=`id`", nullptr);
        row("A=\"$(id)\"", nullptr);
        row("A=\"${B:-$(id)}\"", nullptr);
        row("A=\"${B//x/y}\"", nullptr);
        row("A=\"open", nullptr);
        row("A=b command", nullptr);
        row("A=b;reboot", nullptr);
        row("# A=b", nullptr);
        row("A =b", nullptr);
        row("9A=b", nullptr);
        row("A[1]=b", nullptr);
    }
    void assignments()
    {
        QFETCH(QString, line);
        QFETCH(QString, value);
        const auto parsed = parseAssignments(line.toUtf8());
        if (value.isNull()) {
            QVERIFY(parsed.isEmpty());
        } else {
            QCOMPARE(parsed.size(), 1);
            QCOMPARE(parsed.first(), (std::pair{u"A"_s, value}));
        }
    }

    void earlierNamesCount()
    {
        const auto parsed = parseAssignments("OS=debian\nV=12\nNAME=\"${OS}-$V\"\nV=${V:-11}\nW=${V2:-13}\n");
        QCOMPARE(parsed.at(2).second, u"debian-12"_s);
        QCOMPARE(parsed.at(3).second, u"12"_s);
        QCOMPARE(parsed.at(4).second, u"13"_s);
    }

    void readsAFolder()
    {
        write(u"web/template.conf"_s,
              "# Web\nTEMPLATE_APP=\"Web server\"\nTEMPLATE_TAGS=\"web; demo\"\nTEMPLATE_DESCRIPTION='Serves "
              "files'\n"
              "TEMPLATE_CPU=\"${CPU:-2}\" # cores\nTEMPLATE_RAM=1024\nTEMPLATE_DISK=4\nTEMPLATE_OS=debian\n"
              "TEMPLATE_VERSION=12\nTEMPLATE_NESTING=1\nTEMPLATE_UNPRIVILEGED=0\nTEMPLATE_SOURCE=debootstrap:"
              "bookworm\n");
        const QString base = u"web/container-configs/"_s;
        write(base + u"scripts/100-last.sh"_s, "echo 100\n");
        write(base + u"scripts/02-second.sh"_s, "echo 2\n");
        write(base + u"scripts/1-first.sh"_s, "echo 1\n");
        write(base + u"scripts/helper.sh"_s, "echo helper\n");
        write(base + u"scripts/README.md"_s, "no\n");
        write(base + u"packages/b.apt"_s, "nginx # server\n\n# all\ncurl\n");
        write(base + u"packages/a.apt"_s, "curl\nvim\n");
        write(base + u"packages/js.npm"_s, "pm2\n");
        write(base + u"packages/py.pip"_s, "flask\n");
        write(base + u"files/app.conf"_s, "x=1\n");
        write(base + u"files/app.conf.path"_s, "/etc/app/\n");
        write(base + u"files/app.conf.policy"_s, "backup\n");
        write(base + u"files/lost.txt"_s, "?\n");
        write(base + u"files/motd"_s, "hi\n");
        write(base + u"files/motd.path"_s, "/\n");
        const auto read = findTemplate(m_dir->path(), u"web"_s);
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QCOMPARE(read->title, u"Web server"_s);
        QCOMPARE(read->tags, (QStringList{u"web"_s, u"demo"_s}));
        QCOMPARE(read->os, u"debian-12-standard"_s);
        QCOMPARE(read->nesting, std::optional(true));
        QCOMPARE(read->unprivileged, std::optional(false));
        QCOMPARE(read->fuse, std::optional<bool>());
        QCOMPARE(read->cores, 2);
        QStringList names;
        for (const TemplateScript &script : read->scripts)
            names.append(script.name);
        QCOMPARE(names, (QStringList{u"1-first.sh"_s, u"02-second.sh"_s, u"100-last.sh"_s}));
        QCOMPARE(packagesOf(*read, PackageKind::Apt), (QStringList{u"curl"_s, u"vim"_s, u"nginx"_s}));
        QCOMPARE(packagesOf(*read, PackageKind::Npm), QStringList{u"pm2"_s});
        QCOMPARE(read->files, (QList<FileSpec>{{u"/etc/app/app.conf"_s, "x=1\n", FileSpec::Policy::Backup},
                                               {u"/motd"_s, "hi\n", FileSpec::Policy::Replace}}));
        QCOMPARE(read->warnings.size(), 3);

        ContainerSpec spec;
        spec.hostname = u"a"_s;
        spec.memoryMb = 2048;
        spec.scripts = {{u"02-second.sh"_s, "echo own\n", 5}};
        const ContainerSpec full = withTemplate(spec, *read);
        QCOMPARE(full.memoryMb, 2048);
        QCOMPARE(full.cores, 2);
        QCOMPARE(full.npmPackages, QStringList{u"pm2"_s});
        QCOMPARE(full.pipPackages, QStringList{u"flask"_s});
        QCOMPARE(full.source, u"debootstrap:bookworm"_s);
        QCOMPARE(full.scripts.at(1).content, QByteArray("echo own\n"));
        QCOMPARE(validate(full), QList<FieldError>());
    }

    // Asked for in so many words, the number wins, be it the default or not.
    void anExplicitNumberWins()
    {
        Template base;
        base.cores = 4;
        base.memoryMb = 64;
        base.diskGb = 20;
        const auto spec = [&base](const QByteArray &request) {
            return withTemplate(containerSpecFromJson(request)->spec, base);
        };
        const ContainerSpec left = spec(R"({"hostname":"a","cores":null})");
        QCOMPARE(left.cores, 4);
        QCOMPARE(left.memoryMb, 64);
        QCOMPARE(left.diskGb, 20);
        const ContainerSpec asked = spec(R"({"hostname":"a","cores":1,"memoryMb":512,"diskGb":8})");
        QCOMPARE(asked.cores, 1);
        QCOMPARE(asked.memoryMb, 512);
        QCOMPARE(asked.diskGb, 8);
        ContainerSpec form; // as a form that shows them sends them
        form.hostname = u"a"_s;
        form.given = GivenFields::all();
        QCOMPARE(spec(toRequestJson(form)).memoryMb, 512);
    }

    // A node begins with a system and knows features; the backend's own host has sources of its own and no
    // such features.
    void onANode_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("conf");
        QTest::addColumn<QByteArray>("expected");
        const QByteArray all =
            "TEMPLATE_OS=debian\nTEMPLATE_VERSION=12\nTEMPLATE_SOURCE=debootstrap:bookworm\n"
            "TEMPLATE_UNPRIVILEGED=0\nTEMPLATE_NESTING=1\nTEMPLATE_KEYCTL=0\n";
        QTest::newRow("own host") << QByteArray("{}") << all
                                  << QByteArray(R"({"source":"debootstrap:bookworm"})");
        QTest::newRow("node") << QByteArray(R"({"node":"pve"})") << all
                              << QByteArray(
                                     R"({"node":"pve","source":"debian-12-standard","unprivileged":false,)"
                                     R"("features":{"nesting":true,"keyctl":false}})");
        QTest::newRow("node, all asked for")
            << QByteArray(R"({"node":"pve","source":"local:vztmpl/a.tar.zst","unprivileged":true,)"
                          R"("features":{"nesting":false,"keyctl":true,"fuse":true}})")
            << all
            << QByteArray(R"({"node":"pve","source":"local:vztmpl/a.tar.zst","unprivileged":true,)"
                          R"("features":{"nesting":false,"keyctl":true,"fuse":true}})");
        QTest::newRow("node, a template that says nothing")
            << QByteArray(R"({"node":"pve"})") << QByteArray("TEMPLATE_NESTING=\n")
            << QByteArray(R"({"node":"pve"})");
        QTest::newRow("node, a template without a system")
            << QByteArray(R"({"node":"pve"})") << QByteArray("TEMPLATE_SOURCE=busybox\n")
            << QByteArray(R"({"node":"pve","source":"busybox"})");
    }
    void onANode()
    {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, conf);
        QFETCH(QByteArray, expected);
        write(u"web/template.conf"_s, conf);
        const ContainerSpec full =
            withTemplate(containerSpecFromJson(request)->spec, *findTemplate(m_dir->path(), u"web"_s));
        ContainerSpec wanted = containerSpecFromJson(expected)->spec;
        QCOMPARE(full.source, wanted.source);
        QCOMPARE(full.unprivileged, wanted.unprivileged);
        QCOMPARE(full.features, wanted.features);
        QCOMPARE(full, wanted);
    }

    void foldersMayLieDirectly()
    {
        write(u"flat/template.conf"_s, "TEMPLATE_APP=Flat\n");
        write(u"flat/scripts/01-a.sh"_s, "true\n");
        QCOMPARE(findTemplate(m_dir->path(), u"flat"_s)->scripts.size(), 1);
    }

    void linksAreNotFollowed()
    {
        write(u"evil/template.conf"_s, "TEMPLATE_APP=Evil\n");
        write(u"secret.txt"_s, "key\n");
        QVERIFY(QDir(m_dir->path()).mkpath(u"evil/files"_s));
        QVERIFY(QFile::link(m_dir->filePath(u"secret.txt"_s), m_dir->filePath(u"evil/files/f"_s)));
        write(u"evil/files/f.path"_s, "/tmp\n");
        const auto read = findTemplate(m_dir->path(), u"evil"_s);
        QVERIFY(read);
        QVERIFY(read->files.isEmpty());
        QVERIFY(!read->warnings.isEmpty());
    }

    void refuses()
    {
        write(u"web/template.conf"_s, "");
        write(u"big/template.conf"_s, "");
        write(u"big/scripts/01-a.sh"_s, QByteArray(SpecLimits::maxScriptBytes + 1, 'x'));
        QCOMPARE(templateNames(m_dir->path()), (QStringList{u"big"_s, u"web"_s}));
        for (const QString &name : {u"none"_s, u".."_s, u"web/../web"_s, QString()}) {
            const auto read = findTemplate(m_dir->path(), name);
            QVERIFY(!read);
            QCOMPARE(read.error().code, ErrorCode::NotFound);
            QVERIFY(read.error().message.contains(u"big, web"));
        }
        QCOMPARE(findTemplate(m_dir->path(), u"big"_s).error().code, ErrorCode::TooLarge);
    }

    // The templates we ship can be read, and what they make can be sent.
    void bundledTemplatesAreValid()
    {
        const QString directory = test::sourceDir() + QStringLiteral("/resources/templates");
        const QStringList names = templateNames(directory);
        QVERIFY(names.contains(u"busybox-web"_s) && names.contains(u"debian-web"_s));
        for (const QString &name : names) {
            const auto read = findTemplate(directory, name);
            QVERIFY2(read, qPrintable(name));
            QCOMPARE(read->warnings, QStringList());
            QVERIFY(!read->title.isEmpty() && !read->description.isEmpty() && !read->scripts.isEmpty());
            ContainerSpec spec;
            spec.hostname = u"a"_s;
            spec.templateName = name;
            QCOMPARE(validate(withTemplate(spec, *read)), QList<FieldError>());
        }
    }

private:
    void write(const QString &path, const QByteArray &content)
    {
        const QString full = m_dir->filePath(path);
        QVERIFY(QDir().mkpath(QFileInfo(full).path()));
        QFile file(full);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(TestTemplate)
#include "tst_template.moc"
