#include "app/desktop/draftstore.h"
#include "app/desktop/presetstore.h"
#include "app/desktop/reviewlines.h"
#include "tests/app/desktop/quiet.h"
#include "tests/support/patience.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;

/// What the wizard keeps on disk, and what it shows of a request.
class TestCreateKept : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        desktoptest::failOnWarnings();
        m_home = std::make_unique<QTemporaryDir>();
    }
    void draftComesBackWithoutSecrets();
    void draftOfAnOpenWindowIsLeftAlone();
    void sentDraftIsGone();
    void severalDraftsOneAfterTheOther();
    void strangeFilesAreNoDrafts();
    void draftThatCannotBeWrittenIsSaidOnce();
    void presetsAreKept();
    void presetFileThatIsNotOursStays();
    void everyFieldIsShown();

private:
    QStringList files(const QString &pattern) const
    {
        return QDir(m_home->path()).entryList({pattern}, QDir::Files);
    }
    QByteArray content(const QString &name) const
    {
        QFile file(m_home->filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    std::unique_ptr<QTemporaryDir> m_home;
};

namespace {

constexpr auto kMarker = "s3-marker-root";

CreateDraft full()
{
    CreateDraft draft;
    draft.spec.hostname = u"web-{1..3}"_s;
    draft.spec.templateName = u"docker"_s;
    draft.spec.node = u"pve"_s;
    draft.spec.memoryMb = 2048;
    draft.spec.onFailure = OnFailure::Rollback;
    draft.spec.given = GivenFields::all();
    draft.spec.npmPackages = {u"pm2"_s};
    draft.spec.network.ipv4 = u"10.0.0.5/24"_s;
    draft.spec.rootPassword = Secret(QByteArray(kMarker));
    draft.scripts = {{u"90-a.sh"_s, "echo a\n", 60, true}, {u"91-b.sh"_s, "echo b\n", 3600, false}};
    draft.step = CreateStep::Scripts;
    return draft;
}

} // namespace

void TestCreateKept::draftComesBackWithoutSecrets()
{
    {
        DraftStore store(m_home->path());
        store.setDraft(full());
        QTRY_COMPARE(files(u"draft-*.json"_s).size(), 1); // while the window is there: it may crash
    }
    const QString name = files(u"draft-*.json"_s).value(0);
    QVERIFY(!content(name).contains(kMarker));
    QVERIFY(!content(name).contains("rootPassword"));
    QCOMPARE(QFileInfo(m_home->filePath(name)).permissions() &
                 (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
             QFile::Permissions());
    DraftStore store(m_home->path());
    QSignalSpy found(&store, &DraftStore::earlierChanged);
    store.lookForEarlier();
    QTRY_COMPARE(found.count(), 1);
    QVERIFY(store.earlier().has_value());
    CreateDraft expected = full();
    expected.spec.rootPassword.reset();
    expected.savedAt = store.earlier()->savedAt;
    QVERIFY(expected.savedAt.isValid());
    QVERIFY(*store.earlier() == expected);
}

void TestCreateKept::draftOfAnOpenWindowIsLeftAlone()
{
    DraftStore open(m_home->path());
    open.setDraft(full());
    QTRY_COMPARE(files(u"draft-*.json"_s).size(), 1);
    DraftStore other(m_home->path());
    QSignalSpy found(&other, &DraftStore::earlierChanged);
    other.lookForEarlier();
    QTRY_COMPARE(found.count(), 1);
    QVERIFY(!other.earlier());
}

void TestCreateKept::sentDraftIsGone()
{
    DraftStore store(m_home->path());
    store.setDraft(full());
    QTRY_COMPARE(files(u"draft-*.json"_s).size(), 1);
    store.setDraft(full()); // and one more is pending
    store.removeDraft();
    QTRY_COMPARE(files(u"draft-*.json"_s).size(), 0);
}

void TestCreateKept::severalDraftsOneAfterTheOther()
{
    for (const auto &name : {u"first"_s, u"second"_s}) {
        DraftStore store(m_home->path());
        CreateDraft draft = full();
        draft.spec.hostname = name;
        store.setDraft(draft);
    }
    DraftStore store(m_home->path());
    QSignalSpy found(&store, &DraftStore::earlierChanged);
    store.lookForEarlier();
    QTRY_VERIFY(store.earlier());
    QSet<QString> seen{store.earlier()->spec.hostname};
    store.removeEarlier();
    QTRY_VERIFY(store.earlier());
    seen.insert(store.earlier()->spec.hostname);
    QCOMPARE(seen, (QSet<QString>{u"first"_s, u"second"_s}));
    found.clear();
    store.removeEarlier();
    QTRY_COMPARE(found.count(), 2); // gone, and no other
    QVERIFY(!store.earlier());
    QCOMPARE(files(u"draft-*.json"_s).size(), 0);
}

void TestCreateKept::strangeFilesAreNoDrafts()
{
    for (const auto &[name, bytes] :
         {std::pair(u"draft-a.json"_s, QByteArray("{")),
          std::pair(u"draft-b.json"_s, QByteArray(R"({"version":99,"request":{}})")),
          std::pair(u"draft-c.json"_s, QByteArray("[]"))}) {
        QFile file(m_home->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    }
    DraftStore store(m_home->path());
    QSignalSpy found(&store, &DraftStore::earlierChanged);
    store.lookForEarlier();
    QTRY_COMPARE(found.count(), 1);
    QVERIFY(!store.earlier());
    QCOMPARE(files(u"draft-*.json"_s).size(), 3); // not ours to remove
}

void TestCreateKept::draftThatCannotBeWrittenIsSaidOnce()
{
    QFile inTheWay(m_home->filePath(u"file"_s));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    DraftStore store(m_home->filePath(u"file/folder"_s));
    QSignalSpy failed(&store, &DraftStore::failed);
    store.setDraft(full());
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(failed.first().first().toString().startsWith(u"Cannot write"_s));
}

void TestCreateKept::presetsAreKept()
{
    CreateDraft draft = full();
    {
        PresetStore store(m_home->path());
        store.save(u"web  server"_s, draft);
        store.save(u"another"_s, draft);
        store.rename(u"another"_s, u"zebra"_s);
        store.save(u"gone"_s, draft);
        store.remove(u"gone"_s);
    }
    QVERIFY(!content(u"presets.json"_s).contains(kMarker));
    PresetStore store(m_home->path());
    QSignalSpy changed(&store, &PresetStore::changed);
    store.load();
    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(store.presets().size(), 2);
    QCOMPARE(store.presets().at(0).name, u"web server"_s);
    QCOMPARE(store.presets().at(1).name, u"zebra"_s);
    QCOMPARE(store.presets().at(0).draft.scripts, draft.scripts);
    QCOMPARE(store.presets().at(0).draft.spec.memoryMb, 2048);
}

void TestCreateKept::presetFileThatIsNotOursStays()
{
    QFile file(m_home->filePath(u"presets.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("mine") == 4);
    file.close();
    PresetStore store(m_home->path());
    QSignalSpy failed(&store, &PresetStore::failed);
    store.load();
    QTRY_COMPARE(failed.count(), 1);
    store.save(u"web"_s, full());
    QCOMPARE(failed.count(), 2);
    QCOMPARE(content(u"presets.json"_s), QByteArray("mine"));
}

void TestCreateKept::everyFieldIsShown()
{
    CreateDraft draft = full();
    ContainerSpec spec = draft.spec;
    spec.scripts = {{u"90-a.sh"_s, "echo a\n", 60}};
    QJsonObject request = toRedactedJson(spec);
    request.insert("newThing"_L1, u"unheard of"_s); // a field that came later
    const QList<ReviewGroup> groups = reviewGroups(request);
    QString all;
    for (const ReviewGroup &group : groups) {
        for (const ReviewLine &line : group.lines)
            all += group.title + u'/' + line.label + u'=' + line.value + u'\n';
    }
    for (const char *words :
         {"Template/Template=docker", "Size/Memory=2048 MB", "Packages/npm=pm2", "Network/IPv4=10.0.0.5/24",
          "90-a.sh (7 bytes, at most 60 s)", "Other/newThing=unheard of", "Access/Root password=••••••",
          "Name and place/If the creation fails=Remove the container"})
        QVERIFY2(all.contains(QString::fromUtf8(words)), qPrintable(all));
    QVERIFY(!all.contains(QString::fromLatin1(kMarker)));
}

QTEST_GUILESS_MAIN(TestCreateKept)
#include "tst_createkept.moc"
