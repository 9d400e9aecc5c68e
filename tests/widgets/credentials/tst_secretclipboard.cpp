#include "tests/support/paths.h"

#include "tests/support/patience.h"
#include "widgets/credentials/secretclipboard.h"

#include <QApplication>
#include <QClipboard>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

using namespace slipway;
using namespace slipway::credentials;
using namespace Qt::Literals::StringLiterals;

class TestSecretClipboard : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support propagateSizeHints)"_s));
        board()->setText(u"before"_s);
    }
    void marksItAsSecret();
    void clearsAfterItsLifetime();
    void leavesAlienTextAlone();
    void aSecondCopyStartsAgain();
    void clearsAtQuit();
    void clearsWhenDestroyed();
    void neverSetsTheSelection();
    void remainingFalls();

private:
    static QClipboard *board() { return QGuiApplication::clipboard(); }
    static Secret secret(const char *text) { return Secret(QByteArray(text)); }
};

void TestSecretClipboard::marksItAsSecret()
{
    SecretClipboard clipboard(board());
    QSignalSpy changed(&clipboard, &SecretClipboard::changed);
    clipboard.copy(secret("s3cret!"));
    QCOMPARE(board()->text(), u"s3cret!"_s);
    QCOMPARE(board()->mimeData()->data(u"x-kde-passwordManagerHint"_s), QByteArray("secret"));
    QVERIFY(clipboard.holdsSecret());
    QCOMPARE(changed.last().at(0).toBool(), true);
}

void TestSecretClipboard::clearsAfterItsLifetime()
{
    SecretClipboard clipboard(board(), 30);
    clipboard.copy(secret("s3cret!"));
    QSignalSpy changed(&clipboard, &SecretClipboard::changed);
    QTRY_COMPARE(board()->text(), QString());
    QVERIFY(!clipboard.holdsSecret());
    QCOMPARE(board()->mimeData()->data(u"x-kde-passwordManagerHint"_s), QByteArray("secret"));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed.last().at(0).toBool(), false);
}

void TestSecretClipboard::leavesAlienTextAlone()
{
    SecretClipboard clipboard(board(), 30);
    clipboard.copy(secret("s3cret!"));
    QSignalSpy changed(&clipboard, &SecretClipboard::changed);
    board()->setText(u"a shopping list"_s);
    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(changed.last().at(0).toBool(), false);
    clipboard.clearIfOurs();
    QCOMPARE(board()->text(), u"a shopping list"_s);
}

void TestSecretClipboard::aSecondCopyStartsAgain()
{
    SecretClipboard clipboard(board(), 60'000);
    clipboard.copy(secret("first"));
    clipboard.copy(secret("second"));
    QCOMPARE(board()->text(), u"second"_s);
    QVERIFY(clipboard.holdsSecret());
    QVERIFY(clipboard.remaining() > 0.9);
    clipboard.clearIfOurs();
    QCOMPARE(board()->text(), QString());
}

void TestSecretClipboard::clearsAtQuit()
{
    SecretClipboard clipboard(board());
    clipboard.copy(secret("s3cret!"));
    QMetaObject::invokeMethod(qApp, "aboutToQuit", Qt::DirectConnection);
    QCOMPARE(board()->text(), QString());
}

void TestSecretClipboard::clearsWhenDestroyed()
{
    {
        SecretClipboard clipboard(board());
        clipboard.copy(secret("s3cret!"));
    }
    QCOMPARE(board()->text(), QString());
}

void TestSecretClipboard::neverSetsTheSelection()
{
    if (!board()->supportsSelection()) {
        // The call that could set it is the same on every platform: it names the clipboard mode explicitly.
        QFile source(test::sourceDir() + QStringLiteral("/widgets/credentials/secretclipboard.cpp"));
        QVERIFY(source.open(QIODevice::ReadOnly));
        const QByteArray text = source.readAll();
        QVERIFY(!text.contains("QClipboard::Selection"));
        QCOMPARE(text.count("setMimeData("), text.count(", QClipboard::Clipboard)"));
        return;
    }
    SecretClipboard clipboard(board());
    board()->setText(u"marked"_s, QClipboard::Selection);
    clipboard.copy(secret("s3cret!"));
    QCOMPARE(board()->text(QClipboard::Selection), u"marked"_s);
}

void TestSecretClipboard::remainingFalls()
{
    SecretClipboard clipboard(board(), 2000);
    QCOMPARE(clipboard.remaining(), 0.0);
    clipboard.copy(secret("s3cret!"));
    QVERIFY(clipboard.remaining() > 0.5);
    QTRY_VERIFY(clipboard.remaining() < 0.9);
}

QTEST_MAIN(TestSecretClipboard)
#include "tst_secretclipboard.moc"
