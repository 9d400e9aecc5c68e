#include "tests/app/hosts/lxcfixture.h"

#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <thread>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;
using test::busybox;
using test::credential;
using test::LxcFixture;
using test::processesWith;
using test::serviceNamed;

namespace {

QByteArray httpGet(const QUrl &url)
{
    QNetworkAccessManager manager;
    manager.setTransferTimeout(10000);
    const std::unique_ptr<QNetworkReply> reply(manager.get(QNetworkRequest(url)));
    QSignalSpy finished(reply.get(), &QNetworkReply::finished);
    if (!reply->isFinished())
        finished.wait(15000);
    return reply->readAll();
}

} // namespace

class TestLxcHost : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { LxcFixture::skipWhereItCannot(); }
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void theWholeRecipe();
    void filesAndTheirPolicies();
    void aSymbolicLinkLeadsNowhereOutside();
    void unsafeTarball();
    void aTarball();
    void aTakenNameAndAForeignContainer();
    void npmAndPip();
    void theRootPasswordIsNowhere();
    void theBridgeGoesWithTheLastAndComesBack();
    void whatDoesNotStartSaysWhy();
    void whatIsRemovedIsGoneAtOnce();
    void twoAtOnce();
};

void TestLxcHost::theWholeRecipe()
{
    LxcFixture lxc;
    ContainerSpec spec = busybox(u"whole"_s, {{u"00-serve.sh"_s, "set -e\n"
                                                                 "log_info \"on $CONTAINER_OS\"\n"
                                                                 "mkdir -p /www\n"
                                                                 "echo hello from slipway >/www/index.html\n"
                                                                 "httpd -p 8080 -h /www\n"
                                                                 "secret=$(generate_password 20)\n"
                                                                 "echo \"the password is $secret\"\n"
                                                                 "save_credential web PASSWORD \"$secret\"\n"
                                                                 "save_credential web USER admin\n"
                                                                 "save_credential web PORT 8080\n"},
                                              {u"01-second.sh"_s, "log_warn done\n"}});
    spec.rootPassword = Secret(QByteArray("r00t-Geheim"));
    const LxcFixture::Run run = lxc.run(spec);
    QVERIFY2(run.result, run.text().constData());
    QCOMPARE(run.events.last().type, EventType::Complete);

    const auto listed =
        hosts::LxcTools::run({u"lxc-ls"_s, u"-P"_s, lxc.lxcPath, u"-1"_s}, CancelToken(), QString());
    QCOMPARE(listed.value().output.trimmed(), QByteArray("whole"));
    QVERIFY(lxc.host->isRunning(u"whole"_s).value());
    QVERIFY2(QRegularExpression(u"^10\\.87\\.\\d+\\.\\d+$"_s).match(run.address).hasMatch(),
             qPrintable(run.address));
    QCOMPARE(httpGet(QUrl(u"http://%1:8080/"_s.arg(run.address))), QByteArray("hello from slipway\n"));

    const Service *web = serviceNamed(run.services, u"web"_s);
    QVERIFY(web != nullptr);
    QCOMPARE(web->port, std::optional(8080));
    QCOMPARE(web->status, u"running"_s);
    QCOMPARE(credential(*web, u"USER"_s), QByteArray("admin"));
    const QByteArray password = credential(*web, u"PASSWORD"_s);
    QCOMPARE(password.size(), 20);
    QVERIFY2(!run.text().contains(password), run.text().constData());
    QVERIFY(!run.text().contains("r00t-Geheim"));
    QVERIFY(run.lines(u"00-serve.sh"_s).join(u'\n').contains(u"the password is ••"_s));
    QVERIFY(run.lines(u"00-serve.sh"_s).contains(u"[INFO   ] on busybox"_s));
    QCOMPARE(serviceNamed(run.services, u"httpd"_s), nullptr); // it is "web", once
    QCOMPARE(lxc.shell(u"whole"_s, u"stat -c %a /etc/slipway/credentials/web; ls -A /run/slipway | wc -l; "
                                   "grep -c '^root:[$]' /etc/passwd"_s),
             QByteArray("600\n0\n1\n"));

    HostCall call;
    call.log = [](const QByteArray &) {};
    QVERIFY(lxc.host->destroy(u"whole"_s, call));
    QVERIFY(!QFile::exists(lxc.lxcPath + u"/whole"_s));
    QCOMPARE(lxc.host->isRunning(u"whole"_s).error().code, ErrorCode::NotFound);
    QVERIFY(lxc.host->destroy(u"whole"_s, call));
}

