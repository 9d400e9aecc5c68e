#include "app/desktop/nodescontroller.h"
#include "app/desktop/pages/commandpalette.h"
#include "app/desktop/pages/preflightview.h"
#include "app/desktop/translation.h"
#include "tests/app/desktop/windowfixture.h"
#include "tests/support/paths.h"
#include "widgets/theme/theme.h"

#include <QJsonDocument>
#include <QMenu>
#include <QProcess>
#include <QRegularExpression>
#include <QTranslator>
#include <QXmlStreamReader>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using desktoptest::WindowFixture;

namespace {

struct Message
{
    QString context;
    QString source;
    QString comment;
    QStringList translations; ///< more than one: forms of a number
    bool isFinished = true;
    bool isNumerus = false;

    QString key() const { return context + u" | "_s + source + u" | "_s + comment; }
};

QList<Message> read(const QString &path)
{
    QFile file(path);
    QList<Message> messages;
    if (!file.open(QIODevice::ReadOnly))
        return messages;
    QXmlStreamReader xml(&file);
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        const QStringView name = xml.name();
        if (name == u"name") {
            context = xml.readElementText();
        } else if (name == u"message") {
            messages.append({context, {}, {}, {}, true, xml.attributes().value("numerus"_L1) == u"yes"});
        } else if (name == u"source") {
            messages.last().source = xml.readElementText();
        } else if (name == u"comment") {
            messages.last().comment = xml.readElementText();
        } else if (name == u"translation") {
            messages.last().isFinished = !xml.attributes().hasAttribute("type"_L1);
            if (!messages.last().isNumerus)
                messages.last().translations.append(xml.readElementText());
        } else if (name == u"numerusform") {
            messages.last().translations.append(xml.readElementText());
        }
    }
    return messages;
}

QStringList placesIn(const QString &text)
{
    static const QRegularExpression place(u"%(L?\\d|n)"_s);
    QStringList found;
    auto matches = place.globalMatch(text);
    while (matches.hasNext())
        found.append(matches.next().captured());
    found.sort();
    found.removeDuplicates();
    return found;
}

/// The letter after "&", small; none: a null character.
QChar mnemonicOf(QString text)
{
    text.remove(u"&&"_s);
    const auto at = text.indexOf(u'&');
    return at >= 0 && at + 1 < text.size() ? text[at + 1].toLower() : QChar();
}

/// Notes what is asked for and has no translation.
class Recorder : public QTranslator
{
public:
    bool isEmpty() const override { return false; }
    QString translate(const char *context, const char *source, const char *, int) const override
    {
        // Asked last: after the translations.
        if (qstrncmp(context, "slipway", 7) == 0 && qstrcmp(context, "slipway") != 0)
            m_missing.insert(QString::fromUtf8(context) + u" | "_s + QString::fromUtf8(source));
        return {};
    }
    mutable QSet<QString> m_missing;
};

} // namespace

/// German is complete, fits the texts that there are, and is what the window says.
class TestTranslation : public QObject, private WindowFixture
{
    Q_OBJECT
private slots:
    void initTestCase() { theme::Theme::instance().install(); }
    void init() { begin(); }
    void cleanup();
    void languages_data();
    void languages();
    void filesFitTheTexts();
    void placesAreKept_data();
    void placesAreKept();
    void mnemonicsDoNotClash();
    void windowSpeaksGerman();
    void checksOfANodeInGerman();
    void numbersInEnglish();

private:
    static QString path(const QString &language)
    {
        return test::sourceDir() + u"/resources/translations/slipway_"_s + language + u".ts"_s;
    }
};

void TestTranslation::cleanup()
{
    end();
    for (QTranslator *translator : QCoreApplication::instance()->findChildren<QTranslator *>())
        delete translator;
    QLocale::setDefault(QLocale::c());
}

void TestTranslation::languages_data()
{
    QTest::addColumn<QStringList>("wanted");
    QTest::addColumn<QString>("spoken");
    QTest::newRow("German") << QStringList{u"de-DE"_s} << u"de"_s;
    QTest::newRow("Swiss German") << QStringList{u"de_CH"_s} << u"de"_s;
    QTest::newRow("English before German") << QStringList{u"en-GB"_s, u"de-DE"_s} << u"en"_s;
    QTest::newRow("French, then German") << QStringList{u"fr-FR"_s, u"de-DE"_s} << u"de"_s;
    QTest::newRow("French") << QStringList{u"fr"_s} << u"en"_s;
    QTest::newRow("none") << QStringList() << u"en"_s;
}

void TestTranslation::languages()
{
    QFETCH(const QStringList, wanted);
    QTEST(spokenLanguage(wanted), "spoken");
}

