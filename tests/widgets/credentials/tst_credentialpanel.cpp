#include "tests/support/patience.h"
#include "widgets/credentials/credentialpanel.h"
#include "widgets/credentials/secretclipboard.h"
#include "widgets/elements/iconbutton.h"
#include "widgets/theme/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QMetaProperty>
#include <QSignalSpy>
#include <QTest>

using namespace slipway;
using namespace slipway::credentials;
using namespace Qt::Literals::StringLiterals;

namespace {
constexpr const char *kPassword = "correct-horse-battery";

/// Everything a curious program could read from a widget tree: properties, accessible texts, object names.
QString everythingReadable(QWidget &root)
{
    QString all;
    QList<QWidget *> widgets = root.findChildren<QWidget *>();
    widgets.append(&root);
    for (QWidget *widget : std::as_const(widgets)) {
        const QMetaObject *meta = widget->metaObject();
        for (int i = 0; i < meta->propertyCount(); ++i)
            all += meta->property(i).read(widget).toString() + u'\n';
        for (const QByteArray &name : widget->dynamicPropertyNames())
            all += widget->property(name.constData()).toString() + u'\n';
        if (QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget)) {
            for (const auto kind :
                 {QAccessible::Name, QAccessible::Description, QAccessible::Value, QAccessible::Help})
                all += accessible->text(kind) + u'\n';
        }
    }
    return all;
}
} // namespace

class TestCredentialPanel : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { theme::Theme::instance().install(); }
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support propagateSizeHints)"_s));
    }
    void hiddenLeavesNothingReadable();
    void masksTheLengthToo();
    void revealsAndHidesByItself();
    void hidesOnDeactivateAndOnHide();
    void copyGivesFeedback();
    void userNamesAreShownAndComeFirst();
    void encryptedCannotBeShown();
    void keysOfSecrets_data();
    void keysOfSecrets();

private:
    static SecretField::Options shortOptions()
    {
        SecretField::Options options;
        options.revealMs = 60;
        options.feedbackMs = 60;
        return options;
    }
    static QString shown(const SecretField &field) { return field.findChild<QLabel *>(u"value"_s)->text(); }
    SecretClipboard m_clipboard{QGuiApplication::clipboard()};
};

void TestCredentialPanel::hiddenLeavesNothingReadable()
{
    CredentialPanel panel(m_clipboard);
    std::vector<CredentialItem> items;
    items.push_back({u"PASSWORD"_s, Secret(QByteArray(kPassword)), true});
    panel.setCredentials(items);
    panel.show();
    QVERIFY(!everythingReadable(panel).contains(QLatin1StringView(kPassword)));
    SecretField *field = panel.fields().constFirst();
    field->setRevealed(true);
    QVERIFY(everythingReadable(panel).contains(QLatin1StringView(kPassword))); // the walker can see
    field->setRevealed(false);
    QVERIFY(!everythingReadable(panel).contains(QLatin1StringView(kPassword)));
}

void TestCredentialPanel::masksTheLengthToo()
{
    const SecretField a(u"A"_s, Secret(QByteArray("x")), {}, m_clipboard);
    const SecretField b(u"B"_s, Secret(QByteArray(200, 'x')), {}, m_clipboard);
    QCOMPARE(shown(a), shown(b));
}

void TestCredentialPanel::revealsAndHidesByItself()
{
    SecretField field(u"PASSWORD"_s, Secret(QByteArray(kPassword)), shortOptions(), m_clipboard);
    field.show();
    QSignalSpy spy(&field, &SecretField::revealedChanged);
    field.findChild<elements::IconButton *>(u"reveal"_s)->click();
    QCOMPARE(shown(field), QLatin1StringView(kPassword));
    QTRY_COMPARE(spy.count(), 2);
    QVERIFY(!field.isRevealed());
    QVERIFY(shown(field) != QLatin1StringView(kPassword));
}

void TestCredentialPanel::hidesOnDeactivateAndOnHide()
{
    SecretField field(u"PASSWORD"_s, Secret(QByteArray(kPassword)), {}, m_clipboard);
    field.show();
    field.setRevealed(true);
    QEvent deactivate(QEvent::WindowDeactivate);
    QCoreApplication::sendEvent(&field, &deactivate);
    QVERIFY(!field.isRevealed());
    field.setRevealed(true);
    field.hide();
    QVERIFY(!field.isRevealed());
}

void TestCredentialPanel::copyGivesFeedback()
{
    SecretField field(u"PASSWORD"_s, Secret(QByteArray(kPassword)), shortOptions(), m_clipboard);
    field.show();
    auto *copied = field.findChild<QLabel *>(u"copied"_s);
    QVERIFY(!copied->isVisible());
    field.findChild<elements::IconButton *>(u"copy"_s)->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), QLatin1StringView(kPassword));
    QVERIFY(copied->isVisible());
    QVERIFY(!field.isRevealed()); // copying shows nothing
    QTRY_VERIFY(!copied->isVisible());
    m_clipboard.clearIfOurs();
}

void TestCredentialPanel::userNamesAreShownAndComeFirst()
{
    CredentialPanel panel(m_clipboard);
    std::vector<CredentialItem> items;
    items.push_back({u"PASSWORD"_s, Secret(QByteArray(kPassword)), isSecretKey(u"PASSWORD"_s)});
    items.push_back({u"USER"_s, Secret(QByteArray("coder")), isSecretKey(u"USER"_s)});
    panel.setCredentials(items);
    QCOMPARE(shown(*panel.fields().at(0)), u"coder"_s);
    QVERIFY(!panel.fields().at(0)->findChild<elements::IconButton *>(u"reveal"_s));
    QVERIFY(panel.fields().at(1)->findChild<elements::IconButton *>(u"reveal"_s));
}

void TestCredentialPanel::encryptedCannotBeShown()
{
    CredentialPanel panel(m_clipboard);
    panel.setEncrypted();
    SecretField *field = panel.fields().constFirst();
    QCOMPARE(shown(*field), u"encrypted, cannot be shown"_s);
    field->setRevealed(true);
    QVERIFY(!field->isRevealed());
    QVERIFY(field->findChildren<elements::IconButton *>().isEmpty());
}

void TestCredentialPanel::keysOfSecrets_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<bool>("secret");
    QTest::newRow("USER") << u"USER"_s << false;
    QTest::newRow("username, lower case") << u"username"_s << false;
    QTest::newRow("PASSWORD") << u"PASSWORD"_s << true;
    QTest::newRow("API_TOKEN") << u"API_TOKEN"_s << true;
    QTest::newRow("unknown words are secrets") << u"WHATEVER"_s << true;
}

void TestCredentialPanel::keysOfSecrets()
{
    QFETCH(const QString, key);
    QTEST(isSecretKey(key), "secret");
}

QTEST_MAIN(TestCredentialPanel)
#include "tst_credentialpanel.moc"