void TestLxcHost::filesAndTheirPolicies()
{
    LxcFixture lxc;
    QVERIFY(lxc.run(busybox(u"files"_s)).result);
    HostCall call;
    QByteArrayList log;
    call.log = [&](const QByteArray &line) { log.append(line); };
    const auto put = [&](const QString &path, const QByteArray &content, FileSpec::Policy policy) {
        return lxc.host->putFile(u"files"_s, FileSpec{path, content, policy}, call);
    };
    QByteArray all;
    for (int i = 0; i < 300000; ++i)
        all += static_cast<char>(i * 7);
    QVERIFY(put(u"/opt/a dir/it's \"odd\" $x"_s, all, FileSpec::Policy::Replace));
    QCOMPARE(lxc.shell(u"files"_s, u"wc -c <\"/opt/a dir/it's \\\"odd\\\" \\$x\""_s).trimmed(),
             QByteArray("300000"));
    QVERIFY(put(u"/opt/x"_s, "one", FileSpec::Policy::Default));
    QVERIFY(put(u"/opt/x"_s, "two", FileSpec::Policy::Default));
    QVERIFY(log.last().startsWith("Kept"));
    QCOMPARE(lxc.shell(u"files"_s, u"cat /opt/x"_s), QByteArray("one"));
    QVERIFY(put(u"/opt/x"_s, "three", FileSpec::Policy::Backup));
    QCOMPARE(lxc.shell(u"files"_s, u"cat /opt/x; cat /opt/x.bak-*"_s), QByteArray("threeone"));
    QVERIFY(put(u"/opt/empty"_s, "", FileSpec::Policy::Replace));
    QVERIFY(put(u"/etc/app/server.key"_s, "k", FileSpec::Policy::Replace));
    QVERIFY(put(u"/opt/run"_s, "#!/bin/sh\n", FileSpec::Policy::Replace));
    QCOMPARE(lxc.shell(u"files"_s, u"stat -c %a:%s /opt/empty /etc/app/server.key /opt/run"_s),
             QByteArray("644:0\n600:1\n755:10\n"));
    const Result<void> directory = put(u"/opt"_s, "x", FileSpec::Policy::Replace);
    QCOMPARE(directory.error().code, ErrorCode::HostFailed);
    QVERIFY(directory.error().detail.contains(u"is a directory"_s));
}

void TestLxcHost::aSymbolicLinkLeadsNowhereOutside()
{
    LxcFixture lxc;
    QVERIFY(lxc.run(busybox(u"links"_s)).result);
    QTemporaryDir outside;
    lxc.shell(u"links"_s, u"mkdir -p '%1'; ln -s '%1' /opt-link"_s.arg(outside.path()));
    HostCall call;
    call.log = [](const QByteArray &) {};
    const FileSpec file{u"/opt-link/planted"_s, "x", FileSpec::Policy::Replace};
    QVERIFY(lxc.host->putFile(u"links"_s, file, call));
    QVERIFY(!QFile::exists(outside.filePath(u"planted"_s)));
    QCOMPARE(lxc.shell(u"links"_s, u"cat '%1/planted'"_s.arg(outside.path())), QByteArray("x"));
}