void TestTranslation::filesFitTheTexts()
{
    const QTemporaryDir copy;
    for (const auto &language : {u"de"_s, u"en"_s})
        QVERIFY(QFile::copy(path(language), copy.filePath(u"slipway_%1.ts"_s.arg(language))));
    QProcess update;
    update.start(test::sourceDir() + u"/resources/translations/update"_s, {copy.path()});
    QVERIFY(update.waitForStarted());
    QVERIFY(update.waitForFinished(120'000));
    QVERIFY2(update.exitCode() == 0, update.readAllStandardError().constData());
    QStringList wrong;
    for (const auto &language : {u"de"_s, u"en"_s}) {
        QSet<QString> stored;
        for (const Message &message : read(path(language))) {
            stored.insert(message.key());
            // lupdate did not find the class: at run time the text is asked for elsewhere.
            if (!message.context.startsWith("slipway::"_L1))
                wrong.append(u"misplaced in "_s + language + u": "_s + message.key());
            if (!message.isFinished)
                wrong.append(u"unfinished in "_s + language + u": "_s + message.key());
        }
        QSet<QString> used;
        for (const Message &message : read(copy.filePath(u"slipway_%1.ts"_s.arg(language)))) {
            used.insert(message.key());
            if (!stored.contains(message.key()))
                wrong.append(u"missing in "_s + language + u": "_s + message.key());
        }
        for (const QString &key : stored - used)
            wrong.append(u"obsolete in "_s + language + u": "_s + key);
        QVERIFY(!used.isEmpty());
    }
    wrong.sort();
    QVERIFY2(wrong.isEmpty(),
             qPrintable(wrong.join(u'\n') + u"\nRun resources/translations/update and translate these."_s));
}

void TestTranslation::placesAreKept_data()
{
    QTest::addColumn<QString>("language");
    QTest::newRow("de") << u"de"_s;
    QTest::newRow("en") << u"en"_s;
}

void TestTranslation::placesAreKept()
{
    QFETCH(const QString, language);
    QStringList wrong;
    for (const Message &message : read(path(language))) {
        if (!message.isFinished)
            continue; // said by filesFitTheTexts()
        if (message.translations.size() != (message.isNumerus ? 2 : 1))
            wrong.append(message.key());
        for (const QString &text : message.translations) {
            const bool isSame = placesIn(text) == placesIn(message.source);
            const bool endsAlike = text.endsWith(u' ') == message.source.endsWith(u' ') &&
                                   text.startsWith(u' ') == message.source.startsWith(u' ');
            if (text.isEmpty() || !isSame || !endsAlike || text.count(u'\n') != message.source.count(u'\n'))
                wrong.append(message.key() + u" -> "_s + text);
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
}

void TestTranslation::mnemonicsDoNotClash()
{
    // Texts of one context stand in one menu.
    QHash<QString, QStringList> taken;
    QStringList wrong;
    for (const Message &message : read(path(u"de"_s))) {
        const QString text = message.translations.value(0);
        const QChar letter = mnemonicOf(text);
        if (mnemonicOf(message.source).isNull() != letter.isNull())
            wrong.append(message.key() + u" -> "_s + text);
        if (letter.isNull())
            continue;
        const QString place = message.context + u' ' + letter;
        if (taken.contains(place))
            wrong.append(place + u": "_s + text + u" and "_s + taken.value(place).constFirst());
        taken[place].append(text);
    }
    QVERIFY(!taken.isEmpty());
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
}

void TestTranslation::windowSpeaksGerman()
{
    auto *recorder = new Recorder;
    recorder->setParent(QCoreApplication::instance());
    QCoreApplication::installTranslator(recorder); // the first installed is asked last
    installTranslation(*QCoreApplication::instance(), u"de"_s);
    m_fixture->setNode(Fixture::Trust::Trusted);
    openRun(Fixture::Run::Error);
    for (const auto page : {MainWindow::RunsPage, MainWindow::ContainersPage, MainWindow::Templates,
                            MainWindow::Nodes, MainWindow::Create, MainWindow::Preferences})
        m_window->showPage(page);
    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
    QVERIFY(m_window->findChild<CommandPalette *>());
    QCOMPARE(child<QPushButton>("newContainer")->text(), u"Neu"_s);
    // Qt's own, too.
    QCOMPARE(QCoreApplication::translate("QPlatformTheme", "Cancel"), u"Abbrechen"_s);
    QCOMPARE(QCoreApplication::translate("slipway::desktop::CommandPalette", "%n entries", nullptr, 1),
             u"1 Eintrag"_s);
    QVERIFY2(recorder->m_missing.isEmpty(),
             qPrintable(QStringList(recorder->m_missing.values()).join(u'\n')));
}

// The backend names them in English.
void TestTranslation::checksOfANodeInGerman()
{
    installTranslation(*QCoreApplication::instance(), u"de"_s);
    NodeTest test;
    test.preflight =
        preflightFromJson(QJsonDocument::fromJson(Fixture::preflight(Fixture::Trust::Trusted)).object());
    test.preflight.checks.append({u"clock"_s, u"Clock"_s, PreflightCheck::State::Ok, u"It is right."_s, {}});
    test.state = stateOf(test.preflight);
    PreflightView view;
    view.showPreflight(test.preflight);
    QCOMPARE(view.asText().split(u'\n'),
             (QStringList{u"[x] Erreichbar"_s, u"[x] Zertifikat"_s, u"[x] Anmeldung"_s, u"[x] Version"_s,
                          u"[x] Knoten"_s, u"[x] Speicher für Container"_s, u"[x] Betriebssystem-Templates"_s,
                          u"[x] Bridge"_s, u"[~] Rechte"_s, u"[x] Freie VMID"_s, u"[x] SSH"_s, u"[x] pct"_s,
                          u"[x] Clock"_s /* one that this window does not know */}));
    QVERIFY2(summaryOf(test).endsWith(u": Rechte"_s), qPrintable(summaryOf(test)));
}

void TestTranslation::numbersInEnglish()
{
    installTranslation(*QCoreApplication::instance(), u"en"_s);
    QCOMPARE(QCoreApplication::translate("slipway::desktop::CommandPalette", "%n entries", nullptr, 1),
             u"1 entry"_s);
    QCOMPARE(QCoreApplication::translate("slipway::desktop::CommandPalette", "%n entries", nullptr, 3),
             u"3 entries"_s);
}

QTEST_MAIN(TestTranslation)
#include "tst_translation.moc"