void TestLxcHost::unsafeTarball()
{
    LxcFixture lxc;
    QTemporaryDir directory;
    QFile file(directory.filePath(u"x"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("x") == 1);
    file.close();
    const QString tar = directory.filePath(u"evil.tar"_s);
    QVERIFY(hosts::LxcTools::run(
        {u"tar"_s, u"-C"_s, directory.path(), u"--transform=s,^x,../../../evil,"_s, u"-Pcf"_s, tar, u"x"_s},
        CancelToken(), QString()));
    ContainerSpec spec = busybox(u"evil"_s);
    spec.source = u"rootfs:"_s + tar;
    const LxcFixture::Run run = lxc.run(spec);
    QVERIFY(!run.result);
    QVERIFY2(run.events.last().message.contains(u"unsafe name"_s), run.text().constData());
    QVERIFY(!QFile::exists(lxc.lxcPath + u"/evil"_s));
    spec.source = u"rootfs:/no/such.tar"_s;
    QCOMPARE(lxc.host->validate(spec).error().code, ErrorCode::Invalid);
}

void TestLxcHost::aTarball()
{
    LxcFixture lxc;
    QVERIFY(lxc.run(busybox(u"model"_s)).result);
    QTemporaryDir directory;
    const QString tar = directory.filePath(u"model.tar.gz"_s);
    // The busybox of Debian's busybox-static needs nothing from the host, so that its tree alone can boot.
    QVERIFY(
        hosts::LxcTools::run({u"tar"_s, u"-C"_s, lxc.lxcPath + u"/model/rootfs"_s, u"-czf"_s, tar, u"."_s},
                             CancelToken(), QString()));
    ContainerSpec spec = busybox(u"copy"_s, {{u"who.sh"_s, "hostname\n"}});
    spec.source = u"rootfs:"_s + tar;
    const LxcFixture::Run run = lxc.run(spec);
    QVERIFY2(run.result, run.text().constData());
    QCOMPARE(run.lines(u"who.sh"_s).last(), u"copy"_s);
}

void TestLxcHost::npmAndPip()
{
    LxcFixture lxc;
    QVERIFY(lxc.run(busybox(u"modules"_s)).result);
    QByteArrayList lines;
    HostCall call;
    call.log = [&](const QByteArray &line) { lines.append(line); };
    const auto install = [&](Installer installer, const QString &package) {
        return lxc.host->installPackages(u"modules"_s, installer, {package}, call);
    };
    QCOMPARE(install(Installer::Npm, u"pm2"_s).error().message,
             u"Cannot install packages in \"modules\". npm is not installed in this container. Add the apt "
             "package npm to the template."_s);
    QVERIFY(install(Installer::Pip, u"flask"_s).error().message.contains(u"apt package python3-pip"_s));
    QCOMPARE(install(Installer::Npm, u"--prefix=/"_s).error().code, ErrorCode::Invalid);

    // Stand-ins that say what they were asked to do.
    FileSpec tool{u"/usr/local/bin/npm"_s, "#!/bin/sh\necho npm \"$@\"\n"};
    QVERIFY(lxc.host->putFile(u"modules"_s, tool, call));
    QVERIFY(install(Installer::Npm, u"@vue/cli@^5.0.8"_s));
    QCOMPARE(lines.takeLast(), QByteArray("npm install --global --no-progress -- @vue/cli@^5.0.8"));
    tool = {u"/usr/local/bin/pip3"_s, "#!/bin/sh\necho pip \"$@\"; echo no such package >&2; exit 7\n"};
    QVERIFY(lxc.host->putFile(u"modules"_s, tool, call));
    QVERIFY(install(Installer::Pip, u"uvicorn[standard]>=0.30,<1"_s)
                .error()
                .message.contains(u"pip ended with exit code 7"_s));
    QVERIFY(lines.contains("pip install -- uvicorn[standard]>=0.30,<1") && lines.contains("no such package"));
}

void TestLxcHost::theRootPasswordIsNowhere()
{
    const QByteArray marker = "M4rk3r-" + QByteArray::number(QCoreApplication::applicationPid()) + "-Geheim";
    LxcFixture lxc;
    ContainerSpec spec = busybox(u"quiet"_s, {{u"a.sh"_s, "echo here\n"}});
    spec.rootPassword = Secret(marker);
    std::atomic_bool done = false;
    std::atomic_int seen = 0;
    std::thread watcher([&] {
        while (!done)
            seen += processesWith(marker);
    });
    const LxcFixture::Run run = lxc.run(spec);
    done = true;
    watcher.join();
    QVERIFY2(run.result, run.text().constData());
    QVERIFY(run.text().contains("Root password set"));
    QCOMPARE(seen.load(), 0);
    QVERIFY(!run.text().contains(marker));
    // Configuration, marks and logs of LXC, and the whole root file system.
    const auto found = hosts::LxcTools::run(
        {u"grep"_s, u"-rlF"_s, u"-D"_s, u"skip"_s, u"--"_s, QString::fromLatin1(marker), lxc.lxcPath},
        CancelToken(), u"grep:"_s);
    QVERIFY(!found);
    QVERIFY2(found.error().message.endsWith(u"exit code 1."_s), qPrintable(found.error().detail));
}

void TestLxcHost::theBridgeGoesWithTheLastAndComesBack()
{
    LxcFixture lxc(true);
    HostCall call;
    call.log = [](const QByteArray &) {};
    QVERIFY(lxc.run(busybox(u"first"_s)).result);
    QVERIFY(lxc.run(busybox(u"last"_s)).result);
    const QString bridge = lxc.bridge();
    const auto isThere = [&] { return QFile::exists(u"/sys/class/net/"_s + bridge); };
    const auto rules = [&] {
        const auto saved = hosts::LxcTools::run(
            {u"sh"_s, u"-c"_s, u"iptables-save; nft list ruleset; true"_s}, CancelToken(), QString());
        return saved ? saved->output.count(bridge.toUtf8()) : qsizetype(-1);
    };
    QVERIFY(isThere());
    QVERIFY(lxc.host->destroy(u"first"_s, call));
    QVERIFY(isThere()); // the other one uses it

    // As after a restart of the machine: the container is there, the bridge is not.
    QVERIFY(hosts::LxcTools::run({u"lxc-stop"_s, u"-P"_s, lxc.lxcPath, u"-n"_s, u"last"_s, u"-k"_s},
                                 CancelToken(), u"stop"_s));
    QVERIFY(lxc.host->network().removeBridge());
    QVERIFY(!isThere());
    QVERIFY(lxc.host->start(u"last"_s, call));
    QVERIFY(isThere());
    QVERIFY(!lxc.host->awaitAddress(u"last"_s, call).value().isEmpty());

    QVERIFY(lxc.host->destroy(u"last"_s, call));
    QVERIFY(!isThere());
    QCOMPARE(rules(), qsizetype(0));
}

void TestLxcHost::whatDoesNotStartSaysWhy()
{
    LxcFixture lxc;
    QVERIFY(lxc.run(busybox(u"broken"_s)).result);
    QVERIFY(hosts::LxcTools::run({u"lxc-stop"_s, u"-P"_s, lxc.lxcPath, u"-n"_s, u"broken"_s, u"-k"_s},
                                 CancelToken(), u"stop"_s));
    QFile config(lxc.lxcPath + u"/broken/config"_s);
    QVERIFY(config.open(QIODevice::Append));
    config.write("lxc.rootfs.path = dir:/nowhere/rootfs\n");
    config.close();
    HostCall call;
    QByteArrayList log;
    call.log = [&](const QByteArray &line) { log.append(line); };
    const Result<void> started = lxc.host->start(u"broken"_s, call);
    QVERIFY(!started);
    const QByteArray all = log.join('\n');
    QVERIFY2(all.contains("lxc-start: ") && all.contains("/nowhere/rootfs"), all.constData());
    QVERIFY2(!all.contains("ERROR") && !all.contains(".c:"), all.constData());
}

void TestLxcHost::whatIsRemovedIsGoneAtOnce()
{
    LxcFixture lxc;
    const QString aside = lxc.lxcPath + u"/.slipway-removed"_s;
    HostCall call;
    call.log = [](const QByteArray &) {};
    QVERIFY(lxc.run(busybox(u"again"_s)).result);
    QVERIFY(lxc.host->destroy(u"again"_s, call));
    QVERIFY(!QFile::exists(lxc.lxcPath + u"/again"_s));
    QVERIFY(lxc.run(busybox(u"again"_s)).result); // the name is free
    QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(aside), 60'000);

    // What a process did not come to delete, the next one does.
    QVERIFY(QDir().mkpath(aside + u"/left-1/rootfs/etc"_s));
    hosts::LxcHost::Options options;
    options.lxcPath = lxc.lxcPath;
    hosts::LxcHost next(options);
    QVERIFY(next.check());
    QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(aside), 60'000);
    QVERIFY(lxc.host->isRunning(u"again"_s).value()); // and nothing else
}

void TestLxcHost::aTakenNameAndAForeignContainer()
{
    LxcFixture lxc;
    QVERIFY(lxc.run(busybox(u"taken"_s)).result);
    const LxcFixture::Run again = lxc.run(busybox(u"taken"_s));
    QCOMPARE(again.result.error().code, ErrorCode::Conflict);
    QVERIFY(lxc.host->isRunning(u"taken"_s).value()); // the first one was not touched
    QVERIFY(QFile::rename(lxc.lxcPath + u"/taken/slipway"_s, lxc.lxcPath + u"/mark"_s));
    HostCall call;
    call.log = [](const QByteArray &) {};
    QCOMPARE(lxc.host->destroy(u"taken"_s, call).error().code, ErrorCode::Forbidden);
    QCOMPARE(lxc.host->isRunning(u"taken"_s).error().code, ErrorCode::NotFound);
    QCOMPARE(hosts::LxcTools(lxc.lxcPath).state(u"taken"_s).value(), u"RUNNING"_s);
    QVERIFY(QFile::rename(lxc.lxcPath + u"/mark"_s, lxc.lxcPath + u"/taken/slipway"_s));
    // What a killed slipwayd may leave: a directory without configuration. It can be seen and removed.
    QVERIFY(QDir().mkpath(lxc.lxcPath + u"/half"_s));
    QFile half(lxc.lxcPath + u"/half/slipway"_s);
    QVERIFY(half.open(QIODevice::WriteOnly));
    QCOMPARE(lxc.host->isRunning(u"half"_s).value(), false);
    QVERIFY(lxc.host->destroy(u"half"_s, call));
    QVERIFY(!QFile::exists(lxc.lxcPath + u"/half"_s));
}

void TestLxcHost::twoAtOnce()
{
    LxcFixture lxc;
    LxcFixture::Run first;
    LxcFixture::Run second;
    std::thread one([&] { first = lxc.run(busybox(u"one"_s, {{u"a.sh"_s, "echo 1\n"}})); });
    std::thread two([&] { second = lxc.run(busybox(u"two"_s, {{u"a.sh"_s, "echo 2\n"}})); });
    one.join();
    two.join();
    QVERIFY2(first.result, first.text().constData());
    QVERIFY2(second.result, second.text().constData());
    QVERIFY(first.address != second.address);
}

QTEST_GUILESS_MAIN(TestLxcHost)
#include "tst_lxchost.moc"
